"""A shelf of teas at known prices: its bands, the gap in it, and the tea that sells out of its band."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.analyses.builders import cost, line, order, refund
from zhanggui.analyses.pricing.bands.bands import CAPABILITY, BandsParams, run
from zhanggui.analyses.pricing.bands.positions import PositionsNotUnderstood, read_positions
from zhanggui.core.errors import UnknownName
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "bands.sql"
FIRST = date(2026, 3, 2)
CHEAP, DEAR = {"a": 2_000, "b": 2_200, "c": 2_400}, {"x": 8_000, "y": 8_800, "z": 9_600}


def sales(prices, *, units=6, buyer=None, off=None):
    """One order of one line for every tea, at its price less its discount."""
    for sku, price in prices.items():
        number, who, less = f"{sku}-{buyer}", buyer or f"p-{sku}", (off or {}).get(sku, 0)
        yield (
            order(number, who, FIRST.isoformat(), (price - less) * units),
            line(number, 1, sku, price * units, units, discount_merchant_minor=less * units),
        )


def shop(*sold, **more):
    tables = {"orders": [each for each, _ in sold], "order_lines": [each for _, each in sold]}
    tables["products"] = [{"sku": sku, "category": "tea"} for sku in sorted({each["sku"] for _, each in sold})]
    return inline_warehouse(tables | more, as_of=FIRST + timedelta(days=20))


def test_bands_fall_apart_where_prices_do_and_say_what_each_brings():
    """Three teas about 22.00 and three about 88.00: the roundest price between 24.00 and 80.00 is 50.00."""
    result = run(shop(*sales(CHEAP | DEAR)), BandsParams(bands=2))
    low, high = result.bands

    assert (low.band.en, high.band.zh, low.products, high.products) == ("under ¥50", "¥50 起", 3, 3)
    assert (low.net_sales.minor, high.net_sales.minor) == (6 * 6_600, 6 * 26_400)
    assert (low.product_share.rate, low.sales_share.rate) == (0.5, 0.2)
    assert (low.verdict.code, high.verdict.code) == ("crowded", "thin")
    assert result.headline.code == "all_in"
    assert low.contribution_profit is None  # no cost is loaded


@pytest.mark.slow
def test_profit_of_a_band_counts_returns():
    """Six of x sold at 80.00, two came back: 4 × (80.00 − 50.00); y and z cost nothing."""
    back = [refund("x-None", "2026-03-09", 16_000, "#1", kind_of_refund="return_and_refund", quantity=2)]
    costs = [cost(sku, 5_000 if sku == "x" else 0) for sku in CHEAP | DEAR]
    high = run(shop(*sales(CHEAP | DEAR), refunds=back, product_costs=costs), BandsParams(bands=2)).bands[1]

    assert high.contribution_profit.estimate.minor == 4 * 3_000 + 6 * (8_800 + 9_600)
    assert high.net_sales.minor == 6 * 26_400 - 16_000


@pytest.mark.slow
def test_a_gap_counts_who_buys_on_both_sides():
    """One buyer takes a (20.00) and x (80.00): 50.00 on average, in the gap from 24.00 to 80.00."""
    sold = [*sales(CHEAP | DEAR), *sales({"a": 2_000, "x": 8_000}, buyer="both")]
    result = run(shop(*sold), BandsParams(bands=2))
    (gap,) = result.gaps

    assert (gap.low.minor, gap.high.minor, gap.straddling, gap.inside) == (2_400, 8_000, 1, 1)
    assert (gap.of_buyers.rate, gap.spent.minor) == (pytest.approx(1 / 7), 6 * 10_000)
    assert result.actions[-1].what.code == "do_gap"


@pytest.mark.slow
def test_what_is_cut_deeper_than_its_kind_sells_out_of_its_band():
    """All teas go at 90 %, but z at 25.00 of 96.00: at 86.40 it would be in the band from 50.00."""
    kind = {sku: price // 10 for sku, price in (CHEAP | DEAR | {"w": 9_000, "v": 9_200}).items()}
    prices = CHEAP | DEAR | {"w": 9_000, "v": 9_200}
    result = run(shop(*sales(prices, off=kind | {"z": 7_100})), BandsParams(bands=2))
    (row,) = result.rows

    assert (row.sku, row.verdict.code, row.price.minor, row.list_price.minor) == (
        "z",
        "below_by_discount",
        2_500,
        9_600,
    )
    assert (row.position.en, row.size.minor) == ("¥50 and more", 6 * 2_500)
    assert render(result.headline, CAPABILITY.sentences, "zh-CN") == (
        "1 个类目、8 个商品里，1 个的成交价不在自己的价格带；金额最大的是“z”：应在 ¥50 起，实际卖 ¥25.00，带外 ¥150.00。"
    )


@pytest.mark.slow
def test_a_declared_position_counts_and_the_most_specific_first():
    """Tea from 30.00; tagged 引流 up to 23.00; y by its own code from 100.00."""
    products = [{"sku": sku, "category": "tea", "tags": "引流，新" if sku in "ab" else None} for sku in "abcxyz"]
    told = BandsParams(positions="tea=30-,引流=0-23，y=100-120,nobody=1-2")
    result = run(shop(*sales(CHEAP | DEAR), products=products), told)

    assert [(row.sku, row.verdict.code, row.size.minor) for row in result.rows] == [
        ("y", "below_by_list", 6 * 1_200),
        ("c", "below_by_list", 6 * 600),
    ]
    assert "position_unused" in {each.code for each in result.caveats}


@pytest.mark.slow
def test_above_and_at_times_below_are_told_apart():
    """x sells at 80.00 as a rule and at 40.00 once in five times; z sells above 90.00."""
    sold = [*(each for at in range(4) for each in sales({"x": 8_000}, buyer=f"p{at}")), *sales({"x": 4_000}, buyer="q")]
    rows = {
        row.sku: row for row in run(shop(*sold, *sales({"z": 9_600})), BandsParams(positions="x=70-100,z=50-90")).rows
    }

    assert (rows["z"].verdict.code, rows["z"].size.minor) == ("above", 6 * 600)
    assert (rows["x"].verdict.code, rows["x"].size) == ("at_times_below", None)


@pytest.mark.slow
def test_a_stray_sale_moves_no_price_and_few_units_are_not_judged():
    stray = [*sales(CHEAP | DEAR), *sales({"a": 99_900}, buyer="q", units=1), *sales({"few": 1}, units=1)]
    stray += [*sales({"a": 2_000}, buyer="r")]
    result = run(shop(*stray), BandsParams(positions="tea=20-"))

    assert "a" not in {row.sku for row in result.rows}
    assert (result.products, "few_units" in {each.code for each in result.caveats}) == (6, True)


@pytest.mark.slow
def test_a_category_that_nobody_sold_is_refused_and_nothing_sold_is_said():
    with pytest.raises(UnknownName):
        run(shop(*sales(CHEAP)), BandsParams(category="coffee"))
    assert run(shop(*sales({"a": 2_000}, units=1)), BandsParams()).headline.code == "nothing"


@pytest.mark.parametrize("text", ["tea", "tea=50", "=5-9", "tea=9-5", "tea=x-9", "tea=-"])
def test_a_position_that_cannot_be_read_is_refused(text):
    with pytest.raises(PositionsNotUnderstood):
        read_positions(text, "CNY")


@pytest.mark.slow
def test_the_gaps_of_a_busy_shop_agree_with_plain_sql():
    chance = random.Random(5)  # noqa: S311 - a shop, not a secret
    base = {"p": 900, "q": 2_000, "r": 2_500, "s": 7_000, "t": 20_000}
    sold = []
    for at in range(60):
        sku = chance.choice(list(base))
        price = {sku: base[sku] + chance.randrange(300)}
        sold += sales(price, units=chance.randint(1, 4), buyer=f"{at}-c{chance.randrange(12)}")
    for known, _ in sold:
        known["customer"] = known["customer"].split("-")[-1]
    busy = shop(*sold)
    found = run(busy, BandsParams())

    assert (
        sorted(
            (gap.category.en, gap.low.minor, gap.high.minor, gap.straddling, gap.inside, gap.spent.minor)
            for gap in found.gaps
        )
        == busy.connection.execute(ORACLE.read_text()).fetchall()
    )
    assert sum(gap.straddling for gap in found.gaps) > 10
