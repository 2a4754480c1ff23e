"""Which customer is meant by a phone, an account, an e-mail or an order number that somebody types?"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from zhanggui.app.same.record import MemberRecord, member_record
from zhanggui.app.sign_in import require
from zhanggui.books.events import append, read
from zhanggui.books.schema import VAULT_PEOPLE, VAULT_VALUES
from zhanggui.core.errors import Conflict, NotAllowed, NotFound, RequestAtFault
from zhanggui.core.words import Words
from zhanggui.warehouse.forgetting import NOBODY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor
    from zhanggui.warehouse.protocol import Warehouse

WAYS: Mapping[str, Words] = {
    "phone": Words(zh="手机", en="phone"),
    "email": Words(zh="邮箱", en="e-mail"),
    "account": Words(zh="账号", en="account"),
    "platform_id": Words(zh="平台编号", en="platform id"),
    "pseudonym": Words(zh="假名", en="pseudonym"),
    "order": Words(zh="订单编号", en="order number"),
}


class NothingTyped(RequestAtFault):
    """Nobody can be found by nothing."""

    sentence = Words(
        zh="请输入完整的手机号、账号、邮箱或订单编号；带星号的不行。",
        en="Type a whole phone number, account, e-mail or order number; a masked one names nobody.",
    )


class NoSuchPerson(NotFound):
    """Nobody is known by that pseudonym."""

    sentence = Words(
        zh="店里没有假名为“{customer}”的顾客。用 zhanggui people find 查找。",
        en="The shop knows no customer '{customer}'. Look for them with: zhanggui people find",
    )


class PersonErased(Conflict):
    """The person was erased: there is nothing to show or take along."""

    sentence = Words(
        zh="假名“{customer}”的顾客已被删除，没有可以导出的内容。",
        en="The customer '{customer}' was erased; there is nothing left to take along.",
    )


class OnlyPersonsOpenTheVault(NotAllowed):
    """A program asked for what only a signed-in owner does."""

    sentence = Words(
        zh="程序（API 密钥、MCP）不能查找、导出或删除顾客；请由店主登录后操作。",
        en="Programs (API keys, MCP) neither find, export nor erase customers; an owner signs in and does.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One customer as far as the shop knows them, without opening the vault.

    `by` says in which ways the typed text leads here, `kinds` which kinds of values the vault holds.
    """

    customer: str
    by: tuple[str, ...]
    channels: tuple[str, ...]
    orders: int
    first_day: date | None
    last_day: date | None
    kinds: tuple[str, ...]
    erased_at: datetime | None


def find(shop: Shop, typed: str, *, actor: Actor) -> tuple[Person, ...]:
    """The customers whom the text names. It becomes pseudonyms at once; the record holds only those that were found."""
    from zhanggui.ingest.typed import pseudonyms_of

    check_actor(actor)
    if not typed.strip() or "*" in typed:
        raise NothingTyped
    record = member_record(shop)
    ways: dict[str, set[str]] = {}
    if shop.has_data:
        with closing(shop.warehouse()) as warehouse:
            named = pseudonyms_of(shop.key, typed, _channels(warehouse))
            for name, kind in (*_customers_of(warehouse, named), *_of_order(warehouse, typed.strip())):
                ways.setdefault(name, set()).add(kind)
    else:
        named = pseudonyms_of(shop.key, typed)
    for name in sorted(_in_vault(shop, list(named))):
        ways.setdefault(name, set()).add(named[name])
    members: dict[str, set[str]] = {}
    for name, by in ways.items():
        members.setdefault(record.together(name)[0], set()).update(by)
    found = tuple(_person(shop, record, name, tuple(sorted(by))) for name, by in sorted(members.items()))
    payload = {
        "customers": [person.customer for person in found],
        "by": sorted({kind for each in found for kind in each.by}),
    }
    with shop.books.begin() as connection:
        append(connection, stream="vault", kind="person.sought", payload=payload, by=actor.id, at=shop.clock.now())
    return found


def check_actor(actor: Actor) -> None:
    """Only an owner, in person, reaches one customer's data."""
    require(actor.role, "owner")
    if actor.kind == "machine":
        raise OnlyPersonsOpenTheVault


def person_of(shop: Shop, customer: str) -> Person:
    """One customer by pseudonym."""
    found = _person(shop, member_record(shop), customer, ("pseudonym",))
    if customer.startswith(NOBODY) or not (found.orders or found.channels or found.kinds or found.erased_at):
        raise NoSuchPerson(customer=customer[:64])
    return found


def unfinished(shop: Shop) -> tuple[str, ...]:
    """Customers whose erasure was begun and not closed: asking again completes it."""
    with shop.books.reading() as connection:
        told = [event for event in read(connection, "vault") if event.kind in {"person.erasure_begun", "person.erased"}]
    closed = {event.payload["pseudonym"] for event in told if event.kind == "person.erased"}
    return tuple(sorted({event.payload["pseudonym"] for event in told} - closed))


def _person(shop: Shop, record: MemberRecord, customer: str, by: tuple[str, ...]) -> Person:
    """One customer, with everything of those who were merged with them."""
    customers = record.together(customer)
    summary = _summary(shop, customers)
    with shop.books.reading() as connection:
        kept = select(VAULT_VALUES.c.kind).where(VAULT_VALUES.c.pseudonym.in_(customers)).distinct()
        kinds = tuple(sorted(connection.execute(kept).scalars()))
        marked = select(VAULT_PEOPLE.c.erased_at).where(VAULT_PEOPLE.c.pseudonym == customer)
        erased_at = connection.execute(marked).scalar()
    return Person(customer=customer, by=by, kinds=kinds, erased_at=erased_at, **summary)


def _summary(shop: Shop, customers: tuple[str, ...]) -> dict[str, Any]:
    import ibis

    if not shop.has_data:
        return {"channels": (), "orders": 0, "first_day": None, "last_day": None}
    with closing(shop.warehouse()) as warehouse:
        orders, known = warehouse.table("orders"), warehouse.table("identities")
        theirs = orders.filter(orders.customer.isin(customers))
        told = theirs.aggregate(
            orders=theirs.count(), first=theirs.ordered_at.min().cast("date"), last=theirs.ordered_at.max().cast("date")
        )
        (row,) = warehouse.fetch(told).to_pylist()
        channels = ibis.union(
            theirs.select("channel"), known.filter(known.customer.isin(customers)).select("channel"), distinct=True
        )
        names = warehouse.fetch(channels)["channel"].to_pylist()
    return {
        "channels": tuple(sorted(name for name in names if name)),
        "orders": row["orders"],
        "first_day": row["first"],
        "last_day": row["last"],
    }


def _channels(warehouse: Warehouse) -> list[str]:
    return [
        name
        for name in warehouse.fetch(warehouse.table("orders").select("channel").distinct())["channel"].to_pylist()
        if name
    ]


def _customers_of(warehouse: Warehouse, named: Mapping[str, str]) -> set[tuple[str, str]]:
    """Customers who are one of these pseudonyms, or are also known by one."""
    known, orders = warehouse.table("identities"), warehouse.table("orders")
    met = known.filter(known.identity.isin(list(named))).select("customer", "identity")
    bought = orders.filter(orders.customer.isin(list(named))).select("customer", identity=orders.customer)
    rows = [*warehouse.fetch(met).to_pylist(), *warehouse.fetch(bought.distinct()).to_pylist()]
    return {(row["customer"], named[row["identity"]]) for row in rows}


def _of_order(warehouse: Warehouse, typed: str) -> set[tuple[str, str]]:
    orders = warehouse.table("orders")
    said = (orders.order_id == typed) | (orders.parent_order_id == typed)
    rows = warehouse.fetch(orders.filter(said, orders.customer.notnull()).select("customer").distinct())
    return {(name, "order") for name in rows["customer"].to_pylist() if not name.startswith(NOBODY)}


def _in_vault(shop: Shop, names: Collection[str]) -> set[str]:
    with shop.books.reading() as connection:
        wanted = select(VAULT_PEOPLE.c.pseudonym).where(VAULT_PEOPLE.c.pseudonym.in_(list(names)))
        return set(connection.execute(wanted).scalars())
