"""Where does a number usually lie in this shop itself?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from statistics import quantiles
from typing import TYPE_CHECKING

from zhanggui.core.period import Period
from zhanggui.metrics.coverage import days_loaded, missing_for
from zhanggui.metrics.formula import value_of
from zhanggui.metrics.plan import Plan, plan
from zhanggui.metrics.query import Window, figures
from zhanggui.metrics.question import Question
from zhanggui.metrics.reading import Reading

if TYPE_CHECKING:
    from zhanggui.metrics.metric import Metric
    from zhanggui.warehouse.protocol import Warehouse

FEWEST_PERIODS = 6
BETWEEN_WHOLE = ("ratio", "multiple", "days", "seconds")  # of people and orders there is no half


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRange:
    """From the 10 % to the 90 % quantile of so many earlier periods of the same length, in the metric's own unit."""

    low: float
    high: float
    periods: int
    days: int


def own_ranges(warehouse: Warehouse, question: Question, period: Period, count: int) -> Mapping[str, OwnRange]:
    """The usual range of each metric asked for, over the periods of the same length just before this one.

    Periods that begin before the first loaded day are left out, and so is a metric with fewer than six values; nothing
    is adjusted for seasons. Each relation is read once for all periods together.
    """
    found = plan(question)
    lacking = {lack.metric for lack in missing_for(warehouse, found.asked)}
    cuts = tuple(_before(period, count))
    reading = _read(warehouse, found, cuts)
    ranges = {}
    for asked in found.asked:
        values = [] if asked.name in lacking else _values(asked, reading, cuts, question)
        if len(values) >= FEWEST_PERIODS:
            low, *_, high = quantiles(values, n=10, method="inclusive")
            if asked.unit not in BETWEEN_WHOLE:
                low, high = float(floor(low)), float(ceil(high))
            ranges[asked.name] = OwnRange(low=low, high=high, periods=len(values), days=period.days)
    return ranges


def _before(period: Period, count: int) -> Iterator[Period]:
    earlier = []
    for _ in range(count):
        period = period.previous()
        earlier.append(period)
    yield from reversed(earlier)


def _read(warehouse: Warehouse, found: Plan, cuts: Sequence[Period]) -> Reading:
    spans = days_loaded(warehouse, found.relations)
    window = Window(period=Period(cuts[0].start, cuts[-1].end), cuts=tuple(cuts))
    sums: dict[object, dict[str, int]] = {}
    for relation in found.relations:
        if relation.name in spans:
            for key, each in figures(warehouse, relation, found.reductions[relation.name], found.split, window).items():
                sums.setdefault(key, {}).update(each)
    return Reading(plan=found, figures=sums, spans=spans)  # type: ignore[arg-type]  # keys are those of figures


def _values(asked: Metric, reading: Reading, cuts: Sequence[Period], question: Question) -> list[float]:
    values = []
    for cut in cuts:
        if reading.begins_too_early(asked, cut):
            continue
        sums, absent = reading.figures.get((cut.start, ()), {}), reading.absent(cut)
        value = value_of(asked, sums, absent, question.margin, days=reading.days_covered(asked, cut))
        if value.estimate is not None:
            values.append(float(value.estimate))
    return values
