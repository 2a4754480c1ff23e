"""Which stage fits each product's weeks, and how sure is that?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.products.expected_units import YEAR_WEEKS, expected_units
from zhanggui.analyses.products.lifecycle.params import LifecycleParams
from zhanggui.analyses.products.weekly_sales import WeeklySales
from zhanggui.core.quantity import Interval
from zhanggui.stats.life_stage import direction, slopes, year_on_year

Floats = NDArray[np.float64]

STAGES = ("introduction", "growth", "maturity", "decline")
ROUNDS = 2
SEASON_WEEKS, SEASON_SHARE, SEASON_UNITS = 10, 0.8, 10
CUT_WEEKS = 4
LEVEL, REACH = 0.9, 1.6449
SETTLED_WEEKS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """One product: the chance of every stage, its change in a year, and why nothing can be said where that is so."""

    chances: tuple[float, float, float, float]
    change: Interval | None
    reason: str | None = None

    def stage(self, confidence: float) -> str | None:
        """The likeliest stage if it is sure enough."""
        best = max(range(len(STAGES)), key=lambda at: self.chances[at])
        return STAGES[best] if self.reason is None and self.chances[best] >= confidence else None


def staged(weekly: WeeklySales, params: LifecycleParams) -> tuple[Staged, ...]:
    """The stage of every product.

    New is a fact of the listing. For the others the trend of the last weeks against what was expected of them; the
    expectation rests on products that neither rise nor fall, found in a first round. What sells within ten weeks of the
    year only (boxes of a festival) is compared season by season.
    """
    is_new = np.array([_is_new(weekly, at, params) for at in range(len(weekly.products))], dtype=bool)
    steady = ~is_new
    found: list[Staged] = []
    for _ in range(ROUNDS):
        steady = steady if steady.any() else ~is_new | True
        expected = expected_units(weekly, steady, params.elasticity_estimate)
        found = _round(weekly, expected, is_new, params)
        steady = np.array([each.chances[2] > max(each.chances[1], each.chances[3]) for each in found], dtype=bool)
    return tuple(found)


def _is_new(weekly: WeeklySales, at: int, params: LifecycleParams) -> bool:
    age = weekly.age_days(at)
    return age is not None and age < params.introduction_days


def _round(weekly: WeeklySales, expected: Floats, is_new: NDArray[np.bool_], params: LifecycleParams) -> list[Staged]:
    bounds = math.log1p(params.rise), -math.log1p(-params.fall)
    trend = slopes(weekly.units, expected, params.half_life_weeks)
    found = []
    for at in range(len(weekly.products)):
        if is_new[at]:
            found.append(Staged(chances=(1.0, 0.0, 0.0, 0.0), change=None))
        elif sells_in_a_season(weekly.units[at]):
            found.append(_by_season(weekly.units[at], expected[at], bounds))
        elif not trend.units[at]:
            found.append(Staged(chances=(0.0, 0.0, 0.0, 0.0), change=None, reason="unsold"))
        else:
            found.append(_by_trend(float(trend.estimate[at]), float(trend.error[at]), bounds))
    return found


def _by_trend(estimate: float, error: float, bounds: tuple[float, float]) -> Staged:
    rises, holds, falls = direction(estimate, error, *bounds)
    low, middle, high = (math.expm1(estimate + side * REACH * error) for side in (-1, 0, 1))
    return Staged(chances=(0.0, rises, holds, falls), change=Interval(low=low, estimate=middle, high=high, level=LEVEL))


def sells_in_a_season(units: Floats) -> bool:
    """Whether ten weeks in a row hold most of the last year's units."""
    year = units[-YEAR_WEEKS:]
    if year.sum() < SEASON_UNITS or len(year) < YEAR_WEEKS:
        return False
    twice = np.concatenate([year, year[:SEASON_WEEKS]])
    best = np.convolve(twice, np.ones(SEASON_WEEKS), mode="valid").max()
    return bool(best >= SEASON_SHARE * year.sum())


def _by_season(units: Floats, expected: Floats, bounds: tuple[float, float]) -> Staged:
    """This year's season against last year's; a season that the data begin with, or end with, is no whole one."""
    now, before = units[-YEAR_WEEKS:], units[-2 * YEAR_WEEKS : -YEAR_WEEKS]
    if len(before) < YEAR_WEEKS or before[:CUT_WEEKS].any() or now[-CUT_WEEKS:].any():
        return Staged(chances=(0.0, 0.0, 0.0, 0.0), change=None, reason="one_season")
    sold = expected[-2 * YEAR_WEEKS :][units[-2 * YEAR_WEEKS :] > 0]
    usual = float(sold.mean()) if len(sold) else 1.0
    estimate, error = year_on_year(float(now.sum()), float(before.sum()), usual, usual)
    return _by_trend(estimate, error, bounds)
