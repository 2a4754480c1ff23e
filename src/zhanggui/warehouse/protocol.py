"""What can a question be asked of, whatever engine answers it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import ibis.expr.types as ir
    import pyarrow as pa


class Warehouse(Protocol):
    """One snapshot of the shop's tables, read-only: what is asked twice is answered alike.

    `as_of` is the last complete loaded day; `currency` and `timezone` are the shop's.
    """

    @property
    def snapshot(self) -> str:
        """The name of the version that is read."""

    @property
    def engine(self) -> str:
        """Who answers: duckdb or spark."""

    @property
    def currency(self) -> str:
        """The shop's currency: what money without a currency of its own is in."""

    @property
    def timezone(self) -> str:
        """The shop's zone: where its days begin."""

    @property
    def as_of(self) -> date:
        """The last day that the loaded sales and events cover completely."""

    def table(self, name: str) -> ir.Table:
        """A contract's table; one that nobody loaded is there without rows."""

    def loaded(self, name: str) -> frozenset[str]:
        """The columns in which at least one row has a value; empty when nothing is loaded."""

    def fetch(self, expression: ir.Expr, *, said: Callable[[str], object] | None = None) -> pa.Table:
        """Carry out one relation: the only way by which figures leave the warehouse; `said` is told its SQL."""

    def close(self) -> None:
        """Let go of the engine."""
