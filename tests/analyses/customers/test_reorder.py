"""How soon do they buy again? Waits told by hand, against a curve worked out from every single one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.analyses.builders import line, order
from tests.kept import same_shop
from zhanggui.analyses.customers.reorder import CAPABILITY, ReorderParams, members, run
from zhanggui.core.errors import UnknownName
from zhanggui.core.sentence import render

LAST = date(2026, 4, 30)
BOUGHT = {
    "pa": {1: "tea", 11: "tea", 31: "cup"},
    "pb": {1: "tea", 21: "cup", 61: "tea"},
    "pc": {6: "tea"},
    "pd": {1: "cup", 41: "cup"},
    "pe": {110: "tea"},
}


@pytest.fixture(scope="module")
def shop():
    """Days are those since the last day of 2025."""
    orders, lines = [], []
    for who, bought in BOUGHT.items():
        for day, sku in bought.items():
            orders.append(order(f"{who}{day}", who, (date(2025, 12, 31) + timedelta(days=day)).isoformat()))
            lines.append(line(f"{who}{day}", 1, sku, 1000))
    products = [
        {"sku": "tea", "category": "leaves"},
        {"sku": "cup", "category": "ware"},
    ]
    return same_shop({"orders": orders, "order_lines": lines, "products": products}, as_of=LAST)


def waits_by_hand(kept):
    """(wait, has ended) after every purchase that is kept, in days."""
    last_day, found = (LAST - date(2025, 12, 31)).days, []
    for bought in BOUGHT.values():
        days = [day for day, sku in bought.items() if kept in {"anything", sku}]
        found += [(after - day, True) for day, after in pairwise(days)]
        found += [(last_day - days[-1], False)] if days else []
    return found


def share_within(waits, days):
    """1 − S, from every wait by itself."""
    still = 1.0
    for each in sorted({wait for wait, has_ended in waits if has_ended and wait <= days}):
        still *= 1 - waits.count((each, True)) / sum(wait >= each for wait, _ in waits)
    return 1 - still


def test_the_first_purchase_counts_everybody_once(shop):
    first = run(shop, ReorderParams()).rows[0]

    # After the first: 10, 20 and 40 days to the second; pc waits since 114 days, pe since 10.
    assert (first.customers, first.purchases) == (5, 5)
    assert first.within_30.estimate.rate == pytest.approx(1 - (4 / 5) * (2 / 3))
    assert first.within_90.estimate.rate == pytest.approx(1 - (4 / 5) * (2 / 3) * (1 / 2))
    assert first.within_365 is None
    assert (first.from_days, first.usual_days, first.to_days) == (10, 20, 40)
    assert first.half_days == 40
    assert first.due_now == 1


@pytest.mark.parametrize("sku", ["tea", "cup"])
def test_a_product_is_followed_to_the_same_product(shop, sku):
    row = next(row for row in run(shop, ReorderParams(by="sku")).rows if row.part == sku)
    waits = waits_by_hand(sku)

    assert row.purchases == len(waits)
    assert row.within_90.estimate.rate == pytest.approx(share_within(waits, 90))
    assert row.due_now == sum(not ended and row.from_days <= wait <= row.to_days for wait, ended in waits)


@pytest.mark.slow
def test_a_category_is_its_products(shop):
    by_category = run(shop, ReorderParams(by="category"))

    assert {row.part for row in by_category.rows} == {"leaves", "ware"}
    assert {row.usual_days for row in by_category.rows} == {
        row.usual_days for row in run(shop, ReorderParams(by="sku")).rows
    }


def test_who_is_due_can_be_named(shop):
    due = shop.fetch(members(shop, ReorderParams(), "1"))

    assert due["id"].to_pylist() == ["pe"]
    with pytest.raises(UnknownName):
        members(shop, ReorderParams(), "9")


def test_waits_begin_in_the_days_asked_for_and_are_followed_to_the_end(shop):
    row = run(shop, ReorderParams(start=date(2026, 1, 2), end=date(2026, 1, 12))).rows

    assert [(each.part, each.purchases) for each in row] == [("1", 1), ("2", 1)]


@pytest.mark.slow
def test_nobody_and_too_early_are_answers(shop):
    nobody = run(same_shop({"orders": [order(1, None, "2026-04-01")]}), ReorderParams())
    early = run(shop, ReorderParams(start=date(2026, 4, 1)))

    assert (nobody.headline.code, nobody.rows) == ("nobody", ())
    assert early.headline.code == "too_early"
    assert render(early.headline, CAPABILITY.sentences, "zh-CN").startswith("数据还不够长")
