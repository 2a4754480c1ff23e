"""How does one relation answer for all its metrics in a single grouped query?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from zhanggui.core.period import Grain, Period
from zhanggui.metrics.buckets import first_of
from zhanggui.metrics.dimension import Dimension
from zhanggui.metrics.dimensions import CALENDAR_PREFIX
from zhanggui.metrics.metric import Metric, Reduction
from zhanggui.metrics.relations import Relation

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

Key = tuple[date | None, tuple[str, ...]]
Figures = dict[Key, dict[str, int]]
OF_CALENDAR = ("day", "weekday", "week_start", "month_start", "festival", "festival_phase", "aligned_last_year")
CALENDAR_DAY = f"{CALENDAR_PREFIX}day"
LIKE_DAY = f"{CALENDAR_PREFIX}aligned_last_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which days are read: those of a period, or their festival-aligned like days of last year.

    With a grain, figures stand under the first day of their day, week or month; with `cuts` (periods that follow one
    another and fill the period) under the first day of their cut.
    """

    period: Period
    grain: Grain | None = None
    is_last_year: bool = False
    cuts: tuple[Period, ...] = ()

    @property
    def has_buckets(self) -> bool:
        """Whether the figures are told apart by time."""
        return bool(self.grain or self.cuts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """By what the rows are split, and which of them count."""

    by: tuple[Dimension, ...]
    where: Mapping[str, tuple[Dimension, tuple[str, ...]]]

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Every dimension named, once."""
        named = {found.name: found for found in (*self.by, *(found for found, _ in self.where.values()))}
        return tuple(named.values())


def figures(
    warehouse: Warehouse, relation: Relation, metrics: Sequence[Metric], split: Split, window: Window
) -> Figures:
    """Every metric's whole number by bucket and group, from one query; empty sums are 0."""
    table = warehouse.fetch(grouped(warehouse, relation, metrics, split, window))
    return _collected(table, [found.name for found in metrics], split.by, window)


def grouped(warehouse: Warehouse, relation: Relation, metrics: Sequence[Metric], split: Split, window: Window) -> Any:
    """The one query: chosen rows, rolled up where things are counted, grouped and reduced to whole numbers."""
    groups = [*(["bucket"] if window.has_buckets else []), *(f"by_{found.name}" for found in split.by)]
    if relation.unsplit and _is_whole(relation, split, window):
        relation = replace(relation, rows=relation.unsplit, rolled_up=relation.rolled_up_unsplit)
    rows = chosen_rows(warehouse, relation, split, window)
    if relation.rolled_up:
        per_day = window.is_last_year and relation.per_day
        rows = relation.rolled_up(rows, [*groups, *([CALENDAR_DAY] if per_day else [])])
    sums = {found.name: _reduced(found, rows) for found in metrics}
    return rows.group_by(groups).aggregate(**sums) if groups else rows.aggregate(**sums)


def _is_whole(relation: Relation, split: Split, window: Window) -> bool:
    """Whether rows that know neither parts nor, in days of last year that stand for two, buckets are enough."""
    is_by_bucket = window.is_last_year and window.has_buckets and not relation.per_day
    return not is_by_bucket and all(found.name in relation.unsplit_by for found in split.dimensions)


def chosen_rows(warehouse: Warehouse, relation: Relation, split: Split, window: Window) -> Any:
    """The relation's rows of the window that meet the conditions, with a column per group."""
    rows = relation.rows(warehouse)
    if relation.told_once:
        rows = relation.told_once(rows, _columns(relation, split))
    rows = _dated(rows, relation, warehouse, window, split)
    for found in split.dimensions:
        rows = with_joined(rows, found, warehouse)
    met = [found.expression(rows, relation.table).isin(values) for found, values in split.where.values()]
    rows = rows.filter(met) if met else rows
    added = {f"by_{found.name}": found.expression(rows, relation.table) for found in split.by}
    if window.has_buckets:
        added["bucket"] = _cut(rows[relation.day], window.cuts) if window.cuts else _bucket(rows, relation, window)
    return rows.mutate(**added) if added else rows


def _dated(rows: Any, relation: Relation, warehouse: Warehouse, window: Window, split: Split) -> Any:
    start, end = window.period.start, window.period.end
    day = rows[relation.day]
    if not window.is_last_year:
        rows = rows.filter(day >= start, day < end)
    if not (window.is_last_year or window.grain in {"week", "month"} or _asks_calendar(split)):
        return rows
    calendar = warehouse.table("calendar")
    days = calendar.filter(calendar.day >= start, calendar.day < end)
    days = days.select(**{f"{CALENDAR_PREFIX}{name}": days[name] for name in OF_CALENDAR})
    if window.is_last_year and relation.rows is relation.unsplit and not relation.per_day:
        return rows.semi_join(days, rows[relation.day] == days[LIKE_DAY])  # whoever is counted, is counted once
    return rows.join(days, rows[relation.day] == days[LIKE_DAY if window.is_last_year else CALENDAR_DAY])


def _columns(relation: Relation, split: Split) -> list[str]:
    """The relation's own columns by which the rows are split or chosen; of a joined dimension its key."""
    own = ((found.joined[1] if found.joined else found.columns.get(relation.table)) for found in split.dimensions)
    return [column for column in own if isinstance(column, str)]


def _asks_calendar(split: Split) -> bool:
    return any(found.level == "day" for found in split.dimensions)


def _bucket(rows: Any, relation: Relation, window: Window) -> Any:
    if window.grain == "day":
        return rows[CALENDAR_DAY if CALENDAR_DAY in rows.columns else relation.day]
    return rows[f"{CALENDAR_PREFIX}{window.grain}_start"]


def _cut(day: Any, cuts: Sequence[Period]) -> Any:
    import ibis

    branches = [(day < cut.end, ibis.literal(cut.start)) for cut in cuts[:-1]]
    last = ibis.literal(cuts[-1].start)
    return ibis.cases(*branches, else_=last) if branches else last


def with_joined(rows: Any, found: Dimension, warehouse: Warehouse) -> Any:
    """The rows with the dimension's column beside them; its key is unique, so no row is multiplied."""
    if found.joined is None:
        return rows
    table, key = found.joined
    column = next(iter(found.columns.values()))
    beside = warehouse.table(table).select(key, column)
    return rows.left_join(beside, key).drop(f"{key}_right")


def _reduced(found: Metric, rows: Any) -> Any:
    formula = found.formula
    if not isinstance(formula, Reduction):
        message = f"{found.name} is made of other metrics and cannot be reduced."
        raise TypeError(message)
    return formula.expression(rows).cast("int64")


def _collected(table: Any, names: Sequence[str], by: Sequence[Dimension], window: Window) -> Figures:
    columns = table.to_pydict()
    count = table.num_rows
    grain, starts = window.grain, columns["bucket"] if window.has_buckets else [None] * count
    groups = list(zip(*(columns[f"by_{found.name}"] for found in by), strict=True)) if by else [()] * count
    found: Figures = {}
    for row in range(count):
        start = starts[row]
        key = (first_of(start, grain) if grain and start else start, groups[row])
        found[key] = {name: columns[name][row] or 0 for name in names}
    return found
