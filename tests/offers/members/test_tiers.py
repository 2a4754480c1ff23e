"""A tier is what was reached in its window; it is protected, and falls one step at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.offers.programmes import programme
from zhanggui.offers.members.tiers import Deed, standing_at, tier_at

START = datetime(2026, 1, 10, 4, tzinfo=UTC)
SLOW = {
    "window": {"kind": "rolling", "days": 30},
    "protection": {"kind": "days", "days": 60},
}


def bought(day, minor, *, known=None):
    """A purchase on a day, or with `known` a return of it on a later one."""
    return Deed(at=on(day if known is None else known), counts_at=on(day), spend_minor=minor, orders=1)


def on(day):
    return START + timedelta(days=day)


def test_y1_spend_between_the_first_and_the_second_threshold_gives_the_first_tier():
    three = programme(1000, 2000, 3000)
    found = [tier_at(three, [bought(0, spent)], START) for spent in (999, 1000, 1500, 1999, 2000, 2999, 3000, 99999)]

    assert found == ["", "t1", "t1", "t1", "t2", "t2", "t3", "t3"]


@pytest.mark.parametrize("measure, tier", [("spend", "t2"), ("orders", "t1"), ("points", "t3")])
def test_a_tier_goes_by_the_declared_measure_alone(measure, tier):
    deeds = [Deed(at=START, counts_at=START, spend_minor=4, orders=2, points=9)]

    assert tier_at(programme(2, 4, 8, measure=measure), deeds, START) == tier


def test_a_tier_is_protected_and_then_falls_one_step_at_each_review():
    slow = programme(0, 1000, 5000, **SLOW)
    deeds = [bought(0, 6000)]

    assert [tier_at(slow, deeds, on(day)) for day in (-1, 0, 59, 60, 119, 120, 999)] == [
        "t1", "t3", "t3", "t2", "t2", "t1", "t1",
    ]  # fmt: skip
    assert standing_at(slow, deeds, on(70)).protected_until == on(120)


@pytest.mark.parametrize("demotion, tier", [("one_step", "t2"), ("to_reached", "t1"), ("never", "t3")])
def test_what_happens_below_the_threshold_is_declared(demotion, tier):
    assert tier_at(programme(0, 1000, 5000, **SLOW, demotion=demotion), [bought(0, 6000)], on(60)) == tier


def test_what_is_bought_in_the_window_before_the_review_keeps_the_tier_for_as_long_again():
    slow = programme(0, 1000, 5000, **SLOW)
    deeds = [bought(0, 5000), bought(40, 5000)]

    assert [tier_at(slow, deeds, on(day)) for day in (60, 119, 120)] == ["t3", "t3", "t2"]
    assert standing_at(slow, deeds, on(60)).keep_missing == 0


def test_a_returned_purchase_never_counted_from_its_return_on_and_did_before():
    slow = programme(0, 1000, 5000, **SLOW)
    deeds = [bought(0, 6000), bought(0, -5500, known=10)]

    assert [tier_at(slow, deeds, on(day)) for day in (0, 9, 10)] == ["t3", "t3", "t1"]


def test_a_calendar_year_begins_anew_and_is_looked_at_when_it_is_over():
    yearly = programme(
        0, 1000, 5000, window={"kind": "calendar_year"}, protection={"kind": "year_end", "years_more": 1}
    )
    deeds = [bought(0, 5000), bought(400, 1200)]
    new_year = datetime(2027, 12, 31, 16, tzinfo=UTC)

    assert [tier_at(yearly, deeds, at) for at in (on(400), new_year - timedelta(seconds=1), new_year)] == [
        "t3", "t3", "t2",
    ]  # fmt: skip


def test_what_is_missing_to_the_next_tier_is_told_until_the_highest():
    three = programme(0, 1000, 5000)
    first, last = standing_at(three, [bought(0, 900)], START), standing_at(three, [bought(0, 5000)], START)

    assert (first.tier, first.next_tier, first.next_missing) == ("t1", "t2", 100)
    assert (last.tier, last.next_tier, last.next_missing) == ("t3", "", 0)


@pytest.mark.parametrize("thresholds", [(0, 100), (0, 100, 100), (0, 200, 100), (0, 1, 2, 3, 4, 5)])
def test_three_to_five_tiers_with_rising_thresholds_or_none(thresholds):
    with pytest.raises(ValidationError, match="tier"):
        programme(*thresholds)


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 3000)), max_size=12),
    st.integers(0, 260),
    st.sampled_from(["one_step", "to_reached", "never"]),
)
def test_days_one_by_one_give_the_same_tier_as_the_replay(bought_on, day, demotion):
    """Second formulation: a clerk who looks at the file at every purchase and at every review, day by day."""
    rules = programme(0, 1000, 5000, **SLOW, demotion=demotion)
    deeds = [bought(at, minor) for at, minor in bought_on]
    level, until = 0, None
    for today in range(day + 1):
        if until == today:
            spent = sum(minor for at, minor in bought_on if today - 30 <= at < today)
            now = (spent >= 1000) + (spent >= 5000)
            if now < level:
                level = {"one_step": level - 1, "to_reached": now, "never": level}[demotion]
            until = today + 60
        spent = sum(minor for at, minor in bought_on if today - 30 < at <= today)
        if (now := (spent >= 1000) + (spent >= 5000)) > level:
            level, until = now, today + 60

    assert tier_at(rules, deeds, on(day)) == f"t{level + 1}"
    assert tier_at(rules, list(reversed(deeds)), on(day)) == f"t{level + 1}"
