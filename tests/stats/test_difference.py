"""Differences of means as the textbook has them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from zhanggui.stats.belief import Belief
from zhanggui.stats.difference import Arm, total_effect, welch, without_history
from zhanggui.stats.power import detectable, units_per_arm
from zhanggui.stats.sample_ratio import sample_ratio_doubt

VALUES = st.lists(st.integers(-1000, 1000).map(float), min_size=3, max_size=30)


@given(treated=VALUES, control=VALUES)
def test_welch_agrees_with_scipy(treated, control):
    if len({*treated}) == 1 or len({*control}) == 1:
        return
    expected = ttest_ind(treated, control, equal_var=False).confidence_interval()

    found = welch(Arm.of(treated), Arm.of(control))

    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-6)


def test_a_total_is_the_mean_effect_times_the_treated():
    treated, control = Arm(units=50, mean=12.0, variance=4.0), Arm(units=20, mean=10.0, variance=9.0)

    found = total_effect([(treated, control)])

    assert found.estimate == 100.0
    assert found.error == pytest.approx(50 * math.sqrt(4 / 50 + 9 / 20))


def test_without_variance_the_interval_is_a_point():
    still = (Arm(units=5, mean=3.0, variance=0.0), Arm(units=5, mean=1.0, variance=0.0))

    found = total_effect([still]).interval

    assert (found.low, found.estimate, found.high) == (10.0, 10.0, 10.0)


def test_a_constant_history_explains_nothing():
    assert without_history([1.0, 2.0, 4.0], [5.0, 5.0, 5.0]) == [1.0, 2.0, 4.0]


@given(effect=st.floats(0.01, 2.0))
def test_a_test_of_the_planned_size_sees_the_planned_effect(effect):
    units = units_per_arm(1.0, effect)

    assert detectable(1.0, units, units) <= effect * (1 + 1e-9)


def test_power_of_a_textbook_case():
    # J. Cohen, A power primer, 1992, table 2: difference of means, .05, power .80: 393, 64, 26 (by t; by z one less).
    assert [units_per_arm(1.0, effect) for effect in (0.2, 0.5, 0.8)] == [393, 63, 25]


def test_a_belief_moves_by_the_precision_of_what_is_measured():
    prior = Belief.within(0.0, 0.15, 0.5, 0.8)

    assert prior.after(0.4, 100.0).mean == pytest.approx(0.15, abs=1e-4)
    assert prior.after(0.4, 0.001).mean == pytest.approx(0.4, abs=1e-4)
    assert prior.after(0.4, prior.deviation).mean == pytest.approx(0.275)


def test_the_range_of_a_belief_is_the_range_it_was_made_of():
    interval = Belief.within(1.0, 2.0, 3.0, 0.8).interval(0.8)

    assert (interval.low, interval.high) == pytest.approx((1.0, 3.0))


def test_an_even_split_raises_no_doubt_and_a_lost_tenth_does():
    assert sample_ratio_doubt(5000, 5000, 0.5) == 1.0
    assert sample_ratio_doubt(4500, 5000, 0.5) < 0.001
