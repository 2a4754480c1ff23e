"""What is known of every product's demand, and what does a unit of it leave?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.pricing.cross.weekly import Elsewhere
from zhanggui.analyses.pricing.elasticity.comparing import LATE_DAYS
from zhanggui.analyses.pricing.elasticity.findings import Findings
from zhanggui.analyses.pricing.elasticity.keeping import read
from zhanggui.analyses.pricing.elasticity.listing import Asked, demand_of
from zhanggui.analyses.pricing.elasticity.observed import observe
from zhanggui.analyses.pricing.elasticity.telling import told
from zhanggui.analyses.pricing.targets.pairs import sold_pairs

if TYPE_CHECKING:
    from datetime import date

    from zhanggui.analyses.pricing.elasticity.earning import Demand
    from zhanggui.analyses.pricing.elasticity.findings import Told
    from zhanggui.analyses.pricing.elasticity.observed import Observed
    from zhanggui.core.model import FittedModel
    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was read, what it tells of each product, and the demand of those whose cost is known, by product.

    `elsewhere` is what was sold beside each category, against which pairs of its products are held.
    """

    observed: Observed
    elsewhere: Elsewhere
    told: Sequence[Told]
    demands: Mapping[str, Demand]


def know(warehouse: Warehouse, dated: SalesParams, period: Period, asked: Asked) -> Known:
    """Read the sales of the period and believe what they tell; cost and charges are those of the last 13 weeks."""
    observed = observe(warehouse, dated, period)
    elsewhere = Elsewhere.empty(len(observed.channels), period.days)
    found = told(elsewhere.watching(observed.groups())).products
    demands = demands_of(warehouse, dated.channel, found, asked, period.last_day)
    return Known(observed=observed, elsewhere=elsewhere, told=found, demands=demands)


def beliefs_of(warehouse: Warehouse, dated: SalesParams, period: Period, learnt: FittedModel | None = None) -> Findings:
    """What sales tell of each product: as it was learnt (`models.price_elasticity`), or estimated now.

    Every channel is looked at, whichever is asked for: a product in one is believed by what it does in the others too.
    """
    if learnt is not None:
        return read(learnt)
    everywhere = dated.model_copy(update={"channel": None})
    return told(observe(warehouse, everywhere, period).groups())


def beliefs_in(found: Findings, channel: str | None) -> Sequence[Told]:
    """What is told of products over all channels, or of those sold in one, there."""
    if channel is None:
        return found.products
    return [mine for each in found.products if (mine := each.within(channel)) is not None]


def demands_of(
    warehouse: Warehouse, channel: str | None, found: Sequence[Told], asked: Asked, last_day: date
) -> Mapping[str, Demand]:
    """The demand of every product whose cost is known, with the cost and charges of the last 13 weeks."""
    late = SalesParams(channel=channel, end=last_day + timedelta(days=1), days=LATE_DAYS)
    pairs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for pair in sold_pairs(warehouse, late, last_day):
        pairs[pair["sku"]].append(pair)
    made = ((each.product.sku, demand_of(each, pairs[each.product.sku], asked)) for each in found)
    return {sku: demand for sku, demand in made if demand is not None}
