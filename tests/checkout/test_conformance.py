"""Public bug cases that must never happen here: the rows of CONFORMANCE that selling and returning decide, by id."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.checkout.selling import buy, put_up, standing, take_back, undo, used
from tests.offers.shelf import NOON, offer
from zhanggui.books.checkout.counters import LimitReached
from zhanggui.books.checkout.stock import OutOfStock, in_stock
from zhanggui.checkout.issuing import issue_codes
from zhanggui.checkout.redeeming import TotalChanged

REFUSALS = (TotalChanged, LimitReached, OutOfStock)


def at_once(clients, attempt):
    """What many clients get who ask at the same time: receipts, and the classes of refusals."""

    def one(number):
        try:
            return attempt(number)
        except REFUSALS as refusal:
            return type(refusal)

    with ThreadPoolExecutor(clients) as pool:
        found = list(pool.map(one, range(clients)))
    return [each for each in found if not isinstance(each, type)]


def test_p1_a_promotion_and_a_voucher_are_charged_and_kept_as_quoted(till):
    put_up(
        till,
        offer("sale", "percent", off_bps=4000, group="sale"),
        offer("voucher", "percent", off_bps=7000, group="coupon", coupon={"codes": ["V70"]}),
        groups=("sale", "coupon"),
    )
    receipt = buy(till, ("A", 10, 1000), codes=["V70"])

    assert (receipt.off_minor, receipt.to_pay_minor) == (8200, 1800)
    assert standing(till) == {"clearing": 1800, "discount.merchant": 8200, "sales": -10000}


def test_p2_and_p3_what_comes_back_of_a_shared_discount_adds_up_to_it(till):
    put_up(till, *(offer(f"f{off}", "fixed", off_minor=off) for off in (333, 500, 667)))
    receipt = buy(till, ("A", 1, 1999), ("B", 1, 1999), ("C", 1, 1999))

    money = [take_back(till, receipt, {line: 1}).money_minor for line in ("1", "2", "3")]

    assert (receipt.off_minor, sum(money)) == (1500, 3 * 1999 - 1500)
    assert standing(till) == {}


@pytest.mark.slow
def test_p10_a_single_use_coupon_of_many_clients_is_used_once(till):
    put_up(till, offer("once", "fixed", off_minor=500, coupon={"is_unique": True}))
    (code,) = issue_codes(till, "once", count=1, by="owner", at=NOON)

    sold = at_once(16, lambda number: buy(till, ("A", 1, 1000), codes=[code], shown=500))

    assert len(sold) == 1
    assert used(till, "once") == (1, 0, 500)


def test_p10_a_code_that_was_used_does_not_open_the_offer_again(till):
    put_up(till, offer("once", "fixed", off_minor=500, coupon={"is_unique": True}))
    (code,) = issue_codes(till, "once", count=1, by="owner", at=NOON)
    buy(till, ("A", 1, 1000), codes=[code.lower()], shown=500)

    with pytest.raises(TotalChanged, match=r"now costs .*10\.00.* shown .*5\.00"):
        buy(till, ("A", 1, 1000), codes=[code], shown=500)


def test_p11_limits_of_an_offer_that_needs_no_code_hold_over_orders(till):
    put_up(till, offer("auto", "fixed", off_minor=100, limits={"uses": 3, "uses_per_customer": 1}))
    buy(till, ("A", 1, 1000), customer="p1", shown=900)

    with pytest.raises(TotalChanged):
        buy(till, ("A", 1, 1000), customer="p1", shown=900)
    for customer in ("p2", "p3"):
        buy(till, ("A", 1, 1000), customer=customer, shown=900)
    with pytest.raises(TotalChanged):
        buy(till, ("A", 1, 1000), customer="p4", shown=900)

    assert (used(till, "auto"), used(till, "auto", "p1")) == ((3, 0, 300), (1, 0, 100))


def test_p12_a_cancelled_order_returns_the_use_to_the_customer_and_to_the_total(till):
    put_up(
        till,
        offer("auto", "fixed", off_minor=100, limits={"uses": 1, "uses_per_customer": 1}),
        offer("mine", "fixed", off_minor=50, coupon={"is_unique": True}),
    )
    (code,) = issue_codes(till, "mine", count=1, customer="p1", by="owner", at=NOON)
    receipt = buy(till, ("A", 1, 1000), customer="p1", codes=[code], shown=850)
    assert buy(till, ("A", 1, 1000), customer="p1", codes=[code], shown=1000).off_minor == 0

    assert undo(till, receipt).money_minor == 850

    assert (used(till, "auto"), used(till, "auto", "p1")) == ((0, 0, 0), (0, 0, 0))
    assert buy(till, ("A", 1, 1000), customer="p1", codes=[code], shown=850).off_minor == 150


def test_p14_a_cap_of_all_discounts_is_what_the_books_count(till):
    put_up(
        till,
        offer("sale", "flash_sale", price_minor=6000, when={"ends_at": "2026-11-12T00:00:00+08:00"}),
        offer("voucher", "percent", off_bps=5000),
        most_off_bps=5000,
    )
    buy(till, ("A", 1, 10000), shown=5000)

    assert (used(till, "sale"), used(till, "voucher")[2]) == ((1, 1, 4000), 1000)


def test_p15_a_coupon_stops_at_its_budget_and_starts_again_with_what_comes_back(till):
    put_up(till, offer("c", "fixed", off_minor=400, coupon={"codes": ["C"]}, limits={"budget_minor": 1000}))
    paid = [buy(till, ("A", 2, 1000), codes=["C"]) for _ in range(4)]

    assert [each.off_minor for each in paid] == [400, 400, 200, 0]
    assert used(till, "c") == (3, 0, 1000)

    take_back(till, paid[0], {"1": 1})
    assert used(till, "c") == (3, 0, 800)
    assert buy(till, ("A", 2, 1000), codes=["C"]).off_minor == 200


@pytest.mark.slow
def test_p15_many_clients_at_once_never_spend_more_than_the_budget(till):
    put_up(till, offer("c", "fixed", off_minor=300, limits={"budget_minor": 1000}))

    sold = at_once(12, lambda number: buy(till, ("A", 1, 1000), shown=700))

    assert len(sold) == 3
    assert used(till, "c") == (3, 0, 900)


def test_p16_of_two_buyers_of_the_last_item_one_gets_it(till):
    put_up(till, stock={"A": 1})

    sold = at_once(2, lambda number: buy(till, ("A", 1, 1000), shown=1000))

    assert len(sold) == 1
    with till.books.reading() as connection:
        assert in_stock(connection, "A") == (0, 0)


@pytest.mark.slow
def test_of_64_clients_and_more_on_a_cap_of_100_exactly_100_get_it(till):
    put_up(till, offer("rush", "fixed", off_minor=100, limits={"uses": 100}))

    def three(number):
        return [each for each in (_tried(till, f"{number}-{turn}") for turn in range(3)) if each is not None]

    with ThreadPoolExecutor(64) as pool:
        sold = [receipt for found in pool.map(three, range(64)) for receipt in found]

    assert len(sold) == 100
    assert used(till, "rush") == (100, 0, 10_000)
    assert standing(till) == {"clearing": 90_000, "discount.merchant": 10_000, "sales": -100_000}


def _tried(till, name):
    try:
        return buy(till, ("A", 1, 1000), shown=900, order=name, key=f"request-{name}")
    except REFUSALS:
        return None
