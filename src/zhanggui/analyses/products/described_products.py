"""What is each product called, and to which style and category does it belong?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedProduct:
    """One product as catalogue and sales call it; what neither tells is empty."""

    sku: str
    name: str
    parent_sku: str
    category: str
    subcategory: str
    launched_day: date | None


def described_products(warehouse: Warehouse, lines: ir.Table) -> dict[str, DescribedProduct]:
    """The products of some sale lines, by code; the catalogue's word counts before that of the lines."""
    sold = lines.filter(lines.sku.notnull()).group_by("sku")
    told = sold.aggregate(sold_name=lines.product_name.max(), sold_category=lines.category.max())
    catalogue = warehouse.table("products").select(
        "sku", "product_name", "parent_sku", "category", "subcategory", "launched_day"
    )
    found = told.left_join(catalogue, "sku").drop("sku_right").order_by("sku")
    return {
        row["sku"]: DescribedProduct(
            sku=row["sku"],
            name=row["product_name"] or row["sold_name"] or row["sku"],
            parent_sku=row["parent_sku"] or "",
            category=row["category"] or row["sold_category"] or "",
            subcategory=row["subcategory"] or "",
            launched_day=row["launched_day"],
        )
        for row in warehouse.fetch(found).to_pylist()
    }
