"""Who buys on both sides of a gap between prices, and who pays in its middle on average?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.analyses.pricing.bands.banding import Gap
from zhanggui.metrics.kinds import is_priced

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Straddled:
    """A gap with the category's known customers: all, those on both sides, of these those whose mean lies within it."""

    gap: Gap
    buyers: int
    straddling: int
    inside: int
    due_minor: int


def straddled(warehouse: Warehouse, asked: SalesParams, found: Sequence[Gap]) -> list[Straddled]:
    """Each gap with who straddles it: paid less than its middle for one unit and more for another."""
    if not found:
        return []
    buyers = _buyers(warehouse, asked, sorted({gap.category for gap in found}))
    sums = {f"{name}_{at}": each for at, gap in enumerate(found) for name, each in _counts(buyers, gap).items()}
    (row,) = warehouse.fetch(buyers.aggregate(**sums)).to_pylist()
    return [
        Straddled(
            gap=gap,
            **{name: int(row[f"{name}_{at}"] or 0) for name in ("buyers", "straddling", "inside", "due_minor")},
        )
        for at, gap in enumerate(found)
    ]


def _buyers(warehouse: Warehouse, asked: SalesParams, names: Sequence[str]) -> ir.Table:
    """What each known customer paid a unit in each category: least, most, on average."""
    lines = counted_lines(warehouse, asked)
    lines = lines.filter(lines.sku.notnull(), lines.customer.notnull(), is_priced(lines))
    lines = lines.mutate(category=lines.category.fill_null(""))
    lines = lines.filter(lines.category.isin(names))
    unit = lines.due_minor.cast("float64") / lines.quantity
    return lines.group_by("category", "customer").aggregate(
        least=unit.min(), most=unit.max(), due=lines.due_minor.sum(), units=lines.quantity.sum()
    )


def _counts(buyers: ir.Table, gap: Gap) -> dict[str, Any]:
    here = buyers.category == gap.category
    both = here & (buyers.least < gap.middle_minor) & (buyers.most >= gap.middle_minor)
    mean = buyers.due.cast("float64") / buyers.units
    inside = both & (mean > gap.below.price_minor) & (mean < gap.above.price_minor)
    return {
        "buyers": here.sum(),
        "straddling": both.sum(),
        "inside": inside.sum(),
        "due_minor": buyers.due.sum(where=both),
    }
