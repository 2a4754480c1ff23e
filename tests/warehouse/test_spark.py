"""Does Spark answer as DuckDB does?"""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.warehouse.loads import land, published
from tests.warehouse.shops import line, order, refund
from zhanggui.warehouse.engines.duckdb import DuckDBWarehouse
from zhanggui.warehouse.engines.spark import SparkWarehouse
from zhanggui.warehouse.snapshots import current

pytestmark = pytest.mark.spark


def sales_by_day(shop):
    sales = shop.table("sale_lines").join(shop.table("calendar"), [("ordered_day", "day")])
    by_day = sales.group_by("ordered_day", "weekday").agg(
        net=sales.net_sales_minor.sum(), orders=sales.order_no.nunique(), last=sales.ordered_at.max()
    )
    return shop.fetch(by_day.order_by("ordered_day")).to_pylist()


def test_same_relation_gives_the_same_rows_on_both_engines(tmp_path):
    tables = {
        "orders": [order("1"), order("2", ordered_at="2026-03-02 18:00", shipping_minor=100)],
        "order_lines": [line("a", 1_000), line("b", 333, "2"), line("c", 333, "2")],
        "refunds": [refund("r", 400)],
    }
    land(tmp_path, tables, "2026-03-09")
    published(tmp_path)
    with closing(DuckDBWarehouse.open(current(tmp_path))) as duckdb:
        expected = sales_by_day(duckdb)
        named = (duckdb.snapshot, duckdb.currency, duckdb.timezone, duckdb.as_of, duckdb.loaded("orders"))
    with closing(SparkWarehouse.open(current(tmp_path))) as spark:
        assert sales_by_day(spark) == expected
        assert (spark.snapshot, spark.currency, spark.timezone, spark.as_of, spark.loaded("orders")) == named
        assert spark.fetch(spark.table("reviews").count().name("rows")).to_pylist() == [{"rows": 0}]
    assert [row["net"] for row in expected] == [600, 666]
