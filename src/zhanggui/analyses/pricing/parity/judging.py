"""Is a price on a channel out of line, by whose doing, and what would bring it back?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhanggui.analyses.pricing.parity.same_weeks import SameWeeks
from zhanggui.analyses.pricing.targets.solving import Economics
from zhanggui.stats.paired_ratio import FEWEST, PairedRatio
from zhanggui.stats.two_proportions import believable

# In the order in which a shopkeeper wants to see them.
VERDICTS = (
    "own_cheaper",
    "own_dearer",
    "subsidised",
    "reference_subsidised",
    "maybe",
    "within",
    "too_few",
)
OWN, OTHERS = VERDICTS[:2], VERDICTS[2:4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What a unit takes on the channel and on the reference: fees, returns, cost (0 where it is not known)."""

    here: Economics
    reference: Economics

    def even_price(self, reference_price: float) -> float | None:
        """The price here that leaves as much a unit as the reference's price leaves there; None where none does.

        p′ = (L + c υ′ + f′) / (κ′ (1 − r′)) with L = p κ (1 − r) − c υ − f, what the reference leaves (symbols as in
        `Economics`).

        >>> free = Economics(cost_minor=0, kept_sales=1, kept_units=1, rate=0, fixed_minor=0, ads=0)
        >>> tenth = Economics(cost_minor=0, kept_sales=1, kept_units=1, rate=0.1, fixed_minor=0, ads=0)
        >>> Sides(here=tenth, reference=free).even_price(9_000)
        10000.0
        """
        kept = self.here.kept_sales * (1 - self.here.rate)
        if kept <= 0:
            return None
        left = self.reference.left_at(reference_price)
        return (left + self.here.cost_minor * self.here.kept_units + self.here.fixed_minor) / kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The range in which a price may lie, beside the reference's: shares above or below it."""

    low: float
    high: float

    @classmethod
    def around(cls, even: float | None, reference: float, tolerance: float) -> Band:
        """From the reference's price to the even one, and the tolerance on either side.

        A channel that costs the shop more may cost the buyer as much more, one that costs less as much less.

        >>> Band.around(None, 100.0, 0.05)
        Band(low=-0.05, high=0.05)
        """
        share = 1.0 if even is None or even <= 0 else even / reference
        low, high = min(share, 1.0), max(share, 1.0)
        return cls(low=round(low * (1 - tolerance) - 1, 12), high=round(high * (1 + tolerance) - 1, 12))


def verdicts(found: Sequence[SameWeeks], bands: Sequence[Band], least_units: int, false_share: float) -> list[str]:
    """One of `VERDICTS` for each; of those out of line no more than the share is so by chance, on average."""
    enough = [min(each.units, each.reference_units) >= least_units for each in found]
    sure = {
        side: believable(
            [
                getattr(each, side).doubt_beyond(band.low, band.high) if tells else None
                for each, band, tells in zip(found, bands, enough, strict=True)
            ],
            false_share,
        )
        for side in ("shop", "buyer")
    }
    return [
        _verdict(each, band, is_shop, is_buyer) if tells and each.shop.pairs >= FEWEST else "too_few"
        for each, band, tells, is_shop, is_buyer in zip(found, bands, enough, sure["shop"], sure["buyer"], strict=True)
    ]


def _verdict(each: SameWeeks, band: Band, is_shop_out: bool, is_buyer_out: bool) -> str:  # noqa: FBT001
    if is_shop_out:
        return "own_cheaper" if each.shop.excess < band.low else "own_dearer"
    if _lies_out(each.shop, band):
        return "maybe"
    if is_buyer_out:
        return "subsidised" if each.buyer.excess < band.low else "reference_subsidised"
    return "maybe" if _lies_out(each.buyer, band) else "within"


def _lies_out(found: PairedRatio, band: Band) -> bool:
    return not band.low <= found.excess <= band.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One pair with what a unit takes on both sides, the band and the verdict."""

    found: SameWeeks
    name: str | None
    sides: Sides
    band: Band
    verdict: str

    @property
    def nearest_minor(self) -> float:
        """The price of the band that lies nearest to the shop's own."""
        price, reference = self.found.shop.mean_x, self.found.shop.mean_y
        return min(max(price, reference * (1 + self.band.low)), reference * (1 + self.band.high))

    @property
    def size_minor(self) -> int:
        """What the shop's own price lies beyond the band × units sold here; 0 where that is not sure."""
        beyond = abs(self.found.shop.mean_x - self.nearest_minor)
        return round(beyond * self.found.units) if self.verdict in OWN else 0

    @property
    def place(self) -> tuple[int, int, int, str, str]:
        """The most money first, then by verdict, then the most units."""
        return (
            -self.size_minor,
            VERDICTS.index(self.verdict),
            -self.found.units,
            self.found.thing,
            self.found.channel,
        )
