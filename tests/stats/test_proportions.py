"""How sure is a counted share? Against the table of Newcombe (1998) and in its limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.stats.proportions import wilson


@pytest.mark.parametrize(
    "successes, trials, low, high",
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_table_of_newcombe_1998(successes, trials, low, high):
    found = wilson(successes, trials)

    assert (round(found.low.rate, 4), round(found.high.rate, 4)) == (low, high)


def test_nothing_is_known_without_trials():
    assert wilson(0, 0) is None


@given(st.integers(1, 10**9).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_the_estimate_lies_within_and_the_range_within_zero_and_one(counted):
    found = wilson(*counted)

    assert 0 <= found.low.rate <= found.estimate.rate <= found.high.rate <= 1
