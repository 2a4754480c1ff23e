"""Has the shop loaded what a policy needs?"""

from __future__ import annotations

from zhanggui.core.errors import TablesMissing
from zhanggui.core.words import Words
from zhanggui.decisions.policy import Policy
from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.warehouse.protocol import Warehouse


def require_tables(warehouse: Warehouse, policy: Policy) -> None:
    """Refuse with the names of the tables that are missing and where to export them from."""
    missing = [name for name, columns in policy.tables.items() if not _has(warehouse, name, columns)]
    if missing:
        contracts = [CONTRACTS[name] for name in missing]
        raise TablesMissing(
            question=policy.question,
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
