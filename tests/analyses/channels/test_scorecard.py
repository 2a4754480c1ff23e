"""Which channel leaves most after everything? A tiny shop by hand, the busy shop in plain SQL, and roles from weeks."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.analyses.builders import cost, line, order, refund
from tests.metrics.shop import KEYWORD
from zhanggui.analyses.channels.scorecard import CAPABILITY, ScorecardParams, members, run
from zhanggui.analyses.channels.scorecard_roles import roles
from zhanggui.core.sentence import render
from zhanggui.core.words import Words
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.warehouse.inline import inline_warehouse

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "scorecard.sql"
LAST = date(2026, 4, 30)
PARTS = ("net_sales", "cost", "fees")


def spend(channel, day, minor, **more):
    return {"channel": channel, "day": day, "campaign": "c", "cost_minor": minor, "currency": "CNY"} | more


def sale(number, channel, day, customer, *, goods=10_000, sku="t"):
    return (
        order(number, customer, day, goods, channel=channel),
        line(number, 1, sku, goods, channel=channel),
    )


@pytest.fixture(scope="module")
def tiny():
    """Two channels and one that only advertises; each pot costs 40 and sells for 100."""
    sales = [
        sale(0, "tmall", "2026-01-05", "pa"),
        sale(1, "tmall", "2026-03-05", "pa"),
        sale(2, "tmall", "2026-04-01", "pa"),
        sale(3, "tmall", "2026-04-02", "pb"),
        sale(4, "jd", "2026-04-03", "pb", sku="u"),
    ]
    shop = inline_warehouse(
        {
            "orders": [each for each, _ in sales],
            "order_lines": [each for _, each in sales],
            "refunds": [refund(3, "2026-04-05", 5_000, channel="tmall", kind_of_refund="refund_only")],
            "product_costs": [cost("t", 4_000), cost("u", 4_000)],
            "fees": [{"channel": "tmall", "kind_of_fee": "commission", "valid_from": "2020-01-01", "rate": 0.05}],
            "ad_stats": [
                spend("tmall", "2026-04-01", 1_500, level="campaign"),
                spend("tmall", "2026-04-01", 1_500, **KEYWORD),
                spend("weibo", "2026-04-02", 700),
            ],
        },
        as_of=LAST,
    )
    yield shop
    shop.close()


@pytest.fixture(scope="module")
def april(tiny):
    return run(tiny, ScorecardParams(days=30))


def row(result, channel):
    return next(each for each in result.channels if each.channel == channel)


def test_every_channel_from_what_it_sold_to_what_it_leaves(april):
    tmall = row(april, "tmall")

    assert (tmall.sold.minor, tmall.given_back.minor, tmall.net_sales.minor) == (20_000, -5_000, 15_000)
    assert (tmall.cost.minor, tmall.fees.minor) == (-8_000, -750)
    assert tmall.contribution_profit.estimate.minor == 6_250
    assert (tmall.ad_spend.minor, tmall.contribution_after_ads.estimate.minor) == (1_500, 4_750)
    assert tmall.growth.rate == 0.5
    assert tmall.refund_rate.rate == 0.25
    assert (tmall.new_buyers, tmall.cost_per_new_buyer.minor) == (1, 1_500)


@pytest.mark.slow
def test_a_channel_that_only_advertises_is_a_loss(april):
    weibo = row(april, "weibo")

    assert (weibo.net_sales.minor, weibo.contribution_after_ads.estimate.minor) == (0, -700)
    assert weibo.growth is None


def test_the_channels_add_up_to_the_shop_to_the_cent(april):
    assert april.net_sales.minor == sum(each.net_sales.minor for each in april.channels) == 25_000
    after_ads = sum(each.contribution_after_ads.estimate.minor for each in april.channels)
    assert april.contribution_after_ads.estimate.minor == after_ads == 4_750 + 6_000 - 700


def test_a_channel_without_ad_reports_is_named_and_ads_are_not_invented(april):
    assert row(april, "jd").ad_spend is None
    (caveat,) = [each for each in april.caveats if each.code == "ads_not_loaded"]
    assert caveat.arguments["names"].zh == "jd"


def test_the_buyers_behind_a_channel(tiny):
    found = tiny.fetch(members(tiny, ScorecardParams(days=30), "tmall")).to_pylist()

    assert sorted(each["id"] for each in found) == ["pa", "pb"]


def test_four_weeks_are_too_few_for_a_role(april):
    assert {each.role.code for each in april.channels} == {"unclear"}
    assert april.headline.code == "none_sure"


@pytest.fixture(scope="module")
def busy_card(busy):
    return run(busy, ScorecardParams(days=91, margin_low=0.1, margin_estimate=0.2, margin_high=0.3))


def test_the_scorecard_agrees_with_plain_sql(busy, busy_card):
    until = busy.as_of + timedelta(days=1)
    told = {"from": until - timedelta(days=91), "until": until}
    expected = busy.connection.execute(ORACLE.read_text(), told).fetchall()

    found = sorted(busy_card.channels, key=lambda each: each.channel)
    assert [
        (each.channel, each.sold.minor, -each.given_back.minor, each.paid_orders, each.new_buyers) for each in found
    ] == [(channel, sold, back, orders, new) for channel, sold, back, _, orders, new in expected]
    known = [
        (each.contribution_profit.estimate.minor, profit)
        for each, (*_, profit, _, _) in zip(found, expected, strict=True)
        if profit is not None
    ]
    assert all(ours == theirs for ours, theirs in known)


@pytest.mark.slow
def test_the_steps_close_on_the_metric(busy, busy_card):
    question = Question(
        metrics=("contribution_profit",),
        by=("channel",),
        period=None,
        margin=ScorecardParams(margin_low=0.1, margin_estimate=0.2, margin_high=0.3).margin,
    )
    whole = run(busy, ScorecardParams(start=date(2025, 9, 1), margin_low=0.1, margin_estimate=0.2, margin_high=0.3))
    metric = {each.dimensions["channel"]: each.value for each in measure(busy, question).rows}

    assert {each.channel: each.contribution_profit.estimate.minor for each in whole.channels} == metric
    for each in (*whole.channels, *busy_card.channels):
        steps = sum(getattr(each, name).minor for name in PARTS) + each.assumed_cost.estimate.minor
        assert steps == each.contribution_profit.estimate.minor


@pytest.mark.slow
def test_without_costs_no_role_is_suggested(busy):
    result = run(busy, ScorecardParams(days=91))

    assert {each.role.code for each in result.channels if each.contribution_profit is None} <= {"unclear"}
    assert "costs_missing" in {each.code for each in result.caveats}


TITLES = {name: Words(zh=name, en=name) for name in ("a", "b", "c", "d")}


def codes(weeks, count=8):
    return {name: role.code for name, (role, _) in roles(weeks, count, TITLES, "CNY").items()}


def test_a_clear_lead_a_second_that_earns_a_loser_and_one_that_cannot_be_told():
    weeks = {
        "a": [1_000.0, 1_100, 900, 1_050, 950, 1_000, 1_020, 980],
        "b": [500.0, 520, 480, 510, 490, 500, 505, 495],
        "c": [-100.0, -90, -110, -95, -105, -100, -98, -102],
        "d": [800.0, -790, 760, -810, 790, -770, 780, -760],
    }

    assert codes(weeks) == {"a": "primary", "b": "secondary", "c": "losing", "d": "unclear"}


def test_two_that_overlap_share_the_first_place():
    weeks = {
        "a": [1_000.0, 400, 1_300, 200, 900, 1_100, 300, 800],
        "b": [500.0, 900, 300, 1_200, 700, 400, 1_100, 600],
    }
    found = roles(weeks, 8, {name: TITLES[name] for name in weeks}, "CNY")

    assert {name: role.code for name, (role, _) in found.items()} == {"a": "shared", "b": "shared"}
    assert "含零" in render(found["a"][1], CAPABILITY.sentences, "zh-CN")


def test_a_lead_in_the_same_weeks_is_sure_though_the_weeks_differ():
    weeks = {"a": [110.0, 210, 310, 410, 510, 610], "b": [100.0, 200, 300, 400, 500, 600]}

    assert codes(weeks, 6)["a"] == "primary"
