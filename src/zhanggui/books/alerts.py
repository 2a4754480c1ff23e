"""Which alerts were sent where, and which has somebody taken note of?

Each alert on each target is a stream: sending, then sent or failed. Whoever wants to send appends `sending` and gets it
only if nobody else did since the stream was read; so no alert is sent twice, however many processes send at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, not_, select

from zhanggui.books.database import Books
from zhanggui.books.events import StreamMovedOn, append, last, read
from zhanggui.books.people import Actor
from zhanggui.books.schema import EVENTS
from zhanggui.core.errors import NotAllowed, RequestAtFault
from zhanggui.core.words import Words

STREAM = "alerts"
GIVEN_UP_AFTER = timedelta(minutes=15)  # a sender that died in between; later another one tries
DIGEST = "digest "  # how the keys of digests begin, the day after it
MAY_ACKNOWLEDGE = ("owner", "operator")


class AcknowledgingTakesAPerson(NotAllowed):
    """A program or a lower role wants to settle an alert."""

    sentence = Words(
        zh="预警由店主或运营本人确认，程序和其他角色不能。",
        en="Alerts are acknowledged by a signed-in owner or operator, not by a program or another role.",
    )


class AlertKeyNotGiven(RequestAtFault):
    """An acknowledgement that does not say of what, or why."""

    sentence = Words(
        zh="要写明确认哪条预警（zhanggui alerts 里的编号）和理由。",
        en="Say which alert (its key in zhanggui alerts) and why.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """Who took note of an alert, when, and what they said."""

    key: str
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSent:
    """When a target last got the digest, the day it was for, and when it last got an alert."""

    digest_at: datetime | None
    digest_day: date | None
    alert_at: datetime | None


def claim(books: Books, target: str, keys: Collection[str], *, by: str, at: datetime) -> tuple[str, ...]:
    """Of these alerts, those that nobody has sent to the target and nobody is sending; they are now ours to send."""
    return tuple(key for key in keys if _claimed(books, target, key, by, at))


def settle(books: Books, target: str, keys: Collection[str], *, is_sent: bool, by: str, at: datetime) -> None:
    """Say what became of the alerts that were claimed; what failed may be tried again."""
    kind = "alert.sent" if is_sent else "alert.failed"
    with books.begin() as connection:
        for key in keys:
            append(connection, stream=_stream(target, key), kind=kind, payload={"key": key}, by=by, at=at)


def last_sent(books: Books, target: str) -> LastSent:
    """What the target got last; nothing at all where it is new."""
    digest, alert = (_latest(books, target, is_digest=is_digest) for is_digest in (True, False))
    return LastSent(
        digest_at=digest.at if digest else None,
        digest_day=date.fromisoformat(json.loads(digest.payload)["key"].split()[1]) if digest else None,
        alert_at=alert.at if alert else None,
    )


def acknowledge(books: Books, key: str, *, why: str, by: Actor, at: datetime) -> Acknowledgement:
    """Take note of an alert, once; it is not sent any more."""
    if by.kind != "person" or by.role not in MAY_ACKNOWLEDGE:
        raise AcknowledgingTakesAPerson
    if not key.strip() or not why.strip():
        raise AlertKeyNotGiven
    earlier = acknowledged(books).get(key)
    if earlier:
        return earlier
    payload = {"key": key, "why": why}
    with books.begin() as connection:
        append(connection, stream=STREAM, kind="alert.acknowledged", payload=payload, by=by.id, at=at)
    return Acknowledgement(key=key, by=by.id, at=at, why=why)


def acknowledged(books: Books) -> Mapping[str, Acknowledgement]:
    """Every alert that somebody took note of, by its key; the first note counts."""
    found: dict[str, Acknowledgement] = {}
    with books.reading() as connection:
        for event in read(connection, STREAM):
            note = Acknowledgement(key=event.payload["key"], by=event.by, at=event.at, why=event.payload["why"])
            found.setdefault(note.key, note)
    return found


def _latest(books: Books, target: str, *, is_digest: bool) -> Row[Any, Any] | None:
    told = EVENTS.c.payload.startswith(f'{{"key":"{DIGEST}', autoescape=True)
    wanted = select(EVENTS.c.at, EVENTS.c.payload).where(
        EVENTS.c.stream.startswith(f"alerts/{target}/", autoescape=True),
        EVENTS.c.kind == "alert.sent",
        told if is_digest else not_(told),
    )
    with books.reading() as connection:
        return connection.execute(wanted.order_by(EVENTS.c.position.desc()).limit(1)).first()


def _claimed(books: Books, target: str, key: str, by: str, at: datetime) -> bool:
    stream = _stream(target, key)
    with books.reading() as connection:
        before = last(connection, stream)
    if before and (before.kind == "alert.sent" or (before.kind == "alert.sending" and at - before.at < GIVEN_UP_AFTER)):
        return False
    try:
        with books.begin() as connection:
            seen = before.sequence if before else 0
            append(connection, stream=stream, kind="alert.sending", payload={"key": key}, by=by, at=at, expected=seen)
    except StreamMovedOn:
        return False
    return True


def _stream(target: str, key: str) -> str:
    return f"alerts/{target}/{hashlib.sha256(key.encode()).hexdigest()[:32]}"
