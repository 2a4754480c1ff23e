"""How do arrays become the tables of the contract, and the tables files?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.worlds.tea_shop.records.moments import NEVER


class NotInTheContract(RequestAtFault):
    """The world would write columns that the contract does not have."""

    sentence = Words(zh="表 {table} 没有这些列：{columns}。", en="The table {table} has no columns {columns}.")


_ARROW = {
    "text": pa.string(),
    "pseudonym": pa.string(),
    "day": pa.date32(),
    "instant": pa.timestamp("us"),
    "integer": pa.int64(),
    "money": pa.int64(),
    "ratio": pa.float64(),
    "flag": pa.bool_(),
}
_DIFFERENT_IN_EACH_ROW = frozenset(
    ("order_id", "line_id", "payment_id", "refund_id", "review_id", "event_id", "session_id", "identity")
)


def schema_of(table: str) -> pa.Schema:
    """The contract's columns as Arrow keeps them; instants are UTC.

    >>> schema_of("product_costs").names
    ['sku', 'valid_from', 'cost_minor', 'currency']
    """
    return pa.schema(
        [
            pa.field(column.name, _ARROW[column.type], nullable=not column.required)
            for column in CONTRACTS[table].columns()
        ]
    )


def sheet(table: str, rows: int, columns: Mapping[str, Any]) -> pa.Table:
    """A table of the contract: a single value fills its column, a column not given stays empty."""
    schema = schema_of(table)
    unknown = set(columns) - set(schema.names)
    if unknown:
        raise NotInTheContract(table=table, columns=", ".join(sorted(unknown)))
    return pa.Table.from_arrays([_column(columns.get(field.name), field.type, rows) for field in schema], schema=schema)


def sheet_of_rows(table: str, rows: list[dict[str, Any]]) -> pa.Table:
    """A table of the contract from a few written rows."""
    return sheet(
        table, len(rows), {name: [row.get(name) for row in rows] for name in {key for row in rows for key in row}}
    )


def instants(micros: Any, known: int | np.int64) -> pa.Array:
    """UTC microseconds as instants, empty from the moment on that is not yet known."""
    whole = np.asarray(micros)
    return pa.array(whole, pa.int64(), mask=(whole >= known) | (whole >= NEVER)).cast(pa.timestamp("us"))


def _column(values: Any, type_: pa.DataType, rows: int) -> pa.Array:
    if values is None:
        return pa.nulls(rows, type_)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values, pa.Array):
        return values if values.type == type_ else values.cast(type_)
    if isinstance(values, np.ndarray):
        return pa.array(values).cast(type_) if pa.types.is_temporal(type_) else pa.array(values, type_)
    if isinstance(values, list):
        return pa.array(values, type_)
    return pa.repeat(pa.scalar(values, type_), rows)


class SheetWriter:
    """Writes tables of the contract to one Parquet file each, chunk after chunk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, int] = {}
        self._files: dict[str, pq.ParquetWriter] = {}

    def write(self, table: str, content: pa.Table) -> None:
        """Append to a table's file; an empty first chunk makes an empty file."""
        if table not in self._files:
            path = self.folder / f"{table}.parquet"
            repeating = [name for name in schema_of(table).names if name not in _DIFFERENT_IN_EACH_ROW]
            self._files[table] = pq.ParquetWriter(
                path, schema_of(table), compression="zstd", compression_level=1, use_dictionary=repeating
            )
            self.rows[table] = 0
        if content.num_rows:
            self._files[table].write_table(content)
            self.rows[table] += content.num_rows

    def write_all(self, tables: Mapping[str, pa.Table]) -> None:
        """Append to several files."""
        for table, content in tables.items():
            self.write(table, content)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()
