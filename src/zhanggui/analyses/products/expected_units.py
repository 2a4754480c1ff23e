"""How would each product have sold if nothing but shop, season, price and shelf had moved it?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.products.weekly_sales import WeeklySales

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]

MONTHS = 12
YEAR_WEEKS = 52
PSEUDO_UNITS = 30.0  # units that say "like the shop", against few units of a category in a month
MOST_PRICE_RATIO = 3.0


def expected_units(weekly: WeeklySales, steady: Flags, elasticity: float) -> Floats:
    """Relative units to be expected of every product in every week; 0 where it could not be had.

    E_it = S_t(−i) · s_c(m) · (p_it / p̄_i / P_t)^(−ε) · shelf_it: S the units of the products called steady without i
    itself, s the season of its category by month against the shop, p its price over the mean price of all in that
    week, ε an assumed elasticity, shelf the share of the week it was there.
    """
    others = weekly.units[steady].sum(axis=0)[None, :] - np.where(steady[:, None], weekly.units, 0.0)
    usual = others.sum(axis=1, keepdims=True) / max(1, weekly.weeks)
    level = (others + 1) / (usual + 1)  # one unit: a week without any says little
    return np.asarray(level * _season(weekly, steady) * _price(weekly, elasticity) * weekly.on_shelf)


def _season(weekly: WeeklySales, steady: Flags) -> Floats:
    """The season of each product's category beside the shop's; 1 where less than a year is known."""
    if weekly.weeks < YEAR_WEEKS:
        return np.ones_like(weekly.units)
    months = np.array([day.month - 1 for day in weekly.week_days])
    category = np.unique([product.category for product in weekly.products], return_inverse=True)[1]
    by_month = np.zeros((len(weekly.products), MONTHS))
    np.add.at(by_month.T, months, np.where(steady[:, None], weekly.units, 0.0).T)
    of_category = np.zeros((int(category.max(initial=0)) + 1, MONTHS))
    np.add.at(of_category, category, by_month)
    whole = np.maximum(of_category.sum(axis=0), 1e-9)
    usual = whole * (of_category.sum(axis=1, keepdims=True) / whole.sum())
    index = (of_category + PSEUDO_UNITS) / (usual + PSEUDO_UNITS)
    return np.asarray(index[category][:, months])


def _price(weekly: WeeklySales, elasticity: float) -> Floats:
    """Demand at the week's price over that at the usual one; a sale of the whole shop is not the product's own."""
    sold = weekly.units.sum(axis=1, keepdims=True)
    usual = (weekly.price * weekly.units).sum(axis=1, keepdims=True) / np.maximum(sold, 1e-9)
    ratio = np.where(weekly.units > 0, weekly.price / np.maximum(usual, 1e-9), 1.0)
    of_all = (ratio * weekly.units).sum(axis=0) / np.maximum(weekly.units.sum(axis=0), 1e-9)
    own = np.where(weekly.units > 0, ratio / np.where(of_all > 0, of_all, 1.0), 1.0)
    return np.asarray(np.clip(own, 1 / MOST_PRICE_RATIO, MOST_PRICE_RATIO) ** -elasticity)
