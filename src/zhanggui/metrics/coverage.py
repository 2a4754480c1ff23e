"""Which of the needed data are loaded, and for which days?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from zhanggui.core.period import Period
from zhanggui.metrics.metric import Metric
from zhanggui.metrics.registry import metric
from zhanggui.metrics.relations import Relation, Rows
from zhanggui.warehouse.requirements import Lack, lacks

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

ONE_DAY = timedelta(days=1)
OF_ORDERS = ("sale_lines", "refund_lines")
Dated = tuple[str, str]
ORDER_DAY: Dated = ("sale_lines", "ordered_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing(Lack):
    """What a metric lacks: a table, or the columns of a table that is there."""

    metric: str


def missing_for(warehouse: Warehouse, asked: Iterable[Metric]) -> tuple[Missing, ...]:
    """What each of the metrics lacks; empty where everything is loaded."""
    return tuple(
        Missing(metric=found.name, table=lack.table, columns=lack.columns)
        for found in asked
        for lack in lacks(warehouse, all_needs(found))
    )


def all_needs(found: Metric) -> Mapping[str, tuple[str, ...]]:
    """The tables and columns of a metric and of everything it is made of.

    >>> dict(all_needs(metric("cost_per_new_buyer")))
    {'ad_stats': ('cost_minor',), 'sale_lines': ('customer',)}
    """
    needs = dict(found.needs)
    for part in found.parts:
        for table, columns in all_needs(metric(part)).items():
            needs[table] = tuple(dict.fromkeys((*needs.get(table, ()), *columns)))
    return needs


def days_loaded(warehouse: Warehouse, relations: Sequence[Relation]) -> Mapping[str, Period]:
    """Per relation the days for which rows are loaded; a relation without rows is left out.

    Orders, payments, refunds and events are complete until the snapshot's `as_of`, even if the last days brought none;
    payments and refunds are covered wherever orders are.
    """
    asked = {relation.name: _dated_by(relation) for relation in relations}
    dated = {(relation.table, relation.day): relation.dated for relation in relations}
    known = {each: _span(warehouse, *each, dated.get(each)) for each in frozenset[Dated]().union(*asked.values())}
    spans = {}
    for relation in relations:
        span = widest(found for each in asked[relation.name] if (found := known[each]))
        if span is not None:
            reaches = warehouse.as_of if relation.table in {*OF_ORDERS, "events"} else span.last_day
            spans[relation.name] = Period(span.start, max(span.end, reaches + ONE_DAY))
    return spans


def _dated_by(relation: Relation) -> frozenset[Dated]:
    own = (relation.table, relation.day)
    return frozenset({own, ORDER_DAY} if relation.table in OF_ORDERS and relation.dated is None else {own})


def widest(spans: Iterable[Period]) -> Period | None:
    """From the first to the last day of all the periods."""
    known = list(spans)
    return Period(min(span.start for span in known), max(span.end for span in known)) if known else None


def overlap(left: Period, right: Period) -> bool:
    """Whether two periods share a day.

    >>> from datetime import date
    >>> overlap(Period(date(2026, 1, 1), date(2026, 1, 2)), Period(date(2026, 1, 2), date(2026, 1, 3)))
    False
    """
    return left.start < right.end and right.start < left.end


def _span(warehouse: Warehouse, table: str, day: str, dated: Rows | None) -> Period | None:
    if not warehouse.loaded(table):
        return None
    rows = dated(warehouse) if dated else warehouse.table(table)
    found = warehouse.fetch(rows.aggregate(first=rows[day].min(), last=rows[day].max())).to_pylist()[0]
    return Period(found["first"], found["last"] + ONE_DAY) if found["first"] else None
