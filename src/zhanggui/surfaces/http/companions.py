"""How do the companions at the cart stand over HTTP, and who puts them into force?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from zhanggui.analyses.products.companions.params import CompanionsParams
from zhanggui.app.selling.companions import PublishedCompanion, companions_now, plain_now, publish_found, withdraw
from zhanggui.checkout.companions.publishing import CompanionsPublished
from zhanggui.checkout.companions.table import USUAL_HELD_BACK_BPS
from zhanggui.core.errors import NotFound
from zhanggui.core.quantity import RateInterval
from zhanggui.core.words import Words
from zhanggui.offers.rules.stated import BasisPoints
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Analyst, Operator
from zhanggui.surfaces.http.selling.answers import Said

router = APIRouter(prefix="/companions", tags=["offers"])


class NoCompanions(NotFound):
    """Nothing was published for the cart yet."""

    sentence = Words(
        zh="购物车还没有推荐。先运行：zhanggui checkout companions publish",
        en="Nothing is shown at the cart yet. Publish companions with: zhanggui checkout companions publish",
    )


class WantedCompanions(BaseModel):
    """How companions are worked out, and how many baskets are held back."""

    model_config = ConfigDict(extra="forbid")

    params: CompanionsParams = CompanionsParams()
    held_back_bps: BasisPoints = USUAL_HELD_BACK_BPS


class ReadoutAnswer(BaseModel):
    """Sales whose showing was told, by arm."""

    shown: int
    shown_taken: int
    held_back: int
    held_back_taken: int
    difference: Annotated[RateInterval | None, Field(description="None: cannot tell. 空则说不准。")]
    said: Said


class CompanionsNowAnswer(BaseModel):
    """What the checkout shows."""

    version: int
    by: str
    at: datetime
    first_day: date | None
    last_day: date | None
    orders: int
    held_back_bps: int
    companions: list[PublishedCompanion]
    readout: ReadoutAnswer


@router.get("", responses=errors.described(404), summary="What is shown at the cart? 现行购物车推荐。")
def standing(by: Analyst) -> CompanionsNowAnswer:
    """The companions in force, the best first, and what of them was taken."""
    found = companions_now(by.shop)
    if found is None:
        raise NoCompanions
    return CompanionsNowAnswer.model_validate(plain_now(found))


@router.post("/publish", responses=errors.described(409), summary="Show them at the cart. 发布购物车推荐。")
def publish(by: Operator, wanted: WantedCompanions) -> CompanionsPublished:
    """Work them out of the orders anew and put them into force; the same again stay the version they are."""
    params = wanted.params.model_dump(exclude_unset=True)
    return publish_found(by.shop, params, actor=by.actor, held_back_bps=wanted.held_back_bps)


@router.post("/withdraw", responses=errors.described(409), summary="Show nothing. 撤下购物车推荐。")
def take_down(by: Operator) -> CompanionsPublished:
    """An empty version: the cart shows nothing from now on."""
    return withdraw(by.shop, actor=by.actor)
