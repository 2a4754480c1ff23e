"""What does every product on sale earn, tie up, and bring of buyers who buy nothing else?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.cost_and_stock import costs_on, stock_on
from zhanggui.analyses.counted_sales import SalesParams, counted_lines, purchases
from zhanggui.analyses.products.pareto_ranking import on_sale
from zhanggui.metrics.kinds import is_sold, lacks_cost

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse

Floats = NDArray[np.float64]
NUMBERS = (
    "units",
    "net",
    "profit",
    "squares",
    "uncosted",
    "beside",
    "known",
    "firsts",
    "on_hand",
    "cost_minor",
    "buyers",
    "sole",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earning:
    """One entry a product; what was not loaded is NaN.

    `squares` are those of what it left in each of its orders, `beside` is what other products left in them, `firsts` of
    its `known` orders were the first of their buyer.
    """

    sku: NDArray[Any]
    product_name: NDArray[Any]
    seen: NDArray[Any]
    numbers: dict[str, Floats]

    def __getitem__(self, name: str) -> Floats:
        return self.numbers[name]


def earnings(warehouse: Warehouse, params: SalesParams, margin: MarginAssumption | None, day: date) -> Earning:
    """All products on sale, or with stock, or sold in the days asked for."""
    import ibis

    listed = _listed(warehouse, params)
    joined = listed.left_join(_sold(warehouse, params, margin), "sku").drop("sku_right")
    joined = joined.left_join(_sole_buyers(warehouse, params), "sku").drop("sku_right")
    for part in (stock_on(warehouse, day) if warehouse.loaded("stock_levels") else None, _costs(warehouse, day)):
        joined = joined if part is None else joined.left_join(part, "sku").drop("sku_right")
    absent = {name: ibis.null("float64") for name in NUMBERS if name not in joined.columns}
    found = warehouse.fetch(joined.mutate(**absent).order_by("sku"))
    read = {name: found[name].cast("float64").to_numpy(zero_copy_only=False) for name in NUMBERS}
    for name in ("units", "net", "profit", "squares", "uncosted", "beside", "known", "firsts"):
        read[name] = np.nan_to_num(read[name])
    plain = {name: found[name].to_numpy(zero_copy_only=False) for name in ("sku", "product_name", "seen")}
    return Earning(numbers=read, **plain)


def _listed(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """Every product with its name and the first day on which it is known to have been there."""
    lines = counted_lines(warehouse, SalesParams(channel=params.channel))
    lines = lines.filter(lines.sku.notnull())
    sold = lines.group_by("sku").aggregate(first=lines.ordered_day.min(), line_name=lines.product_name.max())
    if not warehouse.loaded("products"):
        return sold.select("sku", product_name="line_name", seen="first")
    products = warehouse.table("products")
    listed = products.filter(on_sale(products) == 1).select("sku", "product_name", "launched_day")
    both = listed.left_join(sold, "sku").drop("sku_right")
    return both.select(
        "sku",
        product_name=both.product_name.fill_null(both.line_name),
        seen=both.launched_day.fill_null(both["first"]),
    )


def _sold(warehouse: Warehouse, params: SalesParams, margin: MarginAssumption | None) -> ir.Table:
    """Sums over the days asked for; profit of lines without a cost by the declared margin, else they are counted."""
    import ibis

    lines = counted_lines(warehouse, params)
    lines = lines.filter(lines.sku.notnull())
    lacks = lacks_cost(lines)
    assumed = ibis.literal(0.0) if margin is None else lines.net_sales_minor * margin.estimate
    known = lines.net_sales_minor - lines.cost_minor.fill_null(0) - lines.fee_minor.fill_null(0)
    left = lacks.ifelse(assumed, known.cast("float64"))
    of_orders = (
        lines.mutate(left=left, lacks=lacks)
        .group_by("sku", "order_no")
        .aggregate(
            left=left.sum(),
            net=lines.net_sales_minor.sum(),
            units=lines.quantity.sum(where=is_sold(lines)),
            lacks=lacks.ifelse(1, 0).sum(),
            is_known=lines.customer.notnull().any(),
            is_first=lines.is_first_order.fill_null(False).any(),
        )
    )
    whole = of_orders.group_by("order_no").aggregate(order_left=of_orders.left.sum())
    beside = of_orders.inner_join(whole, "order_no")
    return beside.group_by("sku").aggregate(
        units=beside.units.sum(),
        net=beside.net.sum(),
        profit=beside.left.sum(),
        squares=(beside.left * beside.left).sum(),
        uncosted=beside.lacks.sum() if margin is None else ibis.literal(0),
        beside=(beside.order_left - beside.left).sum(),
        known=beside.is_known.ifelse(1, 0).sum(),
        firsts=beside.is_first.ifelse(1, 0).sum(),
    )


def _sole_buyers(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """Known buyers of each product, and those of them who bought nothing else in these days."""
    lines = counted_lines(warehouse, params)
    bought = lines.filter(lines.sku.notnull(), lines.customer.notnull(), purchases(lines) == 1)
    pairs = bought.select("customer", "sku").distinct()
    alone = pairs.group_by("customer").aggregate(kinds=pairs.count(), only=pairs.sku.max())
    sole = alone.filter(alone.kinds == 1).group_by(sku="only").aggregate(sole=alone.customer.count())
    buyers = pairs.group_by("sku").aggregate(buyers=pairs.count())
    both = buyers.left_join(sole, "sku").drop("sku_right")
    return both.mutate(sole=both.sole.fill_null(0))


def _costs(warehouse: Warehouse, day: date) -> ir.Table | None:
    return costs_on(warehouse, day) if warehouse.loaded("product_costs") else None
