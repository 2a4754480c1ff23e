"""The exports of the Chinese platforms: one fixture a format, every row and every fen of it accounted for."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

import pytest

from tests.ingest.conftest import EXPORTS, TinyShop, causes, rows_and_money
from tests.ingest.test_privacy import everything_landed
from zhanggui.ingest.errors import HeadersUnknown, NothingLoadable
from zhanggui.warehouse.snapshots import open_current, publish

# Invented, and planted in the fixtures: in cells of people, in notes, and in remarks of statements.
PLANTED = ("13712340001", "137****0001", "王小样", "老王", "虚构小区", "文三路", "tea_fan88", "jd_laowang", "example.com", "330106199001011234",
           "密文", "3600000000000", "张**")  # fmt: skip


@dataclass(frozen=True)
class Export:
    """What a fixture must become: figures counted by hand."""

    file: str
    source: str
    loaded: tuple[int, str]
    quarantined: tuple[int, str]
    cause: tuple[str, str, tuple[int, ...]]
    tables: dict[str, int]
    set_aside: tuple[int, str] = (0, "0.00")
    also: list = field(default_factory=list)
    lines: dict[str, str] = field(default_factory=dict)


FLOW_SOURCE = "商品360-流量来源-2026-04-13_2026-04-19-700000000001.csv"
ALL = (
    Export(
        "ExportOrderDetailList202106201200.csv", "taobao_order_details", (7, "1723.00"), (1, "50.00"),
        ("time_not_understood", "订单创建时间", (9,)),
        {"order_lines": 7, "orders": 5, "payments": 4, "products": 7, "channels": 1},
    ),
    Export(
        "千牛订单导出_20240310.csv", "taobao_orders_qianniu", (6, "1753.50"), (1, "0.00"),
        ("amount_not_understood", "总金额", (8,)),
        {"orders": 6, "payments": 5, "channels": 1},
    ),
    Export(
        "千牛动账明细_20240310.csv", "taobao_fund_flow", (7, "968.95"), (1, "9.90"),
        ("time_not_understood", "入帐日期", (9,)),
        {"settlement_lines": 7, "channels": 1},
        lines={"goods": "1519.00", "refund": "-30.00", "fee_platform": "-6.40", "fee_influencer": "-12.80",
               "fee_insurance": "-0.85", "withdrawal": "-500.00"},
    ),
    Export(
        "20889000000000_账务明细_202403.csv", "alipay_account_log", (6, "997.60"), (1, "0.00"),
        ("amount_not_understood", "收入金额（+元）", (12,)),
        {"settlement_lines": 6},
        set_aside=(2, "0.00"), also=[("totals_row", "", (13, 14))],
        lines={"goods": "1519.00", "refund": "-30.00", "fee_platform": "-6.40", "withdrawal": "-500.00", "other": "15.00"},
    ),
    Export(
        "doudian_orders_74.csv", "doudian_orders", (6, "1711.00"), (1, "0.00"),
        ("amount_not_understood", "商品单价", (8,)),
        {"order_lines": 6, "orders": 5, "shipments": 3, "listings": 3, "products": 3, "channels": 1, "identities": 1},
    ),
    Export(
        "doudian_orders_75.csv", "doudian_orders", (6, "1711.00"), (1, "0.00"),
        ("amount_not_understood", "商品金额", (8,)),
        {"order_lines": 6, "orders": 5, "shipments": 3, "listings": 3, "products": 3, "channels": 1, "identities": 1},
    ),
    Export(
        "doudian_after_sales.csv", "doudian_after_sales", (6, "1451.00"), (1, "50.00"),
        ("time_not_understood", "售后申请时间", (8,)),
        {"refunds": 6, "shipments": 1, "channels": 1},
    ),
    Export(
        "doudian_settlement.csv", "doudian_settlement", (6, "1442.40"), (1, "10.00"),
        ("time_not_understood", "结算时间", (9,)),
        {"settlement_lines": 18, "channels": 1},
        set_aside=(1, "0.00"), also=[("totals_row", "", (2,))],
        lines={"goods": "1549.00", "subsidy_platform": "5.00", "subsidy_influencer": "5.00", "subsidy_payment": "2.00",
               "fee_platform": "-78.95", "fee_influencer": "-38.75", "fee_agent": "-1.90", "other": "1.00"},
    ),
    Export(
        "doudian_fund_flow.csv", "doudian_fund_flow", (7, "-1911.60"), (1, "0.00"),
        ("amount_not_understood", "动账金额", (9,)),
        {"settlement_lines": 12, "channels": 1},
        lines={"goods": "165.90", "subsidy_platform": "10.00", "fee_platform": "-7.20", "fee_influencer": "-12.60",
               "refund": "-54.90", "fee_other": "1.00", "fee_insurance": "-5.00", "withdrawal": "-2000.00",
               "compensation": "-8.80"},
    ),
    Export(
        "pinduoduo_orders.csv", "pinduoduo_orders", (6, "1663.00"), (1, "50.00"),
        ("number_not_understood", "商品数量(件)", (8,)),
        {"order_lines": 6, "orders": 6, "shipments": 3, "listings": 1, "products": 2, "channels": 1},
    ),
    Export(
        "pinduoduo_promotion.csv", "pinduoduo_promotion", (5, "441.50"), (1, "0.00"),
        ("amount_not_understood", "总花费(元)", (7,)),
        {"ad_stats": 5, "channels": 1},
        set_aside=(1, "441.50"), also=[("totals_row", "", (8,))],
    ),
    Export(
        "jd_orders_2016.csv", "jd_orders", (6, "1763.00"), (1, "12.00"),
        ("time_not_understood", "下单时间", (8,)),
        {"order_lines": 6, "orders": 5, "listings": 5, "products": 5, "customers": 2, "channels": 1, "identities": 3},
    ),
    Export(
        "jd_settled_bill.csv", "jd_settled_bill", (5, "1379.22"), (1, "45.70"),
        ("missing", "结算时间", (7,)),
        {"settlement_lines": 10, "channels": 1},
        lines={"goods": "1577.00", "refund": "-68.00", "fee_platform": "-129.78"},
    ),
    Export(
        "jd_product_details.csv", "jd_product_details", (6, "4910.00"), (1, "88.00"),
        ("number_not_understood", "商品浏览量", (8,)),
        {"traffic_stats": 6, "listings": 3, "channels": 1},
    ),
    Export(
        "jd_promotion.csv", "jd_promotion", (5, "99.00"), (1, "0.00"),
        ("amount_not_understood", "花费", (7,)),
        {"ad_stats": 5, "channels": 1},
    ),
    Export(
        "生意参谋_商品排行_全部_2026-04-19.csv", "sycm_item_rank", (5, "32744.50"), (1, "25.00"),
        ("number_not_understood", "商品访客数", (11,)),
        {"traffic_stats": 5, "listings": 5, "channels": 1},
    ),
    Export(
        "生意参谋_引流搜索关键词_2026-04-19.csv", "sycm_keywords", (5, "5115.50"), (1, "88.00"),
        ("number_not_understood", "访客数", (11,)),
        {"search_terms": 5, "channels": 1},
    ),
    Export(
        FLOW_SOURCE, "sycm_flow_source", (5, "5747.00"), (1, "136.00"),
        ("number_not_understood", "支付买家数", (11,)),
        {"traffic_stats": 5, "channels": 1},
    ),
    Export(
        "wanxiangtai_items.csv", "wanxiangtai_items", (6, "1038.00"), (1, "5.00"),
        ("time_not_understood", "日期", (8,)),
        {"ad_stats": 6, "channels": 1},
    ),
    Export(
        "罗盘_直播间列表.csv", "douyin_compass_live", (5, "161345.80"), (1, "10.00"),
        ("number_not_understood", "直播间观看人数", (7,)),
        {"contents": 5, "channels": 1},
    ),
    Export(
        "千川素材_2026-04-13_2026-04-19.csv", "qianchuan_materials", (5, "1555.75"), (1, "0.00"),
        ("amount_not_understood", "整体消耗", (7,)),
        {"ad_stats": 5, "channels": 1},
        set_aside=(1, "1555.75"), also=[("totals_row", "", (8,))],
    ),
    Export(
        "kuaishou_orders.csv", "kuaishou_orders", (6, "1711.00"), (1, "50.00"),
        ("time_not_understood", "订单创建时间", (8,)),
        {"order_lines": 6, "orders": 6, "shipments": 2, "listings": 1, "products": 1, "channels": 1, "identities": 1},
    ),
    Export(
        "kuaishou_settlement.csv", "kuaishou_settlement", (5, "1514.05"), (1, "9.50"),
        ("missing", "实际结算时间", (7,)),
        {"settlement_lines": 16, "channels": 1},
        lines={"goods": "1624.00", "subsidy_platform": "8.00", "subsidy_influencer": "5.00", "refund": "-27.00",
               "fee_platform": "-80.35", "fee_influencer": "-17.60", "other": "2.00"},
    ),
    Export(
        "xiaohongshu_orders.csv", "xiaohongshu_orders", (6, "1711.00"), (1, "75.00"),
        ("number_not_understood", "SKU件数", (8,)),
        {"order_lines": 6, "orders": 5, "shipments": 3, "listings": 6, "products": 6, "channels": 1, "identities": 4},
    ),
    Export(
        "xiaohongshu_settlement.csv", "xiaohongshu_settlement", (5, "1485.50"), (1, "10.00"),
        ("time_not_understood", "结算时间", (7,)),
        {"settlement_lines": 17, "channels": 1},
        lines={"goods": "1598.00", "shipping": "2.00", "subsidy_platform": "15.00", "refund": "-25.00",
               "refund_subsidy": "-5.00", "fee_platform": "-79.15", "fee_payment": "-8.75", "fee_influencer": "-11.60"},
    ),
    Export(
        "weixin_orders.csv", "weixin_orders", (5, "1711.00"), (1, "0.00"),
        ("amount_not_understood", "商品价格(单件)", (7,)),
        {"order_lines": 5, "orders": 4, "payments": 3, "shipments": 3, "listings": 1, "products": 5, "channels": 1, "identities": 1},
    ),
    Export(
        "weixin_fund_flow.csv", "weixin_fund_flow", (7, "10.00"), (1, "0.00"),
        ("amount_not_understood", "收支金额", (9,)),
        {"settlement_lines": 7, "channels": 1},
        lines={"goods": "146.00", "refund": "-30.00", "fee_platform": "-1.20", "fee_influencer": "-6.80",
               "fee_insurance": "-0.60", "withdrawal": "-100.00", "other": "2.60"},
    ),
)  # fmt: skip
# One of each shape: lines with people, a spread statement, a day in the file's name, words above and below.
SHAPES = ("doudian_orders_74.csv", "kuaishou_settlement.csv", FLOW_SOURCE, "20889000000000_账务明细_202403.csv")


def named(exports):
    return [pytest.param(export, id=export.file) for export in exports]


def fast_in_part(exports):
    """One format of each shape at once, all others among the slow stories."""
    slow = pytest.mark.slow
    return [pytest.param(each, id=each.file, marks=() if each.file in SHAPES else slow) for each in exports]


# ----------------------------------------------------------------------------------------------- each format


@pytest.mark.parametrize("export", fast_in_part(ALL))
def test_every_row_and_every_fen_is_accounted_for(loaded, export):
    _, report = loaded(export.file)
    balance = report.reconciliation

    assert report.source == export.source
    assert report.tables == export.tables
    assert rows_and_money(balance.loaded) == export.loaded
    assert rows_and_money(balance.quarantined) == export.quarantined
    assert rows_and_money(balance.set_aside) == export.set_aside
    assert rows_and_money(balance.superseded) == (0, "0.00")
    assert balance.read.money == balance.loaded.money + balance.quarantined.money + balance.set_aside.money
    assert balance.rounding == "0"
    assert sorted(causes(report)) == sorted([export.cause, *export.also])


@pytest.mark.parametrize("export", fast_in_part(export for export in ALL if export.lines))
def test_a_statement_adds_up_to_what_moved_and_each_amount_has_its_meaning(loaded, export):
    shop, _ = loaded(export.file)
    rows = shop.query("SELECT kind_of_amount, sum(amount_minor), min(currency) FROM {settlement_lines} GROUP BY 1")

    assert {kind: f"{int(minor) / 100:.2f}" for kind, minor, _ in rows} == export.lines
    assert {currency for _, _, currency in rows} == {"CNY"}


@pytest.mark.slow
@pytest.mark.parametrize("export", named(ALL))
def test_nobody_is_named_outside_the_vault(loaded, export):
    shop, _ = loaded(export.file)

    found = [(name, planted) for name, text in everything_landed(shop) for planted in PLANTED if planted in text]
    assert found == []


def test_the_planted_values_do_stand_in_the_fixtures():
    files = [(EXPORTS / export.file).read_bytes() for export in ALL]
    text = "".join(content.decode("utf-8" if _is_utf8(content) else "gb18030") for content in files)

    assert [planted for planted in PLANTED if planted not in text] == []


@pytest.mark.parametrize("export", named(export for export in ALL if export.file in SHAPES))
def test_the_same_file_again_changes_nothing(loaded, export):
    shop, report = loaded(export.file)
    again = shop.load(EXPORTS / export.file)

    assert (again.outcome, again.load_id) == ("already_loaded", report.load_id)
    assert not (shop.folder / "landing" / "loads" / "000002").exists()


@pytest.mark.slow
@pytest.mark.parametrize("export", named(export for export in ALL if export.file in SHAPES))
def test_columns_in_another_order_give_the_same_rows(loaded, export, tmp_path):
    columns_reversed(loaded, export, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("export", named(export for export in ALL if export.file not in SHAPES))
def test_columns_in_another_order_give_the_same_rows_in_every_format(loaded, export, tmp_path):
    columns_reversed(loaded, export, tmp_path)


def columns_reversed(loaded, export, tmp_path):
    content = (EXPORTS / export.file).read_bytes()
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig" if _is_utf8(content) else "gb18030"), newline="")))
    width = max(map(len, rows))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(row[::-1] if len(row) == width else row for row in rows)
    shop, other = loaded(export.file)[0], TinyShop(tmp_path / "shop")
    report = other.load(other.write(export.file, text.getvalue(), "utf-8-sig"))

    assert report.source == export.source
    for table in export.tables:
        everything = f"SELECT * EXCLUDE (load_id, exported_at) FROM {{{table}}} ORDER BY ALL"
        assert other.query(everything) == shop.query(everything), table


def _is_utf8(content):
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# ---------------------------------------------------------------------------------------------- header drift


def rows_of(file, headers=None, encoding="utf-8-sig"):
    with (EXPORTS / file).open(encoding=encoding, newline="") as stream:
        return [row if headers is None else [row[h] for h in headers] for row in csv.reader(stream)]


def written(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


@pytest.mark.slow
def test_headers_without_their_unit_with_blanks_and_with_new_columns_beside_them_are_the_same_file(shop, loaded):
    rows = rows_of("pinduoduo_orders.csv")
    rows[0] = [f" {header.removesuffix('(元)').removesuffix('(件)')}　" for header in rows[0]]
    rows = [[*row, "新列" if index == 0 else "x"] for index, row in enumerate(rows)]
    report = shop.load(shop.write("pinduoduo_orders.csv", written(rows)))

    assert report.source == "pinduoduo_orders"
    everything = "SELECT * EXCLUDE (load_id, exported_at) FROM {orders} ORDER BY ALL"
    assert shop.query(everything) == loaded("pinduoduo_orders.csv")[0].query(everything)


@pytest.mark.slow
def test_of_the_columns_that_a_seller_ticks_a_few_are_enough(shop):
    rows = rows_of("千牛订单导出_20240310.csv", encoding="gb18030")
    ticked = [rows[0].index(name) for name in ("商品标题", "订单创建时间", "买家实付金额", "订单编号", "总金额")]
    report = shop.load(shop.write("subset.csv", written([[row[place] for place in ticked] for row in rows])))

    assert report.source == "taobao_orders_qianniu"
    assert rows_and_money(report.reconciliation.loaded) == (6, "1753.50")
    assert shop.query("SELECT sum(paid_minor), count(DISTINCT status) FROM {orders}") == [(162_750, 1)]


@pytest.mark.slow
def test_a_renamed_column_that_nobody_knows_is_refused_by_name(shop):
    rows = rows_of("doudian_settlement.csv")
    rows[0][rows[0].index("用户实付")] = "顾客给的"

    with pytest.raises(HeadersUnknown) as refused:
        shop.load(shop.write("settlement.csv", written(rows)))
    assert (refused.value.facts["nearest"], refused.value.facts["missing"]) == ("doudian_settlement", "用户实付")


@pytest.mark.slow
def test_a_new_fee_in_a_statement_is_seen_and_never_lost(shop):
    rows = rows_of("doudian_settlement.csv")
    rows[0][rows[0].index("招商服务费")] = "新设服务费"
    shop.load(shop.write("settlement.csv", written(rows)))

    unlisted = "SELECT sum(amount_minor) FROM {settlement_lines} WHERE channel_kind = '未列明'"
    assert shop.query(unlisted) == [(100 - 190,)]
    assert shop.query("SELECT sum(amount_minor) FROM {settlement_lines}") == [(144_240,)]


def test_without_days_in_its_name_a_file_without_a_column_of_days_is_refused(shop):
    path = shop.write("flow.csv", (EXPORTS / FLOW_SOURCE).read_bytes())
    with pytest.raises(NothingLoadable, match="Day"):
        shop.load(path)


@pytest.mark.slow
def test_a_workbook_with_its_header_on_the_fifth_row_is_read_like_the_text(shop, loaded, tmp_path):
    import xlsxwriter

    file = "生意参谋_商品排行_全部_2026-04-19.csv"
    with xlsxwriter.Workbook(str(tmp_path / "rank.xlsx")) as book:
        sheet = book.add_worksheet("商品排行")
        for number, row in enumerate(rows_of(file)):
            sheet.write_row(number, 0, row)
    shop.load(tmp_path / "rank.xlsx")

    everything = "SELECT * EXCLUDE (load_id, exported_at) FROM {traffic_stats} ORDER BY ALL"
    assert shop.query(everything) == loaded(file)[0].query(everything)


# ------------------------------------------------------------------------------------------ what they add up to


@pytest.mark.slow
def test_the_channels_of_one_shop_give_the_net_sales_counted_by_hand(shop):
    orders = [export.file for export in ALL if "orders" in export.source and export.file != "doudian_orders_75.csv"]
    for file in (*orders, "ExportOrderDetailList202106201200.csv", "doudian_after_sales.csv"):
        shop.load(EXPORTS / file)
    facts = publish(shop.folder, currency=shop.currency, timezone=shop.timezone)
    warehouse = open_current(shop.folder)
    lines = warehouse.table("sale_lines")
    sums = warehouse.fetch(lines.group_by("channel").agg(net=lines.net_sales_minor.sum())).to_pydict()
    warehouse.close()

    assert facts.audits == ()
    # Douyin: 116 + 5 + 5 of the others, of which half went back (58, and 5 of the subsidies); 1,291; 66.
    # Pinduoduo: 59.50 + 3.50 borne by the platform; 1,391; 60 + 6. JD: 150 + 6; 1,391; 88. Taobao: 1,527.50 and 1,517.
    assert dict(zip(sums["channel"], sums["net"], strict=True)) == {
        "douyin": 142_000,
        "jd": 163_500,
        "kuaishou": 157_700,
        "pinduoduo": 152_000,
        "taobao": 304_450,
        "weixin": 157_500,
        "xiaohongshu": 158_300,
    }
