"""What does a small tea shop sell a day under the world's law of demand, without its people and papers?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from zhanggui.worlds.tea_shop.catalogue import CATEGORIES, catalogue
from zhanggui.worlds.tea_shop.nature.days import is_main_phase, number_of, rhythm
from zhanggui.worlds.tea_shop.nature.demand import demand, location_of_channels
from zhanggui.worlds.tea_shop.ordinary import ordinary_truth

START, END = date(2024, 9, 1), date(2026, 9, 1)
EXTRA_UNITS = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceShop:
    """Daily units and prices by series (channel, product), and what is true of each product.

    `expected` are the units that chance is drawn around, `base_price` the price of each series outside tests and
    festivals, `festival_cut` what a festival leaves of it, `cost` what a unit of each product costs.
    """

    units: NDArray[np.float64]
    expected: NDArray[np.float64]
    price: NDArray[np.float64]
    is_out: NDArray[np.bool_]
    is_festival: NDArray[np.bool_]  # by day
    week: NDArray[np.int64]
    product: NDArray[np.int64]
    channel: NDArray[np.int64]
    base_price: NDArray[np.int64]
    festival_cut: NDArray[np.float64]
    category: NDArray[np.int64]  # by product
    cost: NDArray[np.float64]
    elasticity: NDArray[np.float64]
    is_tested: NDArray[np.bool_]


def price_shop(seed: int, units: float, start: date = START) -> PriceShop:
    """Two years of a shop with about so many units, or from another day on.

    Expected units of product k in channel c on day t: pull(c, t, k) · Σ over groups of people · rhythm · weight, as in
    `worlds.tea_shop.nature.demand`; what is bought is Poisson, and every purchase may be of more than one unit.
    """
    truth = ordinary_truth(seed=seed, start=start, end=END, newcomers_per_day=1.0, range_="small")
    by_sku = {product.sku: product for product in catalogue("small")}
    products = [by_sku[product.sku] for product in truth.products]
    days = np.arange(number_of(start), number_of(END))
    law = demand(truth, products, days)
    people = np.array([[c.birth_share * c.segment_mix[s.name] for c in truth.channels] for s in truth.segments])
    rhythms = np.stack([[rhythm(truth, c, s, days) for c in truth.channels] for s in truth.segments])
    groups = np.repeat(people[:, :, None] * rhythms, len(truth.tastes), axis=0)
    rate = law.pull * np.einsum("gct,gck->ctk", groups, law.weight)
    rate *= units / (1 + EXTRA_UNITS) / rate.sum()
    chance = np.random.default_rng(seed)
    sold = chance.poisson(rate)
    sold += chance.poisson(EXTRA_UNITS * sold)
    main = np.any([is_main_phase(festival.name, days) for festival in truth.festivals], axis=0)
    cut = np.ones(rate.shape[:2])
    for festival in truth.festivals:
        cut[np.ix_([c.name != "store" for c in truth.channels], is_main_phase(festival.name, days))] *= (
            festival.price_factor
        )
    channels, _, many = rate.shape
    return PriceShop(
        units=_by_series(sold),
        expected=_by_series(rate * (1 + EXTRA_UNITS)),
        price=_by_series(law.shelf.price),
        is_out=_by_series(~law.shelf.in_stock[location_of_channels(truth)]).astype(np.bool_),
        is_festival=main,
        week=(days - days[-1] - 1) // 7 + (len(days) + 6) // 7,
        product=np.tile(np.arange(many), channels),
        channel=np.repeat(np.arange(channels), many),
        festival_cut=np.repeat(cut, many, axis=0),
        base_price=law.shelf.base_price.reshape(-1),
        cost=np.array([product.cost_minor for product in products], np.float64),
        category=np.array([CATEGORIES.index(product.category) for product in products]),
        elasticity=np.array([product.elasticity for product in truth.products]),
        is_tested=np.array([product.is_price_tested for product in truth.products]),
    )


def apart_by_channel(
    shop: PriceShop, seed: int, between: float, within: float
) -> tuple[PriceShop, NDArray[np.float64]]:
    """The same shop with channels that answer differently to prices, and the true elasticity of each series.

    An elasticity of its own for each channel (normal, deviation `between`) and for each product in it (`within`) is
    added; units are drawn anew around what is expected then.
    """
    chance = np.random.default_rng([seed, 7])
    of_channel = chance.normal(0, between, int(shop.channel.max()) + 1)
    aside = of_channel[shop.channel] + chance.normal(0, within, len(shop.channel))
    base = np.maximum(shop.base_price, 1)[:, None]
    expected = shop.expected * (np.where(shop.price > 0, shop.price, base) / base) ** aside[:, None]
    sold = chance.poisson(expected / (1 + EXTRA_UNITS))
    sold += chance.poisson(EXTRA_UNITS * sold)
    return replace(shop, units=sold.astype(np.float64), expected=expected), shop.elasticity[shop.product] + aside


def _by_series(cube: NDArray[np.generic]) -> NDArray[np.float64]:
    """(channel, day, product) laid out as (channel and product, day)."""
    laid: NDArray[np.float64] = cube.transpose(0, 2, 1).reshape(-1, cube.shape[1]).astype(np.float64)
    return laid
