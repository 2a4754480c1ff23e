"""What is known once later exports have updated earlier ones?"""

from __future__ import annotations

from contextlib import closing

import duckdb
import pytest

from tests.warehouse.loads import at, land, published
from tests.warehouse.shops import column, line, order, refund, rows
from zhanggui.warehouse.merge import KEY_OCCURS_ONCE, key_as_text, key_occurs_once
from zhanggui.warehouse.snapshots import open_current, open_known
from zhanggui.warehouse.tables import LANDED


def loaded(folder):
    published(folder)
    return closing(open_current(folder))


@pytest.mark.slow
def test_later_export_updates_status_and_refunds_and_keeps_what_it_leaves_empty(tmp_path):
    first = {
        "orders": [order(status="paid", customer="p1", province="浙江"), order("2", status="paid")],
        "order_lines": [line("a", 1_000), line("b", 500, "2")],
    }
    later = {"orders": [order(status="completed", customer=None)], "refunds": [refund("r", 300)]}
    land(tmp_path, first, "2026-03-02")
    land(tmp_path, later, "2026-03-10")
    with loaded(tmp_path) as shop:
        assert column(shop, "status") == {"a": "completed", "b": "paid"}
        assert column(shop, "customer") == {"a": "p1", "b": None}
        assert column(shop, "province") == {"a": "浙江", "b": None}
        assert column(shop, "net_sales_minor") == {"a": 700, "b": 500}
        assert rows(shop, "orders", "order_id")["1"]["load_id"] == 2


@pytest.mark.slow
def test_export_time_decides_not_the_order_of_loading(tmp_path):
    land(tmp_path, {"orders": [order(status="completed")]}, "2026-03-10")
    land(tmp_path, {"orders": [order(status="paid")]}, "2026-03-02")
    with loaded(tmp_path) as shop:
        assert column(shop, "status", "orders", "order_id") == {"1": "completed"}


@pytest.mark.slow
def test_lines_known_by_position_come_from_the_latest_export_alone(tmp_path):
    land(tmp_path, {"orders": [order()], "order_lines": [line("#1", 100), line("#2", 200)]}, "2026-03-02")
    land(tmp_path, {"order_lines": [line("#1", 150)]}, "2026-03-10")
    with loaded(tmp_path) as shop:
        assert column(shop, "gross_minor") == {"#1": 150}


@pytest.mark.slow
def test_lines_with_ids_of_their_own_add_up_over_files_that_share_none(tmp_path):
    land(tmp_path, {"orders": [order()], "order_lines": [line("101", 100)]}, "2026-03-02")
    land(tmp_path, {"order_lines": [line("102", 200)]}, "2026-03-02 01:00")
    with loaded(tmp_path) as shop:
        assert column(shop, "gross_minor") == {"101": 100, "102": 200}


@pytest.mark.slow
def test_lines_with_ids_are_replaced_and_updated_by_an_export_that_shares_some(tmp_path):
    before = [line("101", 100, refunded_minor=10), line("102", 200), line("9", 5, "2")]
    land(tmp_path, {"orders": [order(), order("2")], "order_lines": before}, "2026-03-02")
    land(tmp_path, {"order_lines": [line("101", 120), line("103", 300)]}, "2026-03-10")
    with loaded(tmp_path) as shop:
        assert column(shop, "gross_minor") == {"101": 120, "103": 300, "9": 5}
        assert column(shop, "refund_minor") == {"101": 10, "103": 0, "9": 0}


@pytest.mark.slow
def test_keys_with_empty_parts_are_keys_too(tmp_path):
    fee = {"channel": "jd", "kind_of_fee": "commission", "valid_from": at("2026-01-01").date()}
    land(tmp_path, {"fees": [fee | {"rate": 0.05}]}, "2026-03-02")
    land(tmp_path, {"fees": [fee | {"rate": 0.06}]}, "2026-03-10")
    with loaded(tmp_path) as shop:
        assert column(shop, "rate", "fees", "channel") == {"jd": 0.06}


@pytest.mark.slow
def test_shop_as_known_then_leaves_out_later_exports(tmp_path):
    land(tmp_path, {"orders": [order(goods_minor=900)]}, "2026-03-02")
    land(tmp_path, {"orders": [order("2", goods_minor=500)], "refunds": [refund("r", 300)]}, "2026-03-10")
    published(tmp_path)
    with closing(open_known(tmp_path, at("2026-03-05"))) as then, closing(open_current(tmp_path)) as now:
        assert column(then, "net_sales_minor", by="order_id") == {"1": 900}
        assert column(now, "net_sales_minor", by="order_id") == {"1": 600, "2": 500}
        assert then.snapshot != now.snapshot


def test_one_file_may_say_that_its_keys_occur_once_and_two_say_nothing_of_each_other(tmp_path):
    one, other = tmp_path / "orders.parquet", tmp_path / "again.parquet"
    orders = LANDED["orders"]
    with duckdb.connect() as connection:
        for file in (one, other):
            connection.execute(
                f"COPY (SELECT 'own' AS channel, '1' AS order_id) TO '{file}' "
                f"(FORMAT parquet, KV_METADATA {{{KEY_OCCURS_ONCE}: '{key_as_text(orders)}'}})"
            )
        assert key_occurs_once(connection, orders, [one])
        assert not key_occurs_once(connection, orders, [one, other])
        assert not key_occurs_once(connection, orders, [])
        assert not key_occurs_once(connection, LANDED["order_lines"], [one])


def test_what_files_of_older_versions_lack_is_empty(tmp_path):
    land(tmp_path, {"orders": [order()]}, "2026-03-02")
    with loaded(tmp_path) as shop:
        assert "province" not in shop.loaded("orders")
        assert column(shop, "province", "orders", "order_id") == {"1": None}
