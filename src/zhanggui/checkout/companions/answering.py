"""What is shown beside this basket: which products, for which reason, at which price, in which bundle?

No customer is asked for, so nobody is shown another price or another product than the next one with the same basket.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from zhanggui.books.checkout.stock import gone
from zhanggui.checkout.companions.publishing import CompanionsInForce, companions_in_force
from zhanggui.checkout.price_book import lists_in_force
from zhanggui.checkout.pricing import price
from zhanggui.checkout.publishing import NothingPublished, TillTerms, in_force
from zhanggui.core.described import described
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.offers.basket import Basket, BasketLine
from zhanggui.offers.plain import plain_value
from zhanggui.offers.prices.price_lists import Place, Wanted, on_shelf
from zhanggui.offers.rules.benefits import Bundle
from zhanggui.offers.rules.stated import WHOLE, Label, Name, Stated

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.checkout.companions.table import Companion
    from zhanggui.checkout.publishing import InForce
    from zhanggui.checkout.till import Till
    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.rules.product import Product

LOOKED_AT = 60  # companions of one basket whose stock is asked for, the best first
Arm = Literal["shown", "held_back", "not_measured"]
SENTENCES: Mapping[str, Words] = MappingProxyType(
    {
        "bought_together": Words(
            zh="买了“{beside}”的 {orders} 单里，{together} 单也买“{name}”，是偶然与口味所能解释的 {lift} 倍。",
            en="Of {orders} {orders:order|orders} with '{beside}', {together} hold '{name}' too: {lift} times what chance and taste explain.",
        )
    }
)


class CompanionsRequest(Stated):
    """What goes with these products?"""

    skus: Annotated[tuple[Name, ...], Field(min_length=1, max_length=500), described("购物车里的商品", "In the basket")]
    channel: Annotated[
        Label,
        described("渠道", "Channel", about_zh="只推荐在此渠道卖过的", about_en="Only what is sold on this channel"),
    ] = ""
    region: Annotated[Label, described("地区", "Region")] = ""
    most: Annotated[int, Field(strict=True, ge=1, le=20), described("最多几个", "At most", unit="count")] = 3
    visit: Annotated[
        Name | None,
        described(
            "购物车编号",
            "Visit",
            about_zh="同一购物车不变、与人无关的编号；有它才分对照组",
            about_en="The basket's own number, the same each time and no person's; with it some baskets are held back to compare",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionBundle:
    """An offer that takes something off when both are bought, one of each."""

    offer: Annotated[str, described("优惠", "Offer")]
    title: Annotated[Words, described("名称", "Title")]
    price_minor: Annotated[int, described("两件合计", "Both together", unit="minor")]
    off_minor: Annotated[int, described("减", "Off", unit="minor")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCompanion:
    """A product to show, and why."""

    sku: Annotated[str, described("推荐商品", "Companion")]
    name: Annotated[str, described("名称", "Name")]
    price_minor: Annotated[
        int | None,
        described(
            "单价",
            "Unit price",
            unit="minor",
            about_zh="空则没有发布商品：价格由接入方定",
            about_en="None: no products are published, prices are the integration's",
        ),
    ]
    beside: Annotated[str, described("购物车里的商品", "Product in the basket")]
    together: Annotated[int, described("同单数", "Orders together", unit="orders")]
    orders: Annotated[int, described("购物车商品的订单数", "Orders with the product", unit="orders")]
    lift_low: Annotated[float, described("提升度下限", "Lift, low", unit="ratio")]
    lift: Annotated[float, described("提升度", "Lift", unit="ratio")]
    lift_high: Annotated[float, described("提升度上限", "Lift, high", unit="ratio")]
    said: Annotated[Sentence, described("原因", "Reason")]
    bundle: Annotated[CompanionBundle | None, described("套装", "Bundle")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionsAnswer:
    """What to show, the best first. A basket held back is shown nothing; `skus` says what it would have been."""

    version: Annotated[int, described("版本", "Version", about_zh="0 表示没有发布", about_en="0: nothing is published")]
    currency: Annotated[str, described("币种", "Currency")]
    arm: Annotated[Arm, described("组", "Arm")]
    skus: Annotated[tuple[str, ...], described("本次推荐", "This showing")]
    companions: Annotated[tuple[ShownCompanion, ...], described("推荐", "Companions")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counter:
    """Where one question is answered: by which books, offers and prices, and when."""

    connection: Connection
    key: bytes
    offers: InForce | None
    place: Place
    at: datetime

    @property
    def shelf(self) -> Mapping[str, Product]:
        """The products that the shop published; nothing where prices are the integration's."""
        return self.offers.products if self.offers else {}


def companions_for(till: Till, asked: CompanionsRequest, *, at: datetime) -> CompanionsAnswer:
    """Companions of what lies in a basket: in stock, not in it yet, sold on the channel, with a price of the shop's."""
    with till.books.reading() as connection:
        found = companions_in_force(connection)
        if found is None:
            return CompanionsAnswer(version=0, currency="", arm="not_measured", skus=(), companions=())
        place = Place(channel=asked.channel, region=asked.region)
        counter = _Counter(connection=connection, key=till.key, offers=_offers(connection), place=place, at=at)
        chosen = _chosen(counter, found, asked)
        arm = arm_of(till.key, asked.visit, found.known.held_back_bps)
        shown = () if arm == "held_back" else chosen
        return CompanionsAnswer(
            version=found.version,
            currency=found.known.currency,
            arm=arm,
            skus=tuple(each.sku for each, _ in chosen),
            companions=tuple(_shown(found, each, line, _bundle(counter, each)) for each, line in shown),
        )


def arm_of(key: bytes, visit: str | None, held_back_bps: int) -> Arm:
    """Whether a basket is shown its companions; it follows from the shop's key and the basket's number alone."""
    if visit is None or not held_back_bps:
        return "not_measured"
    drawn = hmac.new(key, f"companions/{visit}".encode(), hashlib.sha256).digest()
    return "held_back" if int.from_bytes(drawn[:8]) * WHOLE >> 64 < held_back_bps else "shown"


def plain_companions(answer: CompanionsAnswer) -> dict[str, Any]:
    """The answer as JSON values, each reason as code, arguments and both languages."""
    shaped: dict[str, Any] = plain_value(answer, SENTENCES)
    return shaped


def _offers(connection: Connection) -> InForce | None:
    try:
        return in_force(connection)
    except NothingPublished:
        return None


def _chosen(
    counter: _Counter, found: CompanionsInForce, asked: CompanionsRequest
) -> list[tuple[Companion, BasketLine | None]]:
    """As many as are asked for, each with its price."""
    shelf = counter.shelf
    there = (each for each in _ranked(found, asked) if not shelf or each.sku in shelf)
    first = list(islice(there, LOOKED_AT))
    nothing_left = gone(counter.connection, [each.sku for each in first])
    kept = [each for each in first if each.sku not in nothing_left][: asked.most]
    if counter.offers is None or not shelf:
        return [(each, None) for each in kept]
    lists = lists_in_force(counter.connection, counter.offers.rules.offer_set.currency)
    wanted = [Wanted(line=each.sku, sku=each.sku, units=1) for each in kept]
    return list(zip(kept, on_shelf(wanted, shelf, lists, counter.place, counter.at), strict=True))


def _ranked(found: CompanionsInForce, asked: CompanionsRequest) -> Iterator[Companion]:
    """Each companion once, by the product in the basket for which it is worth most."""
    held = set(asked.skus)
    best: dict[str, tuple[int, Companion]] = {}
    for sku in held:
        for rank, each in found.beside.get(sku, ()):
            if each.sku not in held and (each.sku not in best or rank < best[each.sku][0]):
                best[each.sku] = (rank, each)
    for _, each in sorted(best.values(), key=lambda ranked: ranked[0]):
        if not asked.channel or asked.channel in found.products[each.sku].channels:
            yield each


def _bundle(counter: _Counter, each: Companion) -> CompanionBundle | None:
    """The bundle that the till would give now for one of each; priced as any basket is, for nobody in particular."""
    offers, skus = counter.offers, (each.beside, each.sku)
    if offers is None or not counter.shelf.keys() >= set(skus):
        return None
    bundles = {ready.id for ready in offers.rules.ready if _is_bundle_of(ready, [offers.products[sku] for sku in skus])}
    if not bundles:
        return None
    lines = tuple(BasketLine(line=sku, sku=sku, units=1, price_minor=0) for sku in skus)
    currency, place = offers.rules.offer_set.currency, counter.place
    both = Basket(currency=currency, lines=lines, channel=place.channel, region=place.region)
    quoted = price(counter.connection, counter.key, TillTerms(offers, None), both, counter.at).quote
    applied = next((given for given in quoted.applied if given.offer in bundles and given.off_minor), None)
    if applied is None:
        return None
    return CompanionBundle(
        offer=applied.offer, title=applied.title, price_minor=quoted.due_minor, off_minor=applied.off_minor
    )


def _is_bundle_of(ready: ReadyOffer, products: list[Product]) -> bool:
    """Whether each of the products is in a part of the bundle."""
    return ready.kind is Bundle and all(
        any(part.scope.holds(each.sku, each.category, each.brand) for part in ready.benefit.parts) for each in products
    )


def _shown(
    found: CompanionsInForce, each: Companion, line: BasketLine | None, bundle: CompanionBundle | None
) -> ShownCompanion:
    low, estimate, high = each.lift
    name, beside = found.products[each.sku].name, found.products[each.beside].name
    return ShownCompanion(
        sku=each.sku,
        name=name,
        price_minor=None if line is None else line.price_minor,
        beside=each.beside,
        together=each.together,
        orders=each.orders,
        lift_low=low,
        lift=estimate,
        lift_high=high,
        said=sentence(
            "bought_together",
            beside=beside,
            name=name,
            orders=each.orders,
            together=each.together,
            lift=f"{estimate:.1f}",
        ),
        bundle=bundle,
    )
