"""The same rows in every format of file, and files that mean harm."""

from __future__ import annotations

import json

import duckdb
import pytest
import xlsxwriter

from tests.ingest.conftest import TinyShop, causes
from tests.ingest.workbooks import write_xls
from zhanggui.ingest.errors import FileTooLarge, FileTooWide
from zhanggui.ingest.limits import Limits

HEADERS = ["订单编号", "下单时间", "商品编码", "数量", "单价"]
ROWS = [
    ["193000000000001", "2026-03-01 08:30:00", "LJ-100", "2", "68.50"],
    ["A2", "2026-03-01 08:31:00", "100", "1", "￥1,068.00"],
    ["A3", "昨天", "100", "1", "68.00"],
]
LANDED = [("193000000000001", "#1", "LJ-100", 2, 13700), ("A2", "#1", "100", 1, 106800)]


def as_text(separator):
    return lambda path: path.write_text(
        "\n".join(separator.join(f'"{c}"' for c in row) for row in [HEADERS, *ROWS]), "utf-8"
    )


def as_xlsx(path):
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("说明").write_row(0, 0, ["请看第二页", "导出时间"])
        sheet = book.add_worksheet("明细")
        for number, row in enumerate([["导出时间", "2026-03-31"], ["# 说明"], HEADERS, *ROWS, ["合计", "", "", 4]]):
            sheet.write_row(number, 0, row)


def as_xls(path):
    write_xls(path, {"说明": [["请看第二页"]], "明细": [["导出时间"], HEADERS, *ROWS, ["合计", "", "", 4.0]]})


def as_json_lines(path):
    rows = [dict(zip(HEADERS, row, strict=True)) for row in ROWS]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")


def as_parquet(path):
    columns = ", ".join(f'c{n} AS "{name}"' for n, name in enumerate(HEADERS))
    values = ", ".join(str(tuple(row)) for row in ROWS)
    names = ", ".join(f"c{n}" for n in range(len(HEADERS)))
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {columns} FROM (VALUES {values}) t({names})) TO '{path}' (FORMAT parquet)")


@pytest.mark.parametrize(
    "name, write",
    [
        ("rows.csv", as_text(",")),
        ("rows.tsv", as_text("\t")),
        ("rows as some back offices name them.xls", as_text("\t")),
        ("rows.xlsx", as_xlsx),
        ("rows.xls", as_xls),
        ("rows.xls", as_xlsx),
        ("rows.jsonl", as_json_lines),
        ("rows.parquet", as_parquet),
    ],
)
def test_a_cell_means_the_same_in_every_format(shop, tmp_path, name, write):
    write(tmp_path / name)
    report = shop.load(tmp_path / name)

    lines = "SELECT order_id, line_id, sku, quantity, gross_minor FROM {order_lines} ORDER BY source_row"
    assert shop.query(lines) == LANDED
    refused = {(reason, column) for reason, column, _ in causes(report)} - {("totals_row", "")}
    assert refused == {("time_not_understood", "下单时间")}


@pytest.mark.slow
def test_error_values_and_formulas_that_were_never_computed_say_nothing(shop, tmp_path):
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        for number, row in enumerate(ROWS[:2], start=1):
            sheet.write_row(number, 0, row)
        sheet.write_formula(1, 3, "=1+1", None, 2)
        sheet.write_formula(2, 4, "=1/0", None, "#DIV/0!")
    report = shop.load(path)

    assert shop.query("SELECT order_id, quantity FROM {order_lines}") == [("193000000000001", 2)]
    assert [(reason, rows) for reason, _, rows in causes(report)] == [("missing", (3,))]


@pytest.mark.slow
def test_a_cell_in_the_last_corner_of_a_sheet_asks_for_memory_that_it_does_not_get(shop, tmp_path):
    path = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "订单编号")
        sheet.write(1_048_575, 16_383, "1")

    assert path.stat().st_size < 10_000
    with pytest.raises(FileTooLarge, match="memory_bytes"):
        shop.load(path)


@pytest.mark.parametrize("name, text", [("wide.csv", "{}\n"), ("wide.jsonl", "{{{}}}\n")])
def test_a_million_columns_are_refused(shop, name, text):
    cells = (f'"c{n}": 1' if name.endswith("jsonl") else f"c{n}" for n in range(5_000 if "jsonl" in name else 10**6))

    with pytest.raises(FileTooWide, match="2000"):
        shop.load(shop.write(name, text.format(",".join(cells))))


def test_bytes_of_nothing_inside_a_file_cost_at_most_their_row(shop):
    header = "order_id,ordered_at,sku,quantity,unit_price\n"
    rows = [f"A{n},2026-03-01 08:30:00,LJ-100,1,10.00\n" for n in range(9)]
    rows[4] = rows[4].replace("1,10.00", "\0,10.00")
    report = shop.load(shop.write("nul.csv", header + "".join(rows)))

    assert shop.query("SELECT count(*) FROM {order_lines}") == [(8,)]
    assert [rows for _, _, rows in causes(report)] == [(6,)]


def test_more_rows_than_the_limit_are_refused(shop):
    text = "order_id,ordered_at,sku,quantity,unit_price\n" + "A1,2026-03-01,T,1,10\n" * 3

    with pytest.raises(FileTooLarge, match="rows"):
        shop.load(shop.write("long.csv", text), limits=Limits(rows=2, threads=1))


@pytest.mark.slow
def test_a_file_is_read_for_what_it_is_and_not_for_what_it_is_called(tmp_path):
    as_xlsx(tmp_path / "rows.csv")
    shop = TinyShop(tmp_path / "shop")
    shop.load(tmp_path / "rows.csv")

    assert shop.query("SELECT count(*) FROM {order_lines}") == [(2,)]
