"""What is known of every product that sold: price, cost, pace, stock, and what it pulls along?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.cost_and_stock import costs_on, stock_on
from zhanggui.analyses.counted_sales import counted_lines
from zhanggui.metrics.kinds import is_sold

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.counted_sales import SalesParams
    from zhanggui.warehouse.protocol import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One product: list price p and units q of the days asked for, cost c, fees by rate f, stock, pull a basket."""

    sku: str
    name: str
    category: str
    price_minor: float
    units: int
    cost_minor: int | None
    fee_rate: float
    on_hand: int | None
    pulled_minor: float


def candidates(warehouse: Warehouse, params: SalesParams) -> tuple[Candidate, ...]:
    """The products that sold in the days, with the latest cost and count of stock."""
    sold = _sold(warehouse, params)
    found = sold.left_join(costs_on(warehouse, warehouse.as_of), "sku").drop("sku_right")
    found = found.left_join(stock_on(warehouse, warehouse.as_of).select("sku", "on_hand"), "sku").drop("sku_right")
    return tuple(_candidate(row) for row in warehouse.fetch(found.order_by("sku")).to_pylist())


def _sold(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """Units, amounts and fees of each product, and the known profit of the other goods in its baskets."""
    lines = counted_lines(warehouse, params)
    lines = lines.filter(is_sold(lines), lines.sku.notnull(), lines.quantity > 0)
    lines = lines.mutate(
        left=lines.net_sales_minor - lines.cost_minor - lines.fee_minor.fill_null(0),
        rate_fee=lines.fee_minor.fill_null(0)
        - lines.fee_per_unit_minor.fill_null(0)
        - lines.fee_per_order_minor.fill_null(0),
    )
    lines = lines.mutate(left=lines["left"].fill_null(0))
    baskets = lines.group_by("order_no").aggregate(basket_left=lines["left"].sum())
    lines = lines.join(baskets, "order_no")
    own = lines.group_by("sku", "order_no").aggregate(own=lines["left"].sum(), whole=lines.basket_left.max())
    pulled = own.group_by("sku").aggregate(pulled=(own.whole - own.own).mean())
    sums = lines.group_by("sku").aggregate(
        name=lines.product_name.max(),
        category=lines.category.max(),
        units=lines.quantity.sum(),
        gross=lines.gross_minor.sum(),
        due=lines.due_minor.sum(),
        rate_fee=lines.rate_fee.sum(),
    )
    return sums.join(pulled, "sku")


def _candidate(row: dict[str, Any]) -> Candidate:
    return Candidate(
        sku=row["sku"],
        name=row["name"] or row["sku"],
        category=row["category"] or "",
        price_minor=row["gross"] / row["units"],
        units=int(row["units"]),
        cost_minor=row["cost_minor"],
        fee_rate=row["rate_fee"] / row["due"] if row["due"] else 0.0,
        on_hand=None if row["on_hand"] is None else int(row["on_hand"]),
        pulled_minor=float(row["pulled"] or 0),
    )
