"""On which day did a price come to lie on the other side of a line?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhanggui.analyses.pricing.bands.banding import Range

Side = Literal["above", "below"]
Place = Literal["above", "below", "within"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Another seller's price on a day beside our own."""

    day: date
    other_minor: float
    own_minor: float

    def side(self, close: float) -> Side | None:
        """On which side of ours the other price lies; None where they are level.

        >>> Pair(day=date(2026, 3, 1), other_minor=98.0, own_minor=100.0).side(0.01)
        'below'
        """
        if self.other_minor > self.own_minor * (1 + close):
            return "above"
        return "below" if self.other_minor < self.own_minor * (1 - close) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """The other price came to lie on another side of ours: how both stood before and stand now."""

    before: Pair
    after: Pair
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What buyers paid for a product left its band on a day."""

    day: date
    before_minor: float
    after_minor: float
    side: Side


def crossed(pairs: Iterable[Pair], *, close: float, fresh_days: int) -> Iterator[Crossed]:
    """Every change of side, the day it was seen; `pairs` in order of their days.

    A level price keeps the side that it had, so that one that plays about ours is told once. Where two observations lie
    more than `fresh_days` apart the side before is not known any more.
    """
    known: Pair | None = None
    last: date | None = None
    for pair in pairs:
        if last is not None and (pair.day - last).days > fresh_days:
            known = None
        last, side = pair.day, pair.side(close)
        if side is None:
            continue
        if known is not None and known.side(close) != side:
            yield Crossed(before=known, after=pair, side=side)
        known = pair


def left(prices: Mapping[date, float], band: Range, *, tolerance: float) -> Iterator[Left]:
    """Every day on which a price that lay within the band came to lie beyond it by more than the tolerance.

    A price that lay out of it from the beginning left it before anybody looked, and is not told.
    """
    known: Place | None = None
    within = 0.0
    for day, price in prices.items():
        beyond = band.beyond(price, tolerance)
        if beyond:
            if known == "within":
                yield Left(day=day, before_minor=within, after_minor=price, side="above" if beyond > 0 else "below")
            known = "above" if beyond > 0 else "below"
        elif not band.beyond(price):
            known, within = "within", price
