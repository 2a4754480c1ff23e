"""How is a statement that every sale runs carried out without being built anew each time?

SQLAlchemy builds, looks up and wraps a statement whenever it runs, which costs ten times what SQLite takes to carry it
out. Here it is compiled once for a database; afterwards the driver runs the text, in the transaction of the connection.
Failures look as they always do.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, Dialect, Executable

    Facts = Mapping[str, Any]
    Convert = Callable[[Any], Any]


class Prepared:
    """A statement, given for the name of a database; `columns` are those that an insert without values fills."""

    def __init__(self, build: Callable[[str], Executable], columns: Sequence[str] | None = None) -> None:
        self._build, self._columns, self._texts = build, columns, dict[tuple[str, str], _Text]()

    def rows(self, connection: Connection, facts: Facts | None = None) -> list[Any]:
        """What a statement answers: named tuples."""
        text = self._text(connection)
        cursor = _run(connection, text.sql, text.bound(facts or {}))
        try:
            return [text.row(*row) for row in cursor.fetchall()]
        finally:
            cursor.close()

    def first(self, connection: Connection, facts: Facts | None = None) -> Any:
        """The first row, or None."""
        found = self.rows(connection, facts)
        return found[0] if found else None

    def change(self, connection: Connection, facts: Facts) -> int:
        """How many rows a statement changed."""
        text = self._text(connection)
        return _count(_run(connection, text.sql, text.bound(facts)))

    def change_each(self, connection: Connection, many: Sequence[Facts]) -> int:
        """How many rows a statement changed, carried out for each of some facts."""
        text = self._text(connection)
        if len(many) == 1:
            return _count(_run(connection, text.sql, text.bound(many[0])))
        return _count(_run(connection, text.sql, [text.bound(facts) for facts in many], is_many=True))

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
    names = tuple(compiled.positiontup if compiled.positional else compiled.binds)
    there = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
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
    shape: Any = namedtuple("Found", [column.name for column in columns])  # noqa: PYI024 - its names are known only now
    back = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    if not any(back):
        return shape  # type: ignore[no-any-return]
    return lambda *row: shape(*[turn(each) if turn else each for turn, each in zip(back, row, strict=True)])


def _run(connection: Connection, sql: str, values: Any, *, is_many: bool = False) -> Any:
    dialect, driver = connection.dialect, connection.connection
    cursor = driver.cursor()
    try:
        if is_many:
            cursor.executemany(sql, values)
        else:
            cursor.execute(sql, values)
    except dialect.loaded_dbapi.Error as failure:
        if dialect.is_disconnect(failure, driver.dbapi_connection, cursor):
            connection.invalidate(failure)
        raise DBAPIError.instance(sql, None, failure, dialect.loaded_dbapi.Error, dialect=dialect) from failure
    return cursor


def _count(cursor: Any) -> int:
    count: int = cursor.rowcount
    cursor.close()
    return count
