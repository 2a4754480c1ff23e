"""What is a dimension: one way to split or to filter the numbers?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from zhanggui.core.words import Words

UNKNOWN = "unknown"
Level = Literal["line", "order", "day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One way to split: where it is found in each table, and at which level it is fixed.

    `columns` says for each base table which column holds it, or how it is made from the rows. A dimension of level
    "order" is the same for all lines of an order, one of level "line" is not; "day" comes from the calendar. With
    `joined` (a table and its key) the column stands in that table. `choices` is a closed vocabulary, with its words;
    where the shop's own tables name the values, `titles` is the table and its columns of key, Chinese and English name.
    """

    name: str
    title: Words
    about: Words
    level: Level
    columns: Mapping[str, str | Callable[[Any], Any]]
    joined: tuple[str, str] | None = None
    choices: Mapping[str, Words] = field(default_factory=dict)
    titles: tuple[str, str, str, str] | None = None

    def fits(self, table: str) -> bool:
        """Whether rows of the table can be split by it; the calendar fits every table."""
        return self.level == "day" or table in self.columns

    def expression(self, rows: Any, table: str) -> Any:
        """The value of each row as text; an empty one is 'unknown' (其他/未知), never dropped."""
        column = self.columns.get(table) or self.columns["calendar"]
        found = column(rows) if callable(column) else rows[column]
        return found.cast("string").fill_null(UNKNOWN)

    def needed(self, table: str) -> tuple[str, str] | None:
        """The table and column without which every row would be unknown; None where it is always known."""
        column = self.columns.get(table)
        if not isinstance(column, str):
            return None
        return (self.joined[0] if self.joined else table), column
