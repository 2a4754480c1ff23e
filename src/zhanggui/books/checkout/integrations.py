"""Which programs may sell for the shop, with which keys, and what may each key do?

An integration is a program that quotes and sells: a shop system, a till, a mini programme. It may hold several keys,
each for some of what can be asked. A key is 256 random bits behind its number: nobody guesses it, so a plain hash of it
is enough to keep, and checking it costs microseconds on every request.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

from sqlalchemy import bindparam, select, update

from zhanggui.books.checkout.inserting import insert_unless_there
from zhanggui.books.events import append
from zhanggui.books.prepared import Prepared
from zhanggui.books.schema import INTEGRATION_KEYS as KEYS
from zhanggui.books.schema import INTEGRATIONS
from zhanggui.books.tokens import digest, new_token
from zhanggui.core.errors import NotAllowed, NotFound, NotSignedIn, RequestAtFault
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from zhanggui.books.database import Books

Scope = Literal["quote", "redeem", "cancel", "refund", "holds", "issue", "members", "points", "lottery"]
SCOPES: Mapping[Scope, Words] = MappingProxyType(
    {
        "quote": Words(zh="报价", en="quote"),
        "redeem": Words(zh="核销", en="redeem"),
        "cancel": Words(zh="取消", en="cancel"),
        "refund": Words(zh="退款", en="refund"),
        "holds": Words(zh="预留库存", en="hold stock"),
        "issue": Words(zh="发券码", en="issue codes"),
        "members": Words(zh="会员", en="members"),
        "points": Words(zh="积分", en="points"),
        "lottery": Words(zh="抽奖", en="lottery"),
    }
)
STREAM = "integrations"
PREFIX = "zgi"
OURS = "cli"  # under this name the command line sells; no key ever reaches what it sold
LONGEST_NAME = 40
PER_MINUTE, MOST_PER_MINUTE = 12_000, 1_000_000
MOST_OVERLAP = timedelta(days=30)


class IntegrationKeyVoid(NotSignedIn):
    """The key of an integration is unknown, expired or revoked, or there is none."""

    sentence = Words(
        zh="接入密钥缺失、无效、已过期或已撤销。请在 Authorization 头里带上 zgi_ 开头的密钥；新密钥：zhanggui checkout keys create",
        en="The integration key is missing, unknown, expired or revoked. Send a key that begins with zgi_ in the Authorization "
        "header; make one with: zhanggui checkout keys create",
    )


class ScopeMissing(NotAllowed):
    """The key is good, but not for this."""

    sentence = Words(
        zh="这把密钥不能用于“{scope}”，只能用于：{has}。请店主另建一把密钥。",
        en="This key is not for '{scope}', only for: {has}. Ask the owner for another key.",
    )


class NoSuchIntegrationKey(NotFound):
    """No key of that number is alive."""

    sentence = Words(
        zh="没有编号为 {key} 且仍有效的接入密钥。用 zhanggui checkout keys list 查看。",
        en="There is no live integration key {key}. See them with: zhanggui checkout keys list",
    )


class IntegrationNotNamed(RequestAtFault):
    """A name that no integration can have."""

    sentence = Words(
        zh="“{name}”不能作接入名：用 1 到 {most} 个小写字母、数字、- 或 _，以字母或数字开头；{ours} 留给命令行。",
        en="'{name}' cannot name an integration: take 1 to {most} small letters, digits, - or _, a letter or digit first; "
        "{ours} is the command line's own.",
    )


class ScopesNotUnderstood(RequestAtFault):
    """A key for nothing, or for something that cannot be asked."""

    sentence = Words(
        zh="密钥的用途不对：{said}。可选：{known}。",
        en="A key cannot be for: {said}. There are: {known}.",
    )


class PerMinuteNotUnderstood(RequestAtFault):
    """A rate that cannot be meant."""

    sentence = Words(
        zh="每分钟请求数须在 1 到 {most} 之间，不是 {said}。",
        en="Requests a minute lie between 1 and {most}, not {said}.",
    )


class OverlapNotUnderstood(RequestAtFault):
    """An old key that should go on for less than no time, or for too long."""

    sentence = Words(
        zh="旧密钥可继续用 0 到 {most} 小时，不是 {said} 小时。",
        en="The old key may go on for 0 to {most} hours, not {said}.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationKey:
    """What is shown of a key after its secret was shown once."""

    id: str
    integration: str
    scopes: tuple[Scope, ...]
    most_per_minute: int
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_live(self, at: datetime) -> bool:
        """Whether the key opens anything at an instant."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


_WITH_INTEGRATION = select(KEYS, INTEGRATIONS.c.most_per_minute).join_from(KEYS, INTEGRATIONS)
_ONE = _WITH_INTEGRATION.where(KEYS.c.id == bindparam("of_key"))
_PRESENTED = Prepared(lambda _: _ONE)


def key_presented(connection: Connection, presented: str, *, at: datetime) -> IntegrationKey:
    """The key behind a secret as it was presented."""
    prefix, _, rest = presented.partition("_")
    key_id, _, secret = rest.partition("_")
    row = _PRESENTED.first(connection, {"of_key": key_id}) if prefix == PREFIX else None
    if row is None or not hmac.compare_digest(row.secret_hash, digest(secret)):
        raise IntegrationKeyVoid
    key = _key(row)
    if not key.is_live(at):
        raise IntegrationKeyVoid
    return key


def require_scope(key: IntegrationKey, scope: Scope) -> None:
    """Refuse what a key is not for."""
    if scope not in key.scopes:
        raise ScopeMissing(scope=SCOPES[scope], has=Words(zh=_named(key, "zh"), en=_named(key, "en")))


def create_key(
    books: Books,
    integration: str,
    *,
    scopes: Collection[str],
    by: str,
    at: datetime,
    expires_at: datetime | None = None,
    most_per_minute: int | None = None,
) -> tuple[IntegrationKey, str]:
    """A key for an integration, which is there from its first key on; the secret is shown this once.

    `most_per_minute` is the integration's, whichever key it uses; left out it stays as it is.
    """
    known = _understood(integration, scopes, most_per_minute)
    with books.begin() as connection:
        fresh = {"name": integration, "most_per_minute": most_per_minute or PER_MINUTE}
        is_new = insert_unless_there(connection, INTEGRATIONS, {**fresh, "created_by": by, "created_at": at})
        if most_per_minute is not None and not is_new:
            of_it = update(INTEGRATIONS).where(INTEGRATIONS.c.name == integration)
            connection.execute(of_it.values(most_per_minute=most_per_minute))
        made = _insert(connection, integration, known, by=by, at=at, expires_at=expires_at)
        facts = {"key": made[0].id, "integration": integration, "scopes": list(known)}
        append(connection, stream=STREAM, kind="integration.key_created", payload=facts, by=by, at=at)
    return made


def rotate_key(books: Books, key_id: str, *, overlap: timedelta, by: str, at: datetime) -> tuple[IntegrationKey, str]:
    """A new key for the same as a live one, which goes on for a while, so that no sale is refused in between."""
    if not timedelta(0) <= overlap <= MOST_OVERLAP:
        hour = timedelta(hours=1)
        raise OverlapNotUnderstood(most=MOST_OVERLAP // hour, said=f"{overlap / hour:g}")
    with books.begin() as connection:
        old = _live(connection, key_id, at)
        lasts = old.expires_at and old.expires_at - old.created_at
        ends = at + overlap if old.expires_at is None else min(old.expires_at, at + overlap)
        expires_at = at + lasts if lasts else None
        connection.execute(update(KEYS).where(KEYS.c.id == key_id).values(expires_at=ends))
        made = _insert(connection, old.integration, old.scopes, by=by, at=at, expires_at=expires_at)
        facts = {"key": made[0].id, "integration": old.integration, "replaces": key_id, "old_until": ends.isoformat()}
        append(connection, stream=STREAM, kind="integration.key_rotated", payload=facts, by=by, at=at)
    return made


def revoke_key(books: Books, key_id: str, *, by: str, at: datetime) -> None:
    """End a key at once."""
    with books.begin() as connection:
        ended = update(KEYS).where(KEYS.c.id == key_id, KEYS.c.revoked_at.is_(None)).values(revoked_at=at)
        if connection.execute(ended).rowcount == 0:
            raise NoSuchIntegrationKey(key=key_id)
        append(connection, stream=STREAM, kind="integration.key_revoked", payload={"key": key_id}, by=by, at=at)


def integration_keys(books: Books) -> tuple[IntegrationKey, ...]:
    """All keys ever made, by integration, oldest first, without their secrets."""
    with books.reading() as connection:
        rows = connection.execute(_WITH_INTEGRATION.order_by(KEYS.c.integration, KEYS.c.created_at, KEYS.c.id))
        return tuple(_key(row) for row in rows)


def _insert(
    connection: Connection,
    integration: str,
    scopes: tuple[Scope, ...],
    *,
    by: str,
    at: datetime,
    expires_at: datetime | None,
) -> tuple[IntegrationKey, str]:
    key_id, secret = f"i{secrets.token_hex(8)}", new_token()
    facts = {"id": key_id, "integration": integration, "created_by": by, "created_at": at, "expires_at": expires_at}
    row = {**facts, "scopes": " ".join(scopes), "secret_hash": digest(secret)}
    connection.execute(KEYS.insert().values(row))
    return _key(connection.execute(_ONE, {"of_key": key_id}).one()), f"{PREFIX}_{key_id}_{secret}"


def _live(connection: Connection, key_id: str, at: datetime) -> IntegrationKey:
    row = connection.execute(_ONE.with_for_update(of=KEYS), {"of_key": key_id}).first()
    if row is None or not _key(row).is_live(at):
        raise NoSuchIntegrationKey(key=key_id)
    return _key(row)


def _understood(integration: str, scopes: Collection[str], most_per_minute: int | None) -> tuple[Scope, ...]:
    if integration == OURS or not re.fullmatch(rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_NAME - 1}}}", integration):
        raise IntegrationNotNamed(name=integration[: 2 * LONGEST_NAME], most=LONGEST_NAME, ours=OURS)
    known: tuple[Scope, ...] = tuple(scope for scope in get_args(Scope) if scope in scopes)
    if not known or set(scopes) - set(known):
        said = ", ".join(sorted(set(scopes) - set(known))) or "–"
        raise ScopesNotUnderstood(said=said, known=", ".join(SCOPES))
    if most_per_minute is not None and not 1 <= most_per_minute <= MOST_PER_MINUTE:
        raise PerMinuteNotUnderstood(most=MOST_PER_MINUTE, said=most_per_minute)
    return known


def _key(row: Row[Any]) -> IntegrationKey:
    return IntegrationKey(
        id=row.id,
        integration=row.integration,
        scopes=tuple(row.scopes.split()),
        most_per_minute=row.most_per_minute,
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )


def _named(key: IntegrationKey, language: Literal["zh", "en"]) -> str:
    return ("、" if language == "zh" else ", ").join(getattr(SCOPES[each], language) for each in key.scopes)
