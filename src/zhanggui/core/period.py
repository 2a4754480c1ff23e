"""Which days are meant?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from zhanggui.core.errors import PeriodNotUnderstood

Grain = Literal["day", "week", "month"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class Period:
    """Days in the shop's zone from `start` up to but without `end`.

    >>> Period(date(2026, 3, 1), date(2026, 4, 1)).days
    31
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise PeriodNotUnderstood(text=f"{self.start} … {self.end}")

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period."""
        return self.end - timedelta(days=1)

    def previous(self) -> Period:
        """The equally long period just before this one.

        >>> Period(date(2026, 3, 8), date(2026, 3, 15)).previous()
        Period(start=datetime.date(2026, 3, 1), end=datetime.date(2026, 3, 8))
        """
        return Period(self.start - (self.end - self.start), self.start)

    @classmethod
    def last_days(cls, as_of: date, days: int) -> Period:
        """The `days` days that end with `as_of`."""
        end = as_of + timedelta(days=1)
        return cls(end - timedelta(days=days), end)


def day(text: str) -> date:
    """Read one day written as 2026-03-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PeriodNotUnderstood(text=text) from None
