"""Which customers are proposed as one member, which were merged, and how does a person decide?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from zhanggui.analyses.customers.same.shared import Group, SharedIdentity, find_groups
from zhanggui.app.same.record import MEMBERS, Decided, MemberRecord, member_record, write
from zhanggui.app.same.rights import check_person
from zhanggui.books.schema import VAULT_VALUES
from zhanggui.core.errors import Conflict, NotFound
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor
    from zhanggui.warehouse.protocol import Warehouse


class NoSuchMember(NotFound):
    """No proposal and no member has that id."""

    sentence = Words(
        zh="没有编号为“{member}”的会员建议或合并。用 zhanggui members list 查看。",
        en="There is no member '{member}', proposed or merged. See them with: zhanggui members list",
    )


class NotMerged(Conflict):
    """The customers do not count as one."""

    sentence = Words(
        zh="“{member}”现在没有合并或否认，无需撤销。",
        en="'{member}' is neither merged nor refused now; there is nothing to undo.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedMember:
    """Customers who share identities and are probably one person; nobody has decided about them."""

    id: str
    group: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedMember:
    """Customers who were merged into one member, or were said to be different people."""

    id: str
    member: str
    customers: tuple[str, ...]
    identities: tuple[Mapping[str, Any], ...]
    by: str
    at: datetime
    why: str
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberMatches:
    """All there is to see and to decide about who is one person."""

    snapshot: str
    proposed: tuple[ProposedMember, ...]
    merged: tuple[DecidedMember, ...]
    refused: tuple[DecidedMember, ...]
    too_shared: tuple[SharedIdentity, ...]
    too_long: tuple[tuple[str, ...], ...]
    waiting: int


def overview(shop: Shop) -> MemberMatches:
    """Proposals on the current version, decisions with who and when, and what too many customers share."""
    record, erased = member_record(shop), shop.vault.erased()
    with closing(shop.warehouse()) as warehouse:
        found = find_groups(warehouse, record.refused.keys())
        counted, snapshot = counted_members(warehouse), warehouse.snapshot
    merged = tuple(
        _merged(record, names, counted) for names in record.members.values() if not erased.intersection(names)
    )
    unmerged = [name for name in counted if record.customers.get(name, (name, None))[0] == name and name not in erased]
    return MemberMatches(
        snapshot=snapshot,
        proposed=tuple(
            ProposedMember(id=member_id(group.names), group=group)
            for group in found.groups
            if not set(group.names) <= set(record.together(group.names[0]))
        ),
        merged=merged,
        refused=tuple(
            _told(tuple(sorted(names)), "", decided, in_force=True) for names, decided in record.refused.items()
        ),
        too_shared=found.too_shared,
        too_long=found.too_long,
        waiting=sum(not each.in_force for each in merged) + len(unmerged),
    )


def member_id(customers: Sequence[str]) -> str:
    """The name of a group of customers, the same in every version.

    >>> member_id(["pb", "pa"]) == member_id(["pa", "pb"])
    True
    """
    return f"u{hashlib.sha256(' '.join(sorted(customers)).encode()).hexdigest()[:10]}"


def merge(shop: Shop, member: str, *, actor: Actor, why: str = "") -> DecidedMember:
    """Let the customers of a proposal count as one member from the next version on."""
    check_person(actor)
    group = proposed(shop, member).group
    record = member_record(shop)
    customers = tuple(sorted({name for each in group.names for name in record.together(each)}))
    told = {
        "member": standing(shop, group, record),
        "customers": list(customers),
        "identities": [plain_identity(each) for each in group.shared],
        "why": why,
    }
    write(shop, MEMBERS, "joined", [told], by=actor.id)
    return _decided_now(shop, customers[0])


def unmerge(shop: Shop, member: str, *, actor: Actor, why: str = "") -> DecidedMember:
    """Let the customers of a member count each as themselves again; or take a refusal back."""
    check_person(actor)
    record = member_record(shop)
    names = merged_or_refused(record, member)
    found = next(
        (decided for _, decided in (record.customers[name] for name in names if name in record.customers)), None
    )
    told = {"member": "", "customers": list(names), "identities": (found.told if found else {}).get("identities", [])}
    (event,) = write(shop, MEMBERS, "undone", [told | {"why": why}], by=actor.id)
    with closing(shop.warehouse()) as warehouse:
        counted = counted_members(warehouse)
    decided = Decided(verdict="undone", position=event.position, by=event.by, at=event.at, told=event.payload)
    return _told(names, "", decided, in_force=not set(names) & counted.keys())


def refuse(shop: Shop, member: str, *, actor: Actor, why: str = "") -> DecidedMember:
    """Say that the customers of a proposal are different people; they are not proposed again."""
    check_person(actor)
    group = proposed(shop, member).group
    told = {"member": "", "customers": list(group.names), "identities": [plain_identity(each) for each in group.shared]}
    write(shop, MEMBERS, "refused", [told | {"why": why}], by=actor.id)
    return _told(group.names, "", member_record(shop).refused[frozenset(group.names)], in_force=True)


def proposed(shop: Shop, member: str) -> ProposedMember:
    """One proposal by its id."""
    found = next((each for each in overview(shop).proposed if each.id == member), None)
    if found is None:
        raise NoSuchMember(member=member[:64])
    return found


def merged_or_refused(record: MemberRecord, member: str) -> tuple[str, ...]:
    """The customers of a merged member or a refused group, by its id."""
    groups = [*record.members.values(), *map(tuple, map(sorted, record.refused))]
    found = next((tuple(names) for names in groups if member_id(names) == member), None)
    if found is None:
        raise NotMerged(member=member[:64])
    return found


def is_refused(shop: Shop, member: str) -> bool:
    """Whether the id is that of a group that was said to be different people."""
    return any(member_id(tuple(names)) == member for names in member_record(shop).refused)


def counted_members(warehouse: Warehouse) -> dict[str, str]:
    """Whom each merged customer counts as in this version."""
    rows = warehouse.table("same_customers")
    told = warehouse.fetch(rows.filter(rows.member != rows.customer).select("customer", "member")).to_pylist()
    return {row["customer"]: row["member"] for row in told}


def standing(shop: Shop, group: Group, record: MemberRecord) -> str:
    """Under which of their names a person goes on: one that is a member already, else whom the shop can best reach.

    That is the customer of whom the vault holds most; then who bought first.
    """
    members = [each for each in group.customers if each.customer in record.members]
    with shop.books.reading() as connection:
        told = select(VAULT_VALUES.c.pseudonym, func.count().label("kept")).where(
            VAULT_VALUES.c.pseudonym.in_(group.names)
        )
        rows = connection.execute(told.group_by(VAULT_VALUES.c.pseudonym)).all()
    kinds = {row.pseudonym: row.kept for row in rows}
    first = min(
        members or group.customers,
        key=lambda each: (-kinds.get(each.customer, 0), each.first_day or date.max, each.customer),
    )
    return first.customer


def plain_identity(shared: SharedIdentity) -> dict[str, Any]:
    """What customers share, as JSON values."""
    return {
        "kind": shared.kind,
        "channels": list(shared.channels),
        "customers": list(shared.customers),
        "since": shared.since.isoformat() if shared.since else None,
    }


def _decided_now(shop: Shop, customer: str) -> DecidedMember:
    record = member_record(shop)
    with closing(shop.warehouse()) as warehouse:
        return _merged(record, record.together(customer), counted_members(warehouse))


def _merged(record: MemberRecord, names: tuple[str, ...], counted: Mapping[str, str]) -> DecidedMember:
    member, *others = names
    _, decided = record.customers[others[0]]
    return _told(names, member, decided, in_force=all(counted.get(name) == member for name in others))


def _told(names: tuple[str, ...], member: str, decided: Decided, *, in_force: bool) -> DecidedMember:
    return DecidedMember(
        id=member_id(names),
        member=member,
        customers=names,
        identities=tuple(decided.told["identities"]),
        by=decided.by,
        at=decided.at,
        why=decided.told["why"],
        in_force=in_force,
    )
