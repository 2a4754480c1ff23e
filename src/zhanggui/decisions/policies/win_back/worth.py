"""What is a contact with a lapsed customer worth?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from statistics import fmean

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.decisions.policies.win_back.lapsed import Lapsed
from zhanggui.decisions.policies.win_back.params import WinBackParams
from zhanggui.decisions.policy import PastCase
from zhanggui.decisions.profitability import Margin
from zhanggui.stats.belief import Belief

LEVEL = 0.8
OWN_WEIGHT = 3
TIERS = ("high", "middle", "low")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """A lapsed customer with what they would do if left alone: `chance` of an order of `order_minor` net sales."""

    customer: Lapsed
    tier: str
    chance: float
    order_minor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """How much a contact raises the chance of a purchase, relative to being left alone."""

    belief: Interval
    readouts: int

    @property
    def rates(self) -> RateInterval:
        """The lift as a person reads it."""
        low, estimate, high = (Rate(value) for value in (self.belief.low, self.belief.estimate, self.belief.high))
        return RateInterval(low=low, estimate=estimate, high=high, level=self.belief.level)


def value_minor(prospect: Prospect, lift: float, margin: float, params: WinBackParams) -> float:
    """Expected contribution profit of contacting one customer, against leaving them alone.

    v = p (1 + L) (o·m − k) − p·o·m − c, with p the chance of an order without contact, L the lift, o the net sales of
    an order, m the margin, k the coupon (whoever would have come anyway uses it too) and c the contact.

    >>> away = Lapsed(
    ...     customer="p",
    ...     purchase_days=3,
    ...     days_away=90,
    ...     rhythm_days=30.0,
    ...     is_pooled=False,
    ...     net_minor=30_000,
    ...     later_minor=0,
    ...     came_back=False,
    ... )
    >>> one = Prospect(customer=away, tier="high", chance=0.1, order_minor=10_000.0)
    >>> value_minor(one, 0.5, 0.4, WinBackParams(contact_cost_minor=6, coupon_minor=0))
    194.0
    """
    contribution = prospect.order_minor * margin
    with_contact = prospect.chance * (1 + lift) * (contribution - params.coupon_minor)
    return round(with_contact - prospect.chance * contribution - params.contact_cost_minor, 6)


def lift_of(params: WinBackParams, past: Sequence[PastCase]) -> Lift:
    """The lift that the shop's own readouts show; before there are any, the stated range.

    Each readout implies a lift, since the predicted profit was a straight line in it: L = (measured − v(0)) / slope.
    Prior and readouts are put together by their precision.
    """
    belief = Belief.within(params.lift_low, params.lift_estimate, params.lift_high, LEVEL)
    implied = [found for case in past if (found := _implied(case))]
    for measured, error in implied:
        belief = belief.after(measured, error)
    prior = Interval(low=params.lift_low, estimate=params.lift_estimate, high=params.lift_high, level=LEVEL)
    return Lift(belief=belief.interval(LEVEL) if implied else prior, readouts=len(implied))


def expected(
    prospects: Sequence[Prospect],
    lift: Lift,
    margin: Margin,
    params: WinBackParams,
    currency: str,
) -> MoneyInterval:
    """Expected profit of contacting all of them: the bounds are the worst and the best of lift and margin."""
    lifts = (lift.belief.low, lift.belief.high)
    ends = [total_minor(prospects, *ends, params) for ends in product(lifts, (margin.low, margin.high))]
    estimate = total_minor(prospects, lift.belief.estimate, margin.estimate, params)
    low, middle, high = (
        Money(round(value), currency) for value in (min(*ends, estimate), estimate, max(*ends, estimate))
    )
    return MoneyInterval(low=low, estimate=middle, high=high, level=LEVEL)


def total_minor(prospects: Sequence[Prospect], lift: float, margin: float, params: WinBackParams) -> float:
    """The sum of `value_minor`."""
    return sum(value_minor(prospect, lift, margin, params) for prospect in prospects)


def prospects_of(customers: Sequence[Lapsed], chances: Sequence[float]) -> tuple[Prospect, ...]:
    """Tiers by what a purchase brings (thirds of the customers), and each one's order value.

    o = (days · own + 3 · tier's mean) / (days + 3): few purchases say little about the next one.
    """
    ranked = sorted(range(len(customers)), key=lambda at: (-customers[at].order_minor, customers[at].customer))
    tier = {at: TIERS[position * len(TIERS) // len(ranked)] for position, at in enumerate(ranked)}
    mean = {name: fmean([customers[at].order_minor for at in tier if tier[at] == name] or [0.0]) for name in TIERS}
    return tuple(
        Prospect(
            customer=customer,
            tier=tier[at],
            chance=chances[at],
            order_minor=(customer.net_minor + OWN_WEIGHT * mean[tier[at]]) / (customer.purchase_days + OWN_WEIGHT),
        )
        for at, customer in enumerate(customers)
    )


def _implied(case: PastCase) -> tuple[float, float] | None:
    """The lift that one readout shows, with its standard error."""
    told = next((said for said in case.proposal.assumptions if said.code in {"lift_assumed", "lift_measured"}), None)
    predicted, measured = case.proposal.expected, case.readout.measured
    if told is None or predicted is None:
        return None
    assumed, without = told.arguments["lift"], told.arguments["without"]
    if not isinstance(assumed, RateInterval) or not isinstance(without, Money) or not assumed.estimate.rate:
        return None
    slope = (predicted.estimate.minor - without.minor) / assumed.estimate.rate
    if slope <= 0:
        return None
    wide = Belief.within(measured.low.minor, measured.estimate.minor, measured.high.minor, measured.level)
    return (measured.estimate.minor - without.minor) / slope, wide.deviation / slope
