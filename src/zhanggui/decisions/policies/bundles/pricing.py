"""At which price would a bundle of two products pay, and who would get the discount for nothing?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from zhanggui.decisions.policies.bundles.params import BundlesParams
from zhanggui.offers.prices.endings import Ending

REFERENCE = 0.1  # the discount at which the uplift is stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One product of a bundle, by unit: usual price, what cost and fees by rate leave, cost, share of fees."""

    sku: str
    name: str
    price_minor: float
    left_minor: float
    cost_minor: float
    fee_rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two products, how many orders a day hold both, and how many hold only the first or only the second."""

    first: Part
    second: Part
    both_a_day: float
    first_alone_a_day: float
    second_alone_a_day: float

    @property
    def apart_minor(self) -> float:
        """What the two cost apart."""
        return self.first.price_minor + self.second.price_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A bundle price with its floor, and the gain a day at low, middle and high uplift; what buyers of both save a day.

    `pays_from` is how many more orders, as a share of those that hold both today, it needs to break even.
    """

    price_minor: int
    floor_minor: int
    discount: float
    gains: tuple[float, float, float]
    saved_minor: float
    pays_from: float

    @property
    def gain_minor(self) -> float:
        """Expected gain a day."""
        return self.gains[1]


def best_bundle(pair: Pair, params: BundlesParams, step_minor: int, ending: Ending | None = None) -> Offered | None:
    """The discount with the largest expected gain among those tried; None if none is above the floor."""
    tried = [offered(pair, discount, params, step_minor, ending) for discount in params.discounts]
    return max((each for each in tried if each), key=lambda each: each.gain_minor, default=None)


def offered(
    pair: Pair, discount: float, params: BundlesParams, step_minor: int, ending: Ending | None = None
) -> Offered | None:
    """One price against no bundle, by day; None below the floor, or where no price with the ending lies above it.

    gain(u) = n (u (m_a + m_b − 2 D) − D): n orders a day hold both, m is what one more unit leaves, D the discount. Who
    buys both anyway saves D in every order, which is counted in full. Of those with either product the share that adds
    the other rises by u, so 2 u n more orders hold both; u at a discount d is the stated one times √(d / 10 %), as the
    first percent draw more than the last. The floor is (c_a + c_b) / (1 − fees − least margin). Bounds come from the
    stated prior of u alone.
    """
    wanted = math.floor(pair.apart_minor * (1 - discount) / step_minor) * step_minor
    floor = _floor(pair, params, step_minor)
    if floor is None or wanted < floor:
        return None
    price = ending.nearest(wanted, low=floor, high=math.ceil(pair.apart_minor) - 1) if ending else wanted
    if price is None or price >= pair.apart_minor:
        return None
    off = pair.apart_minor - price
    added = pair.both_a_day * (pair.first.left_minor + pair.second.left_minor - 2 * off)
    saved = pair.both_a_day * off
    strength = math.sqrt(off / pair.apart_minor / REFERENCE)
    uplifts = (params.uplift_low, params.uplift_estimate, params.uplift_high)
    low, middle, high = (uplift * strength * added - saved for uplift in uplifts)
    return Offered(
        price_minor=price,
        floor_minor=floor,
        discount=off / pair.apart_minor,
        gains=(min(low, high), middle, max(low, high)),
        saved_minor=saved,
        pays_from=2 * saved / added if added > 0 else math.inf,
    )


def _floor(pair: Pair, params: BundlesParams, step_minor: int) -> int | None:
    cost = pair.first.cost_minor + pair.second.cost_minor
    fees = max(pair.first.fee_rate, pair.second.fee_rate)
    kept = 1 - fees - params.least_margin
    return math.ceil(cost / kept / step_minor) * step_minor if kept > 0 else None
