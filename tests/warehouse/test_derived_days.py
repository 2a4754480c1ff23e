"""Do the rows laid out by visitor, buyer and order give the same numbers as the events and lines themselves?"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.analyses.builders import event, order, unpaid
from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.analyses.customers.own_rhythm import purchase_days
from zhanggui.core.period import Period
from zhanggui.metrics.measure import measure
from zhanggui.metrics.plan import possible_dimensions, relations_of
from zhanggui.metrics.question import Question
from zhanggui.metrics.registry import METRICS, metric
from zhanggui.metrics.relations import RELATIONS
from zhanggui.warehouse.inline import inline_warehouse

UNSPLIT = {name for name, relation in RELATIONS.items() if relation.unsplit}
OF_DAYS = tuple(name for name in METRICS if UNSPLIT.intersection(relations_of(metric(name))) and name != "ltv_naive")
FEBRUARY = Period(date(2026, 2, 1), date(2026, 3, 1))


@pytest.fixture(scope="module")
def shop():
    """One device, so that choosing it chooses everything; two channels, between which one visitor moves."""
    events = [
        event(1, "va", "view", "2026-02-03 04:00:00"),
        event(2, "va", "cart", "2026-02-03 04:30:00"),
        event(3, "va", "view", "2026-02-03 05:00:01"),
        event(4, "va", "purchase", "2026-02-03 05:00:01", campaign="spring"),
        event(5, "va", "view", "2026-02-10 03:00:00"),
        event(6, "vb", "view", "2026-02-10 03:00:00", campaign="spring"),
        event(7, "vb", "favourite", "2026-02-10 03:00:05"),
        event(8, "vc", "view", "2026-01-05 03:00:00"),
        event(9, "vb", "view", "2026-02-10 03:10:05", channel="tmall"),
        event(10, "vb", "purchase", "2026-02-10 03:50:05", channel="tmall"),
    ]
    orders = [
        order(1, "pa", "2025-10-01"),
        order(2, "pa", "2025-10-01"),
        order(3, "pa", "2025-11-20"),
        order(4, "pb", "2025-11-05", channel="tmall"),
        order(5, None, "2025-11-06"),
        unpaid(6, "pb", "2025-11-09"),
        order(7, "pb", "2025-12-01", currency="USD"),
        order(8, "pa", "2026-02-20"),
    ]
    told = {"events": events, "orders": orders}
    return inline_warehouse({name: [row | {"device": "mobile"} for row in rows] for name, rows in told.items()})


def test_a_visit_ends_after_half_an_hour_and_a_day_is_one_row_a_visitor(shop):
    rows = shop.fetch(shop.table("visitor_days").order_by("happened_day", "visitor_no", "channel")).to_pylist()

    assert [(row["visitor_no"], row["happened_day"].day, row["visits"], row["visit_seconds"]) for row in rows] == [
        (3, 5, 1, 0),
        (1, 3, 2, 1800),
        (1, 10, 1, 0),
        (2, 10, 1, 5),
        (2, 10, 1, 600),
    ]
    assert [(row["has_carted"], row["has_purchased"], row["has_favourited"]) for row in rows] == [
        (False, False, False),
        (True, True, False),
        (False, False, False),
        (False, False, True),
        (False, True, False),
    ]
    assert rows[1]["last_bought_at"] == rows[1]["first_invited_at"] == datetime(2026, 2, 3, 5, 0, 1)  # noqa: DTZ001


def test_days_of_purchase_follow_each_other_without_unpaid_unknown_and_foreign_orders(shop):
    rows = shop.fetch(shop.table("purchase_days").order_by("customer", "ordered_day")).to_pylist()

    first, second, third = date(2025, 10, 1), date(2025, 11, 20), date(2026, 2, 20)
    assert [tuple(row.values()) for row in rows] == [
        ("pa", first, 0, first, None, second),
        ("pa", second, 1, first, first, third),
        ("pa", third, 2, first, second, None),
        ("pb", date(2025, 11, 5), 0, date(2025, 11, 5), None, None),
    ]


def test_an_order_is_one_row_with_what_came_in(shop):
    rows = shop.fetch(shop.table("order_totals").order_by("ordered_day")).to_pylist()

    assert [(row["customer"], row["is_paid"], row["received_minor"], row["is_first_order"]) for row in rows[2:5]] == [
        ("pb", True, 1000, True),
        (None, True, 1000, None),
        ("pb", False, 0, False),
    ]


@pytest.mark.parametrize("until", [None, date(2026, 2, 20), date(2025, 11, 1)])
def test_days_of_purchase_are_those_of_the_lines_as_known_on_any_day(shop, until):
    asked = SalesParams(end=until)
    lines = counted_lines(shop, asked)
    days = lines.filter(lines.customer.notnull()).select("customer", "ordered_day").distinct()
    told = [tuple(row.values()) for row in shop.fetch(days.order_by("customer", "ordered_day")).to_pylist()]

    found = shop.fetch(purchase_days(shop, asked).order_by("customer", "ordered_day")).to_pylist()

    assert [(row["customer"], row["ordered_day"]) for row in found] == told
    assert [row["next_day"] for row in found] == [
        after[1] if after[0] == mine[0] else None for mine, after in zip(told, [*told[1:], (None, None)], strict=True)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("by", [(), ("channel",)])
@pytest.mark.parametrize("how", [{}, {"period": FEBRUARY}, {"grain": "week"}, {"compare": "both", "period": FEBRUARY}])
def test_numbers_of_the_whole_shop_are_those_of_its_only_device(shop, how, by):
    names = tuple(name for name in OF_DAYS if "device" in possible_dimensions(metric(name)))
    assert len(names) > 25
    assert both_ways(shop, names, by=by, **how)


def test_visits_and_buyers_of_a_channel_are_counted_alike_either_way(shop):
    assert both_ways(shop, ("visitors", "visits", "buyers", "paid_orders"), by=("channel",), period=FEBRUARY)


def both_ways(shop, names, **how):
    """Whether the numbers are the same from the rows laid out and, by the only device, from events and lines."""
    whole, only = (
        measure(shop, Question(metrics=names, where=where, **how)).rows for where in ((), (("device", "mobile"),))
    )
    return whole == only
