"""By how much does the whole shop usually move from one period to the next, festivals aside?"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import t as student

from zhanggui.analyses.goals.why.compared_periods import LEAST_SPANS, WEEK
from zhanggui.analyses.goals.why.shop_cells import explained_lines
from zhanggui.core.period import Period
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.analyses.goals.why.compared_periods import Compared, WhyParams
    from zhanggui.stats.cells import Flags, Floats
    from zhanggui.warehouse.protocol import Warehouse

LEVEL = 0.95
QUARTILE = 0.6745  # of the normal distribution, in standard deviations
CHINESE_ZONES = frozenset(
    {"Asia/Shanghai", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei"}
)  # of the calendar's festivals
USUAL_SENTENCES = {
    "usual_without_festivals": Words(
        zh="平时波动只按购物节之外的日子计算（预热、正日和余波都不算），取 {n} 对相邻时段变化的中位数；大促不算平常。",
        en="Usual ups and downs count only days outside shopping festivals (their warm-up, main days and aftermath), by the "
        "median of {n} {n:pair|pairs} of periods one after the other: a festival is not usual.",
    ),
    "usual_with_festivals": Words(
        zh="购物节之外的日子太少，平时波动按所有日子计算，可能偏大。",
        en="Too few days lie outside shopping festivals, so usual ups and downs count all days and may be too wide.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualChange:
    """Nineteen of twenty changes stay within ± `reach`; `ordinary` is the change of the days outside festivals."""

    reach: Rate
    ordinary: Rate | None
    steps: int
    leaves_festivals_out: bool | None

    @property
    def assumption(self) -> tuple[Sentence, ...]:
        """What must be said about it; nothing where no festival is known."""
        if self.leaves_festivals_out is None:
            return ()
        return (
            (sentence("usual_without_festivals", n=self.steps),)
            if self.leaves_festivals_out
            else (sentence("usual_with_festivals"),)
        )


def usual_change(warehouse: Warehouse, params: WhyParams, periods: Compared) -> UsualChange | None:
    """Within which relative change nineteen of twenty such periods lie; None where the past does not tell.

    r = (ℓ₁ − ℓ₀) / mean(ℓ₀, ℓ₁) between the levels ℓ of spans one after the other, ℓ being what a day outside
    festivals brings, its weekday taken into account; ± t(n) · median|r| / 0.6745, so that a promotion now and then does
    not make everything usual, shrunk by the root of how much longer the period is than a span.
    """
    if params.compare == "last_year" or not periods.tells_what_is_usual:
        return None
    days = _Days.read(warehouse, params, periods)
    knows_festivals = warehouse.timezone in CHINESE_ZONES
    outside = days.without(festival_days(warehouse, days.period)) if knows_festivals else days
    steps, ordinary = outside.steps(periods), outside.change(periods)
    leaves_out = len(steps) >= LEAST_SPANS - 1
    if not leaves_out:
        steps = days.steps(periods)
    if not len(steps):
        return None
    spread = float(np.median(np.abs(steps))) / QUARTILE * math.sqrt(periods.span_days / periods.before.days)
    return UsualChange(
        reach=Rate(float(student.ppf((1 + LEVEL) / 2, len(steps))) * spread),
        ordinary=Rate(ordinary) if knows_festivals and ordinary is not None else None,
        steps=len(steps),
        leaves_festivals_out=leaves_out if knows_festivals else None,
    )


def festival_days(warehouse: Warehouse, period: Period) -> frozenset[date]:
    """The days of a period that lie in a shopping festival: warming up, its main days, or just after."""
    days = warehouse.table("calendar")
    days = days.filter(days.festival.notnull(), days.day >= period.start, days.day < period.end)
    return frozenset(row["day"] for row in warehouse.fetch(days.select("day")).to_pylist())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """What every day brought from the first one on, and which days count."""

    period: Period
    amounts: Floats
    counts: Flags

    @classmethod
    def read(cls, warehouse: Warehouse, params: WhyParams, periods: Compared) -> _Days:
        """One sum a day; a day without a sale brought nothing."""
        period = Period(min(periods.history.start, periods.before.start), max(periods.now.end, periods.before.end))
        lines = explained_lines(warehouse, params, periods)
        sums = lines.group_by(day=lines.ordered_day).aggregate(amount=lines.amount.sum().fill_null(0))
        amounts = np.zeros(period.days)
        for row in warehouse.fetch(sums).to_pylist():
            amounts[(row["day"] - period.start).days] = row["amount"]
        return cls(period=period, amounts=amounts, counts=np.ones(period.days, dtype=bool))

    def without(self, days: frozenset[date]) -> _Days:
        """The same without some days."""
        out = [self.period.start + timedelta(days=at) in days for at in range(self.period.days)]
        return _Days(period=self.period, amounts=self.amounts, counts=self.counts & ~np.array(out))

    def steps(self, periods: Compared) -> Floats:
        """The relative changes between spans one after the other in which enough days count."""
        starts = [periods.history.start + timedelta(days=at * periods.span_days) for at in range(periods.spans)]
        levels = [self._level(Period(start, start + timedelta(days=periods.span_days))) for start in starts]
        changes = [_relative(one, other) for one, other in itertools.pairwise(levels)]
        return np.array([each for each in changes if each is not None])

    def change(self, periods: Compared) -> float | None:
        """The change that is explained, of the days that count alone."""
        before, now = self._level(periods.before), self._level(periods.now)
        return now / before - 1 if before is not None and now is not None and before > 0 else None

    def _level(self, period: Period) -> float | None:
        """What a day that counts brings, as if all weekdays were equally many; None where too few days count."""
        first = (period.start - self.period.start).days
        chosen = np.flatnonzero(self.counts[first : first + period.days]) + first
        if len(chosen) < min(WEEK, period.days // 2 + 1):
            return None
        return float(self.amounts[chosen].sum() / self._weekdays()[chosen % WEEK].sum())

    def _weekdays(self) -> Floats:
        """How much each day of the week brings beside the mean, of the days that count."""
        weekday = np.arange(len(self.amounts)) % WEEK
        sums, days = (np.bincount(weekday[self.counts], each, WEEK) for each in (self.amounts[self.counts], None))
        means = sums / np.maximum(days, 1)
        is_plain = bool((means <= 0).any())
        return np.ones(WEEK) if is_plain else np.asarray(means / means.mean())


def _relative(before: float | None, now: float | None) -> float | None:
    if before is None or now is None or not abs(before) + abs(now):
        return None
    return 2 * (now - before) / (abs(before) + abs(now))
