"""What does a new customer bring, month by month, and when has that paid for winning them?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhanggui.analyses.customers.value.judging import Judged
from zhanggui.analyses.customers.value.purchase_days import Cells
from zhanggui.analyses.customers.value.rows import Scale
from zhanggui.core.charts import Line, Series
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.words import Words
from zhanggui.stats.lifetimes.ahead import Customers, Outlook, bounds
from zhanggui.stats.lifetimes.blend import Blend, totals
from zhanggui.stats.lifetimes.histories import Histories

MONTH = 365.25 / 12
MONTHS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 18, 21, 24, 30, 36)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What a new customer has brought on average by the end of each of some months; month 0 is the first purchase."""

    months: tuple[int, ...]
    brought: tuple[MoneyInterval, ...]

    def paid_back(self, cost: Money | None, *, at_worst: bool = False) -> int | None:
        """The first month by whose end the cost is covered, straight lines between the months told."""
        if cost is None or not self.brought:
            return None
        values = [(each.low if at_worst else each.estimate).minor for each in self.brought]
        every = np.interp(np.arange(self.months[-1] + 1), self.months, values)
        covered = np.flatnonzero(every >= cost.minor)
        return int(covered[0]) if len(covered) else None


def newcomer(cells: Cells, judged: Judged, yearly_rate: float, scale: Scale) -> Newcomer:
    """First purchase and the repeat purchases that follow, in today's money; bounds are those of the mean."""
    if judged.blend is None or judged.worth is None:
        return Newcomer(months=(), brought=())
    first = float(cells.first_worth.sum() / cells.customers.sum())
    ends = tuple(_by(judged, judged.blend, first, month, yearly_rate, scale=scale) for month in MONTHS)
    return Newcomer(months=(0, *MONTHS), brought=(scale.money(first, first, first), *ends))


def value_within(cells: Cells, judged: Judged, outlook: Outlook, scale: Scale) -> MoneyInterval | None:
    """What a new customer brings within the days ahead."""
    if judged.blend is None or judged.worth is None:
        return None
    first = float(cells.first_worth.sum() / cells.customers.sum())
    return _by(judged, judged.blend, first, outlook.days / MONTH, outlook.yearly_rate, scale=scale)


def payback_chart(found: Newcomer, cost: Money | None) -> Series:
    """What a new customer brings, with bounds, against what they cost."""
    lines = []
    if found.brought:
        lines.append(
            Line(
                name=Words(zh="新客累计价值", en="Brought by a new customer"),
                values=tuple(float(each.estimate.major) for each in found.brought),
                low=tuple(float(each.low.major) for each in found.brought),
                high=tuple(float(each.high.major) for each in found.brought),
            )
        )
    if cost is not None and lines:
        flat = tuple(float(cost.major) for _ in found.months)
        lines.append(Line(name=Words(zh="获客成本", en="Cost per new customer"), values=flat))
    return Series(
        title=Words(zh="新客累计价值与获客成本", en="What a new customer brings against their cost"),
        x_title=Words(zh="首购后第几个月", en="Months after the first purchase"),
        unit="money",
        x=tuple(str(month) for month in found.months),
        lines=tuple(lines),
    )


def _by(
    judged: Judged, blend: Blend, first: float, months: float, yearly_rate: float, *, scale: Scale
) -> MoneyInterval:
    zero = np.zeros(1)
    new = Histories(repeats=zero, latest=zero, age=zero, customers=np.ones(1))
    outlook = Outlook(days=months * MONTH, yearly_rate=yearly_rate)
    nobody = Customers(histories=new, purchases=zero, mean=zero)
    found = totals(blend, judged.valued, nobody, outlook, groups=np.zeros(1, dtype=int), count=1)
    unsure = found.worth_unsure + (scale.missed * found.worth) ** 2
    low, high = bounds(found.worth, unsure, scale.level, is_positive=bool(found.worth[0] > 0))
    return scale.money(first + found.worth[0], first + low[0], first + high[0])
