"""How are unique coupon codes issued and recognised, when the books never hold one?

A code is money to whoever holds it. It is short enough to type, so a plain hash of it could be guessed from a copy of
the books; what is kept is its HMAC under the shop's key, which lies elsewhere. A code is shown once, when it is issued.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from zhanggui.books.schema import ISSUED_CODES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that are taken for another: 0 O, 1 I L
LENGTH = 14  # 31¹⁴ ≈ 7.6·10²⁰ codes: with 10⁶ issued, a guess hits with a chance of 10⁻¹⁵


_ISSUED = select(ISSUED_CODES).where(ISSUED_CODES.c.digest.in_(bindparam("digests", expanding=True)))


def issue(
    connection: Connection,
    key: bytes,
    codes: Collection[str],
    *,
    offer: str,
    most_uses: int,
    customer: str | None,
    worth_minor: int,
    at: datetime,
) -> None:
    """Write down new codes, each as its digest."""
    facts = {"offer": offer, "customer": customer, "most_uses": most_uses, "uses": 0}
    rows = [{"digest": digest(key, code), **facts, "worth_minor": worth_minor, "issued_at": at} for code in codes]
    connection.execute(ISSUED_CODES.insert(), rows)


def new_codes(count: int) -> tuple[str, ...]:
    """Codes that nobody can guess, and nobody can make again."""
    return tuple("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(count))


def codes_of(key: bytes, request: str, count: int) -> tuple[str, ...]:
    """The codes of a request: whoever repeats it is told the same ones, though they are kept nowhere.

    >>> codes_of(bytes(32), "shop 1", 2) == codes_of(bytes(32), "shop 1", 3)[:2]
    True
    """
    return tuple(_lettered(hmac.digest(key, f"codes:{number}:{request}".encode(), "sha256")) for number in range(count))


def digest(key: bytes, code: str) -> str:
    """The name under which the books know a code, however its letters were typed.

    >>> digest(bytes(32), " ab2 ") == digest(bytes(32), "AB2")
    True
    """
    return hmac.new(key, f"coupon:{code.strip().upper()}".encode(), hashlib.sha256).hexdigest()


def issued(connection: Connection, digests: Collection[str]) -> Sequence[Row[Any]]:
    """The codes among these that were issued."""
    return connection.execute(_ISSUED, {"digests": sorted(digests)}).all() if digests else ()


def outstanding(connection: Connection) -> Sequence[Row[str, int, int]]:
    """By offer: how often its codes may still be used, and what that may cost."""
    left = ISSUED_CODES.c.most_uses - ISSUED_CODES.c.uses
    sums = (func.sum(left).label("uses_left"), func.sum(left * ISSUED_CODES.c.worth_minor).label("owed_minor"))
    return connection.execute(select(ISSUED_CODES.c.offer, *sums).group_by(ISSUED_CODES.c.offer)).all()


def _lettered(drawn: bytes) -> str:
    left, letters = int.from_bytes(drawn), []
    for _ in range(LENGTH):
        left, at = divmod(left, len(LETTERS))
        letters.append(LETTERS[at])
    return "".join(letters)
