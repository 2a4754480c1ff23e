"""What do a real grocer's sales tell of prices, with its displays and mailers held fast and without?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.measurement import Figure
from benchmarks.processes import zhanggui
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.pricing.elasticity.elasticity import USUAL_DAYS
from zhanggui.analyses.pricing.elasticity.observed import observe
from zhanggui.analyses.pricing.elasticity.telling import told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.workplace import Workplace
    from zhanggui.analyses.pricing.elasticity.findings import Findings


def figures(work: Workplace) -> Iterator[Figure]:
    """One year of completejourney, whose prices are read from what was paid."""
    from zhanggui.app.clock import SystemClock
    from zhanggui.app.shop import open_shop

    warehouse = open_shop(work.made("completejourney-displays", _load), SystemClock()).warehouse()
    try:
        asked = SalesParams()
        period = asked.period(warehouse.as_of, USUAL_DAYS)
        observed = observe(warehouse, asked.within(period), period)
    finally:
        warehouse.close()
    held = told(observed.groups())
    alone = told(replace(observed, beside=replace(observed.beside, shown={})).groups())
    mine, theirs = _own(held), _own(alone)
    both = [mine[sku] for sku in mine.keys() & theirs.keys()], [theirs[sku] for sku in mine.keys() & theirs.keys()]
    effects = ", ".join(f"{each.kind} {np.expm1(each.mean):+.0%}" for each in held.effects)
    yield Figure(
        what=f"a real grocer's year, {len(both[0]):,} products that tell: middle elasticity, displays and mailers held fast",
        measured=f"{np.median(both[0]):.2f}; units where all stores have it: {effects}",
        beside=f"without them {np.median(both[1]):.2f}",
    )


def _own(found: Findings) -> dict[str, float]:
    return {each.product.sku: each.own for each in found.products if each.own is not None}


def _load(folder: Path) -> None:
    zhanggui(folder, "init", "--currency", "USD", "--timezone", "America/New_York")
    for source in ("completejourney", "completejourney_placements"):
        zhanggui(folder, "ingest", source, "--as", source)
