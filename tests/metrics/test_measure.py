"""Stories of asking: splits, filters, days, weeks and months, exclusions, unknowns, refusals."""

from __future__ import annotations

from datetime import date

import pytest

from tests.metrics.shop import line, order, refund, trap_shop
from zhanggui.core.errors import TablesMissing, UnknownName
from zhanggui.core.period import Period
from zhanggui.core.sentence import render
from zhanggui.metrics.measure import measure
from zhanggui.metrics.notes import NOTES
from zhanggui.metrics.question import (
    ChoiceNotUnderstood,
    ConditionNotUnderstood,
    DimensionNotLoaded,
    ImpossiblePair,
    NothingAsked,
    Question,
    ValueNotFound,
    conditions,
)
from zhanggui.metrics.value import MarginAssumption
from zhanggui.warehouse.inline import inline_warehouse

JANUARY_AND_FEBRUARY = Period(date(2026, 1, 1), date(2026, 3, 1))


@pytest.fixture(scope="module")
def shop():
    return trap_shop()


def ask(shop, *metrics, **question):
    return measure(shop, Question(metrics=metrics, **question))


# ------------------------------------------------------------------------------------------ conformance


@pytest.mark.slow
def test_t1_two_lines_two_payments_and_two_refunds_never_multiply_a_quantity():
    shop = inline_warehouse(
        {
            "orders": [order("1", "01-10", 21_160, customer="ann", paid_at=None)],
            "order_lines": [line("1", "1", "tea", 21_000, 10_000), line("1", "2", "cup", 160, 11_160)],
            "payments": [
                {"channel": "tmall", "payment_id": number, "order_id": "1", "amount_minor": 10_580, "currency": "CNY"}
                | {"paid_at": "2026-01-10 04:00"}
                for number in ("P1", "P2")
            ],
            "refunds": [refund("R1", "1", "01-11", 100), refund("R2", "1", "01-12", 60)],
        }
    )

    answer = ask(shop, "units", "orders", "paid_orders", "gross_sales", "refunds_booked", "buyers")

    assert [row.value for row in answer.rows] == [21_160, 1, 1, 21_160, 160, 1]
    assert sum(row.value for row in ask(shop, "units", by=("sku",)).rows) == 21_160
    assert sum(row.value for row in ask(shop, "refunds_booked", by=("sku",)).rows) == 160


@pytest.mark.slow
def test_t3_a_partial_refund_leaves_the_product_view_and_the_order_view_with_the_same_net_sales(shop):
    total = ask(shop, "net_sales").value("net_sales")

    for dimension in ("sku", "product", "category", "channel", "customer", "line", "weekday", "status"):
        rows = ask(shop, "net_sales", by=(dimension,)).rows
        assert sum(row.value for row in rows) == total, dimension


# ------------------------------------------------------------------------------------------ splitting


def test_a_month_begins_at_midnight_in_the_shop_not_in_utc(shop):
    rows = ask(shop, "orders", grain="month", period=JANUARY_AND_FEBRUARY).rows

    assert [(row.period.start, row.period.end, row.value) for row in rows] == [
        (date(2026, 1, 1), date(2026, 2, 1), 4),
        (date(2026, 2, 1), date(2026, 3, 1), 7),
    ]


def test_days_without_orders_are_zero_and_days_without_data_are_unknown(shop):
    period = Period(date(2026, 1, 9), date(2026, 1, 12))
    rows = ask(shop, "orders", "aov", grain="day", period=period).rows

    assert [(row.metric, row.value, row.reason) for row in rows] == [
        ("orders", None, "no_data_for_period"),
        ("aov", None, "no_data_for_period"),
        ("orders", 1, None),
        ("aov", 11_500, None),
        ("orders", 0, None),
        ("aov", None, "no_denominator"),
    ]


def test_a_week_that_reaches_beyond_the_data_says_so(shop):
    rows = ask(shop, "orders", grain="week", period=Period(date(2026, 2, 9), date(2026, 3, 2))).rows

    assert [(row.value, row.reason) for row in rows] == [
        (5, None),
        (None, "no_data_for_period"),
        (None, "no_data_for_period"),
    ]
    (february,) = ask(shop, "orders", period=Period(date(2026, 2, 1), date(2026, 3, 1))).rows
    assert (february.value, february.reason) == (7, "partly_loaded")


def test_weeks_begin_on_monday_and_are_clipped_to_the_period(shop):
    rows = ask(shop, "orders", grain="week", period=Period(date(2026, 1, 30), date(2026, 2, 8))).rows

    assert [(row.period.start, row.period.end) for row in rows] == [
        (date(2026, 1, 30), date(2026, 2, 2)),
        (date(2026, 2, 2), date(2026, 2, 8)),
    ]
    assert [row.value for row in rows] == [1, 1]


def test_a_missing_value_is_its_own_group_called_unknown(shop):
    rows = ask(shop, "orders", by=("province",)).rows

    assert {row.dimensions["province"]: row.value for row in rows} == {"unknown": 8, "Zhejiang": 2, "Jiangsu": 1}


def test_groups_come_largest_first_and_ties_in_the_order_of_their_names(shop):
    rows = ask(shop, "units", by=("sku",)).rows

    assert [(row.dimensions["sku"], row.value) for row in rows] == [
        ("tea", 8),
        ("cup", 6),
        ("pot", 1),
        ("bag", 0),
        ("unknown", None),
    ]


def test_a_limit_keeps_the_largest_and_adds_up_the_rest_where_that_is_right(shop):
    answer = ask(shop, "gross_sales", "orders", "refund_rate", by=("sku",), limit=2)

    assert [(row.metric, row.dimensions["sku"], row.value) for row in answer.rows if row.metric != "refund_rate"] == [
        ("gross_sales", "tea", 51_000),
        ("orders", "tea", 7),
        ("gross_sales", "cup", 18_000),
        ("orders", "cup", 5),
        ("gross_sales", "(rest)", 7_000),
    ]
    rest = next(row for row in answer.rows if row.is_rest and row.metric == "refund_rate")
    assert rest.value == pytest.approx(1_000 / 7_000)
    assert sum(row.value for row in ask(shop, "orders", by=("channel",), limit=1).rows) == 11


@pytest.mark.slow
def test_several_relations_are_joined_on_their_groups_even_where_one_has_no_rows(shop):
    rows = ask(shop, "paid_orders", "ad_spend", "contribution_after_ads", by=("campaign",)).rows

    assert {(row.metric, row.dimensions["campaign"]): row.value for row in rows if row.metric == "ad_spend"} == {
        ("ad_spend", "unknown"): 0,
        ("ad_spend", "spring"): 3_400,
        ("ad_spend", "brand"): 1_900,
    }
    assert next(row.value for row in rows if row.dimensions["campaign"] == "spring") == 0


def test_a_filter_takes_any_of_its_values_and_all_of_its_dimensions(shop):
    both = ask(shop, "orders", where=conditions(["channel=tmall", "province=Zhejiang", "province=Jiangsu"]))

    assert both.value("orders") == 3


def test_buyers_of_sale_lines_only_count_those_who_bought_something(shop):
    known = conditions(["customer=known", "line=sale"])

    assert ask(shop, "gross_sales", "buyers", where=known).to_rows() == [
        {"metric": "gross_sales", "value": "640.00", "unit": "CNY", "period": "2026-01-10/2026-02-16"},
        {"metric": "buyers", "value": 4, "unit": "buyers", "period": "2026-01-10/2026-02-16"},
    ]


def test_new_and_returning_buyers_are_told_apart_by_month(shop):
    rows = ask(shop, "new_buyers", "returning_buyers", "buyers", grain="month", period=JANUARY_AND_FEBRUARY).rows

    assert [row.value for row in rows] == [2, 0, 2, 3, 2, 5]


def test_a_customers_tier_comes_from_the_customers_table_without_multiplying(shop):
    rows = ask(shop, "paid_orders", by=("tier",)).rows

    assert {row.dimensions["tier"]: row.value for row in rows} == {"unknown": 5, "silver": 3, "gold": 2}


def test_events_are_split_by_their_own_dimensions(shop):
    rows = ask(shop, "visitors", "page_views", by=("device",)).rows

    assert {(row.metric, row.dimensions["device"]): row.value for row in rows} == {
        ("visitors", "unknown"): 5,
        ("page_views", "unknown"): 3,
        ("visitors", "mobile"): 1,
        ("page_views", "mobile"): 1,
        ("visitors", "desktop"): 1,
        ("page_views", "desktop"): 2,
    }


def test_refunds_on_the_refund_day_are_split_by_reason(shop):
    rows = ask(shop, "refunds_paid_out", by=("refund_reason",)).rows

    assert {row.dimensions["refund_reason"]: row.value for row in rows} == {
        "unknown": 13_000,
        "broken": 4_000,
        "cheaper": 1_000,
    }


# ------------------------------------------------------------------------------------------ what is said beside


def test_excluded_and_foreign_orders_do_not_count_and_the_answer_says_how_many(shop):
    answer = ask(shop, "orders")

    assert answer.excluded_orders == 2
    assert [render(note, NOTES, "en") for note in answer.notes] == [
        "2 orders are left out: on the list of samples, staff and brushing.",
        "1 order is not in CNY and does not count.",
    ]


def test_customer_metrics_say_how_many_orders_tell_their_buyer(shop):
    answer = ask(shop, "buyers")

    assert [note.code for note in answer.notes] == ["excluded_orders", "foreign_orders", "customer_coverage"]
    assert render(answer.notes[-1], NOTES, "zh-CN").startswith("只有 86.7 % 的已付款明细知道买家")


def test_buyers_are_unknown_not_zero_where_the_platform_hides_them_all(shop):
    (row,) = ask(shop, "buyers", where=conditions(["customer=unknown", "channel=tmall"])).rows

    assert (row.value, row.reason) == (None, "customers_unknown")


@pytest.mark.slow
def test_units_are_unknown_where_orders_came_without_lines():
    shop = inline_warehouse({"orders": [order("1", "01-10", 500), order("2", "01-11", 700)]})

    assert [(row.value, row.reason) for row in ask(shop, "units", "paid_sales").rows] == [
        (None, "lines_missing"),
        (1_200, None),
    ]


# ------------------------------------------------------------------------------------------ profit


def test_profit_is_unknown_without_all_costs_never_net_sales(shop):
    rows = ask(shop, "cost", "contribution_profit", "contribution_margin").rows

    assert [(row.value, row.reason) for row in rows] == [(None, "costs_missing")] * 3


def test_profit_is_known_for_products_with_costs(shop):
    (tea,) = ask(shop, "contribution_profit", where=conditions(["sku=tea", "channel=tmall"])).rows

    first = 8_000 + 1_000 - 4_000 - 500 - 2_000 - 200 - 218  # the fee of 300 for the order, split 8 to 3
    second = 5_000 - 2_200 - 250 - 300
    third = 6_000 - 2_000 - 290 - 200
    refunded_in_full = -300
    assert (tea.value, tea.reason) == (first + second + third + refunded_in_full, None)


def test_with_a_declared_margin_profit_is_an_interval_marked_as_an_assumption(shop):
    margin = MarginAssumption(low=0.2, estimate=0.3, high=0.5)
    answer = ask(shop, "contribution_profit", "net_sales_without_cost", "contribution_margin", margin=margin)
    profit, uncosted, share = answer.rows

    assert uncosted.value == 6_000
    assert profit.value - profit.low == 600
    assert profit.high - profit.value == 1_200
    assert profit.is_assumed
    assert share.low < share.value < share.high
    assert answer.to_rows()[0]["assumed"] is True
    assert "margin_assumed" in [note.code for note in answer.notes]


def test_missing_channel_rates_are_a_reservation_on_profit(shop):
    (own,) = ask(shop, "contribution_profit", where=conditions(["channel=own_site", "sku=cup"])).rows
    (fees,) = ask(shop, "fees", where=conditions(["channel=own_site"])).rows

    assert (own.value, own.reason) == (0, "fees_missing")
    assert (fees.value, fees.reason) == (None, "fees_unknown")


def test_a_margin_out_of_order_is_refused():
    with pytest.raises(ValueError, match="low ≤ estimate ≤ high"):
        MarginAssumption(low=0.5, estimate=0.3, high=0.6)


# ------------------------------------------------------------------------------------------ refusals


def test_an_unknown_metric_names_its_neighbours(shop):
    with pytest.raises(UnknownName, match=r"There is no metric named 'net_sale'\. Near it: net_sales"):
        ask(shop, "net_sale")


def test_an_impossible_pair_names_what_is_possible(shop):
    with pytest.raises(ImpossiblePair) as refused:
        ask(shop, "visitors", by=("brand",))

    assert refused.value.text("en") == (
        "'visitors' cannot be split or filtered by 'brand'; possible: channel, sku, category, subcategory, device, "
        "source, campaign, customer, tier, event, weekday, festival, festival_phase."
    )


def test_a_filter_on_a_value_that_does_not_exist_is_refused_instead_of_answering_zero(shop):
    with pytest.raises(ValueNotFound, match=r"No 'Channel' is 'tmal'\. There are: tmall"):
        ask(shop, "orders", where=conditions(["channel=tmal"]))


def test_a_filter_on_a_word_outside_a_closed_list_is_refused(shop):
    with pytest.raises(ChoiceNotUnderstood, match="'sold' cannot be the Kind of line; it can be: sale, return"):
        ask(shop, "orders", where=conditions(["line=sold"]))


def test_a_dimension_that_no_row_fills_is_refused_with_where_to_export_it(shop):
    with pytest.raises(DimensionNotLoaded, match=r"No row has a 'Store' yet \(column store of sale_lines\)"):
        ask(shop, "orders", by=("store",))


@pytest.mark.parametrize("text", ["channel", "=tmall", "channel=", ""])
def test_a_filter_that_is_not_a_pair_is_refused(text):
    with pytest.raises(ConditionNotUnderstood):
        conditions([text])


def test_a_question_without_a_metric_or_with_an_odd_grain_is_refused():
    with pytest.raises(NothingAsked):
        Question(metrics=())
    with pytest.raises(ChoiceNotUnderstood):
        Question(metrics=("orders",), grain="year")


@pytest.mark.slow
def test_what_is_not_loaded_is_said_beside_what_is():
    shop = inline_warehouse({"orders": [order("1", "01-10", 500)]})
    answer = ask(shop, "orders", "visitors", "roi")

    assert [(row.metric, row.value, row.reason) for row in answer.rows] == [
        ("orders", 1, None),
        ("visitors", None, "not_loaded"),
        ("roi", None, "not_loaded"),
    ]
    assert [(lack.metric, lack.table) for lack in answer.missing] == [("visitors", "events"), ("roi", "ad_stats")]
    assert render(answer.notes[0], NOTES, "en").startswith("'Visitors' needs data not loaded yet: Events.")


@pytest.mark.slow
def test_a_question_of_which_nothing_is_loaded_is_refused_with_what_to_export():
    shop = inline_warehouse({"orders": [order("1", "01-10", 500)]})

    with pytest.raises(TablesMissing, match="'Visitors' needs data not loaded yet: Events"):
        ask(shop, "visitors")
    with pytest.raises(TablesMissing, match="Orders"):
        ask(inline_warehouse({}), "net_sales")


@pytest.mark.slow
def test_a_missing_column_is_named_with_the_table_to_export():
    shop = inline_warehouse({"orders": [order("1", "01-10", 500)]})

    with pytest.raises(TablesMissing, match=r"'Buyers' needs data not loaded yet: Orders \(Customer\)\."):
        ask(shop, "buyers")
