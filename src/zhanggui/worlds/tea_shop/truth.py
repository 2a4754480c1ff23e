"""What is true in the tea shop's world, that its owner could only estimate?

Every number here is an input of the generator. It is saved beside the tables, outside of what ingest reads, so that a
test can compare what was estimated with what was planted.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

Stage = Literal["introduction", "growth", "maturity", "decline"]
Role = Literal["traffic", "profit", "core"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTruth:
    """One kind of customer. Rates are per ordinary day: no festival, list prices, everything in stock.

    Purchases: Poisson with rate lambda ~ Gamma(rate_shape, rate_scale_days); dropout after an exponential time with
    rate mu ~ Gamma(dropout_shape, dropout_scale_days) (Schmittlein, Morrison, Colombo 1987).
    """

    name: str
    rate_shape: float
    rate_scale_days: float
    dropout_shape: float
    dropout_scale_days: float
    extra_lines: float
    extra_units: float
    sale_power: float  # exponent on the peaks of sales festivals
    gift_power: float  # exponent on the peaks of gift festivals
    coupon_share: float  # of orders on which a shop coupon is used, where its threshold is met
    win_back_uplift: float  # factor on the purchase rate after a contact with a coupon of the reference value
    tastes: dict[str, float]  # factor on the attraction of a category
    trial_factor: float  # factor on the attraction of trial packs


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTruth:
    """One channel: who comes, when, what it costs, and what goes wrong."""

    name: str
    birth_share: float  # of all newcomers
    yearly_growth: float  # of newcomers
    segment_mix: dict[str, float]
    price_level: float  # shelf price against list price
    price_shyness: float  # attraction falls with list price to this power
    ad_claim: float  # orders that the platform claims for each one that advertising brought
    unpaid_share: float
    cancel_share: float  # whole orders cancelled and refunded before shipping
    refund_factor: float  # on each product's own refund rate
    conversion: float  # buyers per visitor
    ad_share: float  # of newcomers that advertising brings at the ordinary spend
    ad_half: float  # spend, in ordinary spends, that brings half of what endless spend would
    ad_carry_over: float  # of yesterday's advertising pressure that is left today
    ad_spend_minor_per_newcomer: int
    weekdays: tuple[float, ...]  # Monday … Sunday
    hours: tuple[float, ...]  # 24 weights of the local hour


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTruth:
    """One product: how it attracts, how it answers to its price, how often it comes back."""

    sku: str
    attraction: float
    elasticity: float
    is_price_tested: bool  # its price was varied at random; else its elasticity cannot be known
    refund_rate: float
    stage: Stage
    role: Role
    is_overstocked: bool
    stock_out_rate: float  # chance of a stock-out in a month
    festival: str | None  # sold only before this festival


@dataclass(frozen=True, slots=True, kw_only=True)
class FestivalTruth:
    """One festival: demand on the best day, by channel, and its course around the feast (1 = peak, in logarithms)."""

    name: str
    is_for_gifts: bool
    peaks: dict[str, float]
    course: tuple[tuple[int, float], ...]  # (days from the feast, height)
    price_factor: float  # shelf price in the main phase
    gift_box_factor: float  # on the attraction of gift boxes on the best day


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTruth:
    """Two products that go together: whoever buys the first adds the second with this chance."""

    first: str
    second: str
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeTruth:
    """How customers answer to one kind of message: by how much of what wins them back; 0 changes nothing."""

    name: str
    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementTruth:
    """How one channel settles, and what its statements and exports get wrong."""

    channel: str
    account: str  # empty: it gives no statements
    counts_from: Literal["completion", "payment"]
    first_day: float  # settled this many days after, at the earliest
    spread_days: float  # and evenly within so many more
    lost_share: float  # of settled orders that never show in a statement
    repeated_share: float  # of settled orders that are settled twice
    lost_payment_share: float  # of payments that the export leaves out
    overcharge: float  # added to the declared commission
    overcharged_from: date | None

    @classmethod
    def none(cls, channel: str) -> SettlementTruth:
        """A channel without statements, whose payments are all told."""
        return cls(
            channel=channel,
            account="",
            counts_from="completion",
            first_day=0.0,
            spread_days=0.0,
            lost_share=0.0,
            repeated_share=0.0,
            lost_payment_share=0.0,
            overcharge=0.0,
            overcharged_from=None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Everything that holds in the world."""

    seed: int
    start: date
    end: date
    newcomers_per_day: float
    old_days: int  # for how long the shop had been open before the first day
    segments: tuple[SegmentTruth, ...]
    channels: tuple[ChannelTruth, ...]
    products: tuple[ProductTruth, ...]
    festivals: tuple[FestivalTruth, ...]
    pairs: tuple[PairTruth, ...]
    months: dict[str, tuple[float, ...]]  # by category, January … December
    tastes: tuple[dict[str, float], ...]  # the kinds of taste, each with a factor by category
    second_channel_share: float
    dormant_share: float  # of the rate that is left after dropout
    price_test_spread: float
    price_test_days: int
    response_days: int
    reference_coupon_minor: int
    coupon_redemption: float
    reminder_strength: float  # of a contact without a coupon, against one with the reference coupon
    settlements: tuple[SettlementTruth, ...]
    programmes: tuple[ProgrammeTruth, ...] = ()

    def save(self, path: Path) -> None:
        """Write as JSON."""
        path.write_bytes(_adapter().dump_json(self, indent=1))

    @classmethod
    def load(cls, path: Path) -> Truth:
        """Read what `save` wrote."""
        loaded: Truth = _adapter().validate_json(path.read_bytes())
        return loaded

    def product(self, sku: str) -> ProductTruth:
        """One product's truth."""
        return next(product for product in self.products if product.sku == sku)

    def segment(self, name: str) -> SegmentTruth:
        """One segment's truth."""
        return next(segment for segment in self.segments if segment.name == name)

    def channel(self, name: str) -> ChannelTruth:
        """One channel's truth."""
        return next(channel for channel in self.channels if channel.name == name)

    def strength(self, programme: str) -> float:
        """How strongly a programme's messages work, against a win-back."""
        return next((each.strength for each in self.programmes if each.name == programme), 1.0)

    def uplift(self, segment: SegmentTruth, coupon_minor: int, programme: str = "win_back") -> float:
        """Factor on the purchase rate of a contacted customer: grows with the root of the coupon's value.

        u = 1 + (u_reference - 1) * strength * (reminder + (1 - reminder) * min(2, coupon / reference)^0.5)
        """
        value = math.sqrt(min(2.0, coupon_minor / self.reference_coupon_minor))
        gain = (segment.win_back_uplift - 1) * self.strength(programme)
        return 1.0 + gain * (self.reminder_strength + (1 - self.reminder_strength) * value)


@functools.cache
def _adapter() -> TypeAdapter[Truth]:
    return TypeAdapter(Truth)
