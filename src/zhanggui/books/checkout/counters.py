"""How much of each offer was used, and is there enough left for one more?

Nothing is checked before it is taken: each change is one conditional update, and how many rows it changed answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from zhanggui.books.checkout.inserting import insert_unless_there
from zhanggui.books.schema import ISSUED_CODES, OFFER_COUNTERS, WHOLE
from zhanggui.core.errors import Conflict
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

EVERYBODY = ""
NO_CAP = 2**62

# Written once, since building a statement costs more than running it.
_COUNTERS = OFFER_COUNTERS.c
_MINE = (_COUNTERS.offer == bindparam("of_offer"), _COUNTERS.customer == bindparam("of_customer"))
_MORE = {
    "uses": bindparam("more_uses", type_=WHOLE),
    "units": bindparam("more_units", type_=WHOLE),
    "discount_minor": bindparam("more_discount", type_=WHOLE),
}
_WITHIN = (
    _COUNTERS.uses + _MORE["uses"] <= bindparam("most_uses", type_=WHOLE),
    _COUNTERS.units + _MORE["units"] <= bindparam("most_units", type_=WHOLE),
    _COUNTERS.discount_minor + _MORE["discount_minor"] <= bindparam("most_discount", type_=WHOLE),
)
_OF_ONE = update(OFFER_COUNTERS).where(*_MINE)
_TAKE = _OF_ONE.where(*_WITHIN).values({name: _COUNTERS[name] + more for name, more in _MORE.items()})
_GIVE_BACK = _OF_ONE.values({name: _COUNTERS[name] - more for name, more in _MORE.items()})


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
    for claim in sorted(claims, key=_key):
        connection.execute(_GIVE_BACK, _said(claim))
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
    caps = {
        name: NO_CAP if most is None else most
        for name, most in (("uses", claim.most_uses), ("units", claim.most_units), ("discount", claim.most_minor))
    }
    said = {**_said(claim), **{f"most_{name}": most for name, most in caps.items()}}
    return connection.execute(_TAKE, said).rowcount == 1


def _said(claim: Claim) -> dict[str, Any]:
    more = {"more_uses": claim.uses, "more_units": claim.units, "more_discount": claim.discount_minor}
    return {"of_offer": claim.offer, "of_customer": claim.customer, **more}


def _fresh(claim: Claim) -> dict[str, Any]:
    return {"offer": claim.offer, "customer": claim.customer, "uses": 0, "units": 0, "discount_minor": 0}


def _key(claim: Claim) -> tuple[str, str]:
    return claim.offer, claim.customer
