"""How much of each offer was used, and is there enough left for one more?

Nothing is checked before it is taken: each change is one conditional update, and how many rows it changed answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from zhanggui.books.checkout.inserting import insert_unless_there
from zhanggui.books.schema import ISSUED_CODES, OFFER_COUNTERS
from zhanggui.core.errors import Conflict
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

EVERYBODY = ""


class LimitReached(Conflict):
    """What was left of an offer or a code went to somebody else a moment ago."""

    sentence = Words(
        zh="“{what}”刚被别人用完。请重新报价后再付款。",
        en="What was left of '{what}' has just gone to somebody else. Quote again, then pay.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one order uses of one offer, counted for everybody or for one customer, and the most there is."""

    offer: str
    customer: str = EVERYBODY
    uses: int = 0
    units: int = 0
    discount_minor: int = 0
    most_uses: int | None = None
    most_units: int | None = None
    most_minor: int | None = None


def take(connection: Connection, claims: Iterable[Claim], codes: Collection[str]) -> None:
    """Use offers and codes, or raise LimitReached; always in the order of their keys, so that no two wait crosswise."""
    for claim in sorted(claims, key=_key):
        if not _taken(connection, claim):
            insert_unless_there(connection, OFFER_COUNTERS, _fresh(claim))
            if not _taken(connection, claim):
                raise LimitReached(what=claim.offer)
    for digest in sorted(codes):
        left = (ISSUED_CODES.c.digest == digest, ISSUED_CODES.c.uses < ISSUED_CODES.c.most_uses)
        used = update(ISSUED_CODES).where(*left).values(uses=ISSUED_CODES.c.uses + 1)
        if connection.execute(used).rowcount != 1:
            raise LimitReached(what=digest[:12])


def give_back(connection: Connection, claims: Iterable[Claim], codes: Collection[str]) -> None:
    """Return what an order used of offers and codes."""
    counters = OFFER_COUNTERS.c
    for claim in sorted(claims, key=_key):
        connection.execute(
            update(OFFER_COUNTERS)
            .where(counters.offer == claim.offer, counters.customer == claim.customer)
            .values(
                uses=counters.uses - claim.uses,
                units=counters.units - claim.units,
                discount_minor=counters.discount_minor - claim.discount_minor,
            )
        )
    for digest in sorted(codes):
        returned = update(ISSUED_CODES).where(ISSUED_CODES.c.digest == digest)
        connection.execute(returned.values(uses=ISSUED_CODES.c.uses - 1))


def counted(connection: Connection, offers: Sequence[str], customers: Sequence[str]) -> Sequence[Row[Any]]:
    """The counters of some offers, for everybody (`EVERYBODY`) or for some customers."""
    if not offers:
        return ()
    counters = OFFER_COUNTERS.c
    return connection.execute(
        select(OFFER_COUNTERS).where(counters.offer.in_(offers), counters.customer.in_(customers))
    ).all()


def _taken(connection: Connection, claim: Claim) -> bool:
    counters = OFFER_COUNTERS.c
    where = [counters.offer == claim.offer, counters.customer == claim.customer]
    values = {}
    for column, more, most in (
        (counters.uses, claim.uses, claim.most_uses),
        (counters.units, claim.units, claim.most_units),
        (counters.discount_minor, claim.discount_minor, claim.most_minor),
    ):
        if more:
            values[column.name] = column + more
        if more and most is not None:
            where.append(column + more <= most)
    return connection.execute(update(OFFER_COUNTERS).where(*where).values(values)).rowcount == 1


def _fresh(claim: Claim) -> dict[str, Any]:
    return {"offer": claim.offer, "customer": claim.customer, "uses": 0, "units": 0, "discount_minor": 0}


def _key(claim: Claim) -> tuple[str, str]:
    return claim.offer, claim.customer
