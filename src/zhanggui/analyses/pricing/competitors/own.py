"""What does each own product sell for in its main channel, and below which price does it stop paying?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.pricing.competitors.advising import floor_of
from zhanggui.analyses.pricing.targets.pairs import ad_shares, by_channel, economics_of, is_few, priced_pairs

if TYPE_CHECKING:
    from zhanggui.analyses.counted_sales import SalesParams
    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPrice:
    """An own product where it sells most: its average price before others' discounts, and its floor."""

    product_name: str | None
    channel: str
    price_minor: int
    units: int
    has_cost: bool
    floor_minor: int | None


def own_prices(warehouse: Warehouse, asked: SalesParams, period: Period, margin: float) -> dict[str, OwnPrice]:
    """By SKU; the floor leaves `margin` after cost, fees, carrier, returns and ads, as `pricing.targets` solves it."""
    pairs = priced_pairs(warehouse, asked, period.last_day)
    ads = ad_shares(warehouse, asked, period)
    whole = by_channel(pairs)
    main: dict[str, Mapping[str, Any]] = {}
    for row in sorted(pairs, key=lambda row: (-row["sold_units"], row["channel"])):
        main.setdefault(row["sku"], row)
    return {sku: _own(row, whole[row["channel"]], ads.get(row["channel"], 0.0), margin) for sku, row in main.items()}


def _own(row: Mapping[str, Any], channel: Mapping[str, int], ads: float, margin: float) -> OwnPrice:
    sums = channel if is_few(row) else row
    has_cost = row["cost_minor"] is not None and sums["net_sales"] > 0
    floor = economics_of(sums, float(row["cost_minor"]), ads).price_for(margin) if has_cost else None
    return OwnPrice(
        product_name=row["product_name"],
        channel=row["channel"],
        price_minor=round(row["due"] / row["sold_units"]),
        units=row["sold_units"],
        has_cost=has_cost,
        floor_minor=floor_of(floor),
    )
