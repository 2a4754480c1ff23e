"""Which steps may a decision take, and who may take them?

Every step is one event of the stream `decision/<id>`, written in the transaction that checked it. Nothing is edited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from zhanggui.books.events import Event, append, canonical, read, read_kinds
from zhanggui.books.people import Actor
from zhanggui.core.capability import Params
from zhanggui.core.errors import Conflict, NotAllowed, NotFound, RequestAtFault
from zhanggui.core.proposal import Change, Decision, Proposal, Readout, Verdict
from zhanggui.core.sentence import Argument
from zhanggui.core.words import Words
from zhanggui.decisions.policy import Draft
from zhanggui.decisions.record import OPEN, STATUS_WORDS, DecisionRecord, Status, dump, fold
from zhanggui.decisions.roster import keep_members, members_digest

MAY_DECIDE = ("owner", "operator")


class NoSuchDecision(NotFound):
    """No decision with that id."""

    sentence = Words(
        zh="没有编号为“{decision}”的决策。用 zhanggui decisions list 查看全部。",
        en="There is no decision '{decision}'. See all with: zhanggui decisions list",
    )


class StepNotPossible(Conflict):
    """The decision stands where this step cannot be taken."""

    sentence = Words(
        zh="决策“{decision}”现在的状态是“{status}”，不能{step}。",
        en="Decision '{decision}' is {status}; it cannot be {step} now.",
    )


class ApprovedByYou(Conflict):
    """The second approval must come from somebody else."""

    sentence = Words(
        zh="你已经批准过决策“{decision}”；费用超过上限，需要另一个人再批准。",
        en="You have approved decision '{decision}' already; above the money bound somebody else must approve it too.",
    )


class AppliedAlready(Conflict):
    """The decision was carried out under another key."""

    sentence = Words(
        zh="决策“{decision}”已经执行过，不会再执行一次。",
        en="Decision '{decision}' has been applied already; it is not applied twice.",
    )


class MachinesDoNotDecide(NotAllowed):
    """A machine client asked for what only persons decide."""

    sentence = Words(
        zh="程序（API 密钥、MCP）不能决定；请由店主或运营登录后决定。",
        en="Machines (API keys, MCP) do not decide; an owner or operator signs in and does.",
    )


class RoleMayNotDecide(NotAllowed):
    """The role does not permit it."""

    sentence = Words(
        zh="角色“{role}”不能决定或执行；需要：{allowed}。",
        en="The role '{role}' may neither decide nor apply; it takes: {allowed}.",
    )


class WhyMissing(RequestAtFault):
    """A decision without a reason."""

    sentence = Words(
        zh="请写一句理由，方便日后核对。", en="Give the reason in a few words: it is read when the result is in."
    )


def record_proposal(connection: Connection, draft: Draft, params: Params, *, by: str, at: datetime) -> DecisionRecord:
    """Put a proposal on record; the same one again changes nothing."""
    proposal_id = draft.proposal.id
    if (known := fold(read(connection, _stream(proposal_id)), at)) is not None:
        return known
    payload = {
        "proposal": dump(draft.proposal),
        "params": params.model_dump(mode="json"),
        "arms": dict(draft.arms),
        "members": len(draft.members),
        "members_digest": members_digest(draft.members),
    }
    keep_members(connection, proposal_id, draft.members)
    return _append(connection, proposal_id, "decision.proposed", payload, by=by, at=at, expected=0)


def decide(
    connection: Connection,
    proposal_id: str,
    *,
    verdict: Verdict,
    actor: Actor,
    why: str,
    at: datetime,
    four_eyes_above_minor: int,
) -> DecisionRecord:
    """Approve, reject or defer; above the money bound it takes two different persons to approve."""
    _check_actor(actor)
    if not why.strip():
        raise WhyMissing
    record = find(connection, proposal_id, at)
    if record.status not in OPEN:
        raise StepNotPossible(decision=proposal_id, status=STATUS_WORDS[record.status], step=_STEP_WORDS[verdict])
    if verdict == "approve" and actor.id in {approval.by for approval in record.approvals}:
        raise ApprovedByYou(decision=proposal_id)
    needed = 2 if record.proposal.cost.minor > four_eyes_above_minor else 1
    decision = Decision(proposal_id=proposal_id, verdict=verdict, by=actor.id, at=at, why=why)
    payload = {"decision": dump(decision), "needed": needed, "why": why}
    return _append(connection, proposal_id, "decision.decided", payload, by=actor.id, at=at, expected=record.sequence)


def record_draw(connection: Connection, proposal_id: str, digest: str, *, by: str, at: datetime) -> DecisionRecord:
    """Seal who was drawn into which arm, once and for all."""
    record = _at(connection, proposal_id, at, frozenset({"approved"}), "draw")
    if record.arms_digest is not None:
        raise StepNotPossible(decision=proposal_id, status=STATUS_WORDS[record.status], step=_STEP_WORDS["draw"])
    payload = {"digest": digest}
    return _append(connection, proposal_id, "decision.drawn", payload, by=by, at=at, expected=record.sequence)


def record_change(connection: Connection, change: Change, *, actor: Actor) -> DecisionRecord:
    """Record what was applied; once, and the same key again returns what is recorded."""
    _check_actor(actor)
    record = find(connection, change.proposal_id, change.at)
    if record.change is not None:
        if record.change.idempotency_key == change.idempotency_key:
            return record
        raise AppliedAlready(decision=change.proposal_id)
    _expect(record, frozenset({"approved"}), "apply")
    payload = {"change": dump(change)}
    return _append(
        connection,
        change.proposal_id,
        "decision.changed",
        payload,
        by=actor.id,
        at=change.at,
        expected=record.sequence,
        key=f"decision.changed/{change.proposal_id}/{change.idempotency_key}",
    )


def check_may_apply(record: DecisionRecord, actor: Actor) -> None:
    """Refuse to carry out what is not approved, or by somebody who may not; what is applied already passes."""
    _check_actor(actor)
    if record.change is None:
        _expect(record, frozenset({"approved"}), "apply")


def check_may_measure(record: DecisionRecord) -> None:
    """Refuse to measure what was not applied, or was measured before."""
    _expect(record, frozenset({"applied", "confirmed"}), "measure")


def slot(proposal: Proposal) -> tuple[str, str]:
    """What a proposal is about, whenever it is made and whatever its numbers: one open decision each is enough."""
    return proposal.policy, canonical({name: str(value) for name, value in proposal.target.items()})


def confirm(
    connection: Connection,
    proposal_id: str,
    *,
    actual: Mapping[str, Argument],
    done_at: datetime,
    actor: Actor,
    at: datetime,
) -> DecisionRecord:
    """A person says that it was done by hand: with which actual values, and when."""
    _check_actor(actor)
    record = _at(connection, proposal_id, at, frozenset({"applied"}), "confirm")
    assert record.change is not None  # noqa: S101 - an applied decision has its change
    confirmed = replace(record.change, confirmed=actual, by=actor.id, at=done_at)
    payload = {"change": dump(confirmed)}
    return _append(connection, proposal_id, "decision.confirmed", payload, by=actor.id, at=at, expected=record.sequence)


def record_readout(connection: Connection, readout: Readout, *, by: str) -> DecisionRecord:
    """Record what it brought; once."""
    record = find(connection, readout.proposal_id, readout.at)
    check_may_measure(record)
    payload = {"readout": dump(readout)}
    return _append(
        connection,
        readout.proposal_id,
        "decision.measured",
        payload,
        by=by,
        at=readout.at,
        expected=record.sequence,
    )


def withdraw(connection: Connection, proposal_id: str, *, by: str, why: str, at: datetime) -> DecisionRecord:
    """Take back a proposal that nobody has decided, because a newer one stands in its place."""
    record = _at(connection, proposal_id, at, OPEN, "withdraw")
    return _append(connection, proposal_id, "decision.withdrawn", {"why": why}, by=by, at=at, expected=record.sequence)


def find(connection: Connection, proposal_id: str, at: datetime) -> DecisionRecord:
    """One decision as it stands."""
    record = fold(read(connection, _stream(proposal_id)), at)
    if record is None:
        raise NoSuchDecision(decision=proposal_id)
    return record


def records(
    connection: Connection,
    at: datetime,
    *,
    statuses: Collection[Status] = (),
    policy: str | None = None,
) -> tuple[DecisionRecord, ...]:
    """All decisions, oldest first, or those of some statuses or of one policy."""
    streams: dict[str, list[Event]] = defaultdict(list)
    for event in read_kinds(connection, "decision."):
        streams[event.stream].append(event)
    folded = (fold(events, at) for events in streams.values())
    return tuple(
        record
        for record in folded
        if record
        and (not statuses or record.status in statuses)
        and (policy is None or record.proposal.policy == policy)
    )


_STEP_WORDS: Mapping[str, Words] = {
    "approve": Words(zh="批准", en="approved"),
    "reject": Words(zh="拒绝", en="rejected"),
    "defer": Words(zh="推迟", en="deferred"),
    "draw": Words(zh="抽签分组", en="drawn"),
    "apply": Words(zh="执行", en="applied"),
    "confirm": Words(zh="确认", en="confirmed"),
    "measure": Words(zh="核算", en="measured"),
    "withdraw": Words(zh="撤回", en="withdrawn"),
}


def _stream(proposal_id: str) -> str:
    return f"decision/{proposal_id}"


def _check_actor(actor: Actor) -> None:
    if actor.kind == "machine":
        raise MachinesDoNotDecide
    if actor.role not in MAY_DECIDE:
        raise RoleMayNotDecide(role=actor.role, allowed=", ".join(MAY_DECIDE))


def _at(
    connection: Connection,
    proposal_id: str,
    at: datetime,
    allowed: frozenset[Status],
    step: str,
) -> DecisionRecord:
    record = find(connection, proposal_id, at)
    _expect(record, allowed, step)
    return record


def _expect(record: DecisionRecord, allowed: frozenset[Status], step: str) -> None:
    if record.status not in allowed:
        status = STATUS_WORDS[record.status]
        raise StepNotPossible(decision=record.proposal.id, status=status, step=_STEP_WORDS[step])


def _append(
    connection: Connection,
    proposal_id: str,
    kind: str,
    payload: Mapping[str, Any],
    *,
    by: str,
    at: datetime,
    expected: int,
    key: str | None = None,
) -> DecisionRecord:
    stream = _stream(proposal_id)
    append(connection, stream=stream, kind=kind, payload=payload, by=by, at=at, expected=expected, key=key)
    return find(connection, proposal_id, at)
