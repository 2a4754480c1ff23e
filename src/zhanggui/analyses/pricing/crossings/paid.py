"""For how much did buyers get a product in the days up to each day?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.metrics.kinds import is_priced

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.pricing.crossings.params import CrossingsParams
    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

Paid = Mapping[str, Mapping[date, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a product is called and where it belongs."""

    product_name: str
    category: str


def priced(warehouse: Warehouse, period: Period, own_days: int) -> ir.Table:
    """Lines that tell what a buyer paid for a unit, of a period up to now and the days its first day looks back on."""
    lines = counted_lines(warehouse, SalesParams(days=period.days + own_days - 1))
    return lines.filter(lines.sku.notnull(), is_priced(lines))


def names_of(warehouse: Warehouse, lines: ir.Table) -> Mapping[str, Named]:
    """Every product in the lines."""
    named = lines.group_by("sku").aggregate(name=lines.product_name.max(), category=lines.category.max())
    return {
        row["sku"]: Named(product_name=row["name"] or row["sku"], category=row["category"] or "")
        for row in warehouse.fetch(named).to_pylist()
    }


def in_main_channel(lines: ir.Table) -> ir.Table:
    """The lines of each product in the channel in which most units of it are sold."""
    import ibis

    sums = lines.group_by("sku", "channel").aggregate(units=lines.quantity.sum())
    number = ibis.row_number().over(group_by="sku", order_by=[sums.units.desc(), sums.channel])
    ranked = sums.mutate(number=number)
    main = ranked.filter(ranked.number == 0).select("sku", "channel")
    return lines.semi_join(main, ["sku", "channel"])


def paid(warehouse: Warehouse, lines: ir.Table, skus: Collection[str], period: Period, params: CrossingsParams) -> Paid:
    """The median over sales of what a unit was paid, in `own_days` up to each day: a stray price does not move it.

    A day with fewer than `least_lines` sales behind it has no price.
    """
    calendar = warehouse.table("calendar")
    days = calendar.filter(calendar.day >= period.start, calendar.day < period.end).select("day")
    mine = lines.filter(lines.sku.isin(sorted(skus)))
    mine = mine.select("sku", "ordered_day", price=mine.due_minor.cast("float64") / mine.quantity)
    back = days.day.delta(mine.ordered_day, unit="day")
    joined = days.cross_join(mine).filter(back >= 0, back < params.own_days)
    told = joined.group_by("sku", "day").aggregate(price=joined.price.quantile(0.5), count=joined.count())
    found: dict[str, dict[date, float]] = {}
    for row in warehouse.fetch(told.filter(told["count"] >= params.least_lines).order_by("sku", "day")).to_pylist():
        found.setdefault(row["sku"], {})[row["day"]] = float(row["price"])
    return found
