"""What did other sellers ask for each product on each day, as far as it was still fresh then?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.competitors.competitors import CompetitorsParams
from zhanggui.analyses.pricing.competitors.seen import (
    LISTED_DAY,
    is_to_be_had,
    key_of,
    last_of_each_day,
    newest,
    usable,
)
from zhanggui.analyses.pricing.competitors.whose import paired
from zhanggui.analyses.products.same.codes import codes_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

Floats = NDArray[np.float64]


def rival_logs(warehouse: Warehouse, period: Period) -> Mapping[str, Floats]:
    """By SKU the logarithm of the others' middle price on each day, one price a seller; NaN where none was fresh.

    Offers are matched, and prices grow stale, as in `pricing.competitors`; what was seen on a day counts from then on,
    never before, until it is stale, sold out or seen anew. Matches by title alone do not count.
    """
    if not warehouse.loaded("competitor_offers"):
        return {}
    fresh_days = CompetitorsParams().fresh_days
    observed = usable(warehouse)
    offers = newest(warehouse, observed, fresh_days)
    matched = paired(offers, codes_of(warehouse), by_title=False) if offers else []
    noted = _noted(warehouse, observed, period, fresh_days) if matched else {}
    by_seller: dict[str, dict[str, list[Floats]]] = defaultdict(lambda: defaultdict(list))
    for each in matched:
        if each.seen.key in noted:
            by_seller[each.sku][each.seen.competitor].append(noted[each.seen.key])
    return {sku: _middle([_cheapest(its) for its in sellers.values()]) for sku, sellers in by_seller.items()}


def _noted(warehouse: Warehouse, offers: ir.Table, period: Period, fresh_days: int) -> Mapping[str, Floats]:
    """What each listing asked, carried forward while fresh; a sold-out listing asks nothing."""
    last = last_of_each_day(offers.filter(offers.observed_day < period.end))
    asked = last.select(*LISTED_DAY, asked=is_to_be_had(last).ifelse(last.price_minor, 0)).order_by(LISTED_DAY)
    found: dict[str, Floats] = {}
    for row in warehouse.fetch(asked).to_pylist():
        laid = found.setdefault(key_of(row["channel"], row["listing_id"]), np.full(period.days, np.nan))
        day = (row["observed_day"] - period.start).days
        asked = row["asked"] or 0
        laid[max(day, 0) : max(day + fresh_days + 1, 0)] = np.log(asked) if asked > 0 else np.nan
    return found


def _cheapest(listings: list[Floats]) -> Floats:
    lowest: Floats = np.fmin.reduce(listings)
    return lowest


def _middle(sellers: list[Floats]) -> Floats:
    there = np.sort(np.array(sellers), axis=0)  # what is missing comes last
    count = (~np.isnan(there)).sum(axis=0)
    low, high = (np.take_along_axis(there, np.maximum(at, 0)[None], axis=0)[0] for at in ((count - 1) // 2, count // 2))
    middle: Floats = np.where(count > 0, (low + high) / 2, np.nan)
    return middle
