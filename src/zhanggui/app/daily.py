"""How did the headline numbers go, day by day?"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.app.measuring import Asked, ask, declared_margin
from zhanggui.app.whole_files import write_whole
from zhanggui.metrics.registry import EVERY_METRIC

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from zhanggui.app.shop import Shop

DAYS = 28
Course = tuple[float | None, ...]


def daily(shop: Shop, names: Sequence[str], *, snapshot: str, as_of: date, days: int = DAYS) -> Mapping[str, Course]:
    """The latest days of each metric; worked out once per snapshot and declared margin."""
    margin = declared_margin(shop)
    told = f"{margin.low:g}-{margin.estimate:g}-{margin.high:g}" if margin else "none"
    kept = shop.folder / "runs" / f"daily-{snapshot}-{days}-{told}.json"
    known: dict[str, Course] = _read(kept)
    missing = [name for name in names if name not in known and name in EVERY_METRIC]
    if missing:
        first = as_of - timedelta(days=days - 1)
        asked = Asked(names=missing, grain="day", first_day=first.isoformat(), last_day=as_of.isoformat())
        rows = ask(shop, asked).rows
        known |= {name: tuple(row.value for row in rows if row.metric == name) for name in missing}
        write_whole(kept, json.dumps(known).encode())
    return known


def _read(kept: Path) -> dict[str, Course]:
    try:
        return {name: tuple(values) for name, values in json.loads(kept.read_text("utf-8")).items()}
    except FileNotFoundError:
        return {}
