"""How do several writers share one commit?

SQLite has one writer at a time, and a commit that survives a power cut waits for the disk. Whoever comes first leads:
it carries out, in one transaction, everything that threads of this process have brought by then, each piece behind a
savepoint of its own, and commits once. A piece that fails takes back its own work alone; nobody is answered before the
commit is on disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

Done = TypeVar("Done")
MOST_TOGETHER = 32


@dataclass(slots=True)
class _Piece:
    work: Callable[[Connection], Any]
    is_called: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    done: Any = None
    failure: BaseException | None = None


class Sharing:
    """The pieces of work that wait for a leader; one for each opened store."""

    def __init__(self) -> None:
        self._lock, self._waiting, self._is_led = threading.Lock(), list[_Piece](), False

    def carry_out(
        self, begin: Callable[[], AbstractContextManager[Connection]], work: Callable[[Connection], Done]
    ) -> Done:
        """Do the work in a transaction, perhaps with others; returns when it is committed, raises what it raised."""
        piece = _Piece(work)
        with self._lock:
            self._waiting.append(piece)
            piece.leads, self._is_led = not self._is_led, True
        if not piece.leads:
            piece.is_called.wait()
        if piece.leads:
            self._lead(begin)
        if piece.failure is not None:
            raise piece.failure
        done: Done = piece.done
        return done

    def _lead(self, begin: Callable[[], AbstractContextManager[Connection]]) -> None:
        """Carry out what waits, one's own piece first; then the next in line leads, so that nobody leads for ever."""
        with self._lock:
            pieces, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
        _together(begin, pieces)
        with self._lock:
            self._is_led = bool(self._waiting)
            if self._waiting:
                self._waiting[0].leads = True
                self._waiting[0].is_called.set()
        for piece in pieces[1:]:
            piece.is_called.set()


def _together(begin: Callable[[], AbstractContextManager[Connection]], pieces: list[_Piece]) -> None:
    try:
        with begin() as connection:
            if len(pieces) == 1:
                pieces[0].done = pieces[0].work(connection)
                return
            for piece in pieces:
                _attempt(connection, piece)
    except BaseException as failure:  # noqa: BLE001 - whoever waits must hear that nothing of theirs was committed
        for piece in pieces:
            piece.failure = piece.failure or failure


def _attempt(connection: Connection, piece: _Piece) -> None:
    connection.exec_driver_sql("SAVEPOINT piece")
    try:
        piece.done = piece.work(connection)
    except BaseException as failure:  # noqa: BLE001 - raised again in the thread that brought the piece
        piece.failure = failure
        connection.exec_driver_sql("ROLLBACK TO piece")
    connection.exec_driver_sql("RELEASE piece")
