"""How does a decision go from station to station: proposed, decided, drawn, applied, confirmed, measured?

The command line and the pages ask here; the rules are in the ledger, the knowledge in the policies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from zhanggui.books.contacts import Contact, entries
from zhanggui.books.database import Books
from zhanggui.books.people import Actor
from zhanggui.books.settings import Settings
from zhanggui.books.vault import Vault
from zhanggui.core.capability import Params
from zhanggui.core.errors import Conflict
from zhanggui.core.proposal import Change, Verdict
from zhanggui.core.words import Words
from zhanggui.decisions import ledger
from zhanggui.decisions.automatic import may_approve_itself
from zhanggui.decisions.counting import counted_as, once_each
from zhanggui.decisions.dealing import numbers_under
from zhanggui.decisions.experiment import HOLDOUT, LATER, LEAST_IN_ARM, TREATMENT, draw
from zhanggui.decisions.exports import csv_bytes, write_privately
from zhanggui.decisions.offer_sets import kept_sets
from zhanggui.decisions.policy import Action, Applied, Circumstances, Draft, Member, PastCase, Policy, Reveal, with_id
from zhanggui.decisions.record import OPEN, RUNNING, DecisionRecord
from zhanggui.decisions.roster import RosterChanged, arms_digest, engaged, keep_arms, members_of
from zhanggui.warehouse.protocol import Warehouse
from zhanggui.warehouse.requirements import require_tables

MOST_SETS = 4  # of the sets of offers that were checked, those a policy may compare
QUIET_AFTER_REJECTION = timedelta(days=14)


class TooFewFree(Conflict):
    """Nearly everybody takes part in another running decision by now."""

    sentence = Words(
        zh="决策“{decision}”的 {members} 位顾客里，没有参加其他进行中决策的只剩 {free} 位，不够分组对照。请拒绝它，等那些决策核算后再提新的建议。",
        en="Of the {members} customers of decision '{decision}' all but {free} take part in other running decisions: too few are left "
        "to compare. Reject it, and propose again once the others have been read out.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What applying came to: the decision as it stands, the file written, and who is in which arm.

    `exposures` are rows of the table of that name, for the warehouse to land.
    """

    record: DecisionRecord
    file: Path
    exposures: tuple[Mapping[str, Any], ...]


def propose(
    books: Books,
    vault: Vault | None,
    warehouse: Warehouse,
    policy: Policy,
    *,
    settings: Settings,
    at: datetime,
) -> tuple[DecisionRecord, ...]:
    """Ask one policy for proposals and put them on record.

    An undecided proposal about the same thing is withdrawn in favour of the new one; what is running or was rejected
    lately is not proposed again. Raises TablesMissing where the policy has nothing to go by.
    """
    require_tables(warehouse, policy.tables, policy.question)
    params = params_of(policy, settings)
    circumstances = circumstances_of(books, vault, policy.name, settings=settings, at=at)
    circumstances = replace(
        circumstances,
        engaged=counted_as(warehouse, circumstances.engaged),
        engaged_elsewhere=counted_as(warehouse, circumstances.engaged_elsewhere),
    )
    drafts = policy.propose(warehouse, params, at, circumstances)
    with books.begin() as connection:
        known = ledger.records(connection, at, policy=policy.name)
        made = [found for draft in drafts if (found := _put(connection, draft, draft.params or params, known, at))]
        return tuple(_approve_automatically(connection, record, settings, at) for record in made)


def params_of(policy: Policy, settings: Settings) -> Params:
    """What the owner set for this policy; where nothing is set for it, the positions and the ending of the shop."""
    declared = {knob: told for knob, told in settings.of_shop.items() if knob in policy.params.model_fields}
    return policy.params.model_validate({**declared, **settings.policy_params.get(policy.name, {})})


def circumstances_of(
    books: Books,
    vault: Vault | None,
    policy: str,
    *,
    settings: Settings,
    at: datetime,
) -> Circumstances:
    """What the books know that a policy may use."""
    with books.reading() as connection:
        every = ledger.records(connection, at)
        running = [record.proposal for record in every if record.status in RUNNING]
        busy = engaged(connection, [each.id for each in running], (TREATMENT, HOLDOUT))
        others = [each.id for each in running if each.policy != policy]
        elsewhere = engaged(connection, others, (TREATMENT, HOLDOUT))
        sets = kept_sets(connection, MOST_SETS)
    measured = [record for record in every if record.proposal.policy == policy and record.readout]
    past = tuple(PastCase(proposal=one.proposal, readout=one.readout) for one in measured if one.readout)
    return Circumstances(
        margin=settings.margin,
        past=past,
        engaged=busy,
        engaged_elsewhere=elsewhere,
        reachable=vault.known if vault else None,
        contacts=lambda: _contacts(books),
        number=numbers_under(vault.key if vault else b""),
        offer_sets=sets,
        running=tuple(each for each in running if each.policy == policy),
        elsewhere=tuple(
            each.proposal for each in every if each.proposal.policy != policy and each.status in {*OPEN, *RUNNING}
        ),
    )


def decide(
    books: Books,
    proposal_id: str,
    *,
    verdict: Verdict,
    actor: Actor,
    why: str,
    at: datetime,
    settings: Settings,
) -> DecisionRecord:
    """Approve, reject or defer; with the last approval that is needed the arms are drawn and frozen."""
    with books.begin() as connection:
        record = ledger.decide(
            connection,
            proposal_id,
            verdict=verdict,
            actor=actor,
            why=why,
            at=at,
            four_eyes_above_minor=settings.four_eyes_above_minor,
        )
        return _draw(connection, record, by=actor.id, at=at)


def apply(
    books: Books,
    vault: Vault,
    policy: Policy,
    proposal_id: str,
    *,
    actor: Actor,
    at: datetime,
    folder: Path,
) -> Carried:
    """Carry an approved decision out: write its file into the shop folder's `exports` and record the change.

    Asking again changes nothing and gives the same file and the same exposures.
    """
    with books.reading() as connection:
        record = ledger.find(connection, proposal_id, at)
        ledger.check_may_apply(record, actor)
        members = drawn_members(connection, record)
    params = policy.params.model_validate(dict(record.params))
    if policy.claim is not None:
        claimed_at = record.change.at if record.change else at
        with books.begin() as connection:
            members = policy.claim(connection, record.proposal, params, members, claimed_at)
    written = folder / record.change.file if record.change and record.change.file else None
    if written is None or not written.exists():
        action = policy.act(record.proposal, params, members, _reveal(vault, record, actor, at))
        written = folder / "exports" / f"{proposal_id}-{policy.name.replace('.', '-')}.csv"
        write_privately(written, csv_bytes(action.file.columns, action.file.rows))
        for channel, file in action.by_channel.items():
            write_privately(written.with_stem(f"{written.stem}-{channel}"), csv_bytes(file.columns, file.rows))
        action = _told_of_left_out(record, action, members)
        change = _change(record, action, actor, at, written.relative_to(folder))
        with books.begin() as connection:
            record = ledger.record_change(connection, change, actor=actor)
    return Carried(record=record, file=written, exposures=_exposures(record, members))


def measure(
    books: Books,
    warehouse: Warehouse,
    policy: Policy,
    proposal_id: str,
    *,
    by: str,
    at: datetime,
    settings: Settings,
) -> DecisionRecord:
    """Read out whether a decision paid, once its time is over."""
    with books.reading() as connection:
        record = ledger.find(connection, proposal_id, at)
        ledger.check_may_measure(record)
        members = drawn_members(connection, record)
    change = record.confirmation or record.change
    assert change is not None  # noqa: S101 - the check above refused what was not applied
    params = policy.params.model_validate(dict(record.params))
    applied = Applied(proposal=record.proposal, params=params, change=change, members=once_each(warehouse, members))
    readout = policy.measure(warehouse, applied, at, Circumstances(margin=settings.margin))
    with books.begin() as connection:
        return ledger.record_readout(connection, readout, by=by)


def drawn_members(connection: Connection, record: DecisionRecord) -> tuple[Member, ...]:
    """Whom a decision is about, with the arms they were drawn into, as sealed."""
    members = members_of(connection, record.proposal.id, record.members_digest)
    arms = {member.customer: member.arm for member in members if member.arm is not None}
    if record.arms_digest is not None and arms_digest(arms) != record.arms_digest:
        raise RosterChanged(decision=record.proposal.id)
    return members


def _contacts(books: Books) -> tuple[Contact, ...]:
    with books.reading() as connection:
        return entries(connection)


def _put(
    connection: Connection,
    draft: Draft,
    params: Params,
    known: Sequence[DecisionRecord],
    at: datetime,
) -> DecisionRecord | None:
    new = ledger.slot(draft.proposal)
    alike = [record for record in known if ledger.slot(record.proposal) == new]
    if any(_stands_in_the_way(record, at) for record in alike):
        return None
    ids = {record.proposal.id: record.status for record in alike}
    if ids.get(draft.proposal.id) in OPEN:
        return ledger.find(connection, draft.proposal.id, at)
    if draft.proposal.id in ids:
        draft = replace(draft, proposal=with_id(draft.proposal, at.isoformat()))
    for record in (record for record in alike if record.status in OPEN):
        ledger.withdraw(connection, record.proposal.id, by=record.proposal.policy, why=draft.proposal.id, at=at)
    return ledger.record_proposal(connection, draft, params, by=draft.proposal.policy, at=at)


def _stands_in_the_way(record: DecisionRecord, at: datetime) -> bool:
    if record.status in OPEN:
        return bool(record.approvals)  # one of two persons has approved it
    if record.status == "rejected":
        return at < record.decisions[-1].at + QUIET_AFTER_REJECTION
    return record.status in RUNNING


def _approve_automatically(
    connection: Connection,
    record: DecisionRecord,
    settings: Settings,
    at: datetime,
) -> DecisionRecord:
    if record.status != "proposed" or not may_approve_itself(record.proposal, settings):
        return record
    approved = ledger.decide(
        connection,
        record.proposal.id,
        verdict="approve",
        actor=Actor(id=record.proposal.policy, role="operator", kind="policy"),
        why="automatic",
        at=at,
        four_eyes_above_minor=settings.four_eyes_above_minor,
    )
    return _draw(connection, approved, by=record.proposal.policy, at=at)


def _draw(connection: Connection, record: DecisionRecord, *, by: str, at: datetime) -> DecisionRecord:
    if record.status != "approved":
        return record
    members = members_of(connection, record.proposal.id, record.members_digest)
    arms = {member.customer: member.arm for member in members if member.arm is not None}
    if record.arms:
        arms = _drawn_from_the_free(connection, record, members, at)
        keep_arms(connection, record.proposal.id, arms)
    if not arms:
        return record
    return ledger.record_draw(connection, record.proposal.id, arms_digest(arms), by=by, at=at)


def _drawn_from_the_free(
    connection: Connection, record: DecisionRecord, members: Sequence[Member], at: datetime
) -> dict[str, str]:
    """The draw, without whoever came to take part in another running decision since this one was proposed."""
    running = [each.proposal.id for each in ledger.records(connection, at, statuses=tuple(RUNNING))]
    busy = engaged(connection, running, (TREATMENT, HOLDOUT))
    free = [member for member in members if member.customer not in busy]
    arms = draw(free, record.proposal.id, record.arms)
    drawn = list(arms.values())
    if len(free) < len(members) and min(drawn.count(arm) for arm in record.arms if arm != LATER) < LEAST_IN_ARM:
        raise TooFewFree(decision=record.proposal.id, free=len(free), members=len(members))
    return arms


def _reveal(vault: Vault, record: DecisionRecord, actor: Actor, at: datetime) -> Reveal:
    reason = f"decision {record.proposal.id}"
    return lambda people, kind: vault.reveal(people, kind, by=actor.id, role=actor.role, reason=reason, at=at)


def _told_of_left_out(record: DecisionRecord, action: Action, members: Sequence[Member]) -> Action:
    """Say how many members were not drawn because another decision had them by then."""
    count = sum(member.arm is None for member in members) if record.arms else 0
    return replace(action, after={**action.after, "left_out": count}) if count else action


def _change(record: DecisionRecord, action: Action, actor: Actor, at: datetime, file: Path) -> Change:
    return Change(
        proposal_id=record.proposal.id,
        idempotency_key=f"apply {record.proposal.id}",
        before=record.proposal.before,
        after=action.after,
        inverse=action.inverse,
        by=actor.id,
        at=at,
        file=file.as_posix(),
    )


def _exposures(record: DecisionRecord, members: Sequence[Member]) -> tuple[Mapping[str, Any], ...]:
    exposed_at = record.change.at if record.change else None
    return tuple(
        {
            "experiment": record.proposal.id,
            "customer": member.customer,
            "arm": member.arm,
            "assigned_at": record.drawn_at,
            "exposed_at": exposed_at if member.arm != HOLDOUT else None,
            "channel": member.contact_kind if member.arm != HOLDOUT else None,
            "proposal_id": record.proposal.id,
            "stratum": member.stratum,
        }
        for member in members
        if member.arm not in (None, LATER)
    )
