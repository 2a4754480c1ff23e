"""What is bought together? Orders counted by hand, a busy shop against a self-join, tea shops with planted pairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.suites.products import tea_shop
from tests.analyses.builders import cost, line, order
from tests.analyses.busy_shop import AS_OF
from tests.kept import same_shop
from zhanggui.analyses.products.pairs.baskets import baskets
from zhanggui.analyses.products.pairs.pairs import CAPABILITY, PairsParams, run
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import render
from zhanggui.stats.associations import pair_counts

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "pairs.sql"


def shop_of(*orders, **more):
    """Paid orders of one month, each a tuple of products at ten yuan."""
    tables = {
        "orders": [order(number, None, "2026-04-01", 1_000 * len(skus)) for number, skus in enumerate(orders)],
        "order_lines": [
            line(number, at, sku, 1_000) for number, skus in enumerate(orders) for at, sku in enumerate(skus, 1)
        ],
    }
    return same_shop(tables | more)


TEAS = [("pot", "tray")] * 12 + [("pot",)] * 4 + [("tray", "mug")] * 4 + [("mug", "leaf")] * 4 + [("leaf",)] * 40


@pytest.mark.slow
def test_a_pair_is_told_with_its_counts_and_what_it_leaves():
    shop = shop_of(*TEAS, product_costs=[cost("pot", 400), cost("tray", 700), cost("mug", 1), cost("leaf", 1)])

    result = run(shop, PairsParams())

    (row,) = result.rows
    assert (row.first_sku, row.second_sku, row.together, row.support) == ("pot", "tray", 12, Rate(12 / 64))
    assert (row.second_given_first, row.first_given_second) == (Rate(0.75), Rate(0.75))
    assert row.lift.estimate == 12 * 64 / (16 * 16)
    assert row.lift.low < row.lift.estimate < row.lift.high
    assert row.contribution_profit.estimate == Money(12 * 900, "CNY")
    assert row.profit_per_order == Money(900, "CNY")
    assert (result.orders, result.products, result.pairs_tested, result.pairs_frequent) == (64, 4, 6, 1)
    assert "12" in render(result.headline, CAPABILITY.sentences, "en")


@pytest.mark.slow
def test_profit_is_unknown_without_costs():
    (row,) = run(shop_of(*TEAS), PairsParams()).rows

    assert (row.contribution_profit, row.profit_per_order, row.net_sales) == (None, None, Money(24_000, "CNY"))


@pytest.mark.slow
def test_two_sizes_of_one_tea_are_no_pair_unless_asked_for():
    styles = [{"sku": "pot", "parent_sku": "p"}, {"sku": "tray", "parent_sku": "p"}]
    shop = shop_of(*TEAS, products=styles)

    assert run(shop, PairsParams()).rows == ()
    assert run(shop, PairsParams()).caveats[0].code == "variants"
    assert [row.first_sku for row in run(shop, PairsParams(variants=True)).rows] == ["pot"]


@pytest.mark.slow
def test_a_third_product_has_to_add_something_to_make_a_rule():
    adds = [("a", "b", "c")] * 20 + [("a", "b")] * 2 + [("a", "x")] * 30 + [("b", "x")] * 30 + [("c",)] * 60

    (rule, *_) = run(shop_of(*adds), PairsParams(confidence=0.5)).rules

    assert (rule.bought, rule.also, rule.together, rule.confidence) == ("a + b", "c", 20, Rate(20 / 22))
    assert run(shop_of(*TEAS), PairsParams(orders=4)).rules == ()


@pytest.mark.slow
def test_nothing_sold_is_a_clear_answer():
    result = run(shop_of(("pot",), ("mug",)), PairsParams())
    assert (result.headline.code, result.rows) == ("none", ())
    nothing = run(shop_of(("pot",)), PairsParams(channel=None, end="2026-04-01"))
    assert (nothing.headline.code, nothing.orders) == ("nothing", 0)


def test_a_busy_shop_agrees_with_a_self_join(busy):
    expected = busy.connection.execute(ORACLE.read_text(encoding="utf-8"), {"as_of": AS_OF}).fetchall()

    held = baskets(busy, PairsParams(), ("net_sales",))
    found = pair_counts(held.incidence, 1)
    skus = [product.sku for product in held.products]

    ours = zip(found.first, found.second, found.together.tolist(), strict=True)
    assert sorted((skus[first], skus[second], together) for first, second, together in ours) == expected


@pytest.mark.slow
@pytest.mark.parametrize("planted", [True, False])
def test_planted_pairs_are_found_and_tastes_are_not_taken_for_pairs(tmp_path, planted):
    shop, truth = tea_shop(tmp_path, 31, 8.0, has_pairs=planted)

    result = run(shop, PairsParams(days=730))

    found = {frozenset((row.first_sku, row.second_sku)) for row in result.rows}
    assert found == {frozenset((pair.first, pair.second)) for pair in truth.pairs}
    assert result.rules == ()
    shop.close()
