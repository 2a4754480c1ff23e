"""What people who fall due do anyway: those who came back by themselves count as much as those who stayed away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.kept import same_shop
from zhanggui.decisions.programmes.programme import built_in
from zhanggui.decisions.programmes.usual import usual

AS_OF = date(2026, 6, 30)
SECOND_ORDER = next(each for each in built_in() if each.name == "second_order")
FELL_DUE = AS_OF - timedelta(days=SECOND_ORDER.horizon_days + 20)
BOUGHT = FELL_DUE - timedelta(days=SECOND_ORDER.trigger.after_days)


def order(customer, day):
    return {
        "channel": "own_site",
        "order_id": f"{customer}/{day}",
        "customer": customer,
        "ordered_at": f"{day} 04:00",
        "paid_at": f"{day} 04:00",
        "currency": "CNY",
        "goods_minor": 10_000,
    }


@pytest.fixture(scope="module")
def shop():
    """Forty first orders fell due on one day; twelve of them were followed by a second ten days later."""
    people = [f"p{number:02}" for number in range(40)]
    back = [order(name, FELL_DUE + timedelta(days=10)) for name in people[:12]]
    return same_shop({"orders": [*(order(name, BOUGHT) for name in people), *back]}, as_of=AS_OF)


def test_who_came_back_within_the_four_weeks_counts_as_well(shop):
    found = usual(shop, SECOND_ORDER, AS_OF)
    assert (found.cases, found.buying, found.net_minor) == (40, 0.3, 3_000.0)


def test_fewer_than_thirty_say_nothing(shop):
    assert usual(shop, SECOND_ORDER, AS_OF - timedelta(days=60)) is None
