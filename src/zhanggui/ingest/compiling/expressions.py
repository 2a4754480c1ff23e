"""How does each operation of a map become SQL?"""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zhanggui.ingest.compiling.cleaning import AMOUNT, instant_sql
from zhanggui.ingest.compiling.file_names import told_by
from zhanggui.ingest.compiling.values import Value, ValueKind, nothing
from zhanggui.ingest.mapping import language as lang
from zhanggui.ingest.readers.sheet import quoted
from zhanggui.warehouse.zones import local_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from zhanggui.ingest.compiling.cells import CellBook, Kind

MADE: tuple[ValueKind, ...] = ("position", "content")
_CELL_KINDS: dict[ValueKind, Kind] = {"person": "id", "position": "text", "content": "text"}
_VALUE_KINDS: dict[str, ValueKind] = {
    "id": "text",
    "free_text": "text",
    "unix_seconds": "instant",
    "amounts": "amount",
    "province": "text",
    "city": "text",
}


class Compiler:
    """Turns expressions into SQL, keeping book of the cells that they read."""

    def __init__(self, book: CellBook, *, may_lie_ahead: bool = False) -> None:
        self.book = book
        self.situation = book.situation
        self.may_lie_ahead = may_lie_ahead

    @functools.singledispatchmethod
    def value(self, expression: Any, wanted: ValueKind) -> Value:
        """The expression as SQL of the wanted kind."""
        raise NotImplementedError(type(expression).__name__, wanted)

    @value.register
    def _(self, expression: lang.From, wanted: ValueKind) -> Value:
        kind: Kind = expression.as_ or _CELL_KINDS.get(wanted, wanted)  # type: ignore[arg-type]
        place = self.situation.index.first(expression.headers)
        means = _VALUE_KINDS.get(kind, kind)
        if place is None:
            return nothing(means)  # type: ignore[arg-type]
        cell = self.book.cell(place, kind, zone=expression.zone, may_lie_ahead=self.may_lie_ahead)
        return Value(sql=cell.name, kind=means, missing=f"{cell.name} IS NULL", headers=(cell.header,))  # type: ignore[arg-type]

    @value.register
    def _(self, expression: lang.Const, wanted: ValueKind) -> Value:
        match expression.const:
            case bool():
                return Value(sql=str(expression.const).lower(), kind="flag", missing="false")
            case int() | float():
                amount = f"CAST({expression.const} AS {AMOUNT})"
                return Value(sql=amount if wanted == "amount" else str(expression.const), kind=wanted, missing="false")
            case _:
                return Value(sql=quoted(expression.const), kind="text", missing="false")

    @value.register
    def _(self, expression: lang.FirstOf, wanted: ValueKind) -> Value:
        found = [self.value(each, wanted) for each in expression.first_of]
        values = [value for value in found if value.missing != "true"] or found[:1]
        # An id is made up only where the file has no column of ids: one that is merely empty is a flaw of its row.
        values = [value for value in values if value.kind not in MADE] or values
        return values[0] if len(values) == 1 else _combined(f"coalesce({_listed(values)})", values, missing=" AND ")

    @value.register
    def _(self, expression: lang.Sum, wanted: ValueKind) -> Value:
        values = [self.value(each, wanted) for each in expression.sum]
        total = " + ".join(f"coalesce({value.sql}, 0)" for value in values)
        empty = " AND ".join(value.missing for value in values)
        return _combined(f"CASE WHEN {empty} THEN NULL ELSE {total} END", values, missing=" AND ")

    @value.register
    def _(self, expression: lang.Minus, wanted: ValueKind) -> Value:
        values = [self.value(each, wanted) for each in expression.minus]
        rest = "".join(f" - coalesce({value.sql}, 0)" for value in values[1:])
        return _combined(f"({values[0].sql}{rest})", values, missing=None)

    @value.register
    def _(self, expression: lang.Times, wanted: ValueKind) -> Value:
        values = [self.value(each, wanted) for each in expression.times]
        product = f"({values[0].sql} * {values[1].sql})"
        fault = f"CASE WHEN abs{product} > {self.situation.limits.greatest_amount} THEN 'amount_out_of_range' END"
        return replace(_combined(product, values, missing=" OR "), faults=(fault,))

    @value.register
    def _(self, expression: lang.Negative, wanted: ValueKind) -> Value:
        value = self.value(expression.negative, wanted)
        return _combined(f"(- {value.sql})", [value], missing=None)

    @value.register
    def _(self, expression: lang.WordsOf, wanted: ValueKind) -> Value:
        word = self.value(expression.of, "text")
        cases = " ".join(f"WHEN {quoted(theirs)} THEN {quoted(ours)}" for theirs, ours in expression.words.items())
        other = word.sql if expression.otherwise == "keep" else "NULL"
        sql = f"CASE {word.sql} {cases} ELSE {other} END"
        fault = f"CASE WHEN ({sql}) IS NULL AND {word.sql} IS NOT NULL THEN 'word_unknown' END"
        faults = (fault,) if expression.otherwise == "quarantine" else ()
        if expression.otherwise == "empty" and word.missing != "true":
            self.book.vocabularies[word.sql] = (word.headers, sql)
        return Value(
            sql=sql, kind=wanted, missing=f"({sql}) IS NULL", headers=word.headers, faults=(*word.faults, *faults)
        )

    @value.register
    def _(self, expression: lang.When, wanted: ValueKind) -> Value:
        otherwise = self.value(expression.otherwise, wanted) if expression.otherwise else nothing(wanted)
        branches = [(self.condition(branch.if_), self.value(branch.then, wanted)) for branch in expression.when]
        if all(value.missing == "true" for _, value in branches) and otherwise.missing == "true":
            return nothing(wanted)
        cases = " ".join(f"WHEN {condition} THEN {value.sql}" for condition, value in branches)
        missing = " ".join(f"WHEN {condition} THEN {value.missing}" for condition, value in branches)
        values = [*(value for _, value in branches), otherwise]
        whole = _combined(f"CASE {cases} ELSE {otherwise.sql} END", values, missing=None)
        return Value(
            sql=whole.sql,
            kind=next((value.kind for value in values if value.missing != "true"), wanted),
            missing=f"CASE {missing} ELSE {otherwise.missing} END",
            headers=whole.headers,
            people=whole.people,
            faults=whole.faults,
        )

    @value.register
    def _(self, expression: lang.Person, wanted: ValueKind) -> Value:  # noqa: ARG002 - one signature for all operations
        place = self.situation.index.first(expression.headers)
        if place is None:
            return nothing("person")
        kind: Kind = "person_name" if expression.person == "name" else expression.person
        cell = self.book.cell(place, kind)
        return Value(
            sql=f"who_{cell.name}.pseudonym",
            kind="person",
            missing=f"{cell.name} IS NULL",
            headers=(cell.header,),
            people=frozenset({cell.name}),
        )

    @value.register
    def _(self, expression: lang.Region, wanted: ValueKind) -> Value:  # noqa: ARG002 - as above
        found = [place for header in expression.headers if (place := self.situation.index.find(header)) is not None]
        if not found:
            return nothing("text")
        if isinstance(expression.of, str):
            cell = self.book.cell(found[0], expression.region)
            return Value(sql=cell.name, kind="text", missing=f"{cell.name} IS NULL", headers=(cell.header,))
        cells = [self.book.cell(place, "text") for place in found]
        sql = f"{expression.region}_of(concat_ws(' ', {', '.join(cell.name for cell in cells)}))"
        headers = tuple(cell.header for cell in cells)
        return Value(sql=sql, kind="text", missing=f"({sql}) IS NULL", headers=headers)

    @value.register
    def _(self, expression: lang.DayOf, wanted: ValueKind) -> Value:  # noqa: ARG002 - as above
        instant = self.value(expression.day_of, "instant")
        sql = local_day(instant.sql, self.situation.shop_zone)
        return Value(sql=sql, kind="day", missing=instant.missing, headers=instant.headers, faults=instant.faults)

    @value.register
    def _(self, expression: lang.DaysOf, wanted: ValueKind) -> Value:  # noqa: ARG002 - as above
        first, last = (self.value(each, "day") for each in expression.days)
        return _combined(
            f"(date_diff('day', {first.sql}, {last.sql}) + 1)", [first, last], missing=" OR ", kind="integer"
        )

    @value.register
    def _(self, expression: lang.Position, wanted: ValueKind) -> Value:  # noqa: ARG002 - as above
        return Value(sql=", ".join(expression.position_in), kind="position", missing="false")

    @value.register
    def _(self, expression: lang.ContentOf, wanted: ValueKind) -> Value:  # noqa: ARG002 - as above
        values = [self.value(each, "text") for each in expression.content_of]
        said = ", ".join(f"coalesce(CAST({value.sql} AS VARCHAR), '')" for value in values)
        whole = _combined(f"left(md5(concat_ws(chr(31), {said})), 20)", values, missing=None)
        return Value(sql=whole.sql, kind="content", missing="false", headers=whole.headers, people=whole.people)

    @value.register
    def _(self, expression: lang.Joined, wanted: ValueKind) -> Value:  # noqa: ARG002 - as above
        values = [self.value(each, "text") for each in expression.joined]
        sql = f"nullif(concat_ws({quoted(expression.by)}, {_listed(values)}), '')"
        return _combined(sql, values, missing=" AND ")

    @value.register
    def _(self, expression: lang.Magnitude, wanted: ValueKind) -> Value:
        value = self.value(expression.magnitude, wanted)
        return _combined(f"abs({value.sql})", [value], missing=None)

    @value.register
    def _(self, expression: lang.Patterns, wanted: ValueKind) -> Value:
        text = self.value(expression.of, "text")
        cases = " ".join(
            f"WHEN regexp_matches({text.sql}, {quoted(pattern)}) THEN {quoted(word)}"
            for pattern, word in expression.patterns.items()
        )
        sql = f"CASE {cases} END"
        missing = "true" if text.missing == "true" else f"({sql}) IS NULL"
        return replace(_combined(sql, [text], missing=None), kind=wanted, missing=missing)

    @value.register
    def _(self, expression: lang.Matched, wanted: ValueKind) -> Value:  # noqa: ARG002 - as above
        value = self.value(expression.of, "text")
        group = re.compile(expression.matched).groups
        sql = f"nullif(regexp_extract({value.sql}, {quoted(expression.matched)}, {group}), '')"
        missing = "true" if value.missing == "true" else f"{sql} IS NULL"
        return replace(_combined(sql, [value], missing=None), missing=missing, kind="text")

    @value.register
    def _(self, expression: lang.Moment, wanted: ValueKind) -> Value:  # noqa: ARG002 - as above
        day, time = (self.value(lang.From.model_validate({"from": each}), "text") for each in expression.moment)
        said = f"CASE WHEN regexp_matches({time.sql}, '[-/年]') THEN {time.sql} ELSE concat_ws(' ', split_part({day.sql}, ' ', 1), {time.sql}) END"
        sql = instant_sql(f"({said})", self.situation.zone, self.situation.formats)
        fault = (
            f"CASE WHEN ({sql}) IS NULL AND {day.sql} IS NOT NULL THEN 'time_not_understood' "
            f"WHEN ({sql}) > TIMESTAMP '{self.situation.latest}' THEN 'time_in_future' END"
        )
        missing = "true" if "true" in {day.missing, time.missing} else f"({sql}) IS NULL"
        return replace(
            _combined(f"({sql})", [day, time], missing=None), kind="instant", missing=missing, faults=(fault,)
        )

    @value.register
    def _(self, expression: lang.OfFileName, wanted: ValueKind) -> Value:
        about = (self.situation.sheet.preface, self.situation.file_name)
        found = (told_by(text)[expression.file_name] for text in about if expression.file_name != "exported_day")
        said = next((sql for sql in found if sql is not None), self._exported_day(expression))
        return nothing(wanted) if said is None else Value(sql=said, kind=wanted, missing="false")

    def _exported_day(self, expression: lang.OfFileName) -> str | None:
        day = self.situation.exported_on
        return f"DATE '{day}'" if expression.file_name == "exported_day" and day else None

    def condition(self, condition: Any) -> str:
        """A condition as SQL that is true or false, never unknown."""
        return f"coalesce(({self._conditions[type(condition)](condition)}), false)"

    @functools.cached_property
    def _conditions(self) -> dict[type, Callable[[Any], str]]:
        text = functools.partial(self.value, wanted="text")
        number = functools.partial(self.value, wanted="amount")
        return {
            lang.Present: lambda said: self._is_there(said.present),
            lang.Absent: lambda said: f"NOT {self._is_there(said.absent)}",
            lang.Equals: lambda said: f"{text(said.equals[0]).sql} = {quoted(said.equals[1])}",
            lang.OneOf: lambda said: (
                f"list_contains([{', '.join(map(quoted, said.one_of[1]))}], {text(said.one_of[0]).sql})"
            ),
            lang.Starts: lambda said: f"starts_with({text(said.starts[0]).sql}, {quoted(said.starts[1])})",
            lang.Contains: lambda said: f"contains({text(said.contains[0]).sql}, {quoted(said.contains[1])})",
            lang.Below: lambda said: f"{number(said.below[0]).sql} < {said.below[1]}",
            lang.Above: lambda said: f"{number(said.above[0]).sql} > {said.above[1]}",
            lang.Lacks: lambda said: "true" if self.situation.index.first(said.lacks) is None else "false",
            lang.All: lambda said: " AND ".join(map(self.condition, said.all)) or "true",
            lang.AnyOf: lambda said: " OR ".join(map(self.condition, said.any)) or "false",
            lang.Not: lambda said: f"NOT {self.condition(said.not_)}",
        }

    def _is_there(self, expression: Any) -> str:
        """Whether a cell says anything, without keeping what it says."""
        if not isinstance(expression, lang.From):
            return f"NOT ({self.value(expression, 'text').missing})"
        place = self.situation.index.first(expression.headers)
        return "false" if place is None else self.book.cell(place, "there").name


def _listed(values: Iterable[Value]) -> str:
    return ", ".join(value.sql for value in values)


def _combined(sql: str, values: list[Value], *, missing: str | None, kind: ValueKind | None = None) -> Value:
    """One value made of several; `missing` joins their emptiness, None takes the first's."""
    usual = next((value.kind for value in values if value.missing != "true"), values[0].kind)
    return Value(
        sql=sql,
        kind=usual if kind is None else kind,
        missing=f"({missing.join(value.missing for value in values)})" if missing else values[0].missing,
        headers=tuple(dict.fromkeys(header for value in values for header in value.headers)),
        people=frozenset[str]().union(*(value.people for value in values)),
        faults=tuple(fault for value in values for fault in value.faults),
    )
