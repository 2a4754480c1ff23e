"""More public bug cases of the same kind, that selling and returning decide."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from tests.checkout.selling import buy, put_up, standing, take_back, undo, used
from tests.checkout.test_conformance import at_once
from tests.offers.shelf import NOON, offer
from zhanggui.books.checkout.requests import RequestKeyReused
from zhanggui.books.checkout.stock import in_stock
from zhanggui.checkout.issuing import issue_codes
from zhanggui.checkout.redeeming import OrderSoldBefore, TotalChanged
from zhanggui.checkout.undoing import CannotCancel, CannotRefund, NothingToRefund
from zhanggui.offers.refunding import MoreReturnedThanSold

TODAY = {"ends_at": "2026-11-12T00:00:00+08:00"}
LATER = NOON + timedelta(days=2)
LINES = (("A", 3, 999), ("B", 1, 1), ("C", 2, 333))


def stock(till, sku):
    with till.books.reading() as connection:
        return in_stock(connection, sku)


def mixed(till):
    put_up(
        till,
        offer("share", "percent", off_bps=3333),
        offer("fix", "fixed", off_minor=100, limits={"uses_per_customer": 1, "budget_minor": 1000}),
        offer("free", "free_shipping"),
    )


@pytest.mark.parametrize("steps", list(permutations([{"1": 1}, {"1": 2, "3": 1}, {"2": 1, "3": 1}]))[::2])
def test_f26_partial_refunds_come_to_the_same_in_whatever_order(till, steps):
    mixed(till)
    receipt = buy(till, *LINES, customer="p1", shipping_minor=800)

    money = [take_back(till, receipt, units).money_minor for units in steps]

    assert sum(money) == receipt.to_pay_minor
    assert min(money) >= 0
    assert used(till, "fix") == used(till, "share") == (0, 0, 0)


def test_f27_what_was_returned_cannot_be_returned_again_nor_cancelled(till):
    mixed(till)
    receipt = buy(till, *LINES, customer="p1")
    take_back(till, receipt, {"1": 3})

    with pytest.raises(MoreReturnedThanSold):
        take_back(till, receipt, {"1": 1})
    with pytest.raises(CannotCancel):
        undo(till, receipt)
    take_back(till, receipt, {"2": 1, "3": 2})
    with pytest.raises(MoreReturnedThanSold):
        take_back(till, receipt, {"3": 1})
    assert standing(till) == {}


def test_f28_a_cancelled_order_gives_nothing_back_a_second_time(till):
    put_up(till, offer("once", "fixed", off_minor=100, limits={"uses": 1}), stock={"A": 1})
    receipt = buy(till, ("A", 1, 1000))
    undo(till, receipt)

    for again in (lambda: undo(till, receipt), lambda: take_back(till, receipt, {"1": 1})):
        with pytest.raises((CannotCancel, CannotRefund)):
            again()
    assert (used(till, "once"), stock(till, "A")) == ((0, 0, 0), (1, 0))


def test_f29_a_repeated_request_does_nothing_and_one_with_another_body_is_refused(till):
    mixed(till)
    first = buy(till, ("A", 1, 1000), customer="p1", key="the-same-key", order="o1")
    again = buy(till, ("A", 1, 1000), customer="p1", key="the-same-key", order="o1", shown=first.to_pay_minor)

    assert again == first
    for changed in ({"customer": "p2"}, {"customer": "p1", "order": "o2"}):
        with pytest.raises(RequestKeyReused):
            buy(till, ("A", 1, 1000), key="the-same-key", shown=first.to_pay_minor, **{"order": "o1", **changed})
    assert used(till, "share") == (1, 0, 300)


def test_f30_an_order_is_sold_once_whatever_the_key(till):
    mixed(till)
    buy(till, ("A", 1, 1000), order="o1")

    with pytest.raises(OrderSoldBefore):
        buy(till, ("A", 1, 1000), order="o1")
    assert buy(till, ("A", 1, 1000), order="o1", integration="another").off_minor == 333


def test_f31_a_use_that_comes_back_after_the_end_does_not_open_the_offer_again(till):
    put_up(till, offer("day", "fixed", off_minor=100, coupon={"is_unique": True}, when=TODAY, limits={"uses": 1}))
    (code,) = issue_codes(till, "day", count=1, by="owner", at=NOON)
    receipt = buy(till, ("A", 1, 1000), codes=[code], shown=900)

    assert undo(till, receipt, at=LATER).money_minor == 900
    assert used(till, "day") == (0, 0, 0)
    with pytest.raises(TotalChanged):
        buy(till, ("A", 1, 1000), codes=[code], shown=900, at=LATER)


@pytest.mark.parametrize("typed", [str.lower, " {} ".format, "\u200b{}".format])
def test_f32_a_unique_code_is_one_code_however_it_was_typed(till, typed):
    put_up(till, offer("mine", "fixed", off_minor=100, coupon={"is_unique": True}))
    (code,) = issue_codes(till, "mine", count=1, by="owner", at=NOON)
    buy(till, ("A", 1, 1000), codes=[typed(code), code], shown=900)

    with pytest.raises(TotalChanged):
        buy(till, ("A", 1, 1000), codes=[code], shown=900)


def test_f33_a_guest_cannot_get_round_a_limit_per_customer(till):
    mixed(till)
    found = [buy(till, ("A", 1, 1000)).off_minor for _ in range(2)]

    assert found == [333, 333]
    assert used(till, "fix") == (0, 0, 0)


@pytest.mark.parametrize("kept,left", [(True, 4), (False, 5)])
def test_f34_a_gift_comes_back_with_the_last_unit_or_stays_given_and_is_never_charged(till, kept, left):
    gift = offer("gift", "full_gift", steps=[{"threshold_minor": 1000, "sku": "CUP", "worth_minor": 900}])
    put_up(till, gift, stock={"CUP": 5})
    receipt = buy(till, ("A", 2, 1000))
    assert stock(till, "CUP") == (4, 0)

    back = [take_back(till, receipt, {"1": 1}, gifts_back=not kept) for _ in range(2)]

    assert ([each.money_minor for each in back], [each.gifts_back for each in back]) == (
        [1000, 1000],
        [0, int(not kept)],
    )
    assert stock(till, "CUP") == (left, 0)


def test_f35_an_order_for_nothing_is_sold_counted_and_returned_for_nothing(till):
    put_up(till, offer("all", "percent", off_bps=10_000, limits={"uses": 1}))
    receipt = buy(till, ("A", 2, 1000))

    assert (receipt.to_pay_minor, used(till, "all")) == (0, (1, 0, 2000))
    assert [take_back(till, receipt, {"1": 1}).money_minor for _ in range(2)] == [0, 0]
    assert (standing(till), used(till, "all")) == ({}, (0, 0, 0))


def test_f36_what_was_sold_is_returned_at_its_own_price_after_offers_have_changed(till):
    put_up(till, offer("half", "percent", off_bps=5000))
    receipt = buy(till, ("A", 2, 1001))
    put_up(till, offer("other", "fixed", off_minor=1))

    assert [take_back(till, receipt, {"1": 1}).money_minor for _ in range(2)] == [500, 501]
    assert standing(till) == {}


def test_f37_a_price_that_was_quoted_before_offers_changed_is_asked_about_again(till):
    put_up(till, offer("half", "percent", off_bps=5000))
    put_up(till, offer("third", "percent", off_bps=3000))

    with pytest.raises(TotalChanged, match=r"now costs .*7\.00.* shown .*5\.00"):
        buy(till, ("A", 1, 1000), shown=500)
    assert standing(till) == {}


def test_f38_shipping_goes_back_once_and_only_what_was_charged_of_it(till):
    put_up(till, offer("less", "free_shipping", most_minor=500))
    receipt = buy(till, ("A", 1, 1000), shipping_minor=800)

    assert take_back(till, receipt, {"1": 1}, with_shipping=True).money_minor == 1300
    with pytest.raises(NothingToRefund):
        take_back(till, receipt, with_shipping=True)
    assert (standing(till), used(till, "less")) == ({}, (0, 0, 0))


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_f39_a_currency_without_or_with_three_decimals_is_sold_and_returned_to_the_last_coin(till, currency):
    put_up(till, offer("share", "percent", off_bps=1750), currency=currency)
    receipt = buy(till, ("A", 7, 999), ("B", 1, 1), currency=currency)

    money = [take_back(till, receipt, {"1": units}).money_minor for units in (3, 4)]
    money.append(take_back(till, receipt, {"2": 1}).money_minor)

    assert sum(money) == receipt.to_pay_minor == 6994 - (6994 * 1750 + 5000) // 10_000
    assert standing(till) == {}


def test_f40_tax_within_prices_comes_back_as_it_was_charged(till):
    put_up(till, offer("fix", "fixed", off_minor=101))
    line = {"sku": "A", "units": 3, "price_minor": 333, "tax_bps": 1300}
    receipt = buy(till, line)
    charged = standing(till)["tax"]

    assert charged == -round(898 * 1300 / 11300)
    for _ in range(3):
        take_back(till, receipt, {"1": 1})
    assert standing(till) == {}


@pytest.mark.slow
def test_f41_many_clients_never_get_more_units_than_the_quota_of_a_flash_sale(till):
    flash = offer("flash", "flash_sale", price_minor=500, when=TODAY, limits={"units": 5})
    put_up(till, flash)

    sold = at_once(8, lambda number: buy(till, ("A", 2, 1000), shown=1000))

    assert len(sold) == 2
    assert used(till, "flash") == (2, 4, 2000)


def test_f42_a_shipping_offer_spends_its_budget_too(till):
    put_up(till, offer("free", "free_shipping", limits={"budget_minor": 1000}))
    paid = [buy(till, ("A", 1, 1000), shipping_minor=800).to_pay_minor for _ in range(3)]

    assert paid == [1000, 1600, 1800]
    assert used(till, "free")[2] == 1000
