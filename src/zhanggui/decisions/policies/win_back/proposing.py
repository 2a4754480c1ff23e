"""What is proposed: nothing, a test, or to write to those for whom it is known to pay?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Alternative, Guardrail, Proposal, TestPlan
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.run import Evidence
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.decisions.experiment import HOLDOUT, LATER, TREATMENT
from zhanggui.decisions.policies.win_back.audience import Audience, audience
from zhanggui.decisions.policies.win_back.lapsed import Lapsed, lapsed
from zhanggui.decisions.policies.win_back.odds import LEAST_CASES, Odds, odds
from zhanggui.decisions.policies.win_back.params import WinBackParams
from zhanggui.decisions.policies.win_back.worth import (
    LEVEL,
    Lift,
    Prospect,
    expected,
    lift_of,
    prospects_of,
    total_minor,
    value_minor,
)
from zhanggui.decisions.policy import Circumstances, Draft, Member, with_id
from zhanggui.decisions.profitability import Margin, margin_of
from zhanggui.stats.power import detectable, units_per_arm
from zhanggui.warehouse.protocol import Warehouse

NAME = "customers.win_back"
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything a proposal is made of."""

    params: WinBackParams
    day: date
    currency: str
    snapshot: str
    lapsed: int
    audience: Audience[Lapsed]
    prospects: tuple[Prospect, ...]
    reachable: tuple[Prospect, ...]
    odds: Odds | None
    margin: Margin | None
    lift: Lift


def propose(
    warehouse: Warehouse,
    params: WinBackParams,
    at: datetime,
    circumstances: Circumstances,
) -> tuple[Draft, ...]:
    """One proposal about all lapsed customers who are worth a contact, or none.

    Customers are taken in when their own expected profit exceeds the cost. A roll-out with a small holdout is proposed
    only after readouts of this shop whose range lies above zero; before that, a test.
    """
    case = gather(warehouse, params, circumstances)
    if len(case.prospects) < params.least_customers:
        return ()
    if case.margin and case.odds and case.lift.readouts:
        promised = expected(case.prospects, case.lift, case.margin, params, case.currency)
        if promised.low.minor > 0:
            return (_draft(case, at, {TREATMENT: 1 - params.holdout_share, HOLDOUT: params.holdout_share}, None),)
    units = _test_units(case)
    arms = {TREATMENT: units / len(case.prospects), HOLDOUT: units / len(case.prospects)}
    rest = 1 - 2 * units / len(case.prospects)
    return (_draft(case, at, {**arms, LATER: rest} if rest > 0 else arms, units),)


def gather(warehouse: Warehouse, params: WinBackParams, circumstances: Circumstances) -> Case:
    """Ask the tables: who is lapsed, whom may we reach, how did such customers behave, what is a sale worth."""
    day = warehouse.as_of
    found = lapsed(warehouse, params, day)
    reached = audience(warehouse, found, circumstances, day=day, rest_days=params.rest_days)
    history = odds(lapsed(warehouse, params, day - timedelta(days=params.horizon_days)))
    margin = margin_of(warehouse, circumstances.margin, day)
    lift = lift_of(params, circumstances.past)
    chances = [history.comes_back(customer) if history else 0.0 for customer in reached.customers]
    reachable = prospects_of(reached.customers, chances)
    return Case(
        params=params,
        day=day,
        currency=warehouse.currency,
        snapshot=warehouse.snapshot,
        lapsed=len(found),
        audience=reached,
        prospects=_worth_it(reachable, history, margin, lift, params),
        reachable=reachable,
        odds=history,
        margin=margin,
        lift=lift,
    )


def _worth_it(
    reachable: tuple[Prospect, ...],
    history: Odds | None,
    margin: Margin | None,
    lift: Lift,
    params: WinBackParams,
) -> tuple[Prospect, ...]:
    if history is None or margin is None:
        return reachable
    return tuple(one for one in reachable if value_minor(one, lift.belief.estimate, margin.estimate, params) > 0)


def _test_units(case: Case) -> int:
    """Customers in each arm: as many as the expected effect needs, as far as there are so many."""
    half = len(case.prospects) // 2
    gain = _gain_minor(case)
    if case.odds is None or case.margin is None or gain <= 0:
        return half
    return min(half, units_per_arm(case.odds.deviation_minor * case.margin.estimate, gain))


def _gain_minor(case: Case) -> float:
    """Expected difference of mean profit between the arms: the certain cost of the contact is not part of it."""
    if case.margin is None:
        return 0.0
    total = total_minor(case.prospects, case.lift.belief.estimate, case.margin.estimate, case.params)
    return total / len(case.prospects) + case.params.contact_cost_minor


def _draft(case: Case, at: datetime, arms: dict[str, float], units: int | None) -> Draft:
    treated = round(len(case.prospects) * arms[TREATMENT])
    control = round(len(case.prospects) * arms[HOLDOUT])
    promised = _promised(case, treated / len(case.prospects))
    cost = _cost(case, treated)
    test = _test_plan(case, treated, control, cost) if units is not None else None
    coupon = Money(case.params.coupon_minor, case.currency)
    proposal = Proposal(
        id="",
        policy=NAME,
        policy_version=VERSION,
        created_at=at,
        title=sentence("title_test" if test else "title_roll_out", treated=treated, control=control),
        rationale=(_why(case), _expect(case, promised, test), _cost_sentence(case, cost)),
        action="contact",
        target={"customers": "lapsed"},
        before={"lapsed_customers": case.lapsed, "contacted": 0},
        after={"contacted": treated, "held_out": control, "coupon": coupon, "horizon_days": case.params.horizon_days},
        expected=promised,
        horizon_days=case.params.horizon_days,
        cost=cost,
        guardrails=(Guardrail(metric="refund_rate", bound=sentence("guard_refunds")),),
        reversibility="irreversible",
        expires_at=at + timedelta(days=case.params.valid_days),
        alternatives=_alternatives(case),
        evidence=(Evidence(run_id=f"{NAME}@{case.snapshot}", capability=NAME, snapshot=case.snapshot),),
        assumptions=_assumptions(case, treated),
        test=test,
    )
    return Draft(proposal=with_id(proposal), members=_members(case), arms=arms)


def _promised(case: Case, share: float) -> MoneyInterval | None:
    if case.margin is None or case.odds is None:
        return None
    every = expected(case.prospects, case.lift, case.margin, case.params, case.currency)
    low, estimate, high = (Money(round(m.minor * share), m.currency) for m in (every.low, every.estimate, every.high))
    return MoneyInterval(low=low, estimate=estimate, high=high, level=every.level)


def _cost(case: Case, treated: int) -> Money:
    """The contacts, and the coupons that are expected to be used."""
    orders = sum(one.chance for one in case.prospects) / len(case.prospects) * (1 + case.lift.belief.estimate)
    each = case.params.contact_cost_minor + case.params.coupon_minor * orders
    return Money(round(treated * each), case.currency)


def _test_plan(case: Case, treated: int, control: int, cost: Money) -> TestPlan:
    smallest = 0.0
    if case.odds is not None:
        deviation = case.odds.deviation_minor * (case.margin.estimate if case.margin else 1.0)
        smallest = detectable(deviation, max(treated, 1), max(control, 1))
    seen = MoneyInterval.exactly(Money(round(smallest), case.currency))
    return TestPlan(units_per_arm=min(treated, control), days=case.params.horizon_days, cost=cost, detectable=seen)


def _why(case: Case) -> Sentence:
    counts = {"lapsed": case.lapsed, "patience": case.params.patience, "selected": len(case.prospects)}
    if case.odds is None or case.margin is None:
        return sentence("why_unknown", **counts)
    share = Rate(sum(one.chance for one in case.prospects) / len(case.prospects))
    return sentence("why", **counts, share=share, days=case.params.horizon_days)


def _expect(case: Case, promised: MoneyInterval | None, test: TestPlan | None) -> Sentence:
    days = case.params.horizon_days
    if promised is None:
        return sentence("expect_unknown", days=days)
    if test is not None:
        seen, readouts = test.detectable, case.lift.readouts
        if readouts:
            return sentence("expect_test_again", readouts=readouts, days=days, expected=promised, detectable=seen)
        return sentence("expect_test", days=days, expected=promised, detectable=seen)
    return sentence("expect_measured", readouts=case.lift.readouts, days=days, expected=promised, level=Rate(LEVEL))


def _cost_sentence(case: Case, cost: Money) -> Sentence:
    contact, coupon = (Money(m, case.currency) for m in (case.params.contact_cost_minor, case.params.coupon_minor))
    return sentence("cost", cost=cost, contact=contact, coupon=coupon)


def _alternatives(case: Case) -> tuple[Alternative, ...]:
    nothing = MoneyInterval.exactly(Money(0, case.currency))
    top = tuple(one for one in case.reachable if one.tier == "high")
    return (
        Alternative(title=sentence("do_nothing"), expected=nothing),
        Alternative(title=sentence("contact_all", customers=len(case.reachable)), expected=_of(case, case.reachable)),
        Alternative(title=sentence("contact_tier", customers=len(top)), expected=_of(case, top)),
    )


def _of(case: Case, prospects: tuple[Prospect, ...]) -> MoneyInterval | None:
    if case.margin is None or case.odds is None:
        return None
    return expected(prospects, case.lift, case.margin, case.params, case.currency)


def _assumptions(case: Case, treated: int) -> tuple[Sentence, ...]:
    said: list[Sentence] = []
    if case.odds is None:
        said.append(sentence("history_short", cases=LEAST_CASES))
    if case.margin is None:
        said.append(sentence("margin_unknown"))
    else:
        share = treated / len(case.prospects)
        without = Money(
            round(total_minor(case.prospects, 0.0, case.margin.estimate, case.params) * share), case.currency
        )
        code = "lift_measured" if case.lift.readouts else "lift_assumed"
        said.append(sentence(code, lift=case.lift.rates, without=without))
        if case.margin.source == "declared":
            said.append(sentence("margin_declared", margin=margin_rates(case.margin)))
        if not case.margin.are_fees_known:
            said.append(sentence("fees_unknown"))
    refused = case.audience.refused
    said.append(sentence("consent_unknown") if refused is None else sentence("consent_respected", refused=refused))
    pooled = sum(one.customer.is_pooled for one in case.prospects)
    return (*said, sentence("rhythm_pooled", customers=pooled)) if pooled else tuple(said)


def margin_rates(margin: Margin) -> RateInterval:
    """A margin as a person reads it."""
    low, estimate, high = (Rate(value) for value in (margin.low, margin.estimate, margin.high))
    return RateInterval(low=low, estimate=estimate, high=high, level=LEVEL)


def _members(case: Case) -> tuple[Member, ...]:
    lift, margin = case.lift.belief.estimate, case.margin.estimate if case.margin and case.odds else None
    members = []
    for one in case.prospects:
        worth = 0 if margin is None else round(value_minor(one, lift, margin, case.params))
        members.append(
            Member(
                customer=one.customer.customer,
                stratum=one.tier,
                expected_minor=worth,
                before_minor=one.customer.net_minor,
                contact_kind=case.audience.contacts[one.customer.customer],
            ),
        )
    return tuple(sorted(members, key=lambda member: member.customer))
