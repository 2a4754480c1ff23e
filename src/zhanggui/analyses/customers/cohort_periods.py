"""How are weeks and months counted so that every engine and every reader means the same one?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import ibis.expr.types as ir

CohortGrain = Literal["week", "month"]

A_MONDAY = date(1970, 1, 5)
MONTHS = 12
DAYS_OF_A_WEEK = 7


def period_number(day: ir.DateValue, grain: CohortGrain) -> Any:
    """The week's or month's running number, as an expression: neighbours differ by 1.

    month: 12 × year + month − 1; week: full weeks since Monday, 5 January 1970.
    """
    import ibis

    if grain == "month":
        return (day.year() * MONTHS + day.month() - 1).cast("int64")
    return (day.delta(ibis.literal(A_MONDAY), unit="day") // DAYS_OF_A_WEEK).cast("int64")


def number_of(day: date, grain: CohortGrain) -> int:
    """The same number for a known day.

    >>> number_of(date(2026, 3, 31), "month") - number_of(date(2025, 12, 1), "month")
    3
    >>> number_of(date(2026, 3, 2), "week") - number_of(date(2026, 3, 1), "week")
    1
    """
    if grain == "month":
        return day.year * MONTHS + day.month - 1
    return (day - A_MONDAY).days // DAYS_OF_A_WEEK


def starts_on(number: int, grain: CohortGrain) -> date:
    """The first day of a numbered period.

    >>> starts_on(number_of(date(2026, 3, 31), "month"), "month")
    datetime.date(2026, 3, 1)
    >>> starts_on(number_of(date(2026, 3, 8), "week"), "week")
    datetime.date(2026, 3, 2)
    """
    if grain == "month":
        return date(number // MONTHS, number % MONTHS + 1, 1)
    return A_MONDAY + timedelta(days=DAYS_OF_A_WEEK * number)


def label(number: int, grain: CohortGrain) -> str:
    """How a period is written: 2026-03 for a month, its Monday for a week.

    >>> label(number_of(date(2026, 3, 8), "month"), "month"), label(number_of(date(2026, 3, 8), "week"), "week")
    ('2026-03', '2026-03-02')
    """
    start = starts_on(number, grain)
    return f"{start:%Y-%m}" if grain == "month" else start.isoformat()
