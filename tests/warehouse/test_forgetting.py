"""Who is forgotten leaves the landed files; the money stays, and a sudden end leaves nothing half done."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.metrics.shop import COSTS, EVENTS, EXCLUSIONS, FEES, LINES, ORDERS, PAYMENTS, PRODUCTS, REFUNDS
from tests.warehouse.loads import land, published
from tests.warehouse.shops import line, order, rows
from zhanggui.metrics.measure import measure
from zhanggui.metrics.plan import possible_dimensions
from zhanggui.metrics.question import Question
from zhanggui.metrics.registry import EVERY_METRIC
from zhanggui.warehouse.forgetting import READY, Forgotten, forget, forget_at_the_door, linked
from zhanggui.warehouse.landing import Landing
from zhanggui.warehouse.snapshots import open_current

LI, WANG, PHONE, SHARED, BROWSER = ("p" + letter * 24 for letter in "abcde")


def tables(day="2026-03-01 03:00"):
    """Li bought twice, Wang once; they share one phone, and Li was in an experiment."""
    known = {"channel": "own_site", "kind_of_identity": "phone"}
    seen = {"channel": "own_site", "kind_of_event": "view", "happened_at": day, "happened_day": day[:10]}
    return {
        "orders": [
            order("1", customer=LI, goods_minor=100, total_minor=100, paid_minor=100, buyer_note="放门口", ordered_at=day),
            order("2", customer=LI, goods_minor=50, total_minor=50, paid_minor=50, ordered_at=day),
            order("3", customer=WANG, goods_minor=30, total_minor=30, paid_minor=30, buyer_note="找李小姐", ordered_at=day),
        ],
        "order_lines": [line("a", 100, "1"), line("b", 50, "2"), line("c", 30, "3")],
        "customers": [{"customer": LI}, {"customer": WANG, "referred_by": LI}],
        "identities": [
            known | {"identity": PHONE, "customer": LI},
            known | {"identity": SHARED, "customer": LI},
            known | {"channel": "jd", "identity": SHARED, "customer": WANG},
        ],
        "events": [seen | {"event_id": "1", "visitor": BROWSER, "customer": LI}],
        "exposures": [{"experiment": "d1", "customer": LI, "arm": "treatment", "assigned_at": day}],
        "shipments": [{"channel": "own_site", "shipment_id": "s", "direction": "outbound", "order_id": "1", "line_id": "a", "waybill": "p" + "f" * 24, "shipped_at": day}],
    }  # fmt: skip


def landed(folder, load_id=1):
    import pyarrow.parquet as pq

    return {
        path.stem: pq.read_table(path).to_pylist()
        for path in (folder / "landing" / "loads" / f"{load_id:06d}").glob("*.parquet")
    }


def text_of(folder):
    return str([landed(folder, load.load_id) for load in Landing(folder).loads()])


def test_money_stays_under_a_name_that_leads_to_nobody(tmp_path):
    land(tmp_path, tables(), "2026-04-01")

    changed = forget(tmp_path, Forgotten.of(linked(tmp_path, LI), ["李小姐"]))

    found = landed(tmp_path)
    assert changed == {
        "customers": 2, "events": 1, "exposures": 1, "identities": 2, "orders": 3, "shipments": 1,
    }  # fmt: skip
    first, second, third = (row["customer"] for row in found["orders"])
    assert first == second
    assert first.startswith("e")
    assert third == WANG
    assert [row["total_minor"] for row in found["orders"]] == [100, 50, 30]
    assert [row["buyer_note"] for row in found["orders"]] == [None, None, None]
    assert [(row["customer"], row["referred_by"]) for row in found["customers"]] == [(WANG, first)]
    assert [row["identity"] for row in found["identities"]] == [SHARED]
    assert found["exposures"] == []
    assert found["shipments"][0]["waybill"] is None
    assert not any(name in text_of(tmp_path) for name in (LI, PHONE, BROWSER))


def test_what_is_shared_with_somebody_else_stays_theirs(tmp_path):
    land(tmp_path, tables(), "2026-04-01")

    assert linked(tmp_path, LI) == {LI, PHONE, BROWSER}
    assert linked(tmp_path, WANG) == {WANG}


@pytest.mark.slow
def test_a_later_export_brings_orders_but_not_the_person(tmp_path):
    land(tmp_path, tables(), "2026-04-01")
    forget(tmp_path, Forgotten.of({LI, PHONE, BROWSER}))
    with Landing(tmp_path).begin() as pending:
        land_into(pending.folder, pending.load_id)
        left = forget_at_the_door(pending.folder, {LI, PHONE, BROWSER})
        pending.commit(load_of(pending.load_id))
    published(tmp_path)

    with closing(open_current(tmp_path)) as shop:
        orders = rows(shop, "orders", "order_id")
    assert left["customers"] == 1
    assert LI not in text_of(tmp_path)
    assert orders["1"]["customer"].startswith("e")
    assert orders["1"]["customer"] == orders["2"]["customer"]
    assert {name: row["total_minor"] for name, row in orders.items()} == {"1": 100, "2": 50, "3": 30}


def land_into(folder, load_id):
    import pyarrow.parquet as pq

    from tests.warehouse.loads import at, told

    for name, found in tables().items():
        pq.write_table(told(name, found, load_id, at("2026-04-02")), folder / f"{name}.parquet")


def load_of(load_id):
    from tests.warehouse.loads import at
    from zhanggui.warehouse.landing import Load

    return Load(
        load_id=load_id, source="test", file_name="again.csv", sha256="again", exported_at=at("2026-04-02"),
        landed_at=at("2026-04-02"), rows={}, reconciliation={},
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("point,forgotten", [("forget.written", False), ("forget.ready", True)])
def test_a_sudden_end_leaves_all_or_nothing(tmp_path, point, forgotten):
    class SuddenEnd(BaseException):
        pass

    def end(passed):
        if passed == point:
            raise SuddenEnd

    land(tmp_path, tables(), "2026-04-01")
    with pytest.raises(SuddenEnd):
        forget(tmp_path, Forgotten.of({LI}), checkpoint=end)
    assert (tmp_path / "landing" / "erasing" / READY).exists() == forgotten
    published(tmp_path)

    assert (LI not in text_of(tmp_path)) == forgotten
    assert not (tmp_path / "landing" / "erasing").exists()


def answers(folder, metrics):
    """Each metric by channel, or of the whole shop where no channel has it."""
    by_channel = tuple(name for name in metrics if "channel" in possible_dimensions(EVERY_METRIC[name]))
    of_the_shop = tuple(name for name in metrics if name not in by_channel)
    with closing(open_current(folder)) as shop:
        rows = [*measure(shop, Question(metrics=by_channel, by=("channel",))).rows]
        rows += measure(shop, Question(metrics=("orders", *of_the_shop))).rows  # what is not loaded is only noted
    return {(row.metric, *row.dimensions.items()): row.value for row in rows}


@pytest.mark.slow
def test_no_metric_moves_when_customers_are_forgotten(tmp_path):
    known = {"orders": ORDERS, "order_lines": LINES, "payments": PAYMENTS, "refunds": REFUNDS, "exclusions": EXCLUSIONS}
    land(tmp_path, known | {"products": PRODUCTS, "product_costs": COSTS, "fees": FEES, "events": EVENTS}, "2026-04-01")
    published(tmp_path)
    before = answers(tmp_path, tuple(EVERY_METRIC))
    everybody = {row["customer"] for name in ("orders", "exclusions") for row in known[name] if row.get("customer")}

    forget(tmp_path, Forgotten.of(everybody))
    published(tmp_path)

    assert answers(tmp_path, tuple(EVERY_METRIC)) == before
    assert sum(value is not None for value in before.values()) >= 10
    assert not any(f"'{name}'" in text_of(tmp_path) for name in everybody)
