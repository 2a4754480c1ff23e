"""The language of column maps: what it takes, what it refuses, and how a file finds its map."""

# ruff: noqa: DTZ001 - landed times are UTC and carry no zone, as Parquet holds them

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from tests.ingest.conftest import EXPORTS
from zhanggui import ingest
from zhanggui.core.errors import UnknownName
from zhanggui.ingest.errors import HeadersAmbiguous, HeadersMissing, HeadersUnknown, MapNotUnderstood
from zhanggui.ingest.mapping.headers import normalised
from zhanggui.ingest.mapping.library import built_in_maps, parse_map
from zhanggui.ingest.mapping.recognise import HeaderIndex, header_score, lacking, recognised, vocabulary
from zhanggui.ingest.readers.sheet import Sheet
from zhanggui.ingest.sources import maps_of_files, sources

OWN = """
name = "erp"
title = { zh = "某 ERP", en = "An ERP" }
platform = "own"
channel = "erp"
zone = "Asia/Shanghai"
[recognise]
required = ["单号", "金额", "日期"]
[amount]
of = "金额"
table = "orders"
column = "total_minor"
[[table]]
into = "orders"
[table.columns]
channel = { const = "erp" }
order_id = { from = "单号", as = "id" }
ordered_at = "日期"
currency = { const = "shop" }
total_minor = "金额"
"""


def sheet(*headers):
    return Sheet(relation="", headers=headers, types=("VARCHAR",) * len(headers))


# ------------------------------------------------------------------------------------------------ built in


def test_every_source_has_a_name_and_a_title_in_both_languages():
    found = {source.name: source for source in sources()}

    assert set(found) == {file.stem for file in Path(ingest.__file__).parent.joinpath("maps").glob("*.toml")}
    assert {"generic_orders", "taobao_orders", "doudian_orders", "jd_orders", "pinduoduo_orders"} < set(found)
    assert all(source.title.zh and source.title.en and source.tables for source in found.values())


@pytest.mark.parametrize(
    "fixture, source",
    [
        ("ExportOrderList202003011200.csv", "taobao_orders"),
        ("tmall_order_report.csv", "taobao_orders"),
        ("ExportOrderDetailList202003011200.csv", "taobao_order_details"),
        ("ExportOrderDetailList202106021200.csv", "taobao_order_details"),
        ("shopify_orders_export_73.csv", "shopify_orders"),
        ("shopify_orders_export_79.csv", "shopify_orders"),
        ("uci_online_retail.csv", "uci_retail"),
        ("generic_orders_en.csv", "generic_orders"),
        ("events.csv", "events"),
        ("costs.csv", "costs"),
        ("fees.csv", "fees"),
        ("exclusions.csv", "exclusions"),
        ("stock.csv", "stock"),
        ("prices.csv", "prices"),
        ("placements.csv", "placements"),
        ("competitors.csv", "competitors"),
        ("competitor_notes.csv", "competitor_notes"),
        ("competitor_campaigns.csv", "competitor_campaigns"),
        ("competitor_reviews.csv", "competitor_reviews"),
        ("market_sales.csv", "market_sales"),
    ],
)
def test_each_export_finds_its_own_map(fixture, source):
    content = (EXPORTS / fixture).read_bytes()
    text = content.decode("gb18030" if b"\xb6" in content[:2] else "utf-8", errors="replace")
    headers = next(csv.reader([text.splitlines()[0].replace(";", ",")]))

    assert recognised(sheet(*headers), fixture, maps_of_files()).name == source


def test_headers_mean_the_same_whatever_editors_did_to_them():
    assert normalised("\ufeff订单付款时间 ") == normalised("订单付款时间") == normalised(" 订单付款时间\t")
    assert normalised("Ｏrder　ID") == normalised("order id")
    assert normalised("订单编号") != normalised("子订单编号")


def test_of_two_equal_headers_the_first_counts():
    source = built_in_maps()["generic_orders"]

    assert HeaderIndex.of(["sku", "订单编号", "订单号"], source).find("order_id") == 1


def test_every_header_that_a_map_reads_is_one_that_finds_the_header_row():
    score = header_score(maps_of_files())

    assert score(["订单编号", "总金额", "nonsense"]) == 2
    assert all(vocabulary(source) for source in maps_of_files())


# ------------------------------------------------------------------------------------------------ refused


def test_unknown_headers_are_refused_with_the_nearest_map_and_what_it_lacks():
    with pytest.raises(HeadersUnknown) as refused:
        recognised(sheet("订单编号", "总价", "下单日", "买家实际支付金额"), "x.csv", maps_of_files())

    facts = refused.value.facts
    assert facts["nearest"] == "taobao_orders"
    assert facts["missing"] == "总金额, 订单创建时间"
    for language in ("zh-CN", "en"):
        assert "--map" in refused.value.text(language)
        assert "taobao_orders" in refused.value.text(language)


def test_a_header_that_is_nearly_right_is_pointed_out():
    with pytest.raises(HeadersUnknown, match="Created at ≈ Created"):
        recognised(
            sheet(
                "Name", "Financial Status", "Total", "Created", "Lineitem quantity", "Lineitem name", "Lineitem price"
            ),
            "x.csv",
            maps_of_files(),
        )


def test_the_first_row_of_a_file_without_headers_is_never_shown(shop):
    with pytest.raises(HeadersUnknown) as refused:
        shop.load(shop.write("people.csv", "王小样,13712340001,2026-03-01\n李小样,13712340002,2026-03-02\n"))

    assert "13712340001" not in refused.value.text("zh-CN")
    assert "王小样" not in refused.value.text("zh-CN")


def test_a_named_map_must_fit_as_well(shop):
    with pytest.raises(HeadersMissing, match="Lineitem price"):
        shop.load(shop.copy("costs.csv"), as_format="shopify_orders")
    with pytest.raises(UnknownName, match="taobao_orders"):
        shop.load(shop.copy("costs.csv"), as_format="taobao_order")


def test_two_maps_that_fit_equally_well_are_a_question_for_the_person():
    twin = parse_map(OWN.replace('name = "erp"', 'name = "erp_twin"'), "twin.toml")

    with pytest.raises(HeadersAmbiguous, match="erp, erp_twin"):
        recognised(sheet("单号", "金额", "日期"), "x.csv", [parse_map(OWN, "erp.toml"), twin])


def test_headers_of_another_source_keep_a_map_away():
    source = built_in_maps()["taobao_orders"]

    assert lacking(source.recognise, sheet("订单编号", "总金额", "买家实付金额", "订单创建时间"), source) == ()
    assert lacking(source.recognise, sheet("订单编号", "总金额", "买家实付金额", "订单创建时间", "子订单编号"), source)


# ----------------------------------------------------------------------------------------------- one's own


@pytest.mark.slow
def test_a_shop_may_write_a_map_of_its_own(shop):
    own = shop.write("erp.toml", OWN)
    report = shop.load(shop.write("erp.csv", "单号,金额,日期\n1,12.50,2026-03-01\n2,x,2026-03-02\n"), map_file=own)

    assert report.source == "erp"
    assert shop.query("SELECT order_id, total_minor, currency FROM {orders}") == [("1", 1250, "CNY")]


@pytest.mark.parametrize(
    "wrong, said",
    [
        (OWN.replace('"Asia/Shanghai"', '"Asia/Shangai"'), "unknown time zone 'Asia/Shangai'"),
        (OWN.replace('into = "orders"', 'into = "ordres"'), "no table 'ordres'"),
        (OWN.replace("total_minor = ", "totl_minor = "), "orders has no column totl_minor"),
        (OWN.replace('ordered_at = "日期"\n', ""), "orders needs ordered_at"),
        (OWN.replace('"日期"\ncurrency', '{ eval = "1" }\ncurrency'), "expected a header or one operation of"),
        (OWN.replace('ordered_at = "日期"', 'ordered_at = { from = "日期", sql = "1" }'), "sql"),
        (OWN.replace("[recognise]", "[recognise"), "line"),
        (OWN.replace('platform = "own"', ""), "platform"),
        (OWN + 'status = { when = [{ if = { is = "x" }, then = "y" }] }', "expected one condition of"),
        (OWN.replace('name = "erp"', 'name = "Robert\'); DROP"'), "name"),
    ],
)
def test_a_wrong_map_says_what_is_wrong_and_where(wrong, said):
    with pytest.raises(MapNotUnderstood) as refused:
        parse_map(wrong, "erp.toml")

    assert said in refused.value.text("en")


def test_nothing_in_a_map_is_run(shop):
    hostile = OWN.replace('"erp" }', '"x\'); DROP TABLE judged; --" }').replace('"金额"', '"金\'额"')
    own = shop.write("hostile.toml", hostile)
    shop.load(shop.write("erp.csv", "单号,金'额,日期\n1,12.50,2026-03-01\n"), map_file=own)

    assert shop.query("SELECT channel, total_minor FROM {orders}") == [("x'); DROP TABLE judged; --", 1250)]


@pytest.mark.slow
@pytest.mark.parametrize("page", ["adding-a-source.md", "adding-a-source.zh-CN.md"])
def test_the_map_in_the_guide_works_as_it_stands(shop, page):
    guide = (EXPORTS.parents[2] / "docs" / page).read_text("utf-8")
    own = shop.write("guide.toml", guide.split("```toml\n")[1].split("```")[0])
    rows = "单号,总价,下单时间,付款时间,会员,手机,地址,状态,运费\n1,20,01.03.2026 08:30,,li,,浙江省 杭州市,已付款,8\n"
    shop.load(shop.write("orders.csv", rows), map_file=own)

    assert shop.query("SELECT order_id, ordered_at, total_minor, goods_minor, status, province FROM {orders}") == [
        ("1", datetime(2026, 3, 1, 0, 30), 2000, 1200, "paid", "浙江")
    ]
