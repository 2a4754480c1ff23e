"""Which days does a question cover?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, model_validator

from zhanggui.core.capability import Params
from zhanggui.core.described import described
from zhanggui.core.errors import PeriodNotUnderstood, RequestAtFault
from zhanggui.core.period import Period
from zhanggui.core.words import Words

if TYPE_CHECKING:
    import ibis.expr.types as ir

# No shop that is loaded here sold before or sells after; beyond, calendars and comparisons run out of days.
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 1, 1)


class PeriodAfterData(RequestAtFault):
    """The period begins after the last day that is loaded."""

    sentence = Words(
        zh="时段从 {start} 开始，但数据只到 {as_of}。请选更早的开始日期，或导入更新的文件。",
        en="The period starts on {start}, but the data end on {as_of}. Start earlier, or load newer files.",
    )


class PeriodToldTwice(RequestAtFault):
    """A number of days together with both a first and a last day."""

    sentence = Words(
        zh="“天数”与“开始、结束日期”说的是同一件事：请只填天数，或只填日期，或填天数加其中一个日期。",
        en="Days, start and end say the same thing twice: give the days, the dates, or the days and one of the dates.",
    )


class PeriodParams(Params):
    """Which days: dates, a number of days, or everything that is loaded."""

    start: Annotated[
        date | None,
        Field(ge=FIRST_DAY, le=LAST_DAY),
        described(
            "开始日期",
            "From",
            about_zh="含这一天；空表示从最早的数据开始",
            about_en="This day included; empty: from the earliest data",
        ),
    ] = None
    end: Annotated[
        date | None,
        Field(ge=FIRST_DAY, le=LAST_DAY),
        described(
            "结束日期",
            "To",
            about_zh="不含这一天；空表示到最后一个完整日",
            about_en="Up to but without this day; empty: up to the last complete day",
        ),
    ] = None
    days: Annotated[
        int | None,
        Field(ge=1, le=3_660),
        described(
            "天数",
            "Days",
            about_zh="时段的长度；不填日期时为最近这么多天",
            about_en="Length of the period; without dates, the latest days",
            unit="days",
        ),
    ] = None

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> Self:
        if self.start and self.end and self.days:
            raise PeriodToldTwice
        if self.start and self.end and self.end <= self.start:
            raise PeriodNotUnderstood(text=f"{self.start} … {self.end}")
        return self

    def span(self, as_of: date) -> Span:
        """The days meant, never later than the last complete loaded day."""
        tomorrow = as_of + timedelta(days=1)
        start, end = self._bounds(tomorrow)
        if start and start > as_of:
            raise PeriodAfterData(start=start, as_of=as_of)
        return Span(start=start, end=min(end, tomorrow))

    def period(self, as_of: date, usual_days: int) -> Period:
        """The days meant; where no beginning is told, as many as usual before the end."""
        span = self.span(as_of)
        return Period(span.start or span.end - timedelta(days=usual_days), span.end)

    def within(self, period: Period) -> Self:
        """The same question about the days of one period."""
        return self.model_copy(update={"start": period.start, "end": period.end, "days": None})

    def _bounds(self, tomorrow: date) -> tuple[date | None, date]:
        if self.days is None:
            return self.start, self.end or tomorrow
        length = timedelta(days=self.days)
        if self.start:
            return self.start, self.start + length
        end = self.end or tomorrow
        return end - length, end


class DayParams(Params):
    """At the end of which day."""

    day: Annotated[
        date | None,
        Field(ge=FIRST_DAY, lt=LAST_DAY),
        described(
            "截止日",
            "As of",
            about_zh="这一天结束时，只用当时已知的购买；空表示最后一个完整日",
            about_en="At the end of this day, by what had been bought then; empty: the last complete day",
        ),
    ] = None

    def last_day(self, as_of: date) -> date:
        """The day asked for, or the last complete one."""
        if self.day and self.day > as_of:
            raise PeriodAfterData(start=self.day, as_of=as_of)
        return self.day or as_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from `start`, or from the earliest data where it is None, up to but without `end`.

    >>> Span(start=None, end=date(2026, 4, 1)).last_day
    datetime.date(2026, 3, 31)
    """

    start: date | None
    end: date

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return self.end - timedelta(days=1)

    def holds(self, day: ir.DateValue) -> Any:
        """Whether a row's day lies within, as a condition on the row."""
        before_the_end = day < self.end
        return before_the_end if self.start is None else before_the_end & (day >= self.start)

    def includes(self, day: date) -> bool:
        """Whether a known day lies within."""
        return day < self.end and (self.start is None or day >= self.start)
