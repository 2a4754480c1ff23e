"""Encodings, separators, remarks, cut and broken rows, workbooks that are not to be trusted."""

from __future__ import annotations

import zipfile

import pytest

from tests.ingest.conftest import causes, rows_and_money
from zhanggui.ingest.errors import (
    FileEmpty,
    FileMissing,
    FileTooLarge,
    FileUnreadable,
    FormatUnknown,
    NothingLoadable,
    NotWhatItSays,
)
from zhanggui.ingest.limits import Limits
from zhanggui.ingest.readers.delimited import layout_of
from zhanggui.ingest.readers.encoding import encoding_of

HEADER = "order_id,ordered_at,customer,sku,product_name,quantity,unit_price\n"


def line(number, **more):
    cells = {
        "order_id": f"A{number}",
        "ordered_at": "2026-03-01 08:30:00",
        "customer": f"c{number}",
        "sku": "LJ-100",
        "product_name": "Longjing",
        "quantity": "1",
        "unit_price": "10.00",
    } | more
    return ",".join(cells.values()) + "\n"


def skus(shop):
    return [row[0] for row in shop.query("SELECT order_id FROM {order_lines} ORDER BY source_row")]


# --------------------------------------------------------------------------------------------- encodings


@pytest.mark.parametrize(
    "text, encoding, found",
    [
        ("订单编号,总金额\n1,2\n", "utf-8", "utf-8"),
        ("订单编号,总金额\n1,2\n", "utf-8-sig", "utf-8-sig"),
        ("订单编号,总金额,收货地址\n1,2,浙江省杭州市西湖区\n" * 9, "gb18030", "gb18030"),
        ("订单编号,总金额\n1,2\n", "utf-16", "utf-16"),
        ("StockCode,Price\nPAÑUELO £5,2\nCAFÉ DÉJÀ VU,3\n" * 9, "cp1252", "cp1252"),
        ("order,price\n1,2\n", "ascii", "utf-8"),
    ],
)
def test_an_encoding_is_told_from_the_bytes(tmp_path, text, encoding, found):
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode(encoding))

    assert (encoding_of(path).name, encoding_of(path).clean) == (found, True)


@pytest.mark.slow
def test_a_few_damaged_bytes_cost_their_rows_and_not_the_file(shop):
    text = HEADER + "".join(line(n, product_name="明前龙井") for n in range(1, 40))
    damaged = text.encode().replace(
        "A7,2026-03-01 08:30:00,c7,LJ-100,明前".encode(), b"A7,2026-03-01 08:30:00,c7,LJ-100,\xe6\x98"
    )
    report = shop.load(shop.write("damaged.csv", damaged))

    assert report.encoding == "utf-8"
    assert causes(report) == [("damaged_text", "", (8,))]
    assert len(skus(shop)) == 38


# --------------------------------------------------------------------------------- separators and headers


@pytest.mark.slow
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_under_which_headers_are_known(shop, separator):
    text = (HEADER + line(1) + line(2)).replace(",", separator)
    shop.load(shop.write("lines.txt", text))

    assert skus(shop) == ["A1", "A2"]


@pytest.mark.slow
def test_remarks_above_the_header_and_below_the_rows_are_no_rows(shop):
    text = (
        "# Export of a shop\nPeriod;2026-03\n\n"
        + HEADER
        + line(1)
        + line(2)
        + "Total,,,,,2,20.00\n# end of list\n2 record(s) downloaded,\n"
    )
    report = shop.load(shop.write("with remarks.csv", text))

    assert skus(shop) == ["A1", "A2"]
    assert shop.query("SELECT min(source_row) FROM {order_lines}") == [(5,)]
    assert sorted(causes(report)) == [("totals_row", "", (7, 8, 9))]
    assert rows_and_money(report.reconciliation.set_aside) == (3, "40.00")


@pytest.mark.slow
def test_blank_rows_are_set_aside(shop):
    report = shop.load(shop.write("blank.csv", HEADER + line(1) + ",,,,,,\n" + " , ,,\t,,,\n" + line(2)))

    assert skus(shop) == ["A1", "A2"]
    assert causes(report) == [("blank_row", "", (3, 4))]


@pytest.mark.slow
def test_headers_may_differ_in_width_case_blanks_and_marks(shop):
    header = "\ufeff ORDER ID ,Ordered_At　,Ｃustomer,SKU,Product_Name,QUANTITY\t,unit price\n"
    shop.load(shop.write("odd headers.csv", header + line(1)))

    assert shop.query("SELECT order_id, gross_minor FROM {order_lines}") == [("A1", 1000)]


def test_the_header_row_is_found_on_the_fifth_row():
    text = "生意参谋\n,,\n统计周期,2026-03\n\n订单编号,商品名称,数量\n1,茶,2\n"
    layout = layout_of(text, lambda cells: len({"订单编号", "商品名称", "数量"} & set(cells)))

    assert (layout.headers, layout.lines_before) == (("订单编号", "商品名称", "数量"), 5)


# ------------------------------------------------------------------------------------- cut and broken rows


@pytest.mark.slow
def test_short_and_long_rows_are_quarantined_each_with_its_number(shop):
    text = HEADER + line(1) + "A2,2026-03-01 08:30:00\n" + line(3, unit_price="10.00,surplus") + line(4) + "A5,2026-0"
    report = shop.load(shop.write("ragged.csv", text))

    assert skus(shop) == ["A1", "A4"]
    assert sorted(causes(report)) == [("cut_row", "", (3, 6)), ("too_many_cells", "", (4,))]


@pytest.mark.slow
def test_a_line_with_unmatched_quotes_is_quarantined_and_the_count_of_rows_goes_on(shop):
    text = HEADER + line(1) + line(2, product_name='"tea" pot') + line(3) + line(4, quantity="x") + line(5)
    report = shop.load(shop.write("quotes.csv", text))

    assert skus(shop) == ["A1", "A3", "A5"]
    assert sorted(causes(report)) == [("broken_quotes", "", (3,)), ("number_not_understood", "quantity", (5,))]
    assert shop.query("SELECT source_row FROM {order_lines} ORDER BY 1") == [(2,), (4,), (6,)]
    assert report.reconciliation.read.rows == 5


@pytest.mark.slow
def test_an_inch_mark_inside_a_cell_is_no_quotation(shop):
    shop.load(shop.write("inches.csv", HEADER + line(1, product_name='5" pot')))

    assert shop.query("SELECT product_name FROM {order_lines}") == [('5" pot',)]


@pytest.mark.slow
def test_a_quotation_that_nobody_closed_does_not_swallow_the_rest_unseen(shop):
    text = HEADER + line(1) + line(2, product_name='"never closed') + line(3) + line(4)
    report = shop.load(shop.write("open.csv", text))

    assert skus(shop) == ["A1"]
    assert causes(report) == [("broken_quotes", "", (3, 4, 5))]
    assert report.reconciliation.read.rows == 4


@pytest.mark.slow
def test_line_breaks_inside_quotes_belong_to_the_cell(shop):
    text = HEADER + line(1, product_name='"two\nlines"') + line(2) + line(3, product_name='"a ""b"", c"')
    shop.load(shop.write("breaks.csv", text))

    assert shop.query("SELECT order_id, product_name FROM {order_lines} ORDER BY source_row") == [
        ("A1", "two\nlines"),
        ("A2", "Longjing"),
        ("A3", 'a "b", c'),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_endings_do_not_matter(shop, ending):
    shop.load(shop.write("endings.csv", (HEADER + line(1) + line(2)).replace("\n", ending)))

    assert skus(shop) == ["A1", "A2"]


# ------------------------------------------------------------------------------------- values out of reason


@pytest.mark.slow
def test_values_that_cannot_be_true_are_quarantined(shop):
    text = (
        HEADER
        + line(1)
        + line(2, unit_price="1000000000000")
        + line(3, ordered_at="2031-01-01 00:00:00")
        + line(4, ordered_at="1970-01-01 08:00:00")
        + line(5, quantity="999999999")
        + line(6, unit_price="9999999999", quantity="99999999")
        + line(7, unit_price="=1+1")
        + line(8, order_id="")
        + line(9, order_id="1.93E+17")
    )
    report = shop.load(shop.write("odd.csv", text))

    assert skus(shop) == ["A1"]
    assert sorted(causes(report)) == [
        ("amount_not_understood", "unit_price", (8,)),
        ("amount_out_of_range", "unit_price", (3, 7)),
        ("id_shortened", "order_id", (10,)),
        ("missing", "order_id", (9,)),
        ("number_out_of_range", "quantity", (6,)),
        ("time_in_future", "ordered_at", (4,)),
        ("time_out_of_range", "ordered_at", (5,)),
    ]


@pytest.mark.slow
def test_an_order_repeated_line_by_line_keeps_every_line(shop):
    shop.load(shop.write("twice.csv", HEADER + line(1) + line(2) + line(1)))

    assert shop.query("SELECT order_id, line_id FROM {order_lines} ORDER BY 1, 2") == [
        ("A1", "#1"),
        ("A1", "#2"),
        ("A2", "#1"),
    ]


@pytest.mark.slow
def test_a_line_with_an_id_of_its_own_counts_once_the_last_time(shop):
    header = HEADER.replace("order_id,", "order_id,line_id,", 1)
    text = header + "".join(line(1, order_id=f"A1,{n}", quantity=q) for n, q in (("x", "1"), ("y", "1"), ("x", "5")))
    report = shop.load(shop.write("ids.csv", text))

    assert shop.query("SELECT line_id, quantity FROM {order_lines} ORDER BY 1") == [("x", 5), ("y", 1)]
    assert causes(report) == [("superseded", "", (2,))]


# ---------------------------------------------------------------------------------------- refused as a whole


@pytest.mark.slow
def test_what_is_no_file_of_rows_is_refused_with_its_reason(shop):
    with pytest.raises(FileMissing):
        shop.load("nowhere.csv")
    with pytest.raises(FormatUnknown, match="csv"):
        shop.load(shop.write("picture.png", b"\x89PNG"))
    with pytest.raises(NotWhatItSays, match="a text file"):
        shop.load(shop.write("not really.xlsx", b"no workbook"))
    with pytest.raises(FileUnreadable, match="damaged"):
        shop.load(shop.write("damaged.xlsx", b"PK\x03\x04 no workbook"))
    with pytest.raises(FileUnreadable):
        shop.load(shop.write("not really.parquet", b"PAR1 no"))
    with pytest.raises(FileEmpty):
        shop.load(shop.write("empty.csv", HEADER))
    with pytest.raises(FileTooLarge, match="file_bytes"):
        shop.load(shop.write("big.csv", HEADER + line(1)), limits=Limits(file_bytes=10))
    assert not (shop.folder / "landing" / "loads" / "000001").exists()


@pytest.mark.slow
def test_a_file_without_one_good_row_leaves_nothing_behind(shop):
    with pytest.raises(NothingLoadable, match="quantity"):
        shop.load(shop.write("all bad.csv", HEADER + line(1, quantity="x") + line(2, quantity="y")))
    assert not (shop.folder / "landing" / "loads" / "000001").exists()
    assert shop.safe.kept == {}


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_is_unpacked(shop):
    bomb = shop.write("bomb.xlsx", b"")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
    with pytest.raises(FileTooLarge, match="unpacked_bytes"):
        shop.load(bomb, limits=Limits(unpacked_bytes=2_000_000))

    lying = shop.write(
        "lying.xlsx", bomb.read_bytes().replace((3_000_000).to_bytes(4, "little"), (30).to_bytes(4, "little"))
    )
    with pytest.raises(FileUnreadable):
        shop.load(lying, limits=Limits(unpacked_bytes=2_000_000))


@pytest.mark.slow
def test_a_workbook_is_read_from_the_sheet_whose_headers_are_known(shop, tmp_path):
    import xlsxwriter

    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("说明").write_row(0, 0, ["请看第二页"])
        sheet = book.add_worksheet("明细")
        sheet.write_row(0, 0, ["导出时间", "2026-03-31"])
        sheet.write_row(2, 0, ["订单编号", "下单时间", "商品编码", "数量", "单价"])
        sheet.write_row(3, 0, [193000000000001, "2026-03-01 08:30", "LJ-100", 2, 68.5])
        sheet.write_row(4, 0, ["A2", "2026-03-01 08:30", 100, 1])
        sheet.write_formula(4, 4, "=60+8", None, 68)
        sheet.write_row(5, 0, [1.93e17, "2026-03-01 08:30", "LJ-100", 1, 1])
    report = shop.load(path)

    assert shop.query("SELECT order_id, sku, quantity, gross_minor FROM {order_lines} ORDER BY source_row") == [
        ("193000000000001", "LJ-100", 2, 13700),
        ("A2", "100", 1, 6800),
    ]
    assert causes(report) == [("id_shortened", "订单编号", (6,))]


@pytest.mark.slow
def test_json_lines_are_rows_and_a_cut_one_is_quarantined(shop):
    good = (
        '{"order_id": "A1", "ordered_at": "2026-03-01 08:30:00", "sku": "LJ-100", "quantity": 2, "unit_price": 10.5}\n'
    )
    report = shop.load(shop.write("lines.jsonl", good + good.replace("A1", "A2") + good[:40] + "\n"))

    assert shop.query("SELECT order_id, gross_minor FROM {order_lines} ORDER BY 1") == [("A1", 2100), ("A2", 2100)]
    assert causes(report) == [("cut_row", "", (3,))]
