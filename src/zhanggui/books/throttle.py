"""Has somebody tried too often?

Attempts are counted in the books, so that every worker and every restart sees the same count.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite

from zhanggui.books.database import Books
from zhanggui.books.schema import ATTEMPTS
from zhanggui.books.tokens import digest
from zhanggui.core.errors import NotAllowed
from zhanggui.core.words import Words

WINDOW = timedelta(minutes=15)
MOST_PER_LOGIN = 5
MOST_PER_ADDRESS = 30


class TooManyAttempts(NotAllowed):
    """Guessing is slowed down."""

    http_status = 429
    sentence = Words(
        zh="登录尝试过多（{minutes} 分钟内最多 {most} 次）。请稍后再试。",
        en="Too many attempts to sign in (at most {most} in {minutes} minutes). Try again later.",
    )


def allow_attempt(books: Books, *, login: str, address: str, at: datetime) -> None:
    """Count one attempt of a login from an address, or refuse it."""
    subjects = ((_login(login), MOST_PER_LOGIN), (f"address:{digest(address)}", MOST_PER_ADDRESS))
    with books.begin() as connection:
        counted = all(count(connection, subject, most=most, window=WINDOW, at=at) for subject, most in subjects)
    if not counted:
        raise TooManyAttempts(minutes=WINDOW // timedelta(minutes=1), most=MOST_PER_LOGIN)


def forgive(books: Books, *, login: str) -> None:
    """After a success the login starts afresh; the address does not, or an attacker would sign in to reset it."""
    with books.begin() as connection:
        connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.subject == _login(login)))


def count(connection: Connection, subject: str, *, most: int, window: timedelta, at: datetime, amount: int = 1) -> bool:
    """Count so much more of a subject within its window; False where it would be too much, and then nothing is."""
    # One conditional update: reading first and writing later would let simultaneous guesses all pass.
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    fresh = {"subject": subject, "window_started_at": at, "used": 0}
    connection.execute(dialect.insert(ATTEMPTS).values(fresh).on_conflict_do_nothing())
    is_old = ATTEMPTS.c.window_started_at <= at - window
    counted = (
        update(ATTEMPTS)
        .where(ATTEMPTS.c.subject == subject, or_(is_old, ATTEMPTS.c.used + amount <= most))
        .values(
            used=case((is_old, amount), else_=ATTEMPTS.c.used + amount),
            window_started_at=case((is_old, at), else_=ATTEMPTS.c.window_started_at),
        )
    )
    return connection.execute(counted).rowcount == 1


def _login(login: str) -> str:
    return f"login:{digest(login.strip().casefold())}"
