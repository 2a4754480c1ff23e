"""How does a contract become a table of the engine?"""

from __future__ import annotations

import functools
from types import MappingProxyType
from typing import TYPE_CHECKING

from zhanggui.warehouse.contracts.contract import DUCKDB_TYPES, PROVENANCE
from zhanggui.warehouse.contracts.register import CONTRACTS

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir
    import pyarrow as pa

    from zhanggui.warehouse.contracts.contract import Column, Contract

LANDED = MappingProxyType({name: contract for name, contract in CONTRACTS.items() if contract.kind != "derived"})
DERIVED = MappingProxyType({name: contract for name, contract in CONTRACTS.items() if contract.kind == "derived"})


def create_empty(connection: duckdb.DuckDBPyConnection, contract: type[Contract]) -> None:
    """Make the contract's table without rows, so that every question can at least be asked."""
    columns = ", ".join(f"{quoted(column.name)} {DUCKDB_TYPES[column.type]}" for column in table_columns(contract))
    connection.execute(f"CREATE OR REPLACE TABLE {quoted(contract.name)} ({columns})")


def table_columns(contract: type[Contract]) -> tuple[Column, ...]:
    """The columns of the stored table: the contract's, and for landed tables where each row came from."""
    return contract.columns() if contract.kind == "derived" else (*contract.columns(), *PROVENANCE)


def arrow_schema(contract: type[Contract]) -> pa.Schema:
    """The Arrow schema of the stored table: what a writer of the landing produces.

    >>> from zhanggui.warehouse.contracts.reference import ProductCosts
    >>> arrow_schema(ProductCosts).field("cost_minor").type
    DataType(int64)
    """
    import pyarrow as pa

    types = {
        "VARCHAR": pa.string(),
        "DATE": pa.date32(),
        "TIMESTAMP": pa.timestamp("us"),
        "BIGINT": pa.int64(),
        "DOUBLE": pa.float64(),
        "BOOLEAN": pa.bool_(),
    }
    return pa.schema([(column.name, types[DUCKDB_TYPES[column.type]]) for column in table_columns(contract)])


@functools.cache
def relation(name: str) -> ir.Table:
    """The contract's table as an Ibis relation of no engine: the same for every shop and version.

    >>> relation("exclusions").schema()["customer"]
    String(length=None, nullable=True)
    """
    import ibis

    return ibis.table(ibis.Schema.from_pyarrow(arrow_schema(CONTRACTS[name])), name=name)


def quoted(name: str) -> str:
    """An identifier as SQL wants it.

    >>> quoted("orders")
    '"orders"'
    """
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def literal(text: str) -> str:
    """A text as an SQL literal.

    >>> literal("it's")
    "'it''s'"
    """
    escaped = text.replace("'", "''")
    return f"'{escaped}'"
