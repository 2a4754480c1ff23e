"""What is the same of an open snapshot, whichever engine reads it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.core.errors import UnknownName
from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.warehouse.tables import relation

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from zhanggui.warehouse.facts import SnapshotFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSnapshot:
    """A snapshot's facts, and its tables as relations."""

    facts: SnapshotFacts

    @property
    def snapshot(self) -> str:
        """The name of the version."""
        return self.facts.name

    @property
    def currency(self) -> str:
        """The shop's currency."""
        return self.facts.currency

    @property
    def timezone(self) -> str:
        """The shop's zone."""
        return self.facts.timezone

    @property
    def as_of(self) -> date:
        """The last complete loaded day."""
        return self.facts.as_of

    def table(self, name: str) -> ir.Table:
        """A contract's table as an Ibis relation."""
        return relation(known_table(name))

    def loaded(self, name: str) -> frozenset[str]:
        """The columns in which some row has a value."""
        return frozenset(self.facts.loaded.get(known_table(name), ()))


def known_table(name: str) -> str:
    """The name itself if a contract has it.

    >>> known_table("orders")
    'orders'
    """
    from difflib import get_close_matches

    if name in CONTRACTS:
        return name
    near = ", ".join(get_close_matches(name, CONTRACTS)) or "-"
    raise UnknownName(kind="table", name=name, near=near, listing="zhanggui list tables")
