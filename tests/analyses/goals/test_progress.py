"""A goal is broken down exactly, followed honestly, and says what it cannot know."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analyses.builders import line, order, refund
from zhanggui.analyses.goals.progress.cascade import break_down, cut
from zhanggui.analyses.goals.progress.goal_params import (
    GoalOutOfTime,
    GoalParams,
    GoalTooLong,
    MetricDoesNotAddUp,
    TargetNotUnderstood,
)
from zhanggui.analyses.goals.progress.progress import CAPABILITY
from zhanggui.analyses.goals.progress.seasons import Past, basis_of, days_between, shape
from zhanggui.books import goals
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

GOAL = {"metric": "net_sales", "target": "3100", "start": "2026-03-01", "deadline": "2026-03-31", "owner": "李"}


def shop(first, last, amount=lambda day: 10_000, channels=("tmall",)):
    """One order a day in each channel."""
    days = days_between(first, last + timedelta(days=1))
    numbered = [(f"{channel}{at}", day, channel) for at, day in enumerate(days) for channel in channels]
    return inline_warehouse(
        {
            "orders": [order(n, f"p{n}", day, amount(day), channel=channel) for n, day, channel in numbered],
            "order_lines": [line(n, 1, "A", amount(day), channel=channel) for n, day, channel in numbered],
        },
        as_of=last,
    )


def asked(warehouse, **told):
    return CAPABILITY.run(warehouse, GoalParams(**{**GOAL, **told}))


def said(result):
    return [caveat.code for caveat in result.caveats]


@pytest.fixture(scope="module")
def steady():
    """¥100 a day in one channel, from December to the middle of March."""
    warehouse = shop(date(2025, 12, 1), date(2026, 3, 15))
    yield warehouse
    warehouse.close()


@pytest.mark.parametrize(
    "lack, error",
    [
        ("metric", goals.GoalWithoutMetric),
        ("target", goals.GoalWithoutTarget),
        ("deadline", goals.GoalWithoutDeadline),
        ("owner", goals.GoalWithoutOwner),
    ],
)
def test_each_lack_is_refused_in_its_own_words(steady, lack, error):
    told = {name: value for name, value in GOAL.items() if name != lack}
    with pytest.raises(error):
        CAPABILITY.run(steady, GoalParams(**told))


@pytest.mark.parametrize("target", ["many", "-5", "0", "1e400"])
def test_a_target_that_is_no_amount_is_refused(steady, target):
    with pytest.raises(TargetNotUnderstood):
        asked(steady, target=target)


@pytest.mark.parametrize("metric", ["buyers", "repeat_rate", "inventory_turnover"])
def test_what_days_do_not_make_up_is_no_goal(steady, metric):
    with pytest.raises(MetricDoesNotAddUp):
        asked(steady, metric=metric)


def test_a_steady_shop_is_on_pace_and_meets_what_it_always_brings(steady):
    found = asked(steady, target="3100")

    assert (found.actual, found.planned, found.days_left) == (Money(150_000, "CNY"), Money(150_000, "CNY"), 16)
    assert (found.required_per_day, found.current_per_day) == (Money(10_000, "CNY"), Money(10_000, "CNY"))
    assert found.forecast.estimate == Money(310_000, "CNY")
    assert found.pace.rate == 1.0


@pytest.mark.slow
def test_a_target_out_of_reach_is_at_risk_and_every_driver_says_what_it_would_take(steady):
    found = asked(steady, target="4700")

    assert found.state.code == "at_risk"
    assert found.chance.rate == 0.0
    assert found.expected_miss == Money(160_000, "CNY")
    assert found.required_per_day == Money(20_000, "CNY")
    # 16 days are to bring twice what they would: each driver alone would have to double.
    assert {row.driver.en: row.change.rate for row in found.drivers if row.change} == pytest.approx(
        {"Buyers": 1.0, "Orders per buyer": 1.0, "Units per order": 1.0, "Paid per unit": 1.0}
    )
    assert {row.driver.en: row.needed for row in found.drivers}[
        "Kept after refunds"
    ] is None  # no more than all is kept


def test_the_plan_of_a_shop_without_a_year_says_that_it_knows_weekdays_alone(steady):
    assert said(asked(steady)) == ["plan_weekday", "forecast_weekday"]
    assert said(asked(steady, start="2025-12-10")) == ["plan_even", "forecast_weekday"]


@pytest.mark.slow
def test_the_plan_stands_still_while_the_goal_runs():
    early, late = (
        shop(date(2025, 12, 1), date(2026, 3, 2)),
        shop(date(2025, 12, 1), date(2026, 3, 20), lambda day: 10_000 if day.month != 3 else 70_000),
    )

    assert [row.target for row in asked(early).days] == [row.target for row in asked(late).days]


@pytest.mark.slow
def test_all_parts_add_up_to_the_target_over_channels_and_time():
    warehouse = shop(
        date(2025, 12, 1), date(2026, 3, 2), lambda day: 7_777 + 1_000 * day.weekday(), ("jd", "tmall", "store")
    )
    found = asked(warehouse, target="99999.97", deadline="2026-08-13")

    for table in (found.channels, found.quarters, found.months, found.weeks, found.days):
        assert sum(row.target.minor for row in table) == 9_999_997
    for month in found.months:
        inside = [row.target.minor for row in found.days if month.first_day <= row.first_day <= month.last_day]
        assert sum(inside) == month.target.minor


@given(
    target=st.integers(1, 10**9),
    days=st.integers(1, 200),
    weights=st.lists(st.floats(0, 1e6), min_size=1, max_size=4),
)
def test_a_cascade_loses_no_unit_whatever_the_weights(target, days, weights):
    span = days_between(date(2026, 1, 15), date(2026, 1, 15) + timedelta(days=days))
    plan = break_down(target, span, {str(at): np.full(days, weight) for at, weight in enumerate(weights)})

    assert sum(plan.by_day) == target
    assert min(min(each) for each in plan.by_channel.values()) >= 0
    assert sum(period.days for period, _ in cut(span, "week")) == days


def test_a_small_target_is_spread_over_the_months_and_not_heaped_on_the_best_days():
    span = days_between(date(2026, 1, 1), date(2027, 1, 1))
    plan = break_down(24, span, {"": np.where([day.month == 11 for day in span], 1.01, 1.0)})

    assert {sum(plan.by_day[place]) for _, place in cut(span, "month")} == {2}


def test_a_festival_that_moved_with_the_moon_takes_its_share_along():
    """Spring Festival was on 29 January 2025 and is on 17 February 2026: the like days move with it."""
    days = days_between(date(2024, 10, 1), date(2026, 1, 1))
    values = np.array([500.0 if date(2025, 1, 10) <= day <= date(2025, 1, 15) else 100.0 for day in days])
    past = Past(first=days[0], values=values)
    ahead = days_between(date(2026, 1, 1), date(2026, 3, 1))

    assert basis_of(past, ahead) == "last_year"
    heavy = [day for day, weight in zip(ahead, shape(past, ahead, "last_year"), strict=True) if weight > 300]
    assert (heavy[0], heavy[-1]) == (date(2026, 1, 29), date(2026, 2, 3))


def test_a_goal_that_is_over_is_met_or_missed(steady):
    met, missed = (asked(steady, deadline="2026-03-10", target=target) for target in ("1000", "1000.01"))

    assert (met.state.code, missed.state.code) == ("met", "missed")
    assert missed.expected_miss == Money(1, "CNY")
    assert "未达成" in render(missed.headline, CAPABILITY.sentences, "zh-CN")


@pytest.mark.slow
def test_a_goal_of_one_channel_counts_that_channel_alone():
    warehouse = shop(date(2025, 12, 1), date(2026, 3, 15), channels=("jd", "tmall"))
    found = asked(warehouse, metric="paid_orders", target="31", where="channel=jd")

    assert (found.actual, found.planned) == (15, 15)
    assert [row.target for row in found.channels] == [31]


@pytest.mark.slow
def test_a_goal_for_what_should_be_low_is_a_ceiling():
    days = days_between(date(2025, 12, 1), date(2026, 3, 16))
    warehouse = inline_warehouse(
        {
            "orders": [order(at, f"p{at}", day, 10_000) for at, day in enumerate(days)],
            "refunds": [refund(at, day, 1_000) for at, day in enumerate(days)],
        },
        as_of=days[-1],
    )
    under, over = (asked(warehouse, metric="refunds", target=target) for target in ("320", "300"))

    assert (under.state.code, over.state.code) == ("on_track", "at_risk")
    assert (under.expected_miss.minor, over.expected_miss.minor) == (0, 1_000)
    assert over.drivers == ()


@pytest.mark.parametrize(
    "told, error",
    [
        ({"start": "0001-01-01", "deadline": "0001-01-31"}, GoalOutOfTime),
        ({"start": "9999-12-31", "deadline": "9999-12-31"}, GoalOutOfTime),
        ({"start": "2020-01-01", "deadline": "2026-12-31"}, GoalTooLong),
    ],
)
def test_a_goal_beyond_every_calendar_is_refused(steady, told, error):
    with pytest.raises(error):
        asked(steady, **told)


def test_what_is_not_yet_or_was_never_known_is_a_dash_with_its_reason(steady):
    from zhanggui.surfaces.presentation import page

    found = asked(steady, start="2025-11-01")
    stood = {row.part: (row.actual, row.standing.code) for row in found.months}

    assert stood["2025-11"] == (None, "part_before_data")
    assert stood["2025-12"] == (Money(310_000, "CNY"), "part_over")
    assert stood["2026-03"] == (Money(150_000, "CNY"), "part_running")
    assert found.weeks[-1].standing.code == "part_not_begun"
    months = next(table for table in page(found, CAPABILITY, "en").tables if table.name == "months")
    assert months.rows[0][-3:] == ("—", "—", "no data of that time")


def test_sentences_read_right_of_one_day(steady):
    said = render(asked(steady, start="2025-12-02").caveats[0], CAPABILITY.sentences, "en")

    assert said == "Days known before the goal begins: 1, too few even for weekdays; it is broken down evenly by day."


def visited(metric, **told):
    """A shop of an order of ¥100 a day, from 10 visitors a day on one channel, and goals on what comes of them."""
    days = days_between(date(2025, 12, 1), date(2026, 3, 16))
    traffic = [{"channel": "tmall", "day": day, "level": "store", "visitors": 10} for day in days]
    warehouse = inline_warehouse(
        {
            "orders": [order(f"o{at}", f"p{at}", day, 10_000, channel="tmall") for at, day in enumerate(days)],
            "order_lines": [line(f"o{at}", 1, "A", 10_000, channel="tmall") for at, _ in enumerate(days)],
            "traffic_stats": traffic if told.pop("has_traffic", True) else [],
        },
        as_of=days[-1],
    )
    return asked(warehouse, metric=metric, **told)


@pytest.mark.slow
@pytest.mark.parametrize(
    "metric, target, factors",
    [
        (
            "paid_orders",
            "47",
            [("Visitor days (platform)", 280, 560), ("Paid orders per visitor", Rate(0.1), Rate(0.2))],
        ),
        (
            "paid_sales",
            "4700",
            [
                ("Visitor days (platform)", 280, 560),
                ("Paid orders per visitor", Rate(0.1), Rate(0.2)),
                ("Average order value", Money(10_000, "CNY"), Money(20_000, "CNY")),
            ],
        ),
        (
            "new_buyers",
            "47",
            [
                ("Visitor days (platform)", 280, 560),
                ("Buyers per visitor", Rate(0.1), Rate(0.2)),
                ("Share of new buyers", Rate(1.0), None),
            ],
        ),
    ],
)
def test_what_would_close_the_gap_of_orders_sales_and_new_customers(metric, target, factors):
    found = visited(metric, target=target)

    assert found.state.code == "at_risk"
    assert [(row.driver.en, row.now, row.needed) for row in found.drivers] == factors
    assert "drivers_unknown" not in said(found)


@pytest.mark.slow
def test_where_a_number_is_no_product_of_what_is_loaded_it_is_said(steady):
    for found in (
        visited("paid_orders", target="47", has_traffic=False),
        asked(steady, metric="net_sales_booked", target="4700"),
    ):
        assert (found.drivers, "drivers_unknown" in said(found)) == ((), True)
