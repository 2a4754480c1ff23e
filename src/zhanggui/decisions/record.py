"""Where does a decision stand? Its state is never stored: it is what its events add up to."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter

from zhanggui.books.events import Event
from zhanggui.core.proposal import Change, Decision, Proposal, Readout
from zhanggui.core.words import Words

Status = Literal["proposed", "approved", "rejected", "deferred", "applied", "confirmed", "measured", "expired"]
OPEN: frozenset[Status] = frozenset({"proposed", "deferred"})
RUNNING: frozenset[Status] = frozenset({"approved", "applied", "confirmed"})

STATUS_WORDS: Mapping[Status, Words] = {
    "proposed": Words(zh="待决定", en="proposed"),
    "approved": Words(zh="已批准", en="approved"),
    "rejected": Words(zh="已拒绝", en="rejected"),
    "deferred": Words(zh="已推迟", en="deferred"),
    "applied": Words(zh="已执行", en="applied"),
    "confirmed": Words(zh="已确认", en="confirmed"),
    "measured": Words(zh="已核算", en="measured"),
    "expired": Words(zh="已过期", en="expired"),
}


T = TypeVar("T", Proposal, Decision, Change, Readout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a decision's history: what happened, when, by whom and why."""

    kind: str
    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """One decision with everything that has happened to it.

    `members` counts whom it is about, `members_digest` seals the list and `arms_digest` the draw; `sequence` is the
    number of events that were folded.
    """

    proposal: Proposal
    params: Mapping[str, Any]
    arms: Mapping[str, float]
    status: Status
    members: int
    members_digest: str
    approvals_needed: int = 1
    decisions: tuple[Decision, ...] = ()
    arms_digest: str | None = None
    drawn_at: datetime | None = None
    change: Change | None = None
    confirmation: Change | None = None
    readout: Readout | None = None
    steps: tuple[Step, ...] = ()
    sequence: int = 0

    @property
    def approvals(self) -> tuple[Decision, ...]:
        """Who has approved so far."""
        return tuple(decision for decision in self.decisions if decision.verdict == "approve")


def fold(events: Iterable[Event], at: datetime) -> DecisionRecord | None:
    """The state at an instant that a decision's events add up to; None before it was proposed."""
    record: DecisionRecord | None = None
    for event in events:
        record = _proposed(event) if record is None else _STEPS[event.kind](record, event)
        step = Step(kind=event.kind, at=event.at, by=event.by, why=str(event.payload.get("why", "")))
        record = replace(record, steps=(*record.steps, step), sequence=event.sequence)
    if record and record.status in OPEN and at >= record.proposal.expires_at:
        return replace(record, status="expired")
    return record


def dump(value: Proposal | Decision | Change | Readout) -> Any:
    """A decision value as plain JSON."""
    return _adapters()[type(value)].dump_python(value, mode="json")


def load(kind: type[T], stored: Any) -> T:
    """A decision value from its JSON."""
    loaded: T = _adapters()[kind].validate_python(stored)
    return loaded


@functools.cache
def _adapters() -> Mapping[type[Any], TypeAdapter[Any]]:
    return {kind: TypeAdapter(kind) for kind in (Proposal, Decision, Change, Readout)}


def _proposed(event: Event) -> DecisionRecord:
    stored = event.payload
    return DecisionRecord(
        proposal=load(Proposal, stored["proposal"]),
        params=stored["params"],
        arms=stored["arms"],
        status="proposed",
        members=stored["members"],
        members_digest=stored["members_digest"],
    )


def _decided(record: DecisionRecord, event: Event) -> DecisionRecord:
    decision = load(Decision, event.payload["decision"])
    needed = max(record.approvals_needed, event.payload["needed"])
    record = replace(record, decisions=(*record.decisions, decision), approvals_needed=needed)
    if decision.verdict == "reject":
        return replace(record, status="rejected")
    if decision.verdict == "defer":
        return replace(record, status="deferred")
    enough = len({approval.by for approval in record.approvals}) >= needed
    return replace(record, status="approved") if enough else record


def _drawn(record: DecisionRecord, event: Event) -> DecisionRecord:
    return replace(record, arms_digest=event.payload["digest"], drawn_at=event.at)


def _changed(record: DecisionRecord, event: Event) -> DecisionRecord:
    return replace(record, change=load(Change, event.payload["change"]), status="applied")


def _confirmed(record: DecisionRecord, event: Event) -> DecisionRecord:
    return replace(record, confirmation=load(Change, event.payload["change"]), status="confirmed")


def _measured(record: DecisionRecord, event: Event) -> DecisionRecord:
    return replace(record, readout=load(Readout, event.payload["readout"]), status="measured")


def _member_erased(record: DecisionRecord, event: Event) -> DecisionRecord:
    sealed = event.payload
    arms = sealed["arms_digest"] if record.arms_digest is not None else None
    return replace(record, members=sealed["members"], members_digest=sealed["members_digest"], arms_digest=arms)


def _withdrawn(record: DecisionRecord, _event: Event) -> DecisionRecord:
    return replace(record, status="expired")


_STEPS = {
    "decision.decided": _decided,
    "decision.drawn": _drawn,
    "decision.changed": _changed,
    "decision.confirmed": _confirmed,
    "decision.measured": _measured,
    "decision.member_erased": _member_erased,
    "decision.withdrawn": _withdrawn,
}
