"""Is a shift found that was planted, and none where all move together?"""

from __future__ import annotations

import numpy as np
import pytest

from zhanggui.stats.shift import shifts

WEEKS = 30
AWAY = (np.arange(WEEKS) < 8)[None].repeat(400, axis=0)


def drawn(factor, market):
    chance = np.random.default_rng(4)
    level = np.where(AWAY, factor, 1.0) * market
    return chance.poisson(12 * level).astype(float), chance.poisson(200 * market, AWAY.shape).astype(float)


def test_ninety_per_cent_ranges_hold_a_planted_shift_nine_times_in_ten():
    season = np.where(np.arange(WEEKS) % 10 < 5, 1.5, 0.8)

    found = shifts(*drawn(1.4, season), AWAY, ~AWAY)

    assert np.mean(np.abs(found.estimate - np.log(1.4)) < 1.645 * found.error) == pytest.approx(0.9, abs=0.05)


def test_where_nothing_moves_as_much_is_doubted_as_should_be():
    found = shifts(*drawn(1.0, np.ones(WEEKS)), AWAY, ~AWAY)

    assert np.mean(found.doubts() < 0.1) == pytest.approx(0.1, abs=0.04)


def test_weeks_that_scatter_widen_the_range():
    calm = np.full((1, WEEKS), 20.0)
    wild = np.where(np.arange(WEEKS) % 2, 40.0, 0.0)[None]
    others = np.full((1, WEEKS), 500.0)

    assert shifts(wild, others, AWAY[:1], ~AWAY[:1]).error[0] > 3 * shifts(calm, others, AWAY[:1], ~AWAY[:1]).error[0]
