"""Against the period before, and against the like days of last year although 春节 moves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from zhanggui.core.period import Period
from zhanggui.core.sentence import render
from zhanggui.metrics.measure import measure
from zhanggui.metrics.notes import NOTES
from zhanggui.metrics.question import Question
from zhanggui.warehouse.inline import inline_warehouse


def paid_day(day, number, goods=100, customer="ann"):
    return {
        "channel": "tmall",
        "order_id": f"{day:%y%m%d}-{number}",
        "customer": customer,
        "ordered_at": f"{day} 03:00",
        "paid_at": f"{day} 03:00",
        "currency": "CNY",
        "goods_minor": goods,
    }


def days(first, last):
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


@pytest.fixture(scope="module")
def two_new_years():
    """One order a day, three on each day of the four weeks before the feast: 29 January 2025, 17 February 2026."""
    orders = []
    for day in days(date(2024, 12, 1), date(2026, 3, 31)):
        feast = date(2025, 1, 29) if day.year < 2026 and day < date(2025, 9, 1) else date(2026, 2, 17)
        count = 3 if 0 <= (feast - day).days <= 28 else 1
        orders += [paid_day(day, number) for number in range(count)]
    return inline_warehouse({"orders": orders})


@pytest.mark.slow
def test_the_whole_period_is_compared_with_the_equally_long_one_before():
    shop = inline_warehouse({"orders": [paid_day(date(2026, 1, day), n) for day in range(1, 15) for n in range(day)]})
    (row,) = measure(
        shop, Question(metrics=("orders",), period=Period(date(2026, 1, 8), date(2026, 1, 15)), compare="previous")
    ).rows

    assert (row.value, row.previous) == (sum(range(8, 15)), sum(range(1, 8)))
    assert row.change == pytest.approx(77 / 28 - 1)


@pytest.mark.slow
def test_each_month_is_compared_with_the_month_before_and_a_month_to_date_with_the_same_days():
    shop = inline_warehouse(
        {"orders": [paid_day(day, 0, goods=100 * day.month) for day in days(date(2026, 1, 1), date(2026, 3, 10))]}
    )
    rows = measure(
        shop,
        Question(
            metrics=("gross_sales", "orders"),
            grain="month",
            compare="previous",
            period=Period(date(2026, 1, 1), date(2026, 3, 11)),
        ),
    ).rows

    assert [(row.metric, row.value, row.previous) for row in rows] == [
        ("gross_sales", 3_100, None),
        ("orders", 31, None),
        ("gross_sales", 5_600, 3_100),
        ("orders", 28, 31),
        ("gross_sales", 3_000, 2_000),
        ("orders", 10, 10),
    ]


@pytest.mark.slow
def test_a_product_that_stopped_selling_stays_in_the_comparison_as_zero():
    last_week = {"channel": "jd"} | {k: v for k, v in paid_day(date(2026, 1, 5), 1).items() if k != "channel"}
    shop = inline_warehouse({"orders": [paid_day(date(2026, 1, 12), 0), last_week]})
    rows = measure(
        shop,
        Question(
            metrics=("orders",),
            by=("channel",),
            compare="previous",
            period=Period(date(2026, 1, 12), date(2026, 1, 19)),
        ),
    ).rows

    assert [(row.dimensions["channel"], row.value, row.previous, row.change) for row in rows] == [
        ("tmall", 1, 0, None),
        ("jd", 0, 1, -1.0),
    ]


@pytest.mark.slow
def test_last_year_is_aligned_on_the_feast_not_on_the_date(two_new_years):
    before_the_feast = Period(date(2026, 1, 20), date(2026, 2, 18))
    answer = measure(
        two_new_years,
        Question(metrics=("orders", "buyers"), period=before_the_feast, compare="last_year", grain=None),
    )
    orders, buyers = answer.rows

    assert (orders.value, orders.last_year, orders.change_last_year) == (87, 87, 0.0)
    assert (buyers.value, buyers.last_year) == (1, 1)
    assert render(answer.notes[-1], NOTES, "en") == (
        "Last year is aligned on festivals (Spring Festival moves): 29 days stand against 29 days of last year, "
        "2025-01-01 to 2025-01-29."
    )


@pytest.mark.slow
def test_each_day_across_the_feast_stands_against_its_own_like_day(two_new_years):
    around = Period(date(2026, 2, 15), date(2026, 2, 20))
    rows = measure(two_new_years, Question(metrics=("orders",), grain="day", period=around, compare="last_year")).rows

    assert [(row.period.start.day, row.value, row.last_year) for row in rows] == [
        (15, 3, 3),
        (16, 3, 3),
        (17, 3, 3),
        (18, 1, 1),
        (19, 1, 1),
    ]


@pytest.mark.slow
def test_a_like_day_that_stands_for_two_days_counts_twice_so_that_as_many_days_are_compared(two_new_years):
    first_weeks = Period(date(2026, 1, 1), date(2026, 2, 1))
    answer = measure(
        two_new_years, Question(metrics=("orders", "gross_sales"), period=first_weeks, compare="last_year")
    )
    note = answer.notes[-1]

    # 12 days of January 2026 are before the feast (3 orders each), 19 are not; all their like days of 2025 were busy.
    assert answer.rows[0].value == 19 + 12 * 3
    assert answer.rows[0].last_year == 31 * 3
    assert answer.rows[1].last_year == 31 * 3 * 100
    assert (note.arguments["days"], note.arguments["like_days"]) == (31, 20)


def test_without_data_of_last_year_the_comparison_is_unknown():
    shop = inline_warehouse({"orders": [paid_day(date(2026, 1, 5), 0)]})
    (row,) = measure(shop, Question(metrics=("orders",), compare="both")).rows

    assert (row.value, row.previous, row.last_year, row.change) == (1, None, None, None)


@pytest.mark.slow
def test_a_comparison_that_begins_before_the_data_says_so():
    shop = inline_warehouse({"orders": [paid_day(date(2026, 1, day), 0) for day in range(5, 15)]})
    answer = measure(
        shop, Question(metrics=("orders",), compare="previous", period=Period(date(2026, 1, 8), date(2026, 1, 15)))
    )

    assert [(row.value, row.previous) for row in answer.rows] == [(7, None)]
    assert render(answer.notes[-1], NOTES, "zh-CN") == "数据从 2026-01-05 才开始，上一时段不完整，因此不比较。"


@pytest.mark.slow
def test_plain_rows_hold_the_comparison_in_the_metrics_own_unit():
    shop = inline_warehouse({"orders": [paid_day(date(2026, 1, day), 0, goods=day * 100) for day in (5, 12)]})
    (row,) = measure(
        shop,
        Question(metrics=("net_sales",), compare="both", period=Period(date(2026, 1, 12), date(2026, 1, 19))),
    ).to_rows()

    assert row == {
        "metric": "net_sales",
        "value": "12.00",
        "unit": "CNY",
        "period": "2026-01-12/2026-01-19",
        "reason": "partly_loaded",
        "previous": "5.00",
        "change": 1.4,
        "last_year": None,
        "change_last_year": None,
    }
