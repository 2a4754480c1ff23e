"""Why do goods and money go back, and which few reasons make up most of it?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.core.words import Words
from zhanggui.metrics.kinds import is_sold
from zhanggui.stats.two_proportions import Counted, believable, doubt

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

KINDS: Mapping[str | None, Words] = {
    "refund_only": Words(zh="仅退款", en="Refund only"),
    "return_and_refund": Words(zh="退货退款", en="Return and refund"),
    "price_adjustment": Words(zh="价保、补差", en="Price adjustment"),
    "chargeback": Words(zh="拒付", en="Chargeback"),
    "compensation": Words(zh="赔付", en="Compensation"),
    "exchange": Words(zh="换货", en="Exchange"),
    None: Words(zh="没有说明", en="Not told"),
}


def by_reason(warehouse: Warehouse, lines: ir.Table) -> Sequence[Mapping[str, Any]]:
    """Cases, units and money of every kind and reason, over refunds of the given lines, the most money first."""
    import ibis

    refunds = _refunds_of(warehouse, lines)
    sums = refunds.group_by("kind_of_refund", "reason").aggregate(
        cases=refunds.count(), units=refunds.quantity.sum(), money=refunds.amount_minor.sum()
    )
    found: list[dict[str, Any]] = warehouse.fetch(
        sums.order_by(ibis.desc("money"), "kind_of_refund", "reason")
    ).to_pylist()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A reason that is given for one product more often than for the others."""

    sku: str
    reason: str
    here: Counted
    elsewhere: Counted

    @property
    def ahead(self) -> float:
        """By how much its share is larger here."""
        return self.here.share - self.elsewhere.share


def most_telling(
    warehouse: Warehouse, lines: ir.Table, skus: Collection[str], false_share: float
) -> dict[str, Telling]:
    """For each of these products the reason that stands out most, if any does by more than chance.

    Only goods that came back count; every reason of every product asked about is tested against all other products, and
    on average at most `false_share` of what is told is chance.
    """
    refunds = _refunds_of(warehouse, lines)
    came = refunds.filter(refunds.quantity > 0, refunds.reason.notnull())
    rows = warehouse.fetch(came.group_by("sku", "reason").aggregate(cases=came.count())).to_pylist()
    tested = [each for each in _against_others(rows) if each.sku in skus]
    doubts = [doubt(each.here, each.elsewhere) for each in tested]
    kept = (each for each, sure in zip(tested, believable(doubts, false_share), strict=True) if sure and each.ahead > 0)
    told: dict[str, Telling] = {}
    for each in sorted(kept, key=lambda each: (-each.ahead, each.reason)):
        told.setdefault(each.sku, each)
    return told


def _against_others(rows: Sequence[Mapping[str, Any]]) -> Iterator[Telling]:
    of_reason, of_sku = _totals(rows, "reason"), _totals(rows, "sku")
    every = sum(of_reason.values())
    for row in rows:
        sku, reason, cases = row["sku"], row["reason"], int(row["cases"])
        yield Telling(
            sku=sku,
            reason=reason,
            here=Counted(cases, of_sku[sku]),
            elsewhere=Counted(of_reason[reason] - cases, every - of_sku[sku]),
        )


def _refunds_of(warehouse: Warehouse, lines: ir.Table) -> ir.Table:
    key = ["channel", "order_id", "line_id"]
    sold = lines.filter(is_sold(lines)).select(*key, "sku")
    return warehouse.table("refund_lines").join(sold, key)


def _totals(rows: Sequence[Mapping[str, Any]], by: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row[by]] = sums.get(row[by], 0) + int(row["cases"])
    return sums
