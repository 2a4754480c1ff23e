"""One tea on several channels: whose price is out of line, by how much, and what would be even."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.analyses.builders import cost, line, order, refund
from zhanggui.analyses.pricing.parity.judging import Band, Sides
from zhanggui.analyses.pricing.parity.parity import CAPABILITY, ParityParams, run
from zhanggui.analyses.pricing.targets.solving import Economics
from zhanggui.core.errors import UnknownName
from zhanggui.core.sentence import render
from zhanggui.stats.paired_ratio import PairedRatio
from zhanggui.warehouse.inline import inline_warehouse

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "parity.sql"
MONDAY = date(2026, 3, 2)
LAST = date(2026, 3, 31)
PLAIN = Economics(cost_minor=4_000, kept_sales=1, kept_units=1, rate=0.1, fixed_minor=500, ads=0)


def sold(channel, week, price_minor, *, units=4, sku="tea", **more):
    """One order of some units in one week."""
    day = (MONDAY + timedelta(days=7 * week)).isoformat()
    number = f"{channel}-{sku}-{week}"
    return (
        order(number, f"p{number}", day, price_minor * units, channel=channel),
        line(number, 1, sku, price_minor * units, units, channel=channel, **more),
    )


def weeks(channel, price_minor, count=4, **more):
    return [sold(channel, week, price_minor, **more) for week in range(count)]


def commission(channel, rate):
    return {"channel": channel, "kind_of_fee": "commission", "valid_from": "2020-01-01", "rate": rate}


def shop(*sales, **more):
    tables = {"orders": [each for each, _ in sales], "order_lines": [each for _, each in sales]}
    return inline_warehouse(tables | more, as_of=LAST)


def found(warehouse, **params):
    result = run(warehouse, ParityParams(reference="own_site", **params))
    return result, {(row.sku, row.channel.en): row for row in result.rows}


def test_a_price_below_the_band_is_the_shops_own_and_costs_what_lies_beyond():
    """80.00 against 100.00: 95.00 would be in the band, 16 units × 15.00."""
    result, rows = found(shop(*weeks("own_site", 10_000), *weeks("jd", 8_000)))
    row = rows["tea", "jd"]

    assert (row.verdict.code, row.size.minor, row.units, row.weeks) == ("own_cheaper", 24_000, 16, 4)
    assert (row.shop_gap.low.rate, row.shop_gap.estimate.rate) == pytest.approx((-0.2, -0.2))
    assert [(each.what.code, each.what.arguments["wanted"].minor) for each in result.actions] == [
        ("do_own_cheaper", 9_500)
    ]
    assert render(result.headline, CAPABILITY.sentences, "zh-CN") == (
        "以 own_site 为准，1 个商品×渠道组合里 1 个确定在价格带外（自家价 1 个、他方补贴 0 个），0 个说不准；"
        "最大的是 jd 的“tea”：¥80.00 对 ¥100.00，带外 ¥240.00。"
    )


@pytest.mark.slow
def test_a_dearer_channel_may_be_dearer_by_what_it_charges():
    """10 % commission: 100.00 ÷ 0.9 = 111.11 leaves as much; 108.00 is in the band, 120.00 is not (116.67 would be)."""
    _, rows = found(
        shop(
            *weeks("own_site", 10_000),
            *weeks("tmall", 10_800),
            *weeks("jd", 12_000),
            fees=[commission("tmall", 0.1), commission("jd", 0.1)],
        )
    )

    assert rows["tea", "tmall"].even_price.minor == 11_111
    assert (rows["tea", "tmall"].verdict.code, rows["tea", "tmall"].left.minor) == ("within", 9_720)
    assert rows["tea", "jd"].verdict.code == "own_dearer"
    assert rows["tea", "jd"].size.minor == round(16 * (12_000 - 10_000 / 0.9 * 1.05))


@pytest.mark.slow
def test_a_gap_that_the_platform_pays_is_not_the_shops():
    """The platform bears 20.00 a unit: the shop gets 100.00, the buyer pays 80.00."""
    result, rows = found(shop(*weeks("own_site", 10_000), *weeks("jd", 10_000, discount_platform_minor=8_000)))
    row = rows["tea", "jd"]

    assert (row.shop_price.minor, row.buyer_price.minor) == (10_000, 8_000)
    assert (row.verdict.code, row.size) == ("subsidised", None)
    assert (result.headline.code, result.actions[0].what.arguments["by"].minor) == ("subsidies_only", 2_000)


@pytest.mark.slow
def test_the_merchants_own_coupon_is_the_shops():
    _, rows = found(shop(*weeks("own_site", 10_000), *weeks("jd", 10_000, discount_merchant_minor=8_000)))

    assert (rows["tea", "jd"].verdict.code, rows["tea", "jd"].shop_price.minor) == ("own_cheaper", 8_000)


@pytest.mark.slow
def test_few_weeks_few_units_and_scatter_cannot_tell():
    scattered = [sold("jd", week, price) for week, price in enumerate((6_000, 12_000, 6_500, 11_000))]
    sales = [*weeks("own_site", 10_000), *weeks("tmall", 5_000, 2), *weeks("douyin", 5_000, units=1), *scattered]
    result, rows = found(shop(*sales))

    assert rows["tea", "tmall"].verdict.code == "too_few"  # two weeks
    assert rows["tea", "tmall"].shop_gap is None
    assert rows["tea", "douyin"].verdict.code == "too_few"  # four units
    assert rows["tea", "jd"].verdict.code == "maybe"
    assert (result.headline.code, result.untold) == ("all_within", 3)


@pytest.mark.slow
def test_weeks_in_which_only_one_sold_are_not_compared():
    sales = [*weeks("own_site", 10_000), *(sold("own_site", week, 2_000, sku="cup") for week in range(2))]
    result, rows = found(shop(*sales, *(sold("jd", week, 9_000, sku="cup") for week in (2, 3))))

    assert rows == {}
    assert result.headline.code == "one_channel"


@pytest.mark.slow
def test_packs_of_one_style_are_compared_by_weight():
    """100 g at 100.00 on the site, 50 g at 60.00 on jd: 120.00 the 100 g."""
    products = [
        {"sku": "tea", "parent_sku": "t", "weight_grams": 100},
        {"sku": "half", "parent_sku": "t", "weight_grams": 50},
    ]
    result, _ = found(shop(*weeks("own_site", 10_000), *weeks("jd", 6_000, sku="half"), products=products))
    (pack,) = result.packs

    assert (pack.packs, pack.reference_packs, pack.shop_price.minor) == ("50 g", "100 g", 12_000)
    assert (pack.verdict.code, pack.shop_gap.estimate.rate) == ("own_dearer", pytest.approx(0.2))


@pytest.mark.slow
def test_the_largest_channel_is_the_reference_and_a_strange_one_is_refused():
    tea = shop(*weeks("own_site", 10_000), *weeks("jd", 9_900, units=9))

    assert run(tea, ParityParams()).reference.en == "jd"
    with pytest.raises(UnknownName):
        run(tea, ParityParams(reference="nowhere"))


@pytest.mark.slow
def test_returns_cost_and_fees_move_the_even_price():
    """Half of what jd sells comes back: what is left of 100.00 there is half, and half of the cost is kept."""
    sales = [*weeks("own_site", 10_000, units=10), *weeks("jd", 10_000, units=10)]
    refunds = [
        refund(
            f"jd-tea-{week}", "2026-03-30", 50_000, "#1", channel="jd", kind_of_refund="return_and_refund", quantity=5
        )
        for week in range(4)
    ]
    _, rows = found(shop(*sales, refunds=refunds, product_costs=[cost("tea", 4_000)]))

    assert (rows["tea", "jd"].left.minor, rows["tea", "jd"].reference_left.minor) == (3_000, 6_000)
    assert rows["tea", "jd"].even_price.minor == 16_000


@pytest.mark.slow
def test_a_busy_shop_agrees_with_plain_sql():
    chance = random.Random(9)  # noqa: S311 - a shop, not a secret
    base = {"own_site": 1_000, "tmall": 1_050, "jd": 900}
    busy = shop(
        *(
            sold(
                channel,
                week,
                base[channel] + chance.randrange(200),
                units=chance.randint(1, 9),
                sku=sku,
                discount_platform_minor=chance.randrange(60),
                discount_merchant_minor=chance.randrange(60),
            )
            for channel in base
            for sku in "tuv"
            for week in range(4)
            if chance.random() < 0.9
        )
    )
    told = {"from": MONDAY, "until": LAST + timedelta(days=1), "reference": "own_site"}
    expected = busy.connection.execute(ORACLE.read_text(), told).fetchall()
    _, rows = found(busy, start=MONDAY, end=LAST + timedelta(days=1))

    assert len(expected) == 6
    for sku, channel, common, units, shop_price, reference_price, buyer_gap in expected:
        row = rows[sku, channel]
        assert (row.weeks, row.units) == (common, units)
        assert (row.shop_price.minor, row.reference_price.minor) == (round(shop_price), round(reference_price))
        if row.buyer_gap:
            assert row.buyer_gap.estimate.rate == pytest.approx(buyer_gap)


def test_the_even_price_leaves_as_much_on_both_sides():
    dear = Economics(cost_minor=4_000, kept_sales=0.9, kept_units=0.95, rate=0.2, fixed_minor=900, ads=0)
    even = Sides(here=dear, reference=PLAIN).even_price(10_000)

    assert dear.left_at(even) == pytest.approx(PLAIN.left_at(10_000))
    assert Band.around(even, 10_000, 0.05).low == pytest.approx(-0.05)


def test_the_bounds_of_a_ratio_are_those_of_the_textbook():
    """Three weeks, x 11, 12, 13 and y 10 each: R = 1.2, Σe² = 2, s² = 3/2 · 2 / 30²; t(2) at 95 % is 2.92."""
    ratio = PairedRatio(pairs=3, weight=3, x=36, y=30, xx=121 + 144 + 169, xy=360, yy=300)
    bounds = ratio.interval(0.9)

    assert bounds.high - bounds.estimate == pytest.approx(2.919986 * 3**0.5 / 30, rel=1e-6)
