"""How is one table declared?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from zhanggui.core.words import Words

ColumnType = Literal["text", "day", "instant", "integer", "money", "ratio", "flag", "pseudonym"]
Kind = Literal["dimension", "fact", "derived"]

DUCKDB_TYPES: dict[ColumnType, str] = {
    "text": "VARCHAR",
    "day": "DATE",
    "instant": "TIMESTAMP",
    "integer": "BIGINT",
    "money": "BIGINT",
    "ratio": "DOUBLE",
    "flag": "BOOLEAN",
    "pseudonym": "VARCHAR",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One typed column with its words; `choices` is the closed vocabulary of a text column.

    Types: `instant` is a UTC timestamp, `day` a date in the shop's zone, `money` integer minor units of the
    row's (or the shop's) currency, `ratio` a double, `pseudonym` a keyed HMAC that stands for a person.
    """

    type: ColumnType
    title: Words
    about: Words
    required: bool = False
    choices: tuple[str, ...] = ()
    name: str = field(default="", compare=False)

    def __set_name__(self, owner: object, name: str) -> None:
        object.__setattr__(self, "name", name)


def column(
    type_: ColumnType,
    zh: str,
    en: str,
    *,
    about_zh: str = "",
    about_en: str = "",
    required: bool = False,
    choices: tuple[str, ...] = (),
) -> Column:
    """Declare a column: its type, its titles and, where the title does not say it all, its meaning."""
    title = Words(zh=zh, en=en)
    about = Words(zh=about_zh or zh, en=about_en or en)
    return Column(type=type_, title=title, about=about, required=required, choices=choices)


class Contract:
    """A table of the shop; subclasses declare columns as class attributes in order.

    `key` identifies a row across exports: a later export of the same key updates it. `replaces` names the columns
    of a group that a later export replaces as a whole (all lines of an order whose lines have no id of their own).
    """

    name: ClassVar[str]
    kind: ClassVar[Kind]
    title: ClassVar[Words]
    grain: ClassVar[Words]
    key: ClassVar[tuple[str, ...]]
    replaces: ClassVar[tuple[str, ...]] = ()
    export_hint: ClassVar[Words] = Words(zh="平台后台导出", en="the platform's back office")

    @classmethod
    def columns(cls) -> tuple[Column, ...]:
        """The declared columns in order, without provenance."""
        return tuple(value for value in vars(cls).values() if isinstance(value, Column))

    @classmethod
    def column(cls, name: str) -> Column:
        """One column by name, provenance included."""
        return {found.name: found for found in (*cls.columns(), *PROVENANCE)}[name]


class Provenance:
    """Where a row came from; every landed table ends with these columns."""

    load_id = column(
        "integer",
        "导入批次",
        "Load",
        about_zh="写入此行的导入批次编号",
        about_en="Number of the load that wrote the row",
    )
    source_row = column(
        "integer",
        "源文件行号",
        "Source row",
        about_zh="源文件中的行号，从 1 开始",
        about_en="Row in the source file, from 1",
    )
    exported_at = column(
        "instant",
        "导出时间",
        "Exported at",
        about_zh="源文件的导出时间；较晚的导出更新较早的行",
        about_en="When the source was exported; a later export updates an earlier row",
    )


PROVENANCE: tuple[Column, ...] = tuple(vars(Provenance)[name] for name in ("load_id", "source_row", "exported_at"))
