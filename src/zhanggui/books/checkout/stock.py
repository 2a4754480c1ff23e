"""Is there enough of a product, and for whom is some of it held, until when?

Only products that were counted (`set_stock`) are watched; of others there is always enough.
"""

from __future__ import annotations

import functools
import secrets
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from zhanggui.books.checkout.inserting import insert_unless_there
from zhanggui.books.kinds import WHOLE
from zhanggui.books.prepared import Prepared
from zhanggui.books.schema import HOLD_LINES, HOLDS, STOCK
from zhanggui.core.errors import Conflict, NotFound
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.books.database import Books

MOST_SWEPT = 200

_ON_HAND = STOCK.c.on_hand + bindparam("more", type_=WHOLE)
_HELD = STOCK.c.held + bindparam("more_held", type_=WHOLE)
_MOVE = Prepared(
    lambda _: (
        update(STOCK).where(STOCK.c.sku == bindparam("of_sku"), _ON_HAND >= _HELD).values(on_hand=_ON_HAND, held=_HELD)
    )
)


@functools.lru_cache(maxsize=64)
def _watched(count: int) -> Prepared:
    """Which of so many products are counted."""
    skus: Any = [bindparam(f"sku{at}") for at in range(count)]
    return Prepared(lambda _: select(STOCK.c.sku).where(STOCK.c.sku.in_(skus)))


@functools.lru_cache(maxsize=64)
def _gone(count: int) -> Prepared:
    """Which of so many products are counted, and all held or sold."""
    skus: Any = [bindparam(f"sku{at}") for at in range(count)]
    return Prepared(lambda _: select(STOCK.c.sku).where(STOCK.c.sku.in_(skus), STOCK.c.on_hand <= STOCK.c.held))


class OutOfStock(Conflict):
    """Fewer units are free than somebody wants."""

    sentence = Words(
        zh="{sku} 现在可售的不足 {units} 件。请减少件数或换一件商品。",
        en="There are fewer than {units} of {sku} to be had. Take fewer, or another product.",
    )


class HoldGone(Conflict):
    """A hold that has expired, or was used or released before."""

    sentence = Words(
        zh="预留 {hold} 已失效（过期、用过或已释放）。请重新预留。",
        en="The hold {hold} is over: expired, used or released. Hold the goods again.",
    )


class StockBelowHeld(Conflict):
    """A count of less than what is held for customers who are paying."""

    sentence = Words(
        zh="{sku} 已为付款中的顾客预留 {held} 件，库存不能记为 {on_hand}。等预留过期或释放后再改。",
        en="{held} of {sku} are held for customers who are paying; stock cannot be {on_hand}. Wait until they are free.",
    )


class StockNotCounted(NotFound):
    """A product whose stock was never counted."""

    sentence = Words(
        zh="没有 {sku} 的库存。先用 zhanggui checkout stock {sku} 件数 记下它。",
        en="The stock of {sku} is not counted. Write it down with: zhanggui checkout stock {sku} UNITS",
    )


def set_stock(connection: Connection, sku: str, on_hand: int) -> None:
    """Write down how many units there are; from then on no more than these are sold."""
    if insert_unless_there(connection, STOCK, {"sku": sku, "on_hand": on_hand, "held": 0}):
        return
    enough = update(STOCK).where(STOCK.c.sku == sku, STOCK.c.held <= on_hand).values(on_hand=on_hand)
    if connection.execute(enough).rowcount != 1:
        held = connection.execute(select(STOCK.c.held).where(STOCK.c.sku == sku)).scalar_one()
        raise StockBelowHeld(sku=sku, held=held, on_hand=on_hand)


def hold(
    connection: Connection, units: Mapping[str, int], *, integration: str, at: datetime, expires_at: datetime
) -> str:
    """Keep some units for whoever is paying, until an instant; all of them or none."""
    hold_id = f"h{secrets.token_hex(10)}"
    facts = {"id": hold_id, "integration": integration, "state": "open", "created_at": at, "expires_at": expires_at}
    connection.execute(HOLDS.insert().values(facts))
    connection.execute(
        HOLD_LINES.insert(), [{"hold_id": hold_id, "sku": sku, "units": count} for sku, count in units.items()]
    )
    _move(connection, {sku: (0, count) for sku, count in units.items()})
    return hold_id


def close_hold(connection: Connection, hold_id: str, *, integration: str, state: str, at: datetime) -> dict[str, int]:
    """End an open hold as used or released, and say what it held; the units stay held until `sell` or `free`."""
    mine = (HOLDS.c.id == hold_id, HOLDS.c.integration == integration)
    ended = update(HOLDS).where(*mine, HOLDS.c.state == "open", HOLDS.c.expires_at > at).values(state=state)
    if connection.execute(ended).rowcount != 1:
        raise HoldGone(hold=hold_id)
    return _lines(connection, hold_id)


def free(connection: Connection, held: Mapping[str, int]) -> None:
    """Hold these units no longer."""
    _move(connection, {sku: (0, -units) for sku, units in held.items()})


def sell(connection: Connection, units: Mapping[str, int], held: Mapping[str, int]) -> None:
    """Take units out of stock, first those that were held for the order; what was held beyond them is free again."""
    moves = {sku: (-units.get(sku, 0), -held.get(sku, 0)) for sku in {*units, *held}}
    _move(connection, moves)


def put_back(connection: Connection, units: Mapping[str, int]) -> None:
    """Put units back into stock."""
    _move(connection, {sku: (count, 0) for sku, count in units.items()})


def sweep(books: Books, at: datetime) -> int:
    """Free what holds that have expired still hold; each on its own, so that no two sweepers wait crosswise."""
    overdue = (HOLDS.c.state == "open", HOLDS.c.expires_at <= at)
    with books.reading() as connection:
        found = connection.execute(select(HOLDS.c.id).where(*overdue).limit(MOST_SWEPT)).scalars().all()
    swept = 0
    for hold_id in found:
        with books.begin() as connection:
            expired = update(HOLDS).where(HOLDS.c.id == hold_id, *overdue).values(state="expired")
            if connection.execute(expired).rowcount == 1:
                free(connection, _lines(connection, hold_id))
                swept += 1
    return swept


def in_stock(connection: Connection, sku: str) -> tuple[int, int]:
    """Units on hand, and how many of them are held."""
    row = connection.execute(select(STOCK).where(STOCK.c.sku == sku)).first()
    if row is None:
        raise StockNotCounted(sku=sku)
    return row.on_hand, row.held


def gone(connection: Connection, skus: Collection[str]) -> set[str]:
    """Of some products those of which nothing is to be had; what is not counted is always there."""
    if not skus:
        return set()
    asked = {f"sku{at}": sku for at, sku in enumerate(skus)}
    return {row.sku for row in _gone(len(skus)).rows(connection, asked)}


def _move(connection: Connection, moves: Mapping[str, tuple[int, int]]) -> None:
    """Change stock and held of each product, in the order of their names; never below what is held by others."""
    if not moves:
        return
    asked = {f"sku{at}": sku for at, sku in enumerate(moves)}
    for sku in sorted(row.sku for row in _watched(len(moves)).rows(connection, asked)):
        more, more_held = moves[sku]
        if _MOVE.change(connection, {"of_sku": sku, "more": more, "more_held": more_held}) != 1:
            raise OutOfStock(sku=sku, units=max(-more, more_held))


def _lines(connection: Connection, hold_id: str) -> dict[str, int]:
    rows = connection.execute(select(HOLD_LINES).where(HOLD_LINES.c.hold_id == hold_id)).all()
    return {row.sku: row.units for row in rows}
