"""Who are the best customers? Small shops with scores known in advance, and a busy one against plain SQL."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.analyses.builders import cost, line, order, refund, unpaid
from tests.analyses.busy_shop import AS_OF
from tests.kept import same_shop
from zhanggui.analyses.contribution import ProfitNotKnown
from zhanggui.analyses.customers.rfm import CAPABILITY, HighScoreOutOfReach, RfmParams, members, run
from zhanggui.analyses.customers.segments import SEGMENTS
from zhanggui.core.errors import UnknownName
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import render
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "rfm.sql"


def five_customers():
    """pa bought last, most often and most; pe once and long ago; the others lie between them."""
    days = {"pa": (1, 8, 15, 22, 30), "pb": (1, 8, 15, 29), "pc": (1, 8, 28), "pd": (1, 27), "pe": (1,)}
    orders = [order(f"{who}{day}", who, f"2026-04-{day:02d}", 9000) for who, bought in days.items() for day in bought]
    return same_shop({"orders": orders}, as_of=date(2026, 4, 30))


def segment(result, code):
    return next(row for row in result.segments if row.segment == code)


def codes(result):
    return [caveat.code for caveat in result.caveats]


@pytest.mark.slow
def test_scores_are_fifths_of_the_ranking():
    result = run(five_customers(), RfmParams())

    assert [(row.score, row.purchase_days_from, row.purchase_days_to) for row in result.scores] == [
        (5, 5, 5),
        (4, 4, 4),
        (3, 3, 3),
        (2, 2, 2),
        (1, 1, 1),
    ]
    assert [(row.days_since_from, row.days_since_to) for row in result.scores] == [
        (0, 0),
        (1, 1),
        (2, 2),
        (3, 3),
        (29, 29),
    ]
    assert segment(result, "champions").customers == 2
    assert segment(result, "lapsed").customers == 3


@pytest.mark.slow
def test_equal_customers_get_equal_scores_however_many_they_are():
    orders = [order(at, f"p{at}", "2026-04-01") for at in range(9)] + [order("late", "px", "2026-04-30", 9000)]

    result = run(same_shop({"orders": orders}), RfmParams())

    assert segment(result, "lapsed").customers == 9
    assert [row.days_since_to for row in result.scores] == [0, None, 29, None, None]


def test_customers_of_the_last_day_are_recent_even_where_they_are_nearly_half():
    orders = [order(at, f"p{at:02d}", "2026-04-30" if at < 9 else f"2026-04-{at:02d}") for at in range(20)]

    result = run(same_shop({"orders": orders}), RfmParams())

    assert [(row.score, row.days_since_to) for row in result.scores if row.days_since_from == 0] == [(4, 0)]


@pytest.mark.slow
def test_two_orders_on_one_day_are_one_purchase_day():
    orders = [
        order(1, "pa", "2026-04-01"),
        order(2, "pa", "2026-04-01"),
        order(3, "pb", "2026-04-01"),
        order(4, "pb", "2026-04-02"),
    ]

    result = run(same_shop({"orders": orders}), RfmParams())

    assert result.one_time_share == Rate(0.5)
    assert [(row.purchase_days_from, row.purchase_days_to) for row in result.scores if row.purchase_days_from] == [
        (2, 2),
        (1, 1),
    ]


@pytest.mark.slow
def test_what_was_given_back_is_off_the_money_but_the_purchase_stays():
    shop = same_shop({"orders": [order(1, "pa", "2026-04-01", 5000)], "refunds": [refund(1, "2026-04-02", 5000)]})

    result = run(shop, RfmParams())

    assert (result.customers, result.net_sales) == (1, Money(0, "CNY"))
    assert "recency does not tell" in render(result.headline, CAPABILITY.sentences, "en")


@pytest.mark.slow
def test_unpaid_orders_and_orders_after_the_last_day_do_not_count():
    orders = [order(1, "pa", "2026-04-01"), unpaid(2, "pb", "2026-04-01"), order(3, "pa", "2026-04-09")]

    result = run(same_shop({"orders": orders}, as_of=date(2026, 4, 5)), RfmParams())

    assert (result.customers, result.net_sales, result.last_day) == (1, Money(1000, "CNY"), date(2026, 4, 5))


@pytest.mark.slow
def test_orders_of_hidden_buyers_are_told_not_guessed():
    result = run(
        same_shop({"orders": [order(1, "pa", "2026-04-01", 3000), order(2, None, "2026-04-01", 1000)]}),
        RfmParams(),
    )

    hidden = next(caveat for caveat in result.caveats if caveat.code == "unknown_customers")
    assert result.customers == 1
    assert hidden.arguments == {"share": Rate(0.25), "sales": Money(1000, "CNY")}


@pytest.mark.slow
def test_a_customer_with_returns_only_is_nobody_but_is_told():
    shop = {
        "orders": [order(1, "pa", "2026-04-01", 3000), order(2, "pb", "2026-04-01", None)],
        "order_lines": [line(1, 1, "t", 3000), line(2, 1, "t", -500, -1, kind="return")],
    }

    result = run(same_shop(shop), RfmParams())

    told = next(caveat for caveat in result.caveats if caveat.code == "returns_without_purchase")
    assert (result.customers, told.arguments["sales"]) == (1, Money(-500, "CNY"))


@pytest.mark.slow
def test_nobody_known_is_a_clear_answer():
    result = run(same_shop({"orders": [order(1, None, "2026-04-01")]}), RfmParams())

    assert result.headline.code == "nobody"
    assert (result.customers, result.one_time_share) == (0, None)
    assert [row.customers for row in result.segments] == [0] * 8


@pytest.mark.slow
def test_profit_is_unknown_until_every_cost_is_known():
    wares = {
        "orders": [order(1, "pa", "2026-04-01", 3000)],
        "order_lines": [line(1, 1, "t", 2000), line(1, 2, "u", 1000)],
    }
    without = run(same_shop(wares), RfmParams())
    half = run(same_shop(wares | {"product_costs": [cost("t", 700)]}), RfmParams())
    known = run(same_shop(wares | {"product_costs": [cost("t", 700), cost("u", 300)]}), RfmParams())
    assumed = run(same_shop(wares), RfmParams(margin_low=0.1, margin_estimate=0.2, margin_high=0.3))

    assert segment(without, "lapsed").contribution_profit is None
    assert segment(half, "lapsed").contribution_profit is None
    assert segment(known, "lapsed").contribution_profit.estimate == Money(2000, "CNY")
    profit = segment(assumed, "lapsed").contribution_profit
    assert (profit.low.minor, profit.estimate.minor, profit.high.minor) == (300, 600, 900)
    assert "costs_missing" in codes(half)
    assert "margin_assumed" in codes(assumed)


@pytest.mark.slow
def test_customers_are_scored_by_profit_only_when_it_is_known():
    orders = [order(1, "pa", "2026-04-01", 9000), order(2, "pb", "2026-04-01", 3000)]
    wares = {"orders": orders, "order_lines": [line(1, 1, "dear", 9000), line(2, 1, "cheap", 3000)]}
    known = same_shop(wares | {"product_costs": [cost("dear", 8900), cost("cheap", 100)]})

    by_profit = run(known, RfmParams(money="contribution_profit", bins=2, high_from=2))

    assert [(row.money_from.minor, row.money_to.minor) for row in by_profit.scores] == [(2900, 2900), (100, 100)]
    with pytest.raises(ProfitNotKnown) as refusal:
        run(same_shop(wares), RfmParams(money="contribution_profit"))
    assert "100 %" in refusal.value.text("zh-CN")


@pytest.mark.slow
def test_only_one_channel_and_only_some_days():
    orders = [
        order(1, "pa", "2026-04-01", channel="jd"),
        order(2, "pb", "2026-04-02"),
        order(3, "pc", "2026-04-03", channel="jd"),
    ]
    shop = same_shop({"orders": orders})

    assert run(shop, RfmParams(channel="jd")).customers == 2
    assert run(shop, RfmParams(channel="jd", days=1)).customers == 1
    assert run(shop, RfmParams(start=date(2026, 4, 1), end=date(2026, 4, 3))).customers == 2
    with pytest.raises(UnknownName) as refusal:
        run(shop, RfmParams(channel="jdd"))
    assert "jd" in str(refusal.value)


def test_impossible_scores_are_refused():
    with pytest.raises(HighScoreOutOfReach):
        RfmParams(bins=3, high_from=4)
    with pytest.raises(ValidationError):
        RfmParams(bins=99)


@pytest.mark.slow
def test_members_of_a_segment_are_those_it_counts(busy):
    result = run(busy, RfmParams())

    for row in result.segments:
        found = busy.fetch(members(busy, RfmParams(), row.segment)).to_pylist()
        assert len({member["id"] for member in found}) == len(found) == row.customers
        assert {member["kind"] for member in found} <= {"customer"}
    with pytest.raises(UnknownName):
        members(busy, RfmParams(), "friends")


@pytest.mark.slow
def test_a_busy_shop_agrees_with_plain_sql(busy):
    found = busy.connection.execute(ORACLE.read_text(encoding="utf-8"), {"as_of": AS_OF}).fetchall()
    expected = {(r, f, m): (customers, money, people) for r, f, m, customers, money, people in found}

    result = run(busy, RfmParams())

    assert len(expected) == 8
    for group, row in zip(SEGMENTS, result.segments, strict=True):
        people = sorted(member["id"] for member in busy.fetch(members(busy, RfmParams(), group.code)).to_pylist())
        facts = (row.customers, row.net_sales.minor, people)
        assert facts == expected[group.recent, group.frequent, group.valuable]


@pytest.mark.slow
def test_customers_and_money_add_up_to_the_metrics(busy):
    result = run(busy, RfmParams())

    answer = measure(busy, Question(metrics=("net_sales", "buyers"), where=(("customer", "known"),)))
    outside = next((c.arguments["sales"].minor for c in result.caveats if c.code == "returns_without_purchase"), 0)
    assert result.customers == answer.value("buyers")
    assert result.net_sales.minor + outside == answer.value("net_sales")
    assert sum(row.customers for row in result.segments) == result.customers
