"""Whatever is bought, cancelled, returned or held, in any order: the books add up, and go back to nothing."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from sqlalchemy import select

from tests.checkout.conftest import KEY
from tests.checkout.selling import (
    buy,
    given,
    join,
    points_of,
    put_up,
    standing,
    take_back,
    tier_of,
    undo,
    used,
)
from tests.checkout.test_holding import keep
from tests.kept import new_books
from tests.offers.programmes import programme
from tests.offers.shelf import NOON, offer
from zhanggui.books.checkout.stock import HoldGone, OutOfStock, in_stock
from zhanggui.books.database import open_books
from zhanggui.books.schema import ISSUED_CODES, OFFER_COUNTERS
from zhanggui.checkout.issuing import issue_codes
from zhanggui.checkout.till import Till
from zhanggui.checkout.undoing import CannotCancel

STOCK = {"A": 30, "B": 8, "CUP": 3}
CAPS = {"uses": 4, "own": 2, "budget": 900, "units": 5}
OFFERS = (
    offer("flash", "flash_sale", prices={"B": 777}, when={"ends_at": "2027-01-01T00:00:00Z"}, limits={"units": 5}),
    offer("capped", "fixed", off_minor=101, limits={"uses": 4, "uses_per_customer": 2}, priority=1),
    offer(
        "budget", "percent", off_bps=1111, limits={"budget_minor": 900}, borne_by={"merchant": 5000, "platform": 5000}
    ),
    offer("gift", "full_gift", steps=[{"threshold_minor": 3000, "sku": "CUP"}], priority=300),
    offer("code", "fixed", off_minor=250, coupon={"is_unique": True}),
    offer("ship", "free_shipping", most_minor=333),
    offer("back", "percent", off_bps=333, threshold_minor=4000, clawback=True, limits={"budget_minor": 400}),
    offer("pay", "points_redemption", points=10, worth_minor=7, priority=200),
)
MEMBERS = {"p1": 120, "p2": 35}
units = st.integers(1, 3)
PHASES = (Phase.explicit, Phase.generate)  # a failing day is short enough to read without shrinking it for minutes


class Tills(RuleBasedStateMachine):
    sales = Bundle("sales")

    @initialize(below_zero=st.sampled_from(["debt", "write_off"]))
    def open(self, below_zero):
        self.folder = tempfile.TemporaryDirectory()
        self.till = Till(open_books(new_books(Path(self.folder.name) / "books.sqlite")), KEY)
        put_up(self.till, *OFFERS, stock=STOCK)
        rates = {"t2": {"earn_bps": 15000}, "t3": {"earn_bps": 30000}}
        self.below_zero = below_zero
        points = {"paid_per_point_minor": 10, "below_zero": below_zero}
        join(self.till, programme(0, 2000, 9000, points=points, tiers=rates))
        for customer, granted in MEMBERS.items():
            given(self.till, granted, customer=customer)
        self.codes = issue_codes(self.till, "code", count=2, uses=2, by="owner", at=NOON)
        self.at, self.number, self.owed = NOON, 0, standing(self.till)
        self.open_sales, self.touched = {}, set()

    @rule(
        target=sales,
        a=st.integers(0, 3),
        b=units,
        who=st.sampled_from([None, "p1", "p2"]),
        code=st.booleans(),
        points=st.sampled_from([0, 40, 5000]),
    )
    def sell(self, a, b, who, code, points=0):
        lines = [("B", b, 999), *([("A", a, 1301)] if a else [])]
        said = {"customer": who, "shipping_minor": 500, "codes": [self.codes[0]] if code else [], "points": points}
        try:
            receipt = buy(self.till, *lines, at=self.at, **said)
        except OutOfStock:
            return multiple()
        self.open_sales[receipt.redemption] = Counter({"1": b, **({"2": a} if a else {})})
        return receipt

    @rule(sale=consumes(sales))
    def cancel(self, sale):
        if sale.redemption in self.touched:
            with pytest.raises(CannotCancel):
                undo(self.till, sale, at=self.at)
        else:
            undo(self.till, sale, at=self.at)
            del self.open_sales[sale.redemption]

    @rule(sale=sales, data=st.data())
    def give_back_some(self, sale, data):
        left = self.open_sales[sale.redemption]
        if left:
            line = data.draw(st.sampled_from(sorted(left)))
            some = Counter({line: data.draw(st.integers(1, left[line]))})
            take_back(self.till, sale, dict(some), at=self.at)
            self.open_sales[sale.redemption] = left - some
            self.touched.add(sale.redemption)

    @rule(count=units)
    def hold(self, count):
        self.number += 1
        try:
            keep(self.till, key=f"hold-{self.number:05}", at=self.at, A=count)
        except (OutOfStock, HoldGone):
            return

    @rule(minutes=st.integers(1, 20))
    def time_passes(self, minutes):
        self.at += timedelta(minutes=minutes)

    @invariant()
    def no_cap_is_passed(self):
        assert used(self.till, "capped")[0] <= 4
        assert all(used(self.till, "capped", who)[0] <= 2 for who in ("p1", "p2"))
        assert used(self.till, "budget")[2] <= 900
        assert used(self.till, "back")[2] <= 400
        assert used(self.till, "flash")[1] <= 5
        with self.till.books.reading() as connection:
            assert all(row.uses <= row.most_uses for row in connection.execute(select(ISSUED_CODES)))
            for sku, most in STOCK.items():
                on_hand, held = in_stock(connection, sku)
                assert 0 <= held <= on_hand <= most

    @invariant()
    def every_entry_sums_to_zero_and_all_points_are_owed_to_somebody(self):
        held = {who: points_of(self.till, who, at=self.at) for who in MEMBERS}
        assert standing(self.till).get("points_liability", 0) == -sum(held.values())
        assert self.below_zero == "debt" or min(held.values()) >= 0

    def teardown(self):
        """Everything that is still out comes back: the books stand where they stood."""
        for redemption, left in self.open_sales.items():
            take_back(self.till, _Sold(redemption), dict(left), with_shipping=True, at=self.at)
        assert standing(self.till) == self.owed
        assert {who: points_of(self.till, who, at=self.at) for who in MEMBERS} == MEMBERS
        assert {tier_of(self.till, who, at=self.at) for who in MEMBERS} == {"t1"}
        with self.till.books.reading() as connection:
            assert all(row[2:] == (0, 0, 0) for row in connection.execute(select(OFFER_COUNTERS)))
            assert {sku: in_stock(connection, sku)[0] for sku in STOCK} == STOCK
            assert {row.uses for row in connection.execute(select(ISSUED_CODES))} == {0}
        self.till.books.close()
        self.folder.cleanup()


class _Sold:
    def __init__(self, redemption):
        self.redemption = redemption


TestTills = pytest.mark.slow(Tills.TestCase)
TestTills.settings = settings(max_examples=12, stateful_step_count=15, deadline=None, phases=PHASES)


def test_a_short_day_at_the_till_goes_back_to_nothing():
    day = Tills()
    day.open("write_off")
    first, second = day.sell(2, 3, "p1", code=True), day.sell(1, 2, "p2", code=False, points=40)
    day.no_cap_is_passed()
    day.cancel(first)
    day.hold(2)
    assert used(day.till, "capped") == (1, 0, 101)
    assert second.redemption in day.open_sales
    day.teardown()
