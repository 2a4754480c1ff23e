"""Did the markdown pay, against what the product would have sold at its usual price?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Readout
from zhanggui.core.sentence import sentence
from zhanggui.decisions.measuring import HorizonNotOver, verdict_of
from zhanggui.decisions.policies.clear_slow_movers.params import ClearanceParams
from zhanggui.decisions.policy import Applied, Circumstances
from zhanggui.metrics.kinds import is_sold
from zhanggui.warehouse.protocol import Warehouse

LEVEL = 0.95
NORMAL_REACH = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """What was sold in some days: units of the product, money of it after fees, and units of all other products."""

    units: int
    money_minor: int
    others: int


def measure(warehouse: Warehouse, applied: Applied, at: datetime, _circumstances: Circumstances) -> Readout:
    """Profit during the markdown less what the days before, corrected by the rest of the shop, would have brought.

    gain = (R₁ − w u₁) − f (R₀ − w u₀), with R the money after fees and u the units during (1) and before (0), w what a
    unit not sold is worth later, f = (H / W) · (others₁ / H) / (others₀ / W) the days and the course of the rest of the
    shop. Units vary like counts: s² = u₁ a₁² + f² u₀ a₀² with a the gain of one unit.
    """
    assert isinstance(applied.params, ClearanceParams)  # noqa: S101 - the desk validated them with the policy's own class
    first = applied.change.at.astimezone(ZoneInfo(warehouse.timezone)).date()
    last = first + timedelta(days=applied.proposal.horizon_days - 1)
    if warehouse.as_of < last:
        raise HorizonNotOver(decision=applied.proposal.id, last_day=last, as_of=warehouse.as_of)
    sku = str(applied.proposal.target["sku"])
    during = _sold(warehouse, sku, first, last)
    before = _sold(warehouse, sku, first - timedelta(days=applied.params.window_days), first - timedelta(days=1))
    worth = applied.proposal.before["worth_if_kept"]
    assert isinstance(worth, Money)  # noqa: S101 - the policy wrote it there
    measured = _gain(during, before, worth, applied.proposal.horizon_days / applied.params.window_days)
    return Readout(
        proposal_id=applied.proposal.id,
        design="pre_post",
        predicted=applied.proposal.expected,
        measured=measured,
        verdict=verdict_of(measured),
        at=at,
        treated=during.units,
        control=before.units,
        notes=(sentence("noted_pre_post"), sentence("noted_kept", worth=worth)),
    )


def _gain(during: Sold, before: Sold, worth: Money, longer: float) -> MoneyInterval:
    factor = during.others / before.others if before.others else longer
    gained, usual = (found.money_minor - worth.minor * found.units for found in (during, before))
    estimate = gained - factor * usual
    squared = gained**2 / during.units if during.units else 0.0
    squared += (factor * usual) ** 2 / before.units if before.units else 0.0
    reach = NORMAL_REACH * math.sqrt(squared)
    low, middle, high = (
        Money(round(value), worth.currency) for value in (estimate - reach, estimate, estimate + reach)
    )
    return MoneyInterval(low=low, estimate=middle, high=high, level=LEVEL)


def _sold(warehouse: Warehouse, sku: str, first: date, last: date) -> Sold:
    lines = warehouse.table("sale_lines")
    lines = lines.filter(lines.is_paid, ~lines.is_excluded, is_sold(lines), lines.ordered_day >= first)
    lines = lines.filter(lines.ordered_day <= last)
    is_ours = (lines.sku == sku).fill_null(False)
    units = lines.quantity - lines.returned_quantity
    sums = lines.aggregate(
        units=units.sum(where=is_ours),
        net=lines.net_sales_minor.sum(where=is_ours),
        fee=lines.fee_minor.sum(where=is_ours),
        others=units.sum(where=~is_ours),
    )
    row: dict[str, Any] = warehouse.fetch(sums).to_pylist()[0]
    units_, net, fee, others = (int(row[name] or 0) for name in ("units", "net", "fee", "others"))
    return Sold(units=max(0, units_), money_minor=net - fee, others=others)
