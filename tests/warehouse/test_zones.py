"""The day of an instant, by whole numbers or by the clock, against Python's zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.warehouse.zones import fixed_offset, local_day, offsets, utc_of_local

ZONES = (
    "Asia/Shanghai",
    "UTC",
    "Asia/Kolkata",
    "Europe/London",
    "America/New_York",
    "America/Phoenix",
    "Australia/Adelaide",
)
YEARS = (datetime(1980, 1, 1), datetime(2036, 12, 31))  # noqa: DTZ001 - instants are UTC without saying so
EVERY_QUARTER = timedelta(minutes=15)
CONNECTION = duckdb.connect(config={"threads": "1"})


def days(moments, zone):
    asked = f"SELECT {local_day('instant', zone)} FROM (SELECT unnest(?::TIMESTAMP[]) AS instant)"
    return [day for (day,) in CONNECTION.execute(asked, [moments]).fetchall()]


def python_days(moments, zone):
    return [moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date() for moment in moments]


# China put its clocks forward until 1991, before the years whose distances from UTC are known.
@given(st.lists(st.datetimes(*YEARS), max_size=50), st.sampled_from(ZONES))
def test_the_day_of_an_instant_is_the_zone_s_day(moments, zone):
    assert days(moments, zone) == python_days(moments, zone)


@pytest.mark.parametrize("zone", ZONES)
def test_around_midnight_and_the_change_of_clocks_the_clock_is_asked(zone):
    moments = [
        start + step * EVERY_QUARTER
        for start in (datetime(2026, 3, 7), datetime(2026, 3, 28), datetime(2026, 10, 24))  # noqa: DTZ001 - UTC
        for step in range(3 * 96)
    ]

    assert days(moments, zone) == python_days(moments, zone)


def test_an_instant_that_is_not_there_has_no_day():
    assert days([None], "Europe/London") == [None]


def test_only_zones_that_never_change_their_clocks_have_one_distance():
    assert fixed_offset("Asia/Shanghai") == timedelta(hours=8)
    assert fixed_offset("UTC") == timedelta(0)
    assert fixed_offset("America/New_York") is None
    assert offsets("America/New_York") == (timedelta(hours=-5), timedelta(hours=-4))


@pytest.mark.slow
@given(st.lists(st.datetimes(datetime(1996, 1, 1), datetime(2050, 12, 31)), max_size=50), st.sampled_from(ZONES))  # noqa: DTZ001
def test_a_local_time_is_the_instant_the_zone_s_clock_says(moments, zone):
    assert instants(moments, zone) == clock_instants(moments, zone)


@pytest.mark.parametrize("zone", ZONES)
def test_around_every_change_of_clocks_a_local_time_is_what_the_clock_says(zone):
    start = datetime(2025, 1, 1)  # noqa: DTZ001 - local
    moments = [start + step * timedelta(minutes=30) for step in range(2 * 24 * 365)]

    assert instants(moments, zone) == clock_instants(moments, zone)


def instants(moments, zone):
    return _asked(utc_of_local("local", zone), moments)


def clock_instants(moments, zone):
    return _asked(f"CAST(timezone('{zone}', local) AS TIMESTAMP)", moments)


def _asked(expression, moments):
    asked = f"SELECT {expression} FROM (SELECT unnest(?::TIMESTAMP[]) AS local)"
    return [instant for (instant,) in CONNECTION.execute(asked, [moments]).fetchall()]
