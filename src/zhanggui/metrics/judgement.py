"""Does a number lie where it should, or at least where it usually does?"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from zhanggui.core.words import Words
from zhanggui.metrics.metric import Metric

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.metrics.benchmarks import Benchmark
    from zhanggui.metrics.own_history import OwnRange

Stage = Literal["new", "growing", "mature"]
STAGES: Mapping[Stage, Words] = MappingProxyType(
    {
        "new": Words(zh="新店", en="new shop"),
        "growing": Words(zh="成长期", en="growing shop"),
        "mature": Words(zh="成熟店", en="mature shop"),
    }
)
assert tuple(STAGES) == get_args(Stage)  # noqa: S101 - two lists of the same three words
Verdict = Literal[
    "below", "within", "above", "below_usual", "usual", "above_usual", "not_for_stage", "no_range", "unknown"
]
VERDICTS: Mapping[Verdict, Words] = MappingProxyType(
    {
        "below": Words(zh="低于健康范围", en="below the healthy range"),
        "within": Words(zh="在健康范围内", en="within the healthy range"),
        "above": Words(zh="高于健康范围", en="above the healthy range"),
        "below_usual": Words(zh="低于自己的常态", en="below its own usual range"),
        "usual": Words(zh="在自己的常态内", en="as usual in this shop"),
        "above_usual": Words(zh="高于自己的常态", en="above its own usual range"),
        "not_for_stage": Words(zh="这个阶段不适用", en="no rule for a shop in this stage"),
        "no_range": Words(zh="没有健康范围", en="no healthy range"),
        "unknown": Words(zh="无法判断", en="cannot tell"),
    }
)
USUAL: Mapping[Verdict, Verdict] = MappingProxyType({"below": "below_usual", "within": "usual", "above": "above_usual"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The verdict, the bounds it was made with, and who says so."""

    verdict: Verdict
    low: float | None = None
    high: float | None = None
    of: Literal["value", "change"] = "value"
    source: Words | None = None


def judge(
    metric: Metric,
    value: float | None,
    *,
    change: float | None = None,
    stage: str | None = None,
    benchmark: Benchmark | None = None,
    usual: OwnRange | None = None,
) -> Judgement:
    """Compare a value with the benchmark that the shop loaded, else the trade's rule, else its own history.

    A range is a rule of thumb, shown with its source and never an objective. A rule for growth judges the change
    against the period before. `stage` is that of the shop: new, growing or mature.

    >>> from zhanggui.metrics.registry import metric
    >>> judge(metric("conversion"), 0.021).verdict, judge(metric("roi"), 3.4).verdict, judge(metric("aov"), 990).verdict
    ('below', 'within', 'no_range')
    >>> judge(metric("visitors"), 1200, change=0.04).verdict
    'below'
    >>> judge(metric("new_buyer_share"), 0.9, stage="new").verdict
    'not_for_stage'
    """
    if benchmark is not None:
        return _by_benchmark(value, benchmark)
    if metric.healthy is not None:
        return _by_rule(metric, value, change, stage)
    return Judgement(verdict="no_range") if usual is None else _by_history(value, usual)


def _by_benchmark(value: float | None, told: Benchmark) -> Judgement:
    day = told.valid_from.isoformat()
    source = Words(zh=f"导入的基准：{told.source}（{day} 起）", en=f"loaded benchmark: {told.source} (from {day})")
    return Judgement(verdict=_verdict(value, told.low, told.high), low=told.low, high=told.high, source=source)


def _by_rule(metric: Metric, value: float | None, change: float | None, stage: str | None) -> Judgement:
    healthy = metric.healthy
    assert healthy is not None  # noqa: S101 - asked only where there is a rule
    source = healthy.source
    if stage in healthy.stages:
        words = next(words for name, words in STAGES.items() if name == stage)
        source = Words(zh=f"{source.zh}；按{words.zh}判断", en=f"{source.en}; judged as a {words.en}")
    low, high = healthy.stages.get(stage or "", (healthy.low, healthy.high))
    if low is None and high is None:
        return Judgement(verdict="not_for_stage", source=source)
    judged = change if healthy.of == "change" else value
    return Judgement(verdict=_verdict(judged, low, high), low=low, high=high, of=healthy.of, source=source)


def _by_history(value: float | None, usual: OwnRange) -> Judgement:
    source = Words(
        zh=f"自己的历史：之前 {usual.periods} 个同样长（{usual.days} 天）的时段的 10–90 %，没有调整季节",
        en=f"own history: 10–90 % of the {usual.periods} periods of {usual.days} days before, not adjusted for seasons",
    )
    found = _verdict(value, usual.low, usual.high)
    return Judgement(verdict=USUAL.get(found, found), low=usual.low, high=usual.high, source=source)


def _verdict(value: float | None, low: float | None, high: float | None) -> Verdict:
    if value is None:
        return "unknown"
    if low is not None and value < low:
        return "below"
    return "above" if high is not None and value > high else "within"
