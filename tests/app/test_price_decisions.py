"""A decision about prices becomes a planned change of the lists, once it was applied and where prices still fit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.app.price_decided import LI, NOON, decided
from tests.decisions.proposals import DAY, between, readout
from zhanggui.analyses.pricing.one.decided import read_decisions
from zhanggui.app import deciding, price_files, prices
from zhanggui.app.asking import with_declared
from zhanggui.app.catalog import capability
from zhanggui.app.price_decisions import (
    NoListSellsIt,
    NoPricesDecided,
    days_decided,
    decisions_on,
    plan_decided,
    planned_for,
)
from zhanggui.app.shop import init_shop
from zhanggui.core.clock import StoppedClock
from zhanggui.core.words import Words
from zhanggui.decisions import ledger
from zhanggui.offers.prices.price_changes import PriceHasMoved

TABLE = "list,channels,sku,price\nall,,A,10.00\njd,jd,A,10.50\n"


@pytest.fixture
def shop(tmp_path):
    shop = init_shop(tmp_path, currency="CNY", timezone="Asia/Shanghai", name="茶", clock=StoppedClock(NOON))
    prices.define(shop, price_files.lists_from_text(TABLE, shop), actor=LI)
    yield shop
    shop.books.close()


def test_an_applied_step_is_planned_carried_out_and_undone(shop):
    decision = decided(shop, [["jd", 1050, 1150]])

    planned = plan_decided(shop, decision, actor=LI)
    (row,) = planned.change.rows
    assert (row.list, row.sku, row.before_minor, row.after_minor) == ("jd", "A", 1050, 1150)
    assert planned.change.reason == decision

    prices.carry_out_change(shop, planned.change.id, actor=LI)
    assert prices.price_book(shop).lists.lists[1].prices == {"A": 1150}
    prices.undo_change(shop, planned.change.id, why="x", actor=LI)
    assert prices.price_book(shop).lists.lists[1].prices == {"A": 1050}


def test_one_price_for_all_channels_goes_to_the_list_for_all(shop):
    planned = plan_decided(shop, decided(shop, [["tmall", 1000, 900], ["own_site", 1000, 900]]), actor=LI)

    assert [(row.list, row.after_minor) for row in planned.change.rows] == [("all", 900)]


def test_a_test_is_planned_day_by_day(shop):
    decision = decided(shop, [["jd", 1050, 950, 1150]])

    assert plan_decided(shop, decision, actor=LI).change.rows[0].after_minor in {950, 1150}
    with pytest.raises(PriceHasMoved):
        plan_decided(shop, decision, actor=LI, day=15)  # the first day's price is not on the shelf yet
    with pytest.raises(NoPricesDecided):
        plan_decided(shop, decision, actor=LI, day=2)


def test_what_was_not_applied_changes_no_price(shop):
    with pytest.raises(NoPricesDecided):
        plan_decided(shop, decided(shop, [["jd", 1050, 1150]], apply=False), actor=LI)


@pytest.mark.parametrize(
    "rows, sku, why",
    [
        ([["jd", 999, 1150]], "A", PriceHasMoved),
        ([["jd", 1050, 1150]], "B", NoListSellsIt),
        ([["tmall", 1000, 900], ["own_site", 1000, 950]], "A", NoListSellsIt),
    ],
)
def test_prices_that_moved_and_products_on_no_list_are_refused(shop, rows, sku, why):
    with pytest.raises(why):
        plan_decided(shop, decided(shop, rows, sku=sku), actor=LI)


def test_a_decision_says_on_which_days_it_changes_prices_and_what_was_drafted(shop):
    step = decided(shop, [["jd", 1050, 1150]])
    test = decided(shop, [["jd", 1050, 950, 1150]], sku="B", number=2)
    waiting = decided(shop, [["jd", 1050, 1150]], sku="C", apply=False, number=3)

    assert [days_decided(deciding.find(shop, each)) for each in (step, waiting)] == [(1,), ()]
    assert days_decided(deciding.find(shop, test)) == (1, 15, 29, 43, 57, 71, 85)
    assert planned_for(shop, step) == ()
    planned = plan_decided(shop, step, actor=LI)
    assert [each.change.id for each in planned_for(shop, step)] == [planned.change.id]


def measured(shop, rows, *, verdict, bounds, **said):
    """A decision that was applied and read out."""
    decision = decided(shop, rows, **said)
    found = replace(readout(measured=bounds, verdict=verdict, at=NOON + 84 * DAY), proposal_id=decision)
    with shop.books.begin() as connection:
        ledger.record_readout(connection, found, by="li")
    return decision


def test_the_record_tells_of_one_product_what_was_decided_and_whether_it_paid(shop):
    paid = measured(shop, [["jd", 1050, 1150]], verdict="paid", bounds=(10, 60, 110))
    waiting = decided(shop, [["jd", 1150, 1250]], apply=False, number=2, at=NOON + DAY)
    decided(shop, [["jd", 1050, 950]], sku="B", number=3)

    latest, first = read_decisions(decisions_on(shop, "A"))

    assert (latest.decision, latest.status.en, latest.applied_on, latest.measured) == (waiting, "proposed", None, None)
    assert (first.decision, first.pay_off, first.verdict) == (paid, "paid", Words(zh="赚了", en="paid"))
    assert first.measured == between(10, 60, 110, level=0.95)
    assert (str(first.applied_on), first.status.en) == ("2026-11-01", "measured")
    assert [each.decision for each in read_decisions(decisions_on(shop, "A", f" {paid} ,d9"))] == [paid]
    assert decisions_on(shop, "C") == ""


def test_the_page_of_a_price_is_told_of_its_decisions_by_the_record(shop):
    decision = measured(shop, [["jd", 1050, 1150]], verdict="lost", bounds=(-90, -60, -20))
    asked = with_declared(shop, capability("pricing.one"), {"sku": "A"})

    assert [each.decision for each in read_decisions(asked["decisions"])] == [decision]
    assert with_declared(shop, capability("pricing.one"), asked)["decisions"] == asked["decisions"]
    assert with_declared(shop, capability("pricing.one"), {"sku": "A", "decisions": "none"})["decisions"] == ""
    assert "decisions" not in with_declared(shop, capability("products.one"), {"sku": "A"})
