"""Where does a goal on a ratio stand: what was it so far, and what will it be at the deadline?

A ratio is divided after the sums, so the days ahead weigh as much as their denominators are expected to: with N and D
the sums so far, D̂ the denominators to come and r̂ the ratio of the latest weeks, it ends at R̂ = (N + r̂ D̂) / (D + D̂).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.analyses.goals.progress.seasons import LEAST_DAYS, Basis, Past, days_between, expected_days
from zhanggui.core.quantity import Interval
from zhanggui.stats.total_ahead import TotalAhead, total_ahead

if TYPE_CHECKING:
    from zhanggui.books.goals import GoalTerms
    from zhanggui.stats.season import Floats

WHOLE_SHARE = 1_000_000  # in which shares and multiples are kept whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Numerator and denominator on each known day; `scale` makes their quotient a number of the goal's whole unit."""

    above: Past
    below: Past
    scale: int

    def on(self, days: Sequence[date]) -> float | None:
        """The ratio over some days; None where there is nothing to divide by."""
        above, below = (float(each.on(days).sum()) for each in (self.above, self.below))
        return self.scale * above / below if below > 0 else None

    @property
    def latest(self) -> float | None:
        """The ratio of the latest four weeks."""
        return self.on(self.below.days[-LEAST_DAYS:])


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioStanding:
    """A ratio on the last complete day, the denominators expected, and what it will be at the deadline."""

    terms: GoalTerms
    parts: Parts
    days: tuple[date, ...]
    known: int
    expected_below: Floats
    ahead: TotalAhead | None
    ahead_basis: Basis
    is_ceiling: bool
    is_safe: bool = False  # whatever was reached, the days left can still undo it

    @property
    def brought(self) -> float | None:
        """The ratio so far."""
        return self.parts.on(self.days[: self.known])

    @property
    def days_left(self) -> int:
        """The days that are not yet known."""
        return len(self.days) - self.known

    @property
    def required(self) -> float | None:
        """What the ratio has to be over the days left: (T (D + D̂) − N) / D̂; less than nothing is none."""
        ahead = float(self.expected_below.sum())
        if ahead <= 0:
            return None
        above, below = (float(each.on(self.days[: self.known]).sum()) for each in (self.parts.above, self.parts.below))
        return max(0.0, (self.terms.target * (below + ahead) - self.parts.scale * above) / ahead)

    def expected(self, level: float) -> Interval | None:
        """What it will be at the deadline."""
        if not self.days_left and self.brought is not None:
            return Interval(low=self.brought, estimate=self.brought, high=self.brought, level=1.0)
        return None if self.ahead is None else self.ahead.interval(level)

    @property
    def chance(self) -> float | None:
        """How probable it is that the target is met; a ceiling is met from below."""
        if not self.days_left:
            return None if self.brought is None else float(self._over(self.brought) <= 0)
        if self.ahead is None:
            return None
        below = self.ahead.probability_below(self.terms.target)
        return below if self.is_ceiling else 1 - below

    @property
    def miss(self) -> float | None:
        """By how much it is missed on average."""
        if not self.days_left:
            return None if self.brought is None else max(0.0, self._over(self.brought))
        if self.ahead is None:
            return None
        short = self.ahead.expected_shortfall(self.terms.target)
        return short - (self.terms.target - self.ahead.estimate) if self.is_ceiling else short

    def _over(self, value: float) -> float:
        return value - self.terms.target if self.is_ceiling else self.terms.target - value


def ratio_standing(terms: GoalTerms, parts: Parts, *, is_ceiling: bool) -> RatioStanding:
    """The ratio against what is known."""
    days = days_between(terms.start, terms.deadline + timedelta(days=1))
    end = parts.below.first + timedelta(days=len(parts.below.values))
    known = min(max(0, (end - terms.start).days), len(days))
    basis, below, denominators = expected_days(parts.below, days[known:])
    lead = max(0, (terms.start - end).days)
    return RatioStanding(
        terms=terms,
        parts=parts,
        days=days,
        known=known,
        expected_below=below,
        ahead=_ahead(parts, days[:known], below, denominators, lead),
        ahead_basis=basis,
        is_ceiling=is_ceiling,
    )


def _ahead(
    parts: Parts, so_far: Sequence[date], expected: Floats, denominators: TotalAhead | None, lead: int
) -> TotalAhead | None:
    """The ratio at the deadline, its error from that of the ratio and that of its weight (delta method).

    σ² = (s σ_X / (D + D̂))² + ((s r̂ − R̂) σ_D / (D + D̂))², X being the numerator to come given its denominators: its
    error is that of the same forecast made on past days.
    """
    if denominators is None or float(expected.sum()) <= 0:
        return None
    first = int(np.argmax(parts.below.values > 0))
    coming = total_ahead(parts.above.values[first:], parts.below.values[first:], expected, lead=lead, is_trending=False)
    if coming is None:
        return None
    above, below = (float(each.on(so_far).sum()) for each in (parts.above, parts.below))
    ahead = float(expected.sum())
    whole = below + ahead
    ratio = parts.scale * (above + coming.estimate) / whole
    by_ratio = parts.scale * coming.error / whole
    by_weight = (parts.scale * coming.estimate / ahead - ratio) * denominators.error / whole
    return TotalAhead(estimate=ratio, error=math.hypot(by_ratio, by_weight), freedom=coming.freedom)
