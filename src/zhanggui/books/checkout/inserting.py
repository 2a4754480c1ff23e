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
    (key, *_) = table.primary_key.columns
    # What comes back is asked for: how many rows an insert wrote is not told alike by both drivers.
    written = dialect.insert(table).values(row).on_conflict_do_nothing().returning(key)
    return connection.execute(written).first() is not None
