"""What is known about each key once later exports have updated earlier ones?"""

# ruff: noqa: S608 - the names put into SQL are those of our own contracts

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.warehouse.contracts.contract import DUCKDB_TYPES
from zhanggui.warehouse.tables import literal, quoted, table_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import duckdb

    from zhanggui.warehouse.contracts.contract import Column, Contract

# What a landed Parquet file says of itself, with the key as text, when no key of its table occurs twice in it.
KEY_OCCURS_ONCE = "key_occurs_once"
RULES = 1  # raise when the meaning of a merged table changes, so that older versions are not copied from


def look_at_landed(
    connection: duckdb.DuckDBPyConnection, contract: type[Contract], source: str, *, occurs_once: bool = False
) -> bool:
    """Say whether every landed row counts just as it is, and leave what `merge_landed` needs.

    `source` is what SQL reads the landed rows from. Mostly each key occurs once, and nothing has to be merged;
    `occurs_once` says that this is known, and need not be found out.
    """
    connection.execute(f"CREATE OR REPLACE TEMP VIEW landed_files AS {contract_columns(connection, contract, source)}")
    connection.execute("CREATE OR REPLACE TEMP VIEW landed AS FROM landed_files")
    is_replaced = bool(contract.replaces) and _drop_replaced(connection, contract)
    return not _mark_repeated(connection, contract, occurs_once=occurs_once) and not is_replaced


def key_as_text(contract: type[Contract]) -> str:
    """The columns that tell the rows of a table apart.

    >>> from zhanggui.warehouse.contracts.register import CONTRACTS
    >>> key_as_text(CONTRACTS["orders"])
    'channel, order_id'
    """
    return ", ".join(contract.key)


def key_occurs_once(connection: duckdb.DuckDBPyConnection, contract: type[Contract], files: Sequence[Path]) -> bool:
    """Whether the landed rows are those of one file, and it says that no key of the contract occurs twice in it."""
    if len(files) != 1:
        return False
    told = f"SELECT decode(value) FROM parquet_kv_metadata({literal(str(files[0]))}) WHERE decode(key) = '{KEY_OCCURS_ONCE}'"
    return connection.execute(told).fetchall() == [(key_as_text(contract),)]


def merge_landed(connection: duckdb.DuckDBPyConnection, contract: type[Contract]) -> None:
    """Build a contract's table from the landed rows that were looked at last.

    Per key and column the latest value that is not empty wins, by (exported_at, load_id, source_row). In tables that
    `replaces`, a group comes from its latest load alone, unless its loads hold different lines with ids of their own.
    """
    ((count,),) = connection.execute("SELECT count(*) FROM repeated").fetchall()
    rows = _merged(contract) if count else "FROM landed"
    connection.execute(f"CREATE OR REPLACE TABLE {quoted(contract.name)} AS {rows}")


def contract_columns(
    connection: duckdb.DuckDBPyConnection,
    contract: type[Contract],
    source: str,
    *,
    first: str = "",
) -> str:
    """A query for exactly the contract's columns, whatever columns the landed files have; `first` goes before them."""
    there = {row[0] for row in connection.execute(f"DESCRIBE FROM {source}").fetchall()}
    columns = ", ".join(_told(column, there) for column in table_columns(contract))
    return f"SELECT {first}{columns} FROM {source}"


def parquet(files: Iterable[Path]) -> str:
    """What SQL reads some Parquet files from."""
    listed = ", ".join(literal(str(file)) for file in files)
    return f"read_parquet([{listed}], union_by_name = true)"


def _told(column: Column, there: set[str]) -> str:
    # A file landed before a column was added to the contract has no such column: its values are empty.
    value = quoted(column.name) if column.name in there else "NULL"
    return f"CAST({value} AS {DUCKDB_TYPES[column.type]}) AS {quoted(column.name)}"


def _drop_replaced(connection: duckdb.DuckDBPyConnection, contract: type[Contract]) -> bool:
    """Narrow `landed` to the rows that no later load of their group replaced; say whether any was."""
    group = ", ".join(map(quoted, contract.replaces))
    (own,) = (quoted(name) for name in contract.key if name not in contract.replaces)
    # An id of the channel's own is the same line in every load, so its values are merged; a position is not.
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE superseded AS
        WITH spread AS (
            SELECT {group}, {own}, load_id, exported_at
            FROM landed_files
            WHERE hash({group}) IN (SELECT hash({group}) FROM landed_files GROUP BY 1 HAVING min(load_id) <> max(load_id))
        ),
        judged AS (
            SELECT
                {group},
                arg_max(load_id, (exported_at, load_id)) AS latest,
                bool_or(starts_with({own}, '#')) AS is_by_position,
                count(DISTINCT {own}) = count(DISTINCT (load_id, {own})) AS is_disjoint
            FROM spread
            GROUP BY {group}
        ),
        current_lines AS (
            SELECT DISTINCT {group}, {own}, TRUE AS is_current
            FROM spread JOIN judged USING ({group})
            WHERE load_id = latest
        )
        SELECT DISTINCT {group}, {own}, load_id
        FROM spread
        JOIN judged USING ({group})
        LEFT JOIN current_lines USING ({group}, {own})
        WHERE load_id <> latest AND (is_by_position OR NOT (is_disjoint OR coalesce(is_current, FALSE)))
    """)
    ((count,),) = connection.execute("SELECT count(*) FROM superseded").fetchall()
    if count:
        connection.execute(f"""
            CREATE OR REPLACE TEMP VIEW landed AS
            FROM landed_files ANTI JOIN superseded USING ({group}, {own}, load_id)
        """)
    return bool(count)


def _mark_repeated(connection: duckdb.DuckDBPyConnection, contract: type[Contract], *, occurs_once: bool) -> bool:
    """Note the keys that occur more than once; a hash that two keys share costs time, never truth."""
    key = ", ".join(map(quoted, contract.key))
    found = "LIMIT 0" if occurs_once else "GROUP BY 1 HAVING count(*) > 1"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT hash({key}) AS key_hash FROM landed {found}")
    ((count,),) = connection.execute("SELECT count(*) FROM repeated").fetchall()
    return bool(count)


def _merged(contract: type[Contract]) -> str:
    key = ", ".join(map(quoted, contract.key))
    columns = [quoted(column.name) for column in table_columns(contract)]
    latest = ", ".join(
        name if name.strip('"') in contract.key else f"arg_max({name}, moment) AS {name}" for name in columns
    )
    return f"""
        SELECT {", ".join(columns)}
        FROM landed
        WHERE hash({key}) NOT IN (FROM repeated)
        UNION ALL
        SELECT {latest}
        FROM (
            SELECT *, row_number() OVER (ORDER BY exported_at, load_id, source_row) AS moment
            FROM landed
            WHERE hash({key}) IN (FROM repeated)
        )
        GROUP BY {key}
    """
