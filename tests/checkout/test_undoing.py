"""What comes back is what was charged, to the last coin, once; and everything back is everything as it was."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.checkout.selling import buy, put_up, standing, take_back, undo, used
from tests.offers.shelf import NOON, offer
from zhanggui.books.checkout.stock import in_stock
from zhanggui.checkout.issuing import issue_codes
from zhanggui.checkout.undoing import CannotCancel, CannotRefund, NothingToRefund
from zhanggui.offers.refunding import LineNotSold, MoreReturnedThanSold

STEP = offer("m", "full_reduction", steps=[{"threshold_minor": 30000, "off_minor": 5000}], limits={"uses": 5})


def stock(till, sku):
    with till.books.reading() as connection:
        return in_stock(connection, sku)


def test_a_partial_refund_returns_the_allocation_and_claws_nothing_back(till):
    put_up(till, STEP, stock={"A": 10})
    receipt = buy(till, ("A", 2, 10000), ("B", 1, 10000))
    back = take_back(till, receipt, {"1": 1})

    assert (back.money_minor, back.is_last) == (8333, False)
    assert standing(till) == {"clearing": 25000 - 8333, "discount.merchant": 5000 - 1666, "sales": -30000 + 9999}
    assert (used(till, "m"), stock(till, "A")) == ((1, 0, 5000 - 1666), (9, 0))


def test_the_use_the_code_and_the_gift_return_with_the_last_unit(till):
    put_up(
        till,
        offer("g", "full_gift", steps=[{"threshold_minor": 1000, "sku": "CUP"}]),
        offer("c", "fixed", off_minor=100, coupon={"is_unique": True}),
        offer("ship", "free_shipping", most_minor=300),
        stock={"CUP": 1, "A": 2},
    )
    (code,) = issue_codes(till, "c", count=1, by="owner", at=NOON)
    receipt = buy(till, ("A", 2, 1000), codes=[code], shipping_minor=1000)

    first = take_back(till, receipt, {"1": 1})
    assert (first.money_minor, first.gifts_back, used(till, "c")[0], stock(till, "CUP")) == (950, 0, 1, (0, 0))

    last = take_back(till, receipt, {"1": 1}, with_shipping=True)
    assert (last.money_minor, last.shipping_minor, last.gifts_back) == (950 + 700, 700, 1)
    assert [used(till, each) for each in ("g", "c", "ship")] == [(0, 0, 0)] * 3
    assert (stock(till, "CUP"), stock(till, "A")) == ((1, 0), (2, 0))
    assert standing(till) == {"coupon_liability": -100, "coupons_promised": 100}
    assert buy(till, ("A", 1, 1000), codes=[code]).off_minor == 100


def test_shipping_goes_back_once_and_only_if_asked(till):
    put_up(till)
    receipt = buy(till, ("A", 1, 1000), shipping_minor=800)
    assert take_back(till, receipt, {"1": 1}).money_minor == 1000
    assert take_back(till, receipt, with_shipping=True).money_minor == 800
    assert standing(till) == {}

    with pytest.raises(NothingToRefund):
        take_back(till, receipt, with_shipping=True)


def test_what_does_not_come_back_is_not_in_stock_and_is_not_charged(till):
    put_up(till, offer("g", "full_gift", steps=[{"threshold_minor": 1000, "sku": "CUP"}]), stock={"CUP": 1, "A": 1})
    receipt = buy(till, ("A", 1, 1000))

    back = take_back(till, receipt, {"1": 1}, goods_back=False, gifts_back=False)

    assert (back.money_minor, back.gifts_back) == (1000, 0)
    assert (stock(till, "A"), stock(till, "CUP")) == ((0, 0), (0, 0))
    assert standing(till) == {"gift_stock": -1, "gifts_given": 1}


def test_more_than_was_sold_or_another_line_does_not_come_back(till):
    put_up(till)
    receipt = buy(till, ("A", 2, 1000))
    take_back(till, receipt, {"1": 1})

    with pytest.raises(MoreReturnedThanSold):
        take_back(till, receipt, {"1": 2})
    with pytest.raises(LineNotSold):
        take_back(till, receipt, {"9": 1})
    with pytest.raises(NothingToRefund):
        take_back(till, receipt)


def test_a_repeated_refund_or_cancellation_pays_once(till):
    put_up(till)
    receipt = buy(till, ("A", 2, 1000))
    assert take_back(till, receipt, {"1": 1}, key="same-refund") == take_back(
        till, receipt, {"1": 1}, key="same-refund"
    )
    assert standing(till)["clearing"] == 1000

    other = buy(till, ("A", 1, 500))
    assert undo(till, other, key="same-cancel") == undo(till, other, key="same-cancel")
    assert standing(till)["clearing"] == 1000


def test_what_is_undone_is_not_undone_again(till):
    put_up(till)
    cancelled, returned = buy(till, ("A", 1, 1000)), buy(till, ("A", 2, 1000))
    undo(till, cancelled)
    take_back(till, returned, {"1": 1})

    with pytest.raises(CannotCancel, match="cancelled"):
        undo(till, cancelled)
    with pytest.raises(CannotRefund):
        take_back(till, cancelled, {"1": 1})
    with pytest.raises(CannotCancel, match="refunded in part"):
        undo(till, returned)


@pytest.mark.slow
def test_of_many_refunds_of_one_unit_at_once_one_pays(till):
    put_up(till, STEP)
    receipt = buy(till, ("A", 1, 40000))

    def one(_):
        try:
            return take_back(till, receipt, {"1": 1}).money_minor
        except MoreReturnedThanSold:
            return 0

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(8))) == 35000
    assert standing(till) == {}


def test_a_gift_of_two_offers_comes_back_twice(till):
    step = {"threshold_minor": 1000, "sku": "CUP"}
    put_up(till, *(offer(name, "full_gift", steps=[step]) for name in ("g1", "g2")), stock={"CUP": 2})
    receipt = buy(till, ("A", 1, 1000))
    assert stock(till, "CUP") == (0, 0)

    assert take_back(till, receipt, {"1": 1}).gifts_back == 2
    assert (stock(till, "CUP"), standing(till)) == ((2, 0), {})


@pytest.mark.slow
def test_of_a_cancellation_and_a_refund_at_once_one_is_paid(till):
    put_up(till, STEP, stock={"A": 2})
    receipt = buy(till, ("A", 2, 20000))

    def one(ask):
        try:
            return ask().money_minor
        except (CannotCancel, CannotRefund, MoreReturnedThanSold):
            return 0

    asks = [lambda: undo(till, receipt), lambda: take_back(till, receipt, {"1": 2})] * 3
    with ThreadPoolExecutor(6) as pool:
        paid = sorted(pool.map(one, asks))

    assert paid == [0] * 5 + [35000]
    assert (standing(till), stock(till, "A"), used(till, "m")) == ({}, (2, 0), (0, 0, 0))


def test_a_benefit_that_is_taken_back_is_posted_and_goes_back_to_its_budget_until_nothing_is_left(till):
    steps = [{"threshold_minor": 30000, "off_minor": 6000}]
    shared = {"merchant": 5000, "platform": 5000}
    put_up(
        till, offer("m", "full_reduction", steps=steps, clawback=True, borne_by=shared, limits={"budget_minor": 9000})
    )
    receipt = buy(till, ("A", 3, 10000))

    first = take_back(till, receipt, {"1": 1})

    assert (first.money_minor, first.clawed_minor) == (8000 - 4000, 4000)
    assert standing(till) == {"clearing": 20000, "sales": -20000}
    assert used(till, "m") == (1, 0, 0)
    assert take_back(till, receipt, {"1": 2}).money_minor == 20000
    assert standing(till) == {}
    assert used(till, "m") == (0, 0, 0)
