"""A forecast total is as sure as it says: its ranges hold what came, on days nobody has looked at."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import t as student

from zhanggui.stats.season import level_and_weekdays, ordinary_level
from zhanggui.stats.total_ahead import TotalAhead, total_ahead


def a_shop(seed, days=500):
    """Weekdays, a level that wanders, and chance: sales of a shop whose future nobody knows."""
    chance = np.random.default_rng(seed)
    shape = np.tile([1.0, 1.0, 1.0, 1.0, 1.2, 1.6, 1.4], days // 7 + 1)[:days]
    level = np.exp(np.cumsum(chance.normal(0, 0.01, days)))
    return 100 * shape * level * np.exp(chance.normal(0, 0.2, days)), shape


@pytest.mark.parametrize("horizon", [7, 30, 90])
def test_eighty_percent_ranges_hold_about_eighty_percent_of_what_came(horizon):
    held = 0
    for seed in range(150):
        values, shape = a_shop(seed)
        known = len(values) - horizon
        said = total_ahead(values[:known], shape[:known], shape[known:]).interval(0.8)
        held += said.low <= values[known:].sum() <= said.high

    assert 0.70 <= held / 150 <= 0.92


def test_a_festival_ahead_is_in_the_forecast_by_its_weight():
    values, shape = np.full(100, 50.0), np.ones(100)

    assert total_ahead(values, shape, np.array([1.0, 6.0])).estimate == pytest.approx(350)


def test_under_four_weeks_nothing_is_said():
    assert total_ahead(np.full(27, 1.0), np.ones(27), np.ones(7)) is None


def test_days_between_now_and_the_first_day_make_it_less_sure():
    values, shape = a_shop(1)
    near, far = (total_ahead(values, shape, np.ones(7), lead=lead) for lead in (0, 21))

    assert far.error == pytest.approx(2 * near.error)


def test_a_level_that_grows_steadily_is_followed_and_slows_down():
    values = 100 * 1.004 ** np.arange(240)
    found = total_ahead(values, np.ones(240), np.ones(30))
    coming = float((100 * 1.004 ** np.arange(240, 270)).sum())
    stays = total_ahead(values, np.ones(240), np.ones(30), is_trending=False)

    assert 1.03 < found.growth < 1.004**30
    assert stays.estimate < found.estimate < coming
    assert found.error < 0.75 * stays.error


def test_months_before_the_shop_had_begun_do_not_make_it_unsure_beyond_measure():
    values = np.concatenate([[10.0], np.zeros(59), np.full(90, 100.0)])
    found = total_ahead(values, np.ones(150), np.ones(30))

    assert (found.estimate, found.growth) == (pytest.approx(3_000), 1.0)
    assert found.error < 10


def test_a_level_that_wanders_has_no_trend():
    grown = [total_ahead(*a_shop(seed), np.ones(30)).growth for seed in range(12)]

    assert sum(growth != 1.0 for growth in grown) <= 4


def test_the_expected_shortfall_is_the_integral_over_what_may_come():
    found = TotalAhead(estimate=100.0, error=20.0, freedom=7.0)
    integral, _ = quad(lambda x: (110 - x) * student.pdf((x - 100) / 20, 7) / 20, -1500, 110)

    assert found.expected_shortfall(110) == pytest.approx(integral, rel=1e-3)
    assert found.probability_below(100) == 0.5


def test_weekdays_are_told_apart_though_a_festival_falls_on_mondays():
    values = np.tile([1.0, 1, 1, 1, 1, 3, 6], 12)
    special = np.zeros(84, dtype=bool)
    special[[7, 14, 21]] = True
    values[special] = 80.0

    level, index = level_and_weekdays(values, np.arange(84) % 7, special)

    assert index == pytest.approx([0.5, 0.5, 0.5, 0.5, 0.5, 1.5, 3.0], abs=0.02)
    assert level == pytest.approx(np.full(84, 2.0), rel=0.02)


def test_where_ordinary_days_are_far_the_reach_grows():
    values = np.concatenate([np.full(40, 2.0), np.full(40, 99.0)])

    assert ordinary_level(values, values > 50) == pytest.approx(np.full(80, 2.0))
