"""Which SQL reads one sheet under one map: clean cells, a verdict on every row, and the tables?"""

# ruff: noqa: S608 - names and literals in the SQL come from contracts and from maps, quoted where they are text

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zhanggui.ingest.compiling.cells import CellBook
from zhanggui.ingest.compiling.cleaning import AMOUNT, known_currencies, minor_sql, to_utc
from zhanggui.ingest.compiling.expressions import Compiler
from zhanggui.ingest.compiling.spreading import PlannedSpread, spread_of
from zhanggui.ingest.compiling.values import Value, ValueKind, nothing
from zhanggui.ingest.mapping.column_map import SHOP
from zhanggui.ingest.mapping.language import Const, Expression, From
from zhanggui.ingest.readers.sheet import quoted
from zhanggui.ingest.reasons import BETWEEN, SHAPES
from zhanggui.warehouse.contracts.contract import DUCKDB_TYPES
from zhanggui.warehouse.contracts.register import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zhanggui.ingest.compiling.situation import Situation
    from zhanggui.ingest.mapping.column_map import TableMap, Take
    from zhanggui.warehouse.contracts.contract import Column, ColumnType, Contract

WANTED: dict[ColumnType, ValueKind] = {
    "text": "text",
    "day": "day",
    "instant": "instant",
    "integer": "integer",
    "money": "amount",
    "ratio": "ratio",
    "flag": "flag",
    "pseudonym": "person",
}
MOMENTS = ("ordered_at", "happened_at", "occurred_at", "day")  # by which a row belongs to a period
MAY_LIE_AHEAD = ("starts_at", "ends_at", "valid_from", "completed_at", "ship_by_at", "deliver_by_at")
TOTALS = r"^\s*(?:(?:本页|全部)?(?:合计|总计|小计|汇总|总和)(?:[:：].*)?|(?i:(?:grand |sub)?totals?|sum)[:：]?)\s*$"
REMARKS = r"^\s*(?:#|\d+ record\(s\)|Seller ID|[-=*]{3,})"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedColumn:
    """One target column as SQL in its landed type."""

    column: Column
    value: Value
    sql: str
    is_constant: bool
    take: Take = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTable:
    """One table to be filled from the sheet."""

    contract: type[Contract]
    columns: tuple[PlannedColumn, ...]
    where: str
    one_row_per: tuple[str, ...]
    spread: PlannedSpread | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """The key columns that the map fills; those it leaves out are empty in every row."""
        filled = {planned.column.name for planned in self.columns}
        return tuple(name for name in self.contract.key if name in filled)

    @property
    def key_of_source_row(self) -> tuple[str, ...]:
        """The key without what tells the amounts of one row of the file apart."""
        apart = self.spread.values if self.spread else {}
        return tuple(name for name in self.key if name not in apart)

    @property
    def people(self) -> frozenset[str]:
        """The identities that must be joined."""
        return frozenset[str]().union(*(planned.value.people for planned in self.columns))

    @property
    def people_columns(self) -> tuple[PlannedColumn, ...]:
        """The columns that hold pseudonyms."""
        return tuple(planned for planned in self.columns if planned.value.people)

    @property
    def has_its_key(self) -> bool:
        """Whether the file says anything about what the rows are to be grouped by."""
        return all(self.column(name).value.missing != "true" for name in self.one_row_per)

    def column(self, name: str) -> PlannedColumn:
        """One planned column by name."""
        return next(planned for planned in self.columns if planned.column.name == name)

    @property
    def needed(self) -> Iterator[PlannedColumn]:
        """The columns without which a row is no row; what the file does not have at all is lacking in every row."""
        pieces = self.spread.values if self.spread else {}
        needed = (planned for planned in self.columns if planned.column.required and planned.column.name not in pieces)
        return (planned for planned in needed if not planned.is_constant or planned.value.missing == "true")


@dataclass(slots=True)
class SheetPlan:
    """The plan of one sheet; tables are compiled at once, so that `book` knows every cell."""

    situation: Situation
    book: CellBook = field(init=False)
    tables: list[PlannedTable] = field(init=False)
    amount: Value = field(init=False)
    label: Value = field(init=False)
    remarks: str | None = field(init=False)
    said_currency: str | None = field(init=False, default=None)
    customer: Value = field(init=False)
    ways: list[tuple[str, Value]] = field(init=False)
    first_seen: Value = field(init=False)

    def __post_init__(self) -> None:
        source, part = self.situation.source, self.situation.part
        self.book = CellBook(self.situation)
        compiler = Compiler(self.book)
        planned = [self._table(table) for table in source.table if table.part == part and self._has(table.needs)]
        self.tables = [table for table in planned if table.has_its_key]
        is_counted = source.amount is not None and source.amount.part == part
        self.amount = compiler.value(source.amount.of, "amount") if is_counted and source.amount else nothing("amount")
        self.label = self._label()
        self.remarks = compiler.condition(source.remarks) if source.remarks else None
        self._plan_people(compiler)

    def _has(self, needs: tuple[str, ...]) -> bool:
        return all(self.situation.index.first(need.split("|")) is not None for need in needs)

    def _plan_people(self, compiler: Compiler) -> None:
        """Who a row is about, and every further way in which the file knows them."""
        people = self.situation.source.people
        if people is None or people.part != self.situation.part:
            self.customer, self.ways, self.first_seen = nothing("person"), [], nothing("instant")
            return
        found = [(person.person, compiler.value(person, "person")) for person in (*people.customer, *people.also)]
        self.ways = [(kind, value) for kind, value in found if value.missing != "true"]
        naming = [value for _, value in found[: len(people.customer)] if value.missing != "true"]
        self.customer = _first(naming) if naming else nothing("person")
        seen = From.model_validate({"from": people.first_seen}) if people.first_seen else None
        self.first_seen = compiler.value(seen, "instant") if seen else nothing("instant")

    def cleaned(self) -> str:
        """Every row with its clean cells and the reason for which it cannot be loaded."""
        cells = "".join(f"{name}, " for name in self._names)
        return f"SELECT _row, {cells}_problem FROM ({self.judged()})"

    @property
    def counted(self) -> str:
        """The amount by which a row is reconciled, and the label by which rows are counted."""
        return f"TRY_CAST({self.amount.sql} AS {AMOUNT}) AS _amount, {self.label.sql} AS _label"

    def judged(self) -> str:
        """As `cleaned`, with the raw cells beside; blank rows and totals have no other problem than that."""
        problems = list(self._problems())
        last = (
            f"CASE WHEN _verdict IS NULL THEN NULL WHEN {self._blank()} THEN 'blank_row|' "
            f"WHEN {self._remark()} THEN 'totals_row|' "
            f"ELSE array_to_string([{', '.join(problems)}], {BETWEEN}) END AS _problem"
        )
        inner = f"SELECT *, coalesce({', '.join(problems)}) AS _verdict FROM ({self._faulted()})"
        return f"SELECT *, {last} FROM ({inner})"

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(cell.name for cell in self.book.cells.values())

    def _faulted(self) -> str:
        faults = "".join(
            f", {cell.fault} AS f_{cell.name}" for cell in self.book.cells.values() if cell.fault is not None
        )
        values = "".join(f", {cell.value} AS {cell.name}" for cell in self.book.cells.values())
        # Each layer is computed once per row; written as one expression it would be computed wherever it is used.
        texts = f"SELECT *{self.book.texts()} FROM {self.situation.sheet.relation}"
        if filled := self.book.filled_down():
            replaced = ", ".join(f"{sql} AS t{place}" for place, sql in filled)
            texts = f"SELECT * REPLACE ({replaced}) FROM ({texts})"
        return f"SELECT *{faults} FROM (SELECT *{values} FROM ({texts}))"

    def _problems(self) -> Iterator[str]:
        if self.situation.sheet.delimiter is not None:
            # A row of totals may look like any other row, so that its first word has to tell: that of the file, or that
            # of what the map asks for first, should the columns stand in another order.
            asked = self.situation.source.recognise.required[:1]
            places = {
                0,
                *(place for need in asked if (place := self.situation.index.first(need.split("|"))) is not None),
            }
            said = " OR ".join(f"regexp_matches(c{place}, {quoted(TOTALS)})" for place in sorted(places))
            yield f"CASE WHEN {said} THEN 'totals_row|' END"
        if self.remarks is not None:
            yield f"CASE WHEN {self.remarks} THEN 'totals_row|' END"
        shapes = " ".join(f"WHEN '{shape}' THEN '{reason}|'" for shape, reason in SHAPES.items())
        yield f"CASE _shape {shapes} END"
        for cell in self.book.cells.values():
            if cell.fault is not None:
                yield f"f_{cell.name} || {quoted('|' + cell.header)}"
        yield from self._outside_window()
        for table in self.tables:
            yield from _row_problems(table)

    def _outside_window(self) -> Iterator[str]:
        """Rows beyond the days that were asked for, or else beyond those that the source is known to cover."""
        asked, window = self.situation.asked, self.situation.window
        if asked is not None:
            found = (planned for table in self.tables for planned in table.columns if planned.column.name in MOMENTS)
            moments = {planned.value.sql: planned.value for planned in found if planned.value.missing != "true"}
            for moment in moments.values():
                yield self._outside(moment.sql, moment.kind, moment.headers[0], asked.start, asked.end)
        elif window is not None:
            for cell in self.book.cells.values():
                if cell.place == self.situation.index.find(window.of) and cell.kind in {"instant", "unix_seconds"}:
                    yield self._outside(cell.name, "instant", cell.header, window.from_, window.to)

    def _outside(self, moment: str, kind: ValueKind, header: str, start: date, end: date) -> str:
        first, beyond = (
            to_utc(f"TIMESTAMP '{day}'", self.situation.zone) if kind == "instant" else f"DATE '{day}'"
            for day in (start, end)
        )
        outside = f"{moment} < {first} OR {moment} >= {beyond}"
        return f"CASE WHEN {outside} THEN {quoted('out_of_window|' + header)} END"

    def _blank(self) -> str:
        cells = ", ".join(f"CAST(c{place} AS VARCHAR)" for place in range(len(self.situation.sheet.types)))
        whole = "true" if self.situation.sheet.delimiter is not None else "_shape = ''"
        return f"{whole} AND trim(concat({cells}), ' ,' || chr(9) || chr(12288)) = ''"

    def _remark(self) -> str:
        """A remark at the end of the file stands alone in its row."""
        if self.situation.sheet.delimiter is None:
            return "false"
        others = ", ".join(f"c{place}" for place in range(1, len(self.situation.sheet.types)))
        alone = f"trim(concat({others})) = ''" if others else "true"
        return f"regexp_matches(c0, {quoted(REMARKS)}) AND {alone}"

    def _label(self) -> Value:
        source = self.situation.source
        for table in self.tables:
            for planned in table.columns:
                if planned.column.name == source.count_by and not table.one_row_per:
                    return planned.value
        return nothing("text")

    def _table(self, table: TableMap) -> PlannedTable:
        contract = CONTRACTS[table.into]
        currency = self._currency(table)
        planned = tuple(
            self._column(column, table.columns[column.name], table.take.get(column.name, "first"), currency)
            for column in contract.columns()
            if column.name in table.columns
        )
        where = Compiler(self.book).condition(table.where) if table.where else "true"
        spread = spread_of(table.spread, Compiler(self.book)) if table.spread else None
        if spread:
            planned += tuple(
                PlannedColumn(
                    column=contract.column(name),
                    value=value,
                    sql=self._landed(contract.column(name), value, currency),
                    is_constant=False,
                )
                for name, value in spread.values.items()
            )
        return PlannedTable(
            contract=contract, columns=planned, where=where, one_row_per=table.one_row_per, spread=spread
        )

    def _currency(self, table: TableMap) -> str:
        """The currency of the table's money as SQL: a literal wherever the file has only one."""
        said = table.columns.get("currency") or next(
            (other.columns["currency"] for other in self.situation.source.table if "currency" in other.columns), None
        )
        usual = quoted(self.situation.file_currency or self.situation.currency)
        if said is None or isinstance(said, Const):
            return usual
        value = Compiler(self.book).value(said, "text")
        if value.missing == "true":
            return usual
        self.said_currency = f"upper({value.sql})"
        return usual if self.situation.file_currency else self.said_currency

    def _column(self, column: Column, expression: Expression, take: Take, currency: str) -> PlannedColumn:
        compiler = Compiler(self.book, may_lie_ahead=column.name in MAY_LIE_AHEAD)
        value = compiler.value(expression, WANTED[column.type])
        constant = isinstance(expression, Const) or value.missing == "true"
        if column.name == "currency":
            value, constant = self._currency_value(currency)
        if column.name == "quote_currency" and isinstance(expression, Const) and expression.const == SHOP:
            value = replace(value, sql=quoted(self.situation.shop_currency))
        return PlannedColumn(
            column=column, value=value, sql=self._landed(column, value, currency), is_constant=constant, take=take
        )

    def _currency_value(self, currency: str) -> tuple[Value, bool]:
        faults: tuple[str, ...] = ()
        if self.said_currency:
            known = quoted(f"^(?:{'|'.join(known_currencies())})$")
            faults = (f"CASE WHEN NOT regexp_matches({self.said_currency}, {known}) THEN 'currency_unknown' END",)
        return Value(sql=currency, kind="text", missing="false", faults=faults), currency.startswith("'")

    def _landed(self, column: Column, value: Value, currency: str) -> str:
        if value.missing == "true":
            return f"CAST(NULL AS {DUCKDB_TYPES[column.type]})"
        if column.type == "money":
            return minor_sql(f"TRY_CAST({value.sql} AS {AMOUNT})", currency)
        if value.kind in {"position", "content"}:
            return value.sql
        return f"CAST({value.sql} AS {DUCKDB_TYPES[column.type]})"


def _row_problems(table: PlannedTable) -> Iterator[str]:
    """What a row lacks for a table that takes every row; groups are judged when they are made."""
    for planned in table.columns:
        header = planned.value.headers[0] if planned.value.headers else planned.column.title.en
        for fault in planned.value.faults:
            yield f"({fault}) || {quoted('|' + header)}"
    if not table.one_row_per:
        for planned in table.needed:
            header = planned.value.headers[0] if planned.value.headers else planned.column.title.en
            condition = f"({table.where}) AND ({planned.value.missing})"
            yield f"CASE WHEN {condition} THEN {quoted('missing|' + header)} END"


def _first(values: list[Value]) -> Value:
    return Value(
        sql=f"coalesce({', '.join(value.sql for value in values)})",
        kind="person",
        missing=" AND ".join(f"({value.missing})" for value in values),
        headers=tuple(header for value in values for header in value.headers),
        people=frozenset[str]().union(*(value.people for value in values)),
    )
