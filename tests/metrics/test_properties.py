"""Whatever the shop sold: parts add up to the whole, and each metric adds up exactly as it claims."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.core.period import Period
from zhanggui.metrics.fold import adds_up
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.metrics.registry import EVERY_METRIC, dimension
from zhanggui.warehouse.inline import inline_warehouse

WHOLE = Period(date(2026, 1, 1), date(2026, 3, 1))
ORDER_METRICS = tuple(
    name
    for name, metric in EVERY_METRIC.items()
    if set(metric.needs) == {"sale_lines"} and metric.additivity in {"additive", "per_order"}
)
SPLITS = ("sku", "channel", "customer", "line", "buyer_type", "weekday", "festival")


@st.composite
def shops(draw):
    """Six to twenty orders of one to three lines, some unpaid, some refunded, some without a customer."""
    orders, lines, refunds = [], [], []
    for number in range(draw(st.integers(6, 20))):
        at = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 58)))
        amounts = draw(st.lists(st.integers(1, 9_999), min_size=1, max_size=3))
        paid = draw(st.booleans())
        goods = sum(amounts) - draw(st.integers(0, min(amounts)))
        orders.append(
            {
                "channel": draw(st.sampled_from(["tmall", "jd"])),
                "order_id": str(number),
                "customer": draw(st.sampled_from([None, "ann", "bob"])),
                "ordered_at": f"{at} 17:00",
                "paid_at": f"{at} 18:00" if paid else None,
                "currency": "CNY",
                "goods_minor": goods,
                "discount_platform_minor": draw(st.integers(0, 50)),
                "shipping_minor": draw(st.integers(0, 900)),
            }
        )
        lines += [
            {
                "channel": orders[-1]["channel"],
                "order_id": str(number),
                "line_id": str(place),
                "kind_of_line": "sale",
                "sku": draw(st.sampled_from(["tea", "cup", None])),
                "quantity": draw(st.integers(1, 3)),
                "gross_minor": amount,
            }
            for place, amount in enumerate(amounts)
        ]
        if paid and draw(st.booleans()):
            refunds.append(
                {
                    "channel": orders[-1]["channel"],
                    "refund_id": f"R{number}",
                    "order_id": str(number),
                    "refunded_at": f"{at + timedelta(days=1)} 05:00",
                    "amount_minor": draw(st.integers(1, goods)) if goods else 1,
                    "currency": "CNY",
                    "status": "refunded",
                }
            )
    return inline_warehouse({"orders": orders, "order_lines": lines, "refunds": refunds})


def figures(shop, **question):
    return measure(shop, Question(metrics=ORDER_METRICS, period=WHOLE, **question)).rows


def sums(rows):
    found = {}
    for row in rows:
        found[row.metric] = found.get(row.metric, 0) + (row.value or 0)
    return found


@pytest.mark.slow
@settings(max_examples=6)
@given(shop=shops(), split=st.sampled_from(SPLITS))
def test_groups_add_up_to_the_total_wherever_the_metric_says_so(shop, split):
    by = (dimension(split),)
    expected = {row.metric: row.value for row in figures(shop)}
    grouped = sums(figures(shop, by=(split,)))

    for name, total in expected.items():
        if total is not None and adds_up(EVERY_METRIC[name], by):
            assert grouped[name] == total, (name, split)


@pytest.mark.slow
@settings(max_examples=5)
@given(shop=shops(), grain=st.sampled_from(["day", "week", "month"]))
def test_days_weeks_and_months_add_up_to_the_period(shop, grain):
    expected = {row.metric: row.value for row in figures(shop)}
    by_time = sums(figures(shop, grain=grain))

    assert {name: by_time[name] for name in expected} == {name: total or 0 for name, total in expected.items()}


@pytest.mark.slow
@settings(max_examples=5)
@given(shop=shops())
def test_over_all_time_booked_and_restated_figures_agree(shop):
    asked = ("net_sales", "net_sales_booked", "refunds", "refunds_booked", "paid_sales", "paid_sales_booked")
    rows = measure(shop, Question(metrics=(*asked, "money_received"))).rows
    net, net_booked, refunds, refunds_booked, paid, paid_booked, received = (row.value for row in rows)

    assert (net, refunds, paid) == (net_booked, refunds_booked, paid_booked)
    assert received == paid - refunds
