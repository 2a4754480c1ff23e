"""How does the shop stand? Comparisons, judgements and movers with numbers known in advance."""

from __future__ import annotations

from datetime import date

import pytest

from tests.analyses.builders import event, line, order, unpaid
from zhanggui.analyses.goals.kpi_board import CAPABILITY, KpiBoardParams, run
from zhanggui.analyses.goals.kpi_rows import kpi_row
from zhanggui.core.errors import TablesMissing, UnknownName
from zhanggui.core.money import Money
from zhanggui.core.period import Period
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import render
from zhanggui.metrics.judgement import Judgement
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.metrics.registry import METRICS
from zhanggui.warehouse.inline import inline_warehouse

AS_OF = date(2026, 3, 28)


def two_months():
    """March sells 150, February 100; tea grows, pots shrink; 2 of 40 visitors buy."""
    orders = [
        unpaid(0, "pa", "2026-01-20"),
        order(1, "pa", "2026-02-10", 10_000),
        order(2, "pa", "2026-03-10", 12_000),
        order(3, "pb", "2026-03-11", 3_000, channel="jd"),
    ]
    lines = [
        line(1, 1, "pot", 4_000, product_name="Pot"),
        line(1, 2, "tea", 6_000, product_name="Tea"),
        line(2, 1, "tea", 12_000, product_name="Tea"),
        line(3, 1, "pot", 3_000, product_name="Pot", channel="jd"),
    ]
    views = [event(at, f"v{at}", "view", "2026-03-05 04:00") for at in range(40)]
    bought = [event(f"b{at}", f"v{at}", "purchase", "2026-03-05 05:00") for at in range(2)]
    return inline_warehouse({"orders": orders, "order_lines": lines, "events": views + bought}, as_of=AS_OF)


@pytest.fixture(scope="module")
def board():
    return run(two_months(), KpiBoardParams())


def kpi(board, name):
    return next(row for row in board.kpis if row.metric == name)


def test_the_latest_28_full_days_against_the_28_before(board):
    net_sales = kpi(board, "net_sales")

    assert (board.first_day, board.last_day) == (date(2026, 3, 1), date(2026, 3, 28))
    assert (net_sales.value, net_sales.previous, net_sales.change) == (
        Money(15_000, "CNY"),
        Money(10_000, "CNY"),
        Rate(0.5),
    )
    assert (net_sales.trend.code, net_sales.last_year) == ("better", None)


def test_a_figure_is_judged_by_the_trades_range_and_says_whose(board):
    conversion = kpi(board, "conversion")

    assert (conversion.value, conversion.verdict.code) == (Rate(0.05), "within")
    assert render(conversion.healthy, CAPABILITY.sentences, "zh-CN") == "3 % 到 5 %"
    assert "3–5 %" in conversion.source.en


@pytest.mark.slow
def test_a_category_asked_for_is_measured_alone_and_judged_by_its_own_benchmark():
    told = {"source": "报告", "valid_from": "2026-01-01", "high": None}
    shop = inline_warehouse(
        {
            "products": [{"sku": "A", "category": "茶"}, {"sku": "B", "category": "壶"}],
            "orders": [order(1, "pa", "2026-03-10", 10_000), order(2, "pb", "2026-03-11", 3_000)],
            "order_lines": [line(1, 1, "A", 10_000), line(2, 1, "B", 3_000)],
            "benchmarks": [
                {"metric": "net_sales", "category": category, "low": low, **told}
                for category, low in (("茶", 120.0), ("壶", 20.0), (None, 50.0))
            ],
        },
        as_of=AS_OF,
    )
    boards = {category: run(shop, KpiBoardParams(category=category, own_periods=0)) for category in ("茶", "壶", None)}

    sales = {each: kpi(board, "net_sales") for each, board in boards.items()}

    assert {each: (row.value.minor, row.verdict.code) for each, row in sales.items()} == {
        "茶": (10_000, "below"),
        "壶": (3_000, "within"),
        None: (13_000, "within"),
    }
    assert boards["茶"].changes == ()


def test_a_range_of_the_shops_own_history_is_never_called_healthy():
    (row,) = measure(two_months(), Question(metrics=("aov",))).rows
    told = kpi_row(row, "CNY", Judgement(verdict="usual", low=8_000, high=12_000))

    assert render(told.healthy, CAPABILITY.sentences, "zh-CN") == "自身常态区间 ¥80.00 到 ¥120.00"
    assert render(told.healthy, CAPABILITY.sentences, "en") == "usual range (own history) ¥80.00 to ¥120.00"


def test_what_cannot_be_known_says_why(board):
    profit = kpi(board, "contribution_profit")

    assert (profit.value, profit.reason.code) == (None, "reason_costs_missing")
    assert kpi(board, "net_sales").reason.code == "none"


@pytest.mark.slow
def test_profit_on_a_declared_margin_is_a_range_and_marked_as_assumed():
    board = run(two_months(), KpiBoardParams(margin_low=0.2, margin_estimate=0.3, margin_high=0.4))

    profit = kpi(board, "contribution_profit").value
    assert (profit.low.minor, profit.estimate.minor, profit.high.minor) == (3_000, 4_500, 6_000)
    assert "margin_assumed" in [caveat.code for caveat in board.caveats]


def test_what_moved_the_sales_is_ranked_by_money(board):
    moved = [(row.dimension.en, row.part.en, row.change.minor) for row in board.changes]

    assert [abs(change) for _, _, change in moved] == sorted((abs(change) for _, _, change in moved), reverse=True)
    assert ("Product", "Tea", 6_000) in moved
    assert ("Product", "Pot", -1_000) in moved
    assert ("Channel", "jd", 3_000) in moved


def test_the_changes_of_one_dimension_add_up_to_the_whole_change(board):
    for split in ("Channel", "Product", "New or returning"):
        assert sum(row.change.minor for row in board.changes if row.dimension.en == split) == 5_000


def test_the_daily_line_adds_up_to_the_figure(board):
    now, before = board.daily.lines

    assert (len(board.daily.x), len(now.values), len(before.values)) == (28, 28, 28)
    assert [sum(filter(None, line.values)) for line in (now, before)] == [150.0, 100.0]
    assert (board.daily.x[0], now.values[9], before.values[9]) == ("2026-03-01", 120.0, 100.0)


def test_the_headline_says_how_much_and_how_it_changed(board):
    assert render(board.headline, CAPABILITY.sentences, "zh-CN").startswith(
        "2026-03-01 至 2026-03-28（28 天）净销售额 ¥150.00，环比增长 50 %；去年同期没有数据；"
    )


@pytest.mark.slow
def test_a_base_that_is_only_partly_loaded_is_not_compared_with():
    board = run(
        inline_warehouse({"orders": [order(1, "pa", "2026-02-10"), order(2, "pa", "2026-03-10")]}, as_of=AS_OF),
        KpiBoardParams(),
    )

    assert (kpi(board, "net_sales").previous, board.headline.code, board.changes) == (None, "alone", ())


@pytest.mark.slow
def test_people_are_not_compared_with_a_year_that_has_fewer_like_days():
    orders = [order(at, f"p{at}", f"202{5 + at // 40}-{7 + at % 40 // 20:02d}-{1 + at % 20:02d}") for at in range(80)]
    shop = inline_warehouse({"orders": orders}, as_of=date(2026, 8, 31))

    board = run(shop, KpiBoardParams())

    assert kpi(board, "net_sales").last_year is not None
    assert [kpi(board, name).last_year for name in ("buyers", "repeat_rate")] == [None, None]
    assert "years_not_alike" in [caveat.code for caveat in board.caveats]


@pytest.mark.slow
def test_one_channel_only():
    board = run(two_months(), KpiBoardParams(channel="jd"))

    assert kpi(board, "net_sales").value == Money(3_000, "CNY")
    assert [row.part.en for row in board.changes] == []


@pytest.mark.slow
def test_the_metrics_asked_for_are_shown_with_what_they_mislead_without():
    board = run(two_months(), KpiBoardParams(metrics="units, roi"))

    assert [row.metric for row in board.kpis] == ["units", "roi", "break_even_roi"]
    assert (kpi(board, "units").value, kpi(board, "roi").reason.code) == (2, "reason_not_loaded")


def test_every_metric_can_be_asked_for_at_once():
    board = run(two_months(), KpiBoardParams(metrics="all"))

    assert {row.metric for row in board.kpis} == set(METRICS)
    assert kpi(board, "net_sales").value == Money(15_000, "CNY")


def test_all_of_a_channel_is_all_that_knows_channels_but_a_metric_named_is_never_dropped():
    every = run(two_months(), KpiBoardParams(metrics="all", channel="jd"))

    assert 50 < len(every.kpis) <= len(METRICS)
    assert kpi(every, "net_sales").value == Money(3_000, "CNY")
    with pytest.raises(UnknownName):
        KpiBoardParams(metrics="sales")


def test_a_shop_of_visits_only_has_its_visitors():
    visits = inline_warehouse({"events": [event(1, "v1", "view", "2026-03-05 04:00")]})

    board = run(visits, KpiBoardParams())

    assert (kpi(board, "visitors").value, kpi(board, "net_sales").value) == (1, None)
    assert (board.daily.title.en, board.changes) == ("Visitors", ())


def test_an_empty_shop_is_told_what_to_export():
    with pytest.raises(TablesMissing):
        run(inline_warehouse({}), KpiBoardParams())


@pytest.mark.slow
def test_every_figure_is_the_metrics_own(busy):
    board = run(busy, KpiBoardParams(days=60))

    names = ("net_sales", "paid_orders", "buyers", "aov", "refund_rate")
    answer = measure(busy, Question(metrics=names, period=Period(board.first_day, date(2026, 6, 18))))
    plain = {row.metric: row.value.minor if isinstance(row.value, Money) else row.value for row in board.kpis}
    assert {name: plain[name] for name in names} == {
        name: Rate(answer.value(name)) if name == "refund_rate" else answer.value(name) for name in names
    }
