"""Do the same analyses and metrics, unmodified, give the same results on Spark Connect as on DuckDB?"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from tests.analyses.busy_shop import busy_shop
from tests.analyses.channels.planted_accounts import planted_accounts
from tests.analyses.market import test_campaigns_compared, test_cards, test_ranges, test_review_gap
from tests.analyses.pricing import test_elasticity_beside
from tests.analyses.promotions.offer_sets import offer_set, percent, steps
from zhanggui.analyses.channels import conflicts, reconciliation, scorecard, traffic
from zhanggui.analyses.customers import cohorts, funnel, rfm
from zhanggui.analyses.goals import kpi_board
from zhanggui.analyses.market.campaigns import campaigns
from zhanggui.analyses.market.cards import cards
from zhanggui.analyses.market.ranges import ranges
from zhanggui.analyses.market.reviews import gaps
from zhanggui.analyses.pricing.elasticity import elasticity
from zhanggui.analyses.products import contribution, pareto
from zhanggui.analyses.promotions.goods import goods
from zhanggui.analyses.promotions.replay import replay
from zhanggui.core.period import Period
from zhanggui.decisions.tiers import tiers
from zhanggui.metrics.measure import measure
from zhanggui.metrics.plan import possible_dimensions
from zhanggui.metrics.question import Question
from zhanggui.metrics.registry import METRICS
from zhanggui.warehouse.engines.spark import SparkWarehouse
from zhanggui.warehouse.inline import inline_warehouse

pytestmark = [pytest.mark.spark, pytest.mark.timeout(600)]

OF_CHANNELS = tuple(name for name, found in METRICS.items() if "channel" in possible_dimensions(found))
ASKED = [
    (kpi_board, {}),
    (kpi_board, {"days": 60, "channel": "jd", "margin_low": 0.1, "margin_estimate": 0.2, "margin_high": 0.3}),
    (rfm, {}),
    (rfm, {"channel": "tmall", "bins": 3, "high_from": 2, "days": 90}),
    (cohorts, {}),
    (cohorts, {"grain": "week", "periods": 4}),
    (funnel, {}),
    (funnel, {"by": "device", "within_days": 2}),
    (funnel, {"by": "channel", "begin": "first", "steps": "view,cart,purchase"}),
    (contribution, {"limit": 50}),
    (conflicts, {"days": 281}),
    (scorecard, {"margin_low": 0.1, "margin_estimate": 0.2, "margin_high": 0.3}),
    (traffic, {}),
    (pareto, {"limit": 50}),
    (pareto, {"rank_by": "contribution_profit", "days": 120}),
    (goods, {"days": 120}),
    (replay, {"days": 120, "offers": offer_set(percent(categories=["c1"]), steps((6_000, 500)))}),
    (tiers, {"months": 3}),
]
BEHIND = [
    (rfm, {}, "champions"),
    (cohorts, {}, "2025-10"),
    (funnel, {"by": "device"}, "cart"),
    (pareto, {}, "tea-09"),
]


@pytest.fixture(scope="module")
def engines():
    """The same busy shop on both."""
    with closing(busy_shop()) as duckdb, closing(SparkWarehouse.of(duckdb)) as spark:
        yield duckdb, spark


def told(case):
    module, params, *rest = case
    return "-".join([module.CAPABILITY.name, *(str(value)[:20] for value in params.values()), *rest])


@pytest.mark.parametrize("case", ASKED, ids=told)
def test_an_analysis_has_one_answer(engines, case):
    capability, params = case[0].CAPABILITY, case[1]
    duckdb, spark = engines

    assert capability.run(spark, capability.params(**params)) == capability.run(duckdb, capability.params(**params))


def test_competitors_are_told_alike():
    """Notes, pages, reviews and campaigns of others: a small shop for each question."""
    known = {
        "competitor_offers": [*test_ranges.OFFERS, test_cards.offer("a", rating=4.0, comments=9, promotion="限时")],
        "market_sales": [test_cards.market(None, 3_000_000), test_cards.market(test_cards.LANE, 600_000)],
        "reviews": [test_cards.review(n, 5 if n < 30 else 1) for n in range(40)],
        "competitor_reviews": test_review_gap.theirs(test_cards.LANE, [("物流太慢", 2), ("味道好", 5)] * 20),
    }
    cases = (
        (cards, test_cards.shop(*test_cards.NOTES, **known)),
        (campaigns, test_campaigns_compared.shop()),
        (ranges, test_ranges.shop(*test_ranges.OFFERS)),
        (gaps, test_review_gap.shop([("物流太慢", 2), ("嗯", 5)] * 40, known["competitor_reviews"])),
    )
    for module, duckdb in cases:
        with closing(duckdb), closing(SparkWarehouse.of(duckdb)) as spark:
            capability = module.CAPABILITY
            assert capability.run(spark, capability.params()) == capability.run(duckdb, capability.params())


@pytest.mark.parametrize("history", [True, False], ids=["price history", "what was paid"])
def test_elasticities_are_told_alike(history):
    """Two channels, displays, a coupon; with the history of prices, and without it."""
    tables = test_elasticity_beside.shop(channels=("own_site", "tmall"), elasticity=(-1.0, -3.0), lift=0.5)
    tables |= test_elasticity_beside.coupons()
    kept = tables if history else test_elasticity_beside.without(tables, "price_history")
    capability, asked = elasticity.CAPABILITY, elasticity.PriceElasticityParams(**test_elasticity_beside.ASKED)
    with closing(inline_warehouse(kept)) as duckdb, closing(SparkWarehouse.of(duckdb)) as spark:
        found = capability.run(duckdb, asked)

        assert len(found.effects) == 2
        assert capability.run(spark, asked) == found


def test_money_reconciles_alike():
    """A shop of its own: the busy one has no payments and statements."""
    capability = reconciliation.CAPABILITY
    books, _ = planted_accounts(each=1)
    with closing(books.warehouse()) as duckdb, closing(SparkWarehouse.of(duckdb)) as spark:
        assert capability.run(spark, capability.params()) == capability.run(duckdb, capability.params())


@pytest.mark.parametrize("case", BEHIND, ids=told)
def test_the_members_behind_a_row_are_the_same(engines, case):
    module, params, value = case
    capability = module.CAPABILITY

    def behind(warehouse):
        found = capability.members.find(warehouse, capability.params(**params), value)
        return sorted(member["id"] for member in warehouse.fetch(found).to_pylist())

    duckdb, spark = engines
    assert behind(spark) == behind(duckdb) != []


@pytest.mark.parametrize(
    "question",
    [
        Question(metrics=tuple(METRICS), compare="both"),
        Question(metrics=OF_CHANNELS, where=(("channel", "jd"),)),
        Question(
            metrics=("net_sales", "buyers", "aov", "new_buyers"),
            by=("channel", "customer"),
            grain="month",
            compare="both",
        ),
        Question(metrics=("net_sales", "units", "refund_rate"), by=("category",), limit=2, compare="previous"),
        Question(metrics=("visitors", "conversion", "page_views"), by=("device",), grain="week"),
        Question(metrics=("net_sales", "orders"), by=("festival",), compare="last_year"),
    ],
    ids=lambda question: "-".join((question.metrics[0], *question.by, question.grain or "whole", question.compare)),
)
def test_every_metric_has_one_value(engines, question):
    asked = replace(question, period=Period(date(2026, 2, 1), date(2026, 6, 18)))
    duckdb, spark = engines

    assert measure(spark, asked) == measure(duckdb, asked)
