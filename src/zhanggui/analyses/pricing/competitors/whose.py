"""To which own product does an offer of another seller compare, and by which evidence?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from zhanggui.analyses.pricing.competitors.seen import Seen
from zhanggui.analyses.products.same.codes import Codes, Item, Selling
from zhanggui.analyses.products.same.matching import Match, find_matches
from zhanggui.analyses.products.same.matching import Way as Matched
from zhanggui.text.codes import is_barcode

Way = Literal["told", "barcode", "title"]
OWN, OTHER = "own", "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """An offer with the own product it compares to; `match` tells what speaks for it where nobody told it."""

    seen: Seen
    sku: str
    way: Way
    match: Match | None = None


def paired(seen: Sequence[Seen], codes: Codes, *, by_title: bool = True) -> list[Paired]:
    """What was told counts; else one barcode, else titles with their sizes, as `products.same` compares them.

    Without titles what is left is certain, and is found without comparing any.
    Sellers are compared with the shop one at a time: two sellers may offer the same product, and each is then matched.
    """
    told = ((each, each.told_sku) for each in seen if each.told_sku is not None)
    found = [Paired(seen=each, sku=sku, way="told") for each, sku in told if sku in codes.items]
    by_seller: dict[str, list[Seen]] = {}
    for each in seen:
        if each.told_sku is None:
            by_seller.setdefault(each.competitor, []).append(each)
    own = {code: _as_own(item) for code, item in codes.items.items()} if by_seller else {}
    ways: tuple[Matched, ...] = ("exact", "title") if by_title else ("exact",)
    return [*found, *(pair for offers in by_seller.values() for pair in _of_seller(offers, own, ways))]


def _of_seller(offers: Sequence[Seen], own: Mapping[str, Item], ways: Sequence[Matched]) -> Iterator[Paired]:
    listings = {each.key: each for each in offers}
    others = {key: _as_other(each) for key, each in listings.items()}
    for match in find_matches(Codes(items={**own, **others}), ways=ways):
        if match.code in listings and match.sku in own:
            way: Way = "barcode" if match.way == "exact" else "title"
            yield Paired(seen=listings[match.code], sku=match.sku, way=way, match=match)


def _as_own(item: Item) -> Item:
    """All own codes on one shelf: they are not compared with each other, and every match leads to one of them."""
    prices = [each.price_minor for each in item.sold.values() if each.price_minor]
    selling = Selling(title=item.shown, price_minor=min(prices, default=None), lines=1)
    return replace(item, sold={OWN: selling}, has_costs=True)


def _as_other(seen: Seen) -> Item:
    selling = Selling(title=seen.title, price_minor=seen.price_minor, lines=0)
    barcode = seen.barcode if seen.barcode and is_barcode(seen.barcode) else None
    return Item(code=seen.key, sold={OTHER: selling}, title=seen.title, barcode=barcode)
