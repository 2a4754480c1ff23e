"""Has the shop loaded what a question needs?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.core.errors import TablesMissing
from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.register import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zhanggui.warehouse.protocol import Warehouse

EXPORTED_AS = {
    "sale_lines": "orders",
    "refund_lines": "refunds",
    "order_totals": "orders",
    "visitor_days": "events",
    "purchase_days": "orders",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A table that is not loaded, or the columns that a loaded table leaves empty."""

    table: str
    columns: tuple[str, ...]

    @property
    def told(self) -> Words:
        """What is lacking, as the owner knows it: the table to export, with the columns it should have."""
        contract = CONTRACTS[EXPORTED_AS.get(self.table, self.table)]
        columns = [CONTRACTS[self.table].column(name).title for name in self.columns]
        if not columns:
            return contract.title
        chinese, english = "、".join(each.zh for each in columns), ", ".join(each.en for each in columns)
        return Words(zh=f"{contract.title.zh}（{chinese}）", en=f"{contract.title.en} ({english})")

    @property
    def source(self) -> Words:
        """Where to export it."""
        return CONTRACTS[EXPORTED_AS.get(self.table, self.table)].export_hint


def require_tables(warehouse: Warehouse, tables: Mapping[str, tuple[str, ...]], question: Words) -> None:
    """Refuse with the tables and columns that are missing and where to export them from."""
    missing = lacks(warehouse, tables)
    if missing:
        raise TablesMissing(
            question=question,
            tables=joined(lack.told for lack in missing),
            sources=joined(lack.source for lack in missing),
            missing=tuple(lack.table for lack in missing),
        )


def lacks(warehouse: Warehouse, tables: Mapping[str, tuple[str, ...]]) -> tuple[Lack, ...]:
    """What of the needed tables and columns holds nothing; a table without any row is named without its columns."""
    found = []
    for table, columns in tables.items():
        loaded = warehouse.loaded(table)
        absent = tuple(column for column in columns if column not in loaded)
        if absent or not loaded:
            found.append(Lack(table=table, columns=absent if loaded else ()))
    return tuple(found)


def joined(words: Iterable[Words]) -> Words:
    """Several names as one list, each once."""
    distinct = list(dict.fromkeys(words))
    return Words(zh="；".join(word.zh for word in distinct), en="; ".join(word.en for word in distinct))
