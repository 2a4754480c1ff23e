"""Do the world's tables pass the audits of the warehouse, before and after some days went by?"""

from datetime import UTC, datetime

import pytest

from zhanggui.ingest.ready_made import land_tables
from zhanggui.warehouse import snapshots
from zhanggui.warehouse.landing import Landing
from zhanggui.worlds.tea_shop.advance import advance

pytestmark = pytest.mark.slow


def land(tables, shop, at):
    files = {path.stem: path for path in tables.glob("*.parquet")}
    return land_tables(Landing(shop), files, source="worlds.tea_shop", exported_at=at)


def publish(shop):
    return snapshots.publish(shop, currency="CNY", timezone="Asia/Shanghai")


def test_the_tables_become_a_shop_and_later_days_update_it(tiny, tmp_path):
    world, shop = tiny(), tmp_path / "landed"
    shop.mkdir()
    end, later = datetime(2026, 8, 31, 16, tzinfo=UTC), datetime(2026, 9, 20, 16, tzinfo=UTC)
    first = land(world.tables, shop, end)
    assert land(world.tables, shop, end) == first, "the same tables are landed once"
    before = publish(shop)
    assert before.audits == ()
    assert before.rows["sale_lines"] == world.rows["order_lines"]
    added = advance(world.folder, days=20)
    land(added.tables, shop, later)
    after = publish(shop)
    assert after.audits == ()
    assert after.rows["sale_lines"] == world.rows["order_lines"] + added.rows["order_lines"]
    assert after.rows["orders"] < world.rows["orders"] + added.rows["orders"], "orders under way were told twice"
