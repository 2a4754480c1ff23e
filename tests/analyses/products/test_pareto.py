"""Which few products carry the shop? Classes cut by hand, and a busy shop against a self-join in SQL."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.analyses.builders import cost, line, order, refund
from tests.analyses.busy_shop import AS_OF
from tests.kept import same_shop
from zhanggui.analyses.products.pareto import NoProductProfit, members, run
from zhanggui.analyses.products.pareto_ranking import ClassesOutOfOrder, ParetoParams
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "pareto.sql"


def wares(sold, **more):
    """One paid order with a line per product: sku → gross."""
    lines = [line(1, at, sku, gross) for at, (sku, gross) in enumerate(sold.items(), 1)]
    return {"orders": [order(1, "pa", "2026-04-01", sum(sold.values()))], "order_lines": lines} | more


def codes(result):
    return [caveat.code for caveat in result.caveats]


@pytest.mark.slow
def test_the_product_that_crosses_the_line_belongs_to_the_better_class():
    result = run(same_shop(wares({"a": 70, "b": 20, "c": 6, "d": 4})), ParetoParams())

    assert [(row.sku, row.letter, row.cumulative) for row in result.rows] == [
        ("a", "A", Rate(0.7)),
        ("b", "A", Rate(0.9)),
        ("c", "B", Rate(0.96)),
        ("d", "C", Rate(1.0)),
    ]
    assert [(row.letter, row.products, row.net_sales.minor) for row in result.classes] == [
        ("A", 2, 90),
        ("B", 1, 6),
        ("C", 1, 4),
    ]


@pytest.mark.slow
def test_a_class_ends_exactly_where_the_share_is_reached():
    result = run(same_shop(wares({"a": 80, "b": 15, "c": 5})), ParetoParams())

    assert [row.letter for row in result.rows] == ["A", "B", "C"]


@pytest.mark.slow
def test_the_limits_of_the_classes_are_the_operators():
    result = run(same_shop(wares({"a": 50, "b": 30, "c": 20})), ParetoParams(a_until=50, b_until=70))

    assert [row.letter for row in result.rows] == ["A", "B", "C"]
    with pytest.raises(ClassesOutOfOrder):
        ParetoParams(a_until=95, b_until=95)


@pytest.mark.slow
def test_equals_are_ranked_by_their_code_always_alike():
    result = run(same_shop(wares({"z": 10, "m": 10, "a": 10})), ParetoParams())

    assert [(row.rank, row.sku) for row in result.rows] == [(1, "a"), (2, "m"), (3, "z")]


@pytest.mark.slow
def test_what_was_all_given_back_is_in_the_last_class():
    shop = same_shop(wares({"a": 100, "b": 50}, refunds=[refund(1, "2026-04-02", 50, "#2")]))

    result = run(shop, ParetoParams())

    assert [(row.sku, row.letter, row.net_sales.minor, row.refund_rate) for row in result.rows] == [
        ("a", "A", 100, Rate(0.0)),
        ("b", "C", 0, Rate(1.0)),
    ]
    assert result.gini == 0.5


@pytest.mark.slow
def test_a_best_seller_can_be_the_worst_earner():
    shop = same_shop(wares({"a": 800, "b": 200}, product_costs=[cost("a", 799), cost("b", 20)]))

    by_sales = run(shop, ParetoParams())
    by_profit = run(shop, ParetoParams(rank_by="contribution_profit"))

    assert [(row.sku, row.letter, row.letter_by_profit) for row in by_sales.rows] == [("a", "A", "C"), ("b", "B", "A")]
    assert [(row.sku, row.contribution_profit.estimate.minor) for row in by_profit.rows] == [("b", 180), ("a", 1)]
    assert by_sales.headline.arguments["thin"] == 1
    assert [(row.letter, row.products) for row in by_profit.classes] == [("A", 1), ("B", 0), ("C", 1)]


@pytest.mark.slow
def test_profit_is_unknown_without_costs_and_a_range_with_a_declared_margin():
    shop = same_shop(wares({"a": 800, "b": 200}, product_costs=[cost("b", 20)]))

    unknown = run(shop, ParetoParams()).rows[0]
    assumed = run(shop, ParetoParams(margin_low=0.1, margin_estimate=0.2, margin_high=0.4)).rows[0]

    assert (unknown.contribution_profit, unknown.letter_by_profit) == (None, None)
    assert (assumed.contribution_profit.low.minor, assumed.contribution_profit.high.minor) == (80, 320)
    assert assumed.letter_by_profit == "A"
    with pytest.raises(NoProductProfit):
        run(same_shop(wares({"a": 800})), ParetoParams(rank_by="contribution_profit"))


@pytest.mark.slow
def test_a_product_is_called_by_the_name_it_sold_most_under():
    lines = [
        line(1, 1, "t", 100, 1, product_name="zz damaged"),
        line(1, 2, "t", 900, 9, product_name="Green tea"),
        line(1, 3, "u", 100, 1),
    ]

    result = run(same_shop({"orders": [order(1, "pa", "2026-04-01", 1100)], "order_lines": lines}), ParetoParams())

    assert [row.product_name for row in result.rows] == ["Green tea", None]


@pytest.mark.slow
def test_sales_without_a_code_are_told_not_ranked():
    shop = wares({"a": 300}) | {"orders": [order(1, "pa", "2026-04-01", 400)]}

    result = run(same_shop(shop), ParetoParams())

    told = next(caveat for caveat in result.caveats if caveat.code == "without_sku")
    assert (result.net_sales, told.arguments["sales"]) == (Money(300, "CNY"), Money(100, "CNY"))


@pytest.mark.slow
def test_only_the_best_are_listed_but_all_are_counted():
    result = run(same_shop(wares({f"s{at}": 100 - at for at in range(10)})), ParetoParams(limit=3))

    assert [row.sku for row in result.rows] == ["s0", "s1", "s2"]
    assert (result.products, sum(row.products for row in result.classes)) == (10, 10)
    assert codes(result)[0] == "not_listed"


@pytest.mark.slow
def test_products_on_sale_that_nobody_bought_are_counted():
    catalogue = [{"sku": "a"}, {"sku": "b"}, {"sku": "c", "status": "retired"}]

    assert run(same_shop(wares({"a": 300}, products=catalogue)), ParetoParams()).unsold_products == 1
    assert run(same_shop(wares({"a": 300})), ParetoParams()).unsold_products is None


@pytest.mark.slow
def test_nothing_sold_is_a_clear_answer():
    result = run(same_shop(wares({"a": 300})), ParetoParams(end=date(2026, 4, 1)))

    assert (result.headline.code, result.products, result.rows, result.gini) == ("nothing", 0, (), None)


@pytest.mark.slow
def test_members_of_a_product_are_who_bought_it():
    orders = [order(1, "pa", "2026-04-01", 100), order(2, "pb", "2026-04-01", 100), order(3, None, "2026-04-01", 100)]
    lines = [line(1, 1, "t", 100), line(2, 1, "u", 100), line(3, 1, "t", 100)]
    shop = same_shop({"orders": orders, "order_lines": lines})

    assert shop.fetch(members(shop, ParetoParams(), "t")).to_pylist() == [{"kind": "customer", "id": "pa"}]


def test_a_busy_shop_agrees_with_a_self_join(busy):
    found = busy.connection.execute(ORACLE.read_text(encoding="utf-8"), {"as_of": AS_OF}).fetchall()

    result = run(busy, ParetoParams(limit=2000))

    ours = [
        (
            row.sku,
            row.net_sales.minor,
            row.units,
            row.contribution_profit and row.contribution_profit.estimate.minor,
            row.rank,
            row.letter,
        )
        for row in result.rows
    ]
    assert ours == found
    assert {row.letter for row in result.rows} == {"A", "B", "C"}


@pytest.mark.slow
def test_products_and_what_has_no_code_add_up_to_net_sales(busy):
    result = run(busy, ParetoParams())

    without = next(caveat for caveat in result.caveats if caveat.code == "without_sku").arguments["sales"].minor
    assert result.net_sales.minor + without == measure(busy, Question(metrics=("net_sales",))).value("net_sales")
