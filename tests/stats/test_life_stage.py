"""Are slopes found as planted, as wide as they should be, and the same as another solver's?"""

from __future__ import annotations

import numpy as np
import pytest

from zhanggui.stats.life_stage import direction, slopes, year_on_year

WEEKS = 104
YEARS = (np.arange(WEEKS) - WEEKS + 1) / 52


def test_the_slope_is_where_the_weighted_score_is_zero():
    from scipy.optimize import minimize

    y = np.random.default_rng(1).poisson(3 * np.exp(0.7 * YEARS)).astype(float)
    w = 0.5 ** (-YEARS * 52 / 26)

    def loss(theta):
        mu = np.exp(theta[0] + theta[1] * YEARS)
        return (w * (mu - y * np.log(mu))).sum() + theta[1] ** 2 / 8

    found = minimize(loss, [1.0, 0.0], method="BFGS", options={"gtol": 1e-9})

    assert slopes(y[None], np.ones((1, WEEKS)), 26).estimate[0] == pytest.approx(found.x[1], abs=1e-4)


def test_ninety_per_cent_ranges_hold_nine_times_in_ten():
    chance = np.random.default_rng(2)
    season = 1 + 0.5 * np.sin(2 * np.pi * YEARS)
    planted = np.repeat([-1.0, 0.0, 0.8], 200)
    expected = np.tile(season, (600, 1))

    found = slopes(chance.poisson(2 * expected * np.exp(planted[:, None] * YEARS)).astype(float), expected, 26)

    holds = np.abs(found.estimate - planted) < 1.645 * found.error
    assert 0.86 < holds.mean() < 0.95


def test_a_series_without_a_sale_says_nothing():
    found = slopes(np.zeros((1, WEEKS)), np.ones((1, WEEKS)), 26)

    assert np.isfinite(found.estimate[0])
    assert found.error[0] > 1
    assert found.units[0] == 0


def test_chances_add_up_and_follow_the_estimate():
    assert sum(direction(0.3, 0.5, 0.4, 0.4)) == pytest.approx(1)
    assert direction(3.0, 0.1, 0.4, 0.4)[0] > 0.999
    assert direction(-3.0, 0.1, 0.4, 0.4)[2] > 0.999


def test_a_season_is_compared_with_its_like():
    change, error = year_on_year(49.5, 49.5, 2.0, 1.0)
    assert (round(change, 3), round(error, 3)) == (-0.693, 0.2)
