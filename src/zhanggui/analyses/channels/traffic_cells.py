"""How many came from where on each day and hour, and what did they leave?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.channels.source_kinds import kind_of
from zhanggui.analyses.contribution import PARTLY_COSTED, contribution, sums_of
from zhanggui.analyses.counted_sales import SalesParams, counted_lines, purchases
from zhanggui.warehouse.local_time import local_time

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse


@dataclass(slots=True, kw_only=True)
class Cell:
    """One kind of source (or one hour) of a channel, day by day: visitors, purchases, sales and profit in minor units.

    Profit is None as soon as one day's is not known.
    """

    visitors: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    purchases: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    sales: dict[date, float] = field(default_factory=lambda: defaultdict(float))
    profit: dict[date, float] = field(default_factory=lambda: defaultdict(float))
    names: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    is_profit_known: bool = True


Cells = dict[tuple[str, str], Cell]


def cells_by_source(warehouse: Warehouse, params: SalesParams, margin: MarginAssumption | None) -> Cells:
    """Visitors of each day by the source that first brought them that day, and the orders that name the source."""
    cells: Cells = defaultdict(Cell)
    for row in _rows(warehouse, _first_sources(warehouse, params)):
        cell = cells[row["channel"], kind_of(row["source"])]
        cell.visitors[row["day"]] += row["visitors"]
        cell.names[row["source"] or "–"] += row["visitors"]
    counted = {channel for channel, _ in cells}
    lines = _with_source(counted_lines(warehouse, params))
    for row in _rows(warehouse, _sold(lines, "source")):
        if row["channel"] in counted:
            _add_sold(cells[row["channel"], kind_of(row["source"])], row, margin, warehouse.currency)
    return cells


def cells_by_hour(warehouse: Warehouse, params: SalesParams, margin: MarginAssumption | None) -> Cells:
    """Visitors of each day by the hour (00 … 23, the shop's clock) of their acts, and the orders placed in it."""
    events = _events(warehouse, params)
    hours = events.mutate(hour=local_time(events.happened_at, warehouse.timezone).hour())
    each = hours.select("channel", "happened_day", "hour", "visitor").distinct()
    cells: Cells = defaultdict(Cell)
    for row in _rows(
        warehouse, each.group_by("channel", "hour", day=each.happened_day).aggregate(visitors=each.count())
    ):
        cells[row["channel"], f"{row['hour']:02d}"].visitors[row["day"]] += row["visitors"]
    counted = {channel for channel, _ in cells}
    lines = counted_lines(warehouse, params)
    lines = lines.mutate(hour=local_time(lines.ordered_at, warehouse.timezone).hour())
    for row in _rows(warehouse, _sold(lines, "hour")):
        if row["channel"] in counted:
            _add_sold(cells[row["channel"], f"{row['hour']:02d}"], row, margin, warehouse.currency)
    return cells


def cells_counted(warehouse: Warehouse, params: SalesParams, margins: Mapping[str, float | None]) -> Cells:
    """What the platforms count by source and day; profit is their paid amount times the channel's margin."""
    stats = warehouse.table("traffic_stats")
    stats = stats.filter(
        stats.level == "source", stats.days.fill_null(1) == 1, params.span(warehouse.as_of).holds(stats.day)
    )
    stats = stats if params.channel is None else stats.filter(stats.channel == params.channel)
    if "source_2" in warehouse.loaded("traffic_stats"):
        stats = stats.filter(stats.source_2.isnull())
    sums = stats.group_by("channel", "day", source=stats.source_1).aggregate(
        visitors=stats.visitors.sum(), purchases=stats.paying_buyers.sum(), net_sales=stats.paid_amount_minor.sum()
    )
    cells: Cells = defaultdict(Cell)
    for row in _rows(warehouse, sums):
        cell = cells[row["channel"], kind_of(row["source"])]
        cell.visitors[row["day"]] += row["visitors"] or 0
        cell.names[row["source"] or "–"] += row["visitors"] or 0
        cell.purchases[row["day"]] += row["purchases"] or 0
        cell.sales[row["day"]] += row["net_sales"] or 0
        margin = margins.get(row["channel"])
        if margin is None:
            cell.is_profit_known = False
        else:
            cell.profit[row["day"]] += (row["net_sales"] or 0) * margin
    return cells


def _first_sources(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """Per channel, day and source how many visitors it brought first that day; of one instant the first by name."""
    events = _events(warehouse, params)
    known = events.filter(events.traffic_source.notnull())
    keys = ["channel", "happened_day", "visitor"]
    each = known.group_by([*keys, "traffic_source"]).aggregate(at=known.happened_at.min())
    first = each.group_by(keys).aggregate(at=each["at"].min())
    both = each.join(first, [*keys, "at"]).group_by(keys)
    source = both.aggregate(source=each.traffic_source.min())
    visited = events.select(keys).distinct().left_join(source, keys)
    return visited.group_by("channel", "source", day=visited.happened_day).aggregate(visitors=visited.count())


def _events(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    events = warehouse.table("events")
    events = events.filter(params.span(warehouse.as_of).holds(events.happened_day))
    return events if params.channel is None else events.filter(events.channel == params.channel)


def _with_source(lines: ir.Table) -> ir.Table:
    return lines.mutate(source=lines.traffic_source)


def _sold(lines: ir.Table, by: str) -> ir.Table:
    return lines.group_by("channel", by, day=lines.ordered_day).aggregate(
        **sums_of(lines, *PARTLY_COSTED), purchases=lines.order_no.nunique(where=purchases(lines) == 1)
    )


def _add_sold(cell: Cell, row: Mapping[str, Any], margin: MarginAssumption | None, currency: str) -> None:
    parts = {name: int(row[name] or 0) for name in PARTLY_COSTED}
    cell.purchases[row["day"]] += row["purchases"]
    cell.sales[row["day"]] += parts["net_sales"]
    profit = contribution(parts, margin, currency)
    if profit is None:
        cell.is_profit_known = False
    else:
        cell.profit[row["day"]] += profit.estimate.minor


def _rows(warehouse: Warehouse, relation: ir.Table) -> Iterable[dict[str, Any]]:
    found: list[dict[str, Any]] = warehouse.fetch(relation).to_pylist()
    return found
