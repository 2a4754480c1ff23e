"""Do orders in another currency become the shop's money at the rate of their day, to the cent?"""

from __future__ import annotations

import random

import pytest

from tests.analyses.builders import line, order, refund
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.warehouse.inline import inline_warehouse


def rate(day, value, currency="USD"):
    return {"day": day, "currency": currency, "quote_currency": "CNY", "rate": value}


def usd(number, day, goods, **more):
    return order(number, "pa", day, goods, currency="USD", **more)


def sums(shop, *columns):
    told = ", ".join(f"sum({column})::BIGINT" for column in columns)
    return shop.connection.execute(f"SELECT {told} FROM sale_lines WHERE currency = 'CNY'").fetchone()


def audits(shop):
    return {found.name: found.examples for found in shop.facts.audits}


@pytest.mark.slow
def test_an_order_is_worth_what_the_rate_of_its_day_makes_it():
    shop = inline_warehouse(
        {
            "orders": [usd(1, "2026-01-02", 1_000), usd(2, "2026-01-05", 1_000)],
            "fx_rates": [rate("2026-01-01", 7.0288), rate("2026-01-05", 7.1)],
        }
    )

    found = shop.connection.execute("SELECT order_id, net_sales_minor, currency FROM sale_lines ORDER BY 1").fetchall()
    assert found == [("1", 7_029, "CNY"), ("2", 7_100, "CNY")]
    assert measure(shop, Question(metrics=("net_sales",))).value("net_sales") == 14_129
    assert audits(shop) == {}


@pytest.mark.slow
def test_the_original_amount_and_currency_are_kept():
    shop = inline_warehouse({"orders": [usd(1, "2026-01-02", 1_000)], "fx_rates": [rate("2026-01-01", 7.0)]})

    assert shop.connection.execute("SELECT goods_minor, currency FROM orders").fetchall() == [(1_000, "USD")]


def test_an_order_before_the_first_rate_counts_nowhere_and_the_day_is_named():
    shop = inline_warehouse(
        {"orders": [usd(1, "2026-01-03", 1_000), usd(2, "2026-01-04", 1_000)], "fx_rates": [rate("2026-01-04", 7.0)]}
    )

    assert sums(shop, "net_sales_minor") == (7_000,)
    assert audits(shop) == {"rates_missing": ("('USD', datetime.date(2026, 1, 3), 1)",)}


@pytest.mark.slow
def test_a_currency_without_cents_keeps_its_size():
    shop = inline_warehouse(
        {
            "orders": [order(1, "pa", "2026-01-02", 10_000, currency="JPY")],
            "fx_rates": [rate("2026-01-01", 0.0465, "JPY")],
        }
    )

    assert sums(shop, "net_sales_minor") == (46_500,)


@pytest.mark.slow
def test_the_shops_own_orders_are_left_as_they_are():
    shop = inline_warehouse(
        {
            "orders": [order(1, "pa", "2026-01-02", 1_001), usd(2, "2026-01-02", 100)],
            "fx_rates": [rate("2026-01-01", 7.0)],
        }
    )

    assert sums(shop, "net_sales_minor") == (1_701,)


@pytest.mark.slow
def test_a_refund_in_full_gives_back_exactly_what_was_sold_even_when_rates_moved():
    shop = inline_warehouse(
        {
            "orders": [usd(1, "2026-01-02", 999)],
            "order_lines": [line(1, 1, "a", 333), line(1, 2, "b", 666)],
            "refunds": [
                refund(1, "2026-01-09", 333, "#1", currency="USD"),
                refund(1, "2026-01-10", 666, "#2", currency="USD"),
            ],
            "fx_rates": [rate("2026-01-01", 7.0288), rate("2026-01-08", 8.5)],
        }
    )

    assert sums(shop, "due_minor", "refund_minor", "net_sales_minor") == (7_022, 7_022, 0)
    assert audits(shop) == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_lines_still_add_up_to_their_orders_after_the_exchange(seed):
    chance = random.Random(seed)  # noqa: S311 - amounts, not secrets
    orders, lines, refunds = [], [], []
    for number in range(60):
        parts = [chance.randint(1, 9_999) for _ in range(chance.randint(1, 6))]
        taken = [chance.randint(0, gross) if chance.random() < 0.3 else 0 for gross in parts]
        goods = sum(parts) - sum(taken)
        shipping, tax = chance.choice((0, 599)), chance.choice((0, 73))
        total = goods + shipping + tax
        orders.append(
            usd(
                number, "2026-01-02", goods, shipping_minor=shipping, tax_minor=tax, total_minor=total, paid_minor=total
            )
        )
        for at, (gross, off) in enumerate(zip(parts, taken, strict=True), 1):
            bearer = chance.choice(("platform", "merchant", "influencer"))
            lines.append(line(number, at, f"s{at}", gross, **{f"discount_{bearer}_minor": off}))
        if chance.random() < 0.3 and goods > 1:
            refunds.append(refund(number, "2026-01-04", chance.randint(1, goods), currency="USD"))
    factor = 6 + chance.random()

    shop = inline_warehouse(
        {"orders": orders, "order_lines": lines, "refunds": refunds, "fx_rates": [rate("2026-01-01", factor)]}
    )

    found = shop.connection.execute("""
        SELECT o.order_id, o.goods_minor, o.total_minor, sum(s.due_minor), sum(s.due_minor + s.shipping_minor + s.tax_minor),
            sum(s.paid_minor), min(s.discount_merchant_minor)
        FROM orders AS o JOIN sale_lines AS s ON s.order_id = o.order_id GROUP BY ALL
    """).fetchall()
    for _, goods, total, due, owed, paid, least in found:
        assert (due, owed, paid) == (round(goods * factor), round(total * factor), round(total * factor))
        assert least >= 0
    assert shop.connection.execute("SELECT count(*) FROM sale_lines WHERE line_id = '*'").fetchone() == (0,)
    assert audits(shop) == {}
