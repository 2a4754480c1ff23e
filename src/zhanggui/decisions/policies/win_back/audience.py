"""Whom may be written to, and under which contact?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Protocol, TypeVar

from zhanggui.decisions.policy import Circumstances
from zhanggui.warehouse.protocol import Warehouse

CONTACT_KINDS = ("phone", "email", "account", "platform_id")
UNASKED_KIND = "account"


class Contactable(Protocol):
    """Anything known of one customer."""

    @property
    def customer(self) -> str:
        """Their pseudonym."""


One = TypeVar("One", bound=Contactable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience(Generic[One]):
    """The customers who may and can be contacted.

    `contacts` gives for each the kind of contact that the vault has; `refused` counts who did not accept messages, and
    is None where that is not loaded.
    """

    customers: tuple[One, ...]
    contacts: dict[str, str]
    refused: int | None


def audience(
    warehouse: Warehouse,
    customers: Sequence[One],
    circumstances: Circumstances,
    *,
    day: date,
    rest_days: int,
) -> Audience[One]:
    """Leave out whoever refused, was contacted lately, takes part in a running decision, or cannot be reached."""
    resting = _contacted(warehouse, day - timedelta(days=rest_days)) | circumstances.engaged
    left = [customer for customer in customers if customer.customer not in resting]
    accepting = _accepting(warehouse)
    willing = [customer for customer in left if accepting is None or customer.customer in accepting]
    contacts = _contacts([customer.customer for customer in willing], circumstances)
    return Audience(
        customers=tuple(customer for customer in willing if customer.customer in contacts),
        contacts=contacts,
        refused=None if accepting is None else len(left) - len(willing),
    )


def _contacted(warehouse: Warehouse, since: date) -> frozenset[str]:
    """Whoever was put in any arm since that day: who is held out now must not be written to either."""
    if not warehouse.loaded("exposures"):
        return frozenset()
    rows = warehouse.table("exposures")
    lately = rows.filter(rows.assigned_at.date() > since).select("customer").distinct()
    return frozenset(warehouse.fetch(lately)["customer"].to_pylist())


def _accepting(warehouse: Warehouse) -> frozenset[str] | None:
    consents = warehouse.loaded("customers") & {"accepts_sms", "accepts_email"}
    if not consents:
        return None
    rows = warehouse.table("customers")
    accepts = rows.accepts_sms.fill_null(False) | rows.accepts_email.fill_null(False)
    return frozenset(warehouse.fetch(rows.filter(accepts).select("customer"))["customer"].to_pylist())


def _contacts(customers: Sequence[str], circumstances: Circumstances) -> dict[str, str]:
    if circumstances.reachable is None:
        return dict.fromkeys(customers, UNASKED_KIND)
    found: dict[str, str] = {}
    for kind in CONTACT_KINDS:
        left = [customer for customer in customers if customer not in found]
        found |= dict.fromkeys(circumstances.reachable(left, kind), kind)
    return found
