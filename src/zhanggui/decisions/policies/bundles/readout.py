"""Did the bundle pay: its days on against its days off?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import fmean, stdev
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Readout
from zhanggui.core.sentence import sentence
from zhanggui.decisions.daily_profit import daily_profit
from zhanggui.decisions.measuring import HorizonNotOver, ProfitUnknown, verdict_of
from zhanggui.decisions.policies.bundles.params import BundlesParams
from zhanggui.decisions.policies.bundles.schedule import BLOCK_DAYS, days_on
from zhanggui.decisions.policy import Applied, Circumstances
from zhanggui.stats.difference import Effect

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

LEVEL = 0.95


def measure(warehouse: Warehouse, applied: Applied, at: datetime, _circumstances: Circumstances) -> Readout:
    """The profit of both products on the days on, less that on the other day of the same two.

    gain = Σ (x_on − x_off) over blocks of two days, each drawn by lot; bounds by Student on the differences (a
    switchback: I. Bojinov, D. Simchi-Levi, J. Zhao, Design and analysis of switchback experiments, 2023). All orders
    with either product count, so what the bundle takes from single sales is in it.
    """
    assert isinstance(applied.params, BundlesParams)  # noqa: S101 - the desk validated them with the policy's own class
    days = applied.params.test_days
    first = applied.change.at.astimezone(ZoneInfo(warehouse.timezone)).date()
    last = first + timedelta(days=days - 1)
    if warehouse.as_of < last:
        raise HorizonNotOver(decision=applied.proposal.id, last_day=last, as_of=warehouse.as_of)
    skus = str(applied.proposal.target["first_sku"]), str(applied.proposal.target["second_sku"])
    daily = daily_profit(warehouse, skus, first, days)
    if daily is None:
        raise ProfitUnknown(decision=applied.proposal.id)
    on = {(day - first).days for day in days_on(applied.proposal.id, first, days)}
    measured = _gain(daily, on, warehouse.currency)
    return Readout(
        proposal_id=applied.proposal.id,
        design="switchback",
        predicted=applied.proposal.expected,
        measured=measured,
        verdict=verdict_of(measured),
        at=at,
        treated=len(on),
        control=days - len(on),
        notes=(sentence("noted_switchback"),),
    )


def _gain(daily: Sequence[float], on: set[int], currency: str) -> MoneyInterval:
    differences = []
    for block in range(len(daily) // BLOCK_DAYS):
        pair = range(BLOCK_DAYS * block, BLOCK_DAYS * (block + 1))
        differences.append(sum(daily[day] if day in on else -daily[day] for day in pair))
    blocks = len(differences)
    error = stdev(differences) * math.sqrt(blocks) if blocks > 1 else 0.0
    found = Effect(estimate=fmean(differences) * blocks, error=error, freedom=blocks - 1, level=LEVEL).interval
    low, middle, high = (Money(round(value), currency) for value in (found.low, found.estimate, found.high))
    return MoneyInterval(low=low, estimate=middle, high=high, level=LEVEL)
