"""How does an answer about metrics read on a page: one table, one chart a metric?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.core.charts import Bars, Line, Series
from zhanggui.core.currency import major
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import show
from zhanggui.core.words import Language, Words
from zhanggui.metrics.registry import EVERY_METRIC
from zhanggui.surfaces.presentation import HARDLY, cell
from zhanggui.surfaces.web.drawing import Drawn, drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.metrics.answer import Answer, Row
    from zhanggui.metrics.metric import Metric

MOST_LINES = 8
MOST_BARS = 20
_HEADS = {
    "day": Words(zh="日期", en="Day"),
    "week": Words(zh="周（起）", en="Week from"),
    "month": Words(zh="月（起）", en="Month from"),
}
_TOTAL = Words(zh="合计", en="total")
_LAST_YEAR = Words(zh="去年同期", en="last year")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    """One row of the table: its period and group, with the rows of every metric."""

    start: str
    group: tuple[str, ...]
    rows: dict[str, Row]


def answer_charts(answer: Answer, language: Language) -> list[Drawn]:
    """One chart a metric: lines over time, bars over groups, nothing for a single number."""
    question = answer.question
    if not (question.grain or question.by):
        return []
    slots = _slots(answer, language)
    make = _lines if question.grain else _bars
    return [drawn(name, make(name, slots, answer, language), answer.currency, language) for name in question.metrics]


def value_text(value: Any, language: Language) -> str:
    """A metric's value as a person reads it."""
    return cell(value, None, {}, language) if value is not None else "—"


def _slots(answer: Answer, language: Language) -> list[_Slot]:
    found: dict[tuple[Any, ...], _Slot] = {}
    for row in answer.rows:
        group = tuple(answer.words(name, row.dimensions[name]).text(language) for name in answer.question.by)
        slot = found.setdefault(
            (row.period.start, group), _Slot(start=row.period.start.isoformat(), group=group, rows={})
        )
        slot.rows[row.metric] = row
    return list(found.values())


def goodness(name: str, change: float) -> str:
    """Whether a change of a metric is a gain or a loss, as the name of a style.

    >>> goodness("net_sales", 0.1), goodness("refund_rate", 0.1)
    ('gain', 'loss')
    """
    better = EVERY_METRIC[name].better
    if better == "neither" or abs(change) < HARDLY:
        return "quiet"
    return "gain" if (change > 0) == (better == "up") else "loss"


def healthy_range(metric: Metric, language: Language) -> str:
    """Where the trade says the number should lie."""
    healthy = metric.healthy
    if healthy is None:
        return ""
    is_share = healthy.of == "change" or metric.unit == "ratio"
    low, high = (None if bound is None else Rate(bound) if is_share else bound for bound in (healthy.low, healthy.high))
    if low is None or high is None:
        return f"≥ {show(low, language)}" if high is None else f"≤ {show(high, language)}"
    return f"{show(low, language)} – {show(high, language)}"


def _lines(name: str, slots: Sequence[_Slot], answer: Answer, language: Language) -> Series:
    days = sorted({slot.start for slot in slots})
    groups = list(dict.fromkeys(slot.group for slot in slots))[:MOST_LINES]
    metric = EVERY_METRIC[name]
    lines = []
    for group in groups:
        by_day = {slot.start: slot.rows.get(name) for slot in slots if slot.group == group}
        values = tuple(_number(name, by_day.get(day), answer.currency) for day in days)
        label = " · ".join(group) or metric.title.text(language)
        lines.append(Line(name=Words(zh=label, en=label), values=values))
    if len(groups) == 1 and not answer.question.by:
        lines += _earlier(name, days, slots, answer)
    return Series(
        title=metric.title,
        x_title=_HEADS[answer.question.grain or "day"],
        unit=EVERY_METRIC[name].unit,
        x=tuple(days),
        lines=tuple(lines),
    )


def _earlier(name: str, days: Sequence[str], slots: Sequence[_Slot], answer: Answer) -> list[Line]:
    wanted = [("last_year", _LAST_YEAR)] if answer.question.asks_last_year else []
    found = []
    for field, words in wanted:
        by_day = {slot.start: getattr(slot.rows.get(name), field, None) for slot in slots}
        values = tuple(_scaled(name, by_day.get(day), answer.currency) for day in days)
        found.append(Line(name=words, values=values))
    return found


def _bars(name: str, slots: Sequence[_Slot], answer: Answer, language: Language) -> Bars:
    shown = slots[:MOST_BARS]
    return Bars(
        title=EVERY_METRIC[name].title,
        unit=EVERY_METRIC[name].unit,
        labels=tuple(" · ".join(slot.group) or _TOTAL.text(language) for slot in shown),
        values=tuple(_number(name, slot.rows.get(name), answer.currency) for slot in shown),
    )


def _number(name: str, row: Row | None, currency: str) -> float | None:
    return _scaled(name, row.value if row else None, currency)


def _scaled(name: str, value: float | None, currency: str) -> float | None:
    if value is None:
        return None
    return float(major(int(value), currency)) if EVERY_METRIC[name].unit == "money" else float(value)
