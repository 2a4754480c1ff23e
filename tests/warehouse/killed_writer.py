"""A writer that lands one order, publishes it, and is killed at the point named on its command line."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.warehouse.loads import land, published
from tests.warehouse.shops import line, order


def main(folder, order_id, fatal_point):
    def die_at(point):
        if point == fatal_point:
            os.kill(os.getpid(), signal.SIGKILL)

    tables = {
        "orders": [order(order_id, goods_minor=100)],
        "order_lines": [line(f"{order_id}-a", 60, order_id), line(f"{order_id}-b", 40, order_id)],
    }
    land(Path(folder), tables, f"2026-03-{int(order_id) + 1:02d}", die_at)
    published(Path(folder), checkpoint=die_at, in_place_from=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
