"""What does a till need: the books and the key under which codes are kept; and how is one request settled?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import OperationalError

from zhanggui.books.checkout.counters import LimitReached
from zhanggui.books.checkout.requests import once
from zhanggui.books.checkout.stock import OutOfStock, sweep
from zhanggui.books.database import Books

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.checkout.asked import Keyed

TRIES = 5
DEADLOCK = "40P01"  # PostgreSQL ends one of two transactions that wait for each other; it may simply go again


@dataclass(frozen=True, slots=True)
class Till:
    """The books, and the key under which coupon codes are kept."""

    books: Books
    key: bytes


def facts_of(answer: Any) -> dict[str, Any]:
    """The fields of an answer by name, without copies of what they hold."""
    return {name: getattr(answer, name) for name in answer.__slots__}


def settle(
    till: Till,
    operation: str,
    asked: Keyed,
    *,
    integration: str,
    at: datetime,
    work: Callable[[Connection], Mapping[str, Any]],
) -> tuple[Mapping[str, Any], bool]:
    """Answer a request once, in one transaction; the second value says whether the answer was given before.

    Where a counter ran out between reading and taking it, everything is done again on what is left now; where goods are
    short, what expired holds still keep is let go first.
    """
    content, left = asked.model_dump(mode="json", exclude={"key"}), TRIES
    while True:
        left -= 1
        try:
            return till.books.carry_out(
                lambda connection: once(
                    connection,
                    integration=integration,
                    key=asked.key,
                    operation=operation,
                    content=content,
                    at=at,
                    work=lambda: work(connection),
                )
            )
        except LimitReached:
            if not left:
                raise
        except OutOfStock:
            if not sweep(till.books, at):
                raise
            left = TRIES
        except OperationalError as failure:
            if not left or getattr(failure.orig, "sqlstate", "") != DEADLOCK:
                raise
