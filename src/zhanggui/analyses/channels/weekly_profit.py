"""What did each channel leave after ads, week by week?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.core.charts import Line, Series
from zhanggui.core.currency import major
from zhanggui.core.period import Period
from zhanggui.core.words import Words
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse

DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """Contribution after ads in minor units by channel, for `count` whole weeks from `first` on."""

    first: date
    count: int
    left: Mapping[str, Sequence[float]]


def weekly_profit(
    warehouse: Warehouse,
    period: Period,
    first_sale: date | None,
    where: tuple[tuple[str, str], ...],
    margin: MarginAssumption | None,
) -> Weeks:
    """Weeks of seven days that end with the period and lie wholly after the first sale.

    A channel with a day whose profit is unknown is left out: a part of it would be no fair picture.
    """
    known = (period.end - max(period.start, first_sale or period.end)).days
    count = known // DAYS_OF_A_WEEK
    first = period.end - timedelta(days=count * DAYS_OF_A_WEEK)
    if not count:
        return Weeks(first=first, count=0, left={})
    names = ("contribution_profit", *(("ad_spend",) if warehouse.loaded("ad_stats") else ()))
    question = Question(
        metrics=names, by=("channel",), where=where, period=Period(first, period.end), grain="day", margin=margin
    )
    left: dict[str, list[float]] = {}
    unknown = set()
    for row in measure(warehouse, question).rows:
        channel = row.dimensions["channel"]
        weeks = left.setdefault(channel, [0.0] * count)
        if row.value is None and row.metric == "contribution_profit":
            unknown.add(channel)
        sign = 1 if row.metric == "contribution_profit" else -1
        weeks[(row.period.start - first).days // DAYS_OF_A_WEEK] += sign * (row.value or 0)
    return Weeks(first=first, count=count, left={name: each for name, each in left.items() if name not in unknown})


def weekly_series(weeks: Weeks, titles: Iterable[tuple[str, Words]], currency: str) -> Series:
    """The weeks as a drawing, one line a channel."""
    starts = [weeks.first + timedelta(days=DAYS_OF_A_WEEK * at) for at in range(weeks.count)]
    return Series(
        title=Words(zh="每周扣广告后贡献利润", en="Contribution after ads, week by week"),
        x_title=Words(zh="周（起始日）", en="Week from"),
        unit="money",
        x=tuple(start.isoformat() for start in starts),
        lines=tuple(
            Line(name=title, values=tuple(float(major(round(value), currency)) for value in weeks.left[name]))
            for name, title in titles
            if name in weeks.left
        ),
    )
