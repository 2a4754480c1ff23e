"""Which prices in which channels make the best step, what else could be done, and what would knowing be worth?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.elasticity.comparing import LATE_DAYS
from zhanggui.analyses.pricing.elasticity.earning import Demand, Guardrails, allowed, best

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A product in one channel: units of the last quarter, their mean shelf price, and the price now.

    `mean` is what is expected of its elasticity there; None: not told from that over all channels.
    """

    channel: str
    units: float
    usual_minor: float
    price_minor: int
    mean: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A price in one channel before and after."""

    place: Place
    after_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Prices that change together; `gains` by even parts of what is believed of the elasticity.

    `common` is the share of the belief's variance that other products' beliefs have in common with it.
    """

    moves: tuple[Move, ...]
    gains: Floats
    common: float = 0.0

    @property
    def risk(self) -> float:
        """How probably it earns less than doing nothing."""
        return float((self.gains < 0).mean())

    @property
    def risk_told(self) -> float:
        """The same as it is told: never quite none and never quite sure, as the belief is cut into parts."""
        least = 0.5 / len(self.gains)
        return min(max(self.risk, least), 1 - least)

    @property
    def change(self) -> float:
        """By which share prices change, averaged by units."""
        after = sum(move.after_minor * move.place.units for move in self.moves)
        return after / sum(move.place.price_minor * move.place.units for move in self.moves) - 1


def best_step(demand: Demand, places: Sequence[Place], rails: Guardrails, days: int) -> Step | None:
    """In every channel the best price inside the guardrails; None where leaving prices alone is better.

    max E[Σ G(c, p(c))] subject to P(Σ G < 0) ≤ risk and to each channel's own floor, band, largest step, ending.
    A channel that surely differs has the elasticity that is expected there, and what is not known is that over all of
    them, by what they sell: it bounds what they earn together, so gains add up case by case. A channel that adds risk
    beyond the bound keeps its price; one that sold nothing in the quarter tells nothing of what it would sell.
    """
    found = [(place, own, best(own, rails)) for place, own in _apart(demand, places, days)]
    moving = [(Move(place=place, after_minor=chosen[0]), chosen[1]) for place, _, chosen in found if chosen]
    moving.sort(key=lambda each: -float(each[1].mean()))
    while moving:
        moves = tuple(sorted((move for move, _ in moving), key=lambda move: move.place.channel))
        step = Step(moves=moves, gains=np.sum([gains for _, gains in moving], axis=0), common=demand.common)
        if step.risk <= rails.most_risk:
            return step
        moving.pop()
    return None


def even_step(demand: Demand, places: Sequence[Place], rails: Guardrails, days: int, share: float) -> Step | None:
    """The price nearest to a share above (or below) the price now that the guardrails leave, in every channel."""
    moves, gains = [], np.zeros(len(demand.elasticities))
    for place, own in _apart(demand, places, days):
        prices = allowed(own, rails)
        if not len(prices):
            continue
        nearest = int(prices[np.argmin(np.abs(prices - place.price_minor * (1 + share)))])
        if (nearest - place.price_minor) * share > 0:
            moves.append(Move(place=place, after_minor=nearest))
            gains = gains + own.gain_at(np.array([nearest], np.float64))[:, 0]
    return Step(moves=tuple(moves), gains=gains, common=demand.common) if moves else None


def worth_of_knowing(demand: Demand, places: Sequence[Place], rails: Guardrails, days: int) -> float:
    """What one who knew the elasticity would be expected to gain: E[max over prices of G], in minor units."""
    worth = 0.0
    for _, own in _apart(demand, places, days):
        prices = allowed(own, rails)
        if len(prices):
            worth += float(own.gain_at(prices.astype(np.float64)).max(axis=1).clip(min=0).mean())
    return worth


def prices_of_test(demand: Demand, place: Place, rails: Guardrails, step: float) -> tuple[int, int] | None:
    """The lower and the higher price of a test; None where the guardrails leave less than half of the step."""
    own = _at(demand, place, demand.units)
    prices = allowed(own, replace(rails, most_step=step))
    if not len(prices):
        return None
    low, high = int(prices[0]), int(prices[-1])
    least = place.price_minor * step / 2
    return (low, high) if place.price_minor - low >= least and high - place.price_minor >= least else None


def _apart(demand: Demand, places: Sequence[Place], days: int) -> list[tuple[Place, Demand]]:
    """The demand of each channel in which the product sold, over so many days."""
    return [(place, _at(demand, place, place.units * days / LATE_DAYS)) for place in places if place.units > 0]


def _at(demand: Demand, place: Place, units: float) -> Demand:
    return replace(
        demand,
        units=units,
        usual_price_minor=place.usual_minor,
        price_minor=float(place.price_minor),
        mean=demand.mean if place.mean is None else place.mean,
    )
