"""Which companions are in force, since when, and who put them there?"""

from __future__ import annotations

import functools
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from sqlalchemy import select

from zhanggui.books.companion_schema import COMPANION_SETS
from zhanggui.books.events import append, canonical
from zhanggui.books.prepared import Prepared
from zhanggui.checkout.companions.table import CompanionSet
from zhanggui.core.described import described

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from zhanggui.books.database import Books
    from zhanggui.checkout.companions.table import Companion, CompanionProduct

STREAM = "companions"
_NEWEST = Prepared(
    lambda _: (
        select(
            COMPANION_SETS.c.version,
            COMPANION_SETS.c.hash,
            COMPANION_SETS.c.published_by,
            COMPANION_SETS.c.published_at,
        )
        .order_by(COMPANION_SETS.c.version.desc())
        .limit(1)
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionsPublished:
    """Companions as they went into force."""

    version: Annotated[int, described("版本", "Version")]
    hash: Annotated[str, described("指纹", "Hash")]
    companions: Annotated[int, described("推荐数", "Companions", unit="count")]
    products: Annotated[int, described("有推荐的商品", "Products with companions", unit="count")]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompanionsInForce:
    """The companions that hold now, found by the product in the basket; their place is their rank."""

    version: int
    known: CompanionSet
    beside: Mapping[str, tuple[tuple[int, Companion], ...]]
    products: Mapping[str, CompanionProduct]


def publish_companions(books: Books, companions: CompanionSet, *, by: str, at: datetime) -> CompanionsPublished:
    """Put companions into force as the next version; the same again stay the version they are."""
    text = canonical(companions.model_dump(mode="json"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    facts: dict[str, Any] = {
        "hash": digest,
        "companions": len(companions.companions),
        "products": len({each.beside for each in companions.companions}),
    }
    with books.begin() as connection:
        newest = _NEWEST.first(connection)
        if newest and newest.hash == digest:
            return CompanionsPublished(version=newest.version, **facts)
        seen = newest.version if newest else 0
        event = append(
            connection, stream=STREAM, kind="companions.published", payload=facts, by=by, at=at, expected=seen
        )
        row = {"version": event.sequence, "hash": digest, "companions": text, "held_back_bps": companions.held_back_bps}
        connection.execute(COMPANION_SETS.insert().values(**row, published_by=by, published_at=at))
    return CompanionsPublished(version=event.sequence, **facts)


def last_companions(connection: Connection) -> Row[int, str, str, datetime] | None:
    """The newest version, its hash, and who put it into force when; None before the first."""
    row: Row[int, str, str, datetime] | None = _NEWEST.first(connection)
    return row


def companions_in_force(connection: Connection) -> CompanionsInForce | None:
    """The newest companions, None before the first. Their text is read when a process first meets it."""
    newest = _NEWEST.first(connection)
    if newest is None:
        return None
    kept = _kept(newest.version, newest.hash)
    if not kept:
        kept.append(_ready(connection, newest))
    return kept[0]


@functools.lru_cache(maxsize=4)
def _kept(version: int, digest: str) -> list[CompanionsInForce]:  # noqa: ARG001 - what a set says is known by its digest
    """Where a set that was made ready is kept: empty at first."""
    return []


def _ready(connection: Connection, newest: Any) -> CompanionsInForce:
    column = COMPANION_SETS.c
    text = connection.execute(select(column.companions).where(column.version == newest.version)).scalar_one()
    known = CompanionSet.model_validate_json(text)
    beside: defaultdict[str, list[tuple[int, Companion]]] = defaultdict(list)
    for rank, each in enumerate(known.companions):
        beside[each.beside].append((rank, each))
    return CompanionsInForce(
        version=newest.version,
        known=known,
        beside={sku: tuple(found) for sku, found in beside.items()},
        products={each.sku: each for each in known.products},
    )
