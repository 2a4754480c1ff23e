"""Which prices of other sellers and which bands are watched, and what crossed them?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from zhanggui.analyses.pricing.bands.positions import Position, declared_for
from zhanggui.analyses.pricing.bands.tags import tags_of
from zhanggui.analyses.pricing.competitors.seen import (
    LISTED_DAY,
    is_to_be_had,
    key_of,
    last_of_each_day,
    newest,
    usable,
)
from zhanggui.analyses.pricing.competitors.whose import Paired, paired
from zhanggui.analyses.pricing.crossings.following import Crossed, Left, Pair, crossed, left
from zhanggui.analyses.pricing.crossings.paid import in_main_channel, paid
from zhanggui.analyses.products.same.codes import codes_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.pricing.bands.banding import Range
    from zhanggui.analyses.pricing.crossings.paid import Named, Paid
    from zhanggui.analyses.pricing.crossings.params import CrossingsParams
    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

Found = TypeVar("Found")
KEY_DIGITS = 12  # links make long codes of listings


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """One offer that is compared to an own product, and when it crossed our price."""

    offer: Paired
    crossed: Crossed

    @property
    def key(self) -> str:
        """What names the crossing in records: the product, the offer and the day."""
        code = hashlib.sha256(self.offer.seen.key.encode()).hexdigest()[:KEY_DIGITS]
        return f"{self.crossed.after.day} price {self.offer.sku} {code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Banded:
    """One product with a declared band, and when its price left it."""

    sku: str
    position: Position
    left: Left

    @property
    def key(self) -> str:
        """What names it in records."""
        return f"{self.left.day} band {self.sku}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched(Generic[Found]):
    """What crossed its line, the latest first; how many lines were watched, and how many could not be judged."""

    found: Sequence[Found]
    watched: int
    unknown: int


def rivals(warehouse: Warehouse, lines: ir.Table, period: Period, params: CrossingsParams) -> Watched[Rival]:
    """Every offer whose product was told or is known by its barcode, against our price in its main channel."""
    observed = usable(warehouse)
    seen = newest(warehouse, observed, params.fresh_days)
    if not seen:
        return Watched(found=(), watched=0, unknown=0)
    offers = paired(seen, codes_of(warehouse), by_title=False)
    own = paid(warehouse, in_main_channel(lines), {each.sku for each in offers}, period, params)
    noted = _noted(warehouse, observed, period)
    found, unknown = [], 0
    for offer in offers:
        pairs = list(_pairs(noted.get(offer.seen.key, {}), own.get(offer.sku, {}), warehouse.as_of))
        unknown += not pairs
        steps = crossed(pairs, close=params.close, fresh_days=params.fresh_days)
        found += [Rival(offer=offer, crossed=each) for each in steps if _is_new(each.after.day, warehouse, params)]
    found.sort(key=lambda each: (-each.crossed.after.day.toordinal(), each.key))
    return Watched(found=found, watched=len(offers) - unknown, unknown=unknown)


def positioned(
    warehouse: Warehouse, named: Mapping[str, Named], declared: Mapping[str, Range]
) -> Mapping[str, Position]:
    """The declared band of every product that was sold lately and has one."""
    tags = tags_of(warehouse) if declared else {}
    names = {sku: declared_for((sku, *tags.get(sku, ()), each.category), declared) for sku, each in named.items()}
    return {sku: Position(range=declared[name], declared_as=name) for sku, name in sorted(names.items()) if name}


def banded(
    warehouse: Warehouse,
    lines: ir.Table,
    told: Mapping[str, Position],
    period: Period,
    params: CrossingsParams,
) -> Watched[Banded]:
    """Every product with a declared band, by what buyers paid in all channels, as `pricing.bands` reads it."""
    prices: Paid = paid(warehouse, lines, told.keys(), period, params) if told else {}
    found = [
        Banded(sku=sku, position=position, left=each)
        for sku, position in told.items()
        for each in left(prices.get(sku, {}), position.range, tolerance=params.tolerance)
        if _is_new(each.day, warehouse, params)
    ]
    found.sort(key=lambda each: (-each.left.day.toordinal(), each.sku))
    return Watched(found=found, watched=len(prices), unknown=len(told) - len(prices))


def _noted(warehouse: Warehouse, offers: ir.Table, period: Period) -> Mapping[str, Mapping[date, int]]:
    """What each offer asked on each day it could be bought: its latest price of the day."""
    offers = offers.filter(offers.observed_day >= period.start, offers.price_minor > 0, is_to_be_had(offers))
    last = last_of_each_day(offers).select(*LISTED_DAY, "price_minor").order_by(LISTED_DAY)
    found: dict[str, dict[date, int]] = {}
    for row in warehouse.fetch(last).to_pylist():
        key = key_of(row["channel"], row["listing_id"])
        found.setdefault(key, {})[row["observed_day"]] = row["price_minor"]
    return found


def _pairs(noted: Mapping[date, int], own: Mapping[date, float], as_of: date) -> Iterator[Pair]:
    """Observations beside the own price of their day; those after the last loaded day beside that day's."""
    for day, price in noted.items():
        ours = own.get(min(day, as_of))
        if ours is not None:
            yield Pair(day=day, other_minor=price, own_minor=ours)


def _is_new(day: date, warehouse: Warehouse, params: CrossingsParams) -> bool:
    """Whether a day is watched; what was seen longer ago than prices hold is stale."""
    return day > warehouse.as_of - timedelta(days=min(params.days, params.fresh_days + 1))
