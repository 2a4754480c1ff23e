"""Which fields may a column of an unknown file be, and by which names do platforms call them?"""

from __future__ import annotations

import functools
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from zhanggui.core.words import Words
from zhanggui.ingest.mapping import language as lang
from zhanggui.ingest.mapping.column_map import ColumnMap
from zhanggui.ingest.mapping.library import built_in_maps
from zhanggui.ingest.mapping.recognise import read_headers
from zhanggui.warehouse.contracts.register import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

OWN_SHEETS = ("generic_orders", "stock", "costs")  # built-in maps that read plain sheets of any shop
Place = tuple[str, str]
PEOPLE = {
    "account": Words(zh="顾客账号", en="Customer's account"),
    "phone": Words(zh="电话", en="Phone"),
    "email": Words(zh="邮箱", en="E-mail"),
    "name": Words(zh="姓名", en="Name"),
    "address": Words(zh="地址", en="Address"),
    "platform_id": Words(zh="平台编号", en="Platform id"),
    "visitor": Words(zh="访客", en="Visitor"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a form asks for: its name in the form, its title, what its cells hold, and where they go."""

    name: str
    title: Words
    kind: str
    places: frozenset[Place]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A plain sheet of some sort, as data: what an unknown file is proposed to be."""

    name: str
    title: Words
    source: ColumnMap
    raw: Mapping[str, Any]
    fields: tuple[Field, ...]

    @property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """The fields without which there is no such sheet; of alternatives any one."""
        return tuple(tuple(need.split("|")) for need in self.source.recognise.required)


@functools.cache
def forms() -> tuple[Form, ...]:
    """Every sort of sheet that a file may be proposed to be."""
    package = resources.files("zhanggui.ingest")
    paths = [package / "maps" / f"{name}.toml" for name in OWN_SHEETS]
    paths += sorted(
        (path for path in (package / "forms").iterdir() if path.name.endswith(".toml")), key=lambda p: p.name
    )
    return tuple(_form(tomllib.loads(path.read_text("utf-8"))) for path in paths)


def known_names(hidden: Iterable[str] = ()) -> Mapping[Place, frozenset[str]]:
    """By which headers the built-in maps fill each column; without those of the platforms that are hidden."""
    named: dict[Place, set[str]] = defaultdict(set)
    for source in built_in_maps().values():
        if source.platform not in {*hidden, "own"}:
            for place, names in headers_of(source).items():
                named[place] |= names
    return {place: frozenset(names) for place, names in named.items()}


def headers_of(source: ColumnMap) -> Mapping[Place, frozenset[str]]:
    """The headers by which one map fills each column, where one header does so by itself."""
    named: dict[Place, set[str]] = defaultdict(set)
    for place, header in _headers(source):
        named[place] |= {header, *source.aliases.get(header, ())}
    return {place: frozenset(names) for place, names in named.items()}


def _form(raw: dict[str, Any]) -> Form:
    source = ColumnMap.model_validate(raw)
    places: dict[str, set[Place]] = defaultdict(set)
    for place, header in _headers(source):
        places[header].add(place)
    read = {header for table in source.table for header in read_headers(table.columns)}
    asked = [name for name in source.aliases if name in read or places[name]]
    fields = tuple(_field(name, places[name], (name, *source.aliases[name])) for name in asked)
    return Form(name=source.name, title=source.title.words, source=source, raw=raw, fields=fields)


def _field(name: str, places: set[Place], names: tuple[str, ...]) -> Field:
    person = next((kind for table, kind in sorted(places) if table == "person"), None)
    if person:
        title, kind = PEOPLE[person], person
    elif not places:  # only ever part of a sum
        title, kind = Words(zh=names[1], en=name.replace("_", " ").capitalize()), "money"
    else:
        table, column = min(places, key=lambda place: (place[1] not in {name, f"{name}_minor"}, place))
        found = CONTRACTS[table].column(column)
        title, kind = found.title, found.type
        kind = "id" if column.endswith("_id") or column == "sku" else kind
    return Field(name=name, title=title, kind=kind, places=frozenset(places), names=names)


def _headers(source: ColumnMap) -> Iterator[tuple[Place, str]]:
    """Which header fills which column, where one header does so by itself."""
    for table in source.table:
        for column, expression in table.columns.items():
            yield from _plain(expression, (table.into, column))
    people = source.people
    for person in (*people.customer, *people.also) if people else ():
        yield from _plain(person, ("person", person.person))


def _plain(expression: Any, place: Place) -> Iterator[tuple[Place, str]]:
    match expression:
        case lang.From():
            yield from ((place, header) for header in expression.headers)
        case lang.Person():
            yield from ((("person", expression.person), header) for header in expression.headers)
        case lang.FirstOf():
            for each in expression.first_of:
                yield from _plain(each, place)
        case lang.WordsOf():
            yield from _plain(expression.of, place)
        case lang.Times() | lang.Sum() if place[1] in {"gross_minor", "goods_minor"}:
            yield from ()
        case _:
            for inner in ("negative", "magnitude"):
                if hasattr(expression, inner):
                    yield from _plain(getattr(expression, inner), place)
