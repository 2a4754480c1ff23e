"""Who works here, and what may they do?

Staff sign in with a login and a password (argon2id). The first owner is made by a one-time token, so that no
installation ever has a default password. Everything done here is an event of the stream `people`.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast, get_args

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from argon2.profiles import CHEAPEST
from sqlalchemy import Connection, Row, func, select, update

from zhanggui.books.database import Books
from zhanggui.books.events import append
from zhanggui.books.schema import INVITATIONS, SESSIONS, USERS
from zhanggui.books.tokens import digest, new_token
from zhanggui.core.errors import Conflict, NotAllowed, NotFound, NotSignedIn, RequestAtFault
from zhanggui.core.words import Words

Role = Literal["owner", "operator", "analyst", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)
LEAST_CHARACTERS = 10
MOST_CHARACTERS = 1000
INVITATION_HOURS = 72


class OwnerExists(Conflict):
    """The shop has an owner already."""

    sentence = Words(
        zh="店铺已经有店主；新成员由店主在“设置→成员”里邀请。",
        en="The shop has an owner already; owners invite others under Settings → People.",
    )


class InvitationVoid(NotAllowed):
    """The token was used, has expired or never existed."""

    sentence = Words(
        zh="邀请无效：已使用、已过期或不存在。请向店主要一个新的。",
        en="The invitation is void: used, expired or unknown. Ask the owner for a new one.",
    )


class LoginTaken(Conflict):
    """Somebody has that login already."""

    sentence = Words(zh="登录名“{login}”已被使用，请换一个。", en="The login '{login}' is taken; choose another.")


class PasswordTooShort(RequestAtFault):
    """A password below the limit (or absurdly long)."""

    sentence = Words(
        zh="密码须为 {least} 到 {most} 个字符；一句好记的话就很好。",
        en="A password has {least} to {most} characters; a sentence you remember is fine.",
    )


class LoginNotUnderstood(RequestAtFault):
    """An empty or overlong login."""

    sentence = Words(zh="登录名须为 1 到 {most} 个字符。", en="A login has 1 to {most} characters.")


class WrongPassword(NotSignedIn):
    """The login and the password do not belong together."""

    sentence = Words(zh="登录名或密码不对。", en="The login or the password is wrong.")


class NoSuchUser(NotFound):
    """Nobody with that id."""

    sentence = Words(zh="没有编号为“{user}”的成员。", en="Nobody here has the id '{user}'.")


class LastOwner(Conflict):
    """A shop without an owner could not be administered."""

    sentence = Words(
        zh="这是最后一位店主；请先把另一位成员设为店主。",
        en="This is the last owner; make somebody else an owner first.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who is acting: a person, a machine with an API key, or a policy; `id` is what the record names."""

    id: str
    role: Role
    kind: Literal["person", "machine", "policy"] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One member of staff."""

    id: str
    login: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None

    @property
    def actor(self) -> Actor:
        """The user as one who acts."""
        return Actor(id=self.id, role=self.role)


def invite_first_owner(books: Books, *, at: datetime) -> str:
    """The one-time token that makes the first owner; asking again voids the earlier one."""
    with books.begin() as connection:
        if _owners(connection):
            raise OwnerExists
        connection.execute(
            update(INVITATIONS)
            .where(INVITATIONS.c.is_first_owner == 1, INVITATIONS.c.used_at.is_(None))
            .values(used_at=at),
        )
        return _invite(connection, role="owner", is_first_owner=True, by="installation", at=at)


def invite(books: Books, *, role: Role, by: str, at: datetime) -> str:
    """A one-time token with which a new member chooses login and password."""
    with books.begin() as connection:
        return _invite(connection, role=role, is_first_owner=False, by=by, at=at)


def accept_invitation(books: Books, token: str, *, login: str, password: str, at: datetime) -> User:
    """Become a member: uses the token up and makes the user, both or neither."""
    login = _clean_login(login)
    hashed = _hash_password(password)
    with books.begin() as connection:
        role, is_first_owner = _use_up(connection, token, at)
        if is_first_owner and _owners(connection):
            raise OwnerExists
        if connection.execute(select(USERS.c.id).where(USERS.c.login == login)).first():
            raise LoginTaken(login=login)
        user = User(id=f"u{secrets.token_hex(8)}", login=login, role=role, created_at=at, disabled_at=None)
        row = {"id": user.id, "login": login, "role": role, "password_hash": hashed, "created_at": at}
        connection.execute(USERS.insert().values(row))
        _record(connection, "user.joined", {"user": user.id, "role": role}, by=user.id, at=at)
    return user


def check_password(books: Books, *, login: str, password: str) -> User:
    """The user whose password this is. Takes as long for an unknown login as for a wrong password."""
    with books.reading() as connection:
        row = connection.execute(select(USERS).where(USERS.c.login == login.strip().casefold())).first()
    stored = row.password_hash if row and row.disabled_at is None else _NOBODYS_HASH
    try:
        _hasher().verify(stored, password[:MOST_CHARACTERS])
    except VerifyMismatchError:
        raise WrongPassword from None
    if row is None:
        raise WrongPassword
    return _user(row)


def change_password(books: Books, user_id: str, *, password: str, by: str, at: datetime) -> None:
    """Set a new password and end all sessions of the user."""
    hashed = _hash_password(password)
    with books.begin() as connection:
        _find(connection, user_id)
        connection.execute(update(USERS).where(USERS.c.id == user_id).values(password_hash=hashed))
        _end_sessions(connection, user_id, at)
        _record(connection, "user.password_changed", {"user": user_id}, by=by, at=at)


def change_role(books: Books, user_id: str, *, role: Role, by: str, at: datetime) -> None:
    """Give a user another role; the shop always keeps an owner."""
    with books.begin() as connection:
        before = _find(connection, user_id).role
        # Recorded first: it waits for the lock of the chain, and two owners cannot demote each other at once.
        _record(connection, "user.role_changed", {"user": user_id, "before": before, "after": role}, by=by, at=at)
        connection.execute(update(USERS).where(USERS.c.id == user_id).values(role=role))
        _keep_an_owner(connection)
        _end_sessions(connection, user_id, at)


def disable(books: Books, user_id: str, *, by: str, at: datetime) -> None:
    """Take a user's access away at once; what they did stays on record."""
    with books.begin() as connection:
        _find(connection, user_id)
        _record(connection, "user.disabled", {"user": user_id}, by=by, at=at)
        connection.execute(update(USERS).where(USERS.c.id == user_id).values(disabled_at=at))
        _keep_an_owner(connection)
        _end_sessions(connection, user_id, at)


def users(books: Books) -> tuple[User, ...]:
    """Everybody who works or worked here, oldest first."""
    with books.reading() as connection:
        return tuple(_user(row) for row in connection.execute(select(USERS).order_by(USERS.c.created_at, USERS.c.id)))


def has_owner(books: Books) -> bool:
    """Whether the shop has been claimed."""
    with books.reading() as connection:
        return _owners(connection) > 0


HASHING = "ZHANGGUI_PASSWORD_HASHING"


def _hasher() -> PasswordHasher:
    """Argon2id as its authors recommend; `cheapest` is for tests, where nobody guesses and much is hashed."""
    is_cheap = os.environ.get(HASHING) == "cheapest"
    return PasswordHasher.from_parameters(CHEAPEST) if is_cheap else PasswordHasher()


# The hash of a random text that nobody knows: verifying against it costs the same time and always fails.
_NOBODYS_HASH = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"


def _invite(connection: Connection, *, role: Role, is_first_owner: bool, by: str, at: datetime) -> str:
    token = new_token()
    row = {"token_hash": digest(token), "role": role, "is_first_owner": int(is_first_owner), "created_by": by}
    connection.execute(INVITATIONS.insert().values(row | {"created_at": at, "expires_at": at + _INVITATION_LASTS}))
    _record(connection, "user.invited", {"role": role, "is_first_owner": is_first_owner}, by=by, at=at)
    return token


_INVITATION_LASTS = timedelta(hours=INVITATION_HOURS)


def _use_up(connection: Connection, token: str, at: datetime) -> tuple[Role, bool]:
    used = (
        update(INVITATIONS)
        .where(
            INVITATIONS.c.token_hash == digest(token),
            INVITATIONS.c.used_at.is_(None),
            INVITATIONS.c.expires_at > at,
        )
        .values(used_at=at)
        .returning(INVITATIONS.c.role, INVITATIONS.c.is_first_owner)
    )
    row = connection.execute(used).first()
    if row is None:
        raise InvitationVoid
    return cast("Role", row.role), bool(row.is_first_owner)


def _clean_login(login: str) -> str:
    cleaned = login.strip().casefold()
    most = 200
    if not 0 < len(cleaned) <= most:
        raise LoginNotUnderstood(most=most)
    return cleaned


def _hash_password(password: str) -> str:
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise PasswordTooShort(least=LEAST_CHARACTERS, most=MOST_CHARACTERS)
    return _hasher().hash(password)


def _find(connection: Connection, user_id: str) -> Row[Any]:
    row = connection.execute(select(USERS).where(USERS.c.id == user_id).with_for_update()).first()
    if row is None:
        raise NoSuchUser(user=user_id)
    return row


def _owners(connection: Connection) -> int:
    counted = select(func.count()).select_from(USERS).where(USERS.c.role == "owner", USERS.c.disabled_at.is_(None))
    return connection.execute(counted).scalar_one()


def _keep_an_owner(connection: Connection) -> None:
    if _owners(connection) == 0:
        raise LastOwner


def _end_sessions(connection: Connection, user_id: str, at: datetime) -> None:
    open_ones = (SESSIONS.c.user_id == user_id, SESSIONS.c.revoked_at.is_(None))
    connection.execute(update(SESSIONS).where(*open_ones).values(revoked_at=at))


def _record(connection: Connection, kind: str, payload: dict[str, Any], *, by: str, at: datetime) -> None:
    append(connection, stream="people", kind=kind, payload=payload, by=by, at=at)


def _user(row: Row[Any]) -> User:
    role = cast("Role", row.role)
    return User(id=row.id, login=row.login, role=role, created_at=row.created_at, disabled_at=row.disabled_at)
