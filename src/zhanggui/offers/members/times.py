"""How long do points last, a window reach back, a tier stay protected? All in the shop's own calendar."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from zhanggui.core.described import described
from zhanggui.offers.rules.stated import Stated

Days = Annotated[int, Field(strict=True, ge=1, le=3650)]
Years = Annotated[int, Field(strict=True, ge=0, le=10)]


class ForDays(Stated):
    """Until the end of the so-manieth day after."""

    kind: Literal["days"]
    days: Annotated[Days, described("天", "Days", unit="days")]


class Months(Stated):
    """Until the end of the same day so many months later; of the month's last day where it is shorter."""

    kind: Literal["months"]
    months: Annotated[int, Field(strict=True, ge=1, le=120), described("月", "Months")]


class YearEnd(Stated):
    """Until the end of the calendar year, or of a later one."""

    kind: Literal["year_end"]
    years_more: Annotated[
        Years, described("再加几年", "Years more", about_zh="0 = 当年年底", about_en="0 = this year's end")
    ] = 0


class Never(Stated):
    """For ever."""

    kind: Literal["never"]


class Rolling(Stated):
    """The last so many days, at every moment."""

    kind: Literal["rolling"]
    days: Annotated[Days, described("天", "Days", unit="days")] = 365


class CalendarYear(Stated):
    """The calendar year; it begins anew on 1 January."""

    kind: Literal["calendar_year"]


class Ever(Stated):
    """All that ever happened."""

    kind: Literal["ever"]


class ProtectedDays(Stated):
    """So many days from the moment the tier was reached or kept."""

    kind: Literal["days"]
    days: Annotated[Days, described("天", "Days", unit="days")] = 365


Expiry = Annotated[ForDays | Months | YearEnd | Never, Field(discriminator="kind")]
Window = Annotated[Rolling | CalendarYear | Ever, Field(discriminator="kind")]
Protection = Annotated[ProtectedDays | YearEnd, Field(discriminator="kind")]


def expires_at(expiry: Expiry, earned_at: datetime, zone: ZoneInfo) -> datetime | None:
    """The first instant at which points earned at a moment are gone: a midnight of the shop; None for never.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 1, 31, 4, tzinfo=UTC)
    >>> expires_at(Months(kind="months", months=1), noon, ZoneInfo("Asia/Shanghai")).isoformat()
    '2026-03-01T00:00:00+08:00'
    """
    day = earned_at.astimezone(zone).date()
    match expiry:
        case ForDays(days=days):
            return midnight(day + timedelta(days=days + 1), zone)
        case Months(months=months):
            return midnight(_months_later(day, months) + timedelta(days=1), zone)
        case YearEnd(years_more=more):
            return midnight(date(day.year + 1 + more, 1, 1), zone)
        case Never():
            return None


def leaves_at(window: Window, counted_at: datetime, zone: ZoneInfo) -> datetime | None:
    """From when on something that counted at a moment counts no more; None for never."""
    match window:
        case Rolling(days=days):
            return counted_at + timedelta(days=days)
        case CalendarYear():
            return midnight(date(counted_at.astimezone(zone).year + 1, 1, 1), zone)
        case Ever():
            return None


def protected_until(protection: Protection, reached_at: datetime, zone: ZoneInfo) -> datetime:
    """When a tier that was reached or kept at a moment is looked at again."""
    match protection:
        case ProtectedDays(days=days):
            return reached_at + timedelta(days=days)
        case YearEnd(years_more=more):
            return midnight(date(reached_at.astimezone(zone).year + 1 + more, 1, 1), zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day of the shop."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
