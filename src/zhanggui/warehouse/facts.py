"""What does a snapshot say about itself?"""

# ruff: noqa: S608 - the names put into SQL are those of our own contracts

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from zhanggui.warehouse.audits import AuditFinding
from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.warehouse.tables import LANDED, quoted, table_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from zhanggui.warehouse.contracts.contract import Contract
    from zhanggui.warehouse.landing import Load

NO_DAY = date(1970, 1, 1)
COVERED = (("sale_lines", "ordered_day"), ("events", "happened_day"))
COUNTED = (("traffic_stats", "day"), ("ad_stats", "day"), ("stock_levels", "day"))
EXPORTS_OF = ("orders", "order_lines", "events")


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotFacts:
    """One published version: what it was built from, what it holds, what the audits found.

    `loaded` names per table the columns in which some row has a value; `built_from` is the print of the landing
    files per table, by which the next version knows what it may copy; `in_place` names the Parquet files of the
    tables that were left in them, `united` the tables in which codes or customers count as another one.
    """

    name: str
    version: int
    currency: str
    timezone: str
    as_of: date
    known_at: datetime | None
    loads: tuple[int, ...]
    rows: Mapping[str, int]
    loaded: Mapping[str, tuple[str, ...]]
    audits: tuple[AuditFinding, ...]
    built_from: Mapping[str, str]
    in_place: Mapping[str, tuple[str, ...]]
    united: tuple[str, ...] = ()

    @classmethod
    def planned(
        cls,
        name: str,
        version: int,
        currency: str,
        timezone: str,
        *,
        loads: Sequence[Load] = (),
        known_at: datetime | None = None,
    ) -> Self:
        """What is known before the version is built: its name, its shop and the loads that count for it."""
        return cls(
            name=name,
            version=version,
            currency=currency,
            timezone=timezone,
            as_of=NO_DAY,
            known_at=known_at,
            loads=tuple(load.load_id for load in loads),
            rows={},
            loaded={},
            audits=(),
            built_from={},
            in_place={},
        )


def write_facts(connection: duckdb.DuckDBPyConnection, facts: SnapshotFacts) -> None:
    """Keep the facts inside the snapshot, so that the file alone is complete."""
    connection.execute("CREATE OR REPLACE TABLE snapshot_facts (facts VARCHAR)")
    connection.execute("INSERT INTO snapshot_facts VALUES (?)", [json.dumps(asdict(facts), default=str)])


def read_facts(connection: duckdb.DuckDBPyConnection, table: str = "snapshot_facts") -> SnapshotFacts:
    """The facts that a snapshot carries."""
    ((text,),) = connection.execute(f"SELECT facts FROM {table}").fetchall()
    stored: dict[str, Any] = json.loads(text)
    known_at = stored["known_at"]
    return SnapshotFacts(
        **stored
        | {
            "as_of": date.fromisoformat(stored["as_of"]),
            "known_at": datetime.fromisoformat(known_at) if known_at else None,
            "loads": tuple(stored["loads"]),
            "united": tuple(stored.get("united", ())),  # versions built before there was such a thing lack it
            "loaded": {table: tuple(columns) for table, columns in stored["loaded"].items()},
            "in_place": {table: tuple(names) for table, names in stored["in_place"].items()},
            "audits": tuple(
                AuditFinding(**found | {"examples": tuple(found["examples"])}) for found in stored["audits"]
            ),
        },
    )


def count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows per contract table."""
    # One query: there are many tables, and most are empty.
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {quoted(name)}" for name in CONTRACTS)
    found = dict(connection.execute(counts).fetchall())
    return {name: found[name] for name in CONTRACTS}


def loaded_columns(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Per table the columns that have a value somewhere."""
    return {name: _filled(connection, contract) if rows[name] else () for name, contract in CONTRACTS.items()}


def last_complete_day(connection: duckdb.DuckDBPyConnection, timezone: str) -> date:
    """The last day with sales or events, unless the export was made before that day was over.

    as_of = min(last day with rows, day of the newest export − 1), both in the shop's zone. Without sales and events
    the last day of what platforms count stands in; without any, 1970-01-01.
    """
    last = _latest_day(connection, COVERED) or _latest_day(connection, COUNTED)
    if last is None:
        return NO_DAY
    newest = _newest_export(connection, EXPORTS_OF) or _newest_export(connection, tuple(LANDED))
    if newest is None:
        return last
    export_day = newest.replace(tzinfo=UTC).astimezone(ZoneInfo(timezone)).date()
    return min(last, export_day - timedelta(days=1))


def first_day(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The earliest day on which something was sold, done or counted."""
    days = [_single(connection, f"SELECT min({day}) FROM {table}") for table, day in (*COVERED, *COUNTED)]
    return min((day for day in days if day is not None), default=None)


def _filled(connection: duckdb.DuckDBPyConnection, contract: type[Contract]) -> tuple[str, ...]:
    names = [column.name for column in table_columns(contract)]
    counts = ", ".join(f"count({quoted(name)})" for name in names)
    (found,) = connection.execute(f"SELECT {counts} FROM {quoted(contract.name)}").fetchall()
    return tuple(name for name, count in zip(names, found, strict=True) if count)


def _latest_day(connection: duckdb.DuckDBPyConnection, sources: tuple[tuple[str, str], ...]) -> date | None:
    days = [_single(connection, f"SELECT max({day}) FROM {table}") for table, day in sources]
    return max((day for day in days if day is not None), default=None)


def _newest_export(connection: duckdb.DuckDBPyConnection, tables: tuple[str, ...]) -> datetime | None:
    times = [_single(connection, f"SELECT max(exported_at) FROM {quoted(table)}") for table in tables]
    return max((time for time in times if time is not None), default=None)


def _single(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    ((value,),) = connection.execute(sql).fetchall()
    return value
