"""What is proposed: nothing, or one coupon a face value, as a test until it is known to pay?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Alternative, Guardrail, Proposal, TestPlan
from zhanggui.core.quantity import Interval, Rate
from zhanggui.core.run import Evidence
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.decisions.experiment import HOLDOUT, LATER, TREATMENT
from zhanggui.decisions.policies.coupons.cells import Past, Shopper, cell_name, past, shoppers
from zhanggui.decisions.policies.coupons.choosing import Allocation, allocate
from zhanggui.decisions.policies.coupons.learnt import measured_before, strengths
from zhanggui.decisions.policies.coupons.params import CouponParams
from zhanggui.decisions.policies.coupons.worth import LEVEL, Outlook, profit_line
from zhanggui.decisions.policies.win_back.audience import Audience, audience
from zhanggui.decisions.policies.win_back.proposing import margin_rates
from zhanggui.decisions.policy import Circumstances, Draft, Member, with_id
from zhanggui.decisions.profitability import Margin, margin_of
from zhanggui.stats.power import detectable, units_per_arm
from zhanggui.warehouse.protocol import Warehouse

NAME = "promotions.coupons"
VERSION = 1
NAMED_CELLS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything the proposals are made of."""

    params: CouponParams
    day: date
    snapshot: str
    outlook: Outlook
    past: Past
    audience: Audience[Shopper]
    allocation: Allocation


def propose(
    warehouse: Warehouse,
    params: CouponParams,
    at: datetime,
    circumstances: Circumstances,
) -> tuple[Draft, ...]:
    """One proposal for each face value that some group should get, or none.

    All of them together fit the budget, so any of them may be approved. Without a known profit no coupon is proposed:
    what it gives away is certain, what it brings is not.
    """
    case = gather(warehouse, params, circumstances)
    if case is None:
        return ()
    return tuple(_draft(case, at, face, people) for face, people in case.allocation.by_face.items())


def gather(warehouse: Warehouse, params: CouponParams, circumstances: Circumstances) -> Case | None:
    """Ask the tables: who is in which group, how did such customers behave, what did earlier coupons bring."""
    day = warehouse.as_of
    margin = margin_of(warehouse, circumstances.margin, day)
    history = past(warehouse, params, day)
    if margin is None or history is None:
        return None
    outlook = _outlook(warehouse, params, circumstances, margin, history)
    everybody = shoppers(warehouse, params, day)
    reached = audience(warehouse, everybody, circumstances, day=day, rest_days=params.rest_days)
    return Case(
        params=params,
        day=day,
        snapshot=warehouse.snapshot,
        outlook=outlook,
        past=history,
        audience=reached,
        allocation=allocate(reached.customers, outlook, _left(params, circumstances)),
    )


def _left(params: CouponParams, circumstances: Circumstances) -> float:
    """The budget less what was approved and is still running."""
    return max(0.0, float(params.budget_minor - sum(one.cost.minor for one in circumstances.running)))


def _outlook(
    warehouse: Warehouse, params: CouponParams, circumstances: Circumstances, margin: Margin, history: Past
) -> Outlook:
    def line(cell: str, face_minor: int) -> tuple[float, float] | None:
        usual = history.usual.get(cell)
        if usual is None or not usual.is_known:
            return None
        found = profit_line(cell, usual, face_minor, margin.estimate, params)
        return found.base + params.contact_cost_minor, found.slope

    measured, used = measured_before(warehouse, circumstances.past, margin)
    return Outlook(
        params=params,
        usual=history.usual,
        margin=margin,
        strengths=strengths(params, measured, line, used),
        currency=warehouse.currency,
    )


def _draft(case: Case, at: datetime, face: int, people: Sequence[Shopper]) -> Draft:
    arms = _arms(case, face, people)
    treated, control = (round(len(people) * arms[arm]) for arm in (TREATMENT, HOLDOUT))
    counts = Counter(one.cell for one in people)
    promised = _share(case.outlook.promised(counts, face), treated / len(people))
    cost = Money(
        round(sum(case.outlook.spent(one.cell, face) for one in people) * treated / len(people)), _currency(case)
    )
    test = _test_plan(case, treated, control, cost) if LATER in arms or arms[HOLDOUT] == arms[TREATMENT] else None
    coupon = Money(face, _currency(case))
    proposal = Proposal(
        id="",
        policy=NAME,
        policy_version=VERSION,
        created_at=at,
        title=sentence("title_test" if test else "title_roll_out", coupon=coupon, treated=treated, control=control),
        rationale=(
            _why(case, coupon, counts),
            _expect(case, promised, test),
            _cost_sentence(case, cost, treated, face),
        ),
        action="contact",
        target={"customers": "coupon_groups", "face_value": coupon},
        before={"contacted": 0},
        after={"contacted": treated, "held_out": control, "coupon": coupon, "horizon_days": case.params.horizon_days},
        expected=promised,
        horizon_days=case.params.horizon_days,
        cost=cost,
        guardrails=(Guardrail(metric="discount_rate", bound=sentence("guard_quota", coupons=treated)),),
        reversibility="irreversible",
        expires_at=at + timedelta(days=case.params.valid_days),
        alternatives=_alternatives(case, face),
        evidence=(Evidence(run_id=f"{NAME}@{case.snapshot}", capability=NAME, snapshot=case.snapshot),),
        assumptions=_assumptions(case),
        test=test,
    )
    return Draft(proposal=with_id(proposal), members=_members(case, face, people), arms=arms)


def _arms(case: Case, face: int, people: Sequence[Shopper]) -> dict[str, float]:
    """A small holdout once this face value was measured and the whole range lies above zero; before that, a test."""
    promised = case.outlook.promised(Counter(one.cell for one in people), face)
    if face in case.outlook.strengths.faces and promised.low.minor > 0:
        return {TREATMENT: 1 - case.params.holdout_share, HOLDOUT: case.params.holdout_share}
    half = len(people) // 2
    gain = sum(case.outlook.worth(one.cell, face) for one in people) / len(people) + case.params.contact_cost_minor
    deviation = case.past.deviation_minor * case.outlook.margin.estimate
    units = min(half, units_per_arm(deviation, gain)) if gain > 0 and deviation > 0 else half
    share = units / len(people)
    rest = 1 - 2 * share
    arms = {TREATMENT: share, HOLDOUT: share}
    return {**arms, LATER: rest} if rest > 0 else arms


def _share(interval: MoneyInterval, share: float) -> MoneyInterval:
    bounds = (interval.low, interval.estimate, interval.high)
    low, estimate, high = (Money(round(each.minor * share), each.currency) for each in bounds)
    return MoneyInterval(low=low, estimate=estimate, high=high, level=interval.level)


def _test_plan(case: Case, treated: int, control: int, cost: Money) -> TestPlan:
    deviation = case.past.deviation_minor * case.outlook.margin.estimate
    smallest = Money(round(detectable(deviation, max(treated, 1), max(control, 1))), _currency(case))
    return TestPlan(
        units_per_arm=min(treated, control),
        days=case.params.horizon_days,
        cost=cost,
        detectable=MoneyInterval.exactly(smallest),
    )


def _why(case: Case, coupon: Money, counts: Mapping[str, int]) -> Sentence:
    names = [cell_name(cell) for cell, _ in Counter(counts).most_common(NAMED_CELLS)]
    named = Words(zh="；".join(name.zh for name in names), en="; ".join(name.en for name in names))
    return sentence(
        "why", customers=sum(counts.values()), groups=len(counts), named=named, coupon=coupon, budget=_budget(case)
    )


def _expect(case: Case, promised: MoneyInterval, test: TestPlan | None) -> Sentence:
    days, used = case.params.horizon_days, case.outlook.strengths.experiments
    if test is None:
        return sentence("expect_measured", experiments=used, days=days, expected=promised, level=Rate(LEVEL))
    code = "expect_test_again" if used else "expect_test"
    told = {"experiments": used} if used else {}
    return sentence(code, days=days, expected=promised, detectable=test.detectable, **told)


def _cost_sentence(case: Case, cost: Money, treated: int, face: int) -> Sentence:
    most = Money(treated * (face + case.params.contact_cost_minor), _currency(case))
    return sentence("cost", cost=cost, share=Rate(case.params.redemption), most=most)


def _alternatives(case: Case, face: int) -> tuple[Alternative, ...]:
    known = [one for one in case.audience.customers if one.cell in case.outlook.usual]
    counts = Counter(one.cell for one in known if case.outlook.usual[one.cell].is_known)
    every = case.outlook.promised(counts, face)
    return (
        Alternative(title=sentence("do_nothing"), expected=MoneyInterval.exactly(Money(0, _currency(case)))),
        Alternative(title=sentence("give_all", customers=sum(counts.values())), expected=every),
    )


def _assumptions(case: Case) -> tuple[Sentence, ...]:
    found, params = case.outlook.strengths, case.params
    said = [
        sentence("same_in_group"),
        sentence("gap", worth=_money(case, case.allocation.worth_minor), gap=_money(case, case.allocation.gap_minor)),
    ]
    if found.experiments:
        reach = found.elsewhere.interval(LEVEL)
        said.append(sentence("response_measured", groups=len(found.by_cell), strength=reach))
    else:
        strength = Interval(low=params.response_low, estimate=1.0, high=params.response_high, level=LEVEL)
        said.append(
            sentence(
                "response_assumed", lift=Rate(params.lift_reference), factor=params.dependent_factor, strength=strength
            )
        )
    if case.outlook.margin.source == "declared":
        said.append(sentence("margin_declared", margin=margin_rates(case.outlook.margin)))
    if not case.outlook.margin.are_fees_known:
        said.append(sentence("fees_unknown"))
    refused = case.audience.refused
    said.append(sentence("consent_unknown") if refused is None else sentence("consent_respected", refused=refused))
    return tuple(said)


def _members(case: Case, face: int, people: Sequence[Shopper]) -> tuple[Member, ...]:
    return tuple(
        Member(
            customer=one.customer,
            stratum=one.cell,
            expected_minor=round(case.outlook.worth(one.cell, face)),
            before_minor=one.before_minor,
            contact_kind=case.audience.contacts[one.customer],
        )
        for one in sorted(people, key=lambda one: one.customer)
    )


def _budget(case: Case) -> Money:
    return Money(case.params.budget_minor, _currency(case))


def _money(case: Case, minor: float) -> Money:
    return Money(round(minor), _currency(case))


def _currency(case: Case) -> str:
    return case.outlook.currency
