"""At which stage is a product? Weeks whose course is known, a busy shop against SQL, a tea shop with planted stages."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.analyses.builders import line, order
from tests.analyses.busy_shop import AS_OF
from tests.kept import same_shop
from zhanggui.analyses.products.described_products import DescribedProduct
from zhanggui.analyses.products.lifecycle.lifecycle import CAPABILITY, LifecycleParams, run
from zhanggui.analyses.products.lifecycle.stages import staged
from zhanggui.analyses.products.weekly_sales import WeeklySales, weekly_sales
from zhanggui.core.sentence import render

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "weekly_units.sql"
LAST = date(2026, 8, 30)
WEEKS = 104
YEARS = (np.arange(WEEKS) - WEEKS + 1) / 52
FLAT = np.full(WEEKS, 40.0)


def weekly(*courses, price=None, on_shelf=None, ages=None):
    """Products of one category with these units by week, beside four that hold."""
    units = np.rint(np.stack([*courses, FLAT, FLAT, FLAT, FLAT]))
    names = [
        DescribedProduct(sku=f"s{at}", name="", parent_sku="", category="tea", subcategory="", launched_day=None)
        for at in range(len(units))
    ]
    return WeeklySales(
        products=names,
        last_day=LAST,
        units=units,
        price=np.full(units.shape, 1_000.0) if price is None else price,
        on_shelf=np.ones(units.shape) if on_shelf is None else on_shelf,
        first_day=[None] * len(units)
        if ages is None
        else [LAST - timedelta(days=age) if age else None for age in ages],
        stock_out_days=np.zeros(len(units), dtype=np.int64),
    )


def stages(sales, **params):
    asked = LifecycleParams(**params)
    return [each.stage(asked.confidence) for each in staged(sales, asked)]


def test_rising_holding_and_falling_are_told_apart():
    assert stages(weekly(20 * np.exp(YEARS), FLAT, 20 * np.exp(-1.2 * YEARS)))[:3] == ["growth", "maturity", "decline"]


def test_what_the_whole_shop_does_is_no_products_growth():
    market = np.exp(0.8 * YEARS)
    sales = weekly(30 * np.exp(1.6 * YEARS))
    risen = WeeklySales(
        products=sales.products,
        last_day=LAST,
        units=np.rint(np.vstack([30 * np.exp(1.6 * YEARS), *[60 * market] * 4])),
        price=sales.price,
        on_shelf=sales.on_shelf,
        first_day=sales.first_day,
        stock_out_days=sales.stock_out_days,
    )

    assert stages(risen) == ["growth", *["maturity"] * 4]


def test_what_was_listed_lately_is_new_whatever_it_sells():
    assert stages(weekly(np.r_[np.zeros(94), np.full(10, 90.0)], ages=[70, *[0] * 4]))[0] == "introduction"


def test_weeks_out_of_stock_are_no_decline():
    gone = np.ones((5, WEEKS))
    gone[0, -16:] = 0.0
    sold = np.where(gone[0] > 0, 40.0, 0.0)

    assert stages(weekly(sold))[0] == "decline"
    assert stages(weekly(sold, on_shelf=gone))[0] == "maturity"


def test_a_price_rise_is_no_decline():
    price = np.full((5, WEEKS), 1_000.0)
    price[0, -30:] = 1_500.0
    sold = np.where(price[0] > 1_000, 40 * 1.5**-1.8, 40.0)

    assert stages(weekly(sold))[0] == "decline"
    assert stages(weekly(sold, price=price))[0] == "maturity"


def test_boxes_of_a_festival_are_compared_season_by_season():
    season = np.zeros(WEEKS)
    season[20:25], season[72:77] = 30.0, 30.0
    shrinking = season.copy()
    shrinking[72:77] = 6.0
    cut = np.zeros(WEEKS)
    cut[:3], cut[50:55] = 20.0, 30.0

    told = staged(weekly(season, shrinking, cut), LifecycleParams())

    assert [each.stage(0.75) for each in told[:3]] == ["maturity", "decline", None]
    assert told[2].reason == "one_season"


def test_a_handful_of_sales_says_nothing():
    few = np.zeros(WEEKS)
    few[[5, 40, 80]] = 1

    assert stages(weekly(few))[0] is None


@pytest.mark.slow
def test_pages_say_stage_action_and_what_was_taken_out():
    days = [date(2025, 6, 1) + timedelta(days=at) for at in range(400)]
    orders = [order(at, None, day.isoformat(), 3_000) for at, day in enumerate(days)]
    lines = [line(at, number, sku, 1_000) for at in range(400) for number, sku in enumerate("abc", 1)]
    lines = [
        each
        for each in lines
        if each["sku"] != "c" or int(each["order_id"]) % 400 < 60 or int(each["order_id"]) % 7 == 0
    ]
    shop = same_shop({"orders": orders, "order_lines": lines})

    result = run(shop, LifecycleParams())

    told = {row.sku: row.stage.code for row in result.rows}
    assert told["a"] == told["b"] == "stage_maturity"
    assert result.weeks == 57
    assert [row.products for row in result.stages][2] >= 2
    assert {"no_stock", "elasticity_assumed"} <= {caveat.code for caveat in result.caveats}
    for language in ("zh-CN", "en"):
        assert "{" not in render(result.headline, CAPABILITY.sentences, language)
        assert all(render(row.action, CAPABILITY.sentences, language) for row in result.stages)


@pytest.mark.slow
def test_too_few_weeks_are_a_clear_answer():
    shop = same_shop({"orders": [order(1, None, "2026-04-01", 1_000)], "order_lines": [line(1, 1, "a", 1_000)]})

    assert (run(shop, LifecycleParams()).headline.code, run(shop, LifecycleParams()).rows) == ("too_short", ())
    assert run(shop, LifecycleParams(end=date(2026, 4, 1))).headline.code == "nothing"


@pytest.mark.slow
def test_weeks_of_a_busy_shop_agree_with_sql(busy):
    expected = busy.connection.execute(ORACLE.read_text(encoding="utf-8"), {"as_of": AS_OF}).fetchall()

    found = weekly_sales(busy, LifecycleParams(), 104)

    ours = [
        (
            product.sku,
            found.weeks - 1 - week,
            int(found.units[at, week]),
            round(found.units[at, week] * found.price[at, week]),
        )
        for at, product in enumerate(found.products)
        for week in range(found.weeks)
        if found.units[at, week]
    ]
    assert sorted(ours) == [row for row in expected if row[1] < found.weeks]
