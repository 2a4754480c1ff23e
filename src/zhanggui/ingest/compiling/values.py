"""What is an expression of a map once it is SQL?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ValueKind = Literal["text", "amount", "integer", "ratio", "flag", "instant", "day", "person", "position", "content"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """SQL over the cleaned cells; `missing` says when it is empty, `people` which identities must be joined."""

    sql: str
    kind: ValueKind
    missing: str
    headers: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()


def nothing(kind: ValueKind) -> Value:
    """What a header that the file does not have gives."""
    types = {"amount": "DECIMAL(18,6)", "integer": "BIGINT", "ratio": "DOUBLE", "flag": "BOOLEAN"}
    types |= {"instant": "TIMESTAMP", "day": "DATE"}
    return Value(sql=f"CAST(NULL AS {types.get(kind, 'VARCHAR')})", kind=kind, missing="true")
