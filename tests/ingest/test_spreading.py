"""What a wide statement becomes, and the operations that statements and reports need."""

# ruff: noqa: DTZ001 - landed times are UTC and carry no zone, as Parquet holds them

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.ingest.conftest import causes, rows_and_money
from zhanggui.ingest.errors import MapNotUnderstood
from zhanggui.ingest.mapping.library import parse_map

STATEMENT = """
name = "statement"
title = { zh = "某平台账单", en = "A statement" }
platform = "own"
channel = "own_site"
zone = "Asia/Shanghai"
remarks = { contains = ["净额", "公式"] }
[recognise]
required = ["编号", "日期", "净额"]
[amount]
of = "净额"
table = "settlement_lines"
column = "amount_minor"
[[table]]
into = "settlement_lines"
[table.columns]
channel = { const = "own_site" }
record_id = { from = "编号", as = "id" }
occurred_at = { moment = ["日期", "时刻"] }
currency = { const = "CNY" }
[table.spread]
amount = "amount_minor"
heading = "channel_kind"
kind = "kind_of_amount"
total = "净额"
rest = { heading = { first_of = ["场景", { const = "未列明" }] }, kind = { first_of = [{ patterns = { "提现|转出" = "withdrawal", "退" = "refund" }, of = "场景" }, { const = "other" }] } }
[table.spread.incoming]
"货款" = "goods"
"补贴" = "subsidy_platform"
[table.spread.outgoing]
"服务费" = "fee_platform"
"佣金" = "fee_influencer"
"""
HEADER = "编号,日期,时刻,净额,货款,补贴,服务费,佣金,场景\n"
AMOUNTS = "SELECT record_id, channel_kind, kind_of_amount, amount_minor FROM {settlement_lines} ORDER BY source_row, 2"


@pytest.fixture
def statement(shop):
    own = shop.write("statement.toml", STATEMENT)

    def load(*rows, header=HEADER):
        return shop.load(shop.write("statement.csv", header + "\n".join(rows) + "\n"), map_file=own)

    return load


@pytest.mark.slow
def test_each_amount_of_a_row_is_a_line_and_zeros_and_blanks_are_none(shop, statement):
    report = statement("A,2026-03-01,08:00:00,95.00,100.00,0.00,-3.00,-2.00,", "B,2026-03-01,08:00:00,0.00,,,,,")

    assert shop.query(AMOUNTS) == [
        ("A", "佣金", "fee_influencer", -200),
        ("A", "服务费", "fee_platform", -300),
        ("A", "货款", "goods", 10_000),
    ]
    assert rows_and_money(report.reconciliation.loaded) == (2, "95.00")


@pytest.mark.slow
def test_fees_written_without_a_minus_go_out_as_well_and_one_odd_row_does_not_turn_them(shop, statement):
    # C hides a subsidy of 6.00, under which +3.00 would seem to add up better than -3.00.
    statement(
        "A,2026-03-01,08:00:00,95.00,100.00,,3.00,2.00,",
        "B,2026-03-01,08:00:00,48.00,50.00,,2.00,,",
        "C,2026-03-01,08:00:00,23.00,20.00,,3.00,,",
    )

    assert shop.query("SELECT kind_of_amount, sum(amount_minor) FROM {settlement_lines} GROUP BY 1 ORDER BY 1") == [
        ("fee_influencer", -200),
        ("fee_platform", -800),
        ("goods", 17_000),
        ("other", 600),
    ]


@pytest.mark.slow
def test_a_fee_that_comes_back_is_positive(shop, statement):
    statement(
        "A,2026-03-01,08:00:00,97.00,100.00,,-3.00,,",
        "R,2026-03-02,08:00:00,-97.00,-100.00,,3.00,,",
    )

    assert shop.query(AMOUNTS)[2:] == [("R", "服务费", "fee_platform", 300), ("R", "货款", "goods", -10_000)]


@pytest.mark.slow
def test_what_the_total_holds_beyond_is_told_by_its_scene(shop, statement):
    statement(
        "A,2026-03-01,08:00:00,100.00,100.00,,,,",
        "W,2026-03-01,09:00:00,-80.00,,,,,提现到银行卡",
        "X,2026-03-01,09:00:00,1.23,,,,,",
    )

    assert shop.query(AMOUNTS)[1:] == [
        ("W", "提现到银行卡", "withdrawal", -8_000),
        ("X", "未列明", "other", 123),
    ]


@pytest.mark.slow
def test_of_two_rows_with_one_number_the_last_counts_with_all_its_amounts(shop, statement):
    report = statement(
        "A,2026-03-01,08:00:00,95.00,100.00,,-3.00,-2.00,",
        "A,2026-03-01,08:00:00,60.00,60.00,,,,",
    )

    assert shop.query(AMOUNTS) == [("A", "货款", "goods", 6_000)]
    assert rows_and_money(report.reconciliation.superseded) == (1, "95.00")


@pytest.mark.slow
def test_a_legend_below_the_header_is_set_aside(statement):
    report = statement(",,,公式：收入+支出,收入,,支出,,", "A,2026-03-01,08:00:00,100.00,100.00,,,,")

    assert causes(report) == [("totals_row", "", (2,))]


@pytest.mark.slow
def test_day_and_time_in_two_cells_are_one_instant(shop, statement):
    report = statement(
        "A,2026-03-01,08:00:00,1.00,1.00,,,,",
        "B,2026年3月1日,8:05:00,1.00,1.00,,,,",
        "C,2026-03-01 00:00:00,2026-03-02 00:30:00,1.00,1.00,,,,",
        "D,2026-02-30,08:00:00,1.00,1.00,,,,",
        "E,2036-03-01,08:00:00,1.00,1.00,,,,",
    )

    assert shop.query("SELECT record_id, occurred_at FROM {settlement_lines} ORDER BY 1") == [
        ("A", datetime(2026, 3, 1, 0, 0)),
        ("B", datetime(2026, 3, 1, 0, 5)),
        ("C", datetime(2026, 3, 1, 16, 30)),
    ]
    assert causes(report) == [("time_in_future", "日期", (6,)), ("time_not_understood", "日期", (5,))]


@pytest.mark.parametrize(
    "wrong, said",
    [
        (STATEMENT.replace('"goods"', '"godos"'), "kind_of_amount is none of godos"),
        (STATEMENT.replace('amount = "amount_minor"', 'amount = "amount"'), "settlement_lines has no column amount"),
        (STATEMENT.replace("[table.columns]", 'one_row_per = ["record_id"]\n[table.columns]'), "not by both"),
        (STATEMENT.replace('"提现|转出"', '"提现|(转出"'), "is no pattern"),
        (STATEMENT.replace('"提现|转出"', '"(提)(现)"'), "at most one"),
    ],
)
def test_a_wrong_spread_or_pattern_is_refused_with_its_place(wrong, said):
    with pytest.raises(MapNotUnderstood) as refused:
        parse_map(wrong, "statement.toml")

    assert said in refused.value.text("en")


REPORT = """
name = "report"
title = { zh = "某报表", en = "A report" }
platform = "own"
channel = "own_site"
zone = "Asia/Shanghai"
[recognise]
required = ["项", "花费"]
[[table]]
into = "ad_stats"
[table.columns]
channel = { const = "own_site" }
day = { file_name = "first_day" }
days = { file_name = "days" }
target = { file_name = "number" }
creative = { matched = "P(\\\\d+)", of = "项" }
ad_group = { matched = "P\\\\d+", of = "项" }
cost_minor = { magnitude = "花费" }
subsidy_minor = { from = "优惠", as = "amounts" }
target_name = { region = "province", of = ["省", "市"] }
creative_name = { region = "city", of = ["省", "市"] }
currency = { const = "CNY" }
"""


@pytest.mark.slow
def test_what_only_the_name_of_the_file_says_is_read_from_there(shop):
    rows = "项,花费,优惠,省,市\nx-P0123-y,-5.00,店铺券-5.00;满减-3元,浙江省,杭州市\nx,5,1.5,北京市,市辖区\ny,5,券,上海,上海市\n"
    path = shop.write("报表_2026-03-02_2026-03-08_700000000001.csv", rows)
    report = shop.load(path, map_file=shop.write("report.toml", REPORT))

    assert shop.query(
        "SELECT day, days, target, creative, ad_group, cost_minor, subsidy_minor, target_name, creative_name FROM {ad_stats} ORDER BY source_row"
    ) == [
        (date(2026, 3, 2), 7, "700000000001", "0123", "P0123", 500, 800, "浙江", "杭州市"),
        (date(2026, 3, 2), 7, "700000000001", None, None, 500, 150, "北京", "北京"),
    ]
    assert causes(report) == [("amount_not_understood", "优惠", (4,))]


@pytest.mark.slow
def test_a_passing_number_with_an_extension_is_nobody(shop):
    text = "order_id,ordered_at,phone,sku,quantity,unit_price\n1,2026-03-01,18400001234-5678,A,1,1\n2,2026-03-01,137-1234-0001,A,1,1\n"
    shop.load(shop.write("orders.csv", text))

    assert shop.query("SELECT order_id, customer IS NULL FROM {orders} ORDER BY 1") == [("1", True), ("2", False)]
