"""What is told of products, of channels and of what stands beside a price?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhanggui.analyses.pricing.elasticity.observed import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class InChannel:
    """A product in one channel: `mean` and `deviation` of its elasticity there; `own` as that channel alone tells it.

    None where nothing is told. `differs` says that the product surely (nine in ten) answers otherwise there than over
    all its channels. `late` is the last quarter.
    """

    channel: str
    late_units: float
    late_price_minor: float
    price_now_minor: float
    own: float | None = None
    mean: float | None = None
    deviation: float | None = None
    differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one product's sales tell: `code` says why they do not, or `identified`.

    `own` and `own_error` are before it is drawn to others; `mean` and `deviation` after. Of a product that does not
    tell, the latter are what others of its category would suggest; None where there are none either. `common` is the
    share of the deviation's square that it has in common with others, all of it where the product itself tells nothing.
    `late` is the last quarter, over the channels in `channels`; `rival_days` and `shown_days` are the shares of days on
    which another seller's price, a placement or a promotion was held fast; `is_paid`: no price history is kept.
    """

    product: Product
    code: str
    price_points: int
    changes: int
    units: int
    restlessness: float
    own: float | None
    own_error: float | None
    late_units: float
    late_price_minor: float
    price_now_minor: float
    rival_days: float = 0.0
    shown_days: float = 0.0
    is_paid: bool = False
    mean: float | None = None
    deviation: float | None = None
    common: float = 1.0
    channels: tuple[InChannel, ...] = ()

    def within(self, channel: str) -> Told | None:
        """The same product in one channel; None where it was not sold there."""
        mine = next((each for each in self.channels if each.channel == channel), None)
        if mine is None:
            return None
        return replace(
            self,
            own=self.own if mine.own is None else mine.own,
            mean=mine.mean,
            deviation=mine.deviation,
            late_units=mine.late_units,
            late_price_minor=mine.late_price_minor,
            price_now_minor=mine.price_now_minor,
            channels=(mine,),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What something beside the price does, over the groups that tell it: `kind` is its name, `groups` how many do."""

    kind: str
    groups: int
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTold:
    """How far elasticities in a channel lie from those of all, by what they sell; `products` tell there."""

    channel: str
    products: int
    difference: float
    deviation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What sales tell of every product, of things beside the price, and of channels."""

    products: Sequence[Told]
    effects: tuple[Effect, ...] = ()
    channels: tuple[ChannelTold, ...] = ()
