"""Is what departed last year expected again, and are other parts then compared with what is left?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from zhanggui.stats.cells import Cells, Sums
from zhanggui.stats.looking import Usual
from zhanggui.stats.margins import Margins
from zhanggui.stats.restlessness import Restlessness
from zhanggui.stats.seasons import seasons

CALM = Restlessness(psi=1.0, freedom=20.0)
USUAL = Usual(by_axis={(1, counts): {0: CALM, 1: CALM} for counts in (False, True)})
FESTIVE = ((0, 1),)


def shop(sold, factor):
    """Channels by city: every entry is worth 1; the first channel sells by a factor more now."""
    codes = np.array([(channel, city) for channel in range(1, 5) for city in range(1, 5)])
    before = np.array(sold, dtype=float)
    now = np.where(codes[:, 0] == 1, factor, 1.0) * before
    return Cells(codes=codes, sums=Sums.of([before, now] * 3))


EVEN = [1000] * 16
NOT_IN_CITY_ONE = [0, 1000, 1000, 1000] + [1000] * 12


def test_what_doubled_last_year_is_expected_to_double_but_for_the_doubt():
    (only,) = seasons(shop(EVEN, 2.0), USUAL, [0])

    variance = 4000 + 8000 + 1 + 4000**2 * 2 / 12_000
    squared = 4000**2 / variance
    assert only.part == FESTIVE
    assert only.worth == only.counts == (pytest.approx(2 - (1 + 2 * math.log(4)) / squared), 1.0)


def test_what_moved_by_chance_last_year_is_no_season():
    assert seasons(shop(EVEN, 1.01), USUAL, [0]) == ()


def test_a_city_that_does_not_buy_in_the_festive_channel_is_not_blamed_for_falling_behind():
    now = shop(NOT_IN_CITY_ONE, 2.0)
    found = seasons(shop(EVEN, 2.0), USUAL, [0])

    plain, seasonal = (Margins.of(cells).left_over(USUAL) for cells in (now, now.explained(found)))

    assert plain > 1000
    assert seasonal < 1
