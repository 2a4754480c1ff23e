"""How are sets of offers checked, tried on a basket and put into force over HTTP, and how do those in force stand?"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from zhanggui.app.jobs.lapsing import LastLapse, lapse_now, last_lapse
from zhanggui.app.offer_drafts import flaws_of
from zhanggui.app.selling.opening import publish_offers
from zhanggui.app.selling.standing import InForceNow, in_force_now
from zhanggui.app.selling.trying import CountedOffer, plain_tried, try_out
from zhanggui.app.sign_in import require
from zhanggui.checkout.lapsing import Lapsed
from zhanggui.checkout.publishing import NothingPublished, Published
from zhanggui.core.moments import in_calendar
from zhanggui.offers.basket import Basket
from zhanggui.offers.engine.rules import make_ready
from zhanggui.offers.plain import plain_flaws, plain_quote
from zhanggui.offers.quoting import quote
from zhanggui.offers.rules.offer_set import OfferSet
from zhanggui.offers.rules.product import Product
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Analyst, Operator
from zhanggui.surfaces.http.names_once import names_once
from zhanggui.surfaces.http.selling.answers import QuoteAnswer, Said

router = APIRouter(prefix="/offers", tags=["offers"], dependencies=[Depends(names_once)])
MOST_PRODUCTS = 20_000


class WantedOffers(BaseModel):
    """A set of offers, and the products whose prices, costs and floors are the shop's own."""

    model_config = ConfigDict(extra="forbid")

    offers: OfferSet
    products: Annotated[tuple[Product, ...], Field(max_length=MOST_PRODUCTS)] = ()


class TriedOffers(BaseModel):
    """A set of offers, and a basket to be priced under it."""

    model_config = ConfigDict(extra="forbid")

    offers: OfferSet
    basket: Basket
    at: Annotated[AwareDatetime | None, Field(description="None: now. 空则现在。")] = None
    explain: bool = False
    by_counters: Annotated[
        bool,
        Field(
            description="By the uses and budgets that the books have counted, as the checkout would price it; with a "
            "customer this takes an operator. 按账本已用的次数和预算。"
        ),
    ] = False


class TriedAnswer(QuoteAnswer):
    """What a basket would cost, and what the books had counted before it."""

    counted: Annotated[
        list[CountedOffer] | None, Field(description="None unless `by_counters`. 账本计数，未要求则为空。")
    ]


class FlawAnswer(BaseModel):
    """One thing that was found."""

    severity: str
    offers: list[str]
    said: Said


class VerdictAnswer(BaseModel):
    """Whether the set may go live, and what was found."""

    may_go_live: bool
    flaws: list[FlawAnswer]


class OfferStandingAnswer(BaseModel):
    """One offer in force and how it stands."""

    offer: str
    title: dict[str, str]
    kind: str
    uses: int
    units: int
    discount_minor: int
    most_uses: int | None
    budget_minor: int | None
    left_minor: int | None
    codes_left: int
    owed_minor: int


class InForceAnswer(BaseModel):
    """The offers that hold."""

    version: int
    published_by: str
    published_at: datetime
    currency: str
    products: int
    liability_minor: Annotated[int, Field(description="Owed by codes that were not used yet. 未用券的负债。")]
    offers: list[OfferStandingAnswer]
    last_lapse: Annotated[
        LastLapse | None,
        Field(description="What the service last booked as run out; None: not yet. 服务上次入账的到期项。"),
    ]


@router.get("", responses=errors.described(409), summary="Which offers are in force? 现行优惠。")
def standing(by: Analyst) -> InForceAnswer:
    """The set that the checkout charges by, with use and budget of each offer."""
    found = in_force_now(by.shop)
    if found is None:
        raise NothingPublished
    return _answer(found, last_lapse(by.shop))


@router.post("/lapse", summary="Book what ran out. 到期入账。")
def lapse(by: Operator) -> Lapsed:
    """Book the points, holds and deposits that ran out. The service does so daily; no balance depends on it."""
    return lapse_now(by.shop)


@router.post(
    "/check",
    response_model=None,
    responses={200: {"model": VerdictAnswer}, **errors.described()},
    summary="May it go live? 上线前检查。",
)
def check_offers(by: Analyst, wanted: WantedOffers) -> JSONResponse:
    """Contradictions, dead offers and losses of a set; nothing is written."""
    return JSONResponse(plain_flaws(flaws_of(by.shop, wanted.offers, wanted.products, by.shop.clock.now())))


@router.post(
    "/quote",
    response_model=None,
    responses={200: {"model": TriedAnswer}, **errors.described()},
    summary="What would a basket cost? 试算。",
)
def try_offers(by: Analyst, tried: TriedOffers) -> JSONResponse:
    """A basket under a set that need not be in force; nothing is written, and counters are asked only if wanted."""
    at = in_calendar(tried.at or by.shop.clock.now())
    if not tried.by_counters:
        quoted = quote(tried.basket, make_ready(tried.offers), at, explain=tried.explain)
        return JSONResponse({**plain_quote(quoted), "counted": None})
    if tried.basket.customer:
        require(by.actor.role, "operator")
    return JSONResponse(plain_tried(try_out(by.shop, tried.offers, tried.basket, at, explain=tried.explain)))


@router.post(
    "/publish",
    response_model=None,
    responses={200: {"model": Published}, **errors.described(409)},
    summary="Put it into force. 发布。",
)
def publish(by: Operator, wanted: WantedOffers) -> JSONResponse:
    """Put a set into force as the next version; the same set again stays as it is. A person signed in does this."""
    return JSONResponse(asdict(publish_offers(by.shop, wanted.offers, wanted.products, actor=by.actor)))


def _answer(found: InForceNow, last: LastLapse | None) -> InForceAnswer:
    told: list[dict[str, Any]] = [
        {
            "offer": each.offer.id,
            "title": {"zh": each.offer.title.zh, "en": each.offer.title.en},
            "kind": each.offer.benefit.kind,
            "uses": each.uses,
            "units": each.units,
            "discount_minor": each.discount_minor,
            "most_uses": each.offer.limits.uses,
            "budget_minor": each.offer.limits.budget_minor,
            "left_minor": each.left_minor,
            "codes_left": each.codes_left,
            "owed_minor": each.owed_minor,
        }
        for each in found.offers
    ]
    return InForceAnswer(
        version=found.version,
        published_by=found.by,
        published_at=found.at,
        currency=found.currency,
        products=found.products,
        liability_minor=found.liability_minor,
        offers=[OfferStandingAnswer(**each) for each in told],
        last_lapse=last,
    )
