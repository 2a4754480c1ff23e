"""How are Parquet files and JSON lines read?"""

# ruff: noqa: S608 - names and literals in the SQL come from contracts and from maps, quoted where they are text

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.ingest.errors import DAMAGED, FileUnreadable
from zhanggui.ingest.readers.sheet import Sheet, quoted

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

SAMPLED_OBJECTS = 2_000


def read_parquet(engine: DuckDBPyConnection, path: Path) -> Sheet:
    """Open a Parquet file; columns keep their types."""
    import duckdb

    try:
        described = engine.execute(f"DESCRIBE SELECT * FROM read_parquet({quoted(str(path))})").fetchall()
    except duckdb.Error:
        raise FileUnreadable(file=path.name, why=DAMAGED) from None
    names = [row[0] for row in described]
    cells = ", ".join(f'"{_escaped(name)}" AS c{index}' for index, name in enumerate(names))
    source = f"read_parquet({quoted(str(path))}, file_row_number=true)"
    return Sheet(
        relation=f"(SELECT {cells}, file_row_number + 1 AS _row, '' AS _shape FROM {source})",
        headers=tuple(names),
        types=tuple(row[1] for row in described),
    )


def read_json_lines(engine: DuckDBPyConnection, path: Path) -> Sheet:
    """Open a file with one JSON object a line; keys are headers, values are text; other lines are cut rows."""
    import duckdb

    source = f"read_ndjson_objects({quoted(str(path))}, ignore_errors=true)"
    keys = (
        f"SELECT DISTINCT unnest(json_keys(json)) FROM (SELECT json FROM {source} LIMIT {SAMPLED_OBJECTS}) ORDER BY 1"
    )
    try:
        names = [row[0] for row in engine.execute(keys).fetchall()]
    except duckdb.Error:
        raise FileUnreadable(file=path.name, why=DAMAGED) from None
    cells = ", ".join(f"json ->> {quoted('$.' + _json_path(name))} AS c{index}" for index, name in enumerate(names))
    shape = "CASE WHEN json IS NULL OR json_type(json) <> 'OBJECT' THEN 'short' ELSE '' END"
    return Sheet(
        relation=f"(SELECT {cells}, row_number() OVER () AS _row, {shape} AS _shape FROM {source})",
        headers=tuple(names),
        types=("VARCHAR",) * len(names),
    )


def _escaped(name: str) -> str:
    return name.replace('"', '""')


def _json_path(name: str) -> str:
    return '"' + name.replace('"', '\\"') + '"'
