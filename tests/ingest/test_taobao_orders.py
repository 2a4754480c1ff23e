"""The classic order report: GBK, ="…" ids, apostrophes before phones, a row of totals, a cut last row."""

# ruff: noqa: DTZ001 - landed times are UTC and carry no zone, as Parquet holds them

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime

import pytest

from tests.ingest.conftest import EXPORTS, causes, rows_and_money
from zhanggui.core.period import Period

CLASSIC = "ExportOrderList202003011200.csv"


@pytest.fixture
def classic(loaded):
    return loaded(CLASSIC)


def test_it_is_recognised_by_its_headers_and_read_in_its_own_encoding(classic):
    _, report = classic

    assert (report.source, report.encoding) == ("taobao_orders", "gb18030")
    assert report.exported_at == datetime(2020, 3, 1, 4, 0, tzinfo=UTC)  # noon in Shanghai, from the file's name


def test_every_row_and_every_yuan_is_accounted_for(classic):
    _, report = classic
    balance = report.reconciliation

    assert rows_and_money(balance.read) == (10, "3829.00")
    assert rows_and_money(balance.loaded) == (4, "1683.50")
    assert rows_and_money(balance.quarantined) == (4, "125.00")
    assert rows_and_money(balance.superseded) == (1, "128.00")
    assert rows_and_money(balance.set_aside) == (1, "1892.50")
    assert balance.rounding == "0"


def test_what_is_not_loaded_says_why_by_row_and_column(classic):
    _, report = classic

    assert sorted(causes(report)) == [
        ("amount_not_understood", "总金额", (6,)),
        ("cut_row", "", (11,)),
        ("id_shortened", "订单编号", (8,)),
        ("superseded", "", (2,)),
        ("time_not_understood", "订单创建时间", (5,)),
        ("totals_row", "", (10,)),
    ]


def test_orders_are_landed_as_the_contract_wants_them(classic):
    shop, _ = classic

    assert shop.query(
        "SELECT order_id, status, ordered_at, goods_minor, shipping_minor, total_minor, paid_minor, province, city, source_row"
        " FROM {orders} ORDER BY order_id"
    ) == [
        ("193000000000000001", "completed", datetime(2020, 2, 28, 2, 0), 12800, 0, 12800, 12800, "浙江", "杭州市", 7),
        (
            "193000000000000002",
            "shipped",
            datetime(2020, 2, 28, 3, 0),
            139100,
            1000,
            140100,
            140100,
            "浙江",
            "杭州市",
            3,
        ),
        ("193000000000000003", "created", datetime(2020, 2, 28, 4, 0), 6600, 0, 6600, 0, "上海", "上海", 4),
        ("193000000000000006", "completed", datetime(2020, 2, 29, 15, 59, 59), 8850, 0, 8850, 8850, "北京", "北京", 9),
    ]


def test_one_person_is_one_pseudonym_however_the_account_is_written_and_a_masked_one_is_nobody(classic):
    shop, _ = classic
    by_order = dict(shop.query("SELECT order_id, customer FROM {orders}"))

    assert by_order["193000000000000001"] == by_order["193000000000000002"] is not None
    assert by_order["193000000000000003"] is None
    assert shop.query("SELECT kind_of_identity, count(*) FROM {identities} GROUP BY 1 ORDER BY 1") == [
        ("account", 2),
        ("phone", 2),
    ]


@pytest.mark.slow
def test_originals_go_to_the_vault_by_customer(classic):
    shop, report = classic
    tea_fan = dict(shop.query("SELECT order_id, customer FROM {orders}"))["193000000000000001"]

    assert {kind: values[tea_fan] for kind, values in shop.safe.kept.items()} == {
        "account": "tea_fan88",
        "phone": "13712340001",
        "name": "王小样",
        "address": "浙江省 杭州市 西湖区 文三路街道 虚构路99号2幢301室",
    }
    assert report.people == 8


@pytest.mark.slow
def test_notes_are_scrubbed_at_the_door(shop):
    path = shop.copy(CLASSIC)
    text = path.read_bytes().decode("gb18030").splitlines(keepends=True)
    shop.write("only_first.csv", "".join(text[:2]), "gb18030")
    shop.load(path.with_name("only_first.csv"))

    assert shop.query("SELECT buyer_note FROM {orders}") == [("请打电话[phone]，[address]",)]


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_same_report_in_another_encoding_gives_the_same_orders(shop, classic, encoding):
    text = (EXPORTS / CLASSIC).read_bytes().decode("gb18030")
    report = shop.load(shop.write(CLASSIC, text, encoding))

    everything = "SELECT * EXCLUDE (load_id) FROM {orders} ORDER BY order_id"
    assert shop.query(everything) == classic[0].query(everything)
    assert causes(report) == causes(classic[1])


def test_a_report_with_a_column_of_refunds_gives_what_was_paid_less_the_refund(loaded):
    shop, report = loaded("tmall_order_report.csv")

    assert report.tables == {"orders": 3, "channels": 1}
    assert shop.query(
        "SELECT order_id, total_minor, paid_minor, refunded_minor, paid_at, status, province FROM {orders} ORDER BY 1"
    ) == [
        ("1", 17880, 0, 0, None, "created", "上海"),
        ("2", 2100, 2100, 0, datetime(2020, 2, 20, 16, 0, 2), "paid", "内蒙古"),
        ("3", 3700, 3700, 3000, datetime(2020, 2, 20, 16, 0, 1), "paid", "安徽"),
    ]


@pytest.mark.slow
def test_columns_in_another_order_are_the_same_report(shop, classic):
    lines = (EXPORTS / CLASSIC).read_bytes().decode("gb18030").splitlines()
    import csv

    rows = [row for row in csv.reader(lines) if len(row) == 41]
    text = "\n".join(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in reversed(row)) for row in rows)
    shop.load(shop.write(CLASSIC, text + "\n"))

    money = "SELECT order_id, total_minor, paid_minor, customer FROM {orders} ORDER BY order_id"
    assert shop.query(money) == classic[0].query(money)


@pytest.mark.slow
def test_the_same_content_counts_once_whatever_the_file_is_called(shop):
    shop.load(shop.copy(CLASSIC))
    again = shop.folder / "incoming" / "copy of orders.csv"
    shutil.copyfile(EXPORTS / CLASSIC, again)
    report = shop.load(again)

    assert (report.outcome, report.load_id) == ("already_loaded", 1)
    assert not (shop.folder / "landing" / "loads" / "000002").exists()
    assert report.notes[0].code == "ingest.already_loaded"


def test_days_may_be_asked_for(shop):
    report = shop.load(shop.copy("tmall_order_report.csv"), window=Period(date(2020, 2, 21), date(2020, 3, 1)))

    assert causes(report) == [("out_of_window", "订单创建时间", (3, 4))]
    assert report.reconciliation.loaded.rows == 1


@pytest.mark.slow
def test_a_dry_run_writes_nothing(shop):
    report = shop.load(EXPORTS / CLASSIC, dry_run=True)

    assert report.outcome == "recognised"
    assert not shop.folder.exists()
