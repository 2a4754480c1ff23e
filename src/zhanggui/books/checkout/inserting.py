"""How is a row written unless one with its key is there already, on either database?"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

from zhanggui.books.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table


def insert_unless_there(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Write the row; False where its key was taken, and then nothing is written."""
    return bool(_insert(table, tuple(row)).rows(connection, row))


def insert_of(dialect: str, table: Table) -> Any:
    """An insert that knows what to do on conflict, in the words of a database."""
    package: Any = sqlite if dialect == "sqlite" else postgresql
    return package.insert(table)


@functools.cache
def _insert(table: Table, columns: tuple[str, ...]) -> Prepared:
    (key, *_) = table.primary_key.columns
    # What comes back is asked for: how many rows an insert wrote is not told alike by both drivers.
    return Prepared(lambda dialect: insert_of(dialect, table).on_conflict_do_nothing().returning(key), columns)
