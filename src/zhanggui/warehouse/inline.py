"""How is a tiny shop written down in a test?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from zhanggui.core.errors import UnknownName
from zhanggui.warehouse.contracts.contract import PROVENANCE
from zhanggui.warehouse.engines.duckdb import DuckDBWarehouse
from zhanggui.warehouse.facts import NO_DAY, SnapshotFacts
from zhanggui.warehouse.finish import finish
from zhanggui.warehouse.in_place import NUMBERED, view_numbered
from zhanggui.warehouse.merge import look_at_landed, merge_landed
from zhanggui.warehouse.tables import LANDED, arrow_schema, create_empty, quoted
from zhanggui.warehouse.uniting import unite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import duckdb

    from zhanggui.warehouse.contracts.contract import Contract


def inline_warehouse(
    tables: Mapping[str, Sequence[Mapping[str, object]]],
    *,
    currency: str = "CNY",
    timezone: str = "Asia/Shanghai",
    as_of: date | None = None,
) -> DuckDBWarehouse:
    """A warehouse in memory from rows written as dicts, derived and audited like any published version.

    Columns left out are empty. Instants are UTC, with or without saying so; texts such as "2026-03-01" and
    "2026-03-01 09:30" are read as days and instants. Unless rows say otherwise they come from load 1, in the order
    given, exported just after the last day that any of them names; so nothing is cut off as incomplete.

    >>> shop = inline_warehouse(
    ...     {
    ...         "orders": [
    ...             {
    ...                 "channel": "own_site",
    ...                 "order_id": "1",
    ...                 "ordered_at": "2026-03-01",
    ...                 "paid_at": "2026-03-01",
    ...                 "currency": "CNY",
    ...                 "goods_minor": 990,
    ...             }
    ...         ]
    ...     }
    ... )
    >>> shop.fetch(shop.table("sale_lines").net_sales_minor.sum()).to_pylist()
    [{'Sum(net_sales_minor)': 990}]
    """
    import duckdb

    connection = duckdb.connect(config={"threads": "1"})
    read = {name: _read_rows(name, rows) for name, rows in tables.items()}
    exported_at = _just_after(as_of or _last_day(read, timezone), timezone)
    for name, contract in LANDED.items():
        if read.get(name):
            _land_rows(connection, contract, read[name], exported_at)
        else:
            create_empty(connection, contract)
    unite(connection)
    for name in NUMBERED:
        view_numbered(connection, name, [])
    facts = SnapshotFacts.planned("inline", 0, currency, timezone)
    finish(connection, facts, as_of)
    return DuckDBWarehouse.of(connection)


def _land_rows(
    connection: duckdb.DuckDBPyConnection,
    contract: type[Contract],
    rows: list[dict[str, Any]],
    exported_at: datetime,
) -> None:
    import pyarrow as pa

    told = [
        {"load_id": 1, "source_row": number, "exported_at": exported_at} | row for number, row in enumerate(rows, 1)
    ]
    connection.register("told_rows", pa.Table.from_pylist(told, schema=arrow_schema(contract)))
    if _stand_as_they_are(contract, told):
        connection.execute(f"CREATE TABLE {quoted(contract.name)} AS FROM told_rows")
    else:
        look_at_landed(connection, contract, "told_rows")
        merge_landed(connection, contract)
    connection.unregister("told_rows")


def _stand_as_they_are(contract: type[Contract], rows: list[dict[str, Any]]) -> bool:
    """Whether no row updates or replaces another: each key is there once, and all come from one load."""
    keys = {tuple(row.get(name) for name in contract.key) for row in rows}
    return len(keys) == len(rows) and len({row["load_id"] for row in rows}) == 1


def _read_rows(table: str, rows: Sequence[Mapping[str, object]]) -> list[dict[str, Any]]:
    if table not in LANDED:
        raise UnknownName(
            kind="table", name=table, near=", ".join(get_close_matches(table, LANDED)) or "-", listing="CONTRACTS"
        )
    types = {column.name: column.type for column in (*LANDED[table].columns(), *PROVENANCE)}
    for name in {name for row in rows for name in row} - types.keys():
        near = ", ".join(get_close_matches(name, types)) or "-"
        raise UnknownName(kind=f"column of {table}", name=name, near=near, listing="CONTRACTS")
    return [{name: _read_value(types[name], value) for name, value in row.items()} for row in rows]


def _read_value(kind: str, value: object) -> object:
    if kind == "day" and isinstance(value, str):
        return date.fromisoformat(value)
    if kind == "instant" and isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _last_day(tables: Mapping[str, list[dict[str, Any]]], timezone: str) -> date:
    return max(_days(tables, ZoneInfo(timezone)), default=NO_DAY)


def _days(tables: Mapping[str, list[dict[str, Any]]], zone: ZoneInfo) -> Iterator[date]:
    for rows in tables.values():
        for value in (value for row in rows for value in row.values()):
            if isinstance(value, datetime):
                yield value.replace(tzinfo=UTC).astimezone(zone).date()
            elif isinstance(value, date):
                yield value


def _just_after(day: date, timezone: str) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone))
    return midnight.astimezone(UTC).replace(tzinfo=None)
