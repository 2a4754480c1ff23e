"""What has the warehouse not heard of yet, and how is each batch handed over exactly once?

A batch is claimed before it is written and marked when it has landed. Whoever dies in between leaves a claimed batch,
which the next one hands over again; the landing knows files that it has, and rows update by their keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from zhanggui.books.prepared import Prepared
from zhanggui.books.schema import OUTBOX

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row


_TELL = Prepared(lambda _: OUTBOX.insert().inline(), ("kind", "subject", "at"))  # nobody asks for the row's number


def tell(connection: Connection, kind: str, subject: str, at: datetime) -> None:
    """Leave word of something, in the transaction in which it happens."""
    _TELL.write(connection, {"kind": kind, "subject": subject, "at": at})


def claim_batch(connection: Connection) -> int | None:
    """The oldest batch that has not landed, or else a new one of all that waits; None where nothing waits."""
    pending = select(func.min(OUTBOX.c.batch)).where(OUTBOX.c.batch.is_not(None), OUTBOX.c.landed_at.is_(None))
    waiting: int | None = connection.execute(pending).scalar()
    if waiting is not None:
        return waiting
    batch = (connection.execute(select(func.max(OUTBOX.c.batch))).scalar() or 0) + 1
    claimed = connection.execute(update(OUTBOX).where(OUTBOX.c.batch.is_(None)).values(batch=batch))
    return batch if claimed.rowcount else None


def batch_rows(connection: Connection, batch: int) -> Sequence[Row[Any]]:
    """What a batch tells, in the order in which it happened."""
    return connection.execute(select(OUTBOX).where(OUTBOX.c.batch == batch).order_by(OUTBOX.c.position)).all()


def mark_landed(connection: Connection, batch: int, at: datetime) -> None:
    """The warehouse has heard of this batch."""
    connection.execute(update(OUTBOX).where(OUTBOX.c.batch == batch).values(landed_at=at))
