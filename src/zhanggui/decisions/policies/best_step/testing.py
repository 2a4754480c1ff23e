"""Which price test is proposed where prices do not tell?"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import numpy as np

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Alternative, Guardrail, Proposal, TestPlan
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import sentence
from zhanggui.decisions.policies.best_step.cases import TestCase
from zhanggui.decisions.policies.best_step.params import BestStepParams
from zhanggui.decisions.policies.best_step.said import Saying, prices_told


def proposal_of_test(case: TestCase, saying: Saying, params: BestStepParams, at: datetime) -> Proposal:
    """Two prices by turns drawn at random: nothing is expected to be earned, something is to be learnt."""
    row = case.row
    product, cost, worth = saying.product(row), saying.money(max(case.cost_minor, 0)), saying.money(case.worth_minor)
    rows = [(place.channel, place.price_minor, low, high) for place, low, high in case.prices]
    return Proposal(
        id="",
        policy=saying.name,
        policy_version=saying.version,
        created_at=at,
        title=sentence("title_test", product=product, step=Rate(params.test_step), days=case.days),
        rationale=(
            sentence(f"why_{row.reason.code}", product=product, **row.reason.arguments),
            sentence("expect_test", worth=worth, half_width=params.half_width, units=2 * case.units),
            sentence("cost_test", cost=cost),
        ),
        action="price_test",
        target={"sku": row.sku},
        before={"prices": prices_told(saying, [(channel, (now,)) for channel, now, _, _ in rows])},
        after={
            "prices": prices_told(saying, [(channel, (low, high)) for channel, _, low, high in rows]),
            "days": case.days,
            "_rows": saying.plan(rows),
        },
        expected=None,
        horizon_days=case.days,
        cost=cost,
        guardrails=(
            Guardrail(metric="contribution_margin", bound=sentence("guard_margin", margin=Rate(params.least_margin))),
        ),
        reversibility="reversible",
        expires_at=at + timedelta(days=params.valid_days),
        alternatives=(Alternative(title=sentence("do_nothing"), expected=MoneyInterval.exactly(saying.money(0))),),
        evidence=saying.evidence,
        assumptions=(sentence("as_assumed"), sentence("own_price_only"), sentence("nobody_apart")),
        test=TestPlan(
            units_per_arm=case.units, days=case.days, cost=cost, detectable=MoneyInterval.exactly(_seen(case, saying))
        ),
    )


def _seen(case: TestCase, saying: Saying) -> Money:
    """By how much profit of four weeks at the higher price would differ, were the elasticity off by the half width."""
    demand, step = case.demand, saying.params.test_step
    profit = float(demand.profit_at(np.array([demand.price_minor * (1 + step)])).mean())
    return saying.money(abs(profit) * saying.params.half_width * math.log(1 + step))
