"""How much of each offer was used, and is there enough left for one more?

Nothing is checked before it is taken: each change is one conditional update, and how many rows it changed answers.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, select, update

from zhanggui.books.checkout.inserting import insert_of
from zhanggui.books.prepared import Prepared
from zhanggui.books.schema import ISSUED_CODES, OFFER_COUNTERS, WHOLE
from zhanggui.core.errors import Conflict
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

EVERYBODY = ""
NO_CAP = 2**62

_COUNTERS, _COUNTED = OFFER_COUNTERS.c, ("uses", "units", "discount_minor")
_MINE = (_COUNTERS.offer == bindparam("of_offer"), _COUNTERS.customer == bindparam("of_customer"))
_MORE = {name: bindparam(f"more_{name}", type_=WHOLE) for name in _COUNTED}
_WITHIN = [_COUNTERS[name] + more <= bindparam(f"most_{name}", type_=WHOLE) for name, more in _MORE.items()]
_GIVE_BACK = update(OFFER_COUNTERS).where(*_MINE).values({name: _COUNTERS[name] - more for name, more in _MORE.items()})
_CODE = ISSUED_CODES.c.digest == bindparam("of_digest")
_TAKE_CODE = Prepared(
    lambda _: (
        update(ISSUED_CODES)
        .where(_CODE, ISSUED_CODES.c.uses < ISSUED_CODES.c.most_uses)
        .values(uses=ISSUED_CODES.c.uses + 1)
    )
)
_RETURN_CODE = update(ISSUED_CODES).where(_CODE).values(uses=ISSUED_CODES.c.uses - 1)


def _taking(dialect: str) -> Any:
    """One statement for all claims: the first of its kind makes the row, each further one adds to it within the cap."""
    row = {"offer": bindparam("of_offer"), "customer": bindparam("of_customer"), **_MORE}
    more = {name: _COUNTERS[name] + bound for name, bound in _MORE.items()}
    upsert = insert_of(dialect, OFFER_COUNTERS).values(row)
    return upsert.on_conflict_do_update(index_elements=["offer", "customer"], set_=more, where=and_(*_WITHIN))


_TAKE = Prepared(_taking)


@functools.lru_cache(maxsize=64)
def _of_some(offers: int, customers: int) -> Prepared:
    """The counters of so many offers and customers."""
    names = [bindparam(f"offer{at}") for at in range(offers)], [bindparam(f"customer{at}") for at in range(customers)]
    return Prepared(
        lambda _: select(OFFER_COUNTERS).where(_COUNTERS.offer.in_(names[0]), _COUNTERS.customer.in_(names[1]))
    )


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
    wanted = sorted(claims, key=_key)
    for claim in wanted:
        if not _fits(claim):
            raise LimitReached(what=claim.offer)
    if wanted and _TAKE.change(connection, *map(_said, wanted)) != len(wanted):
        raise LimitReached(what=_scarce(connection, wanted))
    for digest in sorted(codes):
        if _TAKE_CODE.change(connection, {"of_digest": digest}) != 1:
            raise LimitReached(what=digest[:12])


def give_back(connection: Connection, claims: Iterable[Claim], codes: Collection[str]) -> None:
    """Return what an order used of offers and codes."""
    returned = [_said(claim) for claim in sorted(claims, key=_key)]
    if returned:
        connection.execute(_GIVE_BACK, returned)
    for digest in sorted(codes):
        connection.execute(_RETURN_CODE, {"of_digest": digest})


def counted(connection: Connection, offers: Sequence[str], customers: Sequence[str]) -> Sequence[Row[Any]]:
    """The counters of some offers, for everybody (`EVERYBODY`) or for some customers."""
    if not offers:
        return ()
    wanted = {f"offer{at}": offer for at, offer in enumerate(offers)}
    wanted |= {f"customer{at}": customer for at, customer in enumerate(customers)}
    return _of_some(len(offers), len(customers)).rows(connection, wanted)


def _fits(claim: Claim) -> bool:
    """Whether the claim keeps within its caps even if nothing was used before: a new row is not compared."""
    said = _said(claim)
    return all(said[f"more_{name}"] <= said[f"most_{name}"] for name in _COUNTED)


def _scarce(connection: Connection, claims: Sequence[Claim]) -> str:
    """The first offer of which there is not enough left; the transaction is given up anyway."""
    rows = counted(connection, [each.offer for each in claims], list({each.customer for each in claims}))
    used = {(row.offer, row.customer): row for row in rows}
    for claim in claims:
        said, row = _said(claim), used.get(_key(claim))
        if row and any(getattr(row, name) + said[f"more_{name}"] > said[f"most_{name}"] for name in _COUNTED):
            return claim.offer
    return claims[0].offer


def _said(claim: Claim) -> dict[str, Any]:
    most = (claim.most_uses, claim.most_units, claim.most_minor)
    return {
        "of_offer": claim.offer,
        "of_customer": claim.customer,
        "more_uses": claim.uses,
        "more_units": claim.units,
        "more_discount_minor": claim.discount_minor,
        **{f"most_{name}": NO_CAP if cap is None else cap for name, cap in zip(_COUNTED, most, strict=True)},
    }


def _key(claim: Claim) -> tuple[str, str]:
    return claim.offer, claim.customer
