"""What does one lower price for some days bring, compared with waiting? The rule that schedules are compared with."""

from __future__ import annotations

from dataclasses import dataclass

from zhanggui.analyses.pricing.clearance.params import ClearingParams
from zhanggui.analyses.pricing.clearance.stock import SlowMover

YEAR_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What becomes of the stock: units sold during the markdown and after it, what is left, and the money of it all."""

    sold: float
    later: float
    left: float
    revenue_minor: float
    value_minor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Markdown:
    """A markdown against waiting: the expected gain, the cash it frees early, the margin it gives away."""

    share: float
    gain_low_minor: float
    gain_minor: float
    gain_high_minor: float
    freed_minor: float
    given_away_minor: float
    worth_if_kept_minor: float


def best_markdown(mover: SlowMover, params: ClearingParams) -> Markdown | None:
    """The markdown with the largest expected gain among those tried, or None when waiting is better.

    None of them goes below the lowest price, a multiple of the cost.
    """
    lowest = params.least_price_share * mover.cost_minor
    tried = [markdown(mover, share, params) for share in params.markdowns if mover.price_minor * (1 - share) >= lowest]
    best = max(tried, key=lambda found: found.gain_minor, default=None)
    return best if best and best.gain_minor > 0 else None


def markdown(mover: SlowMover, share: float, params: ClearingParams) -> Markdown:
    """One markdown against waiting, over the range of elasticities.

    gain(ε) = V(p (1 − m), r (1 − m)^−ε) − V(p, r), with V the value of the stock, p the price, m the markdown, r units
    a day and ε the elasticity. Cost of goods is spent either way and cancels out.
    """
    waiting = course(mover, 0.0, 0.0, params)
    elasticities = (params.elasticity_low, params.elasticity_estimate, params.elasticity_high)
    low, middle, high = (course(mover, share, elasticity, params) for elasticity in elasticities)
    gains = [found.value_minor - waiting.value_minor for found in (low, middle, high)]
    kept = mover.stock - waiting.sold
    return Markdown(
        share=share,
        gain_low_minor=min(gains),
        gain_minor=gains[1],
        gain_high_minor=max(gains),
        freed_minor=middle.revenue_minor - waiting.revenue_minor,
        given_away_minor=waiting.sold * mover.price_minor * share * mover.kept,
        worth_if_kept_minor=(waiting.value_minor - waiting.revenue_minor) / kept if kept else 0.0,
    )


def course(mover: SlowMover, share: float, elasticity: float, params: ClearingParams) -> Course:
    """What the stock brings: marked down for the horizon, then at the usual price, at last as salvage.

    V = s₁ p (1 − m) κ + s₂ p κ + left · salvage · c − h c ∫ stock dt / 365, with s₁ and s₂ the units sold during and
    after the markdown, κ what fees leave, c the unit cost and h the yearly holding cost.
    """
    rate = mover.rate * (1 - share) ** -elasticity
    after = params.season_days - params.horizon_days
    sold = min(mover.stock, rate * params.horizon_days)
    later = min(mover.stock - sold, mover.rate * after)
    left = mover.stock - sold - later
    revenue = sold * mover.price_minor * (1 - share) * mover.kept
    unit_days = _unit_days(mover.stock, rate, params.horizon_days) + _unit_days(mover.stock - sold, mover.rate, after)
    holding = params.holding_rate * mover.cost_minor * unit_days / YEAR_DAYS
    rest = later * mover.price_minor * mover.kept + left * params.salvage_share * mover.cost_minor
    return Course(sold=sold, later=later, left=left, revenue_minor=revenue, value_minor=revenue + rest - holding)


def _unit_days(stock: float, rate: float, days: float) -> float:
    """The area under a stock that falls evenly until it is gone.

    >>> _unit_days(10, 1, 5), _unit_days(10, 2, 20)
    (37.5, 25.0)
    """
    lasting = min(days, stock / rate) if rate else days
    return (stock + stock - rate * lasting) / 2 * lasting
