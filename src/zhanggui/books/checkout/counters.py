"""How much of each offer was used, and is there enough left for one more?

Nothing is checked before it is taken: each change is one conditional update, and how many rows it changed answers.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, literal_column, select, update

from zhanggui.books.checkout.inserting import insert_of
from zhanggui.books.kinds import WHOLE
from zhanggui.books.prepared import Prepared
from zhanggui.books.schema import ISSUED_CODES, OFFER_COUNTERS
from zhanggui.core.errors import Conflict
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

EVERYBODY = ""
NO_CAP = 2**62

_COUNTERS, _COUNTED = OFFER_COUNTERS.c, ("uses", "units", "discount_minor")
_MINE = (_COUNTERS.offer == bindparam("of_offer"), _COUNTERS.customer == bindparam("of_customer"))
_MORE = {name: bindparam(f"more_{name}", type_=WHOLE) for name in _COUNTED}
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


@functools.lru_cache(maxsize=128)
def _taking(claims: int, capped: int) -> Prepared:
    """One statement for all claims: the first of its kind makes the row, each further one adds to it within the cap."""
    names = ("offer", "customer", *_COUNTED)
    rows: list[dict[str, Any]] = [
        {name: bindparam(f"{name}_{at}", type_=_COUNTERS[name].type) for name in names} for at in range(claims)
    ]

    def build(dialect: str) -> Any:
        upsert = insert_of(dialect, OFFER_COUNTERS).values(rows)
        after = {name: _COUNTERS[name] + upsert.excluded[name] for name in _COUNTED}
        within = [after[name] <= _most(name, upsert.excluded, capped) for name in _COUNTED] if capped else []
        where = and_(*within) if within else None
        return upsert.on_conflict_do_update(index_elements=["offer", "customer"], set_=after, where=where)

    return Prepared(build)


def _most(name: str, row: Any, capped: int) -> Any:
    """The cap of the row at hand: each claim that has one is told by its key."""
    known = [
        (
            and_(row.offer == bindparam(f"capped_offer_{at}"), row.customer == bindparam(f"capped_customer_{at}")),
            bindparam(f"most_{name}_{at}", type_=WHOLE),
        )
        for at in range(capped)
    ]
    return case(*known, else_=literal_column(str(NO_CAP)))


@functools.lru_cache(maxsize=64)
def _of_some(offers: int, customers: int) -> Prepared:
    """The counters of so many offers and customers."""
    names: Any = (
        [bindparam(f"offer{at}") for at in range(offers)],
        [bindparam(f"customer{at}") for at in range(customers)],
    )
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
    if wanted and _taken(connection, wanted) != len(wanted):
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


def _taken(connection: Connection, claims: Sequence[Claim]) -> int:
    """How many of the claims were counted."""
    said = [_said(claim) for claim in claims]
    capped = [each for each in said if any(each[f"most_{name}"] < NO_CAP for name in _COUNTED)]
    facts: dict[str, Any] = {}
    for at, each in enumerate(said):
        facts |= {f"offer_{at}": each["of_offer"], f"customer_{at}": each["of_customer"]}
        facts |= {f"{name}_{at}": each[f"more_{name}"] for name in _COUNTED}
    for at, each in enumerate(capped):
        facts |= {f"capped_offer_{at}": each["of_offer"], f"capped_customer_{at}": each["of_customer"]}
        facts |= {f"most_{name}_{at}": each[f"most_{name}"] for name in _COUNTED}
    return _taking(len(claims), len(capped)).change(connection, facts)


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
