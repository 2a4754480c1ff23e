"""What has been decided about products and members, by whom and when?

Decisions are events on the hash chain and are never edited: what holds is a fold over them. They come to count when
the next version of the tables is built (`app.same.landing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from zhanggui.books.events import Event, append, read

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop

PRODUCTS, MEMBERS = "products", "members"
Verdict = Literal["joined", "refused", "undone"]
Pair = tuple[str, str, str]  # channel, code, the SKU that it counts as


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The latest decision about one pair or one customer, and everything that was said with it."""

    verdict: Verdict
    position: int
    by: str
    at: datetime
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRecord:
    """Every pair ever decided about, with its latest decision."""

    pairs: Mapping[Pair, Decided] = field(default_factory=dict)

    @property
    def in_order(self) -> list[tuple[Pair, Decided]]:
        """Every pair, the one decided about last at the end."""
        return sorted(self.pairs.items(), key=lambda each: each[1].position)

    @property
    def joined(self) -> dict[tuple[str, str], tuple[str, Decided]]:
        """What each code of a channel counts as now; of two products the one decided last."""
        found: dict[tuple[str, str], tuple[str, Decided]] = {}
        for (channel, code, sku), decided in self.in_order:
            if decided.verdict == "joined":
                found[channel, code] = (sku, decided)
        return found

    @property
    def refused(self) -> frozenset[Pair]:
        """Pairs that a person said are two products."""
        return frozenset(pair for pair, decided in self.pairs.items() if decided.verdict == "refused")

    def resolved(self, sku: str) -> str:
        """The product at the end: a code that itself counts as another one leads on to it."""
        onward = {code: target for (channel, code), (target, _) in self.joined.items() if target != f"{code}@{channel}"}
        seen = {sku}
        while (following := onward.get(sku)) is not None and following not in seen:
            sku = following
            seen.add(sku)
        return sku


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRecord:
    """Every customer ever merged with the member that they count as, and the groups that were refused."""

    customers: Mapping[str, tuple[str, Decided]] = field(default_factory=dict)
    refused: Mapping[frozenset[str], Decided] = field(default_factory=dict)

    @property
    def members(self) -> dict[str, tuple[str, ...]]:
        """The customers of each member, the member's own name first."""
        found: dict[str, list[str]] = {}
        for customer, (member, _) in sorted(self.customers.items()):
            if customer != member:
                found.setdefault(member, [member]).append(customer)
        return {member: tuple(names) for member, names in sorted(found.items())}

    def together(self, customer: str) -> tuple[str, ...]:
        """Everybody who counts as the same member as this customer, themselves included."""
        member = self.customers[customer][0] if customer in self.customers else customer
        return self.members.get(member, (customer,))


def write(
    shop: Shop, stream: str, verdict: Verdict, told: Sequence[Mapping[str, Any]], *, by: str
) -> tuple[Event, ...]:
    """Put decisions on record, all or none."""
    kind = f"{stream.removesuffix('s')}.{verdict}"
    at = shop.clock.now()
    with shop.books.begin() as connection:
        return tuple(append(connection, stream=stream, kind=kind, payload=each, by=by, at=at) for each in told)


def product_record(shop: Shop) -> ProductRecord:
    """What holds about products now."""
    pairs: dict[Pair, Decided] = {}
    for event in _events(shop, PRODUCTS):
        told = event.payload
        pairs[told["channel"], told["code"], told["sku"]] = _decided(event)
    return ProductRecord(pairs=pairs)


def member_record(shop: Shop) -> MemberRecord:
    """What holds about members now."""
    customers: dict[str, tuple[str, Decided]] = {}
    refused: dict[frozenset[str], Decided] = {}
    for event in _events(shop, MEMBERS):
        decided, names = _decided(event), event.payload["customers"]
        if decided.verdict == "refused":
            refused[frozenset(names)] = decided
            continue
        refused.pop(frozenset(names), None)
        for customer in names:
            member = event.payload["member"] if decided.verdict == "joined" else customer
            customers[customer] = (member, decided)
    return MemberRecord(customers=customers, refused=refused)


def _events(shop: Shop, stream: str) -> Iterable[Event]:
    with shop.books.reading() as connection:
        return read(connection, stream)


def _decided(event: Event) -> Decided:
    verdict: Any = event.kind.partition(".")[2]
    return Decided(verdict=verdict, position=event.position, by=event.by, at=event.at, told=event.payload)
