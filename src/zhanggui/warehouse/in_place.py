"""How does a version serve millions of clean rows without copying them out of the landing?"""

# ruff: noqa: S608 - the names put into SQL are those of our own contracts and files

from __future__ import annotations

import fcntl
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.warehouse.merge import contract_columns, parquet
from zhanggui.warehouse.tables import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import duckdb

# Below this, copying takes a moment and reading is faster; above, copying is what publishing waits for.
IN_PLACE_FROM = 1_000_000
# Lines are told apart by their number while their order is split, and an order's number is what is counted.
NUMBERED = ("orders", "order_lines")
READING = "reading"


def rows_folder(snapshot: Path) -> Path:
    """Where the Parquet files of a snapshot file lie: beside it."""
    return snapshot.with_suffix(".rows")


def link_rows(files: Mapping[str, Sequence[Path]], folder: Path) -> dict[str, tuple[str, ...]]:
    """Give landed files a second name in the version's folder, so that nothing done to the landing reaches readers."""
    if not files:
        return {}
    linked = {}
    folder.mkdir(exist_ok=True)
    (folder / READING).touch()
    for table, paths in files.items():
        linked[table] = tuple(_linked(path, folder / f"{table}-{path.parent.name}.parquet") for path in paths)
    return linked


def view_in_place(connection: duckdb.DuckDBPyConnection, table: str, files: Iterable[Path]) -> None:
    """Show some Parquet files as the contract's table, to this connection only."""
    columns = contract_columns(connection, CONTRACTS[table], parquet(files))
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(table)} AS {columns}")


def view_numbered(connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[Path]) -> None:
    """Show a table as `numbered_…` with a `row_no` for each row, 1, 2, 3 …; `files` is where it lies if not copied."""
    rows = _numbered(connection, table, files) if files else f"SELECT rowid + 1 AS row_no, * FROM {quoted(table)}"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW numbered_{table} AS {rows}")


def _numbered(connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[Path]) -> str:
    counts = [count_landed(connection, [file]) for file in files]
    before = " ".join(f"WHEN {place} THEN {sum(counts[:place])}" for place in range(len(files)))
    number = f"1 + file_row_number + CASE file_index {before} END AS row_no, "
    return contract_columns(connection, CONTRACTS[table], parquet(files), first=number)


def start_reading(folder: Path) -> TextIO:
    """Hold on to a version's Parquet files: while the file returned is open they are not cleared away."""
    file = (folder / READING).open(encoding="ascii")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def clear_rows(folder: Path) -> bool:
    """Remove a version's Parquet files unless somebody still reads them; say whether they are gone."""
    if not folder.exists():
        return True
    with suppress(BlockingIOError), (folder / READING).open(encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
        return True
    return False


def _linked(path: Path, name: Path) -> str:
    try:
        name.hardlink_to(path)
    except OSError:  # another disk, or one without links
        shutil.copyfile(path, name)
    return name.name


def count_landed(connection: duckdb.DuckDBPyConnection, files: Iterable[Path]) -> int:
    """How many rows some Parquet files hold; they say so at their end."""
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {parquet(files)}").fetchall()
    return int(rows)
