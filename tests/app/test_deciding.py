"""How the policies are asked, and what is said when they have nothing to go by."""

from contextlib import closing
from datetime import UTC, datetime

import pytest

from zhanggui.app import deciding, loading
from zhanggui.app.shop import init_shop
from zhanggui.core.clock import StoppedClock

NOW = datetime(2026, 3, 10, 1, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("order_id,ordered_at,sku,quantity,unit_price\nA1,2026-03-01 10:00,TEA-1,2,30.00\n", "utf-8")
    started = init_shop(tmp_path / "s", currency="CNY", timezone="Asia/Shanghai", name="s", clock=StoppedClock(NOW))
    loading.load(started, [file], exported_at=NOW)
    return started


@pytest.mark.slow
def test_a_policy_without_its_tables_says_which_and_where_to_export_them(shop):
    lacking = {each.policy: each.why for each in deciding.propose_all(shop)}

    assert "stock" in lacking["products.clear_slow_movers"].text("en").lower()
    assert "库存" in lacking["products.clear_slow_movers"].text("zh-CN")


def test_the_policies_are_asked_once_per_snapshot_and_day(shop):
    first = deciding.propose_for(shop, "000001")
    second = deciding.propose_for(shop, "000001")

    assert [each.policy for each in first] == [each.policy for each in second]
    assert len(list((shop.folder / "runs").glob("proposed-000001-*"))) == 1


def test_whoever_sits_at_the_machine_is_a_person_who_may_decide():
    actor = deciding.local_actor()

    assert (actor.kind, actor.role) == ("person", "owner")
    assert actor.id.startswith("local:")


@pytest.mark.slow
def test_arms_of_whom_nobody_was_contacted_are_landed_as_they_are(shop):
    row = {"experiment": "d1", "customer": "p1", "arm": "holdout", "assigned_at": NOW, "exposed_at": None}

    deciding._land_exposures(shop, [row | {"channel": None, "proposal_id": "d1", "stratum": "all"}])

    with closing(shop.warehouse()) as warehouse:
        (kept,) = warehouse.fetch(warehouse.table("exposures")).to_pylist()
    assert (kept["arm"], kept["exposed_at"], kept["assigned_at"]) == ("holdout", None, NOW.replace(tzinfo=None))
