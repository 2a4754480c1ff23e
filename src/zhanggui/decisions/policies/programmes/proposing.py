"""What is proposed for today: one decision a programme, with its audience, its holdout and what it should earn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.books.contacts import HOLDOUT, LATER
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Alternative, Guardrail, Proposal, TestPlan
from zhanggui.core.quantity import Rate
from zhanggui.core.run import Evidence
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.decisions.policies.programmes.params import ProgrammesParams
from zhanggui.decisions.policies.win_back.proposing import margin_rates
from zhanggui.decisions.policy import Circumstances, Draft, Member, with_id
from zhanggui.decisions.programmes.audience import Audience, Day, gather
from zhanggui.decisions.programmes.enrolled import HISTORY_DAYS, number_of, sold_between
from zhanggui.decisions.programmes.paying import treated_share
from zhanggui.decisions.programmes.usual import FEWEST_CASES
from zhanggui.stats.power import detectable, units_per_arm

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

NAME = "customers.programmes"
VERSION = 1
WEEK = 7


def propose(
    warehouse: Warehouse, params: ProgrammesParams, at: datetime, circumstances: Circumstances
) -> tuple[Draft, ...]:
    """One proposal for each programme that has enough people who are due, may be reached, and are not too often."""
    send_day = params.contact.send_from(at, warehouse.timezone).date()
    found = gather(warehouse, params.programmes, params.contact, circumstances, send_day)
    wanted = [each for each in found.audiences if each.treated and len(each.cases) >= params.least_customers]
    if not wanted:
        return ()
    before = _before(warehouse, found.day, sorted({case.customer for each in wanted for case in each.cases}))
    return tuple(_draft(_Told(warehouse, params, at, found), each, before) for each in wanted)


@dataclass(frozen=True, slots=True)
class _Told:
    """What every proposal of one day is made of."""

    warehouse: Warehouse
    params: ProgrammesParams
    at: datetime
    found: Day

    def money(self, minor: float) -> Money:
        return Money(round(minor), self.warehouse.currency)


def _before(warehouse: Warehouse, day: date, customers: list[str]) -> dict[str, float]:
    sold = sold_between(warehouse, day - timedelta(days=HISTORY_DAYS), day)
    start = np.full(len(customers), number_of(day) - HISTORY_DAYS)
    return dict(zip(customers, sold.between(customers, start, start + HISTORY_DAYS + 1).tolist(), strict=True))


def _draft(told: _Told, audience: Audience, before: Mapping[str, float]) -> Draft:
    programme, contact = audience.programme, told.params.contact
    promised = audience.expected(audience.treated, told.warehouse.currency)
    cost = told.money(_cost(audience) * audience.treated)
    test = _test(told, audience, cost)
    treated, control, later = audience.treated, audience.in_arm(HOLDOUT), audience.in_arm(LATER)
    proposal = Proposal(
        id="",
        policy=NAME,
        policy_version=VERSION,
        created_at=told.at,
        title=sentence("title", programme=programme.title, treated=treated, control=control),
        rationale=(_why(audience), _expect(told, audience, promised), _costs(told, audience, cost)),
        action="contact",
        target={"programme": programme.key, "day": told.found.day.isoformat()},
        before={"due": audience.due, "contacted": 0},
        after={
            "contacted": treated,
            "held_out": control,
            "later": later,
            "treated_share": Rate(audience.share),
            "horizon_days": programme.horizon_days,
            "zone": told.warehouse.timezone,
        },
        expected=promised,
        horizon_days=programme.horizon_days,
        cost=cost,
        guardrails=(
            Guardrail(metric="refund_rate", bound=sentence("guard_refunds")),
            Guardrail(metric="programme_readout", bound=sentence("guard_losing")),
        ),
        reversibility="irreversible",
        expires_at=told.at + timedelta(days=told.params.valid_days),
        alternatives=_alternatives(told, audience),
        evidence=(
            Evidence(run_id=f"{NAME}@{told.warehouse.snapshot}", capability=NAME, snapshot=told.warehouse.snapshot),
        ),
        assumptions=_assumptions(told, audience),
        test=test,
    )
    params = told.params.model_copy(update={"programmes": (programme,), "contact": contact})
    return Draft(proposal=with_id(proposal), members=_members(audience, before), params=params)


def _members(audience: Audience, before: Mapping[str, float]) -> tuple[Member, ...]:
    expected = round(audience.belief.mean) if audience.belief else 0
    members = (
        Member(
            customer=case.customer,
            stratum=case.occasion,
            expected_minor=expected,
            before_minor=round(before.get(case.customer, 0.0)),
            contact_kind=case.channel,
            arm=case.arm,
        )
        for case in audience.cases
    )
    return tuple(sorted(members, key=lambda member: member.customer))


def _cost(audience: Audience) -> float:
    """A contact, a gift, and the coupons that are expected to be used."""
    programme = audience.programme
    coupon = sum(message.coupon_minor for message in programme.messages) / len(programme.messages)
    buying = audience.usual.buying * (1 + programme.prior.estimate) if audience.usual else 1.0
    return audience.contact_minor + programme.gift_cost_minor + coupon * buying


def _needed(told: _Told, audience: Audience) -> int | None:
    """People in each arm with whom the expected gain would be seen; None where no gain is expected."""
    margin, usual, belief = told.found.margin, audience.usual, audience.belief
    gain = belief.mean + audience.contact_minor if belief else 0.0
    if margin is None or usual is None or gain <= 0 or not usual.deviation_minor:
        return None
    return units_per_arm(usual.deviation_minor * margin.estimate, gain)


def _test(told: _Told, audience: Audience, cost: Money) -> TestPlan | None:
    if audience.state == "paying":
        return None
    control = audience.in_arm(HOLDOUT)
    smallest = 0.0
    if audience.usual:
        margin = told.found.margin.estimate if told.found.margin else 1.0
        smallest = detectable(audience.usual.deviation_minor * margin, max(audience.treated, 1), max(control, 1))
    seen = MoneyInterval.exactly(told.money(smallest))
    return TestPlan(
        units_per_arm=min(audience.treated, control),
        days=audience.programme.horizon_days,
        cost=cost,
        detectable=seen,
    )


def _why(audience: Audience) -> Sentence:
    return sentence(
        "why",
        programme=audience.programme.title,
        due=audience.due,
        known=audience.known,
        refused=audience.reached.without_consent + audience.reached.excluded,
        unreachable=audience.reached.without_contact,
        capped=audience.capped,
        left=len(audience.cases),
    )


def _expect(told: _Told, audience: Audience, promised: MoneyInterval | None) -> Sentence:
    days = audience.programme.horizon_days
    if promised is None:
        return sentence("expect_unknown", days=days)
    measured = told.found.readouts and told.found.readouts.of(audience.programme.key, days)
    if measured and measured.each:
        people = measured.treated + measured.control
        return sentence("expect_measured", days=days, expected=promised, people=people)
    needed = _needed(told, audience)
    if needed is None:
        return sentence("expect_prior", days=days, expected=promised)
    return sentence("expect_test", days=days, expected=promised, needed=needed, weeks=_weeks(audience, needed))


def _weeks(audience: Audience, needed: int) -> int:
    """In how many weeks, at today's rate of a patience window, the smaller arm has as many people."""
    smaller = max(1, min(audience.treated, audience.in_arm(HOLDOUT)))
    return max(1, -(-needed * audience.programme.patience_days // (smaller * WEEK)))


def _costs(told: _Told, audience: Audience, cost: Money) -> Sentence:
    return sentence("cost", cost=cost, contact=told.money(audience.contact_minor), share=Rate(audience.share))


def _alternatives(told: _Told, audience: Audience) -> tuple[Alternative, ...]:
    programme = audience.programme
    people = len(audience.cases)
    whole = treated_share(programme, "paying")
    return (
        Alternative(title=sentence("do_nothing"), expected=MoneyInterval.exactly(told.money(0))),
        Alternative(
            title=sentence("contact_all", customers=people), expected=audience.expected(people, told.warehouse.currency)
        ),
        Alternative(
            title=sentence("contact_most", customers=round(people * whole)),
            expected=audience.expected(people * whole, told.warehouse.currency),
        ),
    )


def _assumptions(told: _Told, audience: Audience) -> tuple[Sentence, ...]:
    prior, said = audience.programme.prior, []
    if audience.usual is None:
        said.append(sentence("history_short", cases=FEWEST_CASES))
    margin = told.found.margin
    if margin is None:
        said.append(sentence("margin_unknown"))
    elif margin.source == "declared":
        said.append(sentence("margin_declared", margin=margin_rates(margin)))
    if audience.readout is None:
        low, estimate, high = (Rate(value) for value in (prior.low, prior.estimate, prior.high))
        said.append(sentence("prior", low=low, estimate=estimate, high=high))
    if audience.programme.trigger.kind == "birthday":
        said.append(sentence("month_only"))
    return tuple(said)
