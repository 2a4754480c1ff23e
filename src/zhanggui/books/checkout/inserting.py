"""How is a row written unless one with its key is there already, on either database?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table


def insert_unless_there(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Write the row; False where its key was taken, and then nothing is written."""
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    written = connection.execute(dialect.insert(table).values(row).on_conflict_do_nothing())
    return bool(written.rowcount == 1)
