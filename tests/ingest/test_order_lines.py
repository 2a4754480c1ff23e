"""Taobao's line reports, Shopify's orders, UCI invoices and the generic sheets."""

# ruff: noqa: DTZ001 - landed times are UTC and carry no zone, as Parquet holds them

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.ingest.conftest import EXPORTS, TinyShop, causes, rows_and_money


def test_classic_taobao_lines_know_their_order_by_number_alone(loaded):
    shop, report = loaded("ExportOrderDetailList202003011200.csv")

    assert "orders" not in report.tables
    assert shop.query(
        "SELECT order_id, line_id, kind_of_line, sku, quantity, unit_price_minor, gross_minor FROM {order_lines} ORDER BY source_row"
    ) == [
        ("193000000000000001", "#1", "sale", "LJ-100", 2, 6800, 13600),
        ("193000000000000002", "#1", "sale", "XZ-250", 2, 69550, 139100),
        ("193000000000000002", "#2", "gift", "茶匙（赠品）", 1, 0, 0),
    ]
    assert causes(report) == [("number_not_understood", "购买数量", (5,))]


@pytest.mark.slow
def test_newer_taobao_lines_bring_ids_dues_and_refunds_of_their_own(loaded):
    shop, report = loaded("ExportOrderDetailList202106021200.csv")

    assert report.encoding == "utf-8-sig"
    assert shop.query(
        "SELECT line_id, gross_minor, discount_merchant_minor, due_minor, refunded_minor, line_status FROM {order_lines} ORDER BY 1"
    ) == [
        ("2200000000000000011", 13600, 1000, 12600, 0, "completed"),
        ("2200000000000000012", 3000, 0, 3000, 3000, "closed"),
    ]
    assert shop.query("SELECT order_id, paid_minor, ordered_at FROM {orders}") == [
        ("2200000000000000010", 15600, datetime(2021, 6, 1, 2, 0))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("columns", [73, 79])
def test_shopify_cells_of_an_order_stand_on_its_first_row_alone(loaded, columns):
    shop, _ = loaded(f"shopify_orders_export_{columns}.csv")

    assert shop.query(
        "SELECT order_id, status, currency, goods_minor, shipping_minor, tax_minor, total_minor, paid_minor, refunded_minor,"
        " ordered_at, country FROM {orders} ORDER BY 1"
    ) == [
        ("#1001", "shipped", "USD", 4500, 500, 250, 5250, 5250, 2000, datetime(2026, 4, 5, 15, 50, 32), "US"),
        ("#1002", "created", "USD", 2000, 0, 0, 2000, 0, None, datetime(2026, 4, 5, 20, 10), None),
    ]
    assert shop.query("SELECT order_id, line_id, sku, gross_minor FROM {order_lines} ORDER BY 1, 2") == [
        ("#1001", "#1", "LJ-100", 4000),
        ("#1001", "#2", "POT", 1000),
        ("#1002", "#1", "LJ-100", 2000),
    ]


@pytest.mark.slow
def test_an_order_whose_first_row_is_bad_is_not_half_loaded(loaded):
    _, report = loaded("shopify_orders_export_79.csv")

    assert sorted(causes(report)) == [("missing", "Created at", (6,)), ("time_not_understood", "Created at", (5,))]
    assert rows_and_money(report.reconciliation.quarantined) == (2, "30.00")
    assert report.reconciliation.read.money.currency == "USD"
    assert "ingest.currency_differs" in {note.code for note in report.notes}


@pytest.mark.slow
def test_money_of_a_file_in_yen_has_no_cents_even_where_only_the_first_row_says_so(shop):
    text = (EXPORTS / "shopify_orders_export_79.csv").read_text("utf-8").replace(",USD,", ",JPY,").replace(".00", "")
    shop.load(shop.write("yen.csv", text))

    assert shop.query("SELECT sum(gross_minor) FROM {order_lines}") == [(70,)]
    assert shop.query("SELECT DISTINCT currency FROM {orders}") == [("JPY",)]


@pytest.mark.slow
def test_a_currency_that_does_not_exist_is_refused(shop):
    text = (EXPORTS / "shopify_orders_export_79.csv").read_text("utf-8").replace(",USD,", ",TEA,", 1)
    report = shop.load(shop.write("tea.csv", text))

    assert ("currency_unknown", "Currency", (2,)) in causes(report)


def test_invoices_returns_and_bad_debt_are_all_loaded_as_what_they_are(loaded):
    shop, report = loaded("uci_online_retail.csv")

    assert report.encoding == "cp1252"
    assert shop.query("SELECT order_id, line_id, kind_of_line, gross_minor FROM {order_lines} ORDER BY source_row") == [
        ("536365", "#1", "sale", 1530),
        ("536365", "#2", "sale", 2712),
        ("C536379", "#1", "return", -2750),
        ("536414", "#1", "adjustment", 0),
        ("A563187", "#1", "adjustment", -1106206),
        ("536589", "#1", "adjustment", 0),
        ("550193", "#1", "sale", 100),  # 1000 × 0.001: the price rounds to nothing, the amount does not
        ("536365", "#3", "sale", 1530),
    ]
    assert shop.query("SELECT product_name FROM {products} WHERE sku = '71053'") == [("LANTERN £5",)]
    assert shop.query("SELECT goods_minor, paid_minor FROM {orders} WHERE order_id = '536365'") == [(5772, 5772)]


@pytest.mark.slow
def test_parquet_and_workbook_of_the_same_invoices_give_the_same_lines(shop, tmp_path, loaded):
    import duckdb
    import xlsxwriter

    duckdb.connect().execute(f"""
        COPY (SELECT * REPLACE (strptime(InvoiceDate, '%m/%d/%Y %H:%M') AS InvoiceDate, CAST(CustomerID AS DOUBLE) AS CustomerID)
              FROM (SELECT Invoice AS InvoiceNo, StockCode, Description, CAST(Quantity AS BIGINT) AS Quantity, InvoiceDate,
                           CAST(Price AS DOUBLE) AS UnitPrice, "Customer ID" AS CustomerID, Country
                    FROM read_csv('{shop.write("utf8.csv", (EXPORTS / "uci_online_retail.csv").read_bytes().decode("cp1252"))}', all_varchar=true)))
        TO '{tmp_path / "invoices.parquet"}' (FORMAT parquet)
    """)
    shop.load(tmp_path / "invoices.parquet")
    other = TinyShop(tmp_path / "other")
    with xlsxwriter.Workbook(str(tmp_path / "invoices.xlsx")) as book:
        sheet = book.add_worksheet()
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        rows = duckdb.connect().execute(f"FROM '{tmp_path / 'invoices.parquet'}'").fetchall()
        names = [
            each[0] for each in duckdb.connect().execute(f"DESCRIBE FROM '{tmp_path / 'invoices.parquet'}'").fetchall()
        ]
        sheet.write_row(0, 0, names)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_datetime(number, column, cell, moment) if isinstance(cell, datetime) else sheet.write(
                    number, column, cell
                )
    other.load(tmp_path / "invoices.xlsx")

    lines = "SELECT order_id, line_id, kind_of_line, sku, quantity, gross_minor FROM {order_lines} ORDER BY source_row"
    orders = "SELECT order_id, customer, ordered_at, goods_minor FROM {orders} ORDER BY order_id"
    expected, _ = loaded("uci_online_retail.csv")
    assert shop.query(lines) == other.query(lines) == expected.query(lines)
    assert shop.query(orders) == other.query(orders) == expected.query(orders)


@pytest.mark.slow
def test_the_generic_sheet_reads_chinese_headers_below_a_remark(loaded):
    shop, report = loaded("generic_orders_zh.csv")

    assert shop.query(
        "SELECT order_id, status, ordered_at, paid_at, shipping_minor, province, city, buyer_note FROM {orders} ORDER BY 1"
    ) == [
        ("A1", "paid", datetime(2026, 3, 1, 0, 30), datetime(2026, 3, 1, 0, 31), 800, "浙江", "杭州市", "[account]"),
        ("A2", None, datetime(2026, 3, 2, 1, 0), None, None, "上海", "上海", None),
        ("A3", "paid", datetime(2026, 3, 2, 16, 0), datetime(2026, 3, 2, 16, 0), None, "上海", "上海", None),
    ]
    assert shop.query("SELECT kind_of_line, count(*) FROM {order_lines} GROUP BY 1 ORDER BY 1") == [
        ("gift", 1),
        ("sale", 3),
    ]
    assert causes(report) == [("totals_row", "", (7,))]


def test_the_generic_sheet_without_a_word_of_payment_lists_paid_sales(loaded):
    shop, _ = loaded("generic_orders_en.csv")

    assert shop.query("SELECT order_id, status, paid_at = ordered_at FROM {orders} ORDER BY 1") == [
        ("B1", "completed", True),
        ("B2", "completed", True),
    ]
    assert shop.query("SELECT kind_of_line, gross_minor FROM {order_lines} ORDER BY source_row") == [
        ("sale", 4000),
        ("sale", 1000),
        ("return", -2000),
    ]


@pytest.mark.slow
def test_costs_fees_exclusions_and_stock_fill_their_tables(loaded):
    costs, report = loaded("costs.csv")
    fees, _ = loaded("fees.csv")
    exclusions, _ = loaded("exclusions.csv")
    stock, _ = loaded("stock.csv")

    assert costs.query("SELECT sku, valid_from, cost_minor, currency FROM {product_costs} ORDER BY 1") == [
        ("LJ-100", date(2026, 1, 1), 3000, "CNY"),
        ("POT", date(2000, 1, 1), 4250, "CNY"),
    ]
    assert sorted(causes(report)) == [("amount_not_understood", "cost", (4,)), ("missing", "sku", (5,))]
    assert fees.query("SELECT channel, kind_of_fee, rate, amount_minor FROM {fees} ORDER BY source_row") == [
        ("taobao", "commission", 0.05, None),
        ("taobao", "shipping_per_order", None, 450),
        ("shopify", "payment", 0.029, None),
    ]
    assert exclusions.query("SELECT order_id, customer IS NOT NULL, reason FROM {exclusions} ORDER BY source_row") == [
        ("193000000000000006", False, "brushing"),
        (None, True, "staff"),
    ]
    assert stock.query("SELECT day, location, sku, on_hand, incoming FROM {stock_levels} ORDER BY sku") == [
        (date(2026, 3, 31), "main", "LJ-100", 120, 60),
        (date(2026, 3, 31), "main", "POT", 3, None),
    ]


def test_a_status_that_nobody_knows_is_left_empty_and_said(shop):
    text = (
        "order_id,ordered_at,sku,quantity,unit_price,status\nA1,2026-03-01,T,1,10,paid\nA2,2026-03-01,T,1,10,飞走了\n"
    )
    report = shop.load(shop.write("odd status.csv", text))

    assert shop.query("SELECT order_id, status, channel_status FROM {orders} ORDER BY 1") == [
        ("A1", "paid", "paid"),
        ("A2", None, "飞走了"),
    ]
    (note,) = [note for note in report.notes if note.code == "ingest.words_unknown"]
    assert note.arguments == {"header": "status", "rows": 1, "words": "飞走了"}
