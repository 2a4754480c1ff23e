"""A goal on a ratio is divided after the sums, weighs the days ahead, and holds every part to the same target."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.analyses.builders import line, order, refund
from zhanggui.analyses.goals.progress.goal_params import GoalParams, TargetNotUnderstood, goal_knobs, goal_terms
from zhanggui.analyses.goals.progress.progress import CAPABILITY
from zhanggui.analyses.goals.progress.ratio_standing import WHOLE_SHARE, Parts, ratio_standing
from zhanggui.analyses.goals.progress.seasons import Past, days_between
from zhanggui.books.goals import GoalTerms
from zhanggui.core.money import Money
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

GOAL = {"metric": "aov", "target": "180", "start": "2026-03-01", "deadline": "2026-03-31", "owner": "李"}
FIRST, LAST = date(2025, 12, 1), date(2026, 3, 15)


def shop(amounts, refunded=0):
    """One order a day for each channel and amount; `amounts` tells them by day."""
    told = [
        (day, channel, amount)
        for day in days_between(FIRST, LAST + timedelta(days=1))
        for channel, amount in amounts(day)
    ]
    orders = [order(f"o{at}", f"p{at}", day, amount, channel=channel) for at, (day, channel, amount) in enumerate(told)]
    lines = [line(f"o{at}", 1, "A", amount, channel=channel) for at, (_, channel, amount) in enumerate(told)]
    refunds = (
        [refund(f"o{at}", day, refunded, channel=channel) for at, (day, channel, _) in enumerate(told)]
        if refunded
        else []
    )
    return inline_warehouse({"orders": orders, "order_lines": lines, "refunds": refunds}, as_of=LAST)


def asked(warehouse, **told):
    return CAPABILITY.run(warehouse, GoalParams(**{**GOAL, **told}))


@pytest.fixture(scope="module")
def found():
    """The goal of a shop with an order of ¥100 a day until March, then of ¥200."""
    warehouse = shop(lambda day: [("tmall", 20_000 if day.month == 3 else 10_000)])
    yield asked(warehouse)
    warehouse.close()


def test_the_pace_of_a_ratio_is_the_ratio_so_far_and_its_forecast_weighs_the_orders_to_come(found):
    above = below = 0.0
    for day in days_between(FIRST, LAST + timedelta(days=1)):  # the latest days count most, half as much after 14 days
        above = above * 0.5 ** (1 / 14) + (200 if day.month == 3 else 100)
        below = below * 0.5 ** (1 / 14) + 1
    assert found.actual == Money(20_000, "CNY")
    assert found.pace.rate == pytest.approx(200 / 180)
    assert found.required_per_day == Money(16_125, "CNY")  # (180 × 31 − 200 × 15) ÷ 16
    assert found.forecast.estimate.minor == round(100 * (15 * 200 + 16 * above / below) / 31)
    assert found.forecast.low.minor < found.forecast.estimate.minor < found.forecast.high.minor
    assert [row.driver.en for row in found.drivers] == ["Units per order", "Paid per unit"]  # a little short of ¥180


def test_each_part_has_the_same_target_and_it_is_said_what_that_means(found):
    for table in (found.channels, found.quarters, found.months, found.weeks, found.days):
        assert {row.target for row in table} == {Money(18_000, "CNY")}
    assert [row.actual for row in found.weeks][-1] is None
    assert next(row.gap for row in found.weeks) == Money(2_000, "CNY")
    said = [render(caveat, CAPABILITY.sentences, "en") for caveat in found.caveats]
    assert "every channel and every part of time has the same target ¥180.00" in said[0]
    assert "200.00 so far, ¥161.25 needed over the rest" in render(found.headline, CAPABILITY.sentences, "en")


@pytest.mark.slow
def test_a_channel_weighs_as_much_as_its_orders():
    warehouse = shop(lambda _: [("tmall", 10_000)] * 3 + [("jd", 20_000)])
    found = asked(warehouse, target="125")

    assert [(row.channel.en, row.actual) for row in found.channels] == [
        ("tmall", Money(10_000, "CNY")),
        ("jd", Money(20_000, "CNY")),
    ]
    assert found.actual == found.forecast.estimate == Money(12_500, "CNY")
    assert found.pace.rate == 1.0


@pytest.mark.slow
def test_a_refund_rate_is_a_ceiling_and_reads_as_a_share():
    warehouse = shop(lambda _: [("tmall", 10_000)], refunded=400)
    under, over = (asked(warehouse, metric="refund_rate", target=target) for target in ("5%", "0.03"))

    assert (under.state.code, over.state.code) == ("on_track", "at_risk")
    assert under.actual.rate == under.forecast.estimate.rate == 0.04
    assert over.expected_miss.rate == 0.01
    assert "4 %" in render(under.headline, CAPABILITY.sentences, "zh-CN")


@pytest.mark.parametrize(
    "metric, target, whole, written",
    [
        ("refund_rate", "3.25%", 32_500, "3.25%"),
        ("refund_rate", "0.0325", 32_500, "3.25%"),
        ("units_per_order", "1.5", 1_500_000, "1.5"),
        ("aov", "180.50", 18_050, "180.50"),
    ],
)
def test_a_target_is_kept_whole_and_read_back_the_same(metric, target, whole, written):
    terms = goal_terms(GoalParams(**{**GOAL, "metric": metric, "target": target}), "CNY")
    knobs = goal_knobs(terms, "CNY")

    assert (terms.target, knobs["target"]) == (whole, written)
    assert goal_terms(GoalParams(**knobs), "CNY") == terms


@pytest.mark.parametrize("target", ["35", "-1%", "0%", "many%", "1e400%", "nan", "0.0000001"])
def test_a_share_that_cannot_be_meant_is_refused(target):
    with pytest.raises(TargetNotUnderstood):
        goal_terms(GoalParams(**{**GOAL, "metric": "refund_rate", "target": target}), "CNY")


def test_a_goal_without_anything_to_divide_by_cannot_be_told():
    nothing = Past(first=FIRST, values=np.zeros(105))
    terms = GoalTerms(metric="aov", target=1, start=date(2026, 3, 1), deadline=date(2026, 3, 31), owner="李")
    at = ratio_standing(terms, Parts(above=nothing, below=nothing, scale=1), is_ceiling=False)

    assert (at.brought, at.required, at.chance, at.miss, at.expected(0.8)) == (None, None, None, None, None)


@pytest.mark.slow
def test_eighty_percent_ranges_of_a_ratio_hold_about_eighty_percent_of_what_came():
    held, seeds = 0, 120
    for seed in range(seeds):
        chance = np.random.default_rng(seed)
        level = 0.04 * np.exp(np.cumsum(chance.normal(0, 0.01, 300)))
        below = chance.poisson(900 * np.tile([1, 1, 1, 1, 1.2, 1.6, 1.4], 43)[:300]).astype(float)
        above = chance.binomial(below.astype(int), level).astype(float)
        start = FIRST + timedelta(days=255)
        terms = GoalTerms(metric="conversion", target=1, start=start, deadline=start + timedelta(days=44), owner="李")
        known = Parts(
            above=Past(first=FIRST, values=above[:270]), below=Past(first=FIRST, values=below[:270]), scale=WHOLE_SHARE
        )
        said = ratio_standing(terms, known, is_ceiling=False).expected(0.8)
        held += said.low <= WHOLE_SHARE * above[255:].sum() / below[255:].sum() <= said.high

    assert 0.70 <= held / seeds <= 0.92


@pytest.mark.slow
def test_an_order_value_that_falls_short_is_made_up_for_by_units_or_by_what_a_unit_brings():
    warehouse = shop(lambda _: [("tmall", 10_000)])
    found = asked(warehouse, target="150")

    needed = 150 * 31 - 100 * 15  # over the 16 days left, where ¥100 an order comes now
    assert [(row.driver.en, row.change.rate) for row in found.drivers] == [
        ("Units per order", pytest.approx(needed / 1_600 - 1, rel=1e-3)),
        ("Paid per unit", pytest.approx(needed / 1_600 - 1, rel=1e-3)),
    ]
