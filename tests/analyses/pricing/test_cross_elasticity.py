"""Which products answer to another's price? Two teas of which one draws from the other, and two that cannot tell."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.analyses.builders import cost, line, order
from zhanggui.analyses.pricing.cross.cross import CAPABILITY, run
from zhanggui.analyses.pricing.cross.params import CrossElasticityParams
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

WEEKS = 52
FIRST = date(2025, 9, 1)  # a Monday
SKUS = ("green", "black", "white", "few")


def tables():
    """Green is cut by half at random fortnights; black then sells half of its forty, white always forty, few hardly."""
    chance = np.random.default_rng(5)
    low, black_low = ({"green": chance.random(26) < 0.5, "black": chance.random(26) < 0.5}[sku] for sku in SKUS[:2])
    orders, lines, prices = [], [], [price(sku, FIRST, 8_000) for sku in ("white", "few")]
    for week in range(WEEKS):
        monday = FIRST + timedelta(days=7 * week)
        at = {"green": 5_000 if low[week // 2] else 10_000, "black": 5_000 if black_low[week // 2] else 10_000}
        if week % 2 == 0:
            prices += [price(sku, monday, minor) for sku, minor in at.items()]
        sold = {
            "green": 80 if low[week // 2] else 20,
            "black": (40 if low[week // 2] else 80) * (4 if black_low[week // 2] else 1),
            "white": 40,
            "few": 1,
        }
        for sku, units in sold.items():
            number = f"{sku}{week}"
            paid = units * at.get(sku, 8_000)
            orders.append(order(number, f"p{number}", monday + timedelta(days=2), paid))
            lines.append(line(number, 1, sku, paid, quantity=units))
    last = FIRST + timedelta(days=7 * WEEKS - 1)
    orders.append(order("last", "plast", last, 0))
    lines.append(line("last", 1, None, 0, kind="adjustment"))
    return {
        "orders": orders,
        "order_lines": lines,
        "price_history": prices,
        "products": [{"sku": sku, "product_name": sku, "category": "tea"} for sku in SKUS],
        "product_costs": [cost(sku, 2_000) for sku in SKUS],
    }


def price(sku, day, price_minor):
    known = {"channel": "own_site", "sku": sku, "valid_from": f"{day - timedelta(days=1)} 16:00:00"}
    return known | {"price_minor": price_minor, "currency": "CNY"}


@pytest.fixture(scope="module")
def shop():
    return inline_warehouse(tables())


@pytest.fixture(scope="module")
def found(shop):
    return run(shop, CrossElasticityParams(start=str(FIRST), end=str(FIRST + timedelta(days=7 * WEEKS)), step=0.5))


def test_units_that_halve_when_the_other_is_half_price_have_elasticity_one(found):
    (row,) = found.rows

    assert (row.sku, row.moving_sku, row.kind.en) == ("black", "green", "Substitute")
    assert row.own_estimate == pytest.approx(1.0, abs=0.1)  # weeks of a festival lose their Wednesday
    assert row.elasticity.low < 1 < row.elasticity.high


def test_half_the_price_of_the_one_takes_about_half_of_what_the_other_earns(found):
    (row,), (moving,) = found.rows, found.moving

    assert row.shift.level == row.elasticity.level == 0.9
    assert row.shift.low.minor <= row.shift.estimate.minor <= row.shift.high.minor < 0
    assert (moving.sku, moving.answering) == ("green", 1)
    assert moving.shift.estimate.minor == pytest.approx(row.shift.estimate.minor, rel=0.01)


def test_what_cannot_be_told_says_why(found):
    reasons = {(each.sku, each.moving_sku): each.reason.code for each in found.untold}

    assert (found.pairs, found.estimated) == (12, 4)
    assert reasons["green", "black"] == reasons["white", "green"] == "within_chance"
    assert reasons["green", "white"] == "too_few_price_points"
    assert reasons["few", "green"] == "answering_sells_too_little"
    assert all(
        render(each.reason, CAPABILITY.sentences, language) for each in found.untold for language in ("zh-CN", "en")
    )


def test_only_pairs_of_the_product_asked_for_are_told(shop, found):
    asked = CrossElasticityParams(start=str(FIRST), end=str(FIRST + timedelta(days=7 * WEEKS)), sku="white")
    white = run(shop, asked)

    assert white.pairs == 6
    assert not white.rows
    assert white.headline.code == "none_told"
    assert found.headline.code == "headline"


def test_a_shop_without_prices_that_move_is_told_what_is_lacking():
    still = tables()
    still["price_history"] = [price(sku, FIRST, 8_000) for sku in SKUS]

    assert run(inline_warehouse(still), CrossElasticityParams()).headline.code == "none_estimated"
