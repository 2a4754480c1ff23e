"""Which application sells alone, without pages, analyses and the warehouse?

It has the addresses of the full API under `/api/v1/checkout`, and those that a watchman asks. Whoever sells at a large
event runs several of it in front of one PostgreSQL; nothing of the analytical stack is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount

import zhanggui
from zhanggui.checkout.publishing import NothingPublished, in_force
from zhanggui.surfaces.http import errors, health
from zhanggui.surfaces.http.limits import BodyLimit
from zhanggui.surfaces.http.selling import companions, lotteries, members, till
from zhanggui.surfaces.http.selling.desk import Desk

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop

TITLE = "Zhanggui checkout 掌柜收银"
ABOUT = """\
Quote and sell. 报价与核销。

Send the key of an integration as `Authorization: Bearer zgi_…`. Amounts are whole minor units. Every failure has one shape:
`{"error": {"code", "message": {"zh-CN", "en"}, "facts"}}`.
"""
router = APIRouter(tags=["health"])


class ReadyToSell(BaseModel):
    """Whether baskets can be sold now."""

    status: Annotated[
        Literal["ready", "empty"], Field(description="`empty`: no offers are published. `empty`：还没有发布优惠。")
    ]


@router.get("/readyz", summary="Can it sell? 能否收银？")
def readyz(request: Request) -> ReadyToSell:
    """Ready when the books open and offers are in force."""
    desk: Desk = request.app.state.desk
    try:
        with desk.shop.books.reading() as connection:
            in_force(connection)
    except NothingPublished:
        return ReadyToSell(status="empty")
    return ReadyToSell(status="ready")


def create_checkout(shop: Shop) -> Starlette:
    """The application that sells for one shop, at the addresses of the full service."""
    api = FastAPI(
        title=TITLE,
        version=zhanggui.__version__,
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=errors.described(),
    )
    api.state.desk = Desk(shop)
    errors.install(api)
    api.include_router(router)
    api.include_router(health.alive)
    for each in ROUTERS:
        api.include_router(each)
    limited = [Middleware(errors.Calm), Middleware(BodyLimit)]
    return Starlette(
        routes=[Mount("/api/v1", api)], exception_handlers={HTTPException: errors.refused}, middleware=limited
    )


# What integrations may ask, in the full service as in this one; each further subject is a router here.
ROUTERS = (till.router, companions.router, members.router, lotteries.router)
