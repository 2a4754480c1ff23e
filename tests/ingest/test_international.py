"""The exports of shops that sell abroad: each finds its map, every cent is accounted for, nobody is named."""

# ruff: noqa: DTZ001 - landed times are UTC and carry no zone, as Parquet holds them

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date, datetime

import duckdb
import pytest

from tests.ingest.conftest import EXPORTS, TinyShop, causes, rows_and_money
from zhanggui.ingest.mapping.recognise import lacking, recognised
from zhanggui.ingest.readers.sheet import Sheet
from zhanggui.ingest.sources import maps_of_files

PLANTED = ("invented@", "555 010", "5550100", "nowhere street", "void road", "ann invented", "madeup", "tea_fan88",
           "bo@example", "u-invented")  # fmt: skip


@dataclass(frozen=True)
class Expected:
    """What is known by hand of one fixture: rows and money read, loaded, quarantined; the bad row; rows per table."""

    file: str
    source: str
    read: tuple
    loaded: tuple
    quarantined: tuple
    why: dict
    tables: dict
    skipped: int = 0  # lines above the header


FORMATS = (
    Expected(
        "shopify_products_export.csv", "shopify_products", (6, None), (5, None), (1, None),
        {("amount_not_understood", "Variant Price"): (6,)},
        {"listings": 4, "products": 4, "product_costs": 2, "channels": 1},
    ),
    Expected(
        "shopify_customers_export.csv", "shopify_customers", (6, None), (3, None), (2, None),
        {("flag_not_understood", "Accepts Email Marketing"): (5,), ("missing", "Email"): (6,), ("superseded", ""): (2,)},
        {"customers": 3, "identities": 3, "channels": 1},
    ),
    Expected(
        "order_export_2026-04-30-09-00.csv", "woocommerce_orders", (6, "1151.00"), (5, "1139.00"), (1, "12.00"),
        {("time_not_understood", "order_date"): (6,)},
        {"orders": 5, "order_lines": 8, "products": 6, "customers": 4, "identities": 6, "channels": 1},
    ),
    Expected(
        "wc-product-export-30-4-2026.csv", "woocommerce_products", (6, None), (5, None), (1, None),
        {("amount_not_understood", "Regular price"): (6,)},
        {"listings": 5, "products": 4, "channels": 1},
    ),
    Expected(
        "amazon_all_orders.txt", "amazon_orders", (8, "65.49"), (7, "62.49"), (1, "3.00"),
        {("number_not_understood", "quantity"): (8,)},
        {"orders": 5, "order_lines": 6, "products": 4, "channels": 1},
    ),
    Expected(
        "eBay-OrdersReport-Apr-30-2026.csv", "ebay_orders", (8, "1120.00"), (5, "1120.00"), (1, "0.00"),
        {("number_not_understood", "Quantity"): (9,), ("totals_row", ""): (10, 11)},
        {"orders": 3, "order_lines": 4, "products": 4, "customers": 2, "identities": 6, "channels": 1},
        skipped=1,
    ),
    Expected(
        "google_ads_campaigns.csv", "google_ads", (7, "3123.00"), (4, "1039.75"), (1, "1.25"),
        {("time_not_understood", "Day"): (8,), ("totals_row", ""): (9, 10)},
        {"ad_stats": 4},
        skipped=2,
    ),
    Expected(
        "inventory_export_2026-04-30.csv", "shopify_inventory", (6, None), (5, None), (1, None),
        {("number_not_understood", "On hand (current)"): (6,)},
        {"stock_levels": 4},
    ),
    Expected(
        "amazon_settlement_de.txt", "amazon_settlement", (15, "1012.35"), (13, "1012.35"), (1, "0.00"),
        {("amount_not_understood", "amount"): (16,), ("totals_row", ""): (2,)},
        {"settlement_lines": 13, "channels": 1},
    ),
    Expected(
        "2026AprMonthlyTransaction.csv", "amazon_transactions", (7, "-1116.93"), (6, "-1119.93"), (1, "3.00"),
        {("time_not_understood", "date/time"): (13,)},
        {"settlement_lines": 15, "channels": 1},
        skipped=5,
    ),
    Expected(
        "BusinessReport-2026-04-01_2026-04-30.csv", "amazon_business_report", (6, "1818.50"), (5, "1809.50"), (1, "9.00"),
        {("number_not_understood", "Sessions - Total"): (7,)},
        {"traffic_stats": 5},
    ),
    Expected(
        "tiktok_all_orders.csv", "tiktok_shop_orders", (7, "79.90"), (5, "79.90"), (1, "0.00"),
        {("amount_not_understood", "SKU Unit Original Price"): (8,), ("totals_row", ""): (2,)},
        {"orders": 4, "order_lines": 5, "products": 4, "customers": 2, "identities": 2, "channels": 1},
    ),
    Expected(
        "meta_ads_report.csv", "meta_ads", (7, "291.00"), (4, "145.50"), (2, "0.00"),
        {("missing", "Amount spent (USD)"): (6,), ("amount_not_understood", "Amount spent (USD)"): (7,), ("totals_row", ""): (2,)},
        {"ad_stats": 4},
    ),
    Expected(
        "ga4_ecommerce_20260401-20260430.csv", "ga4_items", (6, "1700.50"), (5, "1700.50"), (1, "0.00"),
        {("number_not_understood", "Items viewed"): (16,)},
        {"traffic_stats": 5},
        skipped=9,
    ),
)  # fmt: skip
SHAPES = {"shopify_orders", "amazon_settlement", "ga4_items"}
fast_in_part = pytest.mark.parametrize(
    "expected",
    [pytest.param(each, id=each.source, marks=() if each.source in SHAPES else pytest.mark.slow) for each in FORMATS],
)
every_format = pytest.mark.parametrize("expected", FORMATS, ids=lambda each: each.source)


def text_of(file):
    return (EXPORTS / file).read_text("utf-8-sig")


@every_format
def test_exactly_one_map_knows_the_headers(expected):
    lines = text_of(expected.file).splitlines()[expected.skipped :]
    headers = next(csv.reader(lines, delimiter="\t" if expected.file.endswith(".txt") else ","))
    sheet = Sheet(relation="", headers=tuple(headers), types=("VARCHAR",) * len(headers))
    complete = [source.name for source in maps_of_files() if not lacking(source.recognise, sheet, source)]

    assert recognised(sheet, "some file", maps_of_files()).name == expected.source
    assert expected.source in complete


@fast_in_part
def test_every_row_and_every_cent_is_accounted_for(loaded, expected):
    _, report = loaded(expected.file)
    balance = report.reconciliation

    assert report.source == expected.source
    assert rows_and_money(balance.read) == expected.read
    assert rows_and_money(balance.loaded) == expected.loaded
    assert rows_and_money(balance.quarantined) == expected.quarantined
    assert {(reason, column): rows for reason, column, rows in causes(report)} == expected.why
    assert dict(report.tables) == expected.tables
    assert balance.rounding in {None, "0"}


@pytest.mark.slow
@every_format
def test_columns_in_another_order_are_the_same_export(loaded, shop, expected):
    before, _ = loaded(expected.file)
    separator = "\t" if expected.file.endswith(".txt") else ","
    lines = text_of(expected.file).splitlines(keepends=True)
    rows = list(csv.reader(lines[expected.skipped :], delimiter=separator))
    width = len(rows[0])
    turned = io.StringIO()
    csv.writer(turned, delimiter=separator).writerows(row[::-1] if len(row) == width else row for row in rows)
    report = shop.load(shop.write(expected.file, "".join(lines[: expected.skipped]) + turned.getvalue()))

    assert dict(report.tables) == expected.tables
    for table in expected.tables:
        columns = "* EXCLUDE (source_row, exported_at)"
        assert rows_of(shop, table, columns) == rows_of(before, table, columns)


@pytest.mark.slow
@every_format
def test_the_same_file_again_changes_nothing(loaded, expected):
    shop, _ = loaded(expected.file)

    assert shop.load(EXPORTS / expected.file).outcome == "already_loaded"
    assert len(list((shop.folder / "landing" / "loads").iterdir())) == 1


@pytest.mark.slow
@every_format
def test_nobody_is_named_outside_the_vault(loaded, expected):
    shop, _ = loaded(expected.file)
    landed = [str(rows_of(shop, table, "*")) for table in (*expected.tables, "quarantine")]

    assert [name for name in PLANTED if name in "".join(landed).lower()] == []
    if "identities" in expected.tables:
        assert [name for name in PLANTED if name in json.dumps(shop.safe.kept).lower()] != []


def rows_of(shop, table, columns):
    path = shop.folder / "landing" / "loads" / "000001" / f"{table}.parquet"
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {columns} FROM read_parquet('{path}')").fetchall() if path.exists() else []
    return sorted(map(str, found))


# ------------------------------------------------------------------------------------------- what each one means


def test_variants_have_the_title_of_their_product_and_pictures_are_no_variants(loaded):
    shop, _ = loaded("shopify_products_export.csv")

    assert shop.query(
        "SELECT sku, product_name, variant, brand, status, list_price_minor FROM {products} ORDER BY 1"
    ) == [
        ("LJ-100", "Longjing Green Tea", "100g", "Qingming", "active", 2500),
        ("LJ-250", "Longjing Green Tea", "250g", "Qingming", "active", 4500),
        ("OLD", "Old tea", "Default Title", None, "retired", 500),
        ("teapot/Default Title", "Teapot, clay", "Default Title", "Kiln", "draft", 1000),
    ]
    assert shop.query("SELECT sku, cost_minor FROM {product_costs} ORDER BY 1") == [("LJ-100", 850), ("LJ-250", 1900)]


def test_an_inventory_without_a_day_is_that_of_its_export(loaded):
    shop, _ = loaded("inventory_export_2026-04-30.csv")

    assert shop.query("SELECT day, location, sku, on_hand, reserved FROM {stock_levels} ORDER BY 2, 3") == [
        (date(2026, 4, 30), "Main", "longjing", 120, 5),
        (date(2026, 4, 30), "Main", "teapot", 3, 1),
        (date(2026, 4, 30), "Store", "gaiwan", 7, 0),
        (date(2026, 4, 30), "Store", "longjing", -2, 0),
    ]


@pytest.mark.slow
def test_items_side_by_side_become_lines(loaded):
    shop, _ = loaded("order_export_2026-04-30-09-00.csv")

    assert shop.query(
        "SELECT order_id, line_id, sku, quantity, gross_minor, discount_merchant_minor, due_minor, kind_of_line"
        " FROM {order_lines} WHERE order_id IN ('501', '504') ORDER BY 1, 2"
    ) == [
        ("501", "#1", "LJ-100", 2, 4000, 200, 3800, "sale"),
        ("501", "#2", "POT", 1, 2000, 600, 1400, "sale"),
        ("504", "#1", "13", 3, 3000, 0, 3000, "sale"),
        ("504", "#2", "SMP", 1, 0, 0, 0, "gift"),
    ]
    assert shop.query(
        "SELECT order_id, status, goods_minor, shipping_minor, total_minor, paid_minor FROM {orders} ORDER BY 1"
    ) == [
        ("501", "completed", 5200, 500, 5700, 5700),
        ("502", "paid", 2000, 0, 2000, 2000),
        ("503", "closed", 2000, 0, 2000, 0),
        ("504", "completed", 3000, 0, 3000, 3000),
        ("506", "created", 101200, 0, 101200, 0),
    ]


def test_amazon_tax_comes_on_top_in_the_united_states_and_pending_orders_have_no_price(loaded):
    shop, _ = loaded("amazon_all_orders.txt")

    assert shop.query(
        "SELECT right(order_id, 1), status, ordered_at, goods_minor, shipping_minor, tax_minor, total_minor, paid_minor FROM {orders} ORDER BY 1"
    ) == [
        ("1", "shipped", datetime(2026, 4, 1, 2, 52, 26), 4850, 0, 460, 5310, 5310),
        ("2", "created", datetime(2026, 4, 2, 23, 59, 59), 0, None, None, None, 0),
        ("3", "closed", datetime(2026, 4, 3, 15, 0), 0, None, None, None, 0),
        ("5", "paid", datetime(2026, 4, 4, 10, 0), 999, None, 80, 1079, 1079),
        ("7", "shipped", datetime(2026, 4, 6, 10, 0), 0, None, None, 0, 0),
    ]
    assert "Non-Amazon" not in str(rows_of(shop, "orders", "*"))


def test_a_settlement_of_europe_adds_up_to_its_total_in_its_own_currency(loaded):
    shop, report = loaded("amazon_settlement_de.txt")

    assert report.reconciliation.loaded.money.currency == "EUR"
    assert shop.query("SELECT DISTINCT currency, occurred_at FROM {settlement_lines}") == [
        ("EUR", datetime(2026, 3, 6, 8, 52, 26))
    ]
    assert shop.query("SELECT kind_of_amount, sum(amount_minor) FROM {settlement_lines} GROUP BY 1 ORDER BY 1") == [
        ("compensation", 990),
        ("fee_advertising", -4900),
        ("fee_fulfilment", -315),
        ("fee_platform", -15750 + 300 - 60),
        ("fee_storage", -1980),
        ("goods", 105000 - 490),
        ("refund", -2000),
        ("shipping", 490),
        ("tax", 19950),
    ]


@pytest.mark.slow
def test_each_filled_column_of_a_transaction_is_a_line_and_times_are_pacific(loaded):
    shop, _ = loaded("2026AprMonthlyTransaction.csv")

    assert shop.query("SELECT kind_of_amount, sum(amount_minor) FROM {settlement_lines} GROUP BY 1 ORDER BY 1") == [
        ("compensation", 725),
        ("fee_advertising", -2500),
        ("fee_fulfilment", -380),
        ("fee_platform", -360 + 156),
        ("fee_storage", -101234),
        ("goods", 4000 - 900 - 2000),
        ("shipping", 500),
        ("tax", 320 - 160),
        ("tax_withheld", -320 + 160),
        ("withdrawal", -10000),
    ]
    assert shop.query("SELECT min(occurred_at) FROM {settlement_lines}") == [(datetime(2026, 4, 1, 7, 15, 33),)]


@pytest.mark.parametrize(
    "file, expected",
    [
        ("BusinessReport-2026-04-01_2026-04-30.csv", ("LJ-100", date(2026, 4, 1), 30, 60, 129950, 1800)),
        ("ga4_ecommerce_20260401-20260430.csv", ("Samovar, brass", date(2026, 4, 1), 30, None, None, 12)),
    ],
)
def test_the_days_of_a_report_are_read_above_its_header_or_in_its_name(loaded, file, expected):
    shop, _ = loaded(file)
    columns = [name if name in report_columns(shop) else "NULL" for name in ("ordered_units", "ordered_amount_minor")]

    assert expected in shop.query(
        f"SELECT sku, day, days, {columns[0]}, {columns[1]}, page_views FROM {{traffic_stats}}"
    )


def report_columns(shop):
    return {row[0] for row in shop.query("DESCRIBE SELECT * FROM {traffic_stats}")}


def test_ebay_orders_of_several_items_and_tax_that_never_reaches_the_seller(loaded):
    shop, report = loaded("eBay-OrdersReport-Apr-30-2026.csv")

    assert report.reconciliation.loaded.money.currency == "USD"
    assert shop.query("SELECT order_id, status, shipping_minor, total_minor, paid_minor FROM {orders} ORDER BY 1") == [
        ("04-00001-00001", "shipped", 500, 4500, 4500),
        ("04-00002-00002", "paid", 400, 3400, 3400),
        ("04-00003-00003", "created", 0, 105000, 0),
    ]
    assert shop.query("SELECT order_id, line_id, sku, gross_minor FROM {order_lines} ORDER BY 2") == [
        ("04-00001-00001", "9001", "LJ-100", 4000),
        ("04-00002-00002", "9002", "POT", 1000),
        ("04-00002-00002", "9003", "1100000003", 2000),
        ("04-00003-00003", "9004", "SM", 105000),
    ]


@pytest.mark.slow
def test_tiktok_ids_lose_their_tabs_and_discounts_are_what_the_subtotal_lacks(loaded):
    shop, _ = loaded("tiktok_all_orders.csv")

    assert shop.query(
        "SELECT order_id, sku, gross_minor, discount_merchant_minor, due_minor FROM {order_lines} ORDER BY order_id, line_id LIMIT 1"
    ) == [("576000000000000001", "LJ-100", 4000, 400, 3600)]
    assert shop.query(
        "SELECT status, ordered_at, goods_minor, total_minor, paid_minor FROM {orders} ORDER BY order_id LIMIT 2"
    ) == [
        ("completed", datetime(2026, 4, 1, 12, 52, 26), 4600, 5100, 5100),
        ("closed", datetime(2026, 4, 1, 16, 5), 2000, 2000, 0),
    ]


@pytest.mark.slow
def test_advertisements_say_their_days_level_and_currency(loaded):
    meta, _ = loaded("meta_ads_report.csv")
    google, _ = loaded("google_ads_campaigns.csv")

    assert meta.query(
        "SELECT creative, day, days, level, currency, cost_minor, conversions FROM {ad_stats} ORDER BY 1, 2"
    )[1:3] == [
        ("Spring picture", date(2026, 4, 1), 2, "creative", "USD", 4500, 2.0),
        ("Spring video", date(2026, 4, 1), 1, "creative", "USD", 6025, 4.0),
    ]
    assert google.query("SELECT campaign, day, budget_minor, cost_minor, conversions FROM {ad_stats} ORDER BY 1, 2")[
        :3
    ] == [
        ("900001", date(2026, 4, 1), 2500, 1840, 3.5),
        ("900001", date(2026, 4, 2), 2500, 102010, 2.0),
        ("900002", date(2026, 4, 1), None, 0, 0.0),
    ]


@pytest.mark.slow
def test_a_folder_of_olist_files_is_one_source(tmp_path):
    shop = TinyShop(tmp_path / "shop", currency="BRL", timezone="America/Sao_Paulo")
    report = shop.load(EXPORTS / "olist")

    assert dict(report.tables) == {"orders": 5, "order_lines": 5, "customers": 5, "identities": 10, "products": 3, "reviews": 2, "channels": 1}  # fmt: skip
    assert rows_and_money(report.reconciliation.loaded)[1] == "2309.85"
    assert shop.query("SELECT order_id, status, ordered_at, paid_at IS NOT NULL FROM {orders} ORDER BY 1")[:4] == [
        ("o1", "completed", datetime(2017, 7, 10, 0, 57, 5), True),
        ("o2", "shipped", datetime(2017, 12, 1, 10, 0), True),
        ("o3", "closed", datetime(2018, 1, 1, 2, 30), False),
        ("o4", "closed", datetime(2018, 1, 2, 2, 30), False),
    ]
    assert shop.query("SELECT content FROM {reviews} WHERE review_id = 'r1/o1'") == [
        ("Chame Ann: [phone]\nnunca chegou",)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("currency, minor", [("JPY", 20), ("KWD", 20_000), ("EUR", 2_000)])
def test_a_file_has_the_coins_of_its_currency(shop, currency, minor):
    text = text_of("order_export_2026-04-30-09-00.csv").replace(",USD,", f",{currency},")
    shop.load(shop.write("orders.csv", text))

    assert shop.query("SELECT total_minor FROM {orders} WHERE order_id = '502'") == [(minor,)]


@pytest.mark.slow
def test_lines_above_the_header_may_end_otherwise_than_the_rows(shop):
    head, rows = text_of("google_ads_campaigns.csv").split("Campaign state", 1)
    report = shop.load(shop.write("mixed.csv", head + ("Campaign state" + rows).replace("\n", "\r\n")))

    assert dict(report.tables) == {"ad_stats": 4}
