"""At which price did a product stand where no price history is kept, as far as what was paid tells?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.analyses.pricing.elasticity.days import Dated, by_keys
from zhanggui.analyses.pricing.elasticity.reading import FEW_UNITS, SAME_PRICE
from zhanggui.metrics.kinds import is_priced

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

Series = tuple[str, ...]
LEAST_AGREEING = 0.9  # of the units, sold in weeks (or on days) of one price
MOST_UNKNOWN = 0.05  # of the days between the first sale and the last
WEEK = 7


def prices_paid(warehouse: Warehouse, asked: SalesParams, period: Period) -> Mapping[Series, Dated]:
    """By channel and SKU the days on which the price changed, and what it became; nothing where sales do not tell.

    The price of a week is what the middle unit of it was paid, after all discounts, if nine in ten units were sold in
    weeks whose prices (the tenth and the ninetieth of a hundred sales) lie within two per cent; else the same by day.
    Between two sales at different prices nobody knows when it changed: it is put half way, and where more than one day
    in twenty is like that the series is left out, for a price that is known only where it sold flatters that price. So
    is one that sold fewer than thirty units, which tells nothing of a price anyway.
    """
    lines = counted_lines(warehouse, asked)
    lines = lines.filter(lines.sku.notnull(), is_priced(lines))
    by_week, by_day = (_read(warehouse, lines, period, days) for days in (WEEK, 1))
    found = {key: changes_of(each, WEEK) for key, each in by_week.items()}
    found |= {key: changes_of(each, 1) for key, each in by_day.items() if found.get(key) is None}
    return {key: each for key, each in found.items() if each is not None}


def _read(warehouse: Warehouse, lines: ir.Table, period: Period, days: int) -> Mapping[Series, Dated]:
    """Of the series that agree: the first day of each week (or day) with a sale, and the price of it."""
    import ibis

    unit = lines.due_minor.cast("float64") / lines.quantity
    back = ibis.date(period.last_day).delta(lines.ordered_day, unit="day")
    whole = (back / days).floor().cast("int64")
    sold = lines.group_by("channel", "sku", back=whole).aggregate(
        value=unit.quantile(0.5), low=unit.quantile(0.1), high=unit.quantile(0.9), units=lines.quantity.sum()
    )
    agreeing = (sold.high <= sold.low * (1 + SAME_PRICE)).ifelse(sold.units, 0).sum()
    sold = sold.mutate(agreeing=agreeing.over(ibis.window(group_by=["channel", "sku"])))
    sold = sold.mutate(all_units=sold.units.sum().over(ibis.window(group_by=["channel", "sku"])))
    kept = sold.filter(sold.all_units >= FEW_UNITS, sold.agreeing >= LEAST_AGREEING * sold.all_units)
    first = ibis.date(period.last_day) - ((kept.back + 1) * days - 1) * ibis.interval(days=1)
    told = kept.mutate(channel=kept.channel.cast("string"), day=first.cast("date"), value=kept.value.round())
    rows = told.order_by("channel", "sku", "day").select("channel", "sku", "day", "value")
    return by_keys(warehouse.fetch(rows), ("channel", "sku"), period)


def changes_of(sold: Dated, step: int) -> Dated | None:
    """Half way between two sales at different prices; None where too many days lie between such."""
    moved = np.flatnonzero(sold.value[1:] != sold.value[:-1])
    unknown = np.diff(sold.day)[moved] - step
    whole = sold.day[-1] - sold.day[0] + step
    if unknown.sum() > MOST_UNKNOWN * whole:
        return None
    half = unknown // (2 * step) * step
    return Dated(day=np.r_[sold.day[0], sold.day[moved + 1] - half], value=np.r_[sold.value[0], sold.value[moved + 1]])
