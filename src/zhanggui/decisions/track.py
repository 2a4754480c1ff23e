"""How far can a policy's promises be trusted, and which proposals come first?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.decisions.record import OPEN, DecisionRecord
from zhanggui.stats.belief import Belief

TRUST_BEFORE = Belief(mean=1.0, deviation=0.5)
MOST_TRUST = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A policy's record: what it promised and what came of it.

    `coverage` is the share of decisions whose predicted and measured ranges meet, `trust` the factor by which new
    promises are shrunk before they are ranked.
    """

    policy: str
    measured: int
    paid: int
    lost: int
    unclear: int
    win_rate: Rate | None
    coverage: Rate | None
    predicted: Money | None
    realised: Money | None
    trust: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An open decision with the profit that is left of its promise after its policy's record is taken into account."""

    record: DecisionRecord
    shrunk: Money | None


def tracks(records: Sequence[DecisionRecord]) -> dict[str, Track]:
    """The record of each policy that has had a decision measured or proposed."""
    policies = sorted({record.proposal.policy for record in records})
    return {policy: track(policy, [r for r in records if r.proposal.policy == policy]) for policy in policies}


def track(policy: str, records: Sequence[DecisionRecord]) -> Track:
    """One policy's record.

    Each measured decision gives a ratio r = realised / predicted with error s = half its range / (z predicted).
    Trust is the mean of a normal belief N(1, 0.5²) about that ratio after all of them, kept within 0 … 1.5: one noisy
    readout moves it little, several clear ones move it far. Tests, which promise only a prior, count like the others.
    """
    done = [record for record in records if record.readout]
    promised = [record for record in done if record.readout and record.readout.predicted]
    verdicts = [record.readout.verdict for record in done if record.readout]
    clear = len(verdicts) - verdicts.count("unclear")
    return Track(
        policy=policy,
        measured=len(done),
        paid=verdicts.count("paid"),
        lost=verdicts.count("lost"),
        unclear=verdicts.count("unclear"),
        win_rate=Rate(verdicts.count("paid") / clear) if clear else None,
        coverage=Rate(sum(map(_meet, promised)) / len(promised)) if promised else None,
        predicted=_sum([_predicted(record).estimate for record in promised]),
        realised=_sum([_measured(record).estimate for record in done]),
        trust=_trust(promised),
    )


def ranked(records: Sequence[DecisionRecord]) -> tuple[Ranked, ...]:
    """Open decisions by what is left of their promise, the best first; those that promise nothing certain last."""
    trust = {policy: found.trust for policy, found in tracks(records).items()}
    rows = [
        Ranked(record=record, shrunk=_shrunk(record.proposal.expected, trust[record.proposal.policy]))
        for record in records
        if record.status in OPEN
    ]
    return tuple(
        sorted(
            rows, key=lambda row: (row.shrunk is None, -(row.shrunk.minor if row.shrunk else 0), row.record.proposal.id)
        ),
    )


def _trust(promised: Sequence[DecisionRecord]) -> float:
    belief = TRUST_BEFORE
    for record in promised:
        predicted, measured = _predicted(record).estimate.minor, _measured(record)
        if predicted > 0:
            z = NormalDist().inv_cdf((1 + measured.level) / 2) if measured.level < 1 else 1.0
            error = (measured.high.minor - measured.low.minor) / 2 / z / predicted
            belief = belief.after(measured.estimate.minor / predicted, error)
    return min(MOST_TRUST, max(0.0, belief.mean))


def _shrunk(expected: MoneyInterval | None, trust: float) -> Money | None:
    if expected is None:
        return None
    # A promised loss is not made smaller by a bad record.
    factor = trust if expected.estimate.minor > 0 else 1.0
    return Money(round(expected.estimate.minor * factor), expected.estimate.currency)


def _meet(record: DecisionRecord) -> bool:
    predicted, measured = _predicted(record), _measured(record)
    return predicted.low.minor <= measured.high.minor and measured.low.minor <= predicted.high.minor


def _predicted(record: DecisionRecord) -> MoneyInterval:
    assert record.readout is not None  # noqa: S101 - the callers chose measured decisions with a promise
    assert record.readout.predicted is not None  # noqa: S101 - the same
    return record.readout.predicted


def _measured(record: DecisionRecord) -> MoneyInterval:
    assert record.readout is not None  # noqa: S101 - the callers chose measured decisions
    return record.readout.measured


def _sum(amounts: Sequence[Money]) -> Money | None:
    return Money(sum(amount.minor for amount in amounts), amounts[0].currency) if amounts else None
