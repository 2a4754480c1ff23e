"""Is the digest due at this hour, is it late, and which days went by without one?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from zhanggui.books.notify_targets import QuietHours

LATE_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyTime:
    """The shop's time of day for the digest, in its own zone."""

    at: time
    zone: ZoneInfo

    @classmethod
    def read(cls, at: str, timezone: str) -> DailyTime:
        """From the settings' text, such as 09:00."""
        return cls(at=time.fromisoformat(at), zone=ZoneInfo(timezone))

    def on(self, day: date) -> datetime:
        """That time on a day, as an instant; where clocks jump over it, the first moment after."""
        return datetime.combine(day, self.at, self.zone).astimezone(ZoneInfo("UTC"))

    def today(self, now: datetime) -> date:
        """The shop's day at an instant."""
        return now.astimezone(self.zone).date()

    def next(self, now: datetime) -> datetime:
        """The next time after an instant."""
        today = self.today(now)
        return self.on(today) if now < self.on(today) else self.on(today + timedelta(days=1))

    def is_due(self, now: datetime, since: datetime, quiet: QuietHours) -> bool:
        """Whether the day's digest is to be sent now to a target that there is since then.

        It is due from the time on, also in quiet hours: they were chosen by the same person. When it is more than an
        hour late it waits until they end, and a day that ends before is skipped.

        >>> from datetime import UTC
        >>> from zhanggui.books.notify_targets import QuietHours
        >>> nine, night = DailyTime.read("09:00", "Asia/Shanghai"), QuietHours(start=22, end=8)
        >>> [
        ...     nine.is_due(datetime(2026, 3, 1, hour, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), night)
        ...     for hour in (0, 1, 6, 15)
        ... ]
        [False, True, True, False]
        """
        due = self.on(self.today(now))
        if not since <= due <= now:
            return False
        return not (self.is_late(now) and quiet.hold(now.astimezone(self.zone).hour))

    def is_late(self, now: datetime) -> bool:
        """Whether the day's digest goes out more than an hour after its time."""
        return now - self.on(self.today(now)) > LATE_AFTER

    def skipped(self, now: datetime, last: date | None, since: datetime) -> tuple[date, ...]:
        """The days before today whose digest never went out, of a target that there is since then.

        >>> from datetime import UTC
        >>> nine, added = DailyTime.read("09:00", "Asia/Shanghai"), datetime(2026, 1, 1, tzinfo=UTC)
        >>> [day.isoformat() for day in nine.skipped(datetime(2026, 3, 4, 2, tzinfo=UTC), date(2026, 3, 1), added)]
        ['2026-03-02', '2026-03-03']
        """
        added = self.today(since)
        first = added if since <= self.on(added) else added + timedelta(days=1)
        if last is not None:
            first = max(first, last + timedelta(days=1))
        return tuple(first + timedelta(days=at) for at in range(max(0, (self.today(now) - first).days)))
