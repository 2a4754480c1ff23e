"""Which kept set would pay best, with which numbers, and by which test could that be known?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.analyses.promotions.replay.break_even import break_even, change_at, gain, groups
from zhanggui.analyses.promotions.replay.declared import declared
from zhanggui.analyses.promotions.replay.gifts import gift_costs
from zhanggui.analyses.promotions.replay.outcome import at_list_prices, happened, under
from zhanggui.analyses.promotions.replay.params import ReplayParams
from zhanggui.analyses.promotions.replay.past_baskets import past_baskets
from zhanggui.analyses.promotions.replay.replaying import replay
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Alternative, Guardrail, Proposal, TestPlan
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.run import Evidence
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.decisions.policies.campaign.params import CampaignParams
from zhanggui.decisions.policy import Circumstances, Draft, with_id
from zhanggui.metrics.value import MarginAssumption
from zhanggui.stats.power import detectable
from zhanggui.warehouse.protocol import Warehouse

if TYPE_CHECKING:
    from zhanggui.analyses.promotions.replay.break_even import Gain
    from zhanggui.analyses.promotions.replay.outcome import Outcome
    from zhanggui.analyses.promotions.replay.past_baskets import PastBaskets
    from zhanggui.decisions.offer_sets import KeptSet

NAME = "promotions.campaign"
VERSION = 1
LEVEL = 0.8
TESTED_BY = 2  # every other day on, every other day off


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One kept set on the past baskets: what it gives away, and what it brings at each assumed reaction."""

    kept: KeptSet
    outcome: Outcome
    found: Gain
    depth: float
    uplifts: tuple[float, float, float]
    expected: MoneyInterval
    unmoved: MoneyInterval
    pays_from: RateInterval


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What all cases share."""

    past: PastBaskets
    usual: Outcome
    params: CampaignParams
    margin: MarginAssumption | None
    currency: str
    snapshot: str

    @property
    def scale(self) -> float:
        """From the days that were replayed to those of the campaign."""
        return self.params.horizon_days / self.params.window_days

    def money(self, minor: float) -> Money:
        """An amount in the shop's currency."""
        return Money(round(minor), self.currency)


def propose(
    warehouse: Warehouse, params: CampaignParams, at: datetime, circumstances: Circumstances
) -> tuple[Draft, ...]:
    """The set that is expected to bring most, if one is expected to bring anything; a person always decides.

    gain = (H ÷ W) · (P₁ − P₀ + u · C) with W days replayed, H days of the campaign, and the reaction
    u = (1 − d)^−ε − 1 to a depth d; ε is assumed over a range, so the proposal carries the test that would tell.
    """
    sets = circumstances.offer_sets[: params.most_sets]
    if not sets:
        return ()
    seen = _seen(warehouse, params, circumstances)
    cases = [case for kept in sets if (case := _case(seen, kept, warehouse))]
    cases.sort(key=lambda case: (-case.expected.estimate.minor, -case.kept.number))
    if not cases or cases[0].expected.estimate.minor <= 0:
        return ()
    return (Draft(proposal=with_id(_proposal(seen, cases, at))),)


def _seen(warehouse: Warehouse, params: CampaignParams, circumstances: Circumstances) -> Seen:
    told = circumstances.margin
    past = past_baskets(warehouse, ReplayParams(days=params.window_days))
    return Seen(
        past=past,
        usual=at_list_prices(past),
        params=params,
        margin=MarginAssumption(low=told.low, estimate=told.estimate, high=told.high) if told else None,
        currency=warehouse.currency,
        snapshot=warehouse.snapshot,
    )


def _case(seen: Seen, kept: KeptSet, warehouse: Warehouse) -> Case | None:
    """A set that touches something and whose goods still earn; None where profit cannot be told."""
    set_ = declared(str(kept.number), kept.text, seen.currency, starts=None)
    outcome = under(seen.past, replay(seen.past, set_, gift_costs(warehouse, [set_])))
    margin = seen.margin
    found = gain(seen.past, outcome, seen.usual, groups(seen.past))
    pays_from = break_even(found, margin) if found.orders and not outcome.gifts_unknown else None
    if pays_from is None:
        return None
    gross = float(seen.past.amount("gross_minor")[found.lines].sum())
    depth = float(outcome.off.sum()) / gross
    low, middle, high = (_uplift(depth, each) for each in _elasticities(seen.params))
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
        expected=_scaled(seen, at_low.low, at_middle.estimate, at_high.high),
        unmoved=_scaled(seen, unmoved.low, unmoved.estimate, unmoved.high),
        pays_from=pays_from,
    )


def _uplift(depth: float, elasticity: float) -> float:
    """How much more is sold at a price lower by the depth, at a constant elasticity.

    >>> round(_uplift(0.2, 1.0), 3)
    0.25
    """
    return float((1 - min(depth, 0.99)) ** -elasticity - 1)


def _elasticities(params: CampaignParams) -> tuple[float, float, float]:
    return params.elasticity_low, params.elasticity_estimate, params.elasticity_high


def _scaled(seen: Seen, low: Money, estimate: Money, high: Money) -> MoneyInterval:
    told = [seen.money(each.minor * seen.scale) for each in (low, estimate, high)]
    return MoneyInterval(low=told[0], estimate=told[1], high=told[2], level=LEVEL)


def _proposal(seen: Seen, cases: list[Case], at: datetime) -> Proposal:
    best, params = cases[0], seen.params
    number = best.kept.number
    given = seen.money(max(-best.unmoved.estimate.minor, 0))
    low, middle, high = (Rate(each) for each in best.uplifts)
    more = RateInterval(low=low, estimate=middle, high=high, level=LEVEL)
    return Proposal(
        id="",
        policy=NAME,
        policy_version=VERSION,
        created_at=at,
        title=sentence("title", set=number, days=params.horizon_days),
        rationale=(
            sentence(
                "why",
                window=params.window_days,
                orders=seen.past.orders,
                set=number,
                touched=best.found.orders,
                depth=Rate(best.depth),
                uplift=best.pays_from,
            ),
            sentence("expect", more=more, days=params.horizon_days, expected=best.expected),
            sentence("cost", days=params.horizon_days, cost=given),
        ),
        action="campaign",
        target={"set": number},
        before=_a_day(seen, happened(seen.past)),
        after={"set": number, "offers": _offers(best), "days": params.horizon_days, "depth": Rate(best.depth)},
        expected=best.expected,
        horizon_days=params.horizon_days,
        cost=given,
        guardrails=_guardrails(seen, best),
        reversibility="partly",  # what was given stays given: never without a person
        expires_at=at + timedelta(days=params.valid_days),
        alternatives=_alternatives(seen, cases[1:]),
        evidence=(Evidence(run_id=f"{NAME}@{seen.snapshot}", capability="promotions.replay", snapshot=seen.snapshot),),
        assumptions=_assumptions(params),
        test=_test(seen, best),
    )


def _offers(case: Case) -> str:
    replayed = case.outcome.replayed
    assert replayed is not None  # noqa: S101 - a case is made of a replayed set
    return ", ".join(offer.id for offer in replayed.declared.offers.offers)


def _a_day(seen: Seen, outcome: Outcome) -> dict[str, Argument]:
    profit = outcome.profit(seen.margin, seen.currency)
    days = seen.params.window_days
    return {
        "discount_a_day": seen.money(outcome.off.sum() / days),
        "contribution_profit_a_day": profit and seen.money(profit.estimate.minor / days),
    }


def _guardrails(seen: Seen, case: Case) -> tuple[Guardrail, ...]:
    profit = case.outcome.profit(seen.margin, seen.currency)
    net = float(case.outcome.net.sum())
    least = Rate(profit.estimate.minor / net) if profit and net > 0 else Rate(0.0)
    return (
        Guardrail(metric="refund_rate", bound=sentence("guard_refunds")),
        Guardrail(metric="contribution_margin", bound=sentence("guard_margin", least=least)),
    )


def _alternatives(seen: Seen, others: list[Case]) -> tuple[Alternative, ...]:
    nothing = Alternative(title=sentence("do_nothing"), expected=MoneyInterval.exactly(seen.money(0)))
    return (
        nothing,
        *(Alternative(title=sentence("other_set", set=case.kept.number), expected=case.expected) for case in others),
    )


def _assumptions(params: CampaignParams) -> tuple[Sentence, ...]:
    low, middle, high = _elasticities(params)
    elasticity = Interval(low=low, estimate=middle, high=high, level=LEVEL)
    return (
        sentence("behaviour_assumed", elasticity=elasticity),
        sentence("days_assumed", window=params.window_days),
    )


def _test(seen: Seen, case: Case) -> TestPlan:
    """Every other day on: its baskets, its cost if nobody reacts, the smallest profit it can see over the horizon."""
    days = seen.params.horizon_days * TESTED_BY
    each = max(days // TESTED_BY, 2)
    _, place = np.unique(seen.past.days, return_inverse=True)
    share = seen.margin.estimate if seen.margin else 0.0
    daily = np.bincount(place.reshape(-1), weights=seen.usual.sure + share * seen.usual.base)
    deviation = float(daily.std(ddof=1)) if len(daily) > 1 else 0.0
    smallest = seen.money(detectable(deviation, each, each) * seen.params.horizon_days)
    return TestPlan(
        units_per_arm=round(seen.past.orders / seen.params.window_days * each),
        days=days,
        cost=seen.money(max(-case.unmoved.estimate.minor, 0)),
        detectable=MoneyInterval.exactly(smallest),
    )
