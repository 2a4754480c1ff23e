"""What do other analyses say of every customer at the end of a day, and where did they mostly buy what?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from zhanggui.analyses import counted_sales
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.customers.journey.journey import stage_of
from zhanggui.analyses.customers.own_rhythm import learnt_levels, purchase_days, states
from zhanggui.analyses.customers.rfm import RfmParams, in_segments
from zhanggui.analyses.customers.types.types import type_of
from zhanggui.metrics.kinds import is_sold

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse


def _lifecycle(warehouse: Warehouse, day: date) -> ir.Table:
    """The state by own rhythm; nobody has one where too few returned to learn a rhythm."""
    import ibis

    days = purchase_days(warehouse, SalesParams(end=day + timedelta(days=1)))
    levels = learnt_levels(warehouse, days)
    if levels is None:
        return days.filter(ibis.literal(False)).select("customer", lifecycle=ibis.literal(""))
    return states(warehouse, days, levels, [day]).select("customer", lifecycle="state")


def _segment(warehouse: Warehouse, day: date) -> ir.Table:
    return in_segments(warehouse, RfmParams(end=day + timedelta(days=1))).select("customer", rfm="segment")


def _main(column: str, warehouse: Warehouse, day: date) -> ir.Table:
    """Where most of the net sales to a customer lie; of two alike the one whose name comes first."""
    import ibis

    lines = counted_sales.counted_lines(warehouse, SalesParams(end=day + timedelta(days=1)))
    lines = lines.filter(lines.customer.notnull(), lines[column].notnull(), is_sold(lines))
    sums = lines.group_by("customer", part=lines[column].cast("string")).aggregate(net=lines.net_sales_minor.sum())
    in_order = ibis.window(group_by=sums.customer, order_by=[ibis.desc("net"), sums.part])
    ranked = sums.mutate(place=ibis.row_number().over(in_order))
    return ranked.filter(ranked.place == 0).select("customer", **{f"main_{column}": "part"})


TOLD: Mapping[str, Callable[[Any, date], Any]] = MappingProxyType(
    {
        "journey": stage_of,
        "lifecycle": _lifecycle,
        "main_category": partial(_main, "category"),
        "main_channel": partial(_main, "channel"),
        "rfm": _segment,
        "type": type_of,
    }
)
