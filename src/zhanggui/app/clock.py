"""What time is it now, really? The only module that asks the machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock, as an aware UTC instant."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)
