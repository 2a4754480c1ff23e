"""How do tables come in that already have the contract's shape, such as those of an example world?"""

# ruff: noqa: S608 - the names put into SQL are those of our own contracts

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

import duckdb
from pydantic import TypeAdapter

from zhanggui.core.words import filled
from zhanggui.ingest.errors import FileMissing, NotContractShaped
from zhanggui.ingest.filling import COMPRESSED
from zhanggui.ingest.limits import Limits
from zhanggui.ingest.mapping.column_map import fillable
from zhanggui.ingest.readers.sheet import quoted
from zhanggui.ingest.reading import fingerprint
from zhanggui.ingest.report import Portion, Reconciliation
from zhanggui.warehouse.contracts.contract import DUCKDB_TYPES, PROVENANCE, Column, Contract
from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.warehouse.landing import Load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from zhanggui.warehouse.landing import Landing

GIVEN = tuple(column.name for column in PROVENANCE)


def land_tables(
    landing: Landing,
    tables: Mapping[str, Path],
    *,
    source: str,
    exported_at: datetime,
    landed_at: datetime | None = None,
    limits: Limits | None = None,
) -> Load:
    """Land Parquet files, one a table (or a folder of them), after checking them against the contracts.

    Columns that a file leaves out stay empty; provenance is written here. The same files landed before are left alone:
    the earlier load is returned. Raises NotContractShaped, and then nothing is written.
    """
    paths = {name: _files(path) for name, path in tables.items()}
    sha256 = fingerprint([path for found in paths.values() for path in found])
    before = landing.find(sha256)
    if before is not None:
        return before
    with landing.begin() as pending, duckdb.connect(":memory:") as engine:
        engine.execute(f"SET memory_limit = '{(limits or Limits()).memory_bytes // 2**20} MiB'")
        engine.execute(f"SET temp_directory = {quoted(str(pending.folder / 'spilled'))}")
        engine.execute("SET TimeZone = 'UTC'")
        rows = {
            name: _land(engine, name, paths[name], pending.folder / f"{name}.parquet", pending.load_id, exported_at)
            for name in paths
        }
        load = Load(
            load_id=pending.load_id,
            source=source,
            file_name=source,
            sha256=sha256,
            exported_at=exported_at,
            landed_at=landed_at or exported_at,
            rows=rows,
            reconciliation=_balance(sum(rows.values())),
        )
        return pending.commit(load)


def _balance(rows: int) -> dict[str, Any]:
    """All rows were loaded, or the load would have been refused; whose money it is, the contracts do not say."""
    every, none = Portion(rows=rows, money=None), Portion(rows=0, money=None)
    balance = Reconciliation(
        read=every, loaded=every, quarantined=none, superseded=none, set_aside=none, rounding=None, causes=()
    )
    told: dict[str, Any] = TypeAdapter(Reconciliation).dump_python(balance, mode="json")
    return told


def _files(path: Path) -> list[Path]:
    found = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    if not found or not all(each.is_file() for each in found):
        raise FileMissing(file=path)
    return found


def _land(  # noqa: PLR0917 - the facts of one table
    engine: duckdb.DuckDBPyConnection, name: str, files: list[Path], target: Path, load_id: int, exported_at: datetime
) -> int:
    if name not in fillable():
        raise NotContractShaped(table=name, problems=f"unknown table; there are {', '.join(fillable())}")
    contract = CONTRACTS[name]
    listed = ", ".join(quoted(str(file)) for file in files)
    source = f"read_parquet([{listed}], union_by_name = true)"
    there = {row[0]: row[1] for row in engine.execute(f"DESCRIBE FROM {source}").fetchall()}
    _refuse(contract, list(_misfits(contract, there)))
    _refuse(contract, list(_bad_values(engine, contract, source, there)))
    columns = ", ".join(_column(column, there) for column in contract.columns())
    row = "source_row" if "source_row" in there else "file_row_number + 1"
    at = exported_at.astimezone(UTC).replace(tzinfo=None)
    engine.execute(
        f"COPY (SELECT {columns}, CAST({load_id} AS BIGINT) AS load_id, CAST({row} AS BIGINT) AS source_row, "
        f"TIMESTAMP '{at}' AS exported_at FROM read_parquet([{listed}], union_by_name = true, file_row_number = true)) "
        f"TO {quoted(str(target))} {COMPRESSED}"
    )
    (rows,) = engine.execute(f"SELECT count(*) FROM {source}").fetchone() or (0,)
    return int(rows)


def _refuse(contract: type[Contract], problems: list[str]) -> None:
    if problems:
        raise NotContractShaped(table=contract.name, problems="; ".join(problems[:5]))


def _misfits(contract: type[Contract], there: Mapping[str, str]) -> Iterator[str]:
    known = {column.name: column for column in contract.columns()}
    for name in there:
        if name not in known and name not in GIVEN:
            yield f"{name}?"
    for name, column in known.items():
        if column.required and name not in there:
            yield f"{name} is missing"
        if name in there and not _fits(column, there[name]):
            yield f"{name}: {there[name]} instead of {DUCKDB_TYPES[column.type]}"


def _fits(column: Column, duck_type: str) -> bool:
    wanted = DUCKDB_TYPES[column.type]
    if wanted == "BIGINT":
        return duck_type.endswith("INT") or duck_type in {"INTEGER", "UINTEGER"}
    if wanted == "TIMESTAMP":
        return duck_type.startswith("TIMESTAMP")
    if wanted == "DOUBLE":
        return duck_type in {"DOUBLE", "FLOAT"} or duck_type.startswith("DECIMAL")
    return duck_type == wanted or duck_type.startswith("ENUM") or duck_type == '"NULL"'


def _bad_values(
    engine: duckdb.DuckDBPyConnection, contract: type[Contract], source: str, there: Mapping[str, str]
) -> Iterator[str]:
    """Empty cells where a value is required, and words outside a column's vocabulary."""
    checks = {}
    for column in contract.columns():
        if column.name in there and column.required:
            checks[f"{column.name} is empty"] = f"{column.name} IS NULL"
        if column.name in there and column.choices:
            checks[f"{column.name} not one of {', '.join(column.choices)}"] = (
                f"CAST({column.name} AS VARCHAR) NOT IN ({', '.join(map(quoted, column.choices))})"
            )
    if not checks:
        return
    counted = ", ".join(f"count(*) FILTER ({condition})" for condition in checks.values())
    found = engine.execute(f"SELECT {counted} FROM {source}").fetchone() or ()
    for said, rows in zip(checks, found, strict=True):
        if rows:
            yield said + filled(" in {n} {n:row|rows}", {"n": rows})


def _column(column: Column, there: Mapping[str, str]) -> str:
    value = column.name if column.name in there else "NULL"
    return f"CAST({value} AS {DUCKDB_TYPES[column.type]}) AS {column.name}"
