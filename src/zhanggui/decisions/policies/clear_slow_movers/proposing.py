"""Which schedules of falling prices are proposed, with which numbers?"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from zhanggui.analyses.pricing.clearance.params import WEEK_DAYS
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Alternative, Guardrail, Proposal
from zhanggui.core.quantity import Rate
from zhanggui.core.run import Evidence
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.decisions.policies.clear_slow_movers.cases import Case, cases
from zhanggui.decisions.policies.clear_slow_movers.params import ClearanceParams
from zhanggui.decisions.policy import Circumstances, Draft, with_id
from zhanggui.warehouse.protocol import Warehouse

NAME = "products.clear_slow_movers"
VERSION = 2
STEPS = "_steps"
MARKDOWN = "markdown"  # the action


def propose(
    warehouse: Warehouse,
    params: ClearanceParams,
    at: datetime,
    _circumstances: Circumstances,
) -> tuple[Draft, ...]:
    """One proposal for each stock of which a schedule that begins now beats waiting, the most profitable first."""
    found = cases(warehouse, params)[: params.most_proposals]
    return tuple(Draft(proposal=with_id(_proposal(case, at))) for case in found)


def _proposal(case: Case, at: datetime) -> Proposal:
    first, last = (case.money(step.price_minor) for step in (case.steps[0], case.steps[-1]))
    return Proposal(
        id="",
        policy=NAME,
        policy_version=VERSION,
        created_at=at,
        title=_title(case),
        rationale=(_why(case), _expect(case), sentence("cost", cost=case.given_away, price=_price(case))),
        action=MARKDOWN,
        target={"sku": case.mover.sku},
        before=_before(case),
        after={
            "price": first,
            "discount": Rate(1 - first.minor / _price(case).minor),
            "last_price": last,
            "steps": len(case.steps),
            "days": case.days,
            STEPS: json.dumps([[1 + round(step.from_week * WEEK_DAYS), step.price_minor] for step in case.steps]),
        },
        expected=case.gain,
        horizon_days=case.days,
        cost=case.given_away,
        guardrails=_guardrails(last),
        reversibility="reversible",
        expires_at=at + timedelta(days=case.params.valid_days),
        alternatives=_alternatives(case),
        evidence=(
            Evidence(
                run_id=f"pricing.clearance@{case.snapshot}", capability="pricing.clearance", snapshot=case.snapshot
            ),
        ),
        assumptions=_assumptions(case),
    )


def steps_of(proposal: Proposal) -> list[tuple[int, int]]:
    """The day from which each price holds, counted from 1; one price in what was proposed before schedules."""
    price = proposal.after["price"]
    assert isinstance(price, Money)  # noqa: S101 - the policy wrote it there
    told = json.loads(str(proposal.after.get(STEPS, f"[[1, {price.minor}]]")))
    return [(day, minor) for day, minor in told]


def _price(case: Case) -> Money:
    return case.money(case.mover.price_minor)


def _title(case: Case) -> Sentence:
    facts: dict[str, Argument] = {"product": case.mover.name, "price": case.money(case.steps[0].price_minor)}
    if len(case.steps) == 1:
        return sentence("clear", **facts)
    last = case.money(case.steps[-1].price_minor)
    return sentence("clear_steps", last=last, steps=len(case.steps), days=case.days, **facts)


def _before(case: Case) -> dict[str, Argument]:
    return {
        "price": _price(case),
        "stock_units": case.mover.stock,
        "units_sold": case.mover.units,
        "days_of_cover": round(case.mover.cover_days),
        "unit_cost": case.money(case.mover.cost_minor),
        "worth_if_kept": case.worth_if_kept,
    }


def _why(case: Case) -> Sentence:
    return sentence(
        "why",
        product=case.mover.name,
        stock=case.mover.stock,
        units=case.mover.units,
        ahead=case.mover.ahead_units,
        window=case.params.window_days,
        cover=round(case.mover.cover_days),
        tied=case.money(case.mover.stock * case.mover.cost_minor),
    )


def _expect(case: Case) -> Sentence:
    return sentence("expect_schedule", expected=case.gain, freed=case.freed, days=case.days, season=case.gain_of_season)


def _guardrails(lowest: Money) -> tuple[Guardrail, ...]:
    return (
        Guardrail(metric="refund_rate", bound=sentence("guard_refunds")),
        Guardrail(metric="price_per_unit", bound=sentence("guard_price", price=lowest)),
    )


def _alternatives(case: Case) -> tuple[Alternative, ...]:
    """Doing nothing, and the one markdown that the rule without a schedule would take."""
    nothing = Alternative(title=sentence("do_nothing"), expected=MoneyInterval.exactly(Money(0, case.currency)))
    rule = case.plan.one_step
    if rule is None:
        return (nothing,)
    title = sentence("one_markdown", discount=Rate(rule.share), days=case.params.horizon_days)
    return nothing, Alternative(title=title, expected=case.gain_of_one_markdown)


def _assumptions(case: Case) -> tuple[Sentence, ...]:
    params, answer = case.params, case.plan.answer
    stock = sentence(
        "stock_assumed",
        holding=Rate(params.holding_rate),
        season=params.season_days,
        salvage=Rate(params.salvage_share),
        window=params.window_days,
    )
    told = sentence(f"elasticity_{answer.basis}", elasticity=answer.interval)
    return (told, stock, *([sentence("falls_on")] if case.plan.lot.fade else []))
