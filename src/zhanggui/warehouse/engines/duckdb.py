"""How does DuckDB answer for a warehouse?"""

from __future__ import annotations

import functools
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self, TextIO

from zhanggui.warehouse.engines.older_release import refuse_older_release
from zhanggui.warehouse.engines.open_snapshot import OpenSnapshot
from zhanggui.warehouse.facts import read_facts
from zhanggui.warehouse.in_place import rows_folder, start_reading, view_in_place
from zhanggui.warehouse.tables import literal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import duckdb
    import ibis.expr.operations as ops
    import ibis.expr.types as ir
    import pyarrow as pa

MOST_KEPT = 500  # queries whose text is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class DuckDBWarehouse(OpenSnapshot):
    """One snapshot file, opened for reading; a second process may read the same file."""

    connection: duckdb.DuckDBPyConnection
    held: TextIO | None = field(default=None, repr=False)
    engine: str = "duckdb"
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a published snapshot; nothing can be written through it, and it reads no other file."""
        import duckdb

        connection = duckdb.connect(path, read_only=True)
        held = _open_rows(connection, path)
        _close_doors(connection, path)
        return cls.of(connection, held)

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, held: TextIO | None = None) -> Self:
        """Read from a connection whose database is a finished snapshot."""
        # Instants are UTC, and a name in a query is a table's, never that of a Python variable around it.
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET python_enable_replacements = false")
        return cls(facts=read_facts(connection), connection=connection, held=held)

    def fetch(self, expression: ir.Expr, *, said: Callable[[str], object] | None = None) -> pa.Table:
        """Carry out one relation; threads that share the warehouse take turns.

        Raises SnapshotOfOlderRelease where the version lacks a column that is asked for.
        """
        import duckdb

        asked = expression.as_table()
        sql = _written(asked.op())
        if said:
            said(sql)
        with self._turn:
            try:
                rows: pa.Table = self.connection.sql(sql).to_arrow_table()
            except (duckdb.BinderException, duckdb.CatalogException):
                refuse_older_release(self.connection, self.snapshot)
                raise
        if rows.column_names != list(asked.schema().names):  # a whole table was asked for
            refuse_older_release(self.connection, self.snapshot)
        return rows.cast(asked.schema().to_pyarrow())

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()
        if self.held:
            self.held.close()


# Ibis takes longer to write most queries than DuckDB to answer them, and the same are asked of every version.
@functools.lru_cache(maxsize=MOST_KEPT)
def _written(relation: ops.Relation) -> str:
    import ibis

    sql: str = ibis.duckdb.compile(relation.to_expr(), pretty=True)
    return sql


def _open_rows(connection: duckdb.DuckDBPyConnection, path: Path) -> TextIO | None:
    """Show the tables that were left in Parquet files, and keep these files from being cleared away."""
    in_place = read_facts(connection).in_place
    if not in_place:
        return None
    folder = rows_folder(path)
    held = start_reading(folder)
    for table, names in in_place.items():
        view_in_place(connection, table, [folder / name for name in names])
    return held


def _close_doors(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Let the engine read nothing but the version; whoever has the same file open did this already."""
    import duckdb

    with suppress(duckdb.InvalidInputException):
        connection.execute(f"SET allowed_directories = [{literal(str(rows_folder(path)))}]")
        connection.execute("SET enable_external_access = false")
