"""Who is asking? Sessions of people who signed in, and API keys of machines."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, select, update

from zhanggui.books.database import Books
from zhanggui.books.events import append
from zhanggui.books.people import ROLES, Actor, Role, User, check_password
from zhanggui.books.schema import API_KEYS, SESSIONS, USERS
from zhanggui.books.throttle import allow_attempt, forgive
from zhanggui.books.tokens import digest, new_token
from zhanggui.core.errors import NotAllowed, NotFound, NotSignedIn
from zhanggui.core.words import Words

SESSION_LASTS = timedelta(days=14)


class SessionEnded(NotSignedIn):
    """The session has expired, was revoked or never existed."""

    sentence = Words(zh="登录已失效，请重新登录。", en="You are signed out. Sign in again.")


class ApiKeyVoid(NotSignedIn):
    """The API key is unknown, expired or revoked."""

    sentence = Words(
        zh="API 密钥无效、已过期或已撤销。请在“设置→API 密钥”中新建。",
        en="The API key is unknown, expired or revoked. Make a new one under Settings → API keys.",
    )


class RoleTooHigh(NotAllowed):
    """Nobody hands out more than they have."""

    sentence = Words(
        zh="你的角色是“{own}”，不能发放“{asked}”的权限。",
        en="Your role is '{own}'; it cannot hand out the rights of '{asked}'.",
    )


class NoSuchApiKey(NotFound):
    """No API key with that id."""

    sentence = Words(zh="没有编号为“{key}”的 API 密钥。", en="There is no API key with the id '{key}'.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What is shown of an API key after its secret was shown once."""

    id: str
    title: str
    role: Role
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


def sign_in(books: Books, *, login: str, password: str, address: str, at: datetime) -> tuple[User, str]:
    """Check the password and open a session; returns the user and the session's token, which is stored as a hash.

    Attempts are counted per login and per network address before the password is looked at, so that many guesses at
    once get no further than one after another.
    """
    allow_attempt(books, login=login, address=address, at=at)
    user = check_password(books, login=login, password=password)
    forgive(books, login=login)
    token = new_token()
    row = {"token_hash": digest(token), "user_id": user.id, "created_at": at, "expires_at": at + SESSION_LASTS}
    with books.begin() as connection:
        connection.execute(SESSIONS.insert().values(row))
        append(connection, stream="people", kind="session.opened", payload={"user": user.id}, by=user.id, at=at)
    return user, token


def session_user(books: Books, token: str, *, at: datetime) -> User:
    """The user of a session that is still open."""
    columns = (USERS.c.id, USERS.c.login, USERS.c.role, USERS.c.created_at, USERS.c.disabled_at)
    wanted = (
        select(*columns)
        .join_from(SESSIONS, USERS)
        .where(
            SESSIONS.c.token_hash == digest(token),
            SESSIONS.c.revoked_at.is_(None),
            SESSIONS.c.expires_at > at,
            USERS.c.disabled_at.is_(None),
        )
    )
    with books.reading() as connection:
        row = connection.execute(wanted).first()
    if row is None:
        raise SessionEnded
    return User(**row._asdict())


def sign_out(books: Books, token: str, *, at: datetime) -> None:
    """End one session; ending it twice is fine."""
    still_open = (SESSIONS.c.token_hash == digest(token), SESSIONS.c.revoked_at.is_(None))
    with books.begin() as connection:
        connection.execute(update(SESSIONS).where(*still_open).values(revoked_at=at))


def create_api_key(
    books: Books,
    *,
    title: str,
    role: Role,
    by: Actor,
    at: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A key for a machine, with at most the rights of its maker; the secret is shown this once."""
    if ROLES.index(role) < ROLES.index(by.role):
        raise RoleTooHigh(own=by.role, asked=role)
    key = ApiKey(
        id=f"k{secrets.token_hex(8)}",
        title=title,
        role=role,
        created_by=by.id,
        created_at=at,
        expires_at=expires_at,
        revoked_at=None,
    )
    secret = new_token()
    row = {name: getattr(key, name) for name in ("id", "title", "role", "created_by", "created_at", "expires_at")}
    with books.begin() as connection:
        connection.execute(API_KEYS.insert().values(row | {"secret_hash": digest(secret)}))
        append(
            connection, stream="people", kind="api_key.created", payload={"key": key.id, "role": role}, by=by.id, at=at
        )
    return key, f"zg_{key.id}_{secret}"


def api_actor(books: Books, presented: str, *, at: datetime) -> Actor:
    """The machine behind an API key as it was presented."""
    prefix, _, rest = presented.partition("_")
    key_id, _, secret = rest.partition("_")
    with books.reading() as connection:
        row = connection.execute(select(API_KEYS).where(API_KEYS.c.id == key_id)).first()
        live = row is not None and row.revoked_at is None and (row.expires_at is None or row.expires_at > at)
    if row is None or not live or prefix != "zg" or not hmac.compare_digest(row.secret_hash, digest(secret)):
        raise ApiKeyVoid
    return Actor(id=row.id, role=cast("Role", row.role), kind="machine")


def revoke_api_key(books: Books, key_id: str, *, by: str, at: datetime) -> None:
    """End a key at once."""
    with books.begin() as connection:
        ended = update(API_KEYS).where(API_KEYS.c.id == key_id, API_KEYS.c.revoked_at.is_(None)).values(revoked_at=at)
        if connection.execute(ended).rowcount == 0:
            raise NoSuchApiKey(key=key_id)
        append(connection, stream="people", kind="api_key.revoked", payload={"key": key_id}, by=by, at=at)


def api_keys(books: Books) -> tuple[ApiKey, ...]:
    """All keys ever made, oldest first, without their secrets."""
    with books.reading() as connection:
        rows = connection.execute(select(API_KEYS).order_by(API_KEYS.c.created_at, API_KEYS.c.id))
        return tuple(_api_key(row) for row in rows)


def _api_key(row: Row[Any]) -> ApiKey:
    return ApiKey(**{name: value for name, value in row._asdict().items() if name != "secret_hash"})
