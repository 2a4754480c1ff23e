"""Where do visitors leave? Order and window to the second, and every funnel against brute force."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analyses.builders import event
from tests.oracles.analyses.funnel import funnel
from zhanggui.analyses.asked_period import Span
from zhanggui.analyses.customers.event_steps import (
    OneStepOnly,
    StepNotLoaded,
    StepNotUnderstood,
    StepRepeated,
    TooFewSteps,
)
from zhanggui.analyses.customers.funnel import FunnelParams, members, run
from zhanggui.analyses.customers.funnel_paths import MOST_INSTANTS_OF_A_DAY, Path, counts, reached
from zhanggui.core.quantity import Rate
from zhanggui.metrics.question import DimensionNotLoaded
from zhanggui.warehouse.inline import inline_warehouse

STEPS = ("view", "cart", "purchase")
START = datetime(2026, 3, 1)  # noqa: DTZ001 - the warehouse's instants are UTC without saying so


def shop(*events, as_of=None):
    return inline_warehouse({"events": list(events)}, as_of=as_of)


def walk(visitor, *steps, **more):
    """Steps of one visitor, each written as kind@instant."""
    return [event(f"{visitor}{at}", visitor, *step.split("@"), **more) for at, step in enumerate(steps)]


def visitors(result):
    return [row.visitors for row in result.steps]


@pytest.mark.slow
@pytest.mark.parametrize(
    "walked, expected",
    [
        (["view@2026-03-01 01:00", "cart@2026-03-01 01:05", "purchase@2026-03-02 01:00"], [1, 1, 1]),
        (["cart@2026-03-01 01:00", "view@2026-03-01 01:05", "purchase@2026-03-02 01:00"], [1, 0, 0]),
        (["view@2026-03-01 01:00", "cart@2026-03-01 01:00", "purchase@2026-03-01 01:00"], [1, 0, 0]),
        (["view@2026-03-01 01:00", "cart@2026-03-02 01:00", "purchase@2026-03-08 01:00"], [1, 1, 1]),
        (["view@2026-03-01 01:00", "cart@2026-03-02 01:00", "purchase@2026-03-08 01:00:00.000001"], [1, 1, 0]),
        (
            ["view@2026-03-01 01:00", "view@2026-03-05 01:00", "cart@2026-03-09 01:00", "purchase@2026-03-10 01:00"],
            [1, 1, 1],
        ),
        (
            ["view@2026-03-01 01:00", "cart@2026-03-02 01:00", "view@2026-03-05 01:00", "purchase@2026-03-09 01:00"],
            [1, 1, 0],
        ),
    ],
)
def test_steps_are_taken_in_strict_order_within_the_window_from_any_start(walked, expected):
    other = walk("other", "view@2026-02-01 01:00", "cart@2026-02-01 01:01", "purchase@2026-02-01 01:02")

    assert [count - 1 for count in visitors(run(shop(*walk("pa", *walked), *other), FunnelParams()))] == expected


@pytest.mark.slow
def test_from_the_first_start_only_is_another_question():
    walked = walk("pa", "view@2026-03-01 01:00", "view@2026-03-20 01:00", "cart@2026-03-20 02:00")

    assert visitors(run(shop(*walked), FunnelParams(begin="any"))) == [1, 1]
    assert visitors(run(shop(*walked), FunnelParams(begin="first"))) == [1, 0]


@pytest.mark.slow
def test_starts_lie_in_the_period_but_later_steps_may_follow():
    walked = walk("pa", "view@2026-03-01 01:00", "cart@2026-03-03 01:00") + walk("pb", "view@2026-03-03 01:00")

    result = run(shop(*walked), FunnelParams(steps="view,cart", start=date(2026, 3, 1), end=date(2026, 3, 4)))
    later = run(shop(*walked, *walk("pc", "cart@2026-03-02 01:00")), FunnelParams(steps="view,cart", days=2))

    assert visitors(result) == [2, 1]
    assert visitors(later) == [1, 0]


@pytest.mark.slow
def test_the_wait_is_the_median_of_each_visitors_shortest():
    walked = [
        *walk("pa", "view@2026-03-01 01:00", "view@2026-03-01 01:50", "cart@2026-03-01 02:00"),
        *walk("pb", "view@2026-03-01 01:00", "cart@2026-03-01 01:20"),
        *walk("pc", "view@2026-03-01 01:00", "cart@2026-03-01 02:00"),
    ]

    assert [row.wait_minutes for row in run(shop(*walked), FunnelParams()).steps] == [None, 20.0]


@pytest.mark.slow
def test_conversions_carry_their_range_and_the_largest_drop_is_named():
    walked = [step for at in range(10) for step in walk(f"p{at}", "view@2026-03-01 01:00")]
    walked += walk("p0", "cart@2026-03-01 01:10") + walk("p1", "cart@2026-03-01 01:10", "purchase@2026-03-01 01:20")
    walked = [step | {"event_id": str(at)} for at, step in enumerate(walked)]

    result = run(shop(*walked), FunnelParams())

    cart, purchase = result.steps[1:]
    assert (cart.visitors, cart.lost, cart.from_previous.estimate) == (2, 8, Rate(0.2))
    assert (round(cart.from_previous.low.rate, 4), round(cart.from_previous.high.rate, 4)) == (0.0567, 0.5098)
    assert (purchase.from_previous.estimate, purchase.from_start.estimate) == (Rate(0.5), Rate(0.1))
    assert result.headline.arguments["lost"] == 8
    assert result.headline.arguments["before"].en == "view"


@pytest.mark.slow
def test_parts_are_those_of_the_start_whatever_follows():
    walked = [
        *walk("pa", "view@2026-03-01 01:00", device="mobile"),
        *[step | {"event_id": "cart"} for step in walk("pa", "cart@2026-03-01 02:00", device="desktop")],
        *walk("pb", "view@2026-03-01 01:00"),
    ]

    result = run(shop(*walked), FunnelParams(by="device"))

    assert [(row.part, row.step, row.visitors) for row in result.parts] == [
        (None, "view", 1),
        (None, "cart", 0),
        ("mobile", "view", 1),
        ("mobile", "cart", 1),
    ]


def test_only_the_largest_parts_are_listed_and_that_is_said():
    walked = [
        step
        for at in range(5)
        for step in walk(f"p{at}", "view@2026-03-01 01:00", "cart@2026-03-01 02:00", sku=f"s{at}")
    ]

    result = run(shop(*walked), FunnelParams(by="sku", limit=2))

    assert [row.part for row in result.parts] == ["s0", "s0", "s1", "s1"]
    assert "parts_not_listed" in [caveat.code for caveat in result.caveats]


@pytest.mark.slow
def test_a_window_still_open_is_said():
    walked = walk("pa", "view@2026-03-01 01:00", "cart@2026-03-01 02:00")

    young = run(shop(*walked, as_of=date(2026, 3, 7)), FunnelParams())
    old = run(shop(*walked, as_of=date(2026, 3, 8)), FunnelParams(end=date(2026, 3, 2)))

    assert [caveat.code for caveat in young.caveats] == ["how_counted", "window_open"]
    assert [caveat.code for caveat in old.caveats] == ["how_counted"]


def test_steps_can_be_written_as_one_text_and_are_checked():
    assert FunnelParams(steps="view→cart, purchase").steps == STEPS
    with pytest.raises(StepNotUnderstood):
        FunnelParams(steps="view,crat")
    with pytest.raises(StepRepeated):
        FunnelParams(steps="view,view")
    with pytest.raises(OneStepOnly):
        FunnelParams(steps="view")


def test_what_is_not_loaded_is_refused_not_counted_as_nobody():
    views = shop(*walk("pa", "view@2026-03-01 01:00"))

    with pytest.raises(StepNotLoaded) as refusal:
        run(views, FunnelParams(steps="view,cart"))
    assert "view" in refusal.value.text("zh-CN")
    with pytest.raises(TooFewSteps):
        run(views, FunnelParams())
    with pytest.raises(DimensionNotLoaded):
        run(views, FunnelParams(by="campaign"))


@pytest.mark.slow
def test_members_of_a_step_are_those_it_counts(busy):
    for begin in ("any", "first"):
        params = FunnelParams(begin=begin, by="device")
        for row in run(busy, params).steps:
            found = busy.fetch(members(busy, params, row.step)).to_pylist()
            assert len({member["id"] for member in found}) == len(found) == row.visitors
    with pytest.raises(StepNotUnderstood):
        members(busy, FunnelParams(), "share")


@pytest.mark.slow
@pytest.mark.parametrize("begin", ["any", "first"])
def test_a_busy_shop_agrees_with_brute_force(busy, begin):
    rows = busy.connection.execute("SELECT visitor, kind_of_event, happened_at FROM events").fetchall()
    steps = ("view", "cart", "checkout", "purchase")

    result = run(busy, FunnelParams(begin=begin))

    expected, waits, _ = funnel(rows, steps, timedelta(days=7), begin=begin)
    assert visitors(result) == expected
    assert [row.wait_minutes and row.wait_minutes * 60 for row in result.steps] == waits


EVENTS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from((*STEPS, "search")), st.integers(0, 12)),
    min_size=1,
    max_size=48,
)
CONNECTION = ibis.duckdb.connect(threads=1)


def counted(happened, days, begin="any"):
    """Visitors and waits per step, of events as (visitor, kind, instant)."""
    table = ibis.memtable(
        {
            "visitor": [visitor for visitor, _, _ in happened],
            "kind_of_event": [kind for _, kind, _ in happened],
            "happened_at": [at for _, _, at in happened],
            "happened_day": [at.date() for _, _, at in happened],
        },
        schema={"visitor": "string", "kind_of_event": "string", "happened_at": "timestamp", "happened_day": "date"},
    )
    path = Path(steps=STEPS, within_days=days, start=begin, by=None)
    found = counts(reached(table, path, Span(start=None, end=date(2027, 1, 1))), path)
    rows = sorted(CONNECTION.to_pyarrow(found).to_pylist(), key=lambda row: row["step"])
    return [row["visitors"] for row in rows], [row["wait_seconds"] for row in rows]


@pytest.mark.slow
@given(EVENTS, st.sampled_from((1, 2, 5)), st.sampled_from(("any", "first")))
@settings(max_examples=40)
def test_any_walk_is_counted_as_brute_force_counts_it(walked, days, begin):
    happened = [(visitor, kind, START + timedelta(hours=11 * at)) for visitor, kind, at in walked]

    visitors_of_steps, waits, _ = funnel(happened, STEPS, timedelta(days=days), begin=begin)
    assert counted(happened, days, begin) == (visitors_of_steps, waits)


@pytest.mark.slow
def test_a_crowd_under_one_name_is_counted_as_everybody_else():
    # More baskets and purchases in a day than are compared pair by pair; the first basket found no view on its own day.
    every_minute = range(MOST_INSTANTS_OF_A_DAY + 5)
    happened = [("crowd", "view", START - timedelta(hours=1)), ("crowd", "view", START + timedelta(minutes=20))]
    happened += [("crowd", "cart", START + timedelta(minutes=minute)) for minute in every_minute]
    happened += [("crowd", "purchase", START + timedelta(minutes=minute, seconds=40)) for minute in every_minute]
    happened += [("quiet", "view", START), ("quiet", "cart", START + timedelta(seconds=50))]

    visitors_of_steps, waits, _ = funnel(happened, STEPS, timedelta(days=1))
    assert counted(happened, 1) == (visitors_of_steps, waits) == ([2, 2, 1], [None, 55.0, 40.0])
