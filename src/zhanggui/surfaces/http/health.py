"""Is the service alive, and can it answer?"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

import zhanggui
from zhanggui.app.shop import Shop

router, alive = APIRouter(tags=["health"]), APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"]
    version: Annotated[str, Field(description="The product's version. 产品版本。")]


class Ready(BaseModel):
    """Whether questions can be answered now."""

    status: Annotated[
        Literal["ready", "empty"], Field(description="`empty`: no file has been loaded yet. `empty`：还没有导入文件。")
    ]


@alive.get("/healthz", summary="Is the process alive? 进程是否在运行？")
def healthz() -> Alive:
    """Alive, whatever the state of the stores."""
    return Alive(status="alive", version=zhanggui.__version__)


@router.get("/readyz", summary="Can it answer? 能否回答？")
def readyz(request: Request) -> Ready:
    """Ready when the books open; a shop without files is ready, and empty."""
    shop: Shop = request.app.state.shop
    with shop.books.reading():
        return Ready(status="ready" if shop.has_data else "empty")
