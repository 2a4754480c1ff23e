"""The calendar against dates that others published: feasts, days off, days worked instead, shopping festivals."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.warehouse.calendar import calendar_rows
from zhanggui.warehouse.contracts.reference import Calendar
from zhanggui.warehouse.festivals import PHASES, aligned_last_year, festival_of, festivals, next_festival
from zhanggui.warehouse.holidays_of_china import HOLIDAYS, days_off
from zhanggui.warehouse.lunar import lunar_date

DAY = timedelta(days=1)
YEARS_OF_SHOPS = st.dates(date(1995, 1, 1), date(2045, 12, 31))


def row(day):
    (found,) = calendar_rows(day, day + DAY).to_pylist()
    return found


def days_where(year, **wanted):
    rows = calendar_rows(date(year, 1, 1), date(year + 1, 1, 1)).to_pylist()
    return [found["day"] for found in rows if wanted.items() <= found.items()]


def test_the_columns_are_those_of_the_contract_and_required_ones_are_never_empty():
    table = calendar_rows(date(2024, 1, 1), date(2029, 1, 1))

    assert table.column_names == [column.name for column in Calendar.columns()]
    assert table.num_rows == 5 * 365 + 2
    assert [column.name for column in Calendar.columns() if column.required and table[column.name].null_count] == []


def test_the_end_is_not_part_of_the_period():
    assert calendar_rows(date(2026, 3, 1), date(2026, 3, 1)).num_rows == 0
    assert calendar_rows(date(2026, 2, 28), date(2026, 3, 2))["day"].to_pylist() == [
        date(2026, 2, 28),
        date(2026, 3, 1),
    ]


def test_weeks_begin_on_monday_and_months_on_the_first():
    sunday = row(date(2026, 3, 1))

    assert (sunday["weekday"], sunday["week_start"], sunday["month_start"]) == (7, date(2026, 2, 23), date(2026, 3, 1))


# New Year's day, Lantern Festival, Qixi and Mid-Autumn as the observatories of Beijing and Hong Kong published them.
@pytest.mark.parametrize(
    "published, month, day_of_month",
    [
        (date(2010, 2, 14), 1, 1),
        (date(2023, 1, 22), 1, 1),
        (date(2024, 2, 10), 1, 1),
        (date(2025, 1, 29), 1, 1),
        (date(2026, 2, 17), 1, 1),
        (date(2027, 2, 6), 1, 1),
        (date(2033, 1, 31), 1, 1),
        (date(2024, 2, 24), 1, 15),
        (date(2025, 2, 12), 1, 15),
        (date(2024, 8, 10), 7, 7),
        (date(2025, 8, 29), 7, 7),
        (date(2024, 9, 17), 8, 15),
        (date(2025, 10, 6), 8, 15),
        (date(2026, 9, 25), 8, 15),
        (date(2025, 1, 28), 12, 29),
        (date(2023, 3, 22), -2, 1),
        (date(2025, 7, 25), -6, 1),
        (date(2033, 12, 22), -11, 1),
    ],
)
def test_lunar_dates_are_the_published_ones(published, month, day_of_month):
    assert (row(published)["lunar_month"], row(published)["lunar_day"]) == (month, day_of_month)


@pytest.mark.slow
@given(YEARS_OF_SHOPS)
def test_the_lunar_date_agrees_with_asking_the_library_day_by_day(day):
    from lunar_python import Solar

    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()

    assert lunar_date(day) == (lunar.getMonth(), lunar.getDay())


def test_days_off_and_days_worked_instead_of_2025_are_those_of_the_state_council():
    assert days_where(2025, is_makeup_workday=True) == [
        date(2025, 1, 26),
        date(2025, 2, 8),
        date(2025, 4, 27),
        date(2025, 9, 28),
        date(2025, 10, 11),
    ]
    assert days_where(2025, holiday="spring_festival", is_public_holiday=True) == [
        date(2025, 1, 28) + count * DAY for count in range(8)
    ]
    assert len(days_where(2025, is_public_holiday=True)) == 28
    assert row(date(2025, 10, 6))["holiday"] == "mid_autumn"
    assert row(date(2025, 9, 28))["holiday"] == "national_day"


def test_beyond_the_published_years_the_statutory_days_are_off_and_nobody_works_instead():
    assert days_where(2027, is_makeup_workday=True) == []
    assert {date(2027, 1, 1), date(2027, 2, 6), date(2027, 10, 1)} <= set(days_where(2027, is_public_holiday=True))
    assert row(date(2027, 2, 7))["holiday"] == "spring_festival"
    assert row(date(2003, 2, 6))["holiday"] == "spring_festival"


@pytest.mark.parametrize("year", [1999, 2003, 2004, 2015, 2026, 2027, 2035])
def test_every_day_off_has_a_holiday_from_the_list(year):
    off = days_off(year)

    assert set(off.holidays.values()) | set(off.makeup_workdays.values()) <= set(HOLIDAYS)
    assert off.holidays.keys().isdisjoint(off.makeup_workdays)


@pytest.mark.parametrize(
    "day, festival, phase",
    [
        (date(2025, 1, 1), "chunjie", "warm_up"),  # four weeks before 29 January
        (date(2025, 1, 14), "chunjie", "warm_up"),
        (date(2025, 1, 15), "chunjie", "main"),
        (date(2025, 1, 29), "chunjie", "main"),
        (date(2025, 2, 12), "chunjie", "review"),  # Lantern Festival, the last day
        (date(2025, 2, 13), None, None),
        (date(2025, 2, 28), None, None),
        (date(2025, 3, 1), "38", "warm_up"),
        (date(2025, 3, 8), "38", "main"),
        (date(2025, 5, 20), "618", "warm_up"),
        (date(2025, 6, 1), "618", "main"),
        (date(2025, 6, 18), "618", "main"),
        (date(2025, 6, 21), "618", "review"),
        (date(2025, 6, 22), None, None),
        (date(2025, 8, 29), "qixi", "main"),
        (date(2025, 10, 6), "zhongqiu", "main"),
        (date(2025, 10, 19), None, None),
        (date(2025, 10, 20), "double11", "warm_up"),
        (date(2025, 11, 1), "double11", "main"),
        (date(2025, 11, 11), "double11", "main"),
        (date(2025, 11, 14), "double11", "review"),
        (date(2025, 11, 28), "black_friday", "main"),
        (date(2025, 12, 12), "double12", "main"),
        (date(2025, 12, 25), "christmas", "main"),
        (date(2008, 11, 11), None, None),  # the first double 11 was in 2009
        (date(2009, 11, 11), "double11", "main"),
        (date(2022, 12, 25), "christmas", "main"),  # also four weeks before 22 January 2023: main goes first
        (date(2022, 12, 26), "chunjie", "warm_up"),  # a window that begins in the year before its feast
        (date(2026, 3, 3), "38", "warm_up"),  # also Lantern Festival: warm-up goes before review
    ],
)
def test_a_day_is_in_the_festival_and_phase_of_the_trade(day, festival, phase):
    assert (row(day)["festival"], row(day)["festival_phase"]) == (festival, phase)


@pytest.mark.parametrize(
    "day, like_day",
    [
        (date(2025, 1, 29), date(2024, 2, 10)),  # New Year's day with New Year's day
        (date(2026, 2, 17), date(2025, 1, 29)),
        (date(2026, 2, 10), date(2025, 1, 22)),  # a week before with a week before
        (date(2026, 1, 20), date(2025, 1, 1)),
        (date(2025, 1, 3), date(2024, 1, 15)),
        (date(2025, 8, 29), date(2024, 8, 10)),
        (date(2025, 10, 6), date(2024, 9, 17)),
        (date(2025, 6, 18), date(2024, 6, 18)),
        (date(2025, 11, 11), date(2024, 11, 11)),
        (date(2025, 10, 20), date(2024, 10, 20)),
        (date(2025, 11, 28), date(2024, 11, 29)),  # Black Friday is a Friday
        (date(2025, 7, 15), date(2024, 7, 16)),  # a Tuesday with a Tuesday
        (date(2024, 2, 29), date(2023, 3, 2)),
        (date(2025, 2, 13), date(2024, 2, 15)),  # which was inside last year's festival: the comparison says so
    ],
)
def test_the_like_day_of_last_year(day, like_day):
    assert row(day)["aligned_last_year"] == like_day


@given(YEARS_OF_SHOPS)
def test_every_day_has_one_like_day_about_a_year_before(day):
    inside, like_day = festival_of(day), aligned_last_year(day)

    assert 353 <= (day - like_day).days <= 385
    if inside is None:
        assert like_day.isoweekday() == day.isoweekday()
    else:
        assert inside.phase in PHASES


@pytest.mark.slow
@given(YEARS_OF_SHOPS)
def test_the_next_festival_is_the_nearest_feast_ahead(day):
    name, days = next_festival(day)
    held = [
        festival.feast_day(year)
        for festival in festivals().values()
        for year in (day.year - 1, day.year, day.year + 1)
        if year >= festival.first_year
    ]

    assert festivals()[name].feast_day((day + days * DAY).year) == day + days * DAY
    assert days == min((feast - day).days for feast in held if feast >= day)


def test_on_the_feast_no_day_is_left():
    assert (row(date(2025, 11, 11))["next_festival"], row(date(2025, 11, 11))["days_to_festival"]) == ("double11", 0)
    assert (row(date(2025, 11, 12))["next_festival"], row(date(2025, 11, 12))["days_to_festival"]) == (
        "black_friday",
        16,
    )


@pytest.mark.parametrize("festival", festivals().values(), ids=festivals())
def test_a_festival_is_named_in_both_languages_and_its_phases_follow_each_other(festival):
    assert festival.title.zh
    assert festival.title.en
    assert festival.source
    offsets = [festival.phases[phase] for phase in ("warm_up", "main", "review") if phase in festival.phases]
    days = [day for first, last in offsets for day in range(first, last + 1)]
    assert days == list(range(days[0], days[-1] + 1))
    assert festival.phases["main"][0] <= 0 <= festival.phases["main"][1]


def test_fifteen_years_take_less_than_two_seconds():
    calendar_rows(date(2026, 12, 31), date(2027, 1, 2))  # loads the libraries
    started = time.process_time()
    calendar_rows(date(2011, 1, 1), date(2026, 1, 1))

    assert time.process_time() - started < 2


@pytest.mark.slow
def test_laying_out_a_year_does_not_wait_for_pandas():
    asked = "import datetime, sys; from zhanggui.warehouse.calendar import calendar_rows as days; "
    asked += "days(datetime.date(2026, 1, 1), datetime.date(2027, 1, 1)); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False, timeout=60).returncode == 0
