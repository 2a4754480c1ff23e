"""Which set of offers was checked last, what did the check find, and what would a basket cost under it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from zhanggui.app.offers import Verdict
from zhanggui.app.selling.opening import publish_offers
from zhanggui.app.selling.trying import TriedQuote, try_out
from zhanggui.books.events import StreamMovedOn, append, canonical, last
from zhanggui.books.events import read as read_events
from zhanggui.checkout.members.programmes import programme_in_force
from zhanggui.core.errors import MixedCurrencies, NotFound, RequestAtFault
from zhanggui.core.money import Money
from zhanggui.core.words import Words
from zhanggui.decisions.offer_sets import STREAM, kept_sets
from zhanggui.offers.basket import Basket
from zhanggui.offers.checks.linting import check
from zhanggui.offers.rules.offer_set import OfferSet
from zhanggui.offers.rules.product import Products
from zhanggui.offers.rules.reading import OffersNotUnderstood, form_of, problems, read

if TYPE_CHECKING:
    from datetime import datetime

    from zhanggui.app.shop import Shop
    from zhanggui.books.events import Event
    from zhanggui.books.people import Actor
    from zhanggui.checkout.publishing import Published
    from zhanggui.offers.checks.flaw import Flaw
    from zhanggui.offers.rules.product import Product


class BasketLineNotUnderstood(RequestAtFault):
    """A line of a basket that cannot be read."""

    sentence = Words(
        zh="看不懂购物车的“{line}”。每行写 商品, 件数, 单价, 类目，如 T-1, 2, 128, tea；类目可不写。",
        en="Cannot read '{line}' of the basket. Write product, units, price, category, such as T-1, 2, 128, tea.",
    )


class NoSuchDraft(NotFound):
    """No set was kept under the number."""

    sentence = Words(
        zh="没有编号为 {number} 的优惠方案；已检查过 {count} 套。请在“优惠”页检查一套。",
        en="No set of offers is kept under {number}; so far {count} were checked. Check one on the offers page.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The set that was checked last, by whom and when, on which products, and what is found in it now."""

    number: int
    offers: OfferSet
    products: Products | None
    by: str
    at: datetime
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Buying:
    """A basket as a form says it."""

    lines: str
    channel: str = ""
    tier: str = ""
    codes: str = ""
    points: str = ""
    shipping: str = ""
    is_first_order: bool = False
    customer: str = ""


def keep_draft(shop: Shop, text: str, products: str, *, actor: Actor) -> Draft:
    """Read a set of offers, keep it as the one that is being worked on, and check it."""
    offers = read(text, form_of(text), OfferSet, "offers")
    if offers.currency != shop.facts.currency:
        raise MixedCurrencies(left=offers.currency, right=shop.facts.currency)
    known = read(products, form_of(products), Products, "products") if products.strip() else None
    payload = {
        "offers": offers.model_dump(mode="json"),
        "products": known.model_dump(mode="json") if known else None,
    }
    at = shop.clock.now()
    with shop.books.begin() as connection:
        event = append(connection, stream=STREAM, kind="offers.drafted", payload=payload, by=actor.id, at=at)
    return _draft(shop, event, offers, known, at)


def last_draft(shop: Shop) -> Draft | None:
    """The set that was checked last, checked again for this moment; None before the first."""
    with shop.books.reading() as connection:
        event = last(connection, STREAM)
    if event is None:
        return None
    offers = OfferSet.model_validate(event.payload["offers"])
    known = event.payload["products"]
    products = Products.model_validate(known) if known else None
    return _draft(shop, event, offers, products, shop.clock.now())


def last_text(shop: Shop) -> str | None:
    """The set that was checked last, as it can be read again; None before the first."""
    with shop.books.reading() as connection:
        return next((kept.text for kept in kept_sets(connection, 1)), None)


def kept_text(shop: Shop, number: str) -> str:
    """A set by the number under which it was kept, the first being 1."""
    with shop.books.reading() as connection:
        events = read_events(connection, STREAM)
    for event in events:
        if str(event.sequence) == number.lstrip("0"):
            return canonical(event.payload["offers"])
    raise NoSuchDraft(number=number, count=len(events))


def publish_draft(shop: Shop, seen: int, *, actor: Actor) -> Published:
    """Put the set that was checked last into force, unless it is not the one that was looked at."""
    draft = last_draft(shop)
    if draft is None or draft.number != seen:
        raise StreamMovedOn(stream=STREAM, expected=seen, found=draft.number if draft else 0)
    return publish_offers(shop, draft.offers, draft.products.products if draft.products else (), actor=actor)


def preview(shop: Shop, draft: Draft, buying: Buying, at: datetime) -> TriedQuote:
    """What a basket costs under the draft at a moment and by today's counters, with the reasons, also of refusals."""
    return try_out(shop, draft.offers, _basket(shop, draft, buying), at)


def flaws_of(shop: Shop, offers: OfferSet, products: tuple[Product, ...], at: datetime) -> tuple[Flaw, ...]:
    """What the check finds in this shop: where a member programme says how points are earned, the set need not."""
    with shop.books.reading() as connection:
        earns_points = programme_in_force(connection) is not None
    return check(offers, at, products, earns_points=earns_points)


def _draft(shop: Shop, event: Event, offers: OfferSet, products: Products | None, now: datetime) -> Draft:
    flaws = flaws_of(shop, offers, products.products if products else (), now)
    verdict = Verdict(offers=len(offers.offers), flaws=flaws)
    return Draft(number=event.sequence, offers=offers, products=products, by=event.by, at=event.at, verdict=verdict)


def _basket(shop: Shop, draft: Draft, buying: Buying) -> Basket:
    known = {each.sku: each for each in draft.products.products} if draft.products else {}
    lines = []
    for number, line in enumerate((each for each in buying.lines.splitlines() if each.strip()), 1):
        sku, units, price, category = _parts(line, shop.facts.currency)
        facts = known[sku].model_dump() if sku in known else {"sku": sku}
        facts |= {"category": category} if category else {}
        lines.append({**facts, "line": str(number), "units": units, "price_minor": price})
    said = {
        "currency": shop.facts.currency,
        "lines": lines,
        "channel": buying.channel,
        "tier": buying.tier,
        "customer": buying.customer.strip() or None,
        "codes": tuple(dict.fromkeys(buying.codes.replace("，", ",").replace(",", " ").split())),
        "points": int(buying.points) if buying.points.isdecimal() else 0,
        "shipping_minor": Money.of(buying.shipping or "0", shop.facts.currency).minor,
        "is_first_order": buying.is_first_order,
    }
    try:
        return Basket.model_validate(said)
    except ValidationError as error:
        raise OffersNotUnderstood(file="basket", problems=problems(error)) from None


def _parts(line: str, currency: str) -> tuple[str, int, int, str]:
    parts = [part.strip() for part in line.replace("，", ",").split(",")]
    try:
        sku, units, price, *more = parts
        return sku, int(units), Money.of(price, currency).minor, more[0] if more else ""
    except (RequestAtFault, ValueError):
        raise BasketLineNotUnderstood(line=line.strip()) from None
