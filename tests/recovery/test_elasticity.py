"""Are planted elasticities found again, with intervals that are as sure as they say?"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.invented.price_shops import price_shop
from benchmarks.suites.elasticity import told_of


def test_what_was_planted_in_a_shop_is_found_and_what_was_not_is_not():
    """Every product with varied prices is told, none of the others."""
    shop = price_shop(7, 40_000)
    found, numbers = told_of(shop)
    telling = {number for each, number in zip(found, numbers, strict=True) if each.code == "identified"}

    assert telling == set(np.flatnonzero(shop.is_tested).tolist())


@pytest.mark.slow
def test_intervals_hold_the_truth_as_often_as_they_say():
    """Twelve shops of 8,000 units; the suite `elasticity` counts over 300."""
    held = []
    for seed in range(400, 412):
        shop = price_shop(seed, 8_000)
        found, numbers = told_of(shop)
        for each, number in zip(found, numbers, strict=True):
            if each.code == "identified":
                held.append(abs(each.mean - shop.elasticity[number]) <= 1.645 * each.deviation)

    assert 0.84 <= np.mean(held) <= 0.98
