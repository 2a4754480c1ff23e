"""How does an integration ask what goes with a basket, and tell what came of it?"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from zhanggui.checkout.companions.answering import CompanionsRequest, companions_for, plain_companions
from zhanggui.checkout.companions.told import ShowingRequest, tell_showing
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.selling.answers import EXAMPLES, OfferTitle, Repeated, Said
from zhanggui.surfaces.http.selling.desk import Quoting, Redeeming
from zhanggui.surfaces.http.selling.route import SellingRoute
from zhanggui.surfaces.http.selling.till import told

router = APIRouter(prefix="/checkout", tags=["checkout"], route_class=SellingRoute)


class BundleAnswer(BaseModel):
    """An offer that takes something off when both are bought."""

    offer: str
    title: OfferTitle
    price_minor: int
    off_minor: int


class ShownAnswer(BaseModel):
    """A product to show, and why."""

    sku: str
    name: str
    price_minor: Annotated[int | None, Field(description="None: no products are published. 空则没有发布商品。")]
    beside: str
    together: int
    orders: int
    lift_low: float
    lift: float
    lift_high: float
    said: Said
    bundle: BundleAnswer | None


class CompanionsAnswered(BaseModel):
    """What to show, the best first."""

    version: Annotated[int, Field(description="0: nothing is published. 0 表示没有发布。")]
    currency: str
    arm: Annotated[
        Literal["shown", "held_back", "not_measured"],
        Field(description="`held_back`: show nothing, to compare with. `held_back`：不展示，作对照。"),
    ]
    skus: Annotated[list[str], Field(description="This showing: send it back with the sale. 随核销送回。")]
    companions: list[ShownAnswer]


class ShowingAnswer(BaseModel):
    """What was kept of a showing."""

    redemption: str
    arm: str
    shown: int
    taken: int
    is_repeated: Repeated


@router.post(
    "/companions",
    response_model=None,
    responses={200: {"model": CompanionsAnswered}, **errors.described(409, 415, 429)},
    summary="What goes with this basket? 购物车推荐。",
)
def companions(
    by: Quoting, asked: Annotated[CompanionsRequest, Body(examples=[EXAMPLES["companions"]])]
) -> JSONResponse:
    """In stock, not in the basket, sold on the channel, at the shop's price, with the reason; writes nothing.

    No customer is asked for: the same basket gets the same answer, whoever looks. Scope `quote`.
    """
    return JSONResponse(plain_companions(companions_for(by.till, asked, at=by.at)))


@router.post(
    "/companions/showings",
    response_model=None,
    responses={200: {"model": ShowingAnswer}, **errors.described(404, 409, 415, 429)},
    summary="What of it was taken? 推荐效果。",
)
def showing(by: Redeeming, asked: Annotated[ShowingRequest, Body(examples=[EXAMPLES["showing"]])]) -> JSONResponse:
    """Tell which companions a sale's basket was answered, held back or shown, once for each sale. Scope `redeem`."""
    return told(*tell_showing(by.till, asked, integration=by.integration, at=by.at))
