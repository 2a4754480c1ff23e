"""What moved a member's points, lot by lot, and what counts for their tier? Appended under the lock of the account."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import BindParameter, bindparam, func, select, update

from zhanggui.books.checkout.inserting import insert_unless_there
from zhanggui.books.checkout.ledger import Posting, post
from zhanggui.books.checkout.outbox import tell
from zhanggui.books.points_schema import MEMBER_DEEDS, POINTS_ACCOUNTS, POINTS_ENTRIES
from zhanggui.books.prepared import Prepared

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

Kind = Literal["earn", "redeem", "expire", "reverse", "adjust"]
POINTS = "points"  # the unit of their postings
LIABILITY = "points_liability"
EARNED, REDEEMED, EXPIRED, ADJUSTED, WRITTEN_OFF = (
    "points_earned",
    "points_redeemed",
    "points_expired",
    "points_adjusted",
    "points_written_off",
)
TOLD = "points"

_CUSTOMER: BindParameter[str] = bindparam("of_customer")
_ORDER = (POINTS_ENTRIES.c.at, POINTS_ENTRIES.c.movement, POINTS_ENTRIES.c.number)
_ENTRIES = Prepared(lambda _: select(POINTS_ENTRIES).where(POINTS_ENTRIES.c.customer == _CUSTOMER).order_by(*_ORDER))
_DEEDS = Prepared(lambda _: select(MEMBER_DEEDS).where(MEMBER_DEEDS.c.customer == _CUSTOMER))
_OF_ACCOUNT = update(POINTS_ACCOUNTS).where(POINTS_ACCOUNTS.c.customer == _CUSTOMER)
_LOCK = Prepared(lambda _: _OF_ACCOUNT.values(revision=POINTS_ACCOUNTS.c.revision + 1))
_MOVED = Prepared(lambda _: POINTS_ENTRIES.insert(), tuple(POINTS_ENTRIES.columns.keys()))
_DEED = Prepared(lambda _: MEMBER_DEEDS.insert(), tuple(MEMBER_DEEDS.columns.keys()))


class LotChange(NamedTuple):
    """One lot moved by so many points; who began it says when it was earned and when it expires."""

    lot: str
    points: int
    earned_at: datetime
    expires_at: datetime | None
    account: str
    value_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Why points moved, in one go."""

    id: str
    kind: Kind
    reason: str
    channel: str
    at: datetime
    subject: str | None = None
    occasion: str | None = None


def new_movement() -> str:
    """A name for a movement, and for the lot that it may begin."""
    return f"p{secrets.token_hex(10)}"


def lock_account(connection: Connection, customer: str, at: datetime) -> None:
    """Open the account if it is not; until the transaction ends, nobody else moves its points."""
    mine = {"of_customer": customer}
    fresh = {"customer": customer, "revision": 0, "opened_at": at}
    # Of two who open it at once the second waits with its insert on PostgreSQL, and then finds it there.
    if not (_LOCK.change(connection, mine) or insert_unless_there(connection, POINTS_ACCOUNTS, fresh)):
        _LOCK.change(connection, mine)


def move(connection: Connection, customer: str, movement: Movement, changes: Sequence[LotChange]) -> None:
    """Append changes of lots and post them: the liability against each change's own account."""
    if not changes:
        return
    said = {
        "movement": movement.id,
        "customer": customer,
        "kind": movement.kind,
        "reason": movement.reason,
        "channel": movement.channel,
        "at": movement.at,
        "subject": movement.subject,
        "occasion": movement.occasion,
    }
    rows = [{**said, "number": number, **change._asdict()} for number, change in enumerate(changes, 1)]
    _MOVED.write(connection, *rows)
    postings = [
        posting
        for change in changes
        for posting in (
            Posting(LIABILITY, POINTS, -change.points),
            Posting(change.account, POINTS, change.points),
        )
    ]
    post(connection, movement.id, postings, movement.at)
    tell(connection, TOLD, movement.id, movement.at)


def entries_of(connection: Connection, customer: str) -> Sequence[Row[Any]]:
    """All that ever moved a member's points, in the order in which it happened."""
    return _ENTRIES.rows(connection, {"of_customer": customer})


def entries_of_movement(connection: Connection, movement: str) -> Sequence[Row[Any]]:
    """The changes of one movement."""
    mine = select(POINTS_ENTRIES).where(POINTS_ENTRIES.c.movement == movement)
    return connection.execute(mine.order_by(*_ORDER)).all()


def record_deed(
    connection: Connection,
    customer: str,
    *,
    name: str,
    at: datetime,
    counts_at: datetime,
    spend_minor: int = 0,
    orders: int = 0,
    points: int = 0,
) -> None:
    """Write down what counts for the tier of a customer; before there is a programme too, as one may come."""
    counted = {"spend_minor": spend_minor, "orders": orders, "points": points}
    if any(counted.values()):
        row = {"id": name, "customer": customer, "at": at, "counts_at": counts_at, **counted}
        _DEED.write(connection, row)


def deeds_of(connection: Connection, customer: str) -> Sequence[Row[Any]]:
    """All that counts for the tier of a member."""
    return _DEEDS.rows(connection, {"of_customer": customer})


def deed_exists(connection: Connection, name: str) -> bool:
    """Whether something of that name counts: what was sold before deeds were written down does not."""
    return connection.execute(select(MEMBER_DEEDS.c.id).where(MEMBER_DEEDS.c.id == name)).first() is not None


def overdue_accounts(connection: Connection, at: datetime, most: int) -> Sequence[str]:
    """Members whose lots expired with something left that was not posted yet."""
    entries = POINTS_ENTRIES.c
    due = select(entries.customer).where(entries.expires_at <= at).group_by(entries.customer, entries.lot)
    left = due.having(func.sum(entries.points) > 0).order_by(entries.customer).distinct().limit(most)
    return connection.execute(left).scalars().all()
