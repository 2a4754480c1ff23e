"""At which price does a product stand in each channel, since when, and what did it sell there lately?"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from zhanggui.analyses.pricing.elasticity.comparing import LATE_DAYS
from zhanggui.analyses.pricing.elasticity.days import NOTHING, Dated
from zhanggui.analyses.pricing.elasticity.findings import InChannel, Told
from zhanggui.analyses.pricing.elasticity.observed import Observed
from zhanggui.decisions.policies.best_step.choosing import Place


def places_of(observed: Observed, told: Told) -> tuple[Place, ...]:
    """Every channel in which the product has a price, by name, with its elasticity there where that surely differs."""
    sku, believed = told.product.sku, {each.channel: each for each in told.channels}
    return tuple(
        _place(channel, observed.prices[channel, sku], observed, observed.units.get((channel, sku), NOTHING), believed)
        for channel in sorted(observed.channels)
        if (channel, sku) in observed.prices
    )


def last_change(observed: Observed, sku: str) -> date | None:
    """The latest day on which its price changed in any channel; None where it never did."""
    prices = [observed.prices.get((channel, sku), NOTHING) for channel in observed.channels]
    changed = [each.day[1:][each.value[1:] != each.value[:-1]] for each in prices]
    days = np.concatenate([np.empty(0, np.int64), *changed])
    return observed.period.start + timedelta(days=int(days.max())) if len(days) else None


def _place(channel: str, prices: Dated, observed: Observed, units: Dated, believed: dict[str, InChannel]) -> Place:
    at = np.searchsorted(prices.day, units.day, side="right") - 1
    late = (units.day >= observed.period.days - LATE_DAYS) & (at >= 0)
    sold = float(units.value[late].sum())
    shelf = float(units.value[late] @ prices.value[at[late]])
    now, mine = int(prices.value[-1]), believed.get(channel)
    return Place(
        channel=channel,
        units=sold,
        usual_minor=shelf / sold if sold else float(now),
        price_minor=now,
        mean=mine.mean if mine and mine.differs else None,
    )
