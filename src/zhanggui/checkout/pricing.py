"""What does this basket cost now, by the shop's own prices and the counters as they stand?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from zhanggui.books.checkout.codes import digest, issued
from zhanggui.books.checkout.counters import EVERYBODY, counted
from zhanggui.checkout.members.sales import member_at_till
from zhanggui.checkout.price_book import lists_in_force
from zhanggui.checkout.publishing import InForce, TillTerms, till_terms
from zhanggui.offers.basket import Basket, IssuedCode, Used
from zhanggui.offers.prices.price_lists import Place, Wanted, on_shelf
from zhanggui.offers.quoting import quote

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from zhanggui.checkout.members.sales import Member
    from zhanggui.checkout.till import Till
    from zhanggui.offers.quote import Quote


class Priced(NamedTuple):
    """A quote, the digests of the codes in the basket by the code, and which of these were issued."""

    quote: Quote
    digests: Mapping[str, str]
    issued: Collection[str]


def quote_now(till: Till, basket: Basket, *, at: datetime, explain: bool = False) -> Quote:
    """Price a basket and write nothing."""
    with till.books.reading() as connection:
        return price(connection, till.key, till_terms(connection), basket, at, explain=explain).quote


def price(
    connection: Connection, key: bytes, terms: TillTerms, basket: Basket, at: datetime, *, explain: bool = False
) -> Priced:
    """The quote as the till keeps it."""
    offers = terms.offers
    digests = {code: digest(key, code) for code in basket.codes}
    member = member_at_till(connection, terms.programme, basket.customer, at)
    if member:  # what a basket claims of its customer's tier counts for nothing where the shop knows it
        basket = basket.model_copy(update={"tier": member.tier})
    known = {row.digest: row for row in issued(connection, set(digests.values()))} if offers.takes_unique_codes else {}
    unique = {code: _code(known[name]) for code, name in digests.items() if name in known}
    used = _used(connection, offers, basket, unique, member)
    quoted = quote(_own_prices(connection, basket, offers, at), offers.rules, at, used=used, explain=explain)
    return Priced(quoted, digests, known.keys())


def _own_prices(connection: Connection, basket: Basket, offers: InForce, at: datetime) -> Basket:
    """The lines by the shop's price lists where products are published; what the basket says of prices is not asked."""
    if not offers.products:
        return basket
    lists = lists_in_force(connection, offers.rules.offer_set.currency)
    wanted = [Wanted(line=line.line, sku=line.sku, units=line.units) for line in basket.lines]
    place = Place(channel=basket.channel, region=basket.region, tier=basket.tier)
    shelf = on_shelf(wanted, offers.products, lists, place, at)
    deposits = {line.line: line.deposit_paid_at for line in basket.lines}
    lines = tuple(line.model_copy(update={"deposit_paid_at": deposits[line.line]}) for line in shelf)
    return basket.model_copy(update={"lines": lines})


def _used(
    connection: Connection, offers: InForce, basket: Basket, codes: Mapping[str, IssuedCode], member: Member | None
) -> Used:
    customer = basket.customer or EVERYBODY
    rows = counted(connection, offers.limited, sorted({EVERYBODY, customer}))
    by_whom: dict[str, dict[str, Any]] = {EVERYBODY: {}, customer: {}}
    for row in rows:
        by_whom[row.customer][row.offer] = row  # it reads as a Counted does, and was checked when it was written
    return Used.model_construct(
        total=by_whom[EVERYBODY],
        customer=by_whom[customer] if basket.customer else {},
        codes=codes,
        points=member.points if member else 0,
        earning=member.earning if member else None,
    )


def _code(row: Row[Any]) -> IssuedCode:
    return IssuedCode(offer=row.offer, uses_left=row.most_uses - row.uses, customer=row.customer)
