"""Which kept set would pay best, with which numbers, and by which test could that be known?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.analyses.promotions.replay.outcome import happened
from zhanggui.core.money import MoneyInterval
from zhanggui.core.proposal import Alternative, Guardrail, Proposal, TestPlan
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.run import Evidence
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.decisions.policies.campaign.params import CampaignParams
from zhanggui.decisions.policies.campaign.weighing import LEVEL, best_of, elasticities, see, weigh
from zhanggui.decisions.policy import Circumstances, Draft, with_id
from zhanggui.metrics.value import MarginAssumption
from zhanggui.stats.power import detectable
from zhanggui.warehouse.protocol import Warehouse

if TYPE_CHECKING:
    from zhanggui.analyses.promotions.replay.outcome import Outcome
    from zhanggui.decisions.policies.campaign.weighing import Case, Seen

NAME = "promotions.campaign"
VERSION = 1
TESTED_BY = 2  # every other day on, every other day off


def propose(
    warehouse: Warehouse, params: CampaignParams, at: datetime, circumstances: Circumstances
) -> tuple[Draft, ...]:
    """The set that is expected to bring most, if one is expected to bring anything; a person always decides.

    How customers react is assumed over a range, so the proposal carries the test that would tell.
    """
    sets = circumstances.offer_sets[: params.most_sets]
    if not sets:
        return ()
    told = circumstances.margin
    margin = MarginAssumption(low=told.low, estimate=told.estimate, high=told.high) if told else None
    seen = see(warehouse, params, margin, days=params.window_days)
    cases = [case for kept in sets if (case := weigh(seen, kept, warehouse))]
    best = best_of(cases)
    if best is None:
        return ()
    others = sorted((case for case in cases if case is not best), key=lambda case: -case.expected.estimate.minor)
    return (Draft(proposal=with_id(_proposal(seen, best, others, params, at, warehouse.snapshot))),)


def _proposal(  # noqa: PLR0917 - what a proposal is made of
    seen: Seen, best: Case, others: list[Case], params: CampaignParams, at: datetime, snapshot: str
) -> Proposal:
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
        alternatives=_alternatives(seen, others),
        evidence=(Evidence(run_id=f"{NAME}@{snapshot}", capability="promotions.replay", snapshot=snapshot),),
        assumptions=_assumptions(params, best),
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


def _assumptions(params: CampaignParams, best: Case) -> tuple[Sentence, ...]:
    low, middle, high = elasticities(params)
    elasticity = Interval(low=low, estimate=middle, high=high, level=LEVEL)
    left = (sentence("not_priced", offers=", ".join(best.not_priced)),) if best.not_priced else ()
    return (
        sentence("behaviour_assumed", elasticity=elasticity),
        sentence("days_assumed", window=params.window_days),
        *left,
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
