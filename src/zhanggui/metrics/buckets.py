"""Into which days, weeks and months does a period fall, and which came before each?"""

from __future__ import annotations

from datetime import date, timedelta

from zhanggui.core.period import Grain, Period

ONE_DAY = timedelta(days=1)


def buckets(period: Period, grain: Grain | None) -> tuple[Period, ...]:
    """The period cut at midnight, on Mondays or on the first of the month; the ends are clipped to it.

    >>> [str(cut.start) for cut in buckets(Period(date(2026, 1, 30), date(2026, 2, 10)), "week")]
    ['2026-01-30', '2026-02-02', '2026-02-09']
    >>> buckets(Period(date(2026, 1, 30), date(2026, 2, 10)), "month")[1]
    Period(start=datetime.date(2026, 2, 1), end=datetime.date(2026, 2, 10))
    """
    if grain is None:
        return (period,)
    cuts = []
    start = period.start
    while start < period.end:
        end = min(after(start, grain), period.end)
        cuts.append(Period(start, end))
        start = end
    return tuple(cuts)


def first_of(day: date, grain: Grain) -> date:
    """The first day of the day's own day, week or month.

    >>> first_of(date(2026, 2, 11), "week"), first_of(date(2026, 2, 11), "month")
    (datetime.date(2026, 2, 9), datetime.date(2026, 2, 1))
    """
    if grain == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if grain == "month" else day


def after(day: date, grain: Grain) -> date:
    """The first day of the next day, week or month.

    >>> after(date(2026, 12, 31), "month")
    datetime.date(2027, 1, 1)
    """
    first = first_of(day, grain)
    if grain == "month":
        return first_of(first + timedelta(days=31), "month")
    return first + timedelta(days=7 if grain == "week" else 1)


def before(period: Period, grain: Grain | None) -> Period:
    """What the period is compared with: the equally long one before it, or the same days one week or month earlier.

    >>> before(Period(date(2026, 3, 1), date(2026, 3, 10)), "month")
    Period(start=datetime.date(2026, 2, 1), end=datetime.date(2026, 2, 10))
    >>> before(Period(date(2026, 3, 1), date(2026, 3, 10)), None) == Period(
    ...     date(2026, 3, 1), date(2026, 3, 10)
    ... ).previous()
    True
    """
    if grain is None:
        return period.previous()
    if grain == "month":
        return Period(_month_earlier(period.start), _end_month_earlier(period.end))
    step = timedelta(days=7 if grain == "week" else 1)
    return Period(period.start - step, period.end - step)


def _month_earlier(day: date) -> date:
    """The same day of the month before, or its last day where it is shorter."""
    last = day.replace(day=1) - ONE_DAY
    return last.replace(day=min(day.day, last.day))


def _end_month_earlier(end: date) -> date:
    """A whole month is compared with a whole month, however long."""
    return _month_earlier(end) if end.day == 1 else _month_earlier(end - ONE_DAY) + ONE_DAY
