"""A decision about prices becomes a planned change of the lists, once it was applied and where prices still fit."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.decisions.proposals import proposal
from zhanggui.app import price_files, prices
from zhanggui.app.price_decisions import NoListSellsIt, NoPricesDecided, plan_decided
from zhanggui.app.shop import init_shop
from zhanggui.books.people import Actor
from zhanggui.books.settings import Settings
from zhanggui.core.clock import StoppedClock
from zhanggui.core.sentence import sentence
from zhanggui.decisions import desk
from zhanggui.decisions.policies.best_step import POLICY
from zhanggui.decisions.policies.best_step.params import BestStepParams
from zhanggui.decisions.policy import Draft
from zhanggui.offers.prices.price_changes import PriceHasMoved
from zhanggui.warehouse.inline import inline_warehouse

NOON = datetime(2026, 11, 1, 4, tzinfo=UTC)
LI = Actor(id="li", role="owner")
WAREHOUSE = functools.cache(lambda: inline_warehouse({}))
TABLE = "list,channels,sku,price\nall,,A,10.00\njd,jd,A,10.50\n"


@pytest.fixture
def shop(tmp_path):
    shop = init_shop(tmp_path, currency="CNY", timezone="Asia/Shanghai", name="茶", clock=StoppedClock(NOON))
    prices.define(shop, price_files.lists_from_text(TABLE, shop), actor=LI)
    yield shop
    shop.books.close()


def decided(shop, rows, *, sku="A", apply=True):
    """A proposal of these rows, approved and applied."""
    drafted = replace(
        proposal(1, policy=POLICY.name, at=NOON),
        action="reprice",
        title=sentence("do_nothing"),
        target={"sku": sku},
        before={"prices": "before"},
        after={"_rows": json.dumps(rows)},
        horizon_days=84,
    )
    policy = replace(POLICY, tables={}, propose=lambda *_: (Draft(proposal=drafted, params=BestStepParams()),))
    (record,) = desk.propose(shop.books, shop.vault, WAREHOUSE(), policy, settings=Settings(), at=NOON)
    if apply:
        decision = record.proposal.id
        desk.decide(shop.books, decision, verdict="approve", actor=LI, why="it pays", at=NOON, settings=Settings())
        desk.apply(shop.books, shop.vault, policy, decision, actor=LI, at=NOON, folder=shop.folder)
    return record.proposal.id


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
