"""Which range judges a number: loaded benchmark, the trade's rule for the shop's stage, or its own history?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.analyses.builders import order
from zhanggui.core.period import Period
from zhanggui.metrics.benchmarks import Benchmark, benchmarks_for, unknown_metrics
from zhanggui.metrics.judgement import judge
from zhanggui.metrics.own_history import OwnRange, own_ranges
from zhanggui.metrics.question import Question
from zhanggui.metrics.registry import metric
from zhanggui.warehouse.inline import inline_warehouse

DAY = date(2026, 6, 1)
LOADED = Benchmark(low=0.01, high=0.02, source="Report", valid_from=date(2026, 1, 1))
USUAL = OwnRange(low=900.0, high=1_100.0, periods=8, days=28)


def row(name, low, high, **more):
    return {"metric": name, "low": low, "high": high, "source": "Report", "valid_from": "2026-01-01"} | more


@pytest.fixture(scope="module")
def benchmarked():
    return inline_warehouse(
        {
            "benchmarks": [
                row("conversion", 0.02, 0.04),
                row("conversion", 0.05, 0.06, channel="jd"),
                row("conversion", 0.01, 0.02, stage="new"),
                row("conversion", 0.5, 0.6, category="tea"),
                row("conversion", 0.021, 0.041, valid_from="2026-05-01"),
                row("conversion", 0.9, 1.0, valid_from="2026-07-01"),
                row("aov", 80.5, None),
                row("convrsion", 0.1, 0.2),
            ]
        }
    )


def loaded(shop, name="conversion", **of):
    return benchmarks_for(shop, [name], **({"channel": None, "stage": None, "day": DAY} | of))[name]


def test_a_loaded_benchmark_goes_before_the_trades_rule_and_says_whose_it_is():
    judged = judge(metric("conversion"), 0.03, benchmark=LOADED, usual=USUAL)

    assert (judged.verdict, judged.high) == ("above", 0.02)
    assert "Report" in judged.source.zh


def test_the_trades_rule_goes_before_the_shops_own_history():
    assert judge(metric("conversion"), 0.06, usual=USUAL).verdict == "above"


def test_without_rule_and_benchmark_the_own_history_judges_and_says_so():
    verdicts = [judge(metric("aov"), value, usual=USUAL).verdict for value in (800, 1_000, 1_200)]

    assert verdicts == ["below_usual", "usual", "above_usual"]
    assert "8 个同样长（28 天）" in judge(metric("aov"), 800, usual=USUAL).source.zh


def test_a_category_is_judged_by_its_own_benchmark_and_the_whole_shop_never_by_one(benchmarked):
    assert loaded(benchmarked, category="tea").low == 0.5
    assert loaded(benchmarked, category="tea", channel="jd", stage="new").low == 0.5
    assert loaded(benchmarked, category="pots").low == loaded(benchmarked).low == 0.021


def test_the_stage_is_named_beside_its_range():
    judged = judge(metric("ad_share"), 0.22, stage="mature")

    assert (judged.low, judged.high, judged.verdict) == (0.15, 0.20, "above")
    assert judged.source.zh.endswith("按成熟店判断")


def test_the_latest_benchmark_that_is_valid_counts(benchmarked):
    assert (loaded(benchmarked).low, loaded(benchmarked).high) == (0.021, 0.041)
    assert loaded(benchmarked, day=date(2026, 4, 1)).low == 0.02


def test_a_benchmark_of_the_channel_or_the_stage_goes_before_a_general_one(benchmarked):
    assert loaded(benchmarked, channel="jd").low == 0.05
    assert loaded(benchmarked, stage="new").low == 0.01
    assert loaded(benchmarked, channel="tmall", stage="mature").low == 0.021


def test_a_benchmark_in_money_is_told_in_major_units(benchmarked):
    assert loaded(benchmarked, "aov") == Benchmark(low=8_050.0, high=None, source="Report", valid_from=date(2026, 1, 1))


def test_a_name_that_is_no_metric_is_told(benchmarked):
    assert unknown_metrics(benchmarked) == ("convrsion",)


@pytest.mark.slow
def test_the_usual_range_is_that_of_the_periods_just_before():
    """One order a week, of 10, 20, … 100 yuan; the week asked for is the eleventh."""
    monday = date(2026, 3, 2)
    weeks = [order(at, "pa", (monday + timedelta(weeks=at)).isoformat(), 1_000 * (at + 1)) for at in range(10)]
    shop = inline_warehouse({"orders": weeks}, as_of=monday + timedelta(days=76))
    period = Period(monday + timedelta(weeks=10), monday + timedelta(weeks=11))
    found = own_ranges(shop, Question(metrics=("paid_sales", "buyers", "aov")), period, 11)

    # The eleventh week before begins before the first order and is left out; quantiles lie between the ten values.
    assert found["paid_sales"] == OwnRange(low=1_900.0, high=9_100.0, periods=10, days=7)
    assert found["buyers"] == OwnRange(low=1.0, high=1.0, periods=10, days=7)


@pytest.mark.slow
def test_five_periods_are_too_few_for_a_usual_range():
    shop = inline_warehouse({"orders": [order(1, "pa", "2026-03-02")]}, as_of=date(2026, 5, 1))
    period = Period(date(2026, 4, 6), date(2026, 4, 13))

    assert own_ranges(shop, Question(metrics=("paid_sales",)), period, 8) == {}
