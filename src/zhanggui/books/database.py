"""How are the books opened, and what is one short transaction?"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.exc import OperationalError

from zhanggui.books.prepared import forget, send
from zhanggui.books.schema import CHAIN_HEAD
from zhanggui.books.sharing import Done, Sharing
from zhanggui.core.errors import Busy, ShopAtFault
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST_REVISION = "0008"
BUSY_TIMEOUT_MS = 15_000
LANES = 4  # of a process, to a server of the books


class BooksBusy(Busy):
    """Another transaction held the books for too long."""

    sentence = Words(
        zh="账簿正被另一个操作占用，等了 {seconds} 秒仍未空闲。请稍后再试。",
        en="The books are held by another transaction; waited {seconds} seconds. Try again in a moment.",
    )


class BooksTooNew(ShopAtFault):
    """The books were written by a newer version of the product."""

    sentence = Words(
        zh="账簿的版本是 {found}，本程序只认到 {known}。请升级掌柜后再打开。",
        en="The books are at version {found}, this program knows {known}. Upgrade Zhanggui to open them.",
    )


@dataclass(frozen=True, slots=True)
class Books:
    """The shop's transactional store, open for short transactions by any number of workers."""

    engine: Engine
    sharing: Sharing = field(default_factory=Sharing)
    lanes: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(LANES))

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One writing transaction: it commits as a whole, or nothing of it happened."""
        with self._transaction("IMMEDIATE") as connection:
            yield connection

    def carry_out(self, work: Callable[[Connection], Done]) -> Done:
        """One piece of writing as a whole, committed when this returns; on SQLite writers may share the commit.

        On a server each has its own commit, a few at a time: more would only stand in line for the same counters inside
        the database, each with its other rows locked, and the last of them for long.
        """
        if self.engine.dialect.name == "sqlite":
            return self.sharing.carry_out(self.begin, work)
        with self.lanes, self.begin() as connection:
            return work(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the books, without holding up writers."""
        with self._transaction("DEFERRED") as connection:
            yield connection

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """The books for one prepared question, which needs no transaction around it."""
        with self.engine.connect() as connection:
            if self.engine.dialect.name != "sqlite":
                connection.execution_options(isolation_level="AUTOCOMMIT")
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def _transaction(self, mode: str) -> Iterator[Connection]:
        try:
            with self.engine.connect().execution_options(zhanggui_begin=mode) as connection, connection.begin():
                yield connection
        except OperationalError as failure:
            if "locked" in str(failure.orig):
                raise BooksBusy(seconds=BUSY_TIMEOUT_MS // 1000) from failure
            raise


def open_books(place: str | Path) -> Books:
    """Open the books at a file path or a database URL, creating or migrating them when needed."""
    url = str(place) if "://" in str(place) else f"sqlite:///{place}"
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "before_cursor_execute", _in_order)
        event.listen(engine, "commit", send)
        event.listen(engine, "rollback", forget)
    books = Books(engine)
    _migrate(books)
    return books


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not open or close transactions on its own
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
        "cache_size=-65536",  # KiB
        "secure_delete=ON",  # an erased key must not survive in a free page
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer half-way cannot wait, it can only fail.
    mode = connection.get_execution_options().get("zhanggui_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _in_order(connection: Connection, *_statement: object) -> None:
    send(connection)


def _migrate(books: Books) -> None:
    with books.reading() as connection:
        if _revision(connection) == NEWEST_REVISION:
            return
    with books.begin() as connection:
        found = _revision(connection)  # another process may have migrated while we waited
        if found is None or found < NEWEST_REVISION:
            _upgrade(connection)
        elif found > NEWEST_REVISION:
            raise BooksTooNew(found=found, known=NEWEST_REVISION)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    command.upgrade(config, "head")
    if connection.execute(select(CHAIN_HEAD.c.id)).first() is None:
        connection.execute(CHAIN_HEAD.insert().values(id=1, position=0, hash="0" * 64))
