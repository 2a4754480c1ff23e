"""How is one version built from the loads that count for it?"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from zhanggui.warehouse import merge
from zhanggui.warehouse.allowance import engine_memory
from zhanggui.warehouse.facts import SnapshotFacts, read_facts
from zhanggui.warehouse.finish import finish
from zhanggui.warehouse.in_place import (
    IN_PLACE_FROM,
    NUMBERED,
    count_landed,
    link_rows,
    rows_folder,
    view_in_place,
    view_numbered,
)
from zhanggui.warehouse.tables import LANDED, create_empty, literal, quoted, table_columns
from zhanggui.warehouse.uniting import unite
from zhanggui.warehouse.writer import Checkpoint, pass_by, settle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import duckdb

    from zhanggui.warehouse.contracts.contract import Contract
    from zhanggui.warehouse.landing import Landing

Files = dict[str, list["Path"]]


def build(
    target: Path,
    landing: Landing,
    planned: SnapshotFacts,
    *,
    previous: Path | None = None,
    checkpoint: Checkpoint = pass_by,
    in_place_from: int = IN_PLACE_FROM,
) -> SnapshotFacts:
    """Write the whole snapshot that the planned facts name; once this returns, it is on the disk.

    Tables whose landing files are the ones that `previous` was built from are copied from it, unless rows of theirs
    came to count as another product or person: what was decided may have been undone since. Tables from
    `in_place_from` rows on in which nothing has to be merged stay in their landing files (see `in_place`).
    """
    files = _landed_files(landing, planned.loads)
    prints = {name: _print(LANDED[name], files[name]) for name in LANDED}
    with _opened(target) as connection:
        staying = _take_in(connection, files, _unchanged(connection, previous, prints), in_place_from)
        united = unite(connection)
        for name in united:
            staying.pop(name, None)
        checkpoint("publish.building")
        in_place = link_rows(staying, rows_folder(target))
        for name in NUMBERED:
            view_numbered(connection, name, staying.get(name, []))
        facts = finish(connection, replace(planned, built_from=prints, in_place=in_place, united=united))
    settle(target)
    checkpoint("publish.audited")
    return facts


def _landed_files(landing: Landing, loads: Sequence[int]) -> Files:
    folders = [landing.folder / f"{load_id:06d}" for load_id in loads]
    return {name: [path for folder in folders if (path := folder / f"{name}.parquet").exists()] for name in LANDED}


@contextmanager
def _opened(target: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new database file that spills beside itself and holds no log once closed."""
    import duckdb

    spill = target.with_name(f"{target.name}.spill")
    memory = f"{engine_memory() // 2**20}MiB"
    connection = duckdb.connect(target, config={"temp_directory": str(spill), "memory_limit": memory})
    try:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
        connection.execute("CHECKPOINT")
    finally:
        connection.close()


def _unchanged(
    connection: duckdb.DuckDBPyConnection, previous: Path | None, prints: Mapping[str, str]
) -> dict[str, bool]:
    """The tables that the previous version has as they would be built now, and whether it has them in place."""
    if previous is None:
        return {}
    connection.execute(f"ATTACH {literal(str(previous))} AS previous (READ_ONLY)")
    before = read_facts(connection, "previous.snapshot_facts")
    same = (name for name in prints if before.built_from.get(name) == prints[name] and name not in before.united)
    return {name: name in before.in_place for name in same}


def _take_in(
    connection: duckdb.DuckDBPyConnection,
    files: Files,
    unchanged: Mapping[str, bool],
    in_place_from: int,
) -> Files:
    """Fill every landed table, and return those that stay in their files."""
    staying = {}
    for name, contract in LANDED.items():
        if unchanged.get(name) is False:
            connection.execute(f"CREATE TABLE {quoted(name)} AS FROM previous.{quoted(name)}")
        elif unchanged.get(name) or _is_left_in_place(connection, contract, files[name], in_place_from):
            view_in_place(connection, name, files[name])
            staying[name] = files[name]
    return staying


def _is_left_in_place(
    connection: duckdb.DuckDBPyConnection,
    contract: type[Contract],
    files: Sequence[Path],
    in_place_from: int,
) -> bool:
    """Merge the landed rows into a table, unless they are many and stand as they are."""
    if not files:
        create_empty(connection, contract)
        return False
    occurs_once = merge.key_occurs_once(connection, contract, files)
    stands = merge.look_at_landed(connection, contract, merge.parquet(files), occurs_once=occurs_once)
    if stands and count_landed(connection, files) >= in_place_from:
        return True
    merge.merge_landed(connection, contract)
    return False


def _print(contract: type[Contract], files: Sequence[Path]) -> str:
    """Changes with the landed files, with the contract's columns and with the meaning of merging."""
    told = [str(merge.RULES), repr(contract.key), repr(contract.replaces)]
    told += [f"{column.name} {column.type}" for column in table_columns(contract)]
    for file in files:
        found = file.stat()
        told.append(f"{file.parent.name} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
