"""What was read for a window of days, and what could not be?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from zhanggui.core.period import Grain, Period
from zhanggui.metrics.buckets import before, buckets
from zhanggui.metrics.coverage import overlap
from zhanggui.metrics.fold import Group, folded
from zhanggui.metrics.like_days import like_days
from zhanggui.metrics.metric import Lasting, Metric, Yearly
from zhanggui.metrics.plan import Plan, relations_of
from zhanggui.metrics.query import Figures, Window, figures
from zhanggui.metrics.question import Question
from zhanggui.metrics.registry import metric as registered
from zhanggui.metrics.relations import RELATIONS

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The figures of all relations side by side, and the days for which each relation has rows."""

    plan: Plan
    figures: Figures
    spans: Mapping[str, Period]

    @property
    def groups(self) -> frozenset[Group]:
        """Every group that some relation knows."""
        return frozenset(group for _, group in self.figures)

    def absent(self, days: Period) -> dict[str, str]:
        """Why a reduction has no value on these days: not loaded at all, or not for them."""
        reasons = {}
        for relation, reductions in self.plan.reductions.items():
            span = self.spans.get(relation)
            if span is None or not overlap(span, days):
                reason = RELATIONS[relation].absent if span is None else "no_data_for_period"
                reasons.update(dict.fromkeys((reduction.name for reduction in reductions), reason))
        return reasons

    def days_covered(self, metric: Metric, days: Period) -> int:
        """On how many of the days something can have flowed; 1 for a metric without a pace."""
        if not isinstance(metric.formula, Yearly | Lasting):
            return 1
        flow = registered(metric.formula.flow)
        spans = [span for name in relations_of(flow) if (span := self.spans.get(name)) and overlap(span, days)]
        common = [(max(span.start, days.start), min(span.end, days.end)) for span in spans]
        return max((Period(*each).days for each in common), default=1)

    def is_partial(self, metric: Metric, days: Period) -> bool:
        """Whether the days reach beyond what is loaded of a relation that the metric is made from."""
        ends = (span.end for name in relations_of(metric) if (span := self.spans.get(name)))
        return any(days.end > end for end in ends)

    def begins_too_early(self, metric: Metric, days: Period) -> bool:
        """Whether the days begin before the first that is loaded of a relation that the metric is made from."""
        starts = (span.start for name in relations_of(metric) if (span := self.spans.get(name)))
        return any(days.start < start for start in starts)

    def folded(self, kept: frozenset[Group]) -> Reading:
        """The same with all groups that are not kept added up to one."""
        return replace(self, figures=folded(self.figures, kept, self.plan.split.by))


def read(warehouse: Warehouse, plan: Plan, window: Window, spans: Mapping[str, Period]) -> Reading:
    """Ask each relation once and lay its figures beside the others', key by key."""
    found: Figures = {}
    for relation in plan.relations:
        if relation.name not in spans:
            continue
        asked = plan.reductions[relation.name]
        for key, sums in figures(warehouse, relation, asked, plan.split, window).items():
            found.setdefault(key, {}).update(sums)
    return Reading(plan=plan, figures=found, spans=spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The days asked for, and the days they are compared with."""

    now: Reading
    previous: Reading | None = None
    last_year: Reading | None = None
    like: Mapping[date, date]

    @property
    def all(self) -> tuple[Reading, ...]:
        """Every reading that was made."""
        return tuple(found for found in (self.now, self.previous, self.last_year) if found)

    def folded(self, kept: frozenset[Group]) -> Readings:
        """The same with all groups that are not kept added up to one."""
        return replace(
            self,
            now=self.now.folded(kept),
            previous=self.previous and self.previous.folded(kept),
            last_year=self.last_year and self.last_year.folded(kept),
        )


def read_all(
    warehouse: Warehouse, plan: Plan, question: Question, period: Period, spans: Mapping[str, Period]
) -> Readings:
    """Read the days of the question and those it wants to be compared with."""
    grain = question.grain

    def days(of: Period, *, is_last_year: bool = False) -> Reading:
        return read(warehouse, plan, Window(period=of, grain=grain, is_last_year=is_last_year), spans)

    return Readings(
        now=days(period),
        previous=days(before_all(period, grain)) if question.asks_previous else None,
        last_year=days(period, is_last_year=True) if question.asks_last_year else None,
        like=like_days(warehouse, period) if question.asks_last_year else {},
    )


def before_all(period: Period, grain: Grain | None) -> Period:
    """From the first to the last day with which the parts of a period are compared."""
    cuts = buckets(period, grain)
    return Period(before(cuts[0], grain).start, before(cuts[-1], grain).end)
