"""How steady is demand? Against the textbook's coefficient of variation."""

from __future__ import annotations

import numpy as np
import pytest

from zhanggui.stats.steadiness import variations


def test_without_a_season_it_is_the_usual_coefficient():
    y = np.array([[3.0, 5, 8, 1, 4, 6, 2, 7, 4]])

    assert variations(y, np.full((1, 9), 7.0))[0] == pytest.approx(y.std() / y.mean())


def test_a_season_that_was_expected_is_no_variation():
    season = np.array([[1.0, 2, 4, 8, 4, 2, 1, 1]])

    assert variations(10 * season, season)[0] == pytest.approx(0)
    assert variations(10 * season, np.ones((1, 8)))[0] > 0.7


def test_weeks_in_which_it_could_not_be_had_do_not_count():
    on_shelf = np.r_[np.ones(8), np.zeros(4)][None]

    assert variations(np.r_[np.full(8, 5.0), np.zeros(4)][None], on_shelf)[0] == pytest.approx(0)
    assert np.isnan(variations(np.ones((1, 7)), np.ones((1, 7)))[0])
    assert np.isnan(variations(np.zeros((1, 9)), np.ones((1, 9)))[0])
