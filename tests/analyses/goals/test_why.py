"""Why did it move? A shop whose one fault is known, told in the right words, and rows that add up to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.analyses.builders import cost, line, order
from zhanggui.analyses.contribution import ProfitNotKnown
from zhanggui.analyses.goals.why.compared_periods import NothingToCompareWith, WhyParams
from zhanggui.analyses.goals.why.explanation import CAPABILITY, members, run
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "why.sql"
FIRST, DAYS, WEEKS = date(2026, 1, 5), 7, 12
CHANNELS, SKUS = ("jd", "tmall", "store"), ("tea", "cup", "box")
LAST_WEEK = {"start": "2026-03-23", "end": "2026-03-30"}


def sold(week, channel, sku, fault):
    """How many orders a day: four of each, one less now and then, and none where the fault is."""
    missing = (
        fault
        and week == WEEKS - 1
        and all({"channel": channel, "sku": sku}[name] == value for name, value in fault.items())
    )
    return 0 if missing else 4 - ((week + len(channel) + ord(sku[0])) % 4 == 0)


def shop(fault=None, **more):
    """Twelve weeks, three channels, three products at 10.00 each; in the last week the fault's part sells nothing."""
    orders, lines = [], []
    for week in range(WEEKS):
        for day in range(DAYS):
            for channel in CHANNELS:
                for sku in SKUS:
                    for _ in range(sold(week, channel, sku, fault)):
                        number, at = len(orders) + 1, FIRST + timedelta(days=DAYS * week + day)
                        buyer = f"p{number % 40}"
                        orders.append(order(number, buyer, at.isoformat(), channel=channel))
                        lines.append(line(number, 1, sku, 1000, channel=channel, product_name=sku.title()))
    return inline_warehouse({"orders": orders, "order_lines": lines, **more})


@pytest.fixture(scope="module")
def calm():
    """Nothing happened."""
    with_costs = {"product_costs": [cost(sku, 600) for sku in SKUS]}
    warehouse = shop(**with_costs)
    yield warehouse
    warehouse.close()


@pytest.fixture(scope="module")
def jd_closed():
    """No order from JD in the last week."""
    levels = [{"day": "2026-03-24", "location": "a", "sku": "tea", "on_hand": 5}]
    ads = [
        {"channel": "jd", "day": day, "placement": "search", "campaign": "a", "cost_minor": spent, "currency": "CNY"}
        for day, spent in (("2026-03-17", 9000), ("2026-03-24", 900))
    ]
    warehouse = shop({"channel": "jd"}, stock_levels=levels, ad_stats=ads)
    yield warehouse
    warehouse.close()


@pytest.fixture(scope="module")
def explained(jd_closed):
    """Why the last week was worse."""
    return run(jd_closed, WhyParams(**LAST_WEEK))


def told(result, language="en"):
    return render(result.headline, CAPABILITY.sentences, language)


def adds_up(result):
    """Every table adds up to the change."""
    change = result.change.minor
    assert sum(row.part.minor for row in result.drivers) == change
    assert sum(row.change.minor for row in result.segments) == change
    for row, effect in zip(result.segments, result.effects, strict=True):
        assert effect.volume.minor + effect.mix.minor + effect.rate.minor == row.change.minor
        assert effect.alike.minor + row.own.estimate.minor == row.change.minor
    steps = result.waterfall.steps
    assert sum(step.value for step in steps[:-1]) == pytest.approx(steps[-1].value)
    return True


def test_the_channel_that_stopped_is_named_and_nothing_else(explained):
    named, rest = explained.segments
    assert (named.title.en, named.now.minor, rest.title.en) == ("jd", 0, "Everything else")
    assert adds_up(explained)
    assert "Mainly: jd brought" in told(explained)
    assert "主要是：jd自身少了" in told(explained, "zh-CN")


def test_what_happened_to_it_is_told_beside_it_and_not_added(explained):
    (event,) = explained.events
    assert (event.what.code, event.what.arguments["change"].rate) == ("ads_cut", 0.9)
    assert [known.code for known in explained.segments[0].known] == ["ads_cut"]
    assert explained.next_steps[0].place == "customers.funnel"


@pytest.mark.slow
def test_the_orders_behind_a_segment_can_be_listed(jd_closed):
    params = WhyParams(**LAST_WEEK)

    behind = jd_closed.fetch(members(jd_closed, params, "1"))["id"].to_pylist()
    others = jd_closed.fetch(members(jd_closed, params, "0"))["id"].to_pylist()

    assert len(behind) * 1000 == run(jd_closed, params).segments[0].before.minor
    assert {name.split()[0] for name in behind} == {"jd"}
    assert {name.split()[0] for name in others} == {"tmall", "store"}


@pytest.mark.slow
def test_one_product_of_one_channel_is_named_as_both():
    warehouse = shop({"channel": "tmall", "sku": "box"})

    named, _ = run(warehouse, WhyParams(**LAST_WEEK)).segments

    assert named.title.en == "tmall × Box"
    warehouse.close()


@pytest.mark.slow
def test_usual_ups_and_downs_have_no_cause(calm):
    result = run(calm, WhyParams(**LAST_WEEK))

    assert [row.segment for row in result.segments] == ["0"]
    assert result.headline.code in {"usual", "unchanged"}
    assert result.next_steps[0].place == "goals.kpi_board"
    assert adds_up(result)


@pytest.mark.slow
def test_profit_is_split_over_margin_and_fees_too(calm):
    result = run(calm, WhyParams(metric="contribution_profit", **LAST_WEEK))

    assert [row.driver.en for row in result.drivers][-2:] == ["Margin before fees", "Channel fees"]
    assert result.now.minor * 10 == run(calm, WhyParams(**LAST_WEEK)).now.minor * 4
    assert adds_up(result)


def test_profit_without_costs_is_refused_with_the_next_step(jd_closed):
    with pytest.raises(ProfitNotKnown) as refusal:
        run(jd_closed, WhyParams(metric="contribution_profit", **LAST_WEEK))

    assert "zhanggui template costs" in refusal.value.text("en")


@pytest.mark.slow
def test_a_declared_margin_stands_in_for_missing_costs(jd_closed):
    declared = {"margin_low": 0.3, "margin_estimate": 0.4, "margin_high": 0.5}
    assert adds_up(run(jd_closed, WhyParams(metric="contribution_profit", **declared, **LAST_WEEK)))


@pytest.mark.slow
def test_ads_stand_apart_in_the_waterfall():
    ads = [
        {"channel": "jd", "day": day, "placement": "search", "campaign": "a", "cost_minor": spent, "currency": "CNY"}
        for day, spent in (("2026-03-17", 9000), ("2026-03-24", 900))
    ]
    warehouse = shop(ad_stats=ads, product_costs=[cost(sku, 600) for sku in SKUS])

    result = run(warehouse, WhyParams(metric="contribution_after_ads", **LAST_WEEK))

    assert result.waterfall.steps[-2].value == 81.0
    assert result.drivers[-1].part.minor == 8100
    assert sum(row.change.minor for row in result.segments) + 8100 == result.change.minor
    warehouse.close()


@pytest.mark.slow
def test_too_little_past_is_said_and_no_cause_is_named(jd_closed):
    result = run(jd_closed, WhyParams(start="2026-01-08", end="2026-01-11"))

    assert result.headline.code in {"cannot_tell", "unchanged"}
    assert len(result.segments) == 1


@pytest.mark.slow
def test_a_longer_month_alone_is_no_rise(calm):
    march = run(calm, WhyParams(start="2026-03-01", end="2026-03-30", compare="month_before"))

    assert march.headline.code == "usual"


@pytest.mark.slow
def test_nothing_before_is_refused(calm):
    with pytest.raises(NothingToCompareWith) as refusal:
        run(calm, WhyParams(start="2026-01-05", end="2026-01-12"))

    assert "2026-01-05" in refusal.value.text("en")


@pytest.mark.slow
def test_the_same_days_of_the_month_before_and_of_last_year(calm):
    month = run(calm, WhyParams(start="2026-02-01", end="2026-03-01", compare="month_before"))

    assert (month.first_day_before, month.last_day_before) == (date(2026, 1, 1), date(2026, 1, 31))
    assert "lengths_differ" in {caveat.code for caveat in month.caveats}
    with pytest.raises(NothingToCompareWith):
        run(calm, WhyParams(compare="last_year", **LAST_WEEK))


@pytest.mark.parametrize("split", ["channel", "sku", "all"])
def test_totals_and_segments_agree_with_plain_sql(jd_closed, explained, split):
    result = explained
    days = {"before": date(2026, 3, 16), "start": date(2026, 3, 23), "end": date(2026, 3, 30), "split": split}

    rows = jd_closed.connection.execute(ORACLE.read_text(encoding="utf-8"), days).fetchall()

    assert sum(before for _, before, _ in rows) == result.before.minor
    assert sum(now for _, _, now in rows) == result.now.minor
    if split == "channel":
        found = {value: (before, now) for value, before, now in rows}
        assert found["jd"] == (result.segments[0].before.minor, result.segments[0].now.minor)
