"""What is known of one customer? A shop in which everything that can happen happened to them once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from tests.analyses.builders import cost, line, order, refund
from tests.kept import same_shop
from zhanggui.analyses.customers.one.one import CAPABILITY, NoSuchCustomer, OneCustomerParams, run
from zhanggui.core.sentence import render

LAST = date(2026, 4, 30)


@pytest.fixture(scope="module")
def shop():
    """p0 bought tea 20 days ago and cups today; forty others buy tea every 10 to 30 days."""
    orders, lines = [], []

    def buys(who, name, day, sku, minor, **more):
        orders.append(order(name, who, day.isoformat(), minor, **more))
        lines.append(line(name, 1, sku, minor))

    for number in range(1, 41):
        for at in range(3):
            buys(f"p{number}", f"{number}-{at}", LAST - timedelta(days=1 + at * (10 + number % 21)), "tea", 3_000)
    buys("p0", "a", LAST - timedelta(days=20), "tea", 5_000)
    buys("p0", "b", LAST, "cup", 9_000)
    buys("p0", "c", LAST - timedelta(days=5), "cup", 1_000, paid_at=None, paid_minor=0)
    buys("never", "d", LAST, "tea", 1_000, paid_at=None, paid_minor=0)
    tables = {
        "orders": orders,
        "order_lines": lines,
        "refunds": [refund("a", (LAST - timedelta(days=10)).isoformat(), 500, "#1", reason="漏发")],
        "products": [{"sku": "tea", "category": "leaves"}, {"sku": "cup", "category": "ware"}],
        "product_costs": [cost("tea", 1_000), cost("cup", 2_000)],
        "reviews": [
            {
                "channel": "own_site",
                "review_id": "r1",
                "customer": "p0",
                "reviewed_at": "2026-04-12 03:00:00",
                "stars": 5,
                "content": "好茶",
            }
        ],
    }
    return same_shop(tables, as_of=LAST)


def test_everything_is_in_one_place_newest_first(shop):
    result = run(shop, OneCustomerParams(customer="p0"))

    assert (result.purchase_days, result.net_sales.minor) == (2, 5_000 - 500 + 9_000)
    assert result.contribution_profit.estimate.minor == 13_500 - 1_000 - 2_000
    assert (result.first_purchase, result.last_purchase, result.days_away) == (date(2026, 4, 10), LAST, 0)
    assert [(event.when, event.kind.en, event.amount and event.amount.minor) for event in result.timeline] == [
        ("2026-04-30 12:00", "Paid order", 9_000),
        ("2026-04-25 12:00", "Unpaid order", 1_000),
        ("2026-04-20 13:00", "Refund", -500),
        ("2026-04-12 11:00", "Review", None),
        ("2026-04-10 12:00", "Paid order", 5_000),
    ]
    assert result.timeline[3].number == 5


def test_a_refill_is_due_when_others_buy_it_again(shop):
    result = run(shop, OneCustomerParams(customer="p0"))
    tea, cup = sorted(result.bought, key=lambda row: row.sku, reverse=True)

    # Forty intervals of 10 … 30 days, about two of each length: the middle half is 15 … 25.
    assert (tea.days_since, tea.from_days, tea.to_days, tea.is_due) == (20, 15, 25, True)
    assert (cup.is_due, cup.from_days) == (False, None)
    assert [action.what.code for action in result.actions] == ["remind_of", f"do_{result_state(result)}"]
    assert render(result.actions[0].what, CAPABILITY.sentences, "zh-CN").startswith("“tea”买了 20 天")


def result_state(result):
    return {"活跃": "active", "新客": "new", "降温": "cooling", "沉睡": "lapsed", "回归": "regained"}[result.state.zh]


@pytest.mark.slow
def test_who_never_paid_and_who_is_not_there(shop):
    never = run(shop, OneCustomerParams(customer="never"))

    assert (never.headline.code, never.state, never.purchase_days, len(never.timeline)) == ("nothing_paid", None, 0, 1)
    with pytest.raises(NoSuchCustomer):
        run(shop, OneCustomerParams(customer="p999"))
    with pytest.raises(ValidationError):
        OneCustomerParams(customer="13800138000")
