"""Who is due on which day, told day by day, and that a day of the past does not know what came after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.kept import same_shop
from zhanggui.analyses.customers.reorder import ReorderParams, waits_of
from zhanggui.decisions.programmes.due import due
from zhanggui.decisions.programmes.programme import built_in
from zhanggui.decisions.programmes.triggers import (
    Anniversary,
    BecameState,
    Birthday,
    CartLeft,
    FirstPurchase,
    OnlyPurchase,
    ReplenishmentDue,
    SpendMilestone,
    TopBuyers,
)

AS_OF = date(2026, 3, 31)


def orders(customer, *days, goods_minor=10_000):
    return [
        {
            "channel": "own_site",
            "order_id": f"{customer}/{day}",
            "customer": customer,
            "ordered_at": f"{day} 04:00",
            "paid_at": f"{day} 04:00",
            "currency": "CNY",
            "goods_minor": goods_minor,
        }
        for day in days
    ]


def carts(customer, *days):
    return [
        {
            "channel": "own_site",
            "event_id": f"{customer}/{day}",
            "kind_of_event": "cart",
            "happened_at": f"{day} 04:00",
            "happened_day": day,
            "visitor": customer,
            "customer": customer,
        }
        for day in days
    ]


PA = orders("pa", "2024-02-29", "2025-12-20", "2026-03-10")
PB = orders("pb", "2026-02-28", goods_minor=60_000)
PC = orders("pc", "2026-01-01", "2026-03-30", goods_minor=50_000)
MEMBERS = [{"customer": "pa", "birth_month": 4}, {"customer": "pb", "birth_month": 3}, {"customer": "pc"}]
EVENTS = [*carts("pa", "2026-03-09", "2026-03-29"), *carts("pb", "2026-03-30"), *carts("pc", "2026-03-28")]


def found(trigger, day, patience=1, rows=(*PA, *PB, *PC), as_of=AS_OF):
    shop = same_shop({"orders": list(rows), "customers": MEMBERS, "events": EVENTS}, as_of=as_of)
    told = shop.fetch(due(shop, trigger, date.fromisoformat(day), patience)).to_pylist()
    return sorted((row["customer"], row["day"].isoformat(), row["occasion"]) for row in told)


def test_two_days_after_the_first_purchase():
    assert found(FirstPurchase(after_days=2), "2026-03-02") == [("pb", "2026-03-02", "first")]
    assert found(FirstPurchase(after_days=2), "2026-03-08", patience=7) == [("pb", "2026-03-02", "first")]
    assert found(FirstPurchase(after_days=2), "2026-03-09", patience=7) == []


@pytest.mark.slow
def test_a_second_order_is_missing_for_thirty_days():
    assert found(OnlyPurchase(after_days=30), "2026-03-30") == [("pb", "2026-03-30", "second")]
    assert found(OnlyPurchase(after_days=30), "2026-01-31") == [("pc", "2026-01-31", "second")], "as known then"


@pytest.mark.slow
def test_a_cart_is_left_when_nothing_was_bought_since():
    assert found(CartLeft(after_days=1), "2026-03-30") == [("pa", "2026-03-30", "cart 2026-03-29")]
    assert found(CartLeft(after_days=1), "2026-03-10") == [], "pa bought on the day itself"
    assert found(CartLeft(after_days=1), "2026-03-29") == [("pc", "2026-03-29", "cart 2026-03-28")], "as known then"


@pytest.mark.slow
def test_birthdays_are_remembered_by_month():
    assert found(Birthday(), "2026-03-01") == [("pb", "2026-03-01", "birthday 2026")]
    assert found(Birthday(days_before=7), "2026-03-25") == [("pa", "2026-03-25", "birthday 2026")]
    assert found(Birthday(), "2026-03-02") == []


@pytest.mark.slow
def test_one_who_came_on_a_leap_day_is_remembered_every_year():
    assert found(Anniversary(), "2026-02-28") == [("pa", "2026-02-28", "anniversary 2026")]
    assert found(Anniversary(), "2026-03-01") == []


@pytest.mark.slow
def test_passing_several_sums_at_once_is_one_milestone():
    trigger = SpendMilestone(thresholds_minor=(20_000, 50_000, 100_000), after_days=0)
    assert found(trigger, "2026-02-28") == [("pb", "2026-02-28", "spent 50000")]
    assert found(trigger, "2026-03-30") == [("pc", "2026-03-30", "spent 100000")]
    assert found(trigger, "2025-12-20") == [("pa", "2025-12-20", "spent 20000")]


@pytest.mark.slow
def test_the_best_buyers_of_the_year_before_the_quarter():
    assert found(TopBuyers(share=0.4), "2026-01-05", patience=7) == [("pa", "2026-01-01", "quarter 2026-1")]
    assert found(TopBuyers(share=0.4), "2026-01-09", patience=7) == []


def regulars():
    """Forty who buy every 2 to 30 days; one of them stopped in January."""
    rows = []
    for number in range(40):
        days = [date(2025, 10, 1) + timedelta(days=number % 10)]
        for step in range(19):
            days.append(days[-1] + timedelta(days=2 + (7 * step + 5 * number) % 29))
        last = date(2026, 1, 20) if number == 7 else AS_OF
        rows += orders(f"r{number:02}", *(day.isoformat() for day in days if day <= last), goods_minor=5_000)
    return rows


@pytest.mark.slow
def test_replenishment_is_due_when_the_usual_wait_is_reached():
    rows = regulars()
    shop = same_shop({"orders": rows, "customers": MEMBERS, "events": EVENTS}, as_of=AS_OF)
    first, _ = waits_of(shop, ReorderParams(), ("4",))["4"].due
    last = max(row["ordered_at"][:10] for row in rows if row["customer"] == "r07")
    day = (date.fromisoformat(last) + timedelta(days=first)).isoformat()
    assert ("r07", day, last) in found(ReplenishmentDue(), day, rows=rows)


def is_found(state, away, patience):
    day = (date(2026, 1, 20) + timedelta(days=away)).isoformat()
    return any(who == "r07" for who, _, _ in found(BecameState(state=state), day, patience, rows=regulars()))


@pytest.mark.slow
def test_cooling_comes_before_lapsing_and_each_is_told_on_one_day():
    early, late = 10, 60  # bisection: not lapsed at the first, lapsed at the second
    while late - early > 1:
        middle = (early + late) // 2
        early, late = (early, middle) if is_found("lapsed", middle, 60) else (middle, late)
    assert is_found("cooling", late - 1, 30)
    assert not is_found("cooling", late, 30)
    assert is_found("lapsed", late, 1)
    assert not is_found("lapsed", late + 1, 1)


def test_the_programmes_that_come_along_cover_the_life_of_a_customer():
    assert [programme.name for programme in built_in()] == [
        "welcome",
        "second_order",
        "cart_reminder",
        "replenishment_due",
        "birthday",
        "anniversary",
        "milestone",
        "vip_care",
        "cooling",
        "lapsed",
    ]
    assert all(message.text.zh and message.text.en for each in built_in() for message in each.messages)
