"""How many units lie in the warehouse and in the store at the end of each day?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhanggui.worlds.tea_shop.invented import words
from zhanggui.worlds.tea_shop.nature.days import Floats, Whole, number_of
from zhanggui.worlds.tea_shop.nature.demand import Demand, location_of_channels
from zhanggui.worlds.tea_shop.nature.shelf import LOCATIONS
from zhanggui.worlds.tea_shop.records.sheets import sheet
from zhanggui.worlds.tea_shop.truth import Truth

REORDER_DAYS, TARGET_DAYS, LEAD_DAYS = 12, 40, 7
OVERSTOCK_DAYS = 240  # before the world's end so many days' sales were bought on top
USUAL_DAYS = 28
_AT_LEAST = 0.05
_RUN_DOWN_DAYS = 30
_TITLES = {"main": "杭州总仓", "store": "河坊街店"}


def stock_levels(
    truth: Truth, expected: Demand, units: Floats, on_hand: Whole | None = None, recent: Floats | None = None
) -> Whole:
    """Units on hand by location, day and product.

    Reorder when the cover falls below some days of usual sales, up to a target; before a stock-out no goods come, so
    that the last units sell; in a stock-out nothing is there. Of overstocked products far too much was bought once.
    `on_hand` and `recent` sales continue from the days before.
    """
    sold = sold_by_location(truth, units)
    short = ~expected.shelf.in_stock
    usual = _usual(sold, recent)
    now = usual[:, 0] * TARGET_DAYS if on_hand is None else on_hand.astype(float)
    overbought = np.array([product.is_overstocked for product in truth.products])
    too_much = np.where(overbought, sold.mean(axis=1) * OVERSTOCK_DAYS, 0)
    bad_day = number_of(truth.end) - OVERSTOCK_DAYS
    left = _left_until_stock_out(sold, short)
    level = np.empty_like(sold)
    for day in range(sold.shape[1]):
        now = now - sold[:, day] + (too_much if expected.days[day] == bad_day else 0)
        needs = now < usual[:, day] * REORDER_DAYS
        now = np.where(needs, np.maximum(usual[:, day] * TARGET_DAYS, now), now)
        now = np.where(np.isnan(left[:, day]), now, np.minimum(now, left[:, day]))
        now = np.where(short[:, day], 0, now)
        level[:, day] = now
    return np.rint(level).astype(np.int64)


def stock_sheet(truth: Truth, expected: Demand, levels: Whole, units: Floats) -> pa.Table:
    """One row a day, location and product that is or was ever for sale there."""
    usual = np.maximum(sold_by_location(truth, units).mean(axis=1), _AT_LEAST)
    listed = np.maximum.accumulate(expected.pull.max(axis=0) > 0, axis=0)
    location, day, product = np.nonzero(np.broadcast_to(listed, levels.shape))
    on_hand = levels[location, day, product]
    coming = on_hand < (usual * REORDER_DAYS * 1.3)[location, product]
    return sheet(
        "stock_levels",
        len(day),
        {
            "day": expected.days[day].astype("datetime64[D]"),
            "location": words([_TITLES[name] for name in LOCATIONS], location),
            "sku": words([item.sku for item in truth.products], product),
            "on_hand": on_hand,
            "reserved": np.minimum(np.rint(usual[location, product]).astype(np.int64), on_hand),
            "incoming": np.where(coming, np.rint(usual[location, product] * TARGET_DAYS), 0).astype(np.int64),
        },
    )


def sold_by_location(truth: Truth, units: Floats) -> Floats:
    """Units by location, day and product, from units by channel."""
    where = location_of_channels(truth)
    return np.stack([units[where == number].sum(axis=0) for number in range(len(LOCATIONS))])


def _usual(sold: Floats, recent: Floats | None) -> Floats:
    """Mean daily sales of the last four weeks; of the first four weeks where there is nothing before."""
    before = (
        np.repeat(sold[:, :USUAL_DAYS].mean(axis=1, keepdims=True), USUAL_DAYS, axis=1) if recent is None else recent
    )
    running = np.concatenate([np.zeros_like(before[:, :1]), before, sold], axis=1).cumsum(axis=1)
    means = (running[:, USUAL_DAYS:-1] - running[:, : -USUAL_DAYS - 1]) / USUAL_DAYS
    return np.asarray(np.maximum(means, _AT_LEAST))


def _left_until_stock_out(sold: Floats, short: NDArray[np.bool_]) -> Floats:
    """Units that will still be sold before the next stock-out, where it is near; not a number elsewhere."""
    left = np.full(sold.shape, np.nan)
    coming = np.full(sold[:, 0].shape, np.nan)
    away = np.full(sold[:, 0].shape, np.inf)
    for day in range(sold.shape[1] - 1, -1, -1):
        begins = short[:, day]
        coming = np.where(begins, 0.0, coming)
        away = np.where(begins, 0.0, away + 1)
        near = away <= _RUN_DOWN_DAYS
        left[:, day] = np.where(near & ~begins, coming, np.nan)
        coming = np.where(begins, 0.0, coming + sold[:, day])
    return left
