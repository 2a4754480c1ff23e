"""How sure is a rate that was counted? Against the law of chi-squared, and against the Poisson law itself."""

from __future__ import annotations

import pytest
from scipy.stats import chi2, poisson

from zhanggui.stats.counted_rate import counted_rate


@pytest.mark.parametrize("count, days, level", [(1, 7.0, 0.8), (28, 28.0, 0.8), (350, 91.0, 0.95)])
def test_the_bounds_are_halves_of_chi_squared_quantiles(count, days, level):
    found = counted_rate(count, days, level)

    assert found.low == pytest.approx(chi2.ppf((1 - level) / 2, 2 * count) / 2 / days)
    assert found.high == pytest.approx(chi2.ppf((1 + level) / 2, 2 * count + 2) / 2 / days)


def test_at_each_bound_the_count_is_as_far_out_as_the_level_says():
    found = counted_rate(5, 1.0, 0.8)

    assert poisson.sf(4, found.low) == pytest.approx(0.1)
    assert poisson.cdf(5, found.high) == pytest.approx(0.1)


def test_nothing_counted_may_be_nothing_at_all():
    assert counted_rate(0, 28.0).low == 0.0
    assert counted_rate(0, 28.0).high > 0.0
