"""Does the test that is proposed tell as much as was asked for?"""

from __future__ import annotations

import numpy as np
import pytest

from zhanggui.stats.demand.answers import answers
from zhanggui.stats.demand.price_test import price_test
from zhanggui.stats.demand.runs import runs


def test_the_proposed_test_reaches_the_asked_width():
    """One product up and down by 20 % each fortnight of its test, beside nine that sell much at one price."""
    planned = price_test(2.0, step=0.2, half_width=0.6, restlessness=1.0, level=0.9)
    fortnight = np.arange(planned.days) // 14
    price = np.full((10, planned.days), 100.0)
    price[0] = np.where(fortnight % 2 == 0, 80, 120)
    units = np.full(price.shape, 1_000.0)
    units[0] = 2.0
    told = answers(
        runs(units, price, np.ones_like(price, bool), np.arange(planned.days) // 7),
        np.arange(10),
        np.zeros(10, np.int64),
    )

    assert planned.days == 112
    assert 1.645 * told.error[0] == pytest.approx(0.6, rel=0.1)


def test_a_smaller_step_needs_a_longer_test():
    large, small = (price_test(2.0, step=h, half_width=0.6, restlessness=1.0, level=0.9) for h in (0.2, 0.1))

    assert small.days > 2 * large.days
