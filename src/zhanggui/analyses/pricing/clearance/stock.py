"""Which products have more in stock than they sell in half a year, and what is known of their stock?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.cost_and_stock import costs_on, stock_on
from zhanggui.analyses.pricing.clearance.params import ClearingParams
from zhanggui.metrics.kinds import is_sold
from zhanggui.warehouse.protocol import Warehouse

if TYPE_CHECKING:
    import ibis.expr.types as ir

UNSOLD = 0.5
YEAR_DAYS = 364  # whole weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowMover:
    """A product whose stock outlasts its sales.

    `units` were sold in the window, `ahead_units` in the same days of last year that now lie ahead. `rate` is units a
    day, `price_minor` the mean net sales of a unit, `kept` the share of it that fees leave.
    """

    sku: str
    name: str
    stock: int
    units: int
    ahead_units: int
    rate: float
    price_minor: float
    kept: float
    cost_minor: int
    age_days: int

    @property
    def cover_days(self) -> float:
        """For how many days the stock lasts."""
        return self.stock / self.rate


def is_slow(mover: SlowMover, params: ClearingParams) -> bool:
    """Whether its stock lasts longer than the threshold, and it has been there long enough to know.

    cover = stock / rate, rate = (units sold − returned + ½) / window, of the last days or of last year's days that now
    lie ahead, whichever sold more: a moon cake in July is not slow. The half unit keeps a product without a sale from
    lasting for ever. Stock is the latest count of each location.
    """
    return mover.cover_days > params.cover_days and mover.age_days > params.age_days


def most_tied_up(movers: Iterable[SlowMover], most: int) -> list[SlowMover]:
    """So many of the stocks that hold most cost."""
    return sorted(movers, key=lambda each: (-each.stock * each.cost_minor, each.sku))[:most]


def stocked(warehouse: Warehouse, params: ClearingParams, day: date) -> tuple[SlowMover, ...]:
    """Every product with stock, a cost and a price, slow or not."""
    rows = warehouse.fetch(_facts(warehouse, params, day)).to_pylist()
    found = [mover for row in rows if (mover := _mover(row, params, day))]
    return tuple(sorted(found, key=lambda mover: mover.sku))


def _facts(warehouse: Warehouse, params: ClearingParams, day: date) -> ir.Table:
    stock = stock_on(warehouse, day)
    products = warehouse.table("products").select("sku", "product_name", "launched_day", "list_price_minor")
    joined = stock.left_join(_sold(warehouse, params, day), "sku").drop("sku_right")
    joined = joined.join(costs_on(warehouse, day), "sku")
    return joined.left_join(products, "sku").drop("sku_right")


def _sold(warehouse: Warehouse, params: ClearingParams, day: date) -> ir.Table:
    lines = warehouse.table("sale_lines")
    lines = lines.filter(
        lines.is_paid, ~lines.is_excluded, lines.sku.notnull(), is_sold(lines), lines.ordered_day <= day
    )
    is_late = lines.ordered_day > day - timedelta(days=params.window_days)
    last_year = day - timedelta(days=YEAR_DAYS)
    is_ahead = (lines.ordered_day > last_year) & (lines.ordered_day <= last_year + timedelta(days=params.window_days))
    is_year = lines.ordered_day > day - timedelta(days=YEAR_DAYS)
    kept_units = lines.quantity - lines.returned_quantity
    return lines.group_by("sku").aggregate(
        units=kept_units.sum(where=is_late).fill_null(0),
        ahead_units=kept_units.sum(where=is_ahead).fill_null(0),
        year_units=kept_units.sum(where=is_year).fill_null(0),
        year_net=lines.net_sales_minor.sum(where=is_year).fill_null(0),
        year_fee=lines.fee_minor.sum(where=is_year).fill_null(0),
        late_net=lines.net_sales_minor.sum(where=is_late).fill_null(0),
        first_sale_day=lines.ordered_day.min(),
    )


def _mover(row: dict[str, Any], params: ClearingParams, day: date) -> SlowMover | None:
    price = _price(row)
    seen = [found for name in ("launched_day", "first_sale_day", "first_stock_day") if (found := row[name])]
    if row["on_hand"] <= 0 or not price or not seen:
        return None
    units, ahead = max(0, row["units"] or 0), max(0, row["ahead_units"] or 0)
    fee = (row["year_fee"] or 0) / row["year_net"] if row["year_net"] else 0.0
    return SlowMover(
        sku=row["sku"],
        name=row["product_name"] or row["sku"],
        stock=row["on_hand"],
        units=units,
        ahead_units=ahead,
        rate=(max(units, ahead) + UNSOLD) / params.window_days,
        price_minor=price,
        kept=1 - fee,
        cost_minor=row["cost_minor"],
        age_days=(day - min(seen)).days,
    )


def _price(row: dict[str, Any]) -> float | None:
    """Net sales of a unit lately, else over the year, else the list price."""
    for net, units in (("late_net", "units"), ("year_net", "year_units")):
        if (row[units] or 0) > 0 and row[net] > 0:
            return float(row[net] / row[units])
    listed: int | None = row["list_price_minor"]
    return listed
