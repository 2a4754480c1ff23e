"""A version that was built before a table had a column says so in one sentence, and is built anew."""

from __future__ import annotations

from contextlib import closing

import duckdb
import pytest

from tests.warehouse.loads import land, published
from tests.warehouse.shops import column, order
from zhanggui.core.errors import ShopAtFault
from zhanggui.warehouse.engines.older_release import SnapshotOfOlderRelease, refuse_older_release
from zhanggui.warehouse.inline import inline_warehouse
from zhanggui.warehouse.snapshots import current, open_current


def test_a_column_that_is_not_there_is_named_with_the_next_step():
    shop = inline_warehouse({"ad_stats": [{"channel": "jd", "day": "2026-03-01", "cost_minor": 1}]})
    shop.connection.execute("ALTER TABLE ad_stats DROP COLUMN subsidy_minor")
    shop.connection.execute("DROP TABLE tickets")
    with pytest.raises(ShopAtFault) as refused:
        shop.fetch(shop.table("ad_stats"))

    assert refused.value.facts["columns"] == "ad_stats.subsidy_minor, tickets"
    for language in ("zh-CN", "en"):
        said = refused.value.text(language)
        assert "zhanggui products publish" in said
        assert "Binder" not in said
        assert "\n" not in said


def test_what_does_not_ask_for_it_is_answered_as_before():
    shop = inline_warehouse({"ad_stats": [{"channel": "jd", "day": "2026-03-01", "cost_minor": 7}]})
    shop.connection.execute("ALTER TABLE ad_stats DROP COLUMN subsidy_minor")

    assert shop.fetch(shop.table("ad_stats").select("cost_minor")).to_pylist() == [{"cost_minor": 7}]


def test_a_version_of_this_release_lacks_nothing():
    refuse_older_release(inline_warehouse({}).connection, "000001")


@pytest.mark.slow
def test_publishing_again_heals_it(tmp_path):
    land(tmp_path, {"orders": [order(goods_minor=100)]}, "2026-03-02")
    published(tmp_path)
    with duckdb.connect(current(tmp_path)) as older:
        older.execute("ALTER TABLE sale_lines DROP COLUMN due_minor")
    with closing(open_current(tmp_path)) as shop, pytest.raises(SnapshotOfOlderRelease, match=r"sale_lines\.due_minor"):
        column(shop, "due_minor", by="order_id")
    published(tmp_path)
    with closing(open_current(tmp_path)) as shop:
        assert column(shop, "due_minor", by="order_id") == {"1": 100}
