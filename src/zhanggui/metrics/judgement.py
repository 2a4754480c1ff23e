"""Does a number lie where the trade says it should?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zhanggui.core.words import Words
from zhanggui.metrics.metric import Metric

Verdict = Literal["below", "within", "above", "no_range", "unknown"]
VERDICTS: dict[Verdict, Words] = {
    "below": Words(zh="低于健康范围", en="below the healthy range"),
    "within": Words(zh="在健康范围内", en="within the healthy range"),
    "above": Words(zh="高于健康范围", en="above the healthy range"),
    "no_range": Words(zh="没有健康范围", en="no healthy range"),
    "unknown": Words(zh="无法判断", en="cannot tell"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The verdict, the bounds it was made with, and who says so."""

    verdict: Verdict
    low: float | None = None
    high: float | None = None
    of: Literal["value", "change"] = "value"
    source: Words | None = None


def judge(metric: Metric, value: float | None, *, change: float | None = None, stage: str | None = None) -> Judgement:
    """Compare a value (or, for growth rules, its change against the month before) with the trade's range.

    The range is a rule of thumb, shown with its source and never an objective. `stage` is "new" or "mature".

    >>> from zhanggui.metrics.registry import metric
    >>> judge(metric("conversion"), 0.021).verdict, judge(metric("roi"), 3.4).verdict, judge(metric("aov"), 990).verdict
    ('below', 'within', 'no_range')
    >>> judge(metric("visitors"), 1200, change=0.04).verdict
    'below'
    """
    healthy = metric.healthy
    if healthy is None:
        return Judgement(verdict="no_range")
    low, high = healthy.stages.get(stage or "", (healthy.low, healthy.high))
    judged = change if healthy.of == "change" else value
    return Judgement(verdict=_verdict(judged, low, high), low=low, high=high, of=healthy.of, source=healthy.source)


def _verdict(value: float | None, low: float | None, high: float | None) -> Verdict:
    if value is None:
        return "unknown"
    if low is not None and value < low:
        return "below"
    return "above" if high is not None and value > high else "within"
