"""Each metric is defined once and completely; naming them costs nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from zhanggui.metrics.judgement import judge
from zhanggui.metrics.metric import Computed, Lasting, Metric, Ratio, Reduction, Total, Yearly
from zhanggui.metrics.plan import possible_dimensions
from zhanggui.metrics.registry import DIMENSIONS, EVERY_METRIC, FAMILIES, METRICS, metric
from zhanggui.metrics.relations import RELATIONS
from zhanggui.metrics.value import REASONS
from zhanggui.warehouse.contracts.register import CONTRACTS

THE_FIRST_FORTY = [
    "orders",
    "paid_orders",
    "orders_with_money_received",
    "refunded_orders",
    "buyers",
    "units",
    "returned_units",
    "gross_sales",
    "paid_sales",
    "discounts",
    "discounts_platform",
    "discounts_merchant",
    "discounts_influencer",
    "shipping_charged",
    "money_received",
    "refunds",
    "refunds_booked",
    "net_sales",
    "net_sales_booked",
    "cost",
    "fees",
    "contribution_profit",
    "contribution_margin",
    "aov",
    "spend_per_buyer",
    "units_per_order",
    "refund_rate",
    "refund_order_rate",
    "repeat_rate",
    "new_buyers",
    "returning_buyers",
    "new_buyer_share",
    "visitors",
    "page_views",
    "cart_adds",
    "favourites",
    "purchases",
    "conversion",
    "cart_rate",
    "favourite_rate",
    "view_to_cart",
    "ad_spend",
    "ad_sales",
    "roi",
    "customer_coverage",
    "cost_coverage",
]


def test_the_promised_metrics_are_listed():
    assert set(THE_FIRST_FORTY) <= set(METRICS)


def test_naming_metrics_imports_no_engine():
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, zhanggui.metrics.plan; print(sorted({'ibis', 'pandas', 'numpy', 'duckdb'} & set(sys.modules)))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout.strip() == "[]"


def test_no_two_metrics_share_a_name():
    assert len(EVERY_METRIC) == sum(len(metrics) for _, metrics in FAMILIES.values())


@pytest.mark.parametrize("found", EVERY_METRIC.values(), ids=lambda found: found.name)
def test_a_metric_is_complete(found: Metric):
    for words in (found.title, found.about, found.grain):
        assert words.zh
        assert words.en
    assert " = " in found.about.en
    assert "= " in found.about.zh
    assert found.ids
    assert found.needs
    for table, columns in found.needs.items():
        assert set(columns) <= {column.name for column in CONTRACTS[table].columns()}
    if isinstance(found.formula, Ratio | Yearly | Lasting):
        assert found.additivity == "ratio"
    if isinstance(found.formula, Reduction | Total):
        assert found.additivity != "ratio"
    if isinstance(found.formula, Reduction):
        assert found.formula.relation in RELATIONS
    if isinstance(found.formula, Computed):
        assert all(isinstance(metric(part).formula, Reduction) for part in found.parts)
    for part in (*found.parts, *found.beside):
        assert part in EVERY_METRIC
    assert "weekday" in possible_dimensions(found)


@pytest.mark.parametrize("found", DIMENSIONS.values(), ids=lambda found: found.name)
def test_a_dimension_is_complete_and_fits_some_metric(found):
    assert found.title.zh
    assert found.title.en
    assert any(found.name in possible_dimensions(each) for each in METRICS.values())
    for table, column in found.columns.items():
        if isinstance(column, str) and table != "calendar":
            held = found.joined[0] if found.joined else {"refund_reason": table, "refund_kind": table}.get(found.name)
            holder = held or ("sale_lines" if table == "refund_lines" else table)
            assert column in {each.name for each in CONTRACTS[holder].columns()}


def test_parts_are_not_listed_but_can_be_asked_for():
    assert "known_cost" not in METRICS
    assert metric("known_cost").unit == "money"


@pytest.mark.parametrize(
    "name, value, change, stage, verdict",
    [
        ("conversion", 0.029, None, None, "below"),
        ("conversion", 0.03, None, None, "within"),
        ("conversion", 0.051, None, None, "above"),
        ("conversion", None, None, None, "unknown"),
        ("roi", 2.99, None, None, "below"),
        ("roi", 30.0, None, None, "within"),
        ("new_buyer_share", 0.3, None, None, "within"),
        ("visitors", 900, 0.1, None, "within"),
        ("visitors", 900, 0.09, None, "below"),
        ("visitors", 900, None, None, "unknown"),
        ("ad_share", 0.22, None, None, "within"),
        ("ad_share", 0.22, None, "mature", "above"),
        ("ad_share", 0.22, None, "new", "below"),
        ("new_buyer_share", 0.9, None, "mature", "above"),
        ("new_buyer_share", 0.9, None, "growing", "within"),
        ("new_buyer_share", 0.9, None, "new", "not_for_stage"),
        ("net_sales", 900, None, None, "no_range"),
    ],
)
def test_a_number_is_judged_by_the_trades_range(name, value, change, stage, verdict):
    judged = judge(metric(name), value, change=change, stage=stage)

    assert judged.verdict == verdict
    assert (judged.source is None) == (verdict == "no_range")


def test_every_reason_reads_in_both_languages():
    assert all(words.zh and words.en for words in REASONS.values())
