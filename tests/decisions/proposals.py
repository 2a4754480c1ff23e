"""A proposal like any other, for tests that are about something else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from zhanggui.books.people import Actor
from zhanggui.core.capability import Params
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Alternative, Change, Guardrail, Proposal, Readout
from zhanggui.core.run import Evidence
from zhanggui.core.sentence import sentence
from zhanggui.decisions.policy import Draft, Member

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LI, WANG = Actor(id="u-li", role="owner"), Actor(id="u-wang", role="operator")
MACHINE = Actor(id="k-erp", role="owner", kind="machine")
VIEWER = Actor(id="u-view", role="viewer")
NO_PARAMS = Params()


def yuan(amount):
    return Money(round(amount * 100), "CNY")


def between(low, estimate, high, level=0.8):
    return MoneyInterval(low=yuan(low), estimate=yuan(estimate), high=yuan(high), level=level)


def proposal(
    number=1, *, cost=10, expected=(0, 100, 200), policy="customers.win_back", reversibility="reversible", at=NOW
):
    return Proposal(
        id=f"d{number}",
        policy=policy,
        policy_version=1,
        created_at=at,
        title=sentence("title", count=3),
        rationale=(sentence("why"), sentence("expect"), sentence("cost")),
        action="contact",
        target={"customers": str(number)},
        before={"price": yuan(5)},
        after={"price": yuan(4)},
        expected=between(*expected) if expected else None,
        horizon_days=30,
        cost=yuan(cost),
        guardrails=(Guardrail(metric="refund_rate", bound=sentence("guard")),),
        reversibility=reversibility,
        expires_at=at + 7 * DAY,
        alternatives=(Alternative(title=sentence("do_nothing"), expected=between(0, 0, 0)),),
        evidence=(Evidence(run_id="r", capability="c", snapshot="000001"),),
    )


def draft(number=1, members=0, **facts):
    people = tuple(
        Member(customer=f"p{index:04}", stratum="all", expected_minor=10, before_minor=index)
        for index in range(members)
    )
    arms = {"treatment": 0.5, "holdout": 0.5} if members else {}
    return Draft(proposal=proposal(number, **facts), members=people, arms=arms)


def change(number=1, key="apply", at=NOW, actor=LI):
    return Change(
        proposal_id=f"d{number}",
        idempotency_key=key,
        before={"price": yuan(5)},
        after={"price": yuan(4)},
        inverse={"price": yuan(5)},
        by=actor.id,
        at=at,
        file="exports/x.csv",
    )


def readout(number=1, measured=(10, 60, 110), predicted=(0, 100, 200), verdict="paid", at=NOW):
    return Readout(
        proposal_id=f"d{number}",
        design="randomised_holdout",
        predicted=between(*predicted) if predicted else None,
        measured=between(*measured, level=0.95),
        verdict=verdict,
        at=at,
        treated=80,
        control=20,
    )
