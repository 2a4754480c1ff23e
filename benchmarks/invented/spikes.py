"""On which days did a part of a real shop sell far more or far less, because we made it so?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np

from zhanggui.warehouse.engines.duckdb import DuckDBWarehouse
from zhanggui.warehouse.snapshots import current

SIZES = (-0.8, -0.5, -0.3, 0.5, 1.0, 2.0)
SPIKES = 12
APART_DAYS = 4
WHOLE_SHARE = 0.25
COPY = 1_000_000_000  # added to an order's number: no order of the shop has so high a one


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """On one day one category, or the whole shop where it is empty, sold so much more (or less) than it did."""

    day: date
    category: str
    size: float


def spikes(seed: int, days: Sequence[date], categories: Sequence[str]) -> tuple[Spike, ...]:
    """A dozen spikes on random days, never close to each other, of random size in a random part."""
    chance = np.random.default_rng(seed)
    left, made = list(days), []
    while left and len(made) < SPIKES:
        day = left[int(chance.integers(len(left)))]
        category = "" if chance.random() < WHOLE_SHARE else categories[int(chance.integers(len(categories)))]
        made.append(Spike(day=day, category=category, size=float(chance.choice(SIZES))))
        left = [each for each in left if abs((each - day).days) >= APART_DAYS]
    return tuple(sorted(made, key=lambda each: each.day))


class RealShop:
    """A published shop in memory, into which spikes are planted and taken back."""

    def __init__(self, folder: Path) -> None:
        """Read the published version."""
        self.engine = duckdb.connect(config={"threads": 2})
        self.engine.execute(f"ATTACH '{current(folder)}' AS published (READ_ONLY)")
        self.engine.execute("COPY FROM DATABASE published TO memory")
        self.engine.execute("DETACH published")

    def categories(self, most: int) -> list[str]:
        """The categories that sell most."""
        rows = self.engine.execute(
            "SELECT category FROM sale_lines WHERE category IS NOT NULL GROUP BY ALL ORDER BY sum(due_minor) DESC LIMIT ?",
            [most],
        ).fetchall()
        return [row[0] for row in rows]

    def days(self) -> tuple[date, ...]:
        """From the first to the last day of sales."""
        ((first, last),) = self.engine.execute("SELECT min(ordered_day), max(ordered_day) FROM sale_lines").fetchall()
        return tuple(first + timedelta(days=at) for at in range((last - first).days + 1))

    @contextmanager
    def planted(self, made: Sequence[Spike], seed: int) -> Iterator[DuckDBWarehouse]:
        """The shop with the spikes in its order lines."""
        self.engine.execute("BEGIN")
        try:
            for spike in made:
                self._plant(spike, seed)
            yield DuckDBWarehouse.of(self.engine)
        finally:
            self.engine.execute("ROLLBACK")

    def _plant(self, spike: Spike, seed: int) -> None:
        """Orders vanish or come again: for the whole shop all their lines, for a category those of it."""
        where = "ordered_day = ?" + (" AND category = ?" if spike.category else "")
        asked = [spike.day, spike.category] if spike.category else [spike.day]
        draw = f"(hash(order_no, {seed}) % 100000) / 100000.0"
        if spike.size < 0:
            self.engine.execute(f"DELETE FROM sale_lines WHERE {where} AND {draw} < {-spike.size}", asked)
            return
        for copy in range(1, int(np.ceil(spike.size)) + 1):
            share = min(1.0, spike.size - copy + 1)
            self.engine.execute(
                f"INSERT INTO sale_lines SELECT * REPLACE (order_no + {copy * COPY} AS order_no, order_id || '+{copy}' AS "
                f"order_id) FROM sale_lines WHERE {where} AND order_no < {COPY} AND {draw} < {share}",
                asked,
            )
