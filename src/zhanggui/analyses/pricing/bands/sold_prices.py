"""For how much a unit did every product sell, and what was left of it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.contribution import PROFIT_SUMS, sums_of
from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.analyses.pricing.bands.tags import split_tags
from zhanggui.metrics.kinds import is_priced

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

USUALLY_LOW, MIDDLE, USUALLY_HIGH = 0.1, 0.5, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldPrice:
    """One product of the days asked for; prices are what the buyer paid a unit, after all discounts.

    `price_minor` is that of the middle sale, eight of ten sales lie from `low_minor` to `high_minor`: a stray price
    moves none of them. `list_minor` is the mean price before discounts. `parts` are the sums that profit needs.
    """

    sku: str
    name: str
    category: str
    tags: tuple[str, ...]
    units: int
    price_minor: float
    low_minor: float
    high_minor: float
    list_minor: float
    parts: Mapping[str, int]

    @property
    def net_sales_minor(self) -> int:
        """What it sold for, less what was given back."""
        return self.parts["net_sales"]


def sold_prices(warehouse: Warehouse, asked: SalesParams) -> list[SoldPrice]:
    """Every product that was sold for money, by code."""
    lines = counted_lines(warehouse, asked)
    lines = lines.filter(lines.sku.notnull())
    is_counted = is_priced(lines)
    unit = lines.due_minor.cast("float64") / lines.quantity.nullif(0)
    sold = lines.group_by("sku").aggregate(
        name=lines.product_name.max(),
        category=lines.category.max(),
        units=lines.quantity.sum(where=is_counted),
        gross=lines.gross_minor.sum(where=is_counted),
        low=unit.quantile(USUALLY_LOW, where=is_counted),
        middle=unit.quantile(MIDDLE, where=is_counted),
        high=unit.quantile(USUALLY_HIGH, where=is_counted),
        **sums_of(lines, *PROFIT_SUMS),
    )
    tags = warehouse.table("products").select("sku", "tags")
    tagged = sold.filter(sold.units > 0).left_join(tags, "sku").drop("sku_right")
    return [_read(row) for row in warehouse.fetch(tagged.order_by("sku")).to_pylist()]


def _read(row: Mapping[str, Any]) -> SoldPrice:
    return SoldPrice(
        sku=row["sku"],
        name=row["name"] or row["sku"],
        category=row["category"] or "",
        tags=split_tags(row["tags"]),
        units=int(row["units"]),
        price_minor=float(row["middle"]),
        low_minor=float(row["low"]),
        high_minor=float(row["high"]),
        list_minor=float(row["gross"]) / float(row["units"]),
        parts={name: int(row[name] or 0) for name in PROFIT_SUMS},
    )
