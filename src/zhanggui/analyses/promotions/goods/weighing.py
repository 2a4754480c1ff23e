"""What would a lower price for some days bring for one product, and may it take part at all?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import sentence

if TYPE_CHECKING:
    from zhanggui.analyses.promotions.goods.candidates import Candidate
    from zhanggui.analyses.promotions.goods.params import GoodsParams
    from zhanggui.core.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A candidate at the offered depth; `gain` over the three elasticities, None where no cost is known."""

    candidate: Candidate
    usual: float
    needed: float
    margin: float | None
    gain: tuple[float, float, float] | None
    given_away: float
    barred: Sentence | None


def weigh(candidate: Candidate, params: GoodsParams, days: int) -> Weighed:
    """Gain = u₁ (p(1 − d)(1 − f) − c) − u₀ (p(1 − f) − c) + w (u₁ − u₀) b against staying out.

    u₀ are the usual units of as many days as the event has, u₁ = u₀ (1 − d)^−ε; d the depth, f fees by rate, c the
    cost, b the profit of other goods in its baskets, of which the share w counts for a further sale.
    """
    usual = candidate.units / days * params.event_days
    kept = 1 - candidate.fee_rate
    offered = candidate.price_minor * (1 - params.depth)
    needed = usual * _reaction(params.depth, params.elasticity_estimate)
    gain, margin = None, None
    if candidate.cost_minor is not None:
        left, before = offered * kept - candidate.cost_minor, candidate.price_minor * kept - candidate.cost_minor
        margin = left / offered if offered else None
        gains = []
        for elasticity in (params.elasticity_low, params.elasticity_estimate, params.elasticity_high):
            units = usual * _reaction(params.depth, elasticity)
            gains.append(units * left - usual * before + params.pull * (units - usual) * candidate.pulled_minor)
        gain = (min(gains), gains[1], max(gains))
    return Weighed(
        candidate=candidate,
        usual=usual,
        needed=needed,
        margin=margin,
        gain=gain,
        given_away=usual * candidate.price_minor * params.depth,
        barred=_barred(candidate, params, needed, margin, gain),
    )


def _reaction(depth: float, elasticity: float) -> float:
    """How many times the usual units are sold.

    >>> _reaction(0.5, 1.0)
    2.0
    """
    return float((1 - depth) ** -elasticity)


def _barred(
    candidate: Candidate,
    params: GoodsParams,
    needed: float,
    margin: float | None,
    gain: tuple[float, float, float] | None,
) -> Sentence | None:
    """Why it cannot take part, the gravest reason first."""
    if candidate.cost_minor is None:
        return sentence("cost_unknown")
    if candidate.on_hand is None:
        return sentence("stock_unknown")
    if margin is None or margin < params.floor_margin:
        return sentence("below_floor", margin=None if margin is None else Rate(margin), floor=Rate(params.floor_margin))
    if candidate.on_hand < needed:
        return sentence("stock_short", needed=round(needed), stock=candidate.on_hand)
    if gain is None or gain[1] <= 0:
        return sentence("does_not_pay")
    return None
