"""Who bought which products, and through which channel does each mostly sell?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.analyses.counted_sales import counted_lines
from zhanggui.analyses.products.described_products import DescribedProduct, described_products
from zhanggui.metrics.kinds import is_sold
from zhanggui.stats.associations import Incidence

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.products.overlap.params import OverlapParams
    from zhanggui.warehouse.protocol import Warehouse

EXCLUSIVE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Buyers:
    """Known customers and what they bought, the most bought product first; the main channel of each and its share."""

    products: Sequence[DescribedProduct]
    held: Incidence
    channels: Sequence[tuple[str, float]]

    def is_exclusive(self, at: int) -> bool:
        """Whether nine of ten units go through one channel."""
        return self.channels[at][1] >= EXCLUSIVE


def buyers(warehouse: Warehouse, params: OverlapParams) -> Buyers:
    """Products with enough known buyers; the engine leaves one row a customer and product."""
    lines = counted_lines(warehouse, params)
    lines = lines.filter(lines.sku.notnull(), is_sold(lines), lines.quantity > 0)
    described = described_products(warehouse, lines)
    if params.category is not None:
        wanted = [sku for sku, each in described.items() if each.category == params.category]
        lines = lines.filter(lines.sku.isin(wanted))
    known = lines.filter(lines.customer.notnull())
    sold = known.group_by("sku").aggregate(buyers=known.customer.nunique())
    sold = sold.filter(sold.buyers >= params.least_buyers)
    rows = warehouse.fetch(sold).to_pylist()
    skus = [row["sku"] for row in sorted(rows, key=lambda row: (-row["buyers"], row["sku"]))]
    return Buyers(
        products=[described[sku] for sku in skus],
        held=_incidence(warehouse, known.semi_join(sold, "sku"), skus),
        channels=_channels(warehouse, lines.semi_join(sold, "sku"), skus),
    )


def _incidence(warehouse: Warehouse, known: ir.Table, skus: Sequence[str]) -> Incidence:
    found = warehouse.fetch(known.select("customer", "sku").distinct())
    number = {sku: at for at, sku in enumerate(skus)}
    item = np.array([number[sku] for sku in found["sku"].to_pylist()], dtype=np.int64)
    people = found["customer"].combine_chunks().dictionary_encode()
    return Incidence(
        baskets=len(people.dictionary),
        items=len(skus),
        basket=people.indices.to_numpy(zero_copy_only=False).astype(np.int64),
        item=item,
    )


def _channels(warehouse: Warehouse, lines: ir.Table, skus: Sequence[str]) -> Sequence[tuple[str, float]]:
    sums = lines.group_by("sku", "channel").aggregate(units=lines.quantity.sum())
    units: dict[str, dict[str, int]] = {sku: {} for sku in skus}
    for row in warehouse.fetch(sums).to_pylist():
        units[row["sku"]][str(row["channel"])] = int(row["units"])
    return [_main(units[sku]) for sku in skus]


def _main(units: Mapping[str, int]) -> tuple[str, float]:
    channel = max(sorted(units), key=lambda name: units[name])
    return channel, units[channel] / max(1, sum(units.values()))
