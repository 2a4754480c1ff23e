"""Where does a goal stand: what came, what was planned, what will the rest bring?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.analyses.goals.progress.cascade import Plan, break_down
from zhanggui.analyses.goals.progress.seasons import (
    LEAST_DAYS,
    Basis,
    Past,
    basis_of,
    days_between,
    expected_days,
    shape,
)
from zhanggui.core.quantity import Interval

if TYPE_CHECKING:
    from zhanggui.analyses.goals.progress.daily_past import DailyPast
    from zhanggui.books.goals import GoalTerms
    from zhanggui.stats.season import Floats
    from zhanggui.stats.total_ahead import TotalAhead


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A goal on the last complete day: what came, what was planned, what the rest will bring."""

    terms: GoalTerms
    plan: Plan
    plan_basis: Basis
    known: int
    actual: Floats
    ahead: TotalAhead | None
    ahead_basis: Basis
    is_ceiling: bool

    @property
    def brought(self) -> int:
        """What came so far."""
        return round(float(self.actual.sum()))

    @property
    def planned(self) -> int:
        """What was planned so far."""
        return sum(self.plan.by_day[: self.known])

    @property
    def days_left(self) -> int:
        """The days that are not yet known."""
        return len(self.plan.days) - self.known

    @property
    def is_safe(self) -> bool:
        """Whether it is met whatever comes."""
        return not self.is_ceiling and self.needed <= 0

    @property
    def needed(self) -> int:
        """What is missing of the target."""
        return self.terms.target - self.brought

    def expected(self, level: float) -> Interval | None:
        """What it will have brought at the deadline."""
        if not self.days_left:
            return Interval(low=self.brought, estimate=self.brought, high=self.brought, level=1.0)
        return None if self.ahead is None else self.ahead.interval(level, plus=self.brought)

    @property
    def chance(self) -> float | None:
        """How probable it is that the goal is met; a ceiling is met from below."""
        if not self.days_left:
            return float(self.brought <= self.terms.target if self.is_ceiling else self.needed <= 0)
        if self.ahead is None:
            return None
        below = self.ahead.probability_below(self.needed)
        return below if self.is_ceiling else 1 - below

    @property
    def miss(self) -> float | None:
        """By how much it is missed on average."""
        over = max(0, -self.needed) if self.is_ceiling else max(0, self.needed)
        if not self.days_left:
            return float(over)
        if self.ahead is None:
            return None
        short = self.ahead.expected_shortfall(self.needed)
        return short - (self.needed - self.ahead.estimate) if self.is_ceiling else short


def standing(terms: GoalTerms, past: DailyPast, *, is_ceiling: bool) -> Standing:
    """The goal against what is known: the plan from before it began, what came, what the rest will bring."""
    days = days_between(terms.start, terms.deadline + timedelta(days=1))
    whole = past.whole
    basis, weights = _weights(past, terms, days)
    end = whole.first + timedelta(days=len(whole.values))
    known = min(max(0, (end - terms.start).days), len(days))
    rest = days[known:]
    ahead_basis, _, ahead = expected_days(whole, rest)
    return Standing(
        terms=terms,
        plan=break_down(terms.target, days, weights),
        plan_basis=basis,
        known=known,
        actual=whole.on(days[:known]),
        ahead=ahead,
        ahead_basis=ahead_basis,
        is_ceiling=is_ceiling,
    )


def _weights(past: DailyPast, terms: GoalTerms, days: Sequence[date]) -> tuple[Basis, dict[str, Floats]]:
    """What each channel was expected to bring on each day, as far as it was known before the goal began."""
    before = {channel: each.before(terms.start) for channel, each in past.channels.items()}
    basis = basis_of(Past(first=past.whole.first, values=past.whole.before(terms.start).values), days)
    return basis, {channel: _expected(each, days, basis) for channel, each in before.items()}


def _expected(past: Past, days: Sequence[date], basis: Basis) -> Floats:
    """The shape of the days, as high as the channel's latest four weeks stood beside theirs."""
    found = shape(past, days, basis)
    if basis == "even":
        return found
    latest = past.days[-LEAST_DAYS:]
    was = shape(past, latest, basis)
    if was.sum() <= 0 or found.sum() <= 0:  # a channel that last year did not have
        basis, found, was = "weekday", shape(past, days, "weekday"), shape(past, latest, "weekday")
    rate = float(past.values[-LEAST_DAYS:].sum()) / float(was.sum()) if was.sum() > 0 else 0.0
    return np.asarray(max(0.0, rate) * found)
