"""What does a unit take on each channel: fees, returns, and its cost?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.pricing.parity.judging import Sides
from zhanggui.analyses.pricing.targets.pairs import by_channel, economics_of, is_few, sold_pairs
from zhanggui.analyses.pricing.targets.solving import Economics

if TYPE_CHECKING:
    from datetime import date

    from zhanggui.analyses.counted_sales import SalesParams
    from zhanggui.warehouse.protocol import Warehouse

NOTHING = Economics(cost_minor=0.0, kept_sales=1.0, kept_units=1.0, rate=0.0, fixed_minor=0.0, ads=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Takings:
    """The sums of every product in every channel, and of the channels; by (channel, sku) and by channel."""

    pairs: Mapping[tuple[str, str], Mapping[str, Any]]
    channels: Mapping[str, Mapping[str, int]]

    @property
    def largest(self) -> str | None:
        """The channel with the largest net sales."""
        by_sales = sorted(self.channels, key=lambda name: (-self.channels[name]["net_sales"], name))
        return by_sales[0] if by_sales else None

    def sides(self, sku: str, channel: str, reference: str) -> Sides:
        """What a unit of a product takes on two channels; its cost counts on both or on neither."""
        return Sides(here=self._economics(sku, channel), reference=self._economics(sku, reference))

    def has_cost(self, sku: str, channel: str) -> bool:
        """Whether the product's cost is known."""
        return self.pairs[channel, sku]["cost_minor"] is not None

    def is_few(self, sku: str, channel: str) -> bool:
        """Whether too few were sold for fees and returns of the product's own."""
        return is_few(self.pairs[channel, sku])

    def product_name(self, sku: str, channel: str) -> str | None:
        """What the channel's sales call the product."""
        found: str | None = self.pairs[channel, sku]["product_name"]
        return found

    def style_name(self, skus: Iterable[str], channel: str) -> str | None:
        """What one of a style's products is called that the channel sells."""
        return next((self.product_name(sku, channel) for sku in sorted(skus) if (channel, sku) in self.pairs), None)

    def fee_share(self, channel: str) -> float | None:
        """What fees by rate take of the channel's net sales."""
        sums = self.channels[channel]
        return sums["rate_fees"] / sums["net_sales"] if sums["net_sales"] > 0 else None

    def is_free(self, channel: str) -> bool:
        """Whether nothing at all was charged: no fees of the channel are loaded."""
        sums = self.channels.get(channel)
        return sums is not None and not (sums["rate_fees"] or sums["fixed_fees"])

    def packs(self, skus: Mapping[str, int], channel: str) -> tuple[int, ...]:
        """The weights of those products that the channel sells."""
        return tuple(sorted({grams for sku, grams in skus.items() if (channel, sku) in self.pairs}))

    def _economics(self, sku: str, channel: str) -> Economics:
        pair = self.pairs[channel, sku]
        own = () if is_few(pair) else (pair,)
        for sums in (*own, self.channels[channel]):  # what came back whole tells nothing of fees: the channel does
            if min(sums["net_sales"], sums["due"], sums["sold_units"]) > 0:
                return economics_of(sums, float(pair["cost_minor"] or 0), 0.0)
        return NOTHING


def takings(warehouse: Warehouse, asked: SalesParams, last_day: date) -> Takings:
    """Everything sold in the days asked for."""
    rows = sold_pairs(warehouse, asked, last_day)
    return Takings(pairs={(row["channel"], row["sku"]): row for row in rows}, channels=by_channel(rows))
