"""No phone, name or address stands anywhere but in the vault."""

from __future__ import annotations

import json
import logging

import duckdb
import pytest
from pydantic import TypeAdapter

from tests.ingest.conftest import EXPORTS, NOW, Drawer, TinyShop
from zhanggui.books.database import open_books
from zhanggui.books.vault import Vault
from zhanggui.core.errors import ZhangguiError
from zhanggui.ingest.report import FilePreview, FileReport

# Invented, and planted in the fixtures; the last two only in rows that are refused.
PLANTED = ("13712340001", "1234-0001", "王小样", "文三路", "tea_fan88", "虚构", "陈乌龙", "Nowhere Street", "555 010", "invented",
           "13712340004", "绿茶姐姐", "老王", "小李", "laowang888", "13712340002")  # fmt: skip
FIXTURES = (
    "ExportOrderList202003011200.csv",
    "shopify_orders_export_79.csv",
    "generic_orders_zh.csv",
    "events.csv",
    "exclusions.csv",
)


def everything_landed(shop):
    """Every cell of every Parquet file and every byte of every other file below the shop's folder."""
    for path in shop.folder.rglob("*"):
        if path.suffix == ".parquet":
            with duckdb.connect() as connection:
                yield path.name, str(connection.execute(f"FROM read_parquet('{path}')").fetchall())
        elif path.is_file():
            yield path.name, path.read_bytes().decode("utf-8", errors="replace")


def found_in(text):
    return [planted for planted in PLANTED if planted.lower() in text.lower()]


@pytest.mark.slow
@pytest.mark.parametrize("fixture", FIXTURES)
def test_what_is_landed_reported_and_previewed_names_nobody(loaded, fixture, tmp_path, caplog):
    with caplog.at_level(logging.DEBUG):
        shop, report = loaded(fixture)
        preview = TinyShop(tmp_path / "other").preview(EXPORTS / fixture)

    assert [(name, found_in(text)) for name, text in everything_landed(shop) if found_in(text)] == []
    assert found_in(TypeAdapter(FileReport).dump_json(report).decode()) == []
    assert found_in(TypeAdapter(FilePreview).dump_json(preview).decode()) == []
    assert found_in(caplog.text) == []


def test_the_planted_values_would_be_found(loaded):
    shop, _ = loaded(FIXTURES[0])

    assert found_in(json.dumps(shop.safe.kept, ensure_ascii=False)) != []
    assert found_in((EXPORTS / FIXTURES[0]).read_bytes().decode("gb18030")) != []


@pytest.mark.slow
def test_cells_that_slipped_under_another_header_stay_unseen_in_quarantine(shop):
    header = "订单编号,总金额,买家实际支付金额,订单创建时间,买家会员名,收货人姓名,联系手机\n"
    rows = "13712340001,王小样,王小样住文三路,tea_fan88,1,2,3\n1,2,3,2026-03-01 08:00:00,a,b,c\n王小样,文三路\n1,王小样,,,,,,,\n"
    shop.load(shop.write("slipped.csv", header + rows))

    assert [
        (name, found_in(text)) for name, text in everything_landed(shop) if "incoming" not in name and found_in(text)
    ] == [("slipped.csv", found_in(header + rows))]


@pytest.mark.slow
def test_broken_lines_keep_their_number_and_lose_their_text(shop):
    header = "order_id,ordered_at,customer,sku,quantity,unit_price,phone\n"
    good = "A1,2026-03-01 08:30:00,c,LJ-100,1,10.00,\n"
    shop.load(shop.write("broken.csv", header + good + 'A2,"王小样" x,c,LJ-100,1,10.00,13712340001\n'))

    assert shop.query("SELECT source_row, reason, raw FROM {quarantine}") == [(3, "broken_quotes", None)]


def test_no_error_repeats_what_stands_in_a_cell(shop):
    header = "order_id,ordered_at,customer,sku,quantity,unit_price,phone\n"
    with pytest.raises(ZhangguiError) as refused:
        shop.load(
            shop.write("all bad.csv", header + "王小样,13712340001,绿茶姐姐,文三路,王小样,13712340001,13712340001\n")
        )

    assert found_in(refused.value.text("zh-CN") + refused.value.text("en") + str(refused.value)) == []
    assert refused.value.__cause__ is None


@pytest.mark.slow
def test_the_real_vault_gives_back_who_a_customer_is(tmp_path):
    vault = Vault(open_books(tmp_path / "books.sqlite"), bytes(range(32)))
    shop = TinyShop(tmp_path / "shop", safe=vault)
    shop.load(EXPORTS / "ExportOrderList202003011200.csv")
    ((customer,),) = shop.query("SELECT customer FROM {orders} WHERE order_id = '193000000000000006'")

    def reveal(kind):
        return vault.reveal([customer], kind, by="li", role="owner", reason="a test", at=NOW)

    assert reveal("phone") == {customer: "13712340006"}
    assert reveal("name") == {customer: "陈乌龙"}


@pytest.mark.slow
def test_originals_are_in_the_vault_before_the_load_counts(tmp_path):
    class Refusing(Drawer):
        def put_many(self, kind, values):
            message = "the books are closed"
            raise OSError(message)

    shop = TinyShop(tmp_path / "shop", safe=Refusing())
    with pytest.raises(OSError, match="closed"):
        shop.load(EXPORTS / "ExportOrderList202003011200.csv")

    assert list((shop.folder / "landing").glob("**/*.parquet")) == []


@pytest.mark.slow
def test_nothing_of_the_work_is_left_behind(loaded):
    shop, _ = loaded(FIXTURES[0])

    assert shop.landed() == {
        "channels.parquet",
        "customers.parquet",
        "identities.parquet",
        "manifest.json",
        "orders.parquet",
        "quarantine.parquet",
    }
    assert sorted(path.name for path in (shop.folder / "landing").iterdir()) == ["loads"]


def test_quarantine_tells_row_column_and_reason_and_shows_cells_only_as_far_as_they_name_nobody(loaded):
    shop, _ = loaded(FIXTURES[0])
    rows = shop.query("SELECT source_row, outcome, reason, column_name, problems, raw FROM {quarantine} ORDER BY 1")
    cells = {row[0]: json.loads(row[5]) for row in rows}

    assert [row[:4] for row in rows] == [
        (2, "superseded", "superseded", ""),
        (5, "quarantined", "time_not_understood", "订单创建时间"),
        (6, "quarantined", "amount_not_understood", "总金额"),
        (8, "quarantined", "id_shortened", "订单编号"),
        (10, "set_aside", "totals_row", ""),
        (11, "quarantined", "cut_row", ""),
    ]
    assert rows[5][4] == ["cut_row|", "missing|订单创建时间"]
    assert cells[5]["订单创建时间"] == "2020-02-30 09:00:00"
    assert cells[5]["买家会员名"] == "•••"
    assert cells[6]["总金额"] == "字字字"
