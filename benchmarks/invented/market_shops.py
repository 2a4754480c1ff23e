"""What does a small tea shop sell a day where buyers also look at what other sellers ask?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.invented.price_shops import EXTRA_UNITS, PriceShop, price_shop

SELLERS = 4
WATCHED = 0.5
LEVELS = 0.08  # how far apart sellers stand, in logarithms
STAYS, WANDERS = 0.95, 0.02  # each seller's own price by week
SHARED_STAYS, SHARED_WANDERS = 0.97, 0.025  # what moves all sellers of a product: a harvest, a fashion
CAMPAIGNS, CAMPAIGN_CUT = 0.12, 0.9
MOST_CROSS = 0.8
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketShop:
    """What the shop sold; the sellers' prices of the last week; and what is true of the days to come.

    `cross` is by how many percent units rise where the market asks one percent more (0: nobody watches it), `ahead`
    the law's units at the market of the last week.
    """

    shop: PriceShop
    ahead: PriceShop
    watched: NDArray[np.bool_]  # by product
    cross: Floats  # by product
    asked: NDArray[np.int64]  # by product and seller, in the last week


def market_shop(seed: int, units: float) -> MarketShop:
    """A shop of `price_shops` with a known effect of the market's price.

    Expected units of product k on day t: those of `price_shop` · (m(k, t) / m̄(k))^γ(k), m the median of four sellers'
    prices, m̄ its geometric mean over the two years, γ even between 0 and 0.8. Sellers' prices move by themselves, week
    by week; the shop's own tests do not look at them.
    """
    base = price_shop(seed, units)
    chance = np.random.default_rng([seed, SELLERS])
    many, weeks = len(base.cost), int(base.week.max()) + 1
    watched = chance.random(many) < WATCHED
    cross = np.where(watched, chance.uniform(0, MOST_CROSS, many), 0.0)
    own = np.array([base.base_price[base.product == number].mean() for number in range(many)])
    asked = np.rint(own[:, None, None] * np.exp(_logs(chance, many, weeks)))
    market = np.log(np.median(asked, axis=1))
    pull = np.exp(cross[:, None] * (market - market.mean(axis=1, keepdims=True)))
    seen = pull[:, base.week][base.product]
    expected = base.expected * seen
    sold = chance.poisson(expected / (1 + EXTRA_UNITS))
    return MarketShop(
        shop=replace(base, expected=expected, units=(sold + chance.poisson(EXTRA_UNITS * sold)).astype(np.float64)),
        ahead=replace(base, expected=base.expected * pull[:, -1:][base.product]),
        watched=watched,
        cross=cross,
        asked=asked[:, :, -1].astype(np.int64),
    )


def _logs(chance: np.random.Generator, many: int, weeks: int) -> Floats:
    """Logarithms of sellers' prices over the shop's own: by product, seller and week."""
    levels = chance.normal(0, LEVELS, (many, SELLERS, 1))
    shared = _walk(chance, (many, 1, weeks), SHARED_STAYS, SHARED_WANDERS)
    alone = _walk(chance, (many, SELLERS, weeks), STAYS, WANDERS)
    campaigns = np.where(chance.random((many, SELLERS, weeks)) < CAMPAIGNS, np.log(CAMPAIGN_CUT), 0.0)
    return levels + shared + alone + campaigns


def _walk(chance: np.random.Generator, shape: tuple[int, int, int], stays: float, wanders: float) -> Floats:
    """x(t) = stays · x(t − 1) + wanders · z, begun where it is at home."""
    noise = wanders * chance.standard_normal(shape)
    walked = np.empty(shape)
    walked[..., 0] = noise[..., 0] / np.sqrt(1 - stays**2)
    for week in range(1, shape[-1]):
        walked[..., week] = stays * walked[..., week - 1] + noise[..., week]
    return walked
