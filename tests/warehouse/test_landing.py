"""Does a load count all at once or not at all?"""

from __future__ import annotations

import pytest

from tests.warehouse.loads import at, land
from tests.warehouse.shops import order
from zhanggui.warehouse.landing import AlreadyLoaded, Landing
from zhanggui.warehouse.writer import WriterBusy


def test_committed_loads_are_numbered_and_listed_oldest_first(tmp_path):
    first = land(tmp_path, {"orders": [order()]}, "2026-03-02")
    second = land(tmp_path, {"orders": [order(status="completed")]}, "2026-03-03")
    landing = Landing(tmp_path)
    assert landing.loads() == (first, second)
    assert [load.load_id for load in landing.loads()] == [1, 2]
    assert (landing.folder_of(second) / "orders.parquet").exists()
    assert second.exported_at == at("2026-03-03")


def test_content_is_found_again_by_its_digest(tmp_path):
    load = land(tmp_path, {"orders": [order()]}, "2026-03-02")
    assert Landing(tmp_path).find(load.sha256) == load
    assert Landing(tmp_path).find("other") is None


def test_same_content_does_not_count_twice(tmp_path):
    land(tmp_path, {"orders": [order()]}, "2026-03-02")
    with pytest.raises(AlreadyLoaded) as refused:
        land(tmp_path, {"orders": [order()]}, "2026-03-02")
    assert refused.value.facts == {"file_name": "test.csv", "load_id": 1}
    assert len(Landing(tmp_path).loads()) == 1


def test_load_that_is_not_committed_leaves_no_trace(tmp_path):
    with Landing(tmp_path).begin() as pending:
        (pending.folder / "orders.parquet").write_bytes(b"half")
    assert Landing(tmp_path).loads() == ()
    assert list((tmp_path / "landing").glob("pending-*")) == []


def test_second_writer_is_told_to_wait(tmp_path):
    with Landing(tmp_path).begin(), pytest.raises(WriterBusy) as refused:
        Landing(tmp_path).begin()
    assert "Try again once it has ended" in str(refused.value)
    with Landing(tmp_path).begin() as pending:
        assert pending.load_id == 1


def test_leftovers_of_a_killed_run_are_swept_away(tmp_path):
    (tmp_path / "landing" / "pending-000007").mkdir(parents=True)
    with Landing(tmp_path).begin() as pending:
        assert [path.name for path in pending.folder.parent.glob("pending-*")] == ["pending-000001"]
