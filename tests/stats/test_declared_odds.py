"""Counts are held against declared odds: exact intervals, a χ² test, and silence while there are too few."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from zhanggui.stats.declared_odds import draws_needed, exact_share, odds_doubt


def test_the_exact_interval_is_the_textbook_one_and_its_tails_are_binomial():
    # Newcombe (1998), Table I, method 5: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for counted, low, high in (((81, 263), 0.2527, 0.3676), ((15, 148), 0.0578, 0.1617), ((1, 29), 0.0009, 0.1776)):
        found = exact_share(*counted)
        assert (round(found.low.rate, 4), round(found.high.rate, 4)) == (low, high)
    none = exact_share(0, 20)
    assert (none.low.rate, none.estimate.rate, round(none.high.rate, 4)) == (0.0, 0.0, 0.1684)
    assert exact_share(20, 20).high.rate == 1.0
    assert exact_share(0, 0) is None
    high = exact_share(3, 40).high.rate
    at_most = sum(comb(40, k) * high**k * (1 - high) ** (40 - k) for k in range(4))
    assert at_most == pytest.approx(0.025)


def test_mendels_peas_hold_the_odds_of_nine_three_three_one():
    # Mendel's 556 seeds, the usual example of Pearson's test: χ² = 0.47 with 3 degrees of freedom, p = 0.925.
    assert odds_doubt([315, 108, 101, 32], [9 / 16, 3 / 16, 3 / 16, 1 / 16]) == pytest.approx(0.9254, abs=1e-4)


def test_rare_outcomes_are_taken_together_until_five_are_expected():
    # 100 draws: 1 and 3 are expected of the rare ones, so with 16 they are one group of 20 against 80.
    together = odds_doubt([4, 6, 20, 70], [0.01, 0.03, 0.16, 0.80])
    assert together == pytest.approx(odds_doubt([30, 70], [0.2, 0.8]))


@pytest.mark.parametrize(
    "shares, needed", [([0.01, 0.99], 500), ([0.5, 0.5], 10), ([0.3, 0.3, 0.4], 13), ([1.0], None)]
)
def test_with_too_few_draws_nothing_is_told(shares, needed):
    assert draws_needed(shares) == needed
    if needed:
        rest = [0] * (len(shares) - 1)
        assert odds_doubt([*rest, needed - 1], shares) is None
        assert odds_doubt([*rest, needed], shares) is not None


def test_false_alarms_are_as_rare_as_stated_and_a_skewed_drum_is_found():
    chance, shares = np.random.default_rng(7), [0.002, 0.02, 0.15, 0.5, 0.328]
    honest = [odds_doubt(list(chance.multinomial(3000, shares)), shares) for _ in range(2000)]
    assert sum(doubt < 0.05 for doubt in honest) / 2000 == pytest.approx(0.05, abs=0.015)
    skewed = chance.multinomial(3000, [0.002, 0.02, 0.11, 0.5, 0.368])
    assert odds_doubt(list(skewed), shares) < 0.001
