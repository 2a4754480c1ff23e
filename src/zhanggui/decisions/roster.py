"""Whom is a decision about, and into which arm was each drawn?

The lists are too long for an event; each is a table in the books, and the event carries its digest. A list that was
touched afterwards no longer fits its digest and is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, replace

from sqlalchemy import Connection, bindparam, delete, select, update

from zhanggui.books.events import canonical
from zhanggui.books.schema import DECISION_MEMBERS
from zhanggui.core.errors import ShopAtFault
from zhanggui.core.words import Words
from zhanggui.decisions.policy import Member


class RosterChanged(ShopAtFault):
    """The list of members no longer fits what the event sealed."""

    sentence = Words(
        zh="决策“{decision}”的名单与记录的指纹不符，被改动过。请从备份恢复账簿。",
        en="The list of members of decision '{decision}' was altered after it was sealed. Restore the books.",
    )


def keep_members(connection: Connection, proposal_id: str, members: Iterable[Member]) -> None:
    """Store the list of a new proposal, with the arms that are fixed already."""
    rows = [
        {
            "proposal_id": proposal_id,
            "customer": member.customer,
            "stratum": member.stratum,
            "expected_minor": member.expected_minor,
            "before_minor": member.before_minor,
            "contact_kind": member.contact_kind,
            "arm": member.arm,
        }
        for member in members
    ]
    if rows:
        connection.execute(DECISION_MEMBERS.insert(), rows)


def keep_arms(connection: Connection, proposal_id: str, arms: Mapping[str, str]) -> None:
    """Store the arm of each member."""
    drawn = update(DECISION_MEMBERS).where(
        DECISION_MEMBERS.c.proposal_id == proposal_id,
        DECISION_MEMBERS.c.customer == bindparam("who"),
        DECISION_MEMBERS.c.arm.is_(None),
    )
    if arms:
        rows = [{"who": customer, "into": arm} for customer, arm in arms.items()]
        connection.execute(drawn.values(arm=bindparam("into")), rows)


def members_of(connection: Connection, proposal_id: str, digest: str) -> tuple[Member, ...]:
    """The list of a decision, if it is still the one that was sealed."""
    table = DECISION_MEMBERS
    wanted = select(table).where(table.c.proposal_id == proposal_id).order_by(table.c.customer)
    members = tuple(
        Member(
            customer=row.customer,
            stratum=row.stratum,
            expected_minor=row.expected_minor,
            before_minor=row.before_minor,
            contact_kind=row.contact_kind,
            arm=row.arm,
        )
        for row in connection.execute(wanted)
    )
    if members_digest(members) != digest:
        raise RosterChanged(decision=proposal_id)
    return members


def engaged(connection: Connection, proposal_ids: Iterable[str], arms: Iterable[str]) -> frozenset[str]:
    """The customers in some arms of some decisions."""
    table = DECISION_MEMBERS
    wanted = select(table.c.customer).where(table.c.proposal_id.in_(list(proposal_ids)), table.c.arm.in_(list(arms)))
    return frozenset(connection.execute(wanted).scalars())


def decisions_about(connection: Connection, customers: Iterable[str]) -> tuple[str, ...]:
    """The decisions that have one of these customers among their members."""
    table = DECISION_MEMBERS
    wanted = select(table.c.proposal_id).where(table.c.customer.in_(list(customers))).distinct()
    return tuple(connection.execute(wanted.order_by(table.c.proposal_id)).scalars())


def strike_out(connection: Connection, proposal_id: str, customers: Iterable[str]) -> None:
    """Take erased customers off the list of a decision."""
    table = DECISION_MEMBERS
    theirs = (table.c.proposal_id == proposal_id, table.c.customer.in_(list(customers)))
    connection.execute(delete(table).where(*theirs))


def members_digest(members: Iterable[Member]) -> str:
    """The seal of a list, whatever its order; the arms have a seal of their own."""
    rows = sorted(astuple(replace(member, arm=None)) for member in members)
    return hashlib.sha256(canonical({"members": rows}).encode()).hexdigest()


def arms_digest(arms: Mapping[str, str]) -> str:
    """The seal of a draw."""
    return hashlib.sha256(canonical(arms).encode()).hexdigest()
