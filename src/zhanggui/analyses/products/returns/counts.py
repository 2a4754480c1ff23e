"""How many lines of each product were sold and came back, and how long does coming back take?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.contribution import PARTLY_COSTED, sums_of
from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.metrics.kinds import given_back_minor, is_returned, is_sold

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.asked_period import PeriodParams
    from zhanggui.warehouse.protocol import Warehouse

USUAL_SETTLE_DAYS = 30  # where nothing is known of how long goods take to come back
LONGEST_SETTLE_DAYS = 90
LEAST_DELAYS = 30
SETTLED = 0.95
ON_A_SIDE = (*PARTLY_COSTED, "sold")
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """One entry a product: what it is called, and sums over its lines that were kept and that came back."""

    sku: NDArray[Any]
    product_name: NDArray[Any]
    category: NDArray[Any]
    sums: dict[str, Whole]

    @property
    def sold(self) -> Whole:
        """Lines sold."""
        return self.sums["kept_sold"] + self.sums["back_sold"]

    @property
    def back(self) -> Whole:
        """Lines of which something came back: never more than were sold."""
        back: Whole = np.minimum(self.sums["back_sold"] + self.sums["documents"], self.sold)
        return back

    def parts(self, side: str, at: int) -> dict[str, int]:
        """The parts of contribution profit of one product's lines that were kept, or that came back."""
        return {name: int(self.sums[f"{side}_{name}"][at]) for name in PARTLY_COSTED}


def settle_days(warehouse: Warehouse) -> int | None:
    """Days within which 95 % of what comes back has come back; None where too few returns tell.

    Only orders that had 90 days to come back are looked at, as of younger ones the late returns are still out.
    """
    if not warehouse.loaded("refunds"):
        return None
    refunds, lines = warehouse.table("refund_lines"), warehouse.table("sale_lines")
    dated = refunds.filter(refunds.is_day_known, refunds.quantity > 0)
    both = dated.join(lines, ["channel", "order_id", "line_id"])
    known = both.filter(both.ordered_day <= warehouse.as_of - timedelta(days=LONGEST_SETTLE_DAYS))
    delay = known.refunded_day.delta(known.ordered_day, unit="day")
    (found,) = warehouse.fetch(known.aggregate(count=known.count(), late=delay.quantile(SETTLED))).to_pylist()
    if found["count"] < LEAST_DELAYS:
        return None
    return min(max(round(float(found["late"])), 0), LONGEST_SETTLE_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Up to which day orders had time to come back: so many days before the last, told by the data or assumed."""

    days: int
    last_day: date
    is_known: bool


def settled(warehouse: Warehouse, params: PeriodParams, told: int | None) -> Settled:
    """By what is told, else by what the data show, else by what is usual."""
    known = told if told is not None else settle_days(warehouse)
    days = USUAL_SETTLE_DAYS if known is None else known
    last_day = min(params.span(warehouse.as_of).last_day, warehouse.as_of - timedelta(days=days))
    return Settled(days=days, last_day=last_day, is_known=known is not None)


def settled_lines(warehouse: Warehouse, params: SalesParams, last_day: date) -> ir.Table:
    """The counted lines of products up to a day; a line `is_back` when any of its units came back."""
    lines = counted_lines(warehouse, params)
    lines = lines.filter(lines.sku.notnull(), lines.ordered_day <= last_day, is_sold(lines) | is_returned(lines))
    return lines.mutate(is_back=(lines.returned_quantity > 0) | is_returned(lines))


def counts(warehouse: Warehouse, lines: ir.Table) -> Counts:
    """One entry a product, by its code."""
    by_side = lines.group_by("sku", "is_back").aggregate(
        **sums_of(lines, *PARTLY_COSTED),
        sold=is_sold(lines).ifelse(1, 0).sum(),
        documents=is_returned(lines).ifelse(1, 0).sum(),
        given_back=(given_back_minor(lines) + lines.clawback_minor).sum(),
        product_name=lines.product_name.max(),
        category=lines.category.max(),
    )
    sides = {"kept": ~by_side.is_back, "back": by_side.is_back}
    sums = {f"{side}_{name}": by_side[name].sum(where=where) for side, where in sides.items() for name in ON_A_SIDE}
    both = by_side.group_by("sku").aggregate(
        **sums,
        documents=by_side.documents.sum(),
        given_back=by_side.given_back.sum(),
        product_name=by_side.product_name.max(),
        category=by_side.category.max(),
    )
    found = warehouse.fetch(both.order_by("sku"))
    whole = (*sums, "documents", "given_back")
    return Counts(
        sku=found["sku"].to_numpy(zero_copy_only=False),
        product_name=found["product_name"].to_numpy(zero_copy_only=False),
        category=found["category"].to_numpy(zero_copy_only=False),
        sums={name: found[name].fill_null(0).cast("int64").to_numpy() for name in whole},
    )
