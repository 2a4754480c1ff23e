"""What is known of every customer who bought, on a day, as far as a rule asks; and who of them meets it?"""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import sums_of
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.customers.segment.fields import (
    BANDS,
    DEEDS,
    FIELDS,
    NUMBERS,
    ONCE,
    SELDOM,
    YES,
    field_of,
    number_of,
)
from zhanggui.analyses.customers.segment.rule import Both, Clause, Either, Neither, Rule, clauses
from zhanggui.analyses.customers.segment.told import TOLD
from zhanggui.analyses.customers.value.model import CustomerValue, forecasts
from zhanggui.analyses.customers.value.purchase_days import customers_in
from zhanggui.analyses.customers.value.rows import keys_of
from zhanggui.core.currency import minor_digits
from zhanggui.metrics.kinds import is_sold
from zhanggui.stats.season import Floats

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

OF_CUSTOMER = "customer_"
COMPARED = MappingProxyType(
    {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq, "!=": operator.ne}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A rule, asked of a shop at the end of a day."""

    warehouse: Warehouse
    rule: Rule
    day: date
    value: CustomerValue | None = None  # for rules that ask what is to come

    @property
    def conditions(self) -> tuple[Clause, ...]:
        """The conditions, each once."""
        return tuple(dict.fromkeys(clauses(self.rule)))


def needed_tables(rule: Rule) -> Mapping[str, tuple[str, ...]]:
    """The tables and columns without which the rule cannot be asked."""
    found: dict[str, set[str]] = {"orders": {"customer"}}
    for clause in clauses(rule):
        field = field_of(clause)
        if field.kind == "did" or field.name == "journey":
            found.setdefault("events", set()).update({"customer", "kind_of_event"})
        elif field.is_attribute:
            found.setdefault("customers", set()).add(field.column)
        elif field.name == "main_category":
            found.setdefault("sale_lines", set()).add("category")
    return {table: tuple(sorted(columns)) for table, columns in found.items()}


def judged(asked: Asked, parts: Sequence[str]) -> ir.Table:
    """One row a customer with the sums of profit, and 1 in `is_in` for those who meet the rule."""
    people = bought_until(asked.warehouse, asked.day, parts)
    for clause in asked.conditions:
        if field_of(clause).kind in DEEDS:
            people = _with_deed(asked, people, clause)
        elif field_of(clause).is_modelled:
            people = _with_forecast(asked, people, clause)
    fields = {field_of(clause) for clause in asked.conditions}
    for name in sorted({field.name for field in fields} & TOLD.keys()):
        told = TOLD[name](asked.warehouse, asked.day)
        people = people.left_join(told, "customer").drop("customer_right")
    columns = sorted(field.column for field in fields if field.is_attribute)
    if columns:
        known = asked.warehouse.table("customers").select(
            "customer", **{f"{OF_CUSTOMER}{name}": name for name in columns}
        )
        people = people.left_join(known, "customer").drop("customer_right")
    met = _met(asked, asked.rule, people)
    return people.mutate(is_in=met.ifelse(1, 0))


def bought_until(warehouse: Warehouse, asked_day: date, parts: Sequence[str]) -> ir.Table:
    """One row a known customer who bought up to the end of a day, with what is known of their purchases by then."""
    import ibis

    lines = _lines(warehouse, asked_day)
    bought = counted_sales.purchases(lines) == 1
    sold = is_sold(lines)
    people = lines.group_by("customer").aggregate(
        orders=lines.order_no.nunique(where=bought),
        purchase_days=lines.ordered_day.nunique(where=bought),
        first_day=lines.ordered_day.min(where=bought),
        last_day=lines.ordered_day.max(where=bought),
        units=lines.quantity.sum(where=sold),
        returned=lines.returned_quantity.sum(where=sold),
        gross=lines.gross_minor.sum(where=sold),
        borne=lines.discount_merchant_minor.sum(where=sold),
        promoted=lines.order_no.nunique(where=bought & (lines.discount_merchant_minor > 0)),
        **sums_of(lines, *dict.fromkeys(("net_sales", *parts))),
    )
    people = people.filter(people.orders > 0)
    day = ibis.literal(asked_day)
    return people.mutate(
        first_purchase_days=day.delta(people.first_day, unit="day"),
        last_purchase_days=day.delta(people.last_day, unit="day"),
        sales_per_order=people.net_sales.cast("float64") / people.orders,
        discount_share=people.borne.cast("float64") / people.gross.nullif(0),
        promoted_share=people.promoted.cast("float64") / people.orders,
        frequency=_frequency(people),
        returned_share=people.returned.cast("float64") / people.units.nullif(0),
    )


def _frequency(people: ir.Table) -> Any:
    import ibis

    between = people.last_day.delta(people.first_day, unit="day").cast("float64") / (people.purchase_days - 1).nullif(0)
    bands = ((between < bound, band) for band, bound in BANDS.items())
    return ibis.cases((people.purchase_days < 2, ONCE), *bands, else_=SELDOM)  # noqa: PLR2004 - two make an interval


def _lines(warehouse: Warehouse, day: date) -> ir.Table:
    """Lines of the paid orders of known customers up to the end of the day."""
    lines = counted_sales.counted_lines(warehouse, SalesParams(end=day + timedelta(days=1)))
    return lines.filter(lines.customer.notnull())


def _with_deed(asked: Asked, people: ir.Table, clause: Clause) -> ir.Table:
    """A column that is 1 for customers who bought or did something of what a condition names."""
    field = field_of(clause)
    if field.kind == "did":
        rows = asked.warehouse.table("events")
        rows = rows.filter(rows.customer.notnull(), rows.happened_day <= asked.day)
        day = rows.happened_day
    else:
        rows = _lines(asked.warehouse, asked.day)
        rows = rows.filter(is_sold(rows) | (counted_sales.purchases(rows) == 1))
        day = rows.ordered_day
    if clause.within_days is not None:
        rows = rows.filter(day > asked.day - timedelta(days=clause.within_days))
    found = rows.filter(_is_among(rows[field.column], clause.values)).select("customer").distinct()
    name = _deed(asked, clause)
    return people.left_join(found.mutate(**{name: 1}), "customer").drop("customer_right")


def _with_forecast(asked: Asked, people: ir.Table, clause: Clause) -> ir.Table:
    """A column that is 1 for customers of whom the model says what a condition wants; of nobody where there is none."""
    import ibis

    found = people.filter(ibis.literal(False)).select("customer")
    if asked.value is not None:
        everybody = asked.value.people(asked.warehouse, asked.day)
        cells = asked.value.cells(asked.warehouse, everybody, asked.day)
        told = forecasts(asked.value, cells, clause.name, 10 ** minor_digits(asked.warehouse.currency))
        found = customers_in(everybody, keys_of(cells, np.flatnonzero(_is_so(told, clause)))).select("customer")
    return people.left_join(found.mutate(**{_deed(asked, clause): 1}), "customer").drop("customer_right")


def _is_so(told: Floats, clause: Clause) -> Any:
    numbers = [found for value in clause.values if (found := number_of(value, FIELDS[clause.name].kind)) is not None]
    if clause.operator in {"=", "!="}:
        return np.isin(told, numbers, invert=clause.operator == "!=")
    return COMPARED[clause.operator](told, numbers[0])


def _met(asked: Asked, rule: Rule, people: ir.Table) -> Any:
    if isinstance(rule, Neither):
        return ~_met(asked, rule.part, people)
    if isinstance(rule, (Both, Either)):
        joined = operator.and_ if isinstance(rule, Both) else operator.or_
        return functools.reduce(joined, (_met(asked, part, people) for part in rule.parts))
    return _holds(asked, rule, people)


def _holds(asked: Asked, clause: Clause, people: ir.Table) -> Any:
    """Whether one condition holds; what is not known is not so, and `!=` is always the opposite of `=`."""
    field = field_of(clause)
    is_same = clause.operator == "="
    if field.kind in DEEDS:
        done = people[_deed(asked, clause)].notnull()
        return done if is_same else ~done
    if field.is_modelled:
        return people[_deed(asked, clause)].notnull()
    column = people[f"{OF_CUSTOMER}{field.column}" if field.is_attribute else field.column]
    if field.kind in NUMBERS:
        return _compared(column, clause, 10 ** minor_digits(asked.warehouse.currency) if field.kind == "money" else 1)
    if field.kind == "flag":
        wanted = {value.lower() in YES for value in clause.values}
        found = column.isin(sorted(wanted)).fill_null(False)
    else:
        found = _is_among(column, clause.values)
    return found if is_same else ~found


def _compared(column: Any, clause: Clause, scale: int) -> Any:
    kind = FIELDS[clause.name].kind
    numbers = [number * scale for value in clause.values if (number := number_of(value, kind)) is not None]
    if clause.operator in {"=", "!="}:
        found = column.cast("float64").isin(numbers).fill_null(False)
        return found if clause.operator == "=" else ~found
    return COMPARED[clause.operator](column.cast("float64"), numbers[0]).fill_null(False)


def _is_among(column: Any, values: Sequence[str]) -> Any:
    return column.cast("string").lower().isin([value.lower() for value in values]).fill_null(False)


def _deed(asked: Asked, clause: Clause) -> str:
    same = [each for each in asked.conditions if FIELDS[each.name].kind in DEEDS or FIELDS[each.name].is_modelled]
    return f"deed_{same.index(clause)}"
