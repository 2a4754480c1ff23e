"""How does one key figure read: its value, what it is compared with, and whether that is healthy?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from zhanggui.core.described import described
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.amount import Amount, amount, amount_within
from zhanggui.metrics.answer import Row
from zhanggui.metrics.judgement import USUAL, VERDICTS, Judgement
from zhanggui.metrics.metric import Metric
from zhanggui.metrics.registry import metric
from zhanggui.metrics.value import REASONS

TRENDS = {
    "better": Words(zh="变好", en="better"),
    "worse": Words(zh="变差", en="worse"),
    "same": Words(zh="持平", en="the same"),
    "neutral": Words(zh="无所谓好坏", en="neither better nor worse"),
    "incomparable": Words(zh="没有可比的", en="nothing to compare with"),
}
HARDLY = 0.005
RANGES = {
    "at_least": Words(zh="≥ {low}", en="≥ {low}"),
    "at_most": Words(zh="≤ {high}", en="≤ {high}"),
    "between": Words(zh="{low} 到 {high}", en="{low} to {high}"),
    "own_between": Words(zh="自身常态区间 {low} 到 {high}", en="usual range (own history) {low} to {high}"),
    "change_at_least": Words(zh="环比 ≥ {low}", en="growth ≥ {low}"),
    "change_at_most": Words(zh="环比 ≤ {high}", en="growth ≤ {high}"),
    "change_between": Words(zh="环比 {low} 到 {high}", en="growth {low} to {high}"),
}
NONE = Words(zh="–", en="–")
ROW_SENTENCES: dict[str, Words] = {
    **TRENDS,
    **{str(code): words for code, words in VERDICTS.items()},
    **RANGES,
    **{f"reason_{code}": why for code, why in REASONS.items()},
    "none": NONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiRow:
    """One key figure of the period."""

    metric: Annotated[str, described("指标代码", "Metric", unit="code")]
    title: Annotated[Words, described("指标", "Key figure")]
    value: Annotated[
        Amount, described("本期", "Now", about_zh="未知时看原因一栏", about_en="Where unknown, see the reason")
    ]
    previous: Annotated[
        Amount,
        described(
            "上一时段", "Before", about_zh="紧接在前、同样长的时段", about_en="The equally long period just before"
        ),
    ]
    change: Annotated[Rate | None, described("环比", "Change", unit="change")]
    last_year: Annotated[
        Amount,
        described(
            "去年同期",
            "Last year",
            about_zh="按节日对齐的去年同日",
            about_en="The like days of last year, festivals aligned",
        ),
    ]
    change_last_year: Annotated[Rate | None, described("同比", "Change on last year", unit="change")]
    trend: Annotated[
        Sentence, described("走势", "Trend", about_zh="与上一时段比", about_en="Against the period before")
    ]
    healthy: Annotated[
        Sentence,
        described(
            "对照范围",
            "Range to compare with",
            about_zh="导入的基准、行业经验，或自己的历史；仅供对照，不是目标",
            about_en="A loaded benchmark, the trade's rule of thumb, or its own history: to compare with, not a goal",
        ),
    ]
    verdict: Annotated[Sentence, described("判断", "Verdict")]
    source: Annotated[Words, described("范围来源", "Source of the range")]
    reason: Annotated[
        Sentence,
        described(
            "说明", "Remark", about_zh="为什么未知，或有什么保留", about_en="Why it is unknown, or what to bear in mind"
        ),
    ]


def kpi_row(row: Row, currency: str, judged: Judgement, *, years_alike: bool = True) -> KpiRow:
    """One key figure from the metric's row and its judgement.

    Where the like days of last year are fewer, one standing for two (`years_alike` is False), whoever is counted once
    in a period cannot be compared with them.
    """
    found = metric(row.metric)
    if not years_alike and counts_once(found):
        row = replace(row, last_year=None)
    return KpiRow(
        metric=row.metric,
        title=found.title,
        value=amount_within(row, currency),
        previous=amount(found.unit, row.previous, currency),
        change=_rate(row.change),
        last_year=amount(found.unit, row.last_year, currency),
        change_last_year=_rate(row.change_last_year),
        trend=sentence(_trend(found, row)),
        healthy=_range(found, judged, currency),
        verdict=sentence(judged.verdict),
        source=judged.source or NONE,
        reason=sentence(f"reason_{row.reason}" if row.reason else "none"),
    )


def counts_once(found: Metric) -> bool:
    """Whether somebody is counted once however often they come, here or in a part.

    >>> counts_once(metric("repeat_rate")), counts_once(metric("aov"))
    (True, False)
    """
    return found.additivity == "distinct" or any(counts_once(metric(part)) for part in found.parts)


def _rate(change: float | None) -> Rate | None:
    return None if change is None else Rate(change)


def _trend(found: Metric, row: Row) -> str:
    if row.change is None:
        return "incomparable"
    if abs(row.change) < HARDLY:
        return "same"
    if found.better == "neither":
        return "neutral"
    return "better" if (row.change > 0) == (found.better == "up") else "worse"


def _range(found: Metric, judged: Judgement, currency: str) -> Sentence:
    if judged.low is None and judged.high is None:
        return sentence("none")
    code = (
        "between"
        if judged.low is not None and judged.high is not None
        else "at_least"
        if judged.high is None
        else "at_most"
    )
    if judged.verdict in USUAL.values() and code == "between":
        code = "own_between"
    if judged.of == "change":
        return sentence(f"change_{code}", low=_rate(judged.low), high=_rate(judged.high))
    return sentence(code, low=amount(found.unit, judged.low, currency), high=amount(found.unit, judged.high, currency))
