"""How is a statement that every sale runs carried out without being built anew each time?

SQLAlchemy builds, looks up and wraps a statement whenever it runs, which costs ten times what SQLite takes to carry it
out. Here it is compiled once for a database; afterwards the driver runs the text, in the transaction of the connection.
Failures look as they always do.

A PostgreSQL server is a round trip away, and a thread that waits costs more than the statement. What is only written
waits until something must be known, or until the commit, and is then sent in one go (`unsent`, kept with the
connection); whatever asks the server anything sends what waits before it, so that the order is that of the calls.
"""

from __future__ import annotations

from collections import namedtuple
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Dialect

    Facts = Mapping[str, Any]
    Convert = Callable[[Any], Any]


MOST_ROWS = 32


class Prepared:
    """A statement, given for the name of a database; `columns` are those that an insert without values fills."""

    def __init__(self, build: Callable[[str], Any], columns: Sequence[str] | None = None) -> None:
        self._build, self._columns, self._texts = build, columns, dict[tuple[str, str], _Text]()
        self._several = dict[int, Prepared]()

    def rows(self, connection: Connection, facts: Facts | None = None) -> list[Any]:
        """What a statement answers: named tuples."""
        text = self._text(connection)
        with _failing_as_always(connection):
            (cursor,) = _run(connection, text.sql, [text.bound(facts or {})])
            found = cursor.fetchall()
            cursor.close()
        return [text.row(*row) for row in found]

    def each(self, connection: Connection, facts: Facts | None = None) -> Iterator[Any]:
        """What a statement answers, row after row: for answers that are long."""
        text = self._text(connection)
        with _failing_as_always(connection):
            (cursor,) = _run(connection, text.sql, [text.bound(facts or {})])
            with closing(cursor):
                for row in cursor:
                    yield text.row(*row)

    def first(self, connection: Connection, facts: Facts | None = None) -> Any:
        """The first row, or None."""
        found = self.rows(connection, facts)
        return found[0] if found else None

    def change(self, connection: Connection, *many: Facts) -> int:
        """How many rows a statement changed, carried out for each of some facts."""
        text = self._text(connection)
        return _count(connection, text.sql, [text.bound(facts) for facts in many])

    def write(self, connection: Connection, *many: Facts) -> None:
        """Carry out a statement for each of some facts; nobody asks what it changed, so it may be sent later."""
        if self._columns and 1 < len(many) <= MOST_ROWS:  # one statement for all its rows
            rows = {f"{name}_{at}": value for at, facts in enumerate(many) for name, value in facts.items()}
            self._of_rows(len(many)).write(connection, rows)
            return
        text = self._text(connection)
        values = [text.bound(facts) for facts in many]
        if _is_far(connection):
            _unsent(connection).extend((text.sql, each) for each in values)
        else:
            _count(connection, text.sql, values)

    def _of_rows(self, count: int) -> Prepared:
        """The same insert for so many rows."""
        if count not in self._several:
            types = {name: self._build("").table.c[name].type for name in self._columns or ()}
            rows = [{name: bindparam(f"{name}_{at}", type_=types[name]) for name in types} for at in range(count)]
            self._several[count] = Prepared(lambda dialect: self._build(dialect).values(rows))
        return self._several[count]

    def _text(self, connection: Connection) -> _Text:
        dialect = connection.dialect
        known = self._texts.get((dialect.name, dialect.driver))
        if known is None:
            known = _compiled(self._build(dialect.name), dialect, self._columns)
            self._texts[dialect.name, dialect.driver] = known
        return known


class _Text(NamedTuple):
    """A statement as a database reads it: its parameters in their order, and how values are turned there and back."""

    sql: str
    names: tuple[str, ...]
    is_positional: bool
    given: Facts
    converted: Sequence[tuple[int, Convert]]
    row: Callable[..., Any]

    def bound(self, facts: Facts) -> Any:
        """The values of its parameters as the driver takes them."""
        given = {**self.given, **facts} if self.given else facts
        values = [given[name] for name in self.names]
        for at, convert in self.converted:
            values[at] = convert(values[at])
        return values if self.is_positional else dict(zip(self.names, values, strict=True))


def _compiled(statement: Any, dialect: Dialect, columns: Sequence[str] | None) -> _Text:
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    names = tuple(compiled.positiontup if compiled.positional else binds)
    there = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()}
    said = {name: value for name, value in compiled.params.items() if value is not None}
    return _Text(
        sql=str(compiled),
        names=names,
        is_positional=compiled.positional,
        given=said,
        converted=[(at, convert) for at, name in enumerate(names) if (convert := there[name])],
        row=_row_of(statement, dialect),
    )


def _row_of(statement: Any, dialect: Dialect) -> Callable[..., Any]:
    """Makes a named tuple of a row, with each value as its column means it."""
    columns = list(getattr(statement, "exported_columns", ()))
    if not columns:
        return tuple
    names = [column.name for column in columns]
    shape: Any = namedtuple("Found", names)  # type: ignore[misc] # noqa: PYI024 - its names are known only now
    back = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    if not any(back):
        return shape
    return lambda *row: shape(*[turn(each) if turn else each for turn, each in zip(back, row, strict=True)])


def send(connection: Connection) -> None:
    """Send what was written and still waits; nothing where the database is a file."""
    if _is_far(connection) and _unsent(connection):
        with _failing_as_always(connection):
            _sent(connection, [])


def forget(connection: Connection) -> None:
    """What waits is never sent: its transaction is given up."""
    _unsent(connection).clear()


def _is_far(connection: Connection) -> bool:
    return connection.dialect.driver == "psycopg"


def _unsent(connection: Connection) -> list[tuple[str, Any]]:
    waiting: list[tuple[str, Any]] = connection.info.setdefault("unsent", [])
    return waiting


def _run(connection: Connection, sql: str, many: list[Any]) -> list[Any]:
    """The cursors of a statement that was carried out for some values: on a file one for all of them."""
    if _is_far(connection):
        return _sent(connection, [(sql, values) for values in many])
    cursor = connection.connection.cursor()
    if len(many) == 1:
        cursor.execute(sql, many[0])
    else:
        cursor.executemany(sql, many)
    return [cursor]


def _sent(connection: Connection, wanted: list[tuple[str, Any]]) -> list[Any]:
    """Send what waits and what is wanted, in one go where there is more than one message; the cursors of what is."""
    waiting = _unsent(connection)
    driver: Any = connection.connection.dbapi_connection
    if len(wanted) == 1 and not waiting and (driver.autocommit or driver.info.transaction_status):
        return [driver.execute(*wanted[0])]
    statements = [*waiting, *wanted]
    waiting.clear()
    with driver.pipeline():
        cursors = [driver.execute(*each) for each in statements]
    return cursors[len(cursors) - len(wanted) :]


def _count(connection: Connection, sql: str, many: list[Any]) -> int:
    with _failing_as_always(connection):
        cursors = _run(connection, sql, many) if many else []
        count: int = sum(cursor.rowcount for cursor in cursors)
        for cursor in cursors:
            cursor.close()
    return count


@contextmanager
def _failing_as_always(connection: Connection) -> Iterator[None]:
    """A failure of the driver is raised as SQLAlchemy raises it."""
    dialect = connection.dialect
    problem = dialect.loaded_dbapi.Error
    try:
        yield
    except problem as failure:
        driver: Any = connection.connection.dbapi_connection
        if dialect.is_disconnect(failure, driver, None):
            connection.invalidate(failure)
        raise DBAPIError.instance("", None, failure, problem, dialect=dialect) from failure
