"""How do the clean rows of one sheet become the Parquet files of the tables?"""

# ruff: noqa: S608 - names and literals in the SQL come from contracts and from maps, quoted where they are text

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb

from zhanggui.ingest.compiling.sheet_plan import PlannedColumn, PlannedTable, SheetPlan
from zhanggui.ingest.errors import FileTooLarge, FileUnreadable
from zhanggui.ingest.people import name_people, scoped
from zhanggui.ingest.readers.sheet import SEQUENTIAL, BrokenLine, quoted
from zhanggui.warehouse.contracts.contract import DUCKDB_TYPES, PROVENANCE
from zhanggui.warehouse.merge import KEY_OCCURS_ONCE, key_as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

MOST_BROKEN_LINES = 10_000
# Most long columns hardly repeat: trying to make a dictionary of them costs more than all the rest of writing. Version
# 2 writes what rises in small steps (rows, times, ids) as steps, which is smaller and read faster.
PARQUET = "FORMAT parquet, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 5000, COMPRESSION zstd, COMPRESSION_LEVEL 1"
COMPRESSED = f"({PARQUET})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What every landed row carries besides its source row."""

    load_id: int
    exported_at: datetime


@dataclass(slots=True, kw_only=True)
class Filling:
    """The work on one sheet: judge the rows once, then write table after table from what is clean."""

    engine: DuckDBPyConnection
    plan: SheetPlan
    work: Path
    broken: tuple[BrokenLine, ...] = ()
    groups: dict[int, str] = field(default_factory=dict)
    unique: set[int] = field(default_factory=set)

    def judge(self) -> None:
        """Read the file once: `cleaned` holds every row, `late` what only a look at all rows shows, `good` the rest."""
        self._execute("RESET preserve_insertion_order")
        self._scan()
        # Rows know their number now: what comes out of a join is written by every core, not in order by one.
        self._execute("SET preserve_insertion_order = false")
        self._execute(f"CREATE OR REPLACE TEMP VIEW cleaned AS SELECT *, {self.plan.counted} FROM judged")
        self._execute("CREATE OR REPLACE TEMP TABLE late (_row BIGINT, _problem VARCHAR)")
        self._execute("CREATE OR REPLACE TEMP VIEW good AS FROM cleaned WHERE _problem IS NULL")
        for cell in self.plan.book.cells.values():
            if cell.is_personal:
                kind = scoped("name" if cell.kind == "person_name" else cell.kind, self.plan.situation.source.platform)
                name_people(self.engine, kind, cell.name)
        self._settle_currency()
        self._supersede()
        # The facts alone: what they refuse must not be in the groups of the others, made when they are written.
        for number, table in enumerate(self.plan.tables):
            if table.one_row_per and table.contract.kind == "fact":
                self._group(number, table)

    def write(self, pieces: Path, provenance: Provenance) -> Iterator[tuple[str, Path]]:
        """Write every table of the sheet; yields the table's name and its piece."""
        for number, table in enumerate(self.plan.tables):
            target = pieces / f"{table.contract.name}-{self.plan.situation.part}-{number}.parquet"
            rows = self.rows_of(number, table, provenance)
            told = f"{{{KEY_OCCURS_ONCE}: {quoted(key_as_text(table.contract))}}}" if self._occurs_once(table) else "{}"
            self._execute(f"COPY ({rows}) TO {quoted(str(target))} ({PARQUET}, KV_METADATA {told})")
            yield table.contract.name, target

    def rows_of(self, number: int, table: PlannedTable, provenance: Provenance) -> str:
        """The rows of one table as they are landed."""
        if table.one_row_per and number not in self.groups:
            self._group(number, table)
        rows = self._from_group(number, table) if table.one_row_per else self._from_rows(number, table)
        return self._landed(table, rows, provenance)

    def source_row(self) -> str:
        """The row as a spreadsheet program counts it, from its position among the rows that were read."""
        before = self.plan.situation.sheet.records_before
        places = sorted(line.line - before for line in self.broken)
        if not places:
            return f"(_row + {before})"
        steps = [place - index for index, place in enumerate(places)]
        return f"(_row + {before} + len(list_filter({steps}, lambda step: _row >= step)))"

    def joined(self, people: frozenset[str], rows: str = "good") -> str:
        """The rows with the pseudonyms of the identities that are asked for."""
        joins = (f" LEFT JOIN who_{cell} ON who_{cell}.identity = {cell}" for cell in sorted(people))
        return rows + "".join(joins)

    def _scan(self) -> None:
        try:
            self._execute(f"CREATE OR REPLACE TEMP TABLE judged AS {self.plan.cleaned()}")
        except duckdb.Error as error:
            if SEQUENTIAL not in str(error):
                raise
            # A line break inside quotation marks: only one thread can tell where such a row ends.
            sequential = self.plan.situation.sheet.sequential()
            self.plan = SheetPlan(replace(self.plan.situation, sheet=sequential))
            self._scan()
            return
        self.broken = (*self.plan.situation.sheet.broken, *self._rejected())
        limit = self.plan.situation.limits.rows
        (rows,) = self.engine.execute("SELECT count(*) FROM judged").fetchone() or (0,)
        if rows > limit:
            raise FileTooLarge(
                file=self.plan.situation.source.name, size=f"{rows:,}", limit=f"{limit:,}", setting="rows"
            )

    def _settle_currency(self) -> None:
        """A file in one currency may say so in some rows alone; in a file of several, every row must say it."""
        said = self.plan.said_currency
        if said is None:
            return
        # A statement may name its currency in its row of totals alone.
        telling = f"{said} IS NOT NULL AND (_problem IS NULL OR starts_with(_problem, 'totals_row'))"
        found = self.engine.execute(f"SELECT DISTINCT {said} FROM cleaned WHERE {telling} LIMIT 2").fetchall()
        if len(found) > 1:
            header = self.plan.situation.sheet.headers[0]
            self._execute(f"INSERT INTO late SELECT _row, {quoted('missing|' + header)} FROM good WHERE {said} IS NULL")
            self._leave_out_late()
            return
        only = found[0][0] if found else self.plan.situation.currency
        self.plan = SheetPlan(replace(self.plan.situation, file_currency=only))

    def _rejected(self) -> tuple[BrokenLine, ...]:
        if self.plan.situation.sheet.delimiter is None:
            return ()
        rows = self.engine.execute("SELECT DISTINCT line, csv_line FROM reject_errors ORDER BY line").fetchall()
        self._execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
        if len(rows) > MOST_BROKEN_LINES:
            raise FileUnreadable(file="CSV", why=f"{len(rows)} × broken_quotes")
        return tuple(BrokenLine(line, text or "") for line, text in rows)

    def _supersede(self) -> None:
        """Of rows with the same key in one file the last counts; the first table that takes every row judges."""
        number, table = next(
            ((n, table) for n, table in enumerate(self.plan.tables) if not table.one_row_per), (0, None)
        )
        if table is None or any(_is_made(table.column(name)) for name in table.key):
            return
        self.unique.add(number)
        keys = ", ".join(table.column(name).sql for name in table.key_of_source_row)
        rows = f"{self.joined(table.people)} WHERE {table.where}"
        if not self._repeats(keys, rows):
            return
        last = f"row_number() OVER (PARTITION BY {keys} ORDER BY _row DESC)"
        self._execute(
            f"INSERT INTO late SELECT _row, 'superseded|' FROM (SELECT _row, {last} AS _place FROM {rows}) WHERE _place > 1"
        )
        self._leave_out_late()

    def _occurs_once(self, table: PlannedTable) -> bool:
        """Whether no two of the rows written can have the same key, by the way they are made."""
        if table.one_row_per:
            constant = {planned.column.name for planned in table.columns if planned.is_constant}
            return set(table.one_row_per) | constant >= set(table.contract.key) >= set(table.one_row_per)
        return table.spread is None and set(table.key) == set(table.contract.key)

    def _repeats(self, keys: str, rows: str) -> bool:
        """Whether a key occurs twice; two keys that share a hash cost time, never truth."""
        query = f"SELECT count(*) - count(DISTINCT hash({keys})) FROM {rows}"
        return bool(self.engine.execute(query).fetchone()[0])  # type: ignore[index]

    def _group(self, number: int, table: PlannedTable) -> None:
        """Make one row per key; facts that lack what they need take all their rows into quarantine."""
        name = self.groups[number] = f"grouped_{number}"
        cells = _cells_of_people(table)
        keys = ", ".join(
            cells.get(key, table.column(key).sql) for key in table.one_row_per if not table.column(key).is_constant
        )
        present = " AND ".join(f"NOT ({table.column(key).value.missing})" for key in table.one_row_per)
        columns = ", ".join(_grouped(planned, table, cells) for planned in table.columns)
        rows = "good" if len(cells) == len(table.people_columns) else self.joined(table.people)
        grouped = (
            f"SELECT {columns}, min(_row) AS _row, max(_row) AS _last, count(*) AS _count FROM {rows} "
            f"WHERE {table.where} AND {present} {f'GROUP BY {keys}' if keys else 'HAVING count(*) > 0'}"
        )
        named = ", ".join(f"who_{cell}.pseudonym AS {column}" for column, cell in cells.items())
        joins = " ".join(f"LEFT JOIN who_{cell} ON who_{cell}.identity = g.{column}" for column, cell in cells.items())
        select = f"g.* REPLACE ({named})" if cells else "*"
        self._execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {select} FROM ({grouped}) AS g {joins}")
        for planned in table.needed:
            if table.contract.kind == "fact":
                self._refuse_groups(name, table, planned)
            self._execute(f"DELETE FROM {name} WHERE {planned.column.name} IS NULL")

    def _refuse_groups(self, name: str, table: PlannedTable, planned: PlannedColumn) -> None:
        header = planned.value.headers[0] if planned.value.headers else planned.column.title.en
        keys = [key for key in table.one_row_per if not table.column(key).is_constant]
        same = " AND ".join(f"lacking.{key} IS NOT DISTINCT FROM {table.column(key).sql}" for key in keys)
        lacking = f"(SELECT * FROM {name} WHERE {planned.column.name} IS NULL) AS lacking"
        found = self.engine.execute(f"SELECT 1 FROM {lacking} LIMIT 1").fetchone()
        if found and keys:
            self._execute(
                f"INSERT INTO late SELECT good._row, {quoted('missing|' + header)} FROM {self.joined(table.people)} "
                f"JOIN {lacking} ON {same} WHERE {table.where}"
            )
            self._leave_out_late()

    def _leave_out_late(self) -> None:
        self._execute(
            "CREATE OR REPLACE TEMP VIEW good AS FROM cleaned WHERE _problem IS NULL AND _row NOT IN (SELECT _row FROM late)"
        )

    def _from_group(self, number: int, table: PlannedTable) -> str:
        columns = ", ".join(planned.column.name for planned in table.columns)
        return f"SELECT {columns}, _row FROM {self.groups[number]}"

    def _from_rows(self, number: int, table: PlannedTable) -> str:
        columns = ", ".join(
            f"{planned.sql} AS {planned.column.name}" for planned in table.columns if not _is_made(planned)
        )
        made, joins = "", ""
        for planned in table.columns:
            if _is_made(planned):
                sql, join = self._made(planned, table)
                made, joins = f"{made}, {sql} AS {planned.column.name}", joins + join
        rows = f"{self.joined(table.people, table.spread.rows('good') if table.spread else 'good')}{joins} WHERE {table.where}"
        select = f"SELECT {columns}{made}, good._row FROM {rows}"
        keys = [table.column(name) for name in table.key]
        if number in self.unique or any(map(_is_made, keys)):
            return select
        if not self._repeats(", ".join(key.sql for key in keys), rows):
            return select
        names = ", ".join(key.column.name for key in keys)
        return f"SELECT * FROM ({select}) QUALIFY row_number() OVER (PARTITION BY {names} ORDER BY _row DESC) = 1"

    def _made(self, planned: PlannedColumn, table: PlannedTable) -> tuple[str, str]:
        """A line's position in its order, or an id made of the row's content; with the join that it takes."""
        if planned.value.kind == "position":
            keys = [table.column(name) for name in planned.value.sql.split(", ")]
            return self._position([key.sql for key in keys if not key.is_constant])
        if not self._repeats(planned.sql, f"{self.joined(table.people)} WHERE {table.where}"):
            return planned.sql, ""
        # Dense, because the amounts of one spread row stand side by side.
        again = f"dense_rank() OVER (PARTITION BY {planned.sql} ORDER BY good._row)"
        return f"{planned.sql} || CASE WHEN {again} > 1 THEN '-' || {again} ELSE '' END", ""

    def _position(self, keys: list[str]) -> tuple[str, str]:
        """#1, #2, … within an order: where an order's rows follow each other, by subtraction instead of sorting."""
        listed = ", ".join(keys)
        numbered = f"row_number() OVER (PARTITION BY {listed} ORDER BY good._row)"
        found = [
            (n, table) for n, table in enumerate(self.plan.tables) if n in self.groups and _group_keys(table) == keys
        ]
        if not found:
            return f"'#' || {numbered}", ""
        number, table = found[0]
        names = [key for key in table.one_row_per if not table.column(key).is_constant]
        same = " AND ".join(f"span.{name} = {key}" for name, key in zip(names, keys, strict=True))
        spans = f"(SELECT {', '.join(names)}, _row, _last, _count FROM {self.groups[number]}) AS span"
        scattered = f"(SELECT good._row, {numbered} AS place FROM good JOIN {spans} ON {same} WHERE _last - span._row >= _count)"
        place = "CASE WHEN span._last - span._row < span._count THEN good._row - span._row + 1 ELSE scattered.place END"
        join = f" LEFT JOIN {spans} ON {same} LEFT JOIN {scattered} AS scattered ON scattered._row = good._row"
        return f"'#' || ({place})", join

    def _landed(self, table: PlannedTable, rows: str, provenance: Provenance) -> str:
        # What the source cannot fill is not written: readers take a column that is not there for empty.
        filled = [planned.column.name for planned in table.columns if planned.value.missing != "true"]
        return f"SELECT {', '.join(filled)}, {self.carried(provenance)} FROM ({rows})"

    def carried(self, provenance: Provenance) -> str:
        """The provenance columns of rows that have a `_row`."""
        at = provenance.exported_at.astimezone(UTC).replace(tzinfo=None)
        values = (str(provenance.load_id), self.source_row(), f"TIMESTAMP '{at}'")
        return ", ".join(
            f"CAST({value} AS {DUCKDB_TYPES[column.type]}) AS {column.name}"
            for column, value in zip(PROVENANCE, values, strict=True)
        )

    def _execute(self, sql: str) -> None:
        self.engine.execute(sql)


def _group_keys(table: PlannedTable) -> list[str]:
    return [table.column(key).sql for key in table.one_row_per if not table.column(key).is_constant]


def _is_made(planned: PlannedColumn) -> bool:
    return planned.value.kind in {"position", "content"}


def _cells_of_people(table: PlannedTable) -> dict[str, str]:
    """The cell behind each column of people, where all are plain: then the few groups are named, not the rows."""
    cells = {planned.column.name: cell for planned in table.people_columns for cell in planned.value.people}
    plain = all(planned.value.sql == f"who_{cells[planned.column.name]}.pseudonym" for planned in table.people_columns)
    return cells if plain and len(set(cells.values())) == len(cells) else {}


def _grouped(planned: PlannedColumn, table: PlannedTable, cells: Mapping[str, str]) -> str:
    name = planned.column.name
    sql = cells.get(name, planned.sql)
    # A constant that is added up counts the rows of the group.
    if (planned.is_constant and planned.take != "sum") or name in table.one_row_per:
        return f"{sql} AS {name}"
    taken = {
        "first": f"arg_min({sql}, _row)",
        "last": f"arg_max({sql}, _row)",
        "sum": f"CAST(sum({sql}) AS BIGINT)",
        "least": f"min({sql})",
        "greatest": f"max({sql})",
    }
    return f"{taken[planned.take]} AS {name}"
