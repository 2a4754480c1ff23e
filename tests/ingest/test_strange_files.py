"""Whatever somebody drags in: it is refused in one sentence that helps, and nothing of it is loaded."""

from __future__ import annotations

import gzip
import io
import random
import zipfile

import pytest

from zhanggui.core.errors import ZhangguiError
from zhanggui.ingest.errors import (
    FileEmpty,
    FormatUnknown,
    HeadersUnknown,
    NothingAlike,
    NothingLoadable,
    NotWhatItSays,
)
from zhanggui.ingest.readers.contents import refuse_disguise

HEADER = "order_id,ordered_at,sku,quantity,unit_price\n"
CRM = "Contact ID,First Name,Last Name,Email,Lead Source,Stage\n1,Ann,Bo,a@b.example,Web,Won\n"
STOCK_OF_AN_ERP = "物料编码,物料描述,工厂,库存数量,非限制使用,基本单位\n1001,龙井,1000,7,50,EA\n"
WIDE = ",".join(f"col{n}" for n in range(100)) + "\n" + ",".join(map(str, range(100))) + "\n"
NOISE = random.Random(1).randbytes(8_000)  # noqa: S311 - the same noise each time


def packed(name, text):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, text)
    return target.getvalue()


def workbook(*rows):
    import openpyxl

    target, book = io.BytesIO(), openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


STRANGE = {
    "crm.csv": (CRM, HeadersUnknown),
    "erp stock.csv": (STOCK_OF_AN_ERP, HeadersUnknown),
    "stock in big5.csv": ("訂單編號,買家,金額,日期\n1,王,10.00,2026-01-01\n".encode("big5"), HeadersUnknown),
    "utf-16.csv": ("订单编号,买家,金额,日期\n1,王,10.00,2026-01-01\n".encode("utf-16"), HeadersUnknown),
    "utf-32.csv": ("订单编号,买家,金额\n1,王,10\n".encode("utf-32"), HeadersUnknown),
    "german.csv": ("Datum;Betrag;Kunde\n01.02.2026;1,50;Meier\n", HeadersUnknown),
    "orders of another shop.csv": ("订单号,商品编号,商品名称,京东价,下单时间\n1,2,茶,10,2026-01-01\n", HeadersUnknown),
    "hundred columns.csv": (WIDE, NothingAlike),
    "numbers.csv": ("1,2,3\n4,5,6\n", NothingAlike),
    "one column.csv": ("name\nann\nbob\n", NothingAlike),
    "json.csv": ('{"orders": [{"id": 1}]}', NothingAlike),
    "open quote.csv": ('a,b,c\n"unclosed,1,2\n3,4,5\n' * 50, NothingAlike),
    "one long line.csv": ("a,b\n" + "x" * 1_000_000 + ",1\n", NothingAlike),
    "{curly} %s [b].csv": ("{a},{b}\n1,2\n", NothingAlike),
    "broken.jsonl": ('{"a": 1\n{"b"', NothingAlike),
    "pivot.xlsx": (workbook(["Pivot"], [None, "Q1", "Q2"], ["x", 1, 2]), NothingAlike),
    "blank.xlsx": (workbook(), NothingAlike),
    "nothing.csv": ("", FileEmpty),
    "blank lines.csv": ("\ufeff\n\n  \n", FileEmpty),
    "header only.csv": (HEADER, FileEmpty),
    "all bad.csv": (HEADER + "A1,never,X,many,free\nA2,,,,\n", NothingLoadable),
    "in the future.csv": (HEADER + "A1,2099-03-01,X,1,2.00\n", NothingLoadable),
    "no numbers.csv": (HEADER + "A1,2026-03-01,X,1,inf\nA2,2026-03-01,X,1,1e400\n", NothingLoadable),
    "report.csv": (b"%PDF-1.4\n" + NOISE, NotWhatItSays),
    "picture.xlsx": (b"\x89PNG\r\n\x1a\n" + NOISE, NotWhatItSays),
    "archive.csv": (packed("a.csv", HEADER), NotWhatItSays),
    "packed.csv": (gzip.compress(HEADER.encode()), NotWhatItSays),
    "noise.csv": (NOISE, NotWhatItSays),
    "zeros.csv": (b"\x00" * 5_000, NotWhatItSays),
    "no mark.csv": (HEADER.encode("utf-16-le"), NotWhatItSays),
    "signed out.csv": ("<!DOCTYPE html><html>Please sign in</html>", NotWhatItSays),
    "table.xls": ("<html><table><tr><td>订单编号</td></tr></table></html>", NotWhatItSays),
    "columns.csv": (b"PAR1" + NOISE, NotWhatItSays),
    "text.parquet": ("a,b\n", NotWhatItSays),
    "archive.zip": (packed("a.csv", HEADER), FormatUnknown),
    "no ending": ("a,b\n1,2\n", FormatUnknown),
    "programme.exe": (b"MZ", FormatUnknown),
}


# One of each situation at once, the others with the slow ones.
FAST = ("crm.csv", "numbers.csv", "header only.csv", "all bad.csv", "report.csv", "archive.zip")
EACH = [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in STRANGE]


@pytest.mark.parametrize("name", EACH)
def test_it_is_refused_in_one_sentence_and_nothing_is_loaded(shop, name):
    content, situation = STRANGE[name]
    with pytest.raises(ZhangguiError) as refused:
        shop.load(shop.write(name, content))

    assert type(refused.value) is situation
    for language in ("zh-CN", "en"):
        said = refused.value.text(language)
        assert name in said
        assert "\n" not in said
        assert "Error" not in said
    assert not list((shop.folder / "landing" / "loads").glob("*"))
    assert shop.safe.kept == {}


def refusal(shop, name):
    with pytest.raises(ZhangguiError) as refused:
        shop.load(shop.write(name, STRANGE[name][0]))
    return refused.value


@pytest.mark.slow
def test_the_nearest_formats_are_named_with_what_is_missing_in_the_reader_s_words(shop):
    stock, orders = refusal(shop, "erp stock.csv"), refusal(shop, "orders of another shop.csv")

    assert stock.facts["nearest"] == "stock"
    assert "sku (商家编码)" in stock.text("zh-CN")
    assert orders.facts["nearest"] == "generic_orders"
    assert "quantity (数量), unit_price / gross (单价)" in orders.text("zh-CN")


@pytest.mark.slow
def test_where_nothing_is_near_no_format_is_made_up(shop):
    said = refusal(shop, "hundred columns.csv").text("en")

    assert "no known format is near" in said
    assert "zhanggui template orders" in said
    assert "col0, col1" in said


def test_what_a_disguised_file_really_is_and_what_to_do_is_said(shop):
    assert "PDF" in refusal(shop, "report.csv").text("zh-CN")
    assert "Unpack it first" in refusal(shop, "archive.csv").text("en")
    assert "登录" in refusal(shop, "signed out.csv").text("zh-CN")


def test_a_first_row_that_may_be_people_is_not_shown(shop):
    with pytest.raises(HeadersUnknown) as refused:
        shop.load(shop.write("people.csv", "王小样,文三路\n李小样,解放路\n"))

    assert "王小样" not in refused.value.text("zh-CN")
    assert refused.value.facts["headers"] == "— (2)"


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32", "gb18030", "big5"])
def test_text_in_any_encoding_is_text(tmp_path, mark):
    file = tmp_path / "orders.csv"
    file.write_bytes("訂單,金額\n1,2\n".encode(mark))

    refuse_disguise(file)
