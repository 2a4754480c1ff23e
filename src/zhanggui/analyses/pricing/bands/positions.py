"""At which prices should a product be sold, and why does it sell out of them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhanggui.analyses.pricing.bands.banding import Range, Structure
from zhanggui.analyses.pricing.bands.sold_prices import SoldPrice
from zhanggui.core.currency import to_minor
from zhanggui.core.errors import AmountNotUnderstood, RequestAtFault
from zhanggui.core.words import Words

VERDICTS = ("below_by_discount", "below_by_list", "above", "at_times_below", "within")
OUT = VERDICTS[:3]


class PositionsNotUnderstood(RequestAtFault):
    """A positioning written in another way."""

    sentence = Words(
        zh="看不懂定位价格带“{text}”；写成 名称=最低-最高，用逗号隔开，例如 引流=0-40,绿茶=50-200,形象款=300-。",
        en="Cannot read the positioning '{text}'; write name=low-high with commas, such as green tea=50-200,premium=300-.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a product should be sold: declared under a name, or by its list price in a band of its category."""

    range: Range
    declared_as: str | None
    band: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One product beside its position."""

    sold: SoldPrice
    position: Position | None
    verdict: str
    beyond_minor: float

    @property
    def size_minor(self) -> int:
        """How far a unit lies out × units; 0 within."""
        return round(abs(self.beyond_minor) * self.sold.units) if self.verdict in OUT else 0


def read_positions(text: str, currency: str) -> dict[str, Range]:
    """The declared ranges by name.

    >>> read_positions("引流=0-40，形象款=300-", "CNY")["形象款"]
    Range(low_minor=30000, high_minor=None)
    """
    found = {}
    for part in filter(None, (each.strip() for each in text.replace("，", ",").split(","))):
        name, separator, bounds = part.rpartition("=")
        low, dash, high = bounds.partition("-")
        if not (separator and dash and name.strip()):
            raise PositionsNotUnderstood(text=part)
        found[name.strip()] = _range(low.strip(), high.strip(), part, currency)
    return found


def declared_for(names: Iterable[str], declared: Mapping[str, Range]) -> str | None:
    """Under which of a product's names, the most specific first, a position is declared."""
    return next((name for name in names if name in declared), None)


def _range(low: str, high: str, part: str, currency: str) -> Range:
    try:
        bounds = [to_minor(each, currency) if each else None for each in (low, high)]
    except AmountNotUnderstood:
        raise PositionsNotUnderstood(text=part) from None
    lowest, highest = bounds
    if (lowest is None and highest is None) or (lowest or 0) < 0 or (highest is not None and highest <= (lowest or 0)):
        raise PositionsNotUnderstood(text=part)
    return Range(low_minor=lowest, high_minor=highest)


def placed(
    sold: SoldPrice, found: Structure, declared: Mapping[str, Range], tolerance: float, least_units: int
) -> Placed | None:
    """Whether the middle sale lies out of the product's position; None for too few units."""
    if sold.units < least_units:
        return None
    position = _position(sold, found, declared)
    if position is None:
        return Placed(sold=sold, position=None, verdict="within", beyond_minor=0.0)
    beyond = position.range.beyond(sold.price_minor, tolerance)
    return Placed(
        sold=sold, position=position, verdict=_verdict(sold, position, beyond, tolerance), beyond_minor=beyond
    )


def _position(sold: SoldPrice, found: Structure, declared: Mapping[str, Range]) -> Position | None:
    """Declared for the SKU, for one of its tags, for its category; else the band of its list price, as usually cut."""
    name = declared_for((sold.sku, *sold.tags, sold.category), declared)
    if name is not None:
        return Position(range=declared[name], declared_as=name)
    if not found.limits:
        return None
    band = found.place(sold.list_minor * found.usual_share)
    return Position(range=found.bands[band], declared_as=None, band=band)


def _verdict(sold: SoldPrice, position: Position, beyond: float, tolerance: float) -> str:
    if beyond > 0:
        return "above"
    if beyond < 0:
        is_listed_in = position.range.low_minor is not None and sold.list_minor >= position.range.low_minor
        return "below_by_discount" if is_listed_in else "below_by_list"
    # Bands drawn from the prices themselves have neighbours close by: only a declared limit tells of single sales.
    is_below = position.declared_as is not None and position.range.beyond(sold.low_minor, tolerance) < 0
    return "at_times_below" if is_below else "within"
