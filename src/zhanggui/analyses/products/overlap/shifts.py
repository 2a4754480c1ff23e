"""While a product was away, which of its kind sold more?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.products.overlap.params import OverlapParams
from zhanggui.analyses.products.weekly_sales import WEEK_DAYS, WeeklySales
from zhanggui.stats.false_discoveries import false_shares
from zhanggui.stats.shift import shifts

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]

LEVEL = 0.9
REACH = NormalDist().inv_cdf((1 + LEVEL) / 2)
AWAY, THERE = 0.5, 0.9  # share of the week on the shelf
LEAST_WEEKS, LEAST_UNITS, LEAST_OTHERS = 2, 15, 30
TAKES = 0.01
SMALL = math.log(4 / 3)  # a shift by less than a third is none to speak of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifted:
    """One product that was away, another of its kind, and the change of its logarithm then, with its error.

    `away_units` is what the other sold then, `lost_units` what the first would have sold.
    """

    gone: int
    other: int
    event: str
    weeks: int
    estimate: float
    error: float
    doubt: float
    away_units: float
    lost_units: float
    false_share: float = 1.0

    @property
    def gained_units(self) -> float:
        """Units that it sold above its usual share while the first was away; below it where negative."""
        return self.away_units * (1 - math.exp(-self.estimate))

    @property
    def bounds(self) -> tuple[float, float]:
        """Of the logarithm."""
        return self.estimate - REACH * self.error, self.estimate + REACH * self.error

    def verdict(self, false_share: float) -> str:
        """What may be said of it."""
        if self.false_share <= false_share:
            return "takes_over" if self.estimate > 0 else "falls_too"
        low, high = self.bounds
        return "no_shift" if low > -SMALL and high < SMALL else "cannot_tell"


def shifted(weekly: WeeklySales, params: OverlapParams) -> tuple[Shifted, ...]:
    """The best sellers of a category against every stock-out and launch among them, all tested together."""
    seen = [each for kind in _kinds(weekly, params) for gone in kind for each in _of_one(weekly, gone, kind, params)]
    shares = false_shares([each.doubt for each in seen])
    return tuple(
        replace(each, false_share=1.0 if share is None else share) for each, share in zip(seen, shares, strict=True)
    )


def _kinds(weekly: WeeklySales, params: OverlapParams) -> Iterator[Whole]:
    """The products of each category that sell most; of the others too little is known."""
    categories = [product.category for product in weekly.products]
    sold = weekly.units.sum(axis=1)
    for name in sorted(set(categories)):
        if params.category in {None, name}:
            of_kind = np.array([at for at, each in enumerate(categories) if each == name], dtype=np.int64)
            yield of_kind[np.argsort(-sold[of_kind], kind="stable")][: params.of_a_kind]


def _of_one(weekly: WeeklySales, gone: int, kind: Whole, params: OverlapParams) -> Iterator[Shifted]:
    """One product that was away, against the others; those too that were away or sold too little are passed over."""
    others = kind[kind != gone]
    units = weekly.units[others]
    on_shelf = weekly.on_shelf[others] >= THERE
    for event, away, there in _events(weekly, gone, params.event_weeks) if len(others) else ():
        weeks = away & on_shelf, there & on_shelf
        rest = _rest(units, weeks)
        found = shifts(units, rest, *weeks)
        doubts = found.doubts()
        lost = _lost(weekly, gone, kind, (away, there))
        for at in np.flatnonzero(_usable(units, rest, weeks)):
            yield Shifted(
                gone=int(gone),
                other=int(others[at]),
                event=event,
                weeks=int(away.sum()),
                estimate=float(found.estimate[at]),
                error=float(found.error[at]),
                doubt=float(doubts[at]),
                away_units=float(found.away[at]),
                lost_units=lost,
            )


def _rest(units: Floats, weeks: Sequence[Flags]) -> Floats:
    """What the others of the kind sold beside each; without those that took over, or all else would seem to fall."""
    rest = units.sum(axis=0) - units
    first = shifts(units, rest, *weeks)
    takes = (first.doubts() < TAKES) & (first.estimate > 0)
    calm = units[~takes]
    return np.asarray(calm.sum(axis=0) - np.where(takes[:, None], 0.0, units))


def _usable(units: Floats, rest: Floats, weeks: Sequence[Flags]) -> Flags:
    away, there = weeks
    enough = np.minimum(away.sum(axis=1), there.sum(axis=1)) >= LEAST_WEEKS
    enough &= (units * there).sum(axis=1) >= LEAST_UNITS
    return np.asarray(enough & (np.minimum((rest * away).sum(axis=1), (rest * there).sum(axis=1)) >= LEAST_OTHERS))


def _events(weekly: WeeklySales, at: int, around: int) -> Iterator[tuple[str, Flags, Flags]]:
    """Weeks in which a product was away and weeks in which it was there: around its launch, around its stock-outs."""
    weeks = np.arange(weekly.weeks)
    first = _week_of_launch(weekly, at)
    if first is not None and around <= first <= weekly.weeks - around:
        yield "launch", (weeks >= first - around) & (weeks < first), (weeks > first) & (weeks <= first + around)
    listed = weeks > (-1 if first is None else first)
    away = listed & (weekly.on_shelf[at] <= AWAY)
    if away.sum() >= LEAST_WEEKS:
        near = np.convolve(away, np.ones(2 * around + 1), mode="full")[around : around + weekly.weeks] > 0
        yield "stock_out", away, listed & near & (weekly.on_shelf[at] >= THERE)


def _week_of_launch(weekly: WeeklySales, at: int) -> int | None:
    day = weekly.first_day[at]
    if day is None:
        return None
    first = weekly.last_day - timedelta(days=WEEK_DAYS * weekly.weeks - 1)
    week = (day - first).days // WEEK_DAYS
    return week if week >= 0 else None


def _lost(weekly: WeeklySales, gone: int, kind: Whole, weeks: tuple[Flags, Flags]) -> float:
    """What it would have sold while away, at its share of its kind while there."""
    away, there = weeks
    rest = weekly.units[kind].sum(axis=0) - weekly.units[gone]
    share = weekly.units[gone][there].sum() / max(1.0, rest[there].sum())
    return float(max(0.0, share * rest[away].sum() - weekly.units[gone][away].sum()))
