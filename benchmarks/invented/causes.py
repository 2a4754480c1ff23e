"""What happened to the shop, as far as we made it happen? Causes planted into the days of a generated tea shop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np

from zhanggui.core.period import Period
from zhanggui.ingest.ready_made import land_tables
from zhanggui.warehouse.engines.duckdb import DuckDBWarehouse
from zhanggui.warehouse.landing import Landing
from zhanggui.warehouse.snapshots import current, publish
from zhanggui.worlds.tea_shop.generate import END, START, generate
from zhanggui.worlds.tea_shop.ordinary import ordinary_truth

DAYS = 28
NOISE_PERIODS = 12
LEAST_STRENGTH = 4.0  # standard deviations: less is lost among the hundreds of segments that move by chance
LEAST_SHARE, MOST_OF_ALL = 0.02, 0.6  # of the shop: what nobody would miss is no cause, nor is what happens everywhere
TRIES = 200
Segment = Mapping[str, str]
COLUMNS = {
    "buyer_type": "CASE WHEN customer IS NULL THEN 'unknown' WHEN is_first_order THEN 'new' ELSE 'returning' END"
}
AMOUNTS = ("gross", "due", "paid", "net_sales", "discount_platform", "discount_merchant", "discount_influencer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Something that happened to one segment on the days explained: which share of its sales was lost or added."""

    kind: str
    segment: Segment
    change: float
    price: float = 0.0

    @property
    def condition(self) -> str:
        """The segment as SQL on sale lines."""
        return " AND ".join(
            f"{COLUMNS.get(name, name)} = '{value.replace(chr(39), chr(39) * 2)}'"
            for name, value in self.segment.items()
        )

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
            for cause in story.causes:
                self._happen(cause, story.now)
            yield DuckDBWarehouse.of(self.engine)
        finally:
            self.engine.execute("ROLLBACK")

    def stories(self, kind: str, count: int, seed: int) -> Iterator[Story]:
        """So many stories of one cause, of two, or of none; each cause is `LEAST_STRENGTH` times above the noise."""
        chance = np.random.default_rng([seed, {"none": 0, "single": 1, "mixed": 2}[kind]])
        for _ in range(count):
            yield self._story(kind, chance, seed)

    def overlap(self, one: Segment, other: Segment, period: Period) -> float:
        """How alike two segments are: sales in both over sales in either, on some days before anything happened."""
        first, second = (Cause(kind="", segment=each, change=0).condition or "true" for each in (one, other))
        both, either = self._sums(f"({first}) AND ({second})", f"({first}) OR ({second})", period)
        return both / either if either else 0.0

    def _story(self, kind: str, chance: np.random.Generator, seed: int) -> Story:
        end = END - timedelta(days=int(chance.integers(0, 330)))
        now = Period(end - timedelta(days=DAYS), end)
        wanted = {"none": 0, "single": 1, "mixed": 2}[kind]
        causes: list[Cause] = []
        strengths: list[float] = []
        for _ in range(TRIES):
            if len(causes) == wanted:
                break
            cause = self._drawn(chance)
            strength = self._strength(cause, now)
            apart = all(self.overlap(cause.segment, other.segment, now) < 0.3 for other in causes)
            if strength >= LEAST_STRENGTH and apart and cause.kind not in {other.kind for other in causes}:
                causes.append(cause)
                strengths.append(strength)
        return Story(seed=seed, now=now, causes=tuple(causes), strengths=tuple(strengths))

    def _drawn(self, chance: np.random.Generator) -> Cause:
        kind = str(chance.choice(("conversion", "stock_out", "region", "price_cut", "ad_stop", "device", "boost")))
        loss = -float(chance.uniform(0.3, 0.9))
        channel = str(chance.choice(("tmall", "douyin", "jd", "own_site", "store")))
        match kind:
            case "conversion":
                return Cause(kind=kind, segment={"channel": channel}, change=loss)
            case "boost":
                return Cause(kind=kind, segment={"channel": channel}, change=-loss)
            case "stock_out":
                return Cause(
                    kind=kind, segment={"sku": self._any("sku", chance)}, change=-float(chance.uniform(0.7, 1))
                )
            case "region":
                return Cause(kind=kind, segment={"province": self._any("province", chance)}, change=loss)
            case "price_cut":
                cut = float(chance.uniform(0.15, 0.35))
                segment = {"category": self._any("category", chance)}
                return Cause(kind=kind, segment=segment, change=(1 - cut) ** -2.4 - 1, price=-cut)
            case "ad_stop":
                return Cause(kind=kind, segment={"channel": channel, "buyer_type": "new"}, change=loss)
            case _:
                device = str(chance.choice(("desktop", "mobile")))
                return Cause(kind=kind, segment={"channel": channel, "device": device}, change=loss)

    def _any(self, column: str, chance: np.random.Generator) -> str:
        rows = self.engine.execute(
            f"SELECT {column} FROM sale_lines WHERE {column} IS NOT NULL GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        return str(rows[int(chance.integers(len(rows)))][0])

    def _strength(self, cause: Cause, now: Period) -> float:
        """The effect in standard deviations of what the segment did beside the shop in the periods before."""
        periods = [
            Period(now.start - timedelta(days=DAYS * back), now.end - timedelta(days=DAYS * back))
            for back in range(NOISE_PERIODS + 1)
        ]
        found = [self._sums(cause.condition, "true", period) for period in periods]
        own, whole = (np.array(column[::-1]) for column in zip(*found, strict=True))
        usual = own[:-2] / np.maximum(whole[:-2], 1) * whole[1:-1]
        deviation = float(np.std(own[1:-1] - usual))
        effect = own[-1] * ((1 + cause.change) * (1 + cause.price) - 1)
        is_whole = own[-1] > MOST_OF_ALL * whole[-1]
        is_trifle = abs(effect) < LEAST_SHARE * whole[-1]
        return 0.0 if is_whole or is_trifle or not deviation else abs(float(effect)) / deviation

    def _sums(self, one: str, other: str, period: Period) -> tuple[float, float]:
        (row,) = self.engine.execute(
            f"SELECT coalesce(sum(net_sales_minor) FILTER ({one}), 0), coalesce(sum(net_sales_minor) FILTER ({other}), 0) "
            "FROM sale_lines WHERE is_paid AND ordered_day >= ? AND ordered_day < ?",
            [period.start, period.end],
        ).fetchall()
        return float(row[0]), float(row[1])

    def _happen(self, cause: Cause, now: Period) -> None:
        where = f"{cause.condition} AND ordered_day >= '{now.start}' AND ordered_day < '{now.end}'"
        if cause.change < 0:
            self.engine.execute(f"DELETE FROM sale_lines WHERE {where} AND {cause.draw} < {-cause.change}")
        else:
            self._more(where, cause)
        if cause.price:
            scaled = ", ".join(f"{name}_minor = round({name}_minor * {1 + cause.price})" for name in AMOUNTS)
            self.engine.execute(f"UPDATE sale_lines SET {scaled} WHERE {where}")

    def _more(self, where: str, cause: Cause) -> None:
        for copy in range(1, int(np.ceil(cause.change)) + 1):
            share = min(1.0, cause.change - copy + 1)
            self.engine.execute(
                f"INSERT INTO sale_lines SELECT * REPLACE (order_no + {copy} * 1000000000 AS order_no, "
                f"order_id || '+{copy}' AS order_id) FROM sale_lines WHERE {where} AND order_no < 1000000000 "
                f"AND {cause.draw} < {share}"
            )
