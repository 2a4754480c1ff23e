"""Which customers share a phone, an e-mail or an account, and may therefore be one person?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zhanggui.warehouse.forgetting import NOBODY

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

# A person has a few accounts; a number that more customers share is the shop's own, a courier's or a workplace's.
MOST_CUSTOMERS_OF_AN_IDENTITY = 4
# Shared identities lead from one customer on to others; a chain longer than this is no person.
MOST_CUSTOMERS_OF_A_MEMBER = 6
# A name or an address tells nobody apart; accounts are compared within their platform alone, by their pseudonym.
TELLING = ("phone", "email", "account", "platform_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedIdentity:
    """One pseudonym of an identity that several customers have: on which channels, since when."""

    kind: str
    identity: str
    channels: tuple[str, ...]
    customers: tuple[str, ...]
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """One customer of a group: where they bought, how often, from when to when."""

    customer: str
    channels: tuple[str, ...]
    orders: int
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Customers who are connected by identities that few share: probably one person."""

    customers: tuple[CustomerFacts, ...]
    shared: tuple[SharedIdentity, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Their pseudonyms in order."""
        return tuple(sorted(each.customer for each in self.customers))


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCustomers:
    """The groups that are proposed, and the identities and groups that too many customers are connected by."""

    groups: tuple[Group, ...]
    too_shared: tuple[SharedIdentity, ...]
    too_long: tuple[tuple[str, ...], ...]


def find_groups(warehouse: Warehouse, refused: Collection[frozenset[str]] = ()) -> SharedCustomers:
    """Group customers by the identities that they share; what joins too many is left out and said.

    Two customers are connected when one pseudonym of a phone, an e-mail, an account or a platform's id leads to both;
    a group is everybody connected directly or by way of others. A name or an address connects nobody.
    """
    shared = _shared(warehouse)
    telling = [each for each in shared if len(each.customers) <= MOST_CUSTOMERS_OF_AN_IDENTITY]
    groups = _connected(telling)
    short = [names for names in groups if len(names) <= MOST_CUSTOMERS_OF_A_MEMBER and frozenset(names) not in refused]
    facts = _facts(warehouse, [name for names in short for name in names])
    return SharedCustomers(
        groups=tuple(
            Group(
                customers=tuple(facts.get(name) or _nothing_known(name) for name in names),
                shared=tuple(each for each in telling if each.customers[0] in names),
            )
            for names in short
        ),
        too_shared=tuple(each for each in shared if len(each.customers) > MOST_CUSTOMERS_OF_AN_IDENTITY),
        too_long=tuple(names for names in groups if len(names) > MOST_CUSTOMERS_OF_A_MEMBER),
    )


def _shared(warehouse: Warehouse) -> list[SharedIdentity]:
    known = warehouse.table("identities")
    known = known.filter(known.kind_of_identity.isin(TELLING), ~known.customer.startswith(NOBODY))
    many = known.group_by("kind_of_identity", "identity").having(known.customer.nunique() > 1).aggregate()
    rows = known.semi_join(many, ["kind_of_identity", "identity"])
    rows = rows.select("kind_of_identity", "identity", "customer", "channel", "first_seen_at")
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in warehouse.fetch(rows).to_pylist():
        found.setdefault((row["kind_of_identity"], row["identity"]), []).append(row)
    return [_identity(kind, identity, each) for (kind, identity), each in sorted(found.items())]


def _identity(kind: str, identity: str, rows: Sequence[Mapping[str, Any]]) -> SharedIdentity:
    return SharedIdentity(
        kind=kind,
        identity=identity,
        channels=tuple(sorted({row["channel"] for row in rows})),
        customers=tuple(sorted({row["customer"] for row in rows})),
        since=min((row["first_seen_at"].date() for row in rows if row["first_seen_at"]), default=None),
    )


def _connected(shared: Sequence[SharedIdentity]) -> list[tuple[str, ...]]:
    """Everybody who can be reached from one another (union and find, the smallest name standing for its group)."""
    leader: dict[str, str] = {}

    def lead(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for each in shared:
        leaders = {lead(name) for name in each.customers}
        for name in leaders:
            leader[name] = min(leaders)
    groups: dict[str, list[str]] = {}
    for name in sorted(leader):
        groups.setdefault(lead(name), []).append(name)
    return [tuple(names) for _, names in sorted(groups.items())]


def _facts(warehouse: Warehouse, customers: Sequence[str]) -> dict[str, CustomerFacts]:
    if not customers:
        return {}
    orders = warehouse.table("orders")
    told = warehouse.fetch(_told(orders.filter(orders.customer.isin(list(customers))))).to_pylist()
    found: dict[str, list[dict[str, Any]]] = {}
    for row in told:
        found.setdefault(row["customer"], []).append(row)
    return {
        customer: CustomerFacts(
            customer=customer,
            channels=tuple(sorted(row["channel"] for row in rows)),
            orders=sum(row["orders"] for row in rows),
            first_day=min(row["first_day"] for row in rows),
            last_day=max(row["last_day"] for row in rows),
        )
        for customer, rows in found.items()
    }


def _told(orders: ir.Table) -> ir.Table:
    return orders.group_by("customer", "channel").aggregate(
        orders=orders.count(),
        first_day=orders.ordered_at.min().cast("date"),
        last_day=orders.ordered_at.max().cast("date"),
    )


def _nothing_known(customer: str) -> CustomerFacts:
    return CustomerFacts(customer=customer, channels=(), orders=0, first_day=None, last_day=None)
