"""Held goods are there for whoever holds them, until they expire; then they are everybody's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.checkout.selling import buy, put_up
from tests.offers.shelf import NOON
from zhanggui.books.checkout.stock import HoldGone, OutOfStock, StockBelowHeld, StockNotCounted, in_stock, set_stock
from zhanggui.checkout.asked import HoldRequest, ReleaseRequest
from zhanggui.checkout.holding import hold, release

LATER = NOON + timedelta(minutes=15)


def keep(till, key="hold-request", integration="shop", at=NOON, **units):
    return hold(till, HoldRequest(key=key, units=units), integration=integration, at=at)[0]


def let_go(till, held, key="release-request", integration="shop", at=NOON):
    return release(till, ReleaseRequest(key=key, hold=held.hold), integration=integration, at=at)


def stock(till, sku="A"):
    with till.books.reading() as connection:
        return in_stock(connection, sku)


def test_held_goods_are_sold_to_their_holder_and_to_nobody_else(till):
    put_up(till, stock={"A": 3})
    held = keep(till, A=2)
    assert stock(till) == (3, 2)

    with pytest.raises(OutOfStock):
        buy(till, ("A", 2, 1000))
    buy(till, ("A", 1, 1000))
    buy(till, ("A", 2, 1000), hold=held.hold)

    assert stock(till) == (0, 0)
    with pytest.raises(HoldGone):
        buy(till, ("A", 1, 1000), hold=held.hold)


def test_what_is_held_beyond_the_order_is_free_again_and_more_is_taken_from_the_rest(till):
    put_up(till, stock={"A": 5, "B": 5})
    held = keep(till, A=1, B=2)
    buy(till, ("A", 3, 1000), hold=held.hold)

    assert (stock(till), stock(till, "B")) == ((2, 0), (5, 0))


def test_a_hold_that_has_expired_is_everybodys_again_without_anybody_doing_anything(till):
    put_up(till, stock={"A": 1})
    held = keep(till, A=1)

    with pytest.raises(OutOfStock):
        buy(till, ("A", 1, 1000), at=LATER - timedelta(seconds=1))
    buy(till, ("A", 1, 1000), at=LATER)
    with pytest.raises(HoldGone):
        buy(till, ("B", 1, 1000), hold=held.hold, at=LATER)


def test_a_released_hold_is_free_once(till):
    put_up(till, stock={"A": 1})
    held = keep(till, A=1)

    assert [let_go(till, held), let_go(till, held)] == [False, True]
    assert stock(till) == (1, 0)
    with pytest.raises(HoldGone):
        let_go(till, held, key="another-request")


def test_a_hold_is_whole_or_not_at_all_and_belongs_to_its_integration(till):
    put_up(till, stock={"A": 1, "B": 1})
    with pytest.raises(OutOfStock, match="B"):
        keep(till, A=1, B=2)
    assert stock(till) == (1, 0)

    held = keep(till, A=1)
    with pytest.raises(HoldGone):
        let_go(till, held, integration="other")


def test_stock_is_not_counted_below_what_is_held(till):
    put_up(till, stock={"A": 3})
    keep(till, A=2)

    with pytest.raises(StockBelowHeld), till.books.begin() as connection:
        set_stock(connection, "A", 1)
    with pytest.raises(StockNotCounted):
        stock(till, "Z")


@pytest.mark.slow
def test_of_many_holds_at_once_no_more_are_made_than_there_is(till):
    put_up(till, stock={"A": 5})

    def one(number):
        try:
            return keep(till, key=f"hold-{number:04}", A=1).hold
        except OutOfStock:
            return None

    with ThreadPoolExecutor(20) as pool:
        held = {each for each in pool.map(one, range(20)) if each}

    assert len(held) == 5
    assert stock(till) == (5, 5)
