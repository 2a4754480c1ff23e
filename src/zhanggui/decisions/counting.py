"""Whom is a decision about now that some of its customers count as one member?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from zhanggui.decisions.policy import Member
    from zhanggui.warehouse.protocol import Warehouse


def counted_as(warehouse: Warehouse, customers: Collection[str]) -> frozenset[str]:
    """Customers under the names by which this version counts them."""
    members = present_names(warehouse)
    return frozenset(members.get(customer, customer) for customer in customers)


def once_each(warehouse: Warehouse, members: Sequence[Member]) -> tuple[Member, ...]:
    """Every person once, under the name by which this version counts them.

    Whoever turned out to be in both arms tells nothing about the difference between them and is left out.
    """
    names = present_names(warehouse)
    arms: dict[str, set[str | None]] = {}
    for member in members:
        arms.setdefault(names.get(member.customer, member.customer), set()).add(member.arm)
    found: dict[str, Member] = {}
    for member in members:
        name = names.get(member.customer, member.customer)
        if len(arms[name]) == 1:
            found.setdefault(name, replace(member, customer=name))
    return tuple(found.values())


def present_names(warehouse: Warehouse) -> Mapping[str, str]:
    """By which name each customer counts who was joined with another."""
    if not warehouse.loaded("same_customers"):
        return {}
    rows = warehouse.table("same_customers")
    told = warehouse.fetch(rows.select("customer", "member")).to_pylist()
    return {row["customer"]: row["member"] for row in told}
