"""Where are the shop's messages sent, and how are the addresses kept secret?

A webhook's address holds a token with which anybody could write into the group, and a mail server wants a password.
Both are sealed with a key derived from the shop's (AES-256-GCM, bound to the target's id), shown to nobody, and gone
once the target is removed.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Row, select, update

from zhanggui.books.database import Books
from zhanggui.books.events import append
from zhanggui.books.people import Actor
from zhanggui.books.schema import NOTIFY_TARGETS
from zhanggui.books.vault import NONCE_BYTES, WrongShopKey
from zhanggui.core.errors import NotAllowed, NotFound, RequestAtFault
from zhanggui.core.words import Language, Words

TargetKind = Literal["dingtalk", "feishu", "wecom", "slack", "email"]
KINDS: tuple[TargetKind, ...] = get_args(TargetKind)
HOURS = 24


class NoSuchTarget(NotFound):
    """No target with that id."""

    sentence = Words(
        zh="没有编号为“{target}”的通知对象。用 zhanggui notify list 查看。",
        en="There is no notification target '{target}'. See them with zhanggui notify list.",
    )


class TargetsTakeTheOwner(NotAllowed):
    """Somebody else wants to say where the shop's numbers are sent."""

    sentence = Words(
        zh="只有店主本人可以增加或移除通知对象。", en="Only a signed-in owner adds or removes notification targets."
    )


class QuietHoursNotUnderstood(RequestAtFault):
    """Quiet hours outside the clock."""

    sentence = Words(
        zh="静默时段写成 0 到 23 的整点，例如 22 到 8；两者相同表示不静默。",
        en="Write quiet hours as full hours from 0 to 23, such as 22 to 8; the same hour twice means none.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From which full hour to which nothing but the digest is sent; the same hour twice: never quiet.

    >>> QuietHours(start=22, end=8).hold(23), QuietHours(start=22, end=8).hold(8), QuietHours(start=0, end=0).hold(0)
    (True, False, False)
    """

    start: int = 22
    end: int = 8

    def __post_init__(self) -> None:
        if not (0 <= self.start < HOURS and 0 <= self.end < HOURS):
            raise QuietHoursNotUnderstood

    def hold(self, hour: int) -> bool:
        """Whether that hour is quiet."""
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyTarget:
    """One place that messages go to, without its secrets."""

    id: str
    kind: TargetKind
    title: str
    host: str
    language: Language
    quiet: QuietHours
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTarget:
    """What is told of a target when it is added; `secret` is sealed and never shown."""

    kind: TargetKind
    title: str
    host: str
    language: Language
    quiet: QuietHours
    secret: Mapping[str, Any] = field(repr=False)


def add_target(books: Books, key: bytes, told: NewTarget, *, by: Actor, at: datetime) -> NotifyTarget:
    """Keep a target; the record names its host and kind, never its secrets."""
    _check_owner(by)
    target = f"n{secrets.token_hex(4)}"
    row: dict[str, Any] = {
        "id": target,
        "kind": told.kind,
        "title": told.title[:100],
        "host": told.host,
        "language": told.language,
    }
    row |= {"quiet_from": told.quiet.start, "quiet_to": told.quiet.end, "created_by": by.id, "created_at": at}
    with books.begin() as connection:
        connection.execute(NOTIFY_TARGETS.insert().values(row | {"sealed": _seal(key, target, told.secret)}))
        payload = {"target": target, "kind": told.kind, "host": told.host}
        append(connection, stream="notify", kind="notify.target_added", payload=payload, by=by.id, at=at)
    return find_target(books, target)


def remove_target(books: Books, target: str, *, by: Actor, at: datetime) -> None:
    """Send nothing there any more, and forget its secrets."""
    _check_owner(by)
    there = (NOTIFY_TARGETS.c.id == target, NOTIFY_TARGETS.c.removed_at.is_(None))
    with books.begin() as connection:
        if connection.execute(update(NOTIFY_TARGETS).where(*there).values(removed_at=at, sealed=None)).rowcount == 0:
            raise NoSuchTarget(target=target)
        append(connection, stream="notify", kind="notify.target_removed", payload={"target": target}, by=by.id, at=at)


def targets(books: Books) -> tuple[NotifyTarget, ...]:
    """Where messages go, in the order the targets were added."""
    wanted = select(NOTIFY_TARGETS).where(NOTIFY_TARGETS.c.removed_at.is_(None))
    with books.reading() as connection:
        rows = connection.execute(wanted.order_by(NOTIFY_TARGETS.c.created_at, NOTIFY_TARGETS.c.id))
        return tuple(_target(row) for row in rows)


def find_target(books: Books, target: str) -> NotifyTarget:
    """One target."""
    found = next((each for each in targets(books) if each.id == target), None)
    if found is None:
        raise NoSuchTarget(target=target)
    return found


def open_secret(books: Books, key: bytes, target: str) -> dict[str, Any]:
    """The address and the secrets of a target, for whoever is about to send."""
    with books.reading() as connection:
        sealed = connection.execute(select(NOTIFY_TARGETS.c.sealed).where(NOTIFY_TARGETS.c.id == target)).scalar()
    if sealed is None:
        raise NoSuchTarget(target=target)
    try:
        plain = _cipher(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], target.encode())
    except InvalidTag:
        raise WrongShopKey from None
    secret: dict[str, Any] = json.loads(plain)
    return secret


def _seal(key: bytes, target: str, secret: Mapping[str, Any]) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, json.dumps(dict(secret)).encode(), target.encode())


def _cipher(key: bytes) -> AESGCM:
    # Derived: the shop's key makes pseudonyms, and one key has one purpose (RFC 5869).
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"zhanggui notify").derive(key))


def _target(row: Row[Any]) -> NotifyTarget:
    return NotifyTarget(
        id=row.id,
        kind=row.kind,
        title=row.title,
        host=row.host,
        language=row.language,
        quiet=QuietHours(start=row.quiet_from, end=row.quiet_to),
        created_at=row.created_at,
    )


def _check_owner(by: Actor) -> None:
    if by.kind != "person" or by.role != "owner":
        raise TargetsTakeTheOwner
