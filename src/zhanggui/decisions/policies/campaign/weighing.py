"""What would a set of offers bring on some past days, at each assumed reaction of customers?"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from zhanggui.analyses.promotions.replay.break_even import break_even, change_at, gain, groups
from zhanggui.analyses.promotions.replay.declared import declared
from zhanggui.analyses.promotions.replay.gifts import gift_costs
from zhanggui.analyses.promotions.replay.outcome import at_list_prices, under
from zhanggui.analyses.promotions.replay.params import ReplayParams
from zhanggui.analyses.promotions.replay.past_baskets import past_baskets
from zhanggui.analyses.promotions.replay.replaying import replay
from zhanggui.core.money import Money, MoneyInterval

if TYPE_CHECKING:
    from datetime import date

    from zhanggui.analyses.promotions.replay.break_even import Gain
    from zhanggui.analyses.promotions.replay.outcome import Outcome
    from zhanggui.analyses.promotions.replay.past_baskets import PastBaskets
    from zhanggui.core.quantity import RateInterval
    from zhanggui.decisions.offer_sets import KeptSet
    from zhanggui.decisions.policies.campaign.params import CampaignReach
    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse

LEVEL = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The baskets of some days, and what all sets that are weighed on them share."""

    past: PastBaskets
    usual: Outcome
    days: int
    params: CampaignReach
    margin: MarginAssumption | None
    currency: str

    @property
    def scale(self) -> float:
        """From the days that were replayed to those of the campaign."""
        return self.params.horizon_days / self.days

    def money(self, minor: float) -> Money:
        """An amount in the shop's currency."""
        return Money(round(minor), self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One set on these baskets: what it gives away, and what it brings at each assumed reaction.

    `pays_from` is the uplift that breaks even, None where none does; `not_priced` are offers that were not replayed.
    """

    kept: KeptSet
    outcome: Outcome
    found: Gain
    depth: float
    uplifts: tuple[float, float, float]
    expected: MoneyInterval
    unmoved: MoneyInterval
    pays_from: RateInterval | None
    not_priced: tuple[str, ...]


def see(
    warehouse: Warehouse,
    params: CampaignReach,
    margin: MarginAssumption | None,
    *,
    days: int,
    first: date | None = None,
) -> Seen:
    """The baskets of so many days, from a day on or the latest."""
    past = past_baskets(warehouse, ReplayParams(start=first, days=days))
    return Seen(
        past=past,
        usual=at_list_prices(past),
        days=days,
        params=params,
        margin=margin,
        currency=warehouse.currency,
    )


def weigh(seen: Seen, kept: KeptSet, warehouse: Warehouse) -> Case | None:
    """A set over the days of a campaign; None where it touches nothing or where profit cannot be told.

    gain = (H ÷ W) · (P₁ − P₀ + u · C) with W days replayed, H days of the campaign, and the reaction
    u = (1 − d)^−ε − 1 to a depth d, at each of the assumed elasticities ε.
    """
    set_ = declared(str(kept.number), kept.text, seen.currency, starts=None)
    outcome = under(seen.past, replay(seen.past, set_, gift_costs(warehouse, [set_])))
    margin = seen.margin
    found = gain(seen.past, outcome, seen.usual, groups(seen.past))
    if not found.orders or outcome.gifts_unknown:
        return None
    depth = float(outcome.off.sum()) / float(seen.past.amount("gross_minor")[found.lines].sum())
    low, middle, high = (_uplift(depth, each) for each in elasticities(seen.params))
    at_low, at_middle, at_high = (change_at(found, each, margin, seen.currency) for each in (low, middle, high))
    unmoved = change_at(found, 0.0, margin, seen.currency)
    if at_low is None or at_middle is None or at_high is None or unmoved is None:
        return None
    return Case(
        kept=kept,
        outcome=outcome,
        found=found,
        depth=depth,
        uplifts=(low, middle, high),
        expected=_scaled(seen, _least(at_low.low, at_high.low), at_middle.estimate, _most(at_low.high, at_high.high)),
        unmoved=_scaled(seen, unmoved.low, unmoved.estimate, unmoved.high),
        pays_from=break_even(found, margin),
        not_priced=tuple(offer.id for offer in (*set_.left_out, *set_.unpriced)),
    )


def best_of(cases: list[Case]) -> Case | None:
    """The case that is expected to bring most, if it is worth a campaign."""
    best = foremost([case for case in cases if case.pays_from is not None])
    return best if best and best.expected.estimate.minor > 0 else None


def foremost(cases: list[Case]) -> Case | None:
    """The case that is expected to bring most, or to cost least; of equal ones the set that was checked last."""
    return max(cases, key=lambda case: (case.expected.estimate.minor, case.kept.number), default=None)


def elasticities(params: CampaignReach) -> tuple[float, float, float]:
    """The assumed elasticities, the smallest first."""
    return params.elasticity_low, params.elasticity_estimate, params.elasticity_high


def _uplift(depth: float, elasticity: float) -> float:
    """How much more is sold at a price lower by the depth, at a constant elasticity.

    >>> round(_uplift(0.2, 1.0), 3)
    0.25
    """
    return float((1 - min(depth, 0.99)) ** -elasticity - 1)


def _least(one: Money, other: Money) -> Money:
    """Where every further unit loses money, the strongest reaction is the worst."""
    return min(one, other, key=attrgetter("minor"))


def _most(one: Money, other: Money) -> Money:
    return max(one, other, key=attrgetter("minor"))


def _scaled(seen: Seen, low: Money, estimate: Money, high: Money) -> MoneyInterval:
    told = [seen.money(each.minor * seen.scale) for each in (low, estimate, high)]
    return MoneyInterval(low=told[0], estimate=told[1], high=told[2], level=LEVEL)
