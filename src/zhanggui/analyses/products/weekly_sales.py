"""How much did each product sell in each week, at which price, and could it be had?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.counted_sales import counted_lines
from zhanggui.analyses.products.described_products import DescribedProduct, described_products
from zhanggui.metrics.kinds import is_sold

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.counted_sales import SalesParams
    from zhanggui.warehouse.protocol import Warehouse

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeeklySales:
    """Products by weeks, the oldest week first; the last one ends with the last day.

    `units` sold, `price` of a unit in minor units (0 in weeks without a sale), `on_shelf` the share of the week in
    which it was listed and there: 0 before its first day, 1 where nothing is known of stock; `stock_out_days` of the
    last year.
    """

    products: Sequence[DescribedProduct]
    last_day: date
    units: Floats
    price: Floats
    on_shelf: Floats
    first_day: Sequence[date | None]  # listed, or first sold; None where the data begin with it
    stock_out_days: Whole

    @property
    def weeks(self) -> int:
        """How many weeks there are."""
        return int(self.units.shape[1])

    @property
    def week_days(self) -> Sequence[date]:
        """The middle day of each week."""
        return [self.last_day - timedelta(days=WEEK_DAYS * back + 3) for back in reversed(range(self.weeks))]

    def age_days(self, at: int) -> int | None:
        """For how many days a product has been listed; None where that is not known."""
        first = self.first_day[at]
        return None if first is None else (self.last_day - first).days


def weekly_sales(warehouse: Warehouse, params: SalesParams, most_weeks: int) -> WeeklySales:
    """Weeks counted back from the last day; a week that the data do not fill is left out."""
    span = params.span(warehouse.as_of)
    lines = counted_lines(warehouse, params)
    lines = lines.filter(lines.sku.notnull(), is_sold(lines), lines.quantity > 0)
    products = tuple(described_products(warehouse, lines).values())
    number = {product.sku: at for at, product in enumerate(products)}
    first = _first_days(warehouse, lines)
    opened = min(first.values(), default=span.last_day)
    weeks = min(most_weeks, ((span.last_day - opened).days + 1) // WEEK_DAYS)
    units, paid = (np.zeros((len(products), weeks)) for _ in range(2))
    sold = warehouse.fetch(_sold(lines, span.last_day, weeks)).to_pydict()
    cells = [number[sku] for sku in sold["sku"]], [weeks - 1 - back for back in sold["back"]]
    units[cells], paid[cells] = sold["units"], sold["due"]
    listed = [_listed(product, first[product.sku], opened) for product in products]
    on_shelf, stock_out_days = _availability(warehouse, number, listed, span.last_day, weeks)
    return WeeklySales(
        products=products,
        last_day=span.last_day,
        units=units,
        price=np.divide(paid, units, out=np.zeros_like(paid), where=units > 0),
        on_shelf=np.where(units > 0, np.maximum(on_shelf, 1 / WEEK_DAYS), on_shelf),
        first_day=listed,
        stock_out_days=stock_out_days,
    )


def _first_days(warehouse: Warehouse, lines: ir.Table) -> dict[str, date]:
    first = lines.group_by("sku").aggregate(first=lines.ordered_day.min())
    return {row["sku"]: row["first"] for row in warehouse.fetch(first).to_pylist()}


def _listed(product: DescribedProduct, sold: date, opened: date) -> date | None:
    """The catalogue's day; else the first sale, unless the data begin with it."""
    if product.launched_day is not None:
        return min(product.launched_day, sold)
    return sold if sold >= opened + timedelta(days=4 * WEEK_DAYS) else None


def _sold(lines: ir.Table, last_day: date, weeks: int) -> ir.Table:
    import ibis

    back = ibis.literal(last_day).delta(lines.ordered_day, unit="day") // WEEK_DAYS
    lines = lines.mutate(back=back.cast("int64"))
    lines = lines.filter(lines.back < weeks)
    return lines.group_by("sku", "back").aggregate(units=lines.quantity.sum(), due=lines.due_minor.sum())


def _availability(
    warehouse: Warehouse, number: dict[str, int], listed: Sequence[date | None], last_day: date, weeks: int
) -> tuple[Floats, Whole]:
    on_shelf = np.ones((len(number), weeks))
    for at, day in enumerate(listed):
        if day is not None:
            before = (day - (last_day - timedelta(days=WEEK_DAYS * weeks - 1))).days
            on_shelf[at] = np.clip(np.arange(1, weeks + 1) - before / WEEK_DAYS, 0, 1)
    out_days = np.zeros(len(number), dtype=np.int64)
    for row in _stock_rows(warehouse, last_day, weeks):
        if row["sku"] in number:
            at, week = number[row["sku"]], weeks - 1 - row["back"]
            on_shelf[at, week] = min(on_shelf[at, week], 1 - row["empty"] / row["counted"])
            out_days[at] += round(row["empty"] / row["counted"] * WEEK_DAYS) if row["back"] < 52 else 0  # noqa: PLR2004 - a year of weeks
    return on_shelf, out_days


def _stock_rows(warehouse: Warehouse, last_day: date, weeks: int) -> Sequence[dict[str, Any]]:
    """Weeks in which some counts of some place were zero."""
    if not warehouse.loaded("stock_levels"):
        return ()
    import ibis

    levels = warehouse.table("stock_levels")
    levels = levels.filter(levels.day <= last_day)
    back = ibis.literal(last_day).delta(levels.day, unit="day") // WEEK_DAYS
    levels = levels.mutate(back=back.cast("int64"))
    levels = levels.filter(levels.back < weeks)
    counted = levels.group_by("sku", "back").aggregate(
        counted=levels.count(), empty=(levels.on_hand <= 0).ifelse(1, 0).sum()
    )
    rows: list[dict[str, Any]] = warehouse.fetch(counted.filter(counted.empty > 0)).to_pylist()
    return rows
