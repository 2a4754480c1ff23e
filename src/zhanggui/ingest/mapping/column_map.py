"""What is a column map: how it recognises a file, and what each column of each table is made of?"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from zhanggui.core.time_zones import time_zones
from zhanggui.core.words import Words
from zhanggui.ingest.mapping.language import Condition, Expression, Part, Person
from zhanggui.warehouse.contracts.register import CONTRACTS

SHOP = "shop"
ONLY_PART = "rows"
MOST_REPEATED = 100
Take = Literal["first", "last", "sum", "least", "greatest"]


def _zone(name: str) -> str:
    if name != SHOP and name not in time_zones():
        msg = f"unknown time zone {name!r}; write 'shop' or a name such as Asia/Shanghai"
        raise ValueError(msg)
    return name


Zone = Annotated[str, AfterValidator(_zone)]


class Title(Part):
    """The source's name in both languages."""

    zh: str
    en: str

    @property
    def words(self) -> Words:
        """The title as Words."""
        return Words(zh=self.zh, en=self.en)


class Headerless(Part):
    """A file without a header row, told by what its cells look like."""

    headers: tuple[str, ...]
    patterns: tuple[str, ...]
    window: Window | None = None

    @model_validator(mode="after")
    def _one_pattern_a_column(self) -> Self:
        if len(self.headers) != len(self.patterns):
            msg = "headers and patterns must be equally many"
            raise ValueError(msg)
        return self


class Window(Part):
    """The days within which rows of a source are plausible; the end does not belong to it."""

    of: str
    from_: dt.date = Field(alias="from")
    to: dt.date


class Recognise(Part):
    """By which headers a file is told: all of `required` (or alternatives 'a|b'), the more of `also` the surer."""

    required: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    file_name: str | None = None
    headerless: Headerless | None = None


class PartOfSource(Part):
    """One file of a source that is a folder of files."""

    recognise: Recognise
    optional: bool = False


class Amount(Part):
    """The money by which a load is reconciled: what a row says, and the landed column it must end up in."""

    of: Expression
    table: str
    column: str
    part: str = ONLY_PART


class People(Part):
    """Who a row is about: the pseudonym that stands for the customer, and the further ways to know them."""

    customer: tuple[Person, ...]
    also: tuple[Person, ...] = ()
    first_seen: str | None = None
    part: str = ONLY_PART


class FilledDown(Part):
    """Cells that stand on the first row of a group alone, as the name of a product above its variants."""

    by: str
    headers: tuple[str, ...]


class Rest(Part):
    """What a row's total holds beyond the amounts that are listed: under which heading, and of which kind."""

    heading: Expression
    kind: Expression


class Spread(Part):
    """A wide statement: each listed column that says an amount becomes a row of the table, and so does the rest.

    `amount`, `heading` and `kind` name the table's columns that take the amount, the header and the header's meaning.
    What goes out may be written with a minus or without: the sign counts under which the rows add up to their totals.
    """

    amount: str
    heading: str
    kind: str
    total: Expression
    incoming: dict[str, str]
    outgoing: dict[str, str] = Field(default_factory=dict)
    rest: Rest

    @property
    def filled(self) -> tuple[str, str, str]:
        """The columns of the table that the spread fills."""
        return (self.amount, self.heading, self.kind)


class TableMap(Part):
    """How one table is filled: from every row, from one group of rows per value of `one_row_per`, or by `spread`.

    A table whose `needs` the file does not have as headers (all of them, or of alternatives 'a|b') is left out.
    """

    into: str
    part: str = ONLY_PART
    one_row_per: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    where: Condition | None = None
    spread: Spread | None = None
    columns: dict[str, Expression]
    take: dict[str, Take] = Field(default_factory=dict)

    @field_validator("into")
    @classmethod
    def _known_table(cls, name: str) -> str:
        if name not in CONTRACTS or CONTRACTS[name].kind == "derived":
            msg = f"no table {name!r} to fill; there are: {', '.join(fillable())}"
            raise ValueError(msg)
        return name

    @model_validator(mode="after")
    def _known_columns(self) -> Self:
        known = {column.name for column in CONTRACTS[self.into].columns()}
        spread = self.spread.filled if self.spread else ()
        if unknown := sorted({*self.columns, *self.take, *self.one_row_per, *spread} - known):
            msg = f"{self.into} has no column {', '.join(unknown)}; it has: {', '.join(sorted(known))}"
            raise ValueError(msg)
        needed = {column.name for column in CONTRACTS[self.into].columns() if column.required}
        if lacking := sorted(needed - {*self.columns, *spread}):
            msg = f"{self.into} needs {', '.join(lacking)}"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _known_kinds(self) -> Self:
        if self.spread is None:
            return self
        choices = CONTRACTS[self.into].column(self.spread.kind).choices
        kinds = {*self.spread.incoming.values(), *self.spread.outgoing.values()}
        if unknown := sorted(kinds - set(choices)):
            msg = f"{self.spread.kind} is none of {', '.join(unknown)}; there are: {', '.join(choices)}"
            raise ValueError(msg)
        if self.one_row_per:
            msg = "a table is filled by spread or by one_row_per, not by both"
            raise ValueError(msg)
        return self


class ColumnMap(Part):
    """A source: title, channel, how it is recognised, and the tables that it fills.

    `nothing` lists words of the platform that say that a cell is empty.
    Rows for which `remarks` holds are the platform's remarks, such as a legend below the header: no facts, set aside.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Title
    note: Title | None = None
    platform: str
    channel: str | None = None
    currency: str = SHOP
    zone: Zone = SHOP
    formats: tuple[str, ...] = ()
    recognise: Recognise = Recognise()
    parts: dict[str, PartOfSource] = Field(default_factory=dict)
    package: str | None = None
    amount: Amount | None = None
    count_by: str | None = None
    remarks: Condition | None = None
    people: People | None = None
    window: Window | None = None
    nothing: tuple[str, ...] = ()
    filled_down: FilledDown | None = None
    aliases: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    table: tuple[TableMap, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _repeated_tables(cls, said: Any) -> Any:
        """A table with `repeat = 3` stands for three tables, with 1, 2 and 3 wherever it says {n}."""
        if not isinstance(said, dict) or not isinstance(said.get("table"), list):
            return said
        return {**said, "table": [copy for table in said["table"] for copy in _copies(table)]}

    @model_validator(mode="after")
    def _known_parts(self) -> Self:
        known = set(self.parts) or {ONLY_PART}
        used = {table.part for table in self.table}
        if unknown := sorted(used - known):
            msg = f"no part {', '.join(unknown)}; there are: {', '.join(sorted(known))}"
            raise ValueError(msg)
        return self


def _copies(table: Any) -> list[Any]:
    if not isinstance(table, dict) or not isinstance(times := table.get("repeat"), int):
        return [table]
    once = {key: value for key, value in table.items() if key != "repeat"}
    return [_numbered(once, number) for number in range(1, min(times, MOST_REPEATED) + 1)]


def _numbered(piece: Any, number: int) -> Any:
    match piece:
        case str():
            return piece.replace("{n}", str(number))
        case dict():
            return {_numbered(key, number): _numbered(value, number) for key, value in piece.items()}
        case list():
            return [_numbered(value, number) for value in piece]
        case _:
            return piece


def fillable() -> tuple[str, ...]:
    """The tables that a source may fill."""
    return tuple(name for name, contract in CONTRACTS.items() if contract.kind != "derived")
