"""A decision about prices that was proposed, approved and applied, in few words."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from datetime import UTC, datetime

from tests.decisions.proposals import proposal
from zhanggui.books.people import Actor
from zhanggui.books.settings import Settings
from zhanggui.core.sentence import sentence
from zhanggui.decisions import desk
from zhanggui.decisions.policies.best_step import POLICY
from zhanggui.decisions.policies.best_step.params import BestStepParams
from zhanggui.decisions.policy import Draft
from zhanggui.warehouse.inline import inline_warehouse

NOON = datetime(2026, 11, 1, 4, tzinfo=UTC)
LI = Actor(id="li", role="owner")
WAREHOUSE = functools.cache(lambda: inline_warehouse({}))


def decided(shop, rows, *, sku="A", apply=True, at=NOON, number=1):
    """A proposal of these rows, approved and applied."""
    drafted = replace(
        proposal(number, policy=POLICY.name, at=at),
        action="reprice",
        title=sentence("do_nothing"),
        rationale=(sentence("do_nothing"),) * 3,
        alternatives=(),
        guardrails=(),
        assumptions=(),
        target={"sku": sku},
        before={"prices": "before"},
        after={"_rows": json.dumps(rows)},
        horizon_days=84,
    )
    policy = replace(POLICY, tables={}, propose=lambda *_: (Draft(proposal=drafted, params=BestStepParams()),))
    (record,) = desk.propose(shop.books, shop.vault, WAREHOUSE(), policy, settings=Settings(), at=at)
    if apply:
        decision = record.proposal.id
        desk.decide(shop.books, decision, verdict="approve", actor=LI, why="it pays", at=at, settings=Settings())
        desk.apply(shop.books, shop.vault, policy, decision, actor=LI, at=at, folder=shop.folder)
    return record.proposal.id
