"""Does a real process, killed in the middle of loading or publishing, leave the shop whole?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing

import pytest

from tests.warehouse.loads import published
from tests.warehouse.shops import column
from zhanggui.warehouse.landing import Landing
from zhanggui.warehouse.snapshots import open_current

# Point, orders landed after the kill, orders readable after the kill.
POINTS = [
    ("landing.begun", 1, 1),
    ("landing.before_rename", 1, 1),
    ("landing.after_rename", 2, 1),
    ("publish.building", 2, 1),
    ("publish.audited", 2, 1),
    ("publish.before_current", 2, 1),
    ("publish.after_current", 2, 2),
]


def write(folder, order_id, fatal_point="never"):
    command = [sys.executable, "-m", "tests.warehouse.killed_writer", str(folder), order_id, fatal_point]
    return subprocess.run(command, check=False, env=os.environ, timeout=100).returncode


def readable(folder):
    with closing(open_current(folder)) as shop:
        return set(column(shop, "order_id").values())


@pytest.mark.slow
@pytest.mark.parametrize("point,landed,published_orders", POINTS)
def test_old_version_stands_and_the_next_run_completes(tmp_path, point, landed, published_orders):
    assert write(tmp_path, "1") == 0
    assert write(tmp_path, "2", point) == -signal.SIGKILL
    assert len(Landing(tmp_path).loads()) == landed
    assert readable(tmp_path) == ({"1", "2"} if published_orders == 2 else {"1"})
    assert write(tmp_path, "3") == 0
    assert readable(tmp_path) == {"1", "3"} | ({"2"} if landed == 2 else set())
    leftovers = {path.name for path in (tmp_path / "landing").iterdir()} - {"loads"}
    leftovers |= {path.name for path in (tmp_path / "warehouse" / "snapshots").glob("building-*")}
    assert leftovers == set()


def test_lock_of_a_dead_writer_holds_nobody_up(tmp_path):
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "writer.lock").write_text("999999\n")
    assert published(tmp_path).name == "000001"
