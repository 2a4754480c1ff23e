"""Which codes are proposed as one product, and which never are."""

from __future__ import annotations

import pytest

from zhanggui.analyses.products.same.codes import Codes, Item, Selling, codes_of
from zhanggui.analyses.products.same.matching import find_matches
from zhanggui.warehouse.inline import inline_warehouse

OWN = "taobao"


def item(code, channel, title, price=10000, lines=9, **facts):
    sold = {channel: Selling(title=title, price_minor=price, lines=lines)} if channel else {}
    return Item(code=code, sold=sold, **facts)


def pairs(*items, stated=None, refused=()):
    codes = Codes(items={each.code: each for each in items}, stated=stated or {})
    return [(match.way, match.channel, match.code, match.sku) for match in find_matches(codes, refused)]


TEA = item("T1", OWN, "西湖龙井绿茶 250g", lines=20)


def test_the_merchants_code_that_the_channel_names_is_exact():
    assert pairs(TEA, item("9001", "jd", "礼品"), stated={("jd", "9001"): "T1"}) == [("exact", "jd", "9001", "T1")]


def test_one_barcode_is_exact_unless_two_codes_of_a_channel_have_it_or_sizes_differ():
    mine = item("T1", OWN, "龙井 250g", barcode="4006381333931", lines=20)
    assert pairs(mine, item("J", "jd", "龙井茶", barcode="4006381333931")) == [("exact", "jd", "J", "T1")]
    assert pairs(mine, item("J", "jd", "龙井 500g", barcode="4006381333931")) == []
    twice = [item(code, "jd", title, barcode="4006381333931") for code, title in (("J", "甲"), ("K", "乙"))]
    assert pairs(mine, *twice) == []


def test_the_same_code_in_another_hand_is_proposed_across_channels_only():
    assert pairs(item("TEA-001", OWN, "a", lines=20), item("tea1", "jd", "b")) == [("code", "jd", "tea1", "TEA-001")]
    assert pairs(item("TEA-001", OWN, "a"), item("tea1", OWN, "b")) == []


def test_a_channels_own_beginning_is_left_out():
    mine = [item(f"A{n}00", OWN, f"甲{n}", lines=20) for n in (1, 2, 3)]
    theirs = [item(f"JD-A{n}00", "jd", f"乙{n}") for n in (1, 2, 3)]
    assert pairs(*mine, *theirs) == [("code", "jd", f"JD-A{n}00", f"A{n}00") for n in (1, 2, 3)]


def test_alike_titles_are_proposed_when_sizes_agree_and_refused_when_they_do_not():
    assert pairs(TEA, item("9", "jd", "龙井绿茶 西湖 0.25kg")) == [("title", "jd", "9", "T1")]
    assert pairs(TEA, item("9", "jd", "龙井绿茶 西湖 500g")) == []
    assert pairs(TEA, item("9", "jd", "龙井绿茶 西湖 250g 3包")) == []
    assert pairs(TEA, item("9", "jd", "龙井绿茶 西湖 250g", price=30000)) == [], "three times the price"


def test_which_of_two_equally_alike_listings_is_meant_cannot_be_told():
    assert pairs(TEA, item("8", "jd", "西湖龙井绿茶 250g"), item("9", "jd", "西湖龙井绿茶 250g")) == []


def test_what_costs_are_kept_by_is_the_shops_own_code():
    mine = item("9", "jd", "西湖龙井绿茶 250g", lines=1, has_costs=True)
    assert pairs(TEA, mine) == [("title", OWN, "T1", "9")]


def test_what_a_person_refused_is_not_proposed_in_either_direction():
    jd = item("9", "jd", "西湖龙井绿茶 250g")
    assert pairs(TEA, jd, refused={("jd", "9", "T1")}) == []
    assert pairs(TEA, jd, refused={(OWN, "T1", "9")}) == []


@pytest.mark.slow
def test_codes_are_read_from_sales_listings_and_products():
    orders = [
        {"channel": channel, "order_id": channel, "ordered_at": "2026-03-01", "currency": "CNY", "goods_minor": 300}
        for channel in ("taobao", "jd")
    ]
    lines = [
        {"channel": "taobao", "sku": "T1", "product_name": "龙井"},
        {"channel": "jd", "sku": "9001", "listing_id": "9001", "product_name": "9001"},
    ]
    told = {"line_id": "1", "kind_of_line": "sale", "quantity": 3, "gross_minor": 300, "due_minor": 300}
    codes = codes_of(
        inline_warehouse(
            {
                "orders": orders,
                "order_lines": [told | row | {"order_id": row["channel"]} for row in lines],
                "listings": [{"channel": "jd", "listing_id": "9001", "sku": "T1", "listing_title": "西湖龙井"}],
                "products": [{"sku": "T1", "barcode": "4006381333931"}],
                "product_costs": [{"sku": "T1", "valid_from": "2026-01-01", "cost_minor": 1, "currency": "CNY"}],
            }
        )
    )

    assert codes.stated == {("jd", "9001"): "T1"}
    assert codes.items["9001"].sold["jd"] == Selling(title="西湖龙井", price_minor=100, lines=1)
    assert (codes.items["T1"].barcode, codes.items["T1"].has_costs) == ("4006381333931", True)
