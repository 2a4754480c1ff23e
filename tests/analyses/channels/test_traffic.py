"""What does a visitor of each source and hour leave? Days made alike, so that every number is known in advance."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.analyses.builders import cost, event, line, order
from zhanggui.analyses.channels.source_kinds import KINDS, kind_of
from zhanggui.analyses.channels.traffic import NoTraffic, TrafficParams, run
from zhanggui.warehouse.inline import inline_warehouse

FIRST = date(2026, 4, 1)
DAYS = 12
LAST = FIRST + timedelta(days=DAYS - 1)


def a_day(day):
    """Three visitors from search, of whom one buys at noon; two from ads, of whom one came from search first."""
    text = day.isoformat()
    acts = [
        ("s1", "自然搜索", "03:00"),
        ("s2", "自然搜索", "04:00"),
        ("s3", "自然搜索", "04:10"),
        ("s3", "信息流广告", "04:20"),
        ("a1", "信息流广告", "16:30"),
        ("n1", None, "04:30"),
    ]
    return [
        event(f"{text}{who}{at}", f"{who}{text}", "view", f"{text} {at}:00", traffic_source=source)
        for who, source, at in acts
    ]


def counted(day, source, visitors, buyers, minor, **more):
    known = {"channel": "tmall", "day": day.isoformat(), "level": "source", "source_1": source}
    return known | {"visitors": visitors, "paying_buyers": buyers, "paid_amount_minor": minor} | more


@pytest.fixture(scope="module")
def tables():
    days = [FIRST + timedelta(days=at) for at in range(DAYS)]
    own = [order(at, f"p{at}", day.isoformat(), 6_000, traffic_source="自然搜索") for at, day in enumerate(days)]
    tmall = [order(100 + at, None, day.isoformat(), 5_000, channel="tmall") for at, day in enumerate(days)]
    return {
        "orders": own + tmall,
        "order_lines": [line(at, 1, "t", 6_000) for at in range(DAYS)]
        + [line(100 + at, 1, "t", 5_000, channel="tmall") for at in range(DAYS)],
        "product_costs": [cost("t", 3_000)],
        "events": [each for day in days for each in a_day(day)],
        "traffic_stats": [
            each
            for day in days
            for each in (
                counted(day, "手淘搜索", 10, 2, 4_000),
                counted(day, "直通车", 5, 1, 1_000),
                counted(day, "直通车", 50, 10, 9_000, days=7),
                counted(day, "手淘搜索", 99, 9, 9_000, level="product_source", sku="t"),
            )
        ],
        "ad_stats": [
            {"channel": "tmall", "day": day.isoformat(), "campaign": "c", "cost_minor": 900, "currency": "CNY"}
            for day in days
        ],
    }


@pytest.fixture(scope="module")
def result(tables):
    return run(inline_warehouse(tables, as_of=LAST), TrafficParams(days=DAYS))


def row(result, channel, kind):
    return next(each for each in result.sources if each.channel.zh == channel and each.kind == KINDS[kind])


@pytest.mark.slow
def test_a_visitor_counts_under_the_first_source_of_the_day(result):
    found = {each.kind.en: each.visitor_days for each in result.sources if each.channel.zh == "own_site"}

    assert found == {"organic search": 3 * DAYS, "paid": DAYS, "other": DAYS}


def test_own_orders_count_under_the_source_that_they_name(result):
    search = row(result, "own_site", "search")

    assert (search.purchases, search.sales_per_visitor.minor) == (DAYS, 2_000)
    assert search.profit_per_visitor.estimate.minor == 1_000  # (60 − 30) yuan over three visitors
    assert search.profit_per_visitor.low == search.profit_per_visitor.high
    assert search.verdict.code == "above"


def test_platform_counts_use_the_paid_amount_and_the_margin_of_the_channel(result):
    search = row(result, "tmall", "search")

    assert (search.basis.code, search.visitor_days, search.purchases) == ("from_platform", 10 * DAYS, 2 * DAYS)
    assert search.profit_per_visitor.estimate.minor == 160  # 40 yuan at a margin of 20 : 50, over ten visitors


def test_ads_are_taken_off_the_paid_sources(result):
    paid = row(result, "tmall", "paid")

    assert (paid.visitor_days, paid.ad_spend.minor) == (5 * DAYS, 900 * DAYS)
    assert paid.profit_per_visitor.estimate.minor == (1_000 * 2 // 5 - 900) // 5
    assert paid.verdict.code == "below"


def test_sources_without_purchases_are_not_judged(result):
    assert row(result, "own_site", "other").verdict.code == "too_few"


def test_hours_are_those_of_the_shops_clock(result):
    hours = {each.hour: (each.visitor_days, each.purchases) for each in result.hours}

    assert hours["11"] == (DAYS, 0)
    assert hours["12"] == (3 * DAYS, DAYS)
    # 16:30 UTC is half past midnight in the shop.
    assert hours["00"] == (DAYS, 0)


def test_visitors_are_never_said_to_add_up(result):
    assert "visitor_days" in {each.code for each in result.caveats}


@pytest.mark.slow
def test_platform_counts_alone_have_no_hours(tables):
    told = {name: rows for name, rows in tables.items() if name != "events"}
    only = run(inline_warehouse(told, as_of=LAST), TrafficParams(days=DAYS))

    assert only.hours == ()
    assert "no_hours" in {each.code for each in only.caveats}
    assert {each.basis.code for each in only.sources} == {"from_platform"}


@pytest.mark.slow
def test_without_costs_profit_is_unknown_and_sales_are_told(tables):
    told = {name: rows for name, rows in tables.items() if name != "product_costs"}
    found = run(inline_warehouse(told, as_of=LAST), TrafficParams(days=DAYS))

    assert {each.profit_per_visitor for each in found.sources} == {None}
    assert row(found, "tmall", "search").sales_per_visitor.minor == 400
    assert found.headline.code in {"no_profit", "all_too_few"}


@pytest.mark.slow
def test_a_shop_without_traffic_is_told_what_to_load():
    with pytest.raises(NoTraffic) as refusal:
        run(inline_warehouse({"orders": [order(1, "p", "2026-04-01")]}), TrafficParams())
    assert "流量-来源" in refusal.value.text("zh-CN")


@pytest.mark.parametrize(
    "name, kind",
    [
        ("淘内广告", "paid"),
        ("千川短视频", "paid"),
        ("google / cpc", "paid"),
        ("google / organic", "search"),
        ("活动会场", "event"),
        ("公众号", "social"),
        ("(direct) / (none)", "direct"),
        ("手淘推荐", "other"),
    ],
)
def test_names_of_sources_are_of_six_kinds(name, kind):
    assert kind_of(name) == kind
