"""Which goods should a campaign reduce? Gains by hand, and a reason for each that stays out."""

from __future__ import annotations

import pytest

from tests.analyses.builders import cost, line, order
from tests.kept import same_shop
from zhanggui.analyses.promotions.goods.goods import CAPABILITY, GoodsParams, run
from zhanggui.core.sentence import render

DAYS = {"start": "2026-04-01", "days": 28, "event_days": 14}
STOCK = {"tea": 100, "rare": 1, "cup": 50, "thin": 50}


def level(sku, on_hand, day="2026-04-28"):
    return {"sku": sku, "day": day, "on_hand": on_hand, "location": "main"}


def shop(**more):
    """In 28 days 28 teas at 100 (cost 20) with a cup at 50 (cost 20) each, and one each of some others."""
    tables = {
        "orders": [order(at, f"p{at}", f"2026-04-{at + 1:02d}", 15_000) for at in range(28)]
        + [order(99, "pz", "2026-04-28", 40_000)],
        "order_lines": [line(at, 1, "tea", 10_000) for at in range(28)]
        + [line(at, 2, "cup", 5_000) for at in range(28)]
        + [line(99, at, sku, 10_000) for at, sku in enumerate(("thin", "rare", "costless", "stockless"))],
        "products": [{"sku": "tea", "category": "tea"}, {"sku": "cup", "category": "ware"}],
        "product_costs": [
            cost("tea", 2_000),
            cost("cup", 2_000),
            cost("thin", 9_000),
            cost("rare", 1_000),
            cost("stockless", 1_000),
        ],
        "stock_levels": [level("costless", 5), *(level(sku, count) for sku, count in STOCK.items())],
    }
    return same_shop(tables | more)


def found(warehouse=None, **params):
    result = run(warehouse or shop(), GoodsParams(**{**DAYS, **params}))
    return result, {row.sku: row for row in result.rows}


@pytest.mark.slow
def test_the_gain_is_what_more_is_sold_less_what_is_given_away_and_what_it_pulls_along():
    result, rows = found(pull=1.0)

    tea = rows["tea"]
    # Usually 14 teas leave 80 each; at 80 they leave 60, 0.8^-1.8 times as many, each with a cup that leaves 30.
    more = 14 * 0.8**-1.8
    assert tea.expected_profit.estimate.minor == round(more * 6_000 - 14 * 8_000 + (more - 14) * 3_000)
    assert (tea.units_usual, tea.units_expected, tea.pulled_profit.minor) == (14, 21, 3_000)
    assert (tea.given_away.minor, tea.price_offered.minor) == (14 * 2_000, 8_000)
    assert result.headline.code == "some"


def test_everyone_who_stays_out_hears_why():
    _, rows = found(pull=1.0)

    assert {sku: row.verdict.code for sku, row in rows.items()} == {
        "tea": "chosen",
        "cup": "chosen",
        "thin": "below_floor",
        "rare": "chosen",
        "costless": "cost_unknown",
        "stockless": "stock_unknown",
    }


@pytest.mark.slow
def test_limits_keep_the_best():
    # A cup always comes with a tea that leaves 80, so it pulls more along than the tea does.
    assert found(pull=1.0, goods=1)[1]["tea"].verdict.code == "others_bring_more"
    assert found(pull=1.0, budget=285)[1]["tea"].verdict.code == "over_budget"


@pytest.mark.slow
def test_a_category_takes_no_more_than_its_share():
    alike = [{"sku": "tea", "category": "tea"}, {"sku": "cup", "category": "tea"}]

    _, rows = found(shop(products=alike), pull=1.0, of_a_category=1)

    assert (rows["cup"].verdict.code, rows["tea"].verdict.code) == ("chosen", "category_full")


@pytest.mark.slow
def test_too_little_stock_and_too_little_reaction_keep_a_product_out():
    _, rows = found(shop(stock_levels=[level("tea", 20), level("cup", 50)]), pull=0.0, elasticity_estimate=1.0)

    assert rows["tea"].verdict.code == "does_not_pay"
    short = found(shop(stock_levels=[level("tea", 20), level("cup", 50)]), pull=1.0)[1]["tea"].verdict
    assert (short.code, short.arguments["needed"], short.arguments["stock"]) == ("stock_short", 21, 20)


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["product_costs", "stock_levels"])
def test_without_costs_or_stock_it_cannot_tell(missing):
    result, _ = found(shop(**{missing: []}))

    assert result.headline.code == "cannot_tell"
    for each in (result.headline, *result.caveats):
        for language in ("zh-CN", "en"):
            assert "{" not in render(each, CAPABILITY.sentences, language)
