"""What do the shop's tables say of units, prices, stock-outs and festivals, day by day?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.analyses.pricing.elasticity.days import Dated, by_keys, days_in
from zhanggui.metrics.kinds import is_sold
from zhanggui.warehouse.local_time import local_time

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

SERIES = ("channel", "sku")
FEW_UNITS = 30  # fewer tell nothing of a price
SAME_PRICE = 0.02  # what differs by less is one price


def units_sold(warehouse: Warehouse, asked: SalesParams, period: Period) -> Mapping[tuple[str, ...], Dated]:
    """Units by channel and SKU."""
    lines = _sold(warehouse, asked)
    daily = lines.group_by("channel", "sku", day="ordered_day").aggregate(value=lines.quantity.sum())
    rows = daily.mutate(channel=daily.channel.cast("string")).order_by(*SERIES, "day")
    return by_keys(warehouse.fetch(rows), SERIES, period)


def names_sold(warehouse: Warehouse, asked: SalesParams) -> list[dict[str, str | None]]:
    """Every product that was sold, by code, with its name and its category."""
    lines = _sold(warehouse, asked)
    named = lines.group_by("sku").aggregate(product_name=lines.product_name.max(), category=lines.category.max())
    rows: list[dict[str, str | None]] = warehouse.fetch(named.order_by("sku")).to_pylist()
    return rows


def prices_told(warehouse: Warehouse, period: Period) -> Mapping[tuple[str, ...], Dated]:
    """Changes of price by channel and SKU, as the price history has them; also those before the period."""
    if not warehouse.loaded("price_history"):
        return {}
    history = warehouse.table("price_history")
    mine = history.filter(history.currency == warehouse.currency, history.price_minor > 0)
    told = mine.mutate(channel=mine.channel.cast("string"), day=local_time(mine.valid_from, warehouse.timezone).date())
    rows = told.filter(told.day < period.end).order_by("channel", "sku", "valid_from")
    return by_keys(warehouse.fetch(rows.select("channel", "sku", "day", value="price_minor")), SERIES, period)


def days_out(warehouse: Warehouse, period: Period) -> Mapping[tuple[str, ...], Dated]:
    """By SKU the days on which any place that counts it had none: which channel sells from it is not known."""
    import ibis

    if not warehouse.loaded("stock_levels"):
        return {}
    levels = warehouse.table("stock_levels")
    none = levels.filter(levels.on_hand <= 0, levels.day >= period.start, levels.day < period.end)
    rows = none.select("sku", "day").distinct().mutate(value=ibis.literal(1)).order_by("sku", "day")
    return by_keys(warehouse.fetch(rows), ("sku",), period)


def festival_days(warehouse: Warehouse, period: Period) -> NDArray[np.bool_]:
    """(day): whether it is in the main phase of a festival."""
    calendar = warehouse.table("calendar")
    main = calendar.filter(calendar.festival_phase == "main", calendar.day >= period.start, calendar.day < period.end)
    laid = np.zeros(period.days, np.bool_)
    laid[days_in(warehouse.fetch(main.select("day")), "day", period)] = True
    return laid


def _sold(warehouse: Warehouse, asked: SalesParams) -> ir.Table:
    lines = counted_lines(warehouse, asked)
    return lines.filter(lines.sku.notnull(), is_sold(lines), lines.quantity > 0)
