"""Did the new price earn more, against the weeks before and the rest of the shop?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import fmean
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Readout
from zhanggui.core.sentence import sentence
from zhanggui.decisions.daily_profit import daily_profit
from zhanggui.decisions.measuring import HorizonNotOver, ProfitUnknown, verdict_of
from zhanggui.decisions.policy import Applied, Circumstances
from zhanggui.metrics.kinds import is_sold
from zhanggui.stats.difference import Arm, total_effect

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

LEVEL = 0.95
WEEK_DAYS = 7
WEEKS_BEFORE = 8


def measure(warehouse: Warehouse, applied: Applied, at: datetime, _circumstances: Circumstances) -> Readout:
    """The product's profit by week at the new price less that of the eight weeks before, as the rest of the shop goes.

    gain = Σ over weeks after of (x(w) − x̄ before), x(w) = profit(w) · ō / o(w), o(w) the units of all others and
    ō their mean in the weeks after: what moved the whole shop moves both sides. Bounds by Welch over weeks.
    """
    days = applied.proposal.horizon_days
    first = applied.change.at.astimezone(ZoneInfo(warehouse.timezone)).date()
    last = first + timedelta(days=days - 1)
    if warehouse.as_of < last:
        raise HorizonNotOver(decision=applied.proposal.id, last_day=last, as_of=warehouse.as_of)
    begin = first - timedelta(days=WEEKS_BEFORE * WEEK_DAYS)
    sku = str(applied.proposal.target["sku"])
    profit = daily_profit(warehouse, (sku,), begin, WEEKS_BEFORE * WEEK_DAYS + days)
    if profit is None:
        raise ProfitUnknown(decision=applied.proposal.id)
    others = _others(warehouse, sku, begin, len(profit))
    measured = _gain(_by_week(profit), _by_week(others), warehouse.currency)
    return Readout(
        proposal_id=applied.proposal.id,
        design="pre_post",
        predicted=applied.proposal.expected,
        measured=measured,
        verdict=verdict_of(measured),
        at=at,
        treated=days // WEEK_DAYS,
        control=WEEKS_BEFORE,
        notes=(sentence("noted_pre_post"), *([sentence("noted_test")] if applied.proposal.expected is None else [])),
    )


def _gain(profit: Sequence[float], others: Sequence[float], currency: str) -> MoneyInterval:
    usual = fmean(others[WEEKS_BEFORE:])
    even = [x * usual / o if usual and o else x for x, o in zip(profit, others, strict=True)]
    found = total_effect([(Arm.of(even[WEEKS_BEFORE:]), Arm.of(even[:WEEKS_BEFORE]))], LEVEL).interval
    low, middle, high = (Money(round(value), currency) for value in (found.low, found.estimate, found.high))
    return MoneyInterval(low=low, estimate=middle, high=high, level=LEVEL)


def _by_week(daily: Sequence[float]) -> list[float]:
    return [sum(daily[at : at + WEEK_DAYS]) for at in range(0, len(daily), WEEK_DAYS)]


def _others(warehouse: Warehouse, sku: str, first: date, days: int) -> list[float]:
    """Units of all other products on each day."""
    lines = warehouse.table("sale_lines")
    lines = lines.filter(lines.is_paid, ~lines.is_excluded, is_sold(lines), lines.sku.notnull(), lines.sku != sku)
    lines = lines.filter(lines.ordered_day >= first, lines.ordered_day < first + timedelta(days=days))
    sums = lines.group_by("ordered_day").aggregate(units=lines.quantity.sum())
    found = {row["ordered_day"]: float(row["units"]) for row in warehouse.fetch(sums).to_pylist()}
    return [found.get(first + timedelta(days=at), 0.0) for at in range(days)]
