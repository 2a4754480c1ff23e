"""What lies on each seller's shelf, ours included: a product or a listing, its category and its price?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.analyses.pricing.bands.banding import Range, limits_of, ranges_between
from zhanggui.analyses.pricing.bands.sold_prices import SoldPrice
from zhanggui.analyses.pricing.competitors.seen import is_to_be_had, last_of_each, latest_day, usable

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

LEAST_OF_A_BAND = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One listing of a competitor (or, without a seller, one of our products) that can be bought."""

    seller: str | None
    category: str
    name: str
    price_minor: float
    units: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One price band of one category: what we have in it, and what every other seller has."""

    category: str
    band: Range
    ours: Sequence[Offered]
    theirs: Mapping[str, Sequence[Offered]]

    @property
    def listings(self) -> int:
        """How many listings others have in it."""
        return sum(map(len, self.theirs.values()))

    @property
    def their_units(self) -> int | None:
        """Recent sales as their pages show them; None where no page does."""
        told = [each.units for its in self.theirs.values() for each in its if each.units is not None]
        return sum(told) if told else None


def offered_by_others(warehouse: Warehouse, sold: Sequence[SoldPrice], fresh_days: int) -> list[Offered]:
    """Every listing that can be bought by its newest look within so many days.

    Its category is the one that was noted, else that of the own product it competes with; empty where neither is known.
    """
    import ibis

    offers = usable(warehouse)
    fresh = offers.filter(offers.observed_day > ibis.literal(latest_day(warehouse)) - ibis.interval(days=fresh_days))
    last = last_of_each(fresh)
    here = last.filter(is_to_be_had(last), last.price_minor > 0)
    rows = here.select("seller", "category", "sku", "product_name", "price_minor", "units_sold", "listing_id")
    known = {each.sku: each.category for each in sold}
    return [
        Offered(
            seller=row["seller"],
            category=row["category"] or known.get(row["sku"] or "") or "",
            name=row["product_name"] or row["listing_id"],
            price_minor=float(row["price_minor"]),
            units=row["units_sold"],
        )
        for row in warehouse.fetch(rows.order_by("seller", "listing_id")).to_pylist()
    ]


def offered_by_us(sold: Sequence[SoldPrice]) -> list[Offered]:
    """Every own product that sold, at the price of its middle sale."""
    return [
        Offered(seller=None, category=each.category, name=each.name, price_minor=each.price_minor, units=each.units)
        for each in sold
        if each.units > 0
    ]


def cells(
    ours: Sequence[Offered], theirs: Sequence[Offered], declared: Mapping[str, Range], bands: int
) -> Iterator[Cell]:
    """Every category that others are seen in, cut into bands by all prices together or where a band is declared.

    Natural breaks of the logarithms of all prices, ours and theirs; a declared position of the category adds its own.
    """
    for category in sorted({each.category for each in theirs if each.category}):
        mine = [each for each in ours if each.category == category]
        others = [each for each in theirs if each.category == category]
        limits = limits_of([each.price_minor for each in (*mine, *others)], bands, LEAST_OF_A_BAND)
        bounds = sorted({*limits, *_declared(declared.get(category))})
        yield from (_cell(category, band, mine, others) for band in ranges_between(bounds))


def _declared(found: Range | None) -> set[int]:
    return set() if found is None else {each for each in (found.low_minor, found.high_minor) if each}


def _cell(category: str, band: Range, ours: Sequence[Offered], theirs: Sequence[Offered]) -> Cell:
    held: dict[str, list[Offered]] = {}
    for each in theirs:
        if each.seller is not None and holds(band, each.price_minor):
            held.setdefault(each.seller, []).append(each)
    mine = [each for each in ours if holds(band, each.price_minor)]
    return Cell(category=category, band=band, ours=mine, theirs=held)


def holds(band: Range, price_minor: float) -> bool:
    """Whether a price lies in a band: from its lower bound up to but without its upper one."""
    is_above = band.high_minor is not None and price_minor >= band.high_minor
    return not is_above and (band.low_minor is None or price_minor >= band.low_minor)
