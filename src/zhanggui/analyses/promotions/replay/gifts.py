"""What do the gifts of offers cost?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.analyses.cost_and_stock import costs_on
from zhanggui.offers.rules.benefits import FullGift

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.analyses.promotions.replay.declared import Declared
    from zhanggui.warehouse.protocol import Warehouse


def gift_costs(warehouse: Warehouse, sets: Sequence[Declared]) -> dict[str, int]:
    """What the gifts of the sets cost now, where the shop has told it."""
    wanted = {
        step.sku
        for each in sets
        for offer in each.offers.offers
        if isinstance(offer.benefit, FullGift)
        for step in offer.benefit.steps
    }
    if not wanted or not warehouse.loaded("product_costs"):
        return {}
    costs = costs_on(warehouse, warehouse.as_of)
    found = warehouse.fetch(costs.filter(costs.sku.isin(sorted(wanted)))).to_pylist()
    return {row["sku"]: row["cost_minor"] for row in found}
