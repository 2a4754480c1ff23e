"""How do the figures become rows: one for every period, group and metric?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhanggui.core.period import Period
from zhanggui.metrics.answer import Row
from zhanggui.metrics.buckets import before, buckets, first_of
from zhanggui.metrics.fold import REST, Group, adds_up, ranked
from zhanggui.metrics.formula import value_of
from zhanggui.metrics.like_days import like_period
from zhanggui.metrics.metric import Metric
from zhanggui.metrics.plan import Plan
from zhanggui.metrics.question import Question
from zhanggui.metrics.reading import Reading, Readings
from zhanggui.metrics.value import Value, unknown


def rows(
    question: Question, plan: Plan, period: Period, readings: Readings, lacking: frozenset[str]
) -> tuple[Row, ...]:
    """Rows by period, then group (largest first), then metric as asked; days without rows are zero, not missing."""
    groups = _groups(question, plan, period, readings)
    if question.limit is not None and len(groups) > question.limit:
        groups = groups[: question.limit]
        readings = readings.folded(frozenset(groups))
        groups = (*groups, _rest(plan))
    made = _Rows(question=question, plan=plan, readings=readings, lacking=lacking)
    return tuple(row for cut in buckets(period, question.grain) for group in groups for row in made.of(cut, group))


def _groups(question: Question, plan: Plan, period: Period, readings: Readings) -> tuple[Group, ...]:
    if not plan.split.by:
        return ((),)
    groups = frozenset[Group]().union(*(reading.groups for reading in readings.all))
    if all(found.level == "day" for found in plan.split.by):
        return tuple(sorted(groups))
    absent = readings.now.absent(period)
    return ranked(groups, readings.now.figures, plan.asked[0], absent, question.margin)


def _rest(plan: Plan) -> Group:
    return (REST,) * len(plan.split.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    question: Question
    plan: Plan
    readings: Readings
    lacking: frozenset[str]

    def of(self, cut: Period, group: Group) -> Iterator[Row]:
        """The rows of one period and group; of the rest only what adds up."""
        is_rest = bool(group) and group == _rest(self.plan)
        names = tuple(found.name for found in self.plan.split.by)
        for metric in self.plan.asked:
            value = self._now(metric, cut, group, is_rest=is_rest)
            if is_rest and value.reason == "not_additive":
                continue
            yield Row(
                metric=metric.name,
                unit=metric.unit,
                period=cut,
                dimensions=dict(zip(names, group, strict=True)),
                value=value.estimate,
                low=value.low,
                high=value.high,
                reason=value.reason,
                previous=self._previous(metric, cut, group, is_rest=is_rest),
                last_year=self._last_year(metric, cut, group, is_rest=is_rest),
                is_rest=is_rest,
            )

    def _now(self, metric: Metric, cut: Period, group: Group, *, is_rest: bool) -> Value:
        now = self.readings.now
        value = self._value(metric, now, cut, cut, group, is_rest=is_rest)
        is_asked = self.question.period is not None and value.estimate is not None and value.reason is None
        if is_asked and now.is_partial(metric, cut):
            return replace(value, reason="partly_loaded")
        return value

    def _previous(self, metric: Metric, cut: Period, group: Group, *, is_rest: bool) -> int | float | None:
        days = before(cut, self.question.grain)
        if self.readings.previous is None or self.readings.previous.begins_too_early(metric, days):
            return None  # part of a period is no base for a change
        return self._value(metric, self.readings.previous, days, days, group, is_rest=is_rest).estimate

    def _last_year(self, metric: Metric, cut: Period, group: Group, *, is_rest: bool) -> int | float | None:
        days = like_period(self.readings.like, cut)
        if self.readings.last_year is None or days is None or self.readings.last_year.begins_too_early(metric, days):
            return None
        return self._value(metric, self.readings.last_year, cut, days, group, is_rest=is_rest).estimate

    def _value(
        self, metric: Metric, reading: Reading, cut: Period, days: Period, group: Group, *, is_rest: bool
    ) -> Value:
        """The value in a reading, whose figures stand under the first day of `cut` and were read from `days`."""
        if metric.name in self.lacking:
            return unknown("not_loaded")
        grain = self.question.grain
        start = first_of(cut.start, grain) if grain else None
        absent = reading.absent(days) | (self._not_additive() if is_rest else {})
        covered = reading.days_covered(metric, days)
        return value_of(metric, reading.figures.get((start, group), {}), absent, self.question.margin, days=covered)

    def _not_additive(self) -> dict[str, str]:
        reductions = (found for made in self.plan.reductions.values() for found in made)
        by = self.plan.split.by
        return {found.name: "not_additive" for found in reductions if not adds_up(found, by)}
