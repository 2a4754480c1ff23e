"""Points are used oldest first, are gone at their midnight without a job, and go back where they came from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.offers.programmes import programme
from zhanggui.offers.members.earning import NoSuchOccasion, lasts_until, occasion_points, purchase_points
from zhanggui.offers.members.lots import (
    Lot,
    Moved,
    NotEnoughPoints,
    PointsEntry,
    balance_at,
    given_back,
    lots_at,
    taken,
    taken_back,
)

NOON = datetime(2026, 11, 11, 4, tzinfo=UTC)
DAY = timedelta(days=1)


def lot(name, left, age=0, lasts=None):
    earned = NOON - age * DAY
    return Lot(id=name, left=left, earned_at=earned, expires_at=None if lasts is None else NOON + lasts * DAY)


def entry(name, points, day, lasts=None):
    at = NOON + day * DAY
    return PointsEntry(
        lot=name, points=points, at=at, earned_at=at, expires_at=None if lasts is None else at + lasts * DAY
    )


@pytest.mark.parametrize(
    "expiry, gone",
    [
        ({"kind": "days", "days": 1}, "2026-11-13T00:00:00+08:00"),
        ({"kind": "months", "months": 3}, "2027-02-12T00:00:00+08:00"),
        ({"kind": "year_end"}, "2027-01-01T00:00:00+08:00"),
        ({"kind": "year_end", "years_more": 1}, "2028-01-01T00:00:00+08:00"),
    ],
)
def test_points_last_to_the_end_of_a_day_of_the_shop(expiry, gone):
    assert lasts_until(programme(points={"expiry": expiry}), NOON).isoformat() == gone


def test_points_may_last_for_ever():
    assert lasts_until(programme(points={"expiry": {"kind": "never"}}), NOON) is None


def test_a_tier_earns_at_its_rate_and_whole_points_alone():
    promised = programme(tiers={"t2": {"earn_bps": 15000}})

    assert [purchase_points(promised, tier, 9999) for tier in ("", "t1", "t2")] == [99, 99, 149]


def test_an_occasion_earns_so_often_a_day_and_others_are_refused():
    promised = programme(
        points={
            "occasions": [
                {"id": "photo", "title": {"zh": "晒图", "en": "photo"}, "kind": "photo", "points": 20, "most_a_day": 2}
            ]
        }
    )

    assert [occasion_points(promised, "photo", times) for times in (0, 1, 2)] == [20, 20, 0]
    with pytest.raises(NoSuchOccasion, match="There are: photo"):
        occasion_points(promised, "dance", 0)


def test_the_balance_is_right_at_any_instant_with_no_job_run():
    entries = [
        entry("a", 100, 0, lasts=10),
        entry("b", 50, 5),
        PointsEntry(lot="a", points=-30, at=NOON + 6 * DAY, earned_at=NOON),
    ]

    def at(day):
        return balance_at(lots_at(entries, NOON + day * DAY), NOON + day * DAY)

    assert [at(day) for day in (-1, 0, 5, 6, 9, 10)] == [0, 100, 150, 120, 120, 50]


def test_the_oldest_lots_are_used_first_and_expired_ones_not_at_all():
    lots = [lot("gone", 500, age=9, lasts=0), lot("old", 30, age=5), lot("new", 50, age=1)]

    assert taken(lots, 40, NOON) == (Moved("old", 30), Moved("new", 10))
    with pytest.raises(NotEnoughPoints, match="80 points, not 81"):
        taken(lots, 81, NOON)


def test_a_debt_is_paid_before_anything_is_used():
    assert balance_at([lot("debt", -60), lot("new", 50)], NOON) == -10
    with pytest.raises(NotEnoughPoints, match="0 points, not 1"):
        taken([lot("debt", -60), lot("new", 50)], 1, NOON)


def test_what_a_return_takes_back_comes_from_its_own_lot_then_the_oldest_then_is_missing():
    lots = [lot("old", 30, age=5), lot("own", 20, age=1)]

    assert taken_back(lots, "own", 25, NOON) == ((Moved("own", 20), Moved("old", 5)), 0)
    assert taken_back(lots, "own", 70, NOON) == ((Moved("own", 20), Moved("old", 30)), 20)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.data())
def test_what_was_used_goes_back_to_the_same_lots_in_whatever_steps(lefts, data):
    lots = [lot(f"l{n}", left, age=9 - n) for n, left in enumerate(lefts)]
    used = list(taken(lots, data.draw(st.integers(1, sum(lefts))), NOON))
    out = dict(used)
    while used:
        back = given_back(used, data.draw(st.integers(1, sum(each.points for each in used))))
        for name, points in back:
            out[name] -= points
        used = [Moved(name, left) for name, _ in used if (left := out[name])]

    assert set(out.values()) == {0}
