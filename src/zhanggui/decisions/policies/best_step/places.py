"""At which price does a product stand in each channel, since when, and what did it sell there lately?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from zhanggui.analyses.pricing.elasticity.observed import Observed
from zhanggui.analyses.pricing.elasticity.telling import LATE_DAYS
from zhanggui.decisions.policies.best_step.choosing import Place


def places_of(observed: Observed, sku: str) -> tuple[Place, ...]:
    """Every channel in which the product has a price, by name."""
    found = []
    for channel in sorted(observed.channels):
        prices = observed.prices.get((channel, sku))
        if prices:
            found.append(_place(channel, prices, observed.units.get((channel, sku), ()), observed.period.days))
    return tuple(found)


def last_change(observed: Observed, sku: str) -> date | None:
    """The latest day on which its price changed in any channel; None where it never did."""
    changed = [
        day
        for channel in observed.channels
        for (_, before), (day, after) in pairwise(observed.prices.get((channel, sku), ()))
        if before != after
    ]
    return observed.period.start + timedelta(days=max(changed)) if changed else None


def _place(
    channel: str, prices: Sequence[tuple[int, int]], units: Sequence[tuple[int, int]], period_days: int
) -> Place:
    days = [day for day, _ in prices]
    sold = shelf = 0.0
    for day, count in units:
        at = bisect_right(days, day) - 1
        if day >= period_days - LATE_DAYS and at >= 0:
            sold += count
            shelf += count * prices[at][1]
    now = prices[-1][1]
    return Place(channel=channel, units=sold, usual_minor=shelf / sold if sold else float(now), price_minor=now)
