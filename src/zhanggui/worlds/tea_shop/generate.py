"""How does a tea shop come about: its tables from a seed, a size and the truths that hold in it?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhanggui.worlds.tea_shop.catalogue import Product, Range, catalogue
from zhanggui.worlds.tea_shop.invented import Register
from zhanggui.worlds.tea_shop.nature.days import Floats, Whole, number_of
from zhanggui.worlds.tea_shop.nature.demand import Demand, demand
from zhanggui.worlds.tea_shop.nature.people import Newcomers, People, born, newcomers, old_customers, purchases
from zhanggui.worlds.tea_shop.ordinary import ordinary_truth
from zhanggui.worlds.tea_shop.randomness import stream
from zhanggui.worlds.tea_shop.records.counts import Counts
from zhanggui.worlds.tea_shop.records.facts import fact_sheets
from zhanggui.worlds.tea_shop.records.members import Acquaintance, acquainted, hide_strangers, member_sheets
from zhanggui.worlds.tea_shop.records.moments import start_of
from zhanggui.worlds.tea_shop.records.sale_sheets import sale_sheets
from zhanggui.worlds.tea_shop.records.sales import Sales, part, sell, together, unfinished
from zhanggui.worlds.tea_shop.records.sheets import SheetWriter
from zhanggui.worlds.tea_shop.records.stock import USUAL_DAYS, sold_by_location, stock_levels, stock_sheet
from zhanggui.worlds.tea_shop.records.telling import Telling, Window
from zhanggui.worlds.tea_shop.records.traffic import ad_sheet, traffic_sheet
from zhanggui.worlds.tea_shop.records.visits import buyer_visits, passing_visits
from zhanggui.worlds.tea_shop.truth import Truth
from zhanggui.worlds.tea_shop.world import WorldState, fingerprint, write_facts

Size = Literal["XS", "S", "M", "L"]
START, END = date(2024, 9, 1), date(2026, 9, 1)
TABLES_FOLDER = "tables"
_CHUNK = 60_000  # customers at a time: bounds the memory
_VISIT_DAYS = 30  # days at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeTruth:
    """How large a shop is."""

    newcomers_per_day: float
    range: Range
    event_days: int  # how far back the own site keeps its log
    product_traffic_days: int  # how far back the platforms give figures by product
    statement_days: int  # how far back the platforms give statements


SIZES: dict[Size, SizeTruth] = {
    "XS": SizeTruth(newcomers_per_day=0.3, range="small", event_days=731, product_traffic_days=30, statement_days=731),
    "S": SizeTruth(newcomers_per_day=1.05, range="small", event_days=731, product_traffic_days=90, statement_days=731),
    "M": SizeTruth(newcomers_per_day=30.0, range="full", event_days=731, product_traffic_days=365, statement_days=365),
    "L": SizeTruth(newcomers_per_day=1650.0, range="full", event_days=30, product_traffic_days=365, statement_days=30),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TeaShop:
    """A generated shop: where its tables lie, and how many rows each has."""

    folder: Path
    size: str
    seed: int
    start: date
    end: date
    rows: dict[str, int]

    @property
    def tables(self) -> Path:
        """The folder of the Parquet files, one a table: what ingest reads."""
        return self.folder / TABLES_FOLDER

    def table(self, name: str) -> pa.Table:
        """One table."""
        return pq.read_table(self.tables / f"{name}.parquet")


def generate(
    folder: Path,
    *,
    size: Size,
    seed: int,
    start: date = START,
    end: date = END,
    truth: Truth | None = None,
    key: bytes | None = None,
    only: Collection[str] | None = None,
) -> TeaShop:
    """Write a tea shop into a folder: `tables/*.parquet`, and beside them `truth.json` and the world's state.

    The same seed, size and days give the same tables. `truth` plants other truths, `key` makes the pseudonyms those
    of a shop's key, `only` leaves out tables that are not wanted (the others stay as they would be).
    """
    scale = SIZES[size]
    holds = truth or ordinary_truth(
        seed=seed, start=start, end=end, newcomers_per_day=scale.newcomers_per_day, range_=scale.range
    )
    made = _Making(
        truth=holds,
        products=products_of(holds),
        expected=demand(holds, products_of(holds), np.arange(number_of(holds.start), number_of(holds.end))),
        register=Register(seed=seed, key=key),
        only=frozenset(only) if only is not None else None,
    )
    with SheetWriter(folder / TABLES_FOLDER) as writer:
        state = _write(made, writer, scale)
        rows = dict(sorted(writer.rows.items()))
    holds.save(folder / "truth.json")
    state.save(folder)
    facts: dict[str, Any] = {
        "size": size,
        "seed": seed,
        "key": fingerprint(key),
        "until": holds.end.isoformat(),
        "changes": [],
    }
    write_facts(folder, facts)
    return TeaShop(folder=folder, size=size, seed=seed, start=holds.start, end=holds.end, rows=rows)


def products_of(truth: Truth) -> tuple[Product, ...]:
    """The products that a truth speaks of, in its order."""
    known = {product.sku: product for product in catalogue("full")}
    return tuple(known[product.sku] for product in truth.products)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    truth: Truth
    products: tuple[Product, ...]
    expected: Demand
    register: Register
    only: frozenset[str] | None

    @property
    def telling(self) -> Telling:
        return Telling(truth=self.truth, products=self.products, register=self.register)

    def wants(self, *tables: str) -> bool:
        return self.only is None or not self.only.isdisjoint(tables)


def _write(made: _Making, writer: SheetWriter, scale: SizeTruth) -> WorldState:
    truth, expected = made.truth, made.expected
    known = start_of(number_of(truth.end))
    arrived = _arrivals(made)
    counts = Counts.empty(expected)
    counts.greet(expected, arrived)
    everybody, open_orders, acquaintances, next_order = [], [], [], 1
    for number, first in enumerate(range(0, max(1, len(arrived)), _CHUNK)):
        people, sales = _chunk(made, arrived, number, first, next_order)
        next_order += len(sales)
        counts.add(expected, sales)
        acquaintance = acquainted(people, sales, (-(2**62), known))
        _write_sales(made, writer, people, sales, acquaintance, scale=scale)
        everybody.append(people)
        acquaintances.append(acquaintance)
        open_orders.append(unfinished(sales, known))
    levels = stock_levels(truth, expected, counts.units)
    _write_rest(made, writer, counts, levels, scale)
    return WorldState(
        people=People.all_of(everybody),
        open_orders=together(open_orders),
        seen=np.concatenate([each.seen for each in acquaintances]),
        spent=np.concatenate([each.spent for each in acquaintances]),
        on_hand=levels[:, -1],
        recent=sold_by_location(truth, counts.units)[:, -USUAL_DAYS:],
        next_order=next_order,
    )


def _arrivals(made: _Making) -> Newcomers:
    seed = made.truth.seed
    before = old_customers(made.truth, stream(seed, "old customers"))
    after = newcomers(made.expected, slice(0, None), stream(seed, "newcomers"))
    return Newcomers(
        group=np.concatenate([before.group, after.group]),
        channel=np.concatenate([before.channel, after.channel]),
        day=np.concatenate([before.day, after.day]),
    )


def _chunk(made: _Making, arrived: Newcomers, number: int, first: int, next_order: int) -> tuple[People, Sales]:
    truth, expected = made.truth, made.expected
    some = slice(first, first + _CHUNK)
    here = Newcomers(group=arrived.group[some], channel=arrived.channel[some], day=arrived.day[some])
    people = born(truth, here, first + 1, stream(truth.seed, "born", number))
    period = (expected.first_day, int(expected.days[-1]) + 1)
    bought = purchases(truth, people, expected, period, stream(truth.seed, "purchases", number))
    bought = hide_strangers(made.telling, bought)
    chance = stream(truth.seed, "sales", number)
    return people, sell(truth, made.products, expected, bought, first_number=next_order, chance=chance)


def _write_sales(
    made: _Making, writer: SheetWriter, people: People, sales: Sales, now: Acquaintance, *, scale: SizeTruth
) -> None:
    telling, truth = made.telling, made.truth
    known = start_of(number_of(truth.end))
    if made.wants("orders", "order_lines", "payments", "refunds", "settlement_lines", "coupon_uses", "reviews"):
        since = start_of(number_of(truth.end) - scale.statement_days)
        sheets = sale_sheets(telling, sales, Window(start=-(2**62), known=known), statements_from=since)
        writer.write_all({name: content for name, content in sheets.items() if made.wants(name)})
    if made.wants("customers", "identities"):
        writer.write_all(member_sheets(telling, people, sales, now))
    if made.wants("events"):
        since = number_of(truth.end) - scale.event_days
        logged = part(sales, sales.bought.day >= since)
        chance = stream(truth.seed, "visits", int(sales.number[0]) if len(sales) else 0)
        writer.write("events", buyer_visits(telling, made.expected, logged, chance))


def _write_rest(made: _Making, writer: SheetWriter, counts: Counts, levels: Whole, scale: SizeTruth) -> None:
    telling, truth, expected = made.telling, made.truth, made.expected
    writer.write_all({name: sheet for name, sheet in fact_sheets(telling, expected).items() if made.wants(name)})
    if made.wants("stock_levels"):
        writer.write("stock_levels", stock_sheet(truth, expected, levels, counts.units))
    if made.wants("traffic_stats"):
        from_product = number_of(truth.end) - scale.product_traffic_days
        sheet = traffic_sheet(telling, counts, expected.days, from_product, stream(truth.seed, "traffic"))
        writer.write("traffic_stats", sheet)
    if made.wants("ad_stats"):
        writer.write("ad_stats", ad_sheet(telling, counts, expected.days, (), stream(truth.seed, "ads")))
    if made.wants("events"):
        _write_passing(made, writer, counts, scale)


def passing_rate(truth: Truth, counts: Counts) -> Floats:
    """Expected visits of the own site a day that lead to nothing: what its conversion leaves over, over a week."""
    own = [channel.name for channel in truth.channels].index("own_site")
    orders = np.convolve(np.pad(counts.orders[own], 3, mode="edge"), np.ones(7) / 7, mode="valid")
    return np.asarray(orders * (1 / truth.channels[own].conversion - 1))


def _write_passing(made: _Making, writer: SheetWriter, counts: Counts, scale: SizeTruth) -> None:
    visits = passing_rate(made.truth, counts)
    first = max(0, len(visits) - scale.event_days)
    for start in range(first, len(visits), _VISIT_DAYS):
        days = slice(start, min(start + _VISIT_DAYS, len(visits)))
        chance = stream(made.truth.seed, "passing", start)
        writer.write("events", passing_visits(made.telling, made.expected, visits, days, chance))
