"""What is known of every product that tells its role: margin, first orders, company in the basket?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.contribution import COSTED, PARTLY_COSTED, sums_of
from zhanggui.analyses.counted_sales import counted_lines
from zhanggui.analyses.products.described_products import described_products
from zhanggui.metrics.kinds import is_sold

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.counted_sales import SalesParams
    from zhanggui.warehouse.protocol import Warehouse

PARTS = tuple(dict.fromkeys((*COSTED, *PARTLY_COSTED)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """One product of the days asked for.

    `goods_margin` is what is left of net sales after cost of goods, before fees: None where a cost is missing. Of
    `known_orders`, those with a known customer, `first_orders` were the customer's first. `attached` orders hold
    another product too.
    """

    sku: str
    name: str
    listed: date | None
    units: int
    orders: int
    known_orders: int
    first_orders: int
    attached: int
    parts: dict[str, int]

    @property
    def net_sales_minor(self) -> int:
        """What it sold for."""
        return self.parts["net_sales"]

    @property
    def goods_margin(self) -> float | None:
        """Net sales less cost, of net sales."""
        if self.parts["lines_without_cost"] or self.net_sales_minor <= 0:
            return None
        return 1 - self.parts["known_cost"] / self.net_sales_minor

    @property
    def unit_margin_minor(self) -> float | None:
        """Net sales less cost, of one unit."""
        margin = self.goods_margin
        return None if margin is None or not self.units else margin * self.net_sales_minor / self.units


def pulls(warehouse: Warehouse, params: SalesParams) -> tuple[Pull, ...]:
    """Every product that sold in the days, by code."""
    lines = counted_lines(warehouse, params)
    lines = lines.filter(lines.sku.notnull(), is_sold(lines), lines.quantity > 0)
    described = described_products(warehouse, lines)
    rows = warehouse.fetch(_sums(lines)).to_pylist()
    return tuple(_pull(row, described[row["sku"]].name, described[row["sku"]].launched_day) for row in rows)


def _sums(lines: ir.Table) -> ir.Table:
    several = lines.group_by("order_no").aggregate(skus=lines.sku.nunique())
    of_order = lines.group_by("sku", "order_no").aggregate(
        known=lines.customer.notnull().ifelse(1, 0).max(),
        first=lines.is_first_order.fill_null(False).ifelse(1, 0).max(),
    )
    of_order = of_order.join(several, "order_no")
    orders = of_order.group_by("sku").aggregate(
        orders=of_order.order_no.count(),
        known_orders=of_order.known.sum(),
        first_orders=of_order["first"].sum(),
        attached=(of_order.skus > 1).ifelse(1, 0).sum(),
    )
    sold = lines.group_by("sku").aggregate(
        units=lines.quantity.sum(), first_day=lines.ordered_day.min(), **sums_of(lines, *PARTS)
    )
    return sold.join(orders, "sku").order_by("sku")


def _pull(row: dict[str, Any], name: str, launched: date | None) -> Pull:
    return Pull(
        sku=row["sku"],
        name=name,
        listed=launched,
        units=int(row["units"]),
        **{key: int(row[key] or 0) for key in ("orders", "known_orders", "first_orders", "attached")},
        parts={key: int(row[key] or 0) for key in PARTS},
    )
