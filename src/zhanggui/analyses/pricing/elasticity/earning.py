"""What would another price earn, which is best inside the guardrails, and what would a test cost?"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from zhanggui.analyses.pricing.targets.solving import Economics
from zhanggui.core.quantity import Interval
from zhanggui.offers.prices.endings import Ending

LEVEL = 0.9
Z = float(ndtri((1 + LEVEL) / 2))
MOST_RISK = (1 - LEVEL) / 2
MIDDLES = (np.arange(41) + 0.5) / 41
STEPS = 41
Floats = NDArray[np.float64]


def interval_of(mean: float, deviation: float) -> Interval:
    """What is believed of a number as its mean and the bounds that hold it in nine cases of ten."""
    return Interval(low=mean - Z * deviation, estimate=mean, high=mean + Z * deviation, level=LEVEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardrails:
    """How far a price may move at once, the share of net sales that must be left, how prices end, and the risk.

    `most_risk` is the largest chance of earning less than at the price now; `band` the lowest and the highest price.
    """

    most_step: float
    least_margin: float
    ending: Ending | None
    most_risk: float = MOST_RISK
    band: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a product sold in the horizon's length at its usual price, how that answers, and what a unit leaves.

    `price_minor` is the price now; κ of the economics is the share of the shelf price that stays net sales; `common`
    the share of the belief's variance that other products' beliefs have in common with it.
    """

    units: float
    usual_price_minor: float
    price_minor: float
    mean: float
    deviation: float
    economics: Economics
    common: float = 0.0

    @property
    def elasticities(self) -> Floats:
        """Even parts of what is believed of the elasticity."""
        drawn: Floats = self.mean + self.deviation * ndtri(MIDDLES)
        return drawn

    def units_at(self, price_minor: Floats) -> Floats:
        """Units by (elasticity, price): U (p / p₀)^ε, p₀ the usual price."""
        ratio = np.asarray(price_minor, np.float64) / self.usual_price_minor
        sold: Floats = self.units * ratio[None, :] ** self.elasticities[:, None]
        return sold

    def profit_at(self, price_minor: Floats) -> Floats:
        """Contribution profit by (elasticity, price): U (p / p₀)^ε (p κ (1 − r) − c υ − f)."""
        profit: Floats = self.units_at(price_minor) * self.economics.left_at(price_minor)[None, :]
        return profit

    def gain_at(self, price_minor: Floats) -> Floats:
        """Profit by (elasticity, price) above that of the price now."""
        gain: Floats = self.profit_at(price_minor) - self.profit_at(np.array([self.price_minor]))
        return gain


def allowed(demand: Demand, rails: Guardrails) -> NDArray[np.int64]:
    """Prices that the guardrails leave, from low to high; the ending last. Empty where none is left."""
    floor_minor = demand.economics.price_for(rails.least_margin)
    high = floor(demand.price_minor * (1 + rails.most_step))
    if floor_minor is None:
        return np.empty(0, np.int64)
    low = max(ceil(demand.price_minor * (1 - rails.most_step)), ceil(floor_minor), 1)
    if rails.band:
        low, high = max(low, rails.band[0]), min(high, rails.band[1])
    if low > high:
        return np.empty(0, np.int64)
    prices = np.unique(np.rint(np.linspace(low, high, STEPS)).astype(np.int64))
    if rails.ending is None:
        return prices
    ended = (rails.ending.nearest(int(price), low=low, high=high) for price in prices)
    return np.unique(np.array([price for price in ended if price is not None], np.int64))


def best(demand: Demand, rails: Guardrails) -> tuple[int, Floats] | None:
    """The price that is expected to earn most of those whose chance of a loss is small enough, with its gains.

    max E[G(p)] subject to P(G(p) < 0) ≤ risk, G the gain above the price now over what is believed of the elasticity.
    None: no price inside the guardrails is that sure to earn more than the price now.
    """
    prices = allowed(demand, rails)
    if not len(prices):
        return None
    gains = demand.gain_at(prices.astype(np.float64))
    mean = gains.mean(axis=0)
    sure = ((gains < 0).mean(axis=0) <= rails.most_risk) & (mean > 0)
    if not sure.any():
        return None
    at = int(np.argmax(np.where(sure, mean, -np.inf)))
    return int(prices[at]), gains[:, at]


def cost_of_test(demand: Demand, step: float, horizons: float) -> Floats:
    """What a price that is up or down by a step, each half of the time, earns less than the price now."""
    tried = demand.gain_at(demand.price_minor * np.array([1 - step, 1 + step]))
    cost: Floats = -tried.mean(axis=1) * horizons
    return cost
