"""What time is it? Nothing below `app` asks; it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Clock(Protocol):
    """Something that tells the time as an aware UTC instant."""

    def now(self) -> datetime:
        """The present instant."""


@dataclass(frozen=True, slots=True)
class StoppedClock:
    """A clock that always tells the same instant: for tests and replays."""

    instant: datetime

    def now(self) -> datetime:
        """The instant it was stopped at."""
        return self.instant
