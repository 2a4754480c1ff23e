"""What has run out is booked by a job, once; before and after it every balance is the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.checkout.selling import buy, given, join, points_of, put_up, standing, undo, used
from tests.checkout.test_holding import keep, stock
from tests.offers.programmes import programme
from tests.offers.shelf import NOON, offer
from zhanggui.checkout.lapsing import Lapsed, lapse
from zhanggui.checkout.redeeming import DepositDoesNotCount
from zhanggui.checkout.undoing import CannotCancel

DAY = timedelta(days=1)
WHEN = {"starts_at": "2026-11-01T00:00:00+08:00", "ends_at": "2026-11-12T00:00:00+08:00"}
FINAL = {"final_from": "2026-11-12T00:00:00+08:00", "final_until": "2026-11-20T00:00:00+08:00"}
OVER = NOON + 9 * DAY
NONE = Lapsed(members=0, points=0, holds=0, deposits=0, returned_minor=0, forfeited_minor=0)


def presale(till, rule="never", **more):
    benefit = {"deposit_minor": 1000, "worth_minor": 2000, "refund": rule, **FINAL}
    put_up(till, offer("pre", "presale_deposit", when=WHEN, limits={"uses": 1}, **benefit), **more)


def test_points_holds_and_deposits_that_ran_out_are_booked_once(till):
    presale(till, stock={"A": 1, "B": 1})
    join(till, programme(points={"expiry": {"kind": "days", "days": 2}}))
    given(till, 40)
    buy(till, ("A", 1, 10000), customer="p2")
    keep(till, B=1)

    assert lapse(till.books, NOON) == NONE
    assert (points_of(till, "p1", at=OVER), stock(till), stock(till, "B")) == (0, (0, 0), (1, 1))
    assert lapse(till.books, OVER) == Lapsed(
        members=1, points=40, holds=1, deposits=1, returned_minor=0, forfeited_minor=1000
    )
    assert lapse(till.books, OVER) == NONE
    assert (points_of(till, "p1", at=OVER), stock(till), stock(till, "B")) == (0, (1, 0), (1, 0))
    assert used(till, "pre") == (0, 0, 0)
    assert standing(till) == {
        "clearing": 1000,
        "deposits_forfeited": -1000,
        "points_adjusted": 40,
        "points_expired": -40,
    }


@pytest.mark.parametrize("rule,back", [("never", 0), ("before_final", 0), ("always", 1000)])
def test_a_deposit_whose_balance_was_never_paid_goes_by_the_rule_of_its_offer(till, rule, back):
    presale(till, rule)
    deposit = buy(till, ("A", 1, 10000))

    done = lapse(till.books, OVER)

    assert (done.returned_minor, done.forfeited_minor) == (back, 1000 - back)
    with pytest.raises(CannotCancel):
        undo(till, deposit, at=OVER)


@pytest.mark.parametrize("at", [NOON, OVER])
def test_a_balance_before_or_after_its_time_is_refused_and_the_deposit_is_still_there(till, at):
    presale(till)
    deposit = buy(till, ("A", 1, 10000))

    with pytest.raises(DepositDoesNotCount):
        buy(till, ("A", 1, 10000), deposit=deposit.redemption, shown=10000, at=at)
    assert standing(till) == {"clearing": 1000, "deposits": -1000}


def test_a_deposit_does_not_lapse_while_its_balance_can_be_paid(till):
    presale(till)
    deposit = buy(till, ("A", 1, 10000))
    last = OVER - timedelta(hours=12, minutes=0, seconds=1)

    assert lapse(till.books, last) == NONE
    assert buy(till, ("A", 1, 10000), deposit=deposit.redemption, shown=9000, at=last).state == "sold"
    assert lapse(till.books, OVER) == NONE
