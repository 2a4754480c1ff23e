"""Is what a festival's day is worth learnt from the shop's own days, kept, and counted alike in every year?"""

from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pytest

from zhanggui.analyses.customers.value.festival_days import FestivalDays
from zhanggui.warehouse.festivals import festival_of

LAST = date(2026, 8, 31)
DAYS = [LAST - timedelta(days=back) for back in range(729, -1, -1)]


def is_main(day, festival):
    inside = festival_of(day)
    return inside is not None and (inside.festival, inside.phase) == (festival, "main")


@pytest.fixture(scope="module")
def learnt():
    chance = np.random.default_rng(3)
    pace = np.array([3.0 if is_main(day, "double11") else 1.0 for day in DAYS])
    return FestivalDays.of(chance.poisson(20 * pace).astype(float), LAST)


def test_a_planted_festival_is_found_and_the_others_stay_ordinary(learnt):
    assert 2.5 < learnt.pace["double11", "main"] < 3.1  # drawn a little towards the others
    assert all(abs(pace - 1) < 0.35 for phase, pace in learnt.pace.items() if phase != ("double11", "main"))


def test_the_year_ahead_has_365_days_and_its_festival_more_than_its_share(learnt):
    time = learnt.time(LAST, 729)

    assert time.ahead(365) == pytest.approx(365)
    to_festival, festival = (date(2026, 11, 1) - LAST).days, 11
    share = time.ahead(to_festival + festival) - time.ahead(to_festival)
    assert share > 2 * festival


def test_what_is_learnt_is_kept_as_plain_values(learnt):
    again = FestivalDays.read(json.loads(json.dumps(learnt.written())))

    assert (again.pace, again.unit) == (learnt.pace, learnt.unit)


@pytest.mark.parametrize("purchases", [np.zeros(0), np.ones(10)])
def test_days_without_a_festival_leave_the_calendar(purchases):
    found = FestivalDays.of(purchases, date(2026, 8, 1))

    assert found.pace == {}
    assert found.time(date(2026, 8, 1), 10).ahead(40) == 40
