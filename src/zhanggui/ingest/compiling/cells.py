"""Which cells does a map read, how is each cleaned, and when can one not be loaded?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from zhanggui.ingest.compiling.cleaning import AMOUNT, LATEST, instant_sql
from zhanggui.ingest.readers.sheet import quoted
from zhanggui.warehouse.zones import EARLIEST, utc_of_local

if TYPE_CHECKING:
    from zhanggui.ingest.compiling.situation import Situation

Kind = Literal[
    "text", "id", "amount", "amounts", "integer", "ratio", "flag", "instant", "day", "unix_seconds", "free_text", "name",
    "there", "province", "city", "account", "phone", "email", "platform_id", "visitor", "address", "person_name",
    "waybill",
]  # fmt: skip
PERSONAL: tuple[Kind, ...] = (
    "account",
    "phone",
    "email",
    "platform_id",
    "visitor",
    "address",
    "person_name",
    "waybill",
)
WHOLE_NUMBERS = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT")
FLOATS = ("DOUBLE", "FLOAT")
AS_WRITTEN: tuple[Kind, ...] = ("id", "platform_id", "account", "visitor", "waybill")
BEYOND_BIGINT = "9.223372036854775808e18"
FALLIBLE: dict[Kind, str] = {
    "amount": "amount_not_understood",
    "amounts": "amount_not_understood",
    "integer": "number_not_understood",
    "ratio": "number_not_understood",
    "flag": "flag_not_understood",
    "instant": "time_not_understood",
    "unix_seconds": "time_not_understood",
    "day": "time_not_understood",
    "id": "id_shortened",
}
_MACROS: dict[Kind, str] = {
    "text": "",
    "province": "province_of",
    "city": "city_of",
    "person_name": "as_name",
    "free_text": "scrubbed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One column of the file cleaned in one way: `value` and `fault` are SQL over the column `c<place>`."""

    name: str
    place: int
    header: str
    kind: Kind
    value: str
    fault: str | None

    @property
    def is_personal(self) -> bool:
        """Whether the cell names somebody."""
        return self.kind in PERSONAL


@dataclass(slots=True)
class CellBook:
    """The cells that a map reads from one sheet, each once however often it is used.

    `vocabularies` has the words that a map translates and leaves empty where it does not know them: SQL of the word,
    with its headers and the SQL of its translation.
    """

    situation: Situation
    cells: dict[tuple[int, Kind, str, bool], Cell] = field(default_factory=dict)
    vocabularies: dict[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)

    def cell(self, place: int, kind: Kind, *, zone: str | None = None, may_lie_ahead: bool = False) -> Cell:
        """The cell of a column under one cleaning."""
        zone = zone or self.situation.zone
        key = (place, kind, zone, may_lie_ahead)
        if key not in self.cells:
            self.cells[key] = self._made(place, kind, zone, may_lie_ahead=may_lie_ahead)
        return self.cells[key]

    def texts(self) -> str:
        """The layer of SQL that the cells stand on: every used column as text, NULL where it says nothing."""
        places = sorted({cell.place for cell in self.cells.values()} | {place for place, _ in self.filled_down()})
        empty = ", ".join(map(quoted, self.situation.source.nothing))
        said = {place: self._text(place) for place in places}
        if empty:
            said = {
                place: f"CASE WHEN NOT list_contains([{empty}], {text}) THEN {text} END" for place, text in said.items()
            }
        return "".join(f", {said[place]} AS t{place}" for place in places)

    def filled_down(self) -> list[tuple[int, str]]:
        """The columns whose cells count for the rows below as well, each with its SQL."""
        filled = self.situation.source.filled_down
        group = self.situation.index.find(filled.by) if filled else None
        if filled is None or group is None:
            return []
        used = {cell.place for cell in self.cells.values()} & {
            self.situation.index.find(each) for each in filled.headers
        }
        above = "first_value(t{} IGNORE NULLS) OVER (PARTITION BY t{} ORDER BY _row)"
        return [
            (group, f"t{group}"),
            *((place, f"coalesce(t{place}, {above.format(place, group)})") for place in sorted(used)),
        ]

    def _made(self, place: int, kind: Kind, zone: str, *, may_lie_ahead: bool) -> Cell:
        name, duck_type = f"v{len(self.cells)}", self.situation.sheet.types[place]
        typed = _there(f"c{place}", duck_type) if kind == "there" else _typed(f"c{place}", kind, duck_type, zone)
        value = typed or self._from_text(f"t{place}", kind, zone)
        there = f"t{place} IS NOT NULL" if typed is None else _there(f"c{place}", duck_type)
        # The text of a number is asked for only where the number is not understood: writing it out takes long.
        said = f"t{place}" if typed is None else self._text(place)
        header = self.situation.sheet.headers[place] if self.situation.sheet.headers else f"#{place + 1}"
        fault = self._fault(name, said, kind, there, may_lie_ahead=may_lie_ahead)
        return Cell(name=name, place=place, header=header, kind=kind, value=value, fault=fault)

    def _text(self, place: int) -> str:
        """A column as text; a whole number in a column of doubles is written without a point."""
        raw, duck_type = f"c{place}", self.situation.sheet.types[place]
        if duck_type in FLOATS:
            # A CASE, because of both sides of a coalesce DuckDB writes out the numbers beforehand.
            return f"CASE WHEN {_is_whole(raw)} THEN {_whole(raw)} ELSE told(CAST({raw} AS VARCHAR)) END"
        return f"told({raw})" if duck_type == "VARCHAR" else f"CAST({raw} AS VARCHAR)"

    def _from_text(self, said: str, kind: Kind, zone: str) -> str:
        if kind == "there":
            return f"{said} IS NOT NULL"
        if kind == "instant":
            return instant_sql(said, zone, self.situation.formats)
        if kind == "day":
            return f"CAST({instant_sql(said, 'UTC', self.situation.formats)} AS DATE)"
        return f"{_MACROS.get(kind, f'as_{kind}')}({said})"

    def _fault(self, name: str, said: str, kind: Kind, there: str | None, *, may_lie_ahead: bool) -> str | None:
        """What keeps the row from being loaded, as the name of a reason or NULL."""
        if kind not in FALLIBLE:
            return None
        limits, unread, beyond = self.situation.limits, f"'{FALLIBLE[kind]}'", ""
        if kind in {"amount", "amounts"}:
            # More digits than an amount can have are a number all the same.
            unread = rf"CASE WHEN regexp_matches(plain_number({said}), '^-?\d+(\.\d*)?$') THEN 'amount_out_of_range' ELSE {unread} END"
            beyond = f"WHEN abs({name}) > {limits.greatest_amount} THEN 'amount_out_of_range' "
        elif kind == "integer":
            beyond = f"WHEN abs({name}) > {limits.greatest_quantity} THEN 'number_out_of_range' "
        elif kind in {"instant", "unix_seconds", "day"}:
            latest = LATEST if may_lie_ahead or kind == "day" else self.situation.latest
            beyond = (
                f"WHEN {name} < TIMESTAMP '{EARLIEST}' THEN 'time_out_of_range' "
                f"WHEN {name} > TIMESTAMP '{latest}' THEN 'time_in_future' "
            )
        return f"CASE WHEN {name} IS NULL THEN CASE WHEN {there} THEN {unread} END {beyond}END"


def _is_whole(raw: str) -> str:
    return f"{raw} = trunc({raw}) AND {raw} >= -{BEYOND_BIGINT} AND {raw} < {BEYOND_BIGINT}"


def _whole(raw: str) -> str:
    return f"CAST(CAST({raw} AS BIGINT) AS VARCHAR)"


def _there(raw: str, duck_type: str) -> str | None:
    """Whether a cell of a typed file says anything, which a NaN does not; None where only its text can tell."""
    if duck_type == "VARCHAR":
        return None
    return f"({raw} IS NOT NULL AND NOT isnan({raw}))" if duck_type in FLOATS else f"{raw} IS NOT NULL"


def _typed(raw: str, kind: Kind, duck_type: str, zone: str) -> str | None:
    """A cell of a typed file whose type already means what is wanted; None where it has to be read through its text."""
    is_number = duck_type in (*WHOLE_NUMBERS, *FLOATS) or duck_type.startswith("DECIMAL")
    if is_number and kind in {"amount", "amounts"}:
        return f"try_cast({raw} AS {AMOUNT})"
    if is_number and kind == "integer":
        return f"CASE WHEN {raw} = trunc({raw}) THEN try_cast({raw} AS BIGINT) END"
    if is_number and kind == "ratio":
        return f"CAST({raw} AS DOUBLE)"
    if kind in {*AS_WRITTEN, "text"} and duck_type in WHOLE_NUMBERS:
        return f"CAST({raw} AS VARCHAR)"
    if kind in AS_WRITTEN and duck_type in FLOATS:
        # Digits alone are neither masked nor shortened, and need none of the tests that a text does.
        return f"CASE WHEN {_is_whole(raw)} THEN {_whole(raw)} ELSE as_{kind}(told(CAST({raw} AS VARCHAR))) END"
    if kind == "flag" and duck_type == "BOOLEAN":
        return raw
    if kind in {"instant", "day"} and (duck_type.startswith("TIMESTAMP") or duck_type == "DATE"):
        return _typed_time(raw, kind, duck_type, zone)
    return None


def _typed_time(raw: str, kind: Kind, duck_type: str, zone: str) -> str:
    if kind == "day":
        return f"CAST({raw} AS DATE)"
    if "TIME ZONE" in duck_type:
        return f"CAST({raw} AS TIMESTAMP)"
    return utc_of_local(raw if duck_type == "TIMESTAMP" else f"CAST({raw} AS TIMESTAMP)", zone)
