"""What makes each day special: weekday, public holiday, lunar date, shopping festival, like day of last year?"""

from __future__ import annotations

import csv
import functools
import io
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.warehouse.contracts.reference import Calendar
from zhanggui.warehouse.festivals import aligned_last_year, festival_of, next_festival
from zhanggui.warehouse.holidays_of_china import days_off
from zhanggui.warehouse.lunar import lunar_date
from zhanggui.warehouse.tables import arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa


def calendar_rows(start: date, end: date) -> pa.Table:
    """One row per day from `start` up to but without `end`, with exactly the columns of the Calendar contract.

    - `is_public_holiday`, `is_makeup_workday`, `holiday`: China's, see `days_off`; a make-up workday carries the
      name of the holiday it pays for.
    - `lunar_month`, `lunar_day`: the Chinese lunar date; a leap month is negative.
    - `festival`, `festival_phase`: the shopping festival whose window holds the day (`festivals.toml`); where windows
      overlap, main goes before warm-up before review.
    - `next_festival`, `days_to_festival`: the first feast on or after the day, and the days to it; 0 on the feast.
    - `aligned_last_year`, never missing: inside a festival's window the day as far from last year's feast (so
      lunar festivals move with the feast, 618 and double 11 keep their date), else the same weekday 364 days before.

    >>> calendar_rows(date(2026, 2, 17), date(2026, 2, 18)).to_pylist()[0]["aligned_last_year"]
    datetime.date(2025, 1, 29)
    """
    import pyarrow as pa

    years = [_year(year) for year in range(start.year, end.year + (end > date(end.year, 1, 1)))]
    days = pa.concat_tables(years) if years else arrow_schema(Calendar).empty_table()
    return days.slice((start - date(start.year, 1, 1)).days, (end - start).days)


@functools.cache
def _year(year: int) -> pa.Table:
    """The days of one year; they never change, and every version of every shop lays out the same few years.

    They are handed over as text: of Python values Arrow makes arrays only after it has looked for pandas, and where
    pandas lies installed, importing it takes longer than loading a small file.
    """
    from pyarrow.csv import ConvertOptions, read_csv

    first, schema, text = date(year, 1, 1), arrow_schema(Calendar), io.StringIO()
    days = [first + timedelta(days=count) for count in range((date(year + 1, 1, 1) - first).days)]
    lines = csv.DictWriter(text, schema.names)
    lines.writeheader()
    lines.writerows(_row(day) for day in days)
    typed = ConvertOptions(column_types=schema, include_columns=schema.names, strings_can_be_null=True)
    return read_csv(io.BytesIO(text.getvalue().encode()), convert_options=typed)


def _row(day: date) -> dict[str, object]:
    lunar_month, lunar_day = lunar_date(day)
    inside = festival_of(day)
    coming, days_to_it = next_festival(day)
    off = days_off(day.year)
    return {
        "day": day,
        "weekday": day.isoweekday(),
        "week_start": day - timedelta(days=day.weekday()),
        "month_start": day.replace(day=1),
        "is_public_holiday": day in off.holidays,
        "is_makeup_workday": day in off.makeup_workdays,
        "holiday": off.holidays.get(day) or off.makeup_workdays.get(day),
        "lunar_month": lunar_month,
        "lunar_day": lunar_day,
        "festival": inside.festival if inside else None,
        "festival_phase": inside.phase if inside else None,
        "next_festival": coming,
        "days_to_festival": days_to_it,
        "aligned_last_year": aligned_last_year(day),
    }
