r"""What may a column map say? A closed language: headers, constants and a few operations, and no code.

A text where an expression is expected names a header; a table names one operation:

    { from = "总金额" }  { from = ["实付", "实付金额"], as = "amount" }   the first of these headers that the file has
    { const = "sale" }
    { first_of = [ … ] }                the first that is not empty
    { sum = [ … ] }  { minus = [a, b] }  { times = [price, quantity] }  { negative = a }
    { words = { "已付款" = "paid" }, of = "状态", otherwise = "empty" }   or "quarantine" or "keep"
    { patterns = { "提现|转出" = "withdrawal" }, of = "业务类型" }   the word of the first pattern that the text matches
    { when = [ { if = { … }, then = … } ], otherwise = … }
    { person = "phone", of = "联系手机" }   a pseudonym; the original goes to the vault
    { region = "province", of = "收货地址" }   or "city"; of = ["省", "市"] where the address stands in several cells
    { days = ["开始", "结束"] }          how many days from one to the other, both counted
    { day_of = … }                      the day of an instant in the shop's zone
    { position_in = ["order_id"] }      #1, #2, … within an order
    { content_of = [ … ] }              an id made of what the row says
    { joined = [ … ], by = " " }
    { magnitude = a }                   an amount without its sign
    { matched = "P\d+", of = a }       the part of a text that matches; with a group, what the group matches
    { moment = ["日期", "时间"] }        an instant out of a cell with the day and one with the time
    { file_name = "first_day" }         what the lines above the header or the file's name say: "first_day", "days" or
                                        "number"; and "exported_day", the day on which the file was exported

`as` is text, id, amount, amounts ("店铺券-5.00;满减-3" added up), integer, ratio, flag, instant, day, unix_seconds or
free_text.
A condition is one of present, absent, equals, one_of, starts, contains, below, above, lacks, all, any, not.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

Cleaning = Literal[
    "text", "id", "amount", "amounts", "integer", "ratio", "flag", "instant", "day", "unix_seconds", "free_text"
]
PersonKind = Literal["account", "phone", "email", "platform_id", "address", "name", "visitor", "waybill"]


def _pattern(said: str) -> str:
    try:
        groups = re.compile(said).groups
    except re.error as error:
        msg = f"{said!r} is no pattern: {error}"
        raise ValueError(msg) from None
    if groups > 1:
        msg = f"{said!r} has {groups} groups; at most one"
        raise ValueError(msg)
    return said


Pattern = Annotated[str, AfterValidator(_pattern)]  # run by RE2, which takes linear time


class Part(BaseModel):
    """A piece of a map; frozen, and unknown words are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _operation(value: Any) -> Any:
    return {"from": value} if isinstance(value, str) else value


def _tag(value: Any) -> str | None:
    if isinstance(value, BaseModel):
        return type(value).__name__
    found = [name for name, key in _OPERATIONS.items() if isinstance(value, dict) and key in value]
    return found[0] if len(found) == 1 else None


def _condition_tag(value: Any) -> str | None:
    if isinstance(value, BaseModel):
        return type(value).__name__
    found = [name for name, key in _CONDITIONS.items() if isinstance(value, dict) and set(value) == {key}]
    return found[0] if found else None


class From(Part):
    """The cell under a header, cleaned as the column's type asks or as `as` says."""

    from_: str | tuple[str, ...] = Field(alias="from")
    as_: Cleaning | None = Field(default=None, alias="as")
    zone: str | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers it may stand under, best first."""
        return (self.from_,) if isinstance(self.from_, str) else self.from_


class Const(Part):
    """The same value in every row; `shop` of a currency is the shop's own."""

    const: str | int | float | bool


class FirstOf(Part):
    """The first that is not empty."""

    first_of: tuple[Expression, ...]


class Sum(Part):
    """Amounts added; what is empty counts nothing, and all empty stays empty."""

    sum: tuple[Expression, ...]


class Minus(Part):
    """The first less the others; what is empty counts nothing, except the first."""

    minus: tuple[Expression, ...]


class Times(Part):
    """Two numbers multiplied."""

    times: tuple[Expression, Expression]


class Negative(Part):
    """An amount with the other sign."""

    negative: Expression


class WordsOf(Part):
    """A platform's word as ours."""

    words: dict[str, str]
    of: Expression
    otherwise: Literal["empty", "quarantine", "keep"] = "empty"


class Branch(Part):
    """What holds, and what then."""

    if_: Condition = Field(alias="if")
    then: Expression


class When(Part):
    """The first branch whose condition holds."""

    when: tuple[Branch, ...]
    otherwise: Expression | None = None


class Person(Part):
    """A pseudonym for whoever the cell names; nothing for a masked or an empty cell."""

    person: PersonKind
    of: str | tuple[str, ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers it may stand under, best first."""
        return (self.of,) if isinstance(self.of, str) else self.of


class Region(Part):
    """Province or city out of a Chinese address, in one cell or in several: 浙江 and 杭州市 on every platform."""

    region: Literal["province", "city"]
    of: str | tuple[str, ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers under which the address stands, from the province down."""
        return (self.of,) if isinstance(self.of, str) else self.of


class DayOf(Part):
    """The day of an instant, in the shop's zone."""

    day_of: Expression


class DaysOf(Part):
    """How many days a period has, given its first and its last."""

    days: tuple[Expression, Expression]


class Position(Part):
    """The row's position among those with the same values of these target columns: #1, #2 and so on."""

    position_in: tuple[str, ...]


class ContentOf(Part):
    """An id made of the values; repetitions are numbered."""

    content_of: tuple[Expression, ...]


class Joined(Part):
    """Texts put together."""

    joined: tuple[Expression, ...]
    by: str = " "


class Magnitude(Part):
    """An amount without its sign."""

    magnitude: Expression


class Patterns(Part):
    """The word of the first pattern that a text matches; empty where none does."""

    patterns: dict[Pattern, str]
    of: Expression


class Matched(Part):
    """The first part of a text that matches a pattern; empty where none does."""

    matched: Pattern
    of: Expression


class Moment(Part):
    """An instant out of two cells; a time that has its own day in it counts alone."""

    moment: tuple[str, str]


class OfFileName(Part):
    """What only the file's name says: the first day it covers, how many days, or the number of what it is about."""

    file_name: Literal["first_day", "days", "number", "exported_day"]


class Present(Part):
    """The cell is not empty."""

    present: Expression


class Absent(Part):
    """The cell is empty."""

    absent: Expression


class Equals(Part):
    """The text is exactly this."""

    equals: tuple[Expression, str]


class OneOf(Part):
    """The text is one of these."""

    one_of: tuple[Expression, tuple[str, ...]]


class Starts(Part):
    """The text starts so."""

    starts: tuple[Expression, str]


class Contains(Part):
    """The text has this in it."""

    contains: tuple[Expression, str]


class Below(Part):
    """The number is less than this."""

    below: tuple[Expression, float]


class Above(Part):
    """The number is greater than this."""

    above: tuple[Expression, float]


class Lacks(Part):
    """The file has none of these headers."""

    lacks: tuple[str, ...]


class All(Part):
    """Every condition holds."""

    all: tuple[Condition, ...]


class AnyOf(Part):
    """At least one condition holds."""

    any: tuple[Condition, ...]


class Not(Part):
    """The condition does not hold."""

    not_: Condition = Field(alias="not")


_OPERATIONS = {
    "From": "from",
    "Const": "const",
    "FirstOf": "first_of",
    "Sum": "sum",
    "Minus": "minus",
    "Times": "times",
    "Negative": "negative",
    "WordsOf": "words",
    "When": "when",
    "Person": "person",
    "Region": "region",
    "DayOf": "day_of",
    "DaysOf": "days",
    "Position": "position_in",
    "ContentOf": "content_of",
    "Joined": "joined",
    "Magnitude": "magnitude",
    "Patterns": "patterns",
    "Matched": "matched",
    "Moment": "moment",
    "OfFileName": "file_name",
}
_CONDITIONS = {
    "Present": "present",
    "Absent": "absent",
    "Equals": "equals",
    "OneOf": "one_of",
    "Starts": "starts",
    "Contains": "contains",
    "Below": "below",
    "Above": "above",
    "Lacks": "lacks",
    "All": "all",
    "AnyOf": "any",
    "Not": "not",
}

Expression = Annotated[
    Annotated[From, Tag("From")]
    | Annotated[Const, Tag("Const")]
    | Annotated[FirstOf, Tag("FirstOf")]
    | Annotated[Sum, Tag("Sum")]
    | Annotated[Minus, Tag("Minus")]
    | Annotated[Times, Tag("Times")]
    | Annotated[Negative, Tag("Negative")]
    | Annotated[WordsOf, Tag("WordsOf")]
    | Annotated[When, Tag("When")]
    | Annotated[Person, Tag("Person")]
    | Annotated[Region, Tag("Region")]
    | Annotated[DayOf, Tag("DayOf")]
    | Annotated[DaysOf, Tag("DaysOf")]
    | Annotated[Position, Tag("Position")]
    | Annotated[ContentOf, Tag("ContentOf")]
    | Annotated[Joined, Tag("Joined")]
    | Annotated[Magnitude, Tag("Magnitude")]
    | Annotated[Patterns, Tag("Patterns")]
    | Annotated[Matched, Tag("Matched")]
    | Annotated[Moment, Tag("Moment")]
    | Annotated[OfFileName, Tag("OfFileName")],
    Discriminator(
        _tag,
        custom_error_type="operation",
        custom_error_message=f"expected a header or one operation of: {', '.join(_OPERATIONS.values())}",
    ),
    BeforeValidator(_operation),
]
Condition = Annotated[
    Annotated[Present, Tag("Present")]
    | Annotated[Absent, Tag("Absent")]
    | Annotated[Equals, Tag("Equals")]
    | Annotated[OneOf, Tag("OneOf")]
    | Annotated[Starts, Tag("Starts")]
    | Annotated[Contains, Tag("Contains")]
    | Annotated[Below, Tag("Below")]
    | Annotated[Above, Tag("Above")]
    | Annotated[Lacks, Tag("Lacks")]
    | Annotated[All, Tag("All")]
    | Annotated[AnyOf, Tag("AnyOf")]
    | Annotated[Not, Tag("Not")],
    Discriminator(
        _condition_tag,
        custom_error_type="condition",
        custom_error_message=f"expected one condition of: {', '.join(_CONDITIONS.values())}",
    ),
]
