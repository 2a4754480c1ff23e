"""Has the shop loaded what a question needs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.core.errors import TablesMissing
from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.register import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.warehouse.protocol import Warehouse


def require_tables(warehouse: Warehouse, tables: Mapping[str, tuple[str, ...]], question: Words) -> None:
    """Refuse with the names of the tables that are missing and where to export them from."""
    missing = {name: columns for name, columns in tables.items() if not _has(warehouse, name, columns)}
    if not missing:
        return
    contracts = [CONTRACTS[name] for name in missing]
    raise TablesMissing(
        question=question,
        tables=_joined([contract.title for contract in contracts]),
        sources=_joined([contract.export_hint for contract in contracts]),
        missing=tuple(missing),
    )


def _has(warehouse: Warehouse, name: str, columns: tuple[str, ...]) -> bool:
    loaded = warehouse.loaded(name)
    return bool(loaded) and set(columns) <= loaded


def _joined(words: list[Words]) -> Words:
    distinct = list(dict.fromkeys(words))
    return Words(zh="；".join(word.zh for word in distinct), en="; ".join(word.en for word in distinct))
