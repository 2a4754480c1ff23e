"""What could be done, what was decided, what was changed, and did it pay?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.run import Evidence
from zhanggui.core.sentence import Argument, Sentence

Reversibility = Literal["reversible", "partly", "irreversible"]
Verdict = Literal["approve", "reject", "defer"]
PayOff = Literal["paid", "lost", "unclear"]
Design = Literal["randomised_holdout", "switchback", "synthetic_control", "pre_post"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardrail:
    """A number that must stay within its bound while the change is live."""

    metric: str
    bound: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another way, doing nothing among them, with its expected contribution profit."""

    title: Sentence
    expected: MoneyInterval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestPlan:
    """The experiment that would tell: units per arm, days, what it costs, the smallest effect it can see."""

    __test__ = False

    units_per_arm: int
    days: int
    cost: Money
    detectable: MoneyInterval


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One thing that could be done, with what it should earn and how it is undone.

    `expected` is the expected contribution profit over `horizon_days`, or None where the data cannot say; then
    `test` holds the experiment that would. `before` and `after` describe the target in plain values.
    """

    id: str
    policy: str
    policy_version: int
    created_at: datetime
    title: Sentence
    rationale: tuple[Sentence, Sentence, Sentence]
    action: str
    target: Mapping[str, Argument]
    before: Mapping[str, Argument]
    after: Mapping[str, Argument]
    expected: MoneyInterval | None
    horizon_days: int
    cost: Money
    guardrails: tuple[Guardrail, ...]
    reversibility: Reversibility
    expires_at: datetime
    alternatives: tuple[Alternative, ...]
    evidence: tuple[Evidence, ...]
    assumptions: tuple[Sentence, ...] = ()
    test: TestPlan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decided what about a proposal, when and why; `by` names the policy when it was automatic."""

    proposal_id: str
    verdict: Verdict
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was applied: once per idempotency key, with its inverse and the file or the confirmed values."""

    proposal_id: str
    idempotency_key: str
    before: Mapping[str, Argument]
    after: Mapping[str, Argument]
    inverse: Mapping[str, Argument]
    by: str
    at: datetime
    file: str | None = None
    confirmed: Mapping[str, Argument] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readout:
    """Did it pay: the design, the measured contribution profit with its bounds, and the verdict."""

    proposal_id: str
    design: Design
    predicted: MoneyInterval | None
    measured: MoneyInterval
    verdict: PayOff
    at: datetime
    treated: int
    control: int
    notes: tuple[Sentence, ...] = ()
