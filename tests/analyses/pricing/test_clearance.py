"""Falling prices for stock that has to go: which products, which weeks, which money, and what is said of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.analyses.builders import cost, line, order
from zhanggui.analyses.pricing.clearance.clearance import CAPABILITY, NothingToClear, run
from zhanggui.analyses.pricing.clearance.params import ScheduleParams
from zhanggui.core.money import Money
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

AS_OF = date(2026, 6, 30)


def sales(sku, units, first=AS_OF - timedelta(days=363), last=AS_OF, number=0):
    """So many units, one an order at 100.00, evenly over the days."""
    days = (last - first).days
    when = [first + timedelta(days=round(at * days / max(units - 1, 1))) for at in range(units)]
    orders = [order(f"{sku}{number}-{at}", None, day.isoformat(), 10_000) for at, day in enumerate(when)]
    return orders, [line(f"{sku}{number}-{at}", 1, sku, 10_000) for at in range(units)]


def shop(sold=(("cup", 182, 800), ("pot", 364, 30)), **more):
    """Cups sell one in two days and 800 are there; pots sell daily and 30 are there. A unit costs 40.00."""
    made = [sales(sku, units) for sku, units, _ in sold]
    tables = {
        "orders": [each for orders, _ in made for each in orders],
        "order_lines": [each for _, lines in made for each in lines],
        "product_costs": [cost(sku, 4_000) for sku, _, _ in sold],
        "stock_levels": [
            {"day": AS_OF.isoformat(), "location": "main", "sku": sku, "on_hand": stock} for sku, _, stock in sold
        ],
        "products": [{"sku": sku, "product_name": sku.upper()} for sku, _, _ in sold],
    }
    return inline_warehouse(tables | more, as_of=AS_OF)


def said(result, language="en"):
    return [render(each, CAPABILITY.sentences, language) for each in (result.headline, *result.caveats)]


def test_only_what_lasts_too_long_is_planned():
    found = run(shop(), ScheduleParams())

    assert [row.sku for row in found.rows] == ["cup"]
    assert (found.products, found.tied_up) == (1, Money(800 * 4_000, "CNY"))
    (row,) = found.rows
    assert (row.product_name, row.stock, row.why.en, row.basis.en) == ("CUP", 800, "slow", "assumed")
    assert (row.elasticity.estimate, row.elasticity.low < -1.8 < row.elasticity.high) == (-1.8, True)


def test_prices_never_rise_never_fall_by_more_than_a_step_and_never_below_the_cost():
    params = ScheduleParams(
        markdowns=(0.1, 0.3, 0.45, 0.6, 0.7), most_step=0.3, season_days=91, salvage_share=0.0, elasticity_estimate=2.7
    )

    prices = [row.price.minor for row in run(shop(), params).schedule]

    assert prices == sorted(prices, reverse=True)
    assert all(now >= then * 0.7 - 1 for then, now in zip([10_000, *prices], prices, strict=False))
    assert min(prices) == 4_000
    free = ScheduleParams(**params.model_dump() | {"least_price_share": 0.5})
    assert min(row.price.minor for row in run(shop(), free).schedule) == 3_000


def test_periods_are_the_season_and_units_are_the_stock():
    found = run(shop(), ScheduleParams(season_days=84, hold_weeks=2))

    assert [row.days for row in found.schedule] == [14] * 6
    assert (found.schedule[0].from_day, found.last_sale_day) == (date(2026, 7, 1), AS_OF + timedelta(days=84))
    sold = sum(row.units.estimate for row in found.schedule)
    assert sold + found.schedule[-1].left.estimate == pytest.approx(800)
    assert found.stock_left.lines[0].values[-1] == pytest.approx(found.schedule[-1].left.estimate)


def test_three_courses_are_compared_in_the_same_money():
    schedule, rule, waiting = run(shop(), ScheduleParams()).courses

    # 45.5 in 90 days sell on for 365 days; 615.5 are left at 12.00; a unit costs 10.00 a year of 364 days to hold.
    sold = 45.5 / 90 * 365
    money = sold * 10_000 + (800 - sold) * 1_200 - 1_000 * (800 - sold / 2) * 365 / 364
    assert waiting.units.estimate == pytest.approx(sold)
    assert waiting.money.estimate.minor == pytest.approx(money, rel=1e-4)
    assert waiting.profit.estimate.minor == pytest.approx(money - 800 * 4_000, rel=1e-4)
    assert waiting.gain.estimate.minor == 0
    assert schedule.gain.estimate.minor > rule.gain.estimate.minor > 0
    assert schedule.units.estimate > rule.units.estimate > waiting.units.estimate


def test_prices_of_a_schedule_end_as_the_shops_do_and_none_is_below_the_floor():
    plain, ended, none = (run(shop(), ScheduleParams(ending=each)) for each in (None, "8", "none"))

    # 90, 80, 70 and 60 become 88, 78, 68 and 58; the price now, 100.00, stays as it is until it falls.
    prices = {row.price.minor for row in ended.schedule} - {10_000}
    assert prices
    assert prices <= {8_800, 7_800, 6_800, 5_800}
    assert all(
        row.price.minor >= 6_000 for row in run(shop(), ScheduleParams(ending="8", least_price_share=1.5)).schedule
    )
    assert none == plain != ended


def test_one_product_is_told_by_its_code_slow_or_not():
    found = run(shop(), ScheduleParams(sku="pot"))

    assert said(found)[0] == "'POT' has 30 units: keeping the price earns most; no markdown pays."
    assert [render(row.plan, CAPABILITY.sentences, "en") for row in found.rows] == ["Stays as it is"]
    with pytest.raises(NothingToClear):
        run(shop(), ScheduleParams(sku="plate"))


def test_what_sells_in_one_season_is_named_and_not_planned():
    orders, lines = sales("box", 120, date(2026, 1, 10), date(2026, 2, 10))
    base = shop((("box", 0, 500), ("pot", 364, 30)))
    assert base.loaded("orders")
    pots = sales("pot", 364)
    warehouse = shop((("box", 0, 500), ("pot", 364, 30)), orders=orders + pots[0], order_lines=lines + pots[1])

    found = run(warehouse, ScheduleParams())

    assert (found.products, found.rows, found.schedule) == (0, (), ())
    assert "1 product sells in one season only" in " ".join(said(found))
    assert "do not follow it" in " ".join(said(run(warehouse, ScheduleParams(sku="box"))))


def test_without_anything_slow_it_says_so():
    assert said(run(shop((("pot", 364, 30),)), ScheduleParams())) == [
        "Nothing is slow or in decline: all with stock, a cost and a price sell within 180 days."
    ]


def test_what_is_assumed_is_said_in_both_languages():
    english, chinese = (" ".join(said(run(shop(), ScheduleParams()), each)) for each in ("en", "zh-CN"))

    assert "No price history is loaded, so every elasticity is assumed" in english
    assert "what is left after 365 days is worth 30 % of cost" in english
    assert "没有价格历史，弹性全靠假设" in chinese
