"""Over which channel may and can each customer be reached, the first choice first?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.decisions.programmes.contact_policy import ContactChannel, ContactPolicy
from zhanggui.decisions.programmes.programme import Programme

if TYPE_CHECKING:
    from zhanggui.decisions.policy import Reachable
    from zhanggui.warehouse.protocol import Warehouse

CONSENTS = ("accepts_sms", "accepts_email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The channel of each who may and can be reached, and why the others cannot."""

    channels: Mapping[str, str]
    excluded: int
    without_consent: int
    without_contact: int


def reach(
    warehouse: Warehouse,
    programme: Programme,
    policy: ContactPolicy,
    customers: Collection[str],
    reachable: Reachable | None,
) -> Reached:
    """Give each customer the first channel of the programme that they agreed to and that the vault has a contact for.

    Consent that is not on record is no consent: where neither the customers table nor the owner's declaration says so,
    nothing is sent.
    """
    facts = _facts(warehouse, customers)
    unwanted = {*policy.excluded_tags, *programme.without_tags}
    allowed = [
        who
        for who in sorted(customers)
        if who not in policy.excluded_customers and unwanted.isdisjoint(_tags(facts.get(who, {})))
    ]
    found: dict[str, str] = {}
    willing: set[str] = set()
    for name in programme.channels:
        channel = policy.channel(name)
        asked = [who for who in allowed if who not in found and _agrees(channel, policy, facts.get(who, {}))]
        willing.update(asked)
        open_to = asked if reachable is None else reachable(asked, channel.contact_kind)
        found |= dict.fromkeys(open_to, name)
    return Reached(
        channels=found,
        excluded=len(customers) - len(allowed),
        without_consent=len(allowed) - len(willing),
        without_contact=len(willing) - len(found),
    )


def _agrees(channel: ContactChannel, policy: ContactPolicy, facts: Mapping[str, Any]) -> bool:
    if channel.consent == "declared":
        return channel.name in policy.declared_consent
    return facts.get(channel.consent) is True


def _facts(warehouse: Warehouse, customers: Collection[str]) -> dict[str, dict[str, Any]]:
    if not customers or not warehouse.loaded("customers"):
        return {}
    table = warehouse.table("customers")
    rows = table.filter(table.customer.isin(sorted(customers))).select("customer", *CONSENTS, "tags")
    return {row["customer"]: row for row in warehouse.fetch(rows).to_pylist()}


def _tags(facts: Mapping[str, Any]) -> set[str]:
    return {tag.strip() for tag in (facts.get("tags") or "").replace("，", ",").split(",") if tag.strip()}
