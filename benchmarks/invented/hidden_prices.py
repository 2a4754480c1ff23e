"""What would be read of a shop's prices if it had kept no history of them, from what was paid alone?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.invented.price_shops import PriceShop
from zhanggui.analyses.pricing.elasticity.days import NOTHING, Dated, carried_on
from zhanggui.analyses.pricing.elasticity.reading import FEW_UNITS, SAME_PRICE
from zhanggui.analyses.pricing.elasticity.sold_at import LEAST_AGREEING, WEEK, changes_of

Floats = NDArray[np.float64]


def hidden_prices(shop: PriceShop) -> PriceShop:
    """The same sales with prices read from them by the rule of `pricing.elasticity`: by week, else by day, else not."""
    begins = np.flatnonzero(np.diff(shop.week, prepend=-1))
    sold, days = shop.units > 0, np.arange(shop.units.shape[1])
    high = np.maximum.reduceat(np.where(sold, shop.price, 0), begins, axis=1)
    low = np.minimum.reduceat(np.where(sold, shop.price, np.inf), begins, axis=1)
    units = np.add.reduceat(shop.units, begins, axis=1)
    agreeing = np.where(high <= low * (1 + SAME_PRICE), units, 0).sum(axis=1) >= LEAST_AGREEING * units.sum(axis=1)
    read = [_read(shop, at, begins, low[at], days, is_weekly=bool(agreeing[at])) for at in range(len(shop.units))]
    return replace(shop, price=carried_on(read, len(days)).astype(np.float64))


def _read(
    shop: PriceShop, at: int, begins: NDArray[np.int64], low: Floats, days: NDArray[np.int64], *, is_weekly: bool
) -> Dated:
    if shop.units[at].sum() < FEW_UNITS:
        return NOTHING
    weekly = np.isfinite(low)
    sold = shop.units[at] > 0
    found = changes_of(Dated(day=begins[weekly], value=low[weekly]), WEEK) if is_weekly else None
    return found or changes_of(Dated(day=days[sold], value=shop.price[at][sold]), 1) or NOTHING
