"""What do the tables know of one product: its card, its stock, its prices, its companions?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.cost_and_stock import costs_on, stock_on
from zhanggui.analyses.counted_sales import purchases
from zhanggui.metrics.kinds import is_sold
from zhanggui.warehouse.local_time import local_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir

    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

MOST_COMPANIONS = 12
MOST_PRICES = 30
WEEKS = 52


def card(warehouse: Warehouse, sku: str) -> Mapping[str, Any]:
    """Its row in the catalogue, empty where there is none."""
    if not warehouse.loaded("products"):
        return {}
    products = warehouse.table("products")
    rows = warehouse.fetch(products.filter(products.sku == sku).limit(1)).to_pylist()
    return rows[0] if rows else {}


def unit_cost_minor(warehouse: Warehouse, sku: str) -> int | None:
    """What a unit costs on the last day."""
    if not warehouse.loaded("product_costs"):
        return None
    costs = costs_on(warehouse, warehouse.as_of)
    found = warehouse.fetch(costs.filter(costs.sku == sku))["cost_minor"].to_pylist()
    return int(found[0]) if found else None


def stock(warehouse: Warehouse, sku: str, period: Period) -> tuple[int | None, int | None]:
    """Units on hand on the last day, and on how many days of the period none was counted anywhere."""
    if not warehouse.loaded("stock_levels"):
        return None, None
    now = stock_on(warehouse, warehouse.as_of)
    found = warehouse.fetch(now.filter(now.sku == sku))["on_hand"].to_pylist()
    levels = warehouse.table("stock_levels")
    mine = levels.filter(levels.sku == sku, levels.day >= period.start, levels.day < period.end)
    days = mine.group_by("day").aggregate(left=mine.on_hand.sum())
    (out,) = warehouse.fetch(days.aggregate(days=days.count(), out=(days.left <= 0).sum())).to_pylist()
    return (int(found[0]) if found else None), (int(out["out"] or 0) if out["days"] else None)


def weekly_units(lines: ir.Table, warehouse: Warehouse) -> dict[date, int]:
    """Units of sold lines per week of the last year, by the first day of the week; weeks end on the last day."""
    first = warehouse.as_of - timedelta(days=7 * WEEKS - 1)
    sold = lines.filter(is_sold(lines), lines.ordered_day >= first)
    days = sold.group_by("ordered_day").aggregate(units=sold.quantity.sum())
    weeks = {first + timedelta(days=7 * number): 0 for number in range(WEEKS)}
    for row in warehouse.fetch(days).to_pylist():
        weeks[first + timedelta(days=(row["ordered_day"] - first).days // 7 * 7)] += int(row["units"])
    return weeks


def prices(warehouse: Warehouse, sku: str) -> Sequence[Mapping[str, Any]]:
    """Changes of price in the shop's currency, the latest first, each with the price before it in its channel."""
    import ibis

    if not warehouse.loaded("price_history"):
        return []
    history = warehouse.table("price_history")
    mine = history.filter(history.sku == sku, history.currency == warehouse.currency)
    before = mine.price_minor.lag().over(group_by=mine.channel, order_by=mine.valid_from)
    told = mine.mutate(before=before, day=local_time(mine.valid_from, warehouse.timezone).date())
    changed = told.filter(told.before.isnull() | (told.before != told.price_minor))
    rows: list[dict[str, Any]] = warehouse.fetch(
        changed.order_by(ibis.desc("valid_from"), "channel").select("day", "channel", "price_minor", "before")
    ).to_pylist()
    return rows


def companions(lines: ir.Table, warehouse: Warehouse, sku: str) -> tuple[Sequence[Mapping[str, Any]], int, int]:
    """Products most often in its orders with orders of both and of each; and how many orders it has, and all have."""
    import ibis

    baskets = lines.filter(lines.sku.notnull(), purchases(lines) == 1).select("order_no", "sku").distinct()
    mine = baskets.filter(baskets.sku == sku).select("order_no")
    both = baskets.semi_join(mine, "order_no")
    both = both.filter(both.sku != sku)
    top = both.group_by("sku").aggregate(both=both.count()).order_by(ibis.desc("both"), "sku").limit(MOST_COMPANIONS)
    alone = baskets.group_by("sku").aggregate(orders=baskets.count())
    rows = warehouse.fetch(top.join(alone, "sku").order_by(ibis.desc("both"), "sku")).to_pylist()
    (sums,) = warehouse.fetch(
        baskets.aggregate(mine=(baskets.sku == sku).sum(), every=baskets.order_no.nunique())
    ).to_pylist()
    return rows, int(sums["mine"] or 0), int(sums["every"] or 0)


def stars(warehouse: Warehouse, sku: str) -> tuple[float | None, int | None]:
    """The mean of all its stars, and how many reviews it has."""
    if not warehouse.loaded("reviews"):
        return None, None
    rows = warehouse.table("reviews")
    mine = rows.filter(rows.sku == sku)
    (found,) = warehouse.fetch(mine.aggregate(stars=mine.stars.mean(), count=mine.count())).to_pylist()
    return found["stars"], int(found["count"])


def names(warehouse: Warehouse, skus: Sequence[str]) -> dict[str, str]:
    """The names of products in the catalogue."""
    if not warehouse.loaded("products"):
        return {}
    products = warehouse.table("products")
    found = warehouse.fetch(products.filter(products.sku.isin(list(skus))).select("sku", "product_name"))
    return {row["sku"]: row["product_name"] for row in found.to_pylist() if row["product_name"]}
