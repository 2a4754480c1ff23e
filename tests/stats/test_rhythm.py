"""How late is late? Rates that are known in advance, and waits that can be worked out by hand."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy.stats import lomax

from zhanggui.stats.rhythm import FEWEST_GAPS, Rhythm, fit_rhythm, level_below


def test_the_share_still_waiting_is_lomax_with_the_past_added():
    rhythm = Rhythm(shape=1.7, scale=42)

    assert rhythm.still_waits(0, 0, 30) == pytest.approx(lomax.sf(30, 1.7, scale=42), rel=1e-12)
    assert rhythm.still_waits(4, 100, 30) == pytest.approx(lomax.sf(30, 5.7, scale=142), rel=1e-12)
    assert rhythm.still_waits(4, 100, rhythm.wait_until(4, 100, 0.05)) == pytest.approx(0.05, rel=1e-12)


def test_with_many_returns_only_ones_own_rhythm_counts():
    rhythm = Rhythm(shape=1.7, scale=42)

    assert rhythm.wait_until(400, 4_000, 0.5) == pytest.approx(10 * np.log(2), rel=0.02)
    assert rhythm.wait_until(400, 40_000, 0.5) == pytest.approx(100 * np.log(2), rel=0.02)


def test_thirty_gaps_are_needed():
    assert fit_rhythm({(1, 10): FEWEST_GAPS - 1}) is None
    assert fit_rhythm({}) is None
    assert fit_rhythm({(1, 10): 20, (2, 50): 5}) is not None


def test_equal_gaps_give_one_rhythm_for_everybody():
    """Exponential waits of 20 days for all: half of them are over after 20 ln 2 days, whatever the past."""
    rhythm = fit_rhythm({(5, 100): 1_000})

    assert rhythm is not None
    assert rhythm.wait_until(0, 0, 0.5) == pytest.approx(20 * np.log(2), rel=1e-2)
    assert rhythm.wait_until(5, 100, 0.5) == pytest.approx(20 * np.log(2), rel=1e-2)


@pytest.mark.parametrize("shape, scale", [(0.8, 20.0), (3.0, 90.0)])
def test_planted_rhythms_are_recovered(shape, scale):
    chance = np.random.default_rng(7)
    rates = chance.gamma(shape, 1 / scale, 6_000)
    gaps = chance.integers(1, 9, rates.size)
    days = chance.gamma(gaps, 1 / rates)

    rhythm = fit_rhythm(Counter(zip(gaps.tolist(), np.ceil(days).astype(int).tolist(), strict=True)))

    assert rhythm is not None
    assert rhythm.shape == pytest.approx(shape, rel=0.08)
    assert rhythm.scale == pytest.approx(scale, rel=0.12)


def test_the_fit_is_where_the_likelihood_is_highest():
    people = {(1, 12): 9, (1, 200): 4, (3, 30): 7, (8, 400): 5, (2, 3): 6}
    found = fit_rhythm(people)
    assert found is not None

    def likely(shape, scale):
        whole = 0.0
        for (gaps, days), count in people.items():
            steps = [(shape + k) / (scale + days) for k in range(gaps)]
            whole += count * (np.log(steps).sum() + shape * np.log(scale / (scale + days)))
        return whole

    best = likely(found.shape, found.scale)
    assert all(likely(found.shape * a, found.scale * b) < best for a in (0.97, 1, 1.03) for b in (0.97, 1.031))


def test_a_level_lies_above_the_share_asked_for():
    assert level_below({0: 10, 9: 90}, 0.1, 10) == 0.1
    assert level_below({0: 10, 9: 90}, 0.55, 10) == pytest.approx(0.95)
    assert level_below({}, 0.5, 10) == 1.0
