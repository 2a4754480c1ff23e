"""Do the days of visitors and buyers hold what events and orders tell, so that either way gives the same number?"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.analyses.builders import event, order, unpaid
from zhanggui.analyses.counted_sales import SalesParams
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
    """One channel, so that choosing it chooses everything; who comes at midnight comes twice."""
    events = [
        event(1, "va", "view", "2026-02-03 04:00:00"),
        event(2, "va", "cart", "2026-02-03 04:30:00"),
        event(3, "va", "view", "2026-02-03 05:00:01"),
        event(4, "va", "purchase", "2026-02-03 05:00:01", campaign="spring"),
        event(5, "va", "view", "2026-02-10 03:00:00"),
        event(6, "vb", "view", "2026-02-10 03:00:00", campaign="spring"),
        event(7, "vb", "favourite", "2026-02-10 03:00:05"),
        event(8, "vc", "view", "2026-01-05 03:00:00"),
    ]
    orders = [
        order(1, "pa", "2025-10-01"),
        order(2, "pa", "2025-10-01"),
        order(3, "pa", "2025-11-20"),
        order(4, "pb", "2025-11-05"),
        order(5, None, "2025-11-06"),
        unpaid(6, "pb", "2025-11-09"),
        order(7, "pb", "2025-12-01", currency="USD"),
        order(8, "pa", "2026-02-20"),
    ]
    return inline_warehouse({"events": events, "orders": orders})


def test_a_visit_ends_after_half_an_hour_and_a_day_is_one_row_a_visitor(shop):
    rows = shop.fetch(shop.table("visitor_days").order_by("happened_day", "visitor_no")).to_pylist()

    assert [(row["visitor_no"], row["happened_day"].day, row["visits"], row["visit_seconds"]) for row in rows] == [
        (3, 5, 1, 0),
        (1, 3, 2, 1800),
        (1, 10, 1, 0),
        (2, 10, 1, 5),
    ]
    assert [(row["has_carted"], row["has_purchased"], row["has_favourited"]) for row in rows] == [
        (False, False, False),
        (True, True, False),
        (False, False, False),
        (False, False, True),
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


@pytest.mark.parametrize("until", [None, date(2026, 2, 20), date(2025, 11, 1)])
def test_days_of_the_whole_shop_are_those_of_its_only_channel_as_known_on_any_day(shop, until):
    whole, only = (
        shop.fetch(purchase_days(shop, SalesParams(channel=channel, end=until)).order_by("customer", "ordered_day"))
        for channel in (None, "own_site")
    )

    assert whole.select(only.column_names).to_pylist() == only.to_pylist()


@pytest.mark.parametrize("how", [{}, {"period": FEBRUARY}, {"grain": "week"}, {"compare": "both", "period": FEBRUARY}])
def test_numbers_of_the_whole_shop_are_those_of_its_only_channel(shop, how):
    names = tuple(name for name in OF_DAYS if "channel" in possible_dimensions(metric(name)))
    whole, only = (
        measure(shop, Question(metrics=names, where=where, **how)).rows for where in ((), (("channel", "own_site"),))
    )

    assert len(names) > 15
    assert [(row.metric, row.period, row.value, row.previous, row.last_year) for row in whole] == [
        (row.metric, row.period, row.value, row.previous, row.last_year) for row in only
    ]
