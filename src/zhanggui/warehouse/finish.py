"""What has to happen after the landed tables are in place, before anyone may read?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from zhanggui.warehouse.audits import audit
from zhanggui.warehouse.calendar import calendar_rows
from zhanggui.warehouse.derive import derive_sales, derive_visits
from zhanggui.warehouse.facts import (
    SnapshotFacts,
    count_rows,
    first_day,
    last_complete_day,
    loaded_columns,
    write_facts,
)

if TYPE_CHECKING:
    import duckdb

EARLIEST = date(1990, 1, 1)
YEARS_AHEAD = 2


def finish(
    connection: duckdb.DuckDBPyConnection,
    facts: SnapshotFacts,
    as_of: date | None = None,
) -> SnapshotFacts:
    """Derive the sales, lay out the calendar, audit, and write down what the snapshot holds.

    Orders and order lines are there numbered. Raises AuditsFailed where the tables contradict themselves.
    """
    derive_sales(connection, currency=facts.currency, timezone=facts.timezone)
    derive_visits(connection)
    known = as_of or last_complete_day(connection, facts.timezone)
    lay_out_calendar(connection, known)
    rows = count_rows(connection)
    finished = replace(
        facts,
        as_of=known,
        rows=rows,
        loaded=loaded_columns(connection, rows),
        audits=audit(connection, facts.currency, rows),
    )
    write_facts(connection, finished)
    return finished


def lay_out_calendar(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Whole years, from one before the first loaded day to two after the last, so that plans find their festivals."""
    first = first_day(connection) or as_of
    start = max(date(min(first, as_of).year - 1, 1, 1), EARLIEST)
    end = date(max(as_of, EARLIEST).year + YEARS_AHEAD + 1, 1, 1)
    calendar = calendar_rows(start, end)
    connection.register("calendar_rows", calendar)
    connection.execute("CREATE OR REPLACE TABLE calendar AS FROM calendar_rows")
    connection.unregister("calendar_rows")
