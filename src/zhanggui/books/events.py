"""What happened, in which order, and can anybody have changed it since?

Events are only ever appended. Each carries the hash of the one before it, so that a changed or missing event breaks
the chain; the head written outside the database shows even a chain that was rewritten as a whole.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, update

from zhanggui.books.schema import CHAIN_HEAD, EVENTS
from zhanggui.core.errors import Conflict, ShopAtFault
from zhanggui.core.words import Words


class KeyUsedForSomethingElse(Conflict):
    """An idempotency key came back with another content."""

    sentence = Words(
        zh="幂等键“{key}”已用于另一项内容（事件 {position}）。新的操作请换新的键。",
        en="The idempotency key '{key}' was used for something else (event {position}). Take a new key.",
    )


class StreamMovedOn(Conflict):
    """Somebody wrote to the stream since it was read."""

    sentence = Words(
        zh="“{stream}”已变化：看到的是第 {expected} 条，现在是第 {found} 条。请重新读取后再试。",
        en="'{stream}' has moved on: you saw event {expected}, it is at {found}. Read it again and retry.",
    )


class ChainBroken(ShopAtFault):
    """The record does not add up: an event was changed, removed or put in."""

    sentence = Words(
        zh="事件链在第 {position} 条断裂：{reason}。账簿被改动过，请与备份和外部锚点核对。",
        en="The chain breaks at event {position}: {reason}. The books were altered; compare backups and anchors.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened; `by` is a user's id or a policy's name, never a customer's name."""

    position: int
    stream: str
    sequence: int
    kind: str
    payload: Mapping[str, Any]
    by: str
    at: datetime
    key: str | None
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last event's position and hash: enough to prove everything before it."""

    position: int
    hash: str


def append(
    connection: Connection,
    *,
    stream: str,
    kind: str,
    payload: Mapping[str, Any],
    by: str,
    at: datetime,
    key: str | None = None,
    expected: int | None = None,
) -> Event:
    """Write one event at the end of its stream.

    The same key with the same content returns the event written before; with another content it is a conflict.
    `expected` is the sequence number the writer saw last (0 for an empty stream).
    """
    # Moving the head first takes its lock: whoever else appends now waits until this transaction ends.
    moved = update(CHAIN_HEAD).where(CHAIN_HEAD.c.id == 1).values(position=CHAIN_HEAD.c.position + 1)
    position, previous = connection.execute(moved.returning(CHAIN_HEAD.c.position, CHAIN_HEAD.c.hash)).one()
    text = canonical(payload)
    if key is not None and (earlier := _find_key(connection, key)) is not None:
        _move_back(connection)
        return _same(earlier, stream, kind, text)
    sequence = _last_sequence(connection, stream)
    if expected is not None and expected != sequence:
        raise StreamMovedOn(stream=stream, expected=expected, found=sequence)
    fields = {"position": position, "stream": stream, "sequence": sequence + 1, "kind": kind, "payload": text}
    fields |= {"by": by, "at": at.astimezone(UTC), "key": key, "previous_hash": previous}
    fields["hash"] = _hash(fields)
    connection.execute(EVENTS.insert().values(fields))
    connection.execute(update(CHAIN_HEAD).where(CHAIN_HEAD.c.id == 1).values(hash=fields["hash"]))
    return Event(**{**fields, "payload": json.loads(text)})


def read(connection: Connection, stream: str, *, after: int = 0) -> tuple[Event, ...]:
    """The events of one stream in order, from the one after `after`."""
    wanted = select(EVENTS).where(EVENTS.c.stream == stream, EVENTS.c.sequence > after).order_by(EVENTS.c.sequence)
    return tuple(_event(row) for row in connection.execute(wanted))


def read_kinds(connection: Connection, *prefixes: str, after: int = 0) -> Iterator[Event]:
    """All events, of any stream, whose kind starts with one of the prefixes, in the order they happened."""
    named = or_(*(EVENTS.c.kind.startswith(prefix, autoescape=True) for prefix in prefixes))
    wanted = select(EVENTS).where(EVENTS.c.position > after, named).order_by(EVENTS.c.position)
    for row in connection.execute(wanted):
        yield _event(row)


def last(connection: Connection, stream: str) -> Event | None:
    """The latest event of a stream."""
    wanted = select(EVENTS).where(EVENTS.c.stream == stream).order_by(EVENTS.c.sequence.desc()).limit(1)
    row = connection.execute(wanted).first()
    return None if row is None else _event(row)


def head(connection: Connection) -> Head:
    """Where the chain ends now."""
    row = connection.execute(select(CHAIN_HEAD.c.position, CHAIN_HEAD.c.hash).where(CHAIN_HEAD.c.id == 1)).one()
    return Head(position=row.position, hash=row.hash)


def verify_chain(connection: Connection, anchors: tuple[Head, ...] = ()) -> Head:
    """Recompute every hash and compare the heads that were written down outside; returns the proven head."""
    anchored = {anchor.position: anchor.hash for anchor in anchors}
    position, previous = 0, "0" * 64
    for row in connection.execute(select(EVENTS).order_by(EVENTS.c.position)):
        position += 1
        if row.position != position or row.previous_hash != previous:
            raise ChainBroken(position=position, reason=_MISSING)
        previous = _hash(row._asdict())
        if previous != row.hash:
            raise ChainBroken(position=position, reason=_CHANGED)
        if anchored.pop(position, previous) != previous:
            raise ChainBroken(position=position, reason=_REWRITTEN)
    found = head(connection)
    if anchored or found != Head(position=position, hash=previous):
        raise ChainBroken(position=position + 1, reason=_MISSING)
    return found


def write_anchor(file: Path, found: Head, at: datetime) -> None:
    """Add the head to a file outside the database: one line of time, position and hash."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="ascii") as stream:
        stream.write(f"{at.astimezone(UTC).isoformat()} {found.position} {found.hash}\n")
        stream.flush()
        os.fsync(stream.fileno())


def read_anchors(file: Path) -> tuple[Head, ...]:
    """The heads that were written down, oldest first."""
    if not file.exists():
        return ()
    lines = (line.split() for line in file.read_text(encoding="ascii").splitlines())
    return tuple(Head(position=int(position), hash=digest) for _, position, digest in lines if int(position) > 0)


def canonical(payload: Mapping[str, Any]) -> str:
    """JSON in one form only: sorted names, no spaces, no NaN, so that equal contents have equal hashes.

    >>> canonical({"b": 1, "a": "茶"})
    '{"a":"茶","b":1}'
    """
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


_MISSING = Words(zh="有事件缺失或顺序不对", en="an event is missing or out of order")
_CHANGED = Words(zh="事件内容与其指纹不符", en="the content does not match its hash")
_REWRITTEN = Words(zh="与外部锚点不符", en="it differs from the anchor written outside")


def _hash(fields: Mapping[str, Any]) -> str:
    hashed = {name: fields[name] for name in ("position", "stream", "sequence", "kind", "payload", "by", "key")}
    hashed |= {"at": fields["at"].isoformat(timespec="microseconds"), "previous": fields["previous_hash"]}
    return hashlib.sha256(canonical(hashed).encode()).hexdigest()


def _find_key(connection: Connection, key: str) -> Row[Any] | None:
    return connection.execute(select(EVENTS).where(EVENTS.c.key == key)).first()


def _same(earlier: Row[Any], stream: str, kind: str, text: str) -> Event:
    if (earlier.stream, earlier.kind, earlier.payload) != (stream, kind, text):
        raise KeyUsedForSomethingElse(key=earlier.key, position=earlier.position)
    return _event(earlier)


def _move_back(connection: Connection) -> None:
    connection.execute(update(CHAIN_HEAD).where(CHAIN_HEAD.c.id == 1).values(position=CHAIN_HEAD.c.position - 1))


def _last_sequence(connection: Connection, stream: str) -> int:
    found = connection.execute(select(func.max(EVENTS.c.sequence)).where(EVENTS.c.stream == stream)).scalar()
    return found or 0


def _event(row: Row[Any]) -> Event:
    return Event(**{**row._asdict(), "payload": json.loads(row.payload)})
