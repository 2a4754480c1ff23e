"""What several reports, visits and counts of stock come to, with numbers worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.metrics.lasting_shop import lasting_shop
from tests.metrics.shop import ADS, COSTS, KEYWORD, ad, stock
from zhanggui.core.money import Money
from zhanggui.core.period import Period
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.warehouse.inline import inline_warehouse


def ask(shop, *names, period=None, **how):
    return measure(shop, Question(metrics=names, period=period, **how))


@pytest.fixture(scope="module")
def advertised():
    """On 10 January one spend of 20 yuan stands in three reports; on 12 January the keywords alone tell all 4 yuan."""
    return inline_warehouse({"ad_stats": ADS})


def test_spend_that_stands_in_three_reports_counts_once(advertised):
    answer = ask(advertised, "ad_spend", "ad_clicks", period=Period(date(2026, 1, 10), date(2026, 1, 13)))

    assert answer.value("ad_spend") == 2_000 + 1_000 + 400
    assert answer.value("ad_clicks") == 40 + 10 + 9


def test_a_split_by_keyword_reads_the_report_that_names_them(advertised):
    answer = ask(advertised, "ad_spend", by=("ad_target",), period=Period(date(2026, 1, 10), date(2026, 1, 11)))

    assert {row.dimensions["ad_target"]: row.value for row in answer.rows} == {"tea": 1_995}


def test_levels_are_chosen_by_channel_and_day(advertised):
    answer = ask(advertised, "ad_spend", by=("channel",), period=Period(date(2026, 1, 10), date(2026, 2, 6)))

    assert {row.dimensions["channel"]: row.value for row in answer.rows} == {"tmall": 3_400, "own_site": 1_200}


def test_a_week_adds_only_what_its_days_leave_over(advertised):
    answer = ask(advertised, "ad_spend", "ad_clicks", grain="day", period=Period(date(2026, 2, 4), date(2026, 2, 6)))
    spent = [row.value for row in answer.rows if row.metric == "ad_spend"]
    clicks = [row.value for row in answer.rows if row.metric == "ad_clicks"]

    assert spent == [1_200 - 500, 500]
    assert clicks == [35, 30]  # 700 of 1,200 of the week's 60
    assert [note.code for note in answer.notes] == ["ads_told_twice", "ads_without_rate"]
    assert answer.notes[0].arguments == {"reports": 1, "spend": Money(500, "CNY")}


def test_a_week_whose_days_are_all_told_adds_nothing(advertised):
    answer = ask(advertised, "ad_spend", period=Period(date(2026, 2, 11), date(2026, 2, 18)))

    assert answer.value("ad_spend") == 700


@pytest.mark.slow
def test_weeks_exported_every_day_count_each_day_once():
    week = {"channel": "jd", "campaign": "all", "days": 7, "cost_minor": 700, "currency": "CNY"}
    shop = inline_warehouse({"ad_stats": [week | {"day": f"2026-01-{day:02}"} for day in range(1, 11)]})

    assert ask(shop, "ad_spend").value("ad_spend") == 16 * 100


@pytest.mark.slow
def test_a_report_that_lacks_more_than_a_hundredth_is_not_complete():
    coarse = ad("01-10", "jd", "all", spend=989, sales=0, impressions=1, clicks=1, orders=0) | {"level": "campaign"}
    fine = ad("01-10", "jd", "all", spend=1_000, sales=0, impressions=1, clicks=1, orders=0) | KEYWORD
    shop = inline_warehouse({"ad_stats": [coarse, fine]})

    assert ask(shop, "ad_spend").value("ad_spend") == 1_000
    assert ask(shop, "ad_spend", by=("campaign",)).value("ad_spend") == 1_000


@pytest.mark.slow
def test_nobody_is_lost_before_ninety_days_are_over():
    shop = lasting_shop()
    answer = ask(shop, "churn_rate", "lapsed_buyers", period=Period(date(2026, 4, 1), date(2026, 4, 2)))
    early = ask(shop, "churn_rate", period=Period(date(2026, 3, 1), date(2026, 3, 31)))

    assert answer.value("lapsed_buyers") == 1  # bob: ann came back on another channel
    assert answer.value("churn_rate") == 0.5
    assert early.row("churn_rate").reason == "no_data_for_period"


@pytest.mark.slow
def test_the_rule_of_thumb_for_a_lifetime_is_the_order_value_over_the_share_who_never_return():
    period = Period(date(2026, 4, 1), date(2026, 4, 13))
    answer = ask(lasting_shop(), "expected_purchases", "aov", "ltv_naive", period=period)

    # Due: ann and bob of 1 January, cat and dan of the 11th; bob and dan were not seen again in time.
    assert answer.value("expected_purchases") == 2.0
    assert answer.value("ltv_naive") == 2 * answer.value("aov") == 20_000


@pytest.mark.slow
def test_a_shop_of_a_month_cannot_know_its_churn():
    order = {"channel": "tmall", "order_id": "1", "ordered_at": "2026-01-01", "paid_at": "2026-01-01"}
    shop = inline_warehouse({"orders": [order | {"customer": "ann", "goods_minor": 1, "currency": "CNY"}]})

    assert ask(shop, "churn_rate").row("churn_rate").reason == "too_early"


@pytest.mark.slow
def test_stock_turns_over_at_the_pace_of_the_period():
    order = {"channel": "tmall", "order_id": "1", "ordered_at": "2026-01-01 03:00", "paid_at": "2026-01-01 03:00"}
    line = {"channel": "tmall", "order_id": "1", "line_id": "1", "kind_of_line": "sale", "sku": "tea", "quantity": 10}
    shop = inline_warehouse(
        {
            "orders": [order | {"goods_minor": 50_000, "currency": "CNY"}],
            "order_lines": [line | {"gross_minor": 50_000}],
            "product_costs": COSTS,
            "stock_levels": [stock("01-01", "tea", 60), stock("01-10", "tea", 40)],
        },
        as_of=date(2026, 1, 10),
    )
    answer = ask(
        shop,
        *("inventory_turnover", "days_of_cover", "gmroi", "average_inventory"),
        period=Period(date(2026, 1, 1), date(2026, 1, 11)),
    )

    assert answer.value("average_inventory") == 50 * 2_000
    assert answer.value("inventory_turnover") == pytest.approx(20_000 * 36.5 / 100_000)
    assert answer.value("days_of_cover") == 50.0
    assert answer.value("gmroi") == pytest.approx(30_000 * 36.5 / 100_000)


@pytest.mark.slow
def test_stock_without_a_cost_makes_its_worth_unknown():
    shop = inline_warehouse(
        {"stock_levels": [stock("01-01", "pot", 1), stock("01-01", "tea", 1)], "product_costs": COSTS}
    )

    assert ask(shop, "average_inventory").row("average_inventory").reason == "stock_without_cost"
    assert ask(shop, "average_stock_units").value("average_stock_units") == 2.0
