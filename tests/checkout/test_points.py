"""Members earn and use points as they pay; what is undone leaves every balance where it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.checkout.selling import buy, given, join, points_of, put_up, standing, take_back, tier_of, undo
from tests.checkout.test_conformance import at_once
from tests.offers.programmes import programme
from tests.offers.shelf import NOON, offer
from zhanggui.checkout.members.asked import EarnRequest
from zhanggui.checkout.members.granting import (
    OccasionDoneForToday,
    OccasionRewardedBefore,
    expire_due,
    reward,
)
from zhanggui.checkout.members.programmes import (
    ProgrammeInAnotherCurrency,
    ProgrammeNotSound,
    publish_programme,
)
from zhanggui.offers.members.lots import NotEnoughPoints

PAYS = offer("pay", "points_redemption", points=10, worth_minor=10)
DAY = timedelta(days=1)
SHORT = {"expiry": {"kind": "days", "days": 9}}


def photo(till, subject, *, at=NOON):
    asked = EarnRequest(key=f"photo-{subject}", customer="p1", occasion="photo", subject=subject)
    return reward(till, asked, integration="shop", at=at)[0]


def test_a_purchase_earns_and_the_next_one_uses_what_is_there_and_no_more(till):
    put_up(till, PAYS)
    join(till, programme())

    first = buy(till, ("A", 1, 10000), customer="p1")
    second = buy(till, ("A", 1, 1000), customer="p1", points=99999)

    assert (first.points_earned, first.points_used) == (100, 0)
    assert (second.points_used, second.to_pay_minor, second.points_earned) == (100, 900, 9)
    assert points_of(till, "p1") == 9
    assert standing(till) == {
        "clearing": 10900,
        "discount.merchant": 100,
        "sales": -11000,
        "points_earned": 109,
        "points_redeemed": -100,
        "points_liability": -9,
    }


def test_without_a_programme_or_a_customer_points_pay_nothing(till):
    put_up(till, PAYS, points_per=100)
    assert buy(till, ("A", 1, 1000), customer="p1", points=500).points_used == 0
    join(till, programme())

    receipt = buy(till, ("A", 1, 1000), points=500)

    assert (receipt.points_used, receipt.points_earned) == (0, 0)
    assert points_of(till, "p1") == 0


def test_a_basket_gets_the_tier_that_its_customer_has_in_the_books(till):
    member = offer("member", "member_price", price_minor=800, audience={"tiers": ["t2"]})
    put_up(till, member)
    join(till, programme(0, 10000, 50000, tiers={"t2": {"earn_bps": 20000}}))
    assert buy(till, ("A", 1, 1000), customer="p1", tier="t2").to_pay_minor == 1000

    dear = buy(till, ("B", 1, 9000), customer="p1")

    assert tier_of(till, "p1") == "t2"
    receipt = buy(till, ("A", 1, 1000), customer="p1")
    assert (receipt.to_pay_minor, receipt.points_earned) == (800, 16)
    undo(till, receipt)
    undo(till, dear)
    assert tier_of(till, "p1") == "t1"
    assert buy(till, ("A", 1, 1000), customer="p1").to_pay_minor == 1000


def test_on_a_double_day_the_rate_of_the_tier_counts_twice(till):
    join(till, programme(0, 10000, 50000, tiers={"t2": {"earn_bps": 15000}}))
    until = {"ends_at": (NOON + DAY).isoformat()}
    put_up(till, offer("double", "points_multiplier", times_bps=20000, when=until))

    earned = [buy(till, ("A", 1, 10000), customer="p1", at=NOON + day * DAY).points_earned for day in (0, 0, 1)]

    assert earned == [200, 300, 150]


def test_a_partial_refund_returns_the_points_of_its_units_as_fixed_at_the_sale(till):
    put_up(till, PAYS)
    join(till, programme())
    given(till, 100)
    receipt = buy(till, ("A", 3, 1000), customer="p1", points=100)
    assert (receipt.points_used, receipt.points_earned, points_of(till, "p1")) == (100, 29, 29)

    steps = [take_back(till, receipt, {"1": 1}) for _ in range(3)]

    assert [(each.points_returned, each.points_reversed) for each in steps] == [(33, 9), (33, 10), (34, 10)]
    assert points_of(till, "p1") == 100
    assert standing(till) == {"points_adjusted": 100, "points_liability": -100}


def test_points_that_come_back_after_their_time_lapse_or_last_some_days_as_declared(till):
    put_up(till, PAYS)
    join(till, programme(points=SHORT))
    given(till, 100)
    receipt = buy(till, ("A", 1, 1000), customer="p1", points=100)
    undo(till, receipt, at=NOON + 20 * DAY)
    assert points_of(till, "p1", at=NOON + 20 * DAY) == 0
    assert standing(till) == {"points_adjusted": 100, "points_expired": -100}

    join(till, programme(points={**SHORT, "lapsed_days": 5}), at=NOON + 21 * DAY)
    given(till, 50, at=NOON + 21 * DAY)
    late = buy(till, ("A", 1, 1000), customer="p1", points=50, at=NOON + 21 * DAY)
    undo(till, late, at=NOON + 40 * DAY)
    assert [points_of(till, "p1", at=NOON + day * DAY) for day in (40, 45, 46)] == [50, 50, 0]


@pytest.mark.parametrize("policy, balances", [("debt", (-80, -30, 0)), ("write_off", (0, 50, 0))])
def test_earned_points_that_were_spent_become_a_debt_or_are_written_off(till, policy, balances):
    put_up(till, PAYS)
    join(till, programme(points={"below_zero": policy}))
    first = buy(till, ("A", 1, 8000), customer="p1")
    second = buy(till, ("B", 1, 80), customer="p1", points=80)
    undo(till, first)
    found = [points_of(till, "p1")]
    third = buy(till, ("A", 1, 5000), customer="p1")
    found.append(points_of(till, "p1"))
    undo(till, third)
    undo(till, second)

    assert (*found, points_of(till, "p1")) == balances
    assert standing(till) == {}


def test_a_return_takes_back_what_lapsed_of_its_points_before_what_others_earned(till):
    put_up(till)
    join(till, programme(points=SHORT))
    receipt = buy(till, ("A", 1, 10000), customer="p1")
    given(till, 40, at=NOON + 20 * DAY)

    undo(till, receipt, at=NOON + 20 * DAY)

    assert points_of(till, "p1", at=NOON + 20 * DAY) == 40
    assert standing(till) == {"points_adjusted": 40, "points_liability": -40}


def test_expiry_is_posted_once_and_changes_no_balance(till):
    put_up(till)
    join(till, programme(points=SHORT))
    given(till, 40)
    given(till, 60, customer="p2")
    late = NOON + 30 * DAY
    before = points_of(till, "p1", at=late)

    runs = [expire_due(till.books, late) for _ in range(2)]

    assert [(each.members, each.points) for each in runs] == [(2, 100), (0, 0)]
    assert (before, points_of(till, "p1", at=late), points_of(till, "p1")) == (0, 0, 40)
    assert standing(till) == {"points_adjusted": 100, "points_expired": -100}


def test_a_deposit_holds_the_points_that_pay_and_its_balance_earns(till):
    when = {"starts_at": "2026-11-01T00:00:00+08:00", "ends_at": "2026-11-12T00:00:00+08:00"}
    final = {"final_from": "2026-11-12T00:00:00+08:00", "final_until": "2026-11-20T00:00:00+08:00", "refund": "always"}
    presale = offer("pre", "presale_deposit", deposit_minor=1000, worth_minor=2000, when=when, **final)
    put_up(till, presale, PAYS)
    join(till, programme())
    given(till, 100)
    deposit = buy(till, ("A", 1, 10000), customer="p1", points=100)
    assert (points_of(till, "p1"), deposit.points_earned) == (0, 0)

    bought = {"line": "1", "sku": "A", "units": 1, "price_minor": 10000, "deposit_paid_at": NOON.isoformat()}
    later = NOON + 2 * DAY
    balance = buy(till, bought, customer="p1", points=100, deposit=deposit.redemption, shown=8900, at=later)

    assert (balance.points_used, balance.points_earned, points_of(till, "p1", at=later)) == (100, 89, 89)
    undo(till, balance, at=later)
    assert standing(till) == {"points_adjusted": 100, "points_liability": -100}


def test_occasions_earn_once_for_each_subject_and_so_often_a_day(till):
    put_up(till)
    occasion = {"id": "photo", "title": {"zh": "晒图", "en": "photo"}, "kind": "photo", "points": 20, "most_a_day": 2}
    join(till, programme(points={"occasions": [occasion]}))

    assert [photo(till, subject).balance for subject in ("r1", "r2", "r1")] == [20, 40, 20]  # the third is a retry
    with pytest.raises(OccasionDoneForToday, match=r"photo.*2 times a day"):
        photo(till, "r3")
    again = EarnRequest(key="another-key", customer="p1", occasion="photo", subject="r1")
    with pytest.raises(OccasionRewardedBefore):
        reward(till, again, integration="shop", at=NOON + DAY)
    assert photo(till, "r3", at=NOON + DAY).balance == 60


def test_no_more_is_taken_by_hand_than_there_is(till):
    put_up(till)
    join(till, programme())
    given(till, 30)

    with pytest.raises(NotEnoughPoints, match="30 points, not 31"):
        given(till, -31)
    assert given(till, -30).balance == 0


def test_a_programme_goes_into_force_only_if_sound_and_in_the_currency_of_the_shop(till):
    put_up(till)
    rich = programme(points={"worth": {"points": 1, "worth_minor": 500}})
    with pytest.raises(ProgrammeNotSound, match="points_exceed_price"):
        publish_programme(till.books, rich, by="owner", at=NOON)
    with pytest.raises(ProgrammeInAnotherCurrency):
        publish_programme(till.books, programme(currency="USD"), by="owner", at=NOON)

    versions = [join(till, each).version for each in (programme(), programme(), programme(0, 5, 6))]

    assert versions == [1, 1, 2]


@pytest.mark.slow
def test_of_many_clients_none_spends_points_that_are_gone(till):
    put_up(till, PAYS)
    join(till, programme(points={"paid_per_point_minor": 1_000_000}))
    given(till, 100)

    sold = at_once(64, lambda _: buy(till, ("A", 1, 10), customer="p1", points=10, shown=0))

    assert len(sold) == 10
    assert points_of(till, "p1") == 0
    assert standing(till)["points_redeemed"] == -100


def test_a_ladder_of_gifts_for_points_is_an_offer_on_each_gift(till):
    def exchange(sku, points, price):
        return offer(f"get-{sku.lower()}", "points_redemption", points=points, worth_minor=price, scope={"skus": [sku]})

    put_up(till, exchange("CUP", 500, 3000), exchange("POT", 2000, 12_000), stock={"CUP": 1})
    join(till, programme())
    given(till, 1200)

    got = buy(till, ("CUP", 1, 3000), customer="p1", points=99_999, shown=0)

    assert (got.points_used, got.to_pay_minor, points_of(till, "p1")) == (500, 0, 700)
    assert buy(till, ("POT", 1, 12_000), customer="p1", points=99_999).points_used == 0  # 700 are not 2,000
    take_back(till, got, {"1": 1})
    assert points_of(till, "p1") == 1200 + 120  # the pot that was paid in money earned 120
