"""Over months of selling, returning and expiring, it does not matter whether the job that posts expiries ever ran."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from tests.checkout.conftest import KEY
from tests.checkout.selling import buy, given, join, points_of, put_up, standing, take_back
from tests.kept import new_books
from tests.offers.programmes import programme
from tests.offers.shelf import NOON, offer
from zhanggui.books.database import open_books
from zhanggui.checkout.members.granting import expire_due
from zhanggui.checkout.till import Till

MEMBERS = ("p1", "p2")
days = st.integers(0, 12)
sales = st.tuples(st.just("buy"), days, st.sampled_from(MEMBERS), st.integers(1, 3), st.sampled_from([0, 30, 9999]))
returns = st.tuples(st.just("return"), days, st.integers(0, 9), st.integers(1, 3))
policies = st.fixed_dictionaries(
    {
        "expiry": st.sampled_from([{"kind": "days", "days": 7}, {"kind": "months", "months": 1}, {"kind": "never"}]),
        "below_zero": st.sampled_from(["debt", "write_off"]),
        "lapsed_days": st.sampled_from([0, 5]),
        "paid_per_point_minor": st.just(10),
    }
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@drawn(policies, st.lists(st.one_of(sales, returns), min_size=2, max_size=12))
def test_balances_are_the_same_with_the_job_run_at_every_step_and_never(policy, story):
    assert lived(policy, story, is_swept=True) == lived(policy, story, is_swept=False)


def test_points_that_lapsed_are_not_taken_back_twice_whoever_posted_them_first():
    policy = {"expiry": {"kind": "days", "days": 7}, "paid_per_point_minor": 10}
    story = [("buy", 0, "p1", 3, 0), ("buy", 3, "p1", 1, 30), ("return", 9, 0, 2), ("return", 1, 1, 1)]

    assert lived(policy, story, is_swept=True) == lived(policy, story, is_swept=False)


def lived(policy, story, *, is_swept):
    """The balances after every step of a story, in books of their own."""
    with tempfile.TemporaryDirectory() as folder:
        till = Till(open_books(new_books(Path(folder) / "books.sqlite")), KEY)
        put_up(till, offer("pay", "points_redemption", points=10, worth_minor=9))
        join(till, programme(points=policy))
        told, sold, at = [], [], NOON
        for member in MEMBERS:
            given(till, 40, customer=member)
        for step, (what, later, *said) in enumerate(story, 1):
            at += timedelta(days=later, minutes=step)
            if is_swept:
                expire_due(till.books, at)
            if what == "buy":
                who, units, points = said
                receipt = buy(till, ("A", units, 777), customer=who, points=points, at=at)
                sold.append([receipt, units])
                told.append((receipt.points_used, receipt.points_earned))
            elif said[0] < len(sold) and sold[said[0]][1]:
                mine = sold[said[0]]
                units = min(said[1], mine[1])
                back = take_back(till, mine[0], {"1": units}, at=at)
                mine[1] -= units
                told.append((back.points_returned, back.points_reversed))
            balances = [points_of(till, member, at=at) for member in MEMBERS]
            assert policy.get("below_zero", "debt") == "debt" or min(balances) >= 0
            told.append(tuple(balances))
        expire_due(till.books, at)
        owed = -standing(till).get("points_liability", 0)
        assert owed == sum(points_of(till, member, at=at) for member in MEMBERS)
        till.books.close()
    return told
