"""What is believed of the demand of a stock: how much is sold a week, how that answers to a price, where it goes?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtri

from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.pricing.clearance.params import WEEK_DAYS
from zhanggui.analyses.pricing.clearance.stock import YEAR_DAYS
from zhanggui.analyses.pricing.elasticity.elasticity import USUAL_DAYS
from zhanggui.analyses.pricing.elasticity.findings import Told
from zhanggui.analyses.pricing.elasticity.known import beliefs_of
from zhanggui.analyses.pricing.elasticity.listing import assumed_belief
from zhanggui.analyses.products.lifecycle.lifecycle import sold_in_a_season, staged_by_sku
from zhanggui.analyses.products.lifecycle.params import LifecycleParams
from zhanggui.core.quantity import Interval
from zhanggui.core.words import Words
from zhanggui.stats.clearing import Lot

if TYPE_CHECKING:
    from zhanggui.analyses.pricing.clearance.params import ClearingParams
    from zhanggui.analyses.pricing.clearance.stock import SlowMover
    from zhanggui.core.model import FittedModel
    from zhanggui.warehouse.protocol import Warehouse

LEVEL = 0.8
RATES = (np.arange(5) + 0.5) / 5
ELASTICITIES = (np.arange(9) + 0.5) / 9
REACH = float(ndtri((1 + LEVEL) / 2))
YEAR_WEEKS = YEAR_DAYS / WEEK_DAYS
BASES: Mapping[str, Words] = {
    "own": Words(zh="自己的变价", en="its own prices"),
    "category": Words(zh="同类商品", en="its category"),
    "assumed": Words(zh="假设", en="assumed"),
}
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is believed of one product's elasticity and on what that rests; ρ, how restless its sales are."""

    basis: str
    mean: float
    deviation: float
    restlessness: float = 1.0

    @property
    def interval(self) -> Interval:
        """The elasticity with its bounds."""
        reach = REACH * self.deviation
        return Interval(low=self.mean - reach, estimate=self.mean, high=self.mean + reach, level=LEVEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beliefs:
    """What sales tell of elasticities and of declines, by product; what is assumed of the others.

    `seasonal` are products whose pace now says nothing of the weeks in which they sell.
    """

    told: Mapping[str, Told]
    falls: Mapping[str, float]
    seasonal: frozenset[str]
    assumed: Answer

    def answer(self, sku: str) -> Answer:
        """Its own elasticity where its prices tell, else that of its category, else what is assumed."""
        found = self.told.get(sku)
        if found is None or found.mean is None or found.deviation is None:
            return self.assumed
        basis = "category" if found.own is None else "own"
        restless = max(found.restlessness, 1.0) if basis == "own" else 1.0
        return Answer(basis=basis, mean=found.mean, deviation=found.deviation, restlessness=restless)


def beliefs(warehouse: Warehouse, params: ClearingParams, learnt: FittedModel | None = None) -> Beliefs:
    """Read elasticities as `pricing.elasticity` does and declines as `products.lifecycle` does."""
    mean, deviation = assumed_belief(params.elasticity_low, params.elasticity_estimate, params.elasticity_high)
    return Beliefs(
        told={each.product.sku: each for each in _told(warehouse, learnt)},
        falls=_falls(warehouse),
        seasonal=sold_in_a_season(warehouse, LifecycleParams()),
        assumed=Answer(basis="assumed", mean=mean, deviation=deviation),
    )


def lot_of(mover: SlowMover, believed: Beliefs, params: ClearingParams) -> Lot:
    """A stock with equally likely rates and elasticities.

    The rate is Gamma(n + ½) / w, n units sold in w weeks, with the shape divided and the scale multiplied by ρ where
    sales are more restless than Poisson, in even parts that keep the mean; the elasticity is normal. Of a product in
    decline demand goes on falling.
    """
    answer = believed.answer(mover.sku)
    restless = answer.restlessness
    weekly = mover.rate * WEEK_DAYS
    shape = (max(mover.units, mover.ahead_units) + 0.5) / restless
    rates = gammaincinv(shape, RATES)
    rates *= weekly / rates.mean()
    elasticities = answer.mean + answer.deviation * ndtri(ELASTICITIES)
    rate, elasticity = (each.ravel() for each in np.meshgrid(rates, elasticities, indexing="ij"))
    return Lot(
        units=mover.stock,
        price=mover.price_minor,
        rate=rate,
        elasticity=elasticity,
        kept=mover.kept,
        holding=params.holding_rate * mover.cost_minor / YEAR_WEEKS,
        salvage=params.salvage_share * mover.cost_minor,
        fade=math.log1p(believed.falls.get(mover.sku, 0.0)) / YEAR_WEEKS,
    )


def _told(warehouse: Warehouse, learnt: FittedModel | None) -> Sequence[Told]:
    asked = SalesParams(days=USUAL_DAYS)
    period = asked.period(warehouse.as_of, USUAL_DAYS)
    return beliefs_of(warehouse, asked.within(period), period, learnt).products


def _falls(warehouse: Warehouse) -> dict[str, float]:
    """By how much in a year the demand of products falls that are surely in decline; below 0."""
    params = LifecycleParams()
    found = staged_by_sku(warehouse, params)
    return {
        sku: each.change.estimate
        for sku, each in found.items()
        if each.stage(params.confidence) == "decline" and each.change is not None and -1 < each.change.estimate < 0
    }
