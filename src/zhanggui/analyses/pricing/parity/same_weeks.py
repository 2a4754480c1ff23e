"""What was paid for the same goods on two channels in the same weeks?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.counted_sales import counted_lines
from zhanggui.metrics.kinds import is_priced
from zhanggui.stats.paired_ratio import PairedRatio

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.counted_sales import SalesParams
    from zhanggui.warehouse.protocol import Warehouse

GRAMS_OF_A_PRICE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SameWeeks:
    """One product (or style) on one channel beside the reference, over the weeks in which both sold it.

    `shop` compares what the shop gets for one after its own discounts, others' subsidies included; `buyer` what the
    buyer pays after all discounts. Each week weighs as much as both sides sold in it together tell: u u′ / (u + u′).
    """

    thing: str
    channel: str
    units: int
    reference_units: int
    shop: PairedRatio
    buyer: PairedRatio


def same_products(warehouse: Warehouse, asked: SalesParams, reference: str) -> list[SameWeeks]:
    """Every SKU on every other channel, by the unit."""
    lines = _sold(warehouse, asked)
    return _compared(warehouse, lines.mutate(thing=lines.sku, amount=lines.quantity.cast("float64")), reference)


def same_styles(warehouse: Warehouse, asked: SalesParams, reference: str) -> list[SameWeeks]:
    """Every style whose packs have a weight on every other channel, by 100 grams."""
    products = warehouse.table("products")
    weighed = products.filter(products.parent_sku.notnull(), products.weight_grams > 0)
    lines = _sold(warehouse, asked).join(weighed.select("sku", "parent_sku", "weight_grams"), "sku")
    hundreds = lines.quantity * lines.weight_grams / GRAMS_OF_A_PRICE
    return _compared(warehouse, lines.mutate(thing=lines.parent_sku, amount=hundreds.cast("float64")), reference)


def _sold(warehouse: Warehouse, asked: SalesParams) -> ir.Table:
    lines = counted_lines(warehouse, asked)
    return lines.filter(lines.sku.notnull(), is_priced(lines))


def _compared(warehouse: Warehouse, lines: ir.Table, reference: str) -> list[SameWeeks]:
    shop = lines.due_minor + lines.discount_platform_minor + lines.discount_influencer_minor
    cells = lines.group_by("thing", "channel", week=lines.ordered_day.truncate("W")).aggregate(
        units=lines.quantity.sum(),
        amount=lines.amount.sum(),
        shop=shop.sum().cast("float64"),
        buyer=lines.due_minor.sum().cast("float64"),
    )
    base = cells.filter(cells.channel == reference)
    base = base.select("thing", "week", base_units="units", base_amount="amount", base_shop="shop", base_buyer="buyer")
    both = cells.filter(cells.channel != reference).join(base, ["thing", "week"])
    found = both.group_by("thing", channel=both.channel.cast("string")).aggregate(
        units=both.units.sum(),
        reference_units=both.base_units.sum(),
        weeks=both.week.count(),
        **_sums(both, "shop"),
        **_sums(both, "buyer"),
    )
    return [_read(row) for row in warehouse.fetch(found.order_by("thing", "channel")).to_pylist()]


def _sums(both: ir.Table, side: str) -> dict[str, Any]:
    weight = both.amount * both.base_amount / (both.amount + both.base_amount)
    x, y = weight * both[side] / both.amount, weight * both[f"base_{side}"] / both.base_amount
    return {
        f"{side}_weight": weight.sum(),
        f"{side}_x": x.sum(),
        f"{side}_y": y.sum(),
        f"{side}_xx": (x * x).sum(),
        f"{side}_xy": (x * y).sum(),
        f"{side}_yy": (y * y).sum(),
    }


def _read(row: Mapping[str, Any]) -> SameWeeks:
    return SameWeeks(
        thing=row["thing"],
        channel=row["channel"],
        units=int(row["units"]),
        reference_units=int(row["reference_units"]),
        shop=_ratio(row, "shop"),
        buyer=_ratio(row, "buyer"),
    )


def _ratio(row: Mapping[str, Any], side: str) -> PairedRatio:
    sums = {name: float(row[f"{side}_{name}"]) for name in ("weight", "x", "y", "xx", "xy", "yy")}
    return PairedRatio(pairs=int(row["weeks"]), **sums)
