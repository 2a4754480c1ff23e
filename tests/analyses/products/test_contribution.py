"""What does each product leave in each channel? Steps counted by hand, plain SQL, and the metric itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analyses.builders import cost, line, order, refund
from tests.analyses.busy_shop import AS_OF
from zhanggui.analyses.products.contribution import CAPABILITY, ContributionParams, run
from zhanggui.core.sentence import render
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.warehouse.inline import inline_warehouse

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "contribution.sql"
INTO_NET = ("gross_sales", "unpaid", "discounts_borne", "given_back", "other_lines")
FROM_NET = ("net_sales", "cost", "rate_fees", "fixed_fees", "carrier")


@pytest.fixture(scope="module")
def busy_result(busy):
    return run(busy, ContributionParams(limit=5000))


def fee(kind, **amount):
    return {"channel": "own_site", "kind_of_fee": kind, "valid_from": "2020-01-01"} | amount


def shop(**more):
    """Two paid orders of one tea and one that was never paid; the first gave half of its goods back."""
    tables = {
        "orders": [
            order(1, "pa", "2026-04-01", 9_000),
            order(2, "pb", "2026-04-01", 10_000),
            order(3, "pc", "2026-04-01", 10_000, paid_at=None, paid_minor=0),
        ],
        "order_lines": [
            line(1, 1, "t", 10_000, discount_merchant_minor=1_000),
            line(2, 1, "t", 10_000),
            line(3, 1, "t", 10_000),
        ],
        "refunds": [refund(1, "2026-04-02", 4_500)],
        "product_costs": [cost("t", 3_000, "2026-01-01"), cost("t", 4_000, "2026-04-01")],
        "fees": [
            fee("commission", rate=0.1),
            fee("fixed_per_unit", amount_minor=20),
            fee("fixed_per_order", amount_minor=100),
            fee("shipping_per_order", amount_minor=400),
            fee("packaging_per_order", amount_minor=100),
        ],
    }
    return inline_warehouse(tables | more)


def steps(result):
    return {
        row.step.code.removeprefix("step_"): row.amount and row.amount.estimate.minor for row in result.profit_steps
    }


@pytest.mark.slow
def test_every_step_from_gross_sales_to_contribution_profit():
    result = run(shop(), ContributionParams())

    assert steps(result) == {
        "gross_sales": 30_000,
        "unpaid": -10_000,
        "discounts_borne": -1_000,
        "given_back": -4_500,
        "other_lines": 0,
        "net_sales": 14_500,
        "cost": -8_000,
        "rate_fees": -1_450,
        "fixed_fees": -240,
        "carrier": -1_000,
        "assumed_cost": 0,
        "contribution_profit": 3_810,
    }
    (row,) = result.rows
    assert (row.units, row.contribution_profit.estimate.minor, row.contribution_margin.rate) == (
        2,
        3_810,
        3_810 / 14_500,
    )


def test_a_busy_shop_agrees_with_plain_sql(busy, busy_result):
    found = busy.connection.execute(ORACLE.read_text(encoding="utf-8"), {"as_of": AS_OF}).fetchall()

    ours = {
        (row.channel.en, row.sku): (
            row.gross_sales.minor,
            row.net_sales.minor,
            row.contribution_profit and row.contribution_profit.estimate.minor,
        )
        for row in busy_result.rows
    }
    assert ours == {(channel, sku): (gross, net, profit) for channel, sku, gross, net, profit in found}


@pytest.mark.parametrize("margin", [None, (0.1, 0.2, 0.35)])
def test_profit_is_the_metric_by_channel_and_sku(busy, margin):
    from zhanggui.metrics.value import MarginAssumption

    told = {} if margin is None else dict(zip(("margin_low", "margin_estimate", "margin_high"), margin, strict=True))
    assumed = None if margin is None else MarginAssumption(low=margin[0], estimate=margin[1], high=margin[2])
    question = Question(metrics=("contribution_profit", "net_sales"), by=("channel", "sku"), margin=assumed)

    answer = measure(busy, question)
    result = run(busy, ContributionParams(limit=5000, **told))

    metric = {
        (row.dimensions["channel"], row.dimensions["sku"]): row.value
        for row in answer.rows
        if row.metric == "contribution_profit"
    }
    ours = {
        (row.channel.en, row.sku or "unknown"): row.contribution_profit and row.contribution_profit.estimate.minor
        for row in result.rows
    }
    assert ours == metric
    whole = measure(busy, Question(metrics=("contribution_profit",), margin=assumed)).value("contribution_profit")
    assert (result.contribution_profit and result.contribution_profit.estimate.minor) == whole


def test_every_row_adds_up_from_gross_sales_to_profit(busy_result):
    for row in busy_result.rows:
        assert sum(getattr(row, name).minor for name in INTO_NET) == row.net_sales.minor
        if row.contribution_profit is not None:
            kept = sum(getattr(row, name).minor for name in FROM_NET)
            assert kept + row.assumed_cost.estimate.minor == row.contribution_profit.estimate.minor


def test_rows_add_up_to_every_step(busy_result):
    whole = steps(busy_result)
    for name in (*INTO_NET, *FROM_NET):
        assert sum(getattr(row, name).minor for row in busy_result.rows) == whole[name]


def losing(**more):
    """A tea that earns and one that loses."""
    orders = [order(1, "pa", "2026-04-01", 10_000), order(2, "pb", "2026-04-01", 2_000, **more.pop("order", {}))]
    lines = [line(1, 1, "good", 10_000), line(2, 1, "bad", more.pop("gross", 2_000))]
    costs = [cost("good", 3_000), cost("bad", more.pop("cost", 600))]
    return inline_warehouse({"orders": orders, "order_lines": lines, "product_costs": costs} | more)


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong, step",
    [
        ({"cost": 2_500}, "cost"),
        ({"cost": 2_100, "gross": 20_000}, "discounts_borne"),
        ({"refunds": [refund(2, "2026-04-03", 1_900)]}, "given_back"),
        ({"fees": [fee("shipping_per_order", amount_minor=1_500)]}, "carrier"),
        ({"fees": [fee("fixed_per_order", amount_minor=1_500)]}, "fixed_fees"),
    ],
)
def test_what_makes_a_pair_lose_is_named(wrong, step):
    from zhanggui.analyses.products.contribution import STEPS

    result = run(losing(**wrong), ContributionParams())

    assert [(row.sku, row.profit_reason is not None) for row in result.rows] == [("bad", True), ("good", False)]
    assert result.rows[0].profit_reason.arguments["step"] == STEPS[step]
    assert "bad" in render(result.headline, CAPABILITY.sentences, "zh-CN")


@pytest.mark.slow
def test_without_a_cost_profit_is_unknown_and_with_a_margin_an_interval():
    tables = {"product_costs": [cost("good", 3_000)]}

    unknown = run(losing(**tables), ContributionParams())
    assumed = run(losing(**tables), ContributionParams(margin_low=0.1, margin_estimate=0.2, margin_high=0.4))

    assert {row.sku: row.contribution_profit is None for row in unknown.rows} == {"bad": True, "good": False}
    assert (unknown.contribution_profit, steps(unknown)["assumed_cost"]) == (None, None)
    bad = next(row for row in assumed.rows if row.sku == "bad")
    assert (bad.contribution_profit.low.minor, bad.contribution_profit.high.minor, bad.contribution_margin) == (
        200,
        800,
        None,
    )
    assert assumed.contribution_profit.estimate.minor == 7_000 + 400


@pytest.mark.slow
def test_ads_that_name_a_product_come_off_and_the_others_are_told():
    ad = {"channel": "own_site", "day": "2026-04-01", "currency": "CNY", "level": "product"}
    ads = [
        ad | {"sku": "good", "campaign": "a", "cost_minor": 500},
        ad | {"channel": "jd", "level": "campaign", "campaign": "b", "cost_minor": 900},
    ]

    result = run(losing(ad_stats=ads), ContributionParams())

    good = next(row for row in result.rows if row.sku == "good")
    assert (good.ad_spend.minor, good.contribution_after_ads.estimate.minor) == (500, 6_500)
    (told,) = (caveat for caveat in result.caveats if caveat.code == "ads_not_split")
    assert told.arguments["spend"].minor == 900
