"""What else moved sales of a product beside its price: other sellers, where it was placed, a promotion?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhanggui.analyses.pricing.elasticity.days import days_in, stretches_of
from zhanggui.analyses.pricing.elasticity.rivals import rival_logs
from zhanggui.warehouse.local_time import local_time

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

RIVALS, PROMOTED = "rivals", "promoted"
# These change the price on the shelf, which is held already: taking them out would take out what is to be measured.
IN_THE_PRICE = ("discount", "flash_sale")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Stretches of days (the first, the day after the last) with what share of its channel each took in."""

    first: NDArray[np.int64]
    end: NDArray[np.int64]
    share: Floats

    def laid(self, days: int) -> Floats:
        """(day): the share; those of several stretches add up to one at most."""
        found = np.zeros(days + 1)
        np.add.at(found, np.clip(self.first, 0, days), self.share)
        np.add.at(found, np.clip(self.end, 0, days), -self.share)
        added: Floats = np.clip(np.cumsum(found)[:-1], 0.0, 1.0)
        return added


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is known by SKU of other sellers' prices, and by kind, channel and SKU of placements and promotions."""

    rivals: Mapping[str, Floats]
    shown: Mapping[str, Mapping[tuple[str, str], Spans]]

    def of(self, keys: Sequence[tuple[str, str]], days: int) -> Mapping[str, Floats]:
        """(series, day) by what moved: the logarithm of others' price, NaN where unknown; shares of the channel.

        Only what moved for one of these series.
        """
        found: dict[str, Floats] = {}
        if any(sku in self.rivals for _, sku in keys):
            none = np.full(days, np.nan)
            found[RIVALS] = np.stack([self.rivals.get(sku, none) for _, sku in keys])
        for kind, spans in self.shown.items():
            if any(key in spans for key in keys):
                laid = [spans[key].laid(days) if key in spans else np.zeros(days) for key in keys]
                found[kind] = np.stack(laid)
        return {kind: laid for kind, laid in found.items() if (np.nan_to_num(laid) != 0).any()}


def read_beside(warehouse: Warehouse, period: Period) -> Beside:
    """Prices of competitors, placements and campaigns for single products, as far as each is loaded."""
    shown: dict[str, dict[tuple[str, str], Spans]] = defaultdict(dict)
    for kind, key, spans in (*_placed(warehouse, period), *_promoted(warehouse, period)):
        shown[kind][key] = spans
    return Beside(rivals=rival_logs(warehouse, period), shown=shown)


def _placed(warehouse: Warehouse, period: Period) -> Iterator[tuple[str, tuple[str, str], Spans]]:
    """Placements by kind: the share of the channel that they reached, else that of its outlets, else all of it."""
    import ibis

    if not warehouse.loaded("placements"):
        return
    placed = warehouse.table("placements")
    placed = placed.mutate(channel=placed.channel.cast("string"), kind=placed.kind_of_placement.cast("string"))
    most = placed.outlets.max().over(ibis.window(group_by=["channel"]))
    reach = ibis.coalesce(placed.reached_share, placed.outlets.cast("float64") / most.nullif(0), ibis.literal(1.0))
    told = placed.mutate(share=reach, end=placed.last_day.fill_null(ibis.date(period.last_day)))
    mine = told.filter(
        told.first_day < period.end, told.end >= period.start, told.end >= told.first_day, told.share.between(0, 1)
    )
    yield from _read(warehouse, mine.select("kind", "channel", "sku", "first_day", "end", "share"), period)


def _promoted(warehouse: Warehouse, period: Period) -> Iterator[tuple[str, tuple[str, str], Spans]]:
    """Campaigns for single products that leave the price on the shelf as it is, such as coupons and gifts."""
    import ibis

    if not (warehouse.loaded("campaigns") and "sku" in warehouse.loaded("campaign_items")):
        return
    campaigns, items = warehouse.table("campaigns"), warehouse.table("campaign_items")
    other = campaigns.kind_of_campaign.isnull() | ~campaigns.kind_of_campaign.isin(IN_THE_PRICE)
    first, end = (local_time(each, warehouse.timezone).date() for each in (campaigns.starts_at, campaigns.ends_at))
    dated = campaigns.filter(other).mutate(first_day=first, end=end)
    mine = (
        items.filter(items.sku.notnull())
        .join(dated, ["channel", "campaign"])
        .filter(lambda each: (each.first_day < period.end) & (each.end >= period.start))
    )
    told = mine.mutate(
        kind=ibis.literal(PROMOTED), channel=mine.channel.cast("string"), share=ibis.literal(1.0)
    ).select("kind", "channel", "sku", "first_day", "end", "share")
    yield from _read(warehouse, told.distinct(), period)


def _read(warehouse: Warehouse, told: ir.Table, period: Period) -> Iterator[tuple[str, tuple[str, str], Spans]]:
    rows = warehouse.fetch(told.order_by("kind", "channel", "sku", "first_day", "end"))
    first, end = days_in(rows, "first_day", period), days_in(rows, "end", period) + 1
    share = rows["share"].cast(pa.float64()).to_numpy()
    for (kind, channel, sku), mine in stretches_of(rows, ("kind", "channel", "sku")):
        yield kind, (channel, sku), Spans(first=first[mine], end=end[mine], share=share[mine])
