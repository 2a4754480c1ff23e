"""Which prices are proposed, with which numbers?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from zhanggui.analyses.pricing.elasticity.result import ElasticityRow
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Alternative, Guardrail, Proposal
from zhanggui.core.quantity import Rate
from zhanggui.core.run import Evidence
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.decisions.policies.best_step.cases import StepCase, shelf_of, step_cases, tests_worth
from zhanggui.decisions.policies.best_step.choosing import Step, even_step
from zhanggui.decisions.policies.best_step.others import moved_by
from zhanggui.decisions.policies.best_step.params import BestStepParams
from zhanggui.decisions.policies.best_step.said import Saying, expected, prices_told
from zhanggui.decisions.policies.best_step.testing import proposal_of_test
from zhanggui.decisions.policy import Circumstances, Draft, with_id
from zhanggui.metrics.called import called
from zhanggui.metrics.registry import dimension
from zhanggui.warehouse.protocol import Warehouse

NAME = "pricing.best_step"
VERSION = 2
LEAST_TOLD = 0.001  # nothing is quite sure
SHARES = (-1.0, -0.5, 0.5, 1.0)
PRICE_ACTIONS = ("reprice", "price_test")


def propose(
    warehouse: Warehouse, params: BestStepParams, at: datetime, circumstances: Circumstances
) -> tuple[Draft, ...]:
    """Steps that are sure enough to earn more, the most profitable first; then tests that are worth their cost."""
    shelf = shelf_of(warehouse, params, busy(circumstances))
    saying = Saying(
        channels=called(warehouse, dimension("channel")),
        params=params,
        currency=warehouse.currency,
        name=NAME,
        version=VERSION,
        evidence=(evidence_of(NAME, "pricing.elasticity", warehouse),),
    )
    cases, risk = step_cases(shelf)
    of_all = len(cases), risk
    others = moved_by(shelf.known, cases, params.horizon_days, warehouse.currency)
    steps = (
        step_proposal(case, saying, at, of_all, why=_why(case, saying), assumptions=_assumed(others[case.row.sku]))
        for case in cases
    )
    tests = (proposal_of_test(case, saying, params, at) for case in tests_worth(shelf, params)[: params.most_tests])
    return tuple(Draft(proposal=with_id(each)) for each in chain(steps, tests))


def busy(circumstances: Circumstances) -> frozenset[str]:
    """Products on whose price something runs, or is to be decided by another policy."""
    elsewhere = (each for each in circumstances.elsewhere if each.action in PRICE_ACTIONS)
    return frozenset(str(each.target["sku"]) for each in chain(circumstances.running, elsewhere))


def evidence_of(policy: str, capability: str, warehouse: Warehouse) -> Evidence:
    """What a proposal goes by."""
    return Evidence(run_id=f"{policy}@{warehouse.snapshot}", capability=capability, snapshot=warehouse.snapshot)


def step_proposal(
    case: StepCase[Any],
    saying: Saying,
    at: datetime,
    of_all: tuple[int, float],
    *,
    why: Sentence,
    assumptions: tuple[Sentence, ...],
) -> Proposal:
    """A step of a price with its gain and risk, other steps beside it, and the way back.

    `of_all` are how many steps are proposed at this moment, and how probably all of them lose together.
    """
    step, params = case.step, saying.params
    rows = [(move.place.channel, move.place.price_minor, move.after_minor) for move in step.moves]
    worst = saying.money(max(0.0, -float(step.gains.min())))
    return Proposal(
        id="",
        policy=saying.name,
        policy_version=saying.version,
        created_at=at,
        title=_title(case, saying),
        rationale=(why, _expect(case, saying), _risk(case, saying, worst, of_all)),
        action="reprice",
        target={"sku": case.row.sku},
        before={"prices": prices_told(saying, [(channel, (now,)) for channel, now, _ in rows]), **_facts(case, saying)},
        after={
            "prices": prices_told(saying, [(channel, (then,)) for channel, _, then in rows]),
            "change": Rate(step.change),
            "_rows": saying.plan(rows),
        },
        expected=expected(step.gains, saying.currency),
        horizon_days=params.horizon_days,
        cost=worst,
        guardrails=(
            Guardrail(metric="contribution_margin", bound=sentence("guard_margin", margin=Rate(params.least_margin))),
            Guardrail(metric="refund_rate", bound=sentence("guard_refunds")),
        ),
        reversibility="reversible",
        expires_at=at + timedelta(days=params.valid_days),
        alternatives=_alternatives(case, saying),
        evidence=saying.evidence,
        assumptions=assumptions,
    )


def _assumed(others: Sentence) -> tuple[Sentence, ...]:
    """What the step's gain takes for granted, and what it moves elsewhere."""
    return (sentence("pace_goes_on"), others, sentence("nobody_apart"))


def _title(case: StepCase[Any], saying: Saying) -> Sentence:
    code = "title_up" if case.step.change > 0 else "title_down"
    facts: dict[str, Argument] = {"product": saying.product(case.row), "change": Rate(abs(case.step.change))}
    afters = {move.after_minor for move in case.step.moves}
    if len(afters) == 1 and len(case.step.moves) == len(case.places):
        return sentence(f"{code}_to", price=saying.money(afters.pop()), **facts)
    return sentence(code, channels=len(case.step.moves), **facts)


def _why(case: StepCase[ElasticityRow], saying: Saying) -> Sentence:
    return sentence(
        "why",
        product=saying.product(case.row),
        elasticity=case.row.elasticity,
        points=case.row.price_points,
        changes=case.row.changes,
        units=case.row.units,
        floor=saying.money(case.demand.economics.price_for(case.rails.least_margin) or 0),
    )


def _expect(case: StepCase[Any], saying: Saying) -> Sentence:
    return sentence("expect", days=saying.params.horizon_days, expected=expected(case.step.gains, saying.currency))


def _risk(case: StepCase[Any], saying: Saying, worst: Money, of_all: tuple[int, float]) -> Sentence:
    """The chance of a loss of this step, and of all that are proposed at this moment when all are taken."""
    steps, together = of_all
    return sentence(
        "risk_together" if worst.minor else "no_risk_together",
        chance=Rate(case.step.risk_told),
        most=Rate(saying.params.most_step_risk),
        worst=worst,
        steps=steps,
        together=Rate(max(together, LEAST_TOLD)),
        most_together=Rate(saying.params.most_risk),
    )


def _facts(case: StepCase[Any], saying: Saying) -> Mapping[str, Argument]:
    economics = case.demand.economics
    return {
        "unit_cost": saying.money(economics.cost_minor),
        "units_sold": round(sum(place.units for place in case.places)),
        "price_floor": saying.money(economics.price_for(case.rails.least_margin) or 0),
        "last_change": case.changed.isoformat() if case.changed else Words(zh="没有变过", en="never"),
    }


def _alternatives(case: StepCase[Any], saying: Saying) -> tuple[Alternative, ...]:
    """Doing nothing, and other steps of the same product that the guardrails leave, sure or not."""
    nothing = Alternative(title=sentence("do_nothing"), expected=MoneyInterval.exactly(saying.money(0)))
    params, said, seen = saying.params, [nothing], {_prices(case.step)}
    for share in SHARES:
        other = even_step(case.demand, case.places, case.rails, params.horizon_days, share * params.most_step)
        if other and _prices(other) not in seen:
            seen.add(_prices(other))
            title = sentence(
                "other_up" if share > 0 else "other_down", change=Rate(abs(other.change)), chance=Rate(other.risk_told)
            )
            said.append(Alternative(title=title, expected=expected(other.gains, saying.currency)))
    return tuple(said)


def _prices(step: Step) -> frozenset[tuple[str, int]]:
    return frozenset((move.place.channel, move.after_minor) for move in step.moves)
