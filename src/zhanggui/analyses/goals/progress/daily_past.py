"""What did the goal's metric bring on each day so far, channel by channel?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.analyses.goals.progress.seasons import Past
from zhanggui.core.errors import ShopAtFault
from zhanggui.core.words import Words
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import ImpossiblePair, Question
from zhanggui.metrics.registry import metric
from zhanggui.metrics.value import REASONS

if TYPE_CHECKING:
    from zhanggui.books.goals import GoalTerms
    from zhanggui.metrics.answer import Answer
    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse

WHOLE = ""
NOTHING_THAT_DAY = frozenset({"no_data_for_period", "lines_missing"})


class GoalMetricUnknown(ShopAtFault):
    """The metric of the goal is not known on some day."""

    sentence = Words(
        zh="“{metric}”在 {day} 未知：{reason}。补上数据后目标才能跟踪。",
        en="'{metric}' of {day} is unknown: {reason}. The goal can be followed once that is loaded.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyPast:
    """The metric on every loaded day, of each channel and of all together; `called` names the channels."""

    channels: Mapping[str, Past]
    called: Mapping[str, Words]

    @property
    def whole(self) -> Past:
        """All channels together."""
        every = list(self.channels.values())
        return Past(first=every[0].first, values=np.sum([each.values for each in every], axis=0))


def daily_past(
    warehouse: Warehouse, terms: GoalTerms, margin: MarginAssumption | None, part: str | None = None
) -> DailyPast:
    """Every loaded day of the metric, or of a part of it, up to the last complete one; days without rows: nothing."""
    answer = _measured(warehouse, terms, margin, part or terms.metric)
    first, end = answer.period.start, min(answer.period.end, warehouse.as_of + timedelta(days=1))
    length = max(0, (end - first).days)
    values: dict[str, np.ndarray] = {}
    for row in answer.rows:
        at = (row.period.start - first).days
        if at < length:
            channel = row.dimensions.get("channel", WHOLE)
            values.setdefault(channel, np.zeros(length))[at] = _value(row.value, row.reason, terms, row.period.start)
    values = values or {WHOLE: np.zeros(length)}
    return DailyPast(
        channels={channel: Past(first=first, values=found) for channel, found in values.items()},
        called={channel: answer.words("channel", channel) for channel in values if channel != WHOLE},
    )


def _measured(warehouse: Warehouse, terms: GoalTerms, margin: MarginAssumption | None, name: str) -> Answer:
    def asked(*by: str) -> Answer:
        return measure(warehouse, Question(metrics=(name,), by=by, where=terms.where, grain="day", margin=margin))

    try:
        return asked("channel")
    except ImpossiblePair:
        return asked()


def _value(value: float | None, reason: str | None, terms: GoalTerms, day: date) -> float:
    if value is not None:
        return float(value)
    if reason in NOTHING_THAT_DAY or reason is None:
        return 0.0
    raise GoalMetricUnknown(metric=metric(terms.metric).title, day=day, reason=REASONS[reason])
