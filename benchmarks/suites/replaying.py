"""How long does a campaign take on a year of real baskets, beside a loop over them in pandas?"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from benchmarks.measurement import Figure, in_seconds, times
from benchmarks.peers import pandas_replay
from benchmarks.processes import run, zhanggui

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.workplace import Workplace

TITLE = "How long does a replay of a year of baskets take?"
HOW = (
    "The 155,848 baskets of completejourney, loaded by `zhanggui ingest`; `zhanggui run promotions.replay` with two offers (10 % off one "
    "category, then steps of 满减) from start to answer, in core seconds of one process. Beside it a loop over the baskets in pandas that knows "
    "this one rule, in core seconds after loading; it gives the two totals, which must be the same, and none of the rest."
)
BASKETS = 155_848
MOST_SECONDS = 180
TITLES = {"zh": "回放", "en": "Replay"}
SET = {
    "currency": "USD",
    "timezone": "America/New_York",
    "combine": {"choose": "priority", "basis": "remaining", "groups": [{"id": "shop"}, {"id": "coupon"}]},
    "offers": [
        {
            "id": "percent",
            "title": TITLES,
            "group": "shop",
            "scope": {"categories": [pandas_replay.CATEGORY]},
            "benefit": {"kind": "percent", "off_bps": 1000},
        },
        {
            "id": "steps",
            "title": TITLES,
            "group": "coupon",
            "benefit": {
                "kind": "full_reduction",
                "steps": [{"threshold_minor": least, "off_minor": off} for least, off in reversed(pandas_replay.STEPS)],
            },
        },
    ],
}


def figures(work: Workplace) -> Iterator[Figure]:
    """The replay of the whole year, and of four sets side by side."""
    shop = work.made("completejourney", _load) / "shop"
    told = json.dumps(SET)
    year = ("run", "promotions.replay", "--start", "2017-01-01", "--json", "--offers", told)
    one = zhanggui(shop, *year)
    answer = json.loads(one.stdout)["result"]
    theirs = json.loads(run([sys.executable, str(pandas_replay.__file__), str(_lines(shop, work))]).stdout)
    same = _totals(answer) == {name: theirs[name] for name in ("percent", "steps", "orders")}
    yield Figure(
        what=f"one set, {answer['orders']:,} baskets",
        measured=f"{in_seconds(one.core_seconds)} of one core, {in_seconds(one.seconds)} by the clock, {one.peak}",
        beside=f"pandas loop {in_seconds(theirs['loop'])} after {in_seconds(theirs['load'])} to load",
        ratio=times(one.core_seconds / theirs["loop"]),
        promise=f"< {MOST_SECONDS} s, the same totals",
        holds=same and one.core_seconds < MOST_SECONDS and answer["orders"] == BASKETS,
    )
    limited = json.dumps(
        {**SET, "offers": [{**each, "limits": {"budget_minor": 10_000_000}} for each in SET["offers"]]}
    )  # type: ignore[attr-defined]
    counted = zhanggui(shop, *year[:-1], limited)
    yield Figure(
        what="one set with budgets, basket after basket",
        measured=f"{in_seconds(counted.core_seconds)} of one core, {counted.peak}",
        promise=f"< {MOST_SECONDS} s",
        holds=counted.core_seconds < MOST_SECONDS,
    )


def _load(folder: Path) -> None:
    zhanggui(folder / "shop", "init", "--currency", "USD", "--timezone", "America/New_York")
    zhanggui(folder / "shop", "ingest", "completejourney", "--as", "completejourney")


def _lines(shop: Path, work: Workplace) -> Path:
    """The lines that pandas reads: just the columns that the rule needs."""
    import pyarrow.parquet as pq

    from zhanggui.warehouse.snapshots import open_current

    file = work.fresh("replay") / "lines.parquet"
    warehouse = open_current(shop)
    try:
        pq.write_table(
            warehouse.fetch(warehouse.table("sale_lines").select("order_no", "category", "gross_minor")), file
        )
    finally:
        warehouse.close()
    return file


def _totals(answer: dict[str, Any]) -> dict[str, int]:
    offs = {row["offer"]: round(float(row["discount"]["amount"]) * 100) for row in answer["offers"]}
    return {**offs, "orders": answer["orders"]}
