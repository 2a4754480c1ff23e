"""What happened to the shop, as far as we made it happen? Causes planted into the days of a generated tea shop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

import duckdb

from zhanggui.core.period import Period
from zhanggui.ingest.ready_made import land_tables
from zhanggui.warehouse.engines.duckdb import DuckDBWarehouse
from zhanggui.warehouse.landing import Landing
from zhanggui.warehouse.snapshots import current, publish
from zhanggui.worlds.tea_shop.generate import END, START, generate
from zhanggui.worlds.tea_shop.ordinary import ordinary_truth

Segment = Mapping[str, str]
COLUMNS = {
    "buyer_type": "CASE WHEN customer IS NULL THEN 'unknown' WHEN is_first_order THEN 'new' ELSE 'returning' END"
}
AMOUNTS = ("gross", "due", "paid", "net_sales", "discount_platform", "discount_merchant", "discount_influencer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Something that happened to one segment on the days explained: which share of its sales was lost or added.

    `price` is the relative change of price that brought it; `spend` that of the channel's ad spend. With no `change` it
    is a red herring: something that the records tell and that did nothing to the sales.
    """

    kind: str
    segment: Segment
    change: float = 0.0
    price: float = 0.0
    spend: float = 0.0

    @property
    def effect(self) -> float:
        """The relative change of what the segment brings."""
        return (1 + self.change) * (1 + self.price) - 1

    @property
    def condition(self) -> str:
        """The segment as SQL on sale lines."""
        return " AND ".join(f"{COLUMNS.get(name, name)} = {_quoted(value)}" for name, value in self.segment.items())

    @property
    def draw(self) -> str:
        """A number from 0 to 1 for each order, or for each line where the cause is about products."""
        what = "order_no" if {"sku", "category"}.isdisjoint(self.segment) else "order_no || line_id"
        return f"(hash({what}, '{self.kind}') % 100000) / 100000.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Which days, and what happened on them; `strengths` tells each cause's effect in standard deviations."""

    seed: int
    now: Period
    causes: tuple[Cause, ...]
    strengths: tuple[float, ...]
    red_herrings: tuple[Cause, ...] = ()


def build_shop(folder: Path, *, seed: int, newcomers_per_day: float) -> None:
    """Generate, land and publish a tea shop."""
    truth = ordinary_truth(seed=seed, start=START, end=END, newcomers_per_day=newcomers_per_day, range_="small")
    made = generate(folder / "world", size="S", seed=seed, truth=truth)
    tables = {path.stem: path for path in made.tables.glob("*.parquet")}
    exported_at = datetime(END.year, END.month, END.day, 1, tzinfo=UTC)
    land_tables(Landing(folder), tables, source="tea_shop", exported_at=exported_at)
    publish(folder, currency="CNY", timezone="Asia/Shanghai")


class Stage:
    """A generated shop in memory, on which stories are played and taken back."""

    def __init__(self, folder: Path) -> None:
        """Read the published shop."""
        self.engine = duckdb.connect(config={"threads": 2})
        self.engine.execute(f"ATTACH '{current(folder)}' AS published (READ_ONLY)")
        self.engine.execute("COPY FROM DATABASE published TO memory")
        self.engine.execute("DETACH published")

    @contextmanager
    def played(self, story: Story) -> Iterator[DuckDBWarehouse]:
        """The shop after the story."""
        self.engine.execute("BEGIN")
        try:
            for cause in (*story.causes, *story.red_herrings):
                self._happen(cause, story.now)
            yield DuckDBWarehouse.of(self.engine)
        finally:
            self.engine.execute("ROLLBACK")

    def _happen(self, cause: Cause, now: Period) -> None:
        """The sales first, then what the records tell of it."""
        if cause.kind == "stock_out":
            self._sold_out(cause, now)
        elif cause.change < 0:
            self.engine.execute(f"DELETE FROM sale_lines WHERE {_where(cause, now)} AND {cause.draw} < {-cause.change}")
        elif cause.change > 0:
            self._more(_where(cause, now), cause)
        if cause.price:
            self._priced(cause, now)
        if cause.spend:
            self.engine.execute(
                f"UPDATE ad_stats SET cost_minor = round(cost_minor * {1 + cause.spend}) "
                f"WHERE channel = {_quoted(cause.segment['channel'])} AND {_on('day', now)}"
            )

    def _sold_out(self, cause: Cause, now: Period) -> None:
        """Nothing in stock, and so nothing sold, from the first day on, for as long a part of the period."""
        out = Period(now.start, now.start + timedelta(days=round(now.days * -cause.change)))
        self.engine.execute(f"DELETE FROM sale_lines WHERE {_where(cause, out)}")
        self.engine.execute(f"UPDATE stock_levels SET on_hand = 0 WHERE {cause.condition} AND {_on('day', out)}")

    def _more(self, where: str, cause: Cause) -> None:
        for copy in range(1, ceil(cause.change) + 1):
            share = min(1.0, cause.change - copy + 1)
            self.engine.execute(
                f"INSERT INTO sale_lines SELECT * REPLACE (order_no + {copy} * 1000000000 AS order_no, "
                f"order_id || '+{copy}' AS order_id) FROM sale_lines WHERE {where} AND order_no < 1000000000 "
                f"AND {cause.draw} < {share}"
            )

    def _priced(self, cause: Cause, now: Period) -> None:
        scaled = ", ".join(f"{name}_minor = round({name}_minor * {1 + cause.price})" for name in AMOUNTS)
        self.engine.execute(f"UPDATE sale_lines SET {scaled} WHERE {_where(cause, now)}")
        listed = f"sku IN (SELECT sku FROM products WHERE {cause.condition})"
        self.engine.execute(
            f"UPDATE price_history SET price_minor = round(price_minor * {1 + cause.price}) "
            f"WHERE {listed} AND {_on('valid_from', now)}"
        )
        self.engine.execute(
            f"INSERT INTO price_history SELECT DISTINCT ON (channel, sku) * REPLACE ("
            f"round(price_minor * {1 + cause.price}) AS price_minor, TIMESTAMP '{now.start}' AS valid_from) "
            f"FROM price_history WHERE {listed} AND valid_from < '{now.start}' ORDER BY channel, sku, valid_from DESC"
        )


def _where(cause: Cause, days: Period) -> str:
    return f"{cause.condition} AND {_on('ordered_day', days)}"


def _on(column: str, days: Period) -> str:
    return f"{column} >= '{days.start}' AND {column} < '{days.end}'"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
