"""Which pairs really belong together, and what does a unit of each leave?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.analyses.contribution import COSTED
from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.analyses.products.pairs.baskets import baskets
from zhanggui.analyses.products.pairs.believed import BelievedPair, believed_pairs
from zhanggui.analyses.products.pairs.params import PairsParams
from zhanggui.decisions.policies.bundles.params import BundlesParams
from zhanggui.decisions.policies.bundles.pricing import Pair, Part
from zhanggui.metrics.kinds import is_sold, lacks_cost

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A pair that stands, with its prices, and the evidence for it."""

    pair: Pair
    believed: BelievedPair
    tested: int
    orders: int
    first_orders: int
    second_orders: int


def candidates(warehouse: Warehouse, params: BundlesParams, day: date) -> tuple[Candidate, ...]:
    """Pairs beyond chance and taste whose unit profit is known; both products sold in the window."""
    asked = PairsParams(
        start=day - timedelta(days=params.window_days - 1),
        days=params.window_days,
        orders=params.orders,
        false_share=params.false_share,
    )
    held = baskets(warehouse, asked, COSTED)
    found = believed_pairs(held, asked)
    products, counts = held.products, held.counts
    parts = _parts(warehouse, asked, sorted({products[at].sku for p in found.pairs for at in (p.first, p.second)}))
    names = {product.sku: product.name for product in products}
    said = []
    for pair in found.pairs:
        skus = products[pair.first].sku, products[pair.second].sku
        if not set(skus) <= set(parts):
            continue
        first, second = (_named(parts[sku], names[sku]) for sku in skus)
        alone = int(counts[pair.first]) - pair.together, int(counts[pair.second]) - pair.together
        said.append(
            Candidate(
                pair=Pair(
                    first=first,
                    second=second,
                    both_a_day=pair.together / params.window_days,
                    first_alone_a_day=alone[0] / params.window_days,
                    second_alone_a_day=alone[1] / params.window_days,
                ),
                believed=pair,
                tested=found.tested,
                orders=held.orders,
                first_orders=int(counts[pair.first]),
                second_orders=int(counts[pair.second]),
            )
        )
    return tuple(said)


def _named(part: Part, name: str) -> Part:
    return Part(
        sku=part.sku,
        name=name,
        price_minor=part.price_minor,
        left_minor=part.left_minor,
        cost_minor=part.cost_minor,
        fee_rate=part.fee_rate,
    )


def _parts(warehouse: Warehouse, asked: SalesParams, skus: Sequence[str]) -> dict[str, Part]:
    """By product with every cost known: price, cost and fees by rate of a unit; one more unit pays no second parcel."""
    lines = counted_lines(warehouse, asked)
    lines = lines.filter(lines.sku.isin(list(skus)), is_sold(lines), lines.quantity > 0)
    by_rate = lines.fee_minor.fill_null(0) - lines.fee_per_order_minor.fill_null(0)
    sums = lines.group_by("sku").aggregate(
        units=lines.quantity.sum(),
        due=(lines.due_minor + lines.discount_platform_minor + lines.discount_influencer_minor).sum(),
        cost=(lines.unit_cost_minor * lines.quantity).sum(),
        fees=by_rate.sum(),
        gaps=lacks_cost(lines).ifelse(1, 0).sum(),
    )
    rows = warehouse.fetch(sums.order_by("sku")).to_pylist()
    return {row["sku"]: _part(row) for row in rows if not row["gaps"] and row["due"] > 0}


def _part(row: dict[str, int]) -> Part:
    units, due, cost, fees = (int(row[name] or 0) for name in ("units", "due", "cost", "fees"))
    return Part(
        sku=str(row["sku"]),
        name="",
        price_minor=due / units,
        left_minor=(due - cost - fees) / units,
        cost_minor=cost / units,
        fee_rate=fees / due,
    )
