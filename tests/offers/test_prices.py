"""Price tags: which list holds, how far channels may differ, how a change is carried out and undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.offers.shelf import NOON, offer, rules
from zhanggui.offers.prices.parity import parity
from zhanggui.offers.prices.price_changes import (
    ListUnknown,
    PriceChange,
    PriceHasMoved,
    PricePoint,
    PriceRow,
    TooEarly,
    before_price,
    carry_out,
    undone,
)
from zhanggui.offers.prices.price_lists import (
    Place,
    PriceList,
    PriceLists,
    ProductNotOnShelf,
    Wanted,
    on_shelf,
    price_of,
)
from zhanggui.offers.rules.product import Product

LISTS = PriceLists(
    currency="CNY",
    lists=(
        PriceList(id="all", prices={"A": 1000, "B": 500}),
        PriceList(id="jd", channels=("jd",), prices={"A": 1050}),
        PriceList(id="jd-gold", channels=("jd",), tiers=("gold",), prices={"A": 980}),
        PriceList(id="spring", starts_at=NOON, ends_at=NOON + timedelta(days=1), prices={"B": 450}),
    ),
)
TEA = Product(sku="A", price_minor=999)


@pytest.mark.parametrize(
    "sku, place, days, price",
    [
        ("A", Place(), 0, 1000),
        ("A", Place(channel="jd"), 0, 1050),
        ("A", Place(channel="jd", tier="gold"), 0, 980),
        ("B", Place(channel="jd"), 0, 450),
        ("B", Place(), 1, 500),
        ("C", Place(), 0, None),
    ],
)
def test_the_narrowest_list_that_holds_has_the_price(sku, place, days, price):
    assert price_of(sku, LISTS, place, NOON + timedelta(days=days)) == price


def test_a_basket_is_filled_with_the_shops_own_prices():
    wanted = [Wanted(line="1", sku="A", units=2), Wanted(line="2", sku="C", units=1)]
    products = {"A": TEA, "C": Product(sku="C", price_minor=70, cost_minor=30)}

    lines = on_shelf(wanted, products, LISTS, Place(channel="jd"), NOON)
    assert [(line.price_minor, line.units, line.cost_minor) for line in lines] == [(1050, 2, None), (70, 1, 30)]
    with pytest.raises(ProductNotOnShelf):
        on_shelf([Wanted(line="1", sku="Z", units=1)], products, LISTS, Place(), NOON)


def test_channels_may_differ_by_the_band_and_by_what_they_cost_the_shop():
    sale = offer("s", "percent", off_bps=1000, audience={"channels": ["own"]})
    commissions = {"own": 100, "jd": 500, "tmall": 500}
    rows = parity(TEA, rules(sale), LISTS, NOON, commissions_bps=commissions, measure="tmall", band_bps=200)

    assert [(row.channel, row.price_minor, row.apart_bps, row.allowed_bps, row.is_within) for row in rows] == [
        ("own", 900, -1000, 600, False),
        ("jd", 1050, 500, 200, False),
        ("tmall", 1000, 0, 200, True),
    ]


CHANGE = PriceChange(
    id="c1",
    reason="costs fell",
    effective_at=NOON,
    rows=(
        PriceRow(list="all", sku="A", before_minor=1000, after_minor=900),
        PriceRow(list="all", sku="C", before_minor=None, after_minor=70),
    ),
)


def test_a_change_is_carried_out_in_its_time_and_undone_to_what_stood_before():
    changed = carry_out(LISTS, CHANGE, NOON)

    assert changed.lists[0].prices == {"A": 900, "B": 500, "C": 70}
    assert carry_out(changed, undone(CHANGE, NOON, "sold out"), NOON) == LISTS
    with pytest.raises(TooEarly):
        carry_out(LISTS, CHANGE, NOON - timedelta(seconds=1))


def test_a_change_against_a_price_that_has_moved_is_refused():
    with pytest.raises(PriceHasMoved):
        carry_out(carry_out(LISTS, CHANGE, NOON), CHANGE, NOON)
    with pytest.raises(ListUnknown):
        carry_out(PriceLists(currency="CNY"), CHANGE, NOON)


def test_a_struck_through_price_is_the_lowest_of_the_days_before():
    points = [(-60, 800), (-40, 1200), (-10, 1000), (-5, 1100), (1, 500)]
    history = [
        PricePoint(list="all", sku="A", price_minor=price, valid_from=NOON + timedelta(days=days))
        for days, price in points
    ]
    evidence = before_price(history, "all", "A", NOON)

    assert evidence.lowest_minor == 1000
    assert [point.price_minor for point in evidence.points] == [1200, 1000, 1100]
    assert before_price(history, "all", "B", NOON).lowest_minor is None
