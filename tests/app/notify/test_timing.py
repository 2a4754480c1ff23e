"""The digest is due at the shop's own time, in winter and summer; late ones wait, missed days are named."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from zhanggui.app.notify.timing import DailyTime
from zhanggui.books.notify_targets import QuietHours

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NEVER, NIGHT, LUNCH = QuietHours(start=0, end=0), QuietHours(start=22, end=8), QuietHours(start=12, end=14)


def shanghai(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    "at, quiet, is_due",
    [
        (shanghai(1, 8, 59), NEVER, False),
        (shanghai(1, 9), NEVER, True),
        (shanghai(1, 23, 59), NEVER, True),
        (shanghai(2, 0), NEVER, False),
        (shanghai(1, 9, 59), QuietHours(start=9, end=11), True),
        (shanghai(1, 10, 30), QuietHours(start=9, end=11), False),
        (shanghai(1, 12, 30), LUNCH, False),
        (shanghai(1, 14), LUNCH, True),
        (shanghai(1, 22, 30), NIGHT, False),
    ],
)
def test_on_time_it_goes_out_and_late_it_waits_until_quiet_hours_end(at, quiet, is_due):
    assert DailyTime.read("09:00", "Asia/Shanghai").is_due(at, LONG_AGO, quiet) is is_due


def test_a_target_added_after_todays_time_gets_its_first_digest_tomorrow():
    nine = DailyTime.read("09:00", "Asia/Shanghai")
    assert not nine.is_due(shanghai(1, 15), shanghai(1, 14), NEVER)
    assert nine.is_due(shanghai(2, 9), shanghai(1, 14), NEVER)
    assert nine.skipped(shanghai(2, 10), None, shanghai(1, 14)) == ()
    assert nine.skipped(shanghai(3, 10), None, shanghai(1, 14)) == (date(2026, 3, 2),)


def test_where_clocks_change_the_time_is_still_the_shops():
    half_past_two = DailyTime.read("02:30", "Europe/Berlin")  # 2026-03-29 has no half past two, 2026-10-25 has it twice
    assert half_past_two.on(date(2026, 3, 28)) == datetime(2026, 3, 28, 1, 30, tzinfo=UTC)
    assert half_past_two.on(date(2026, 3, 29)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert half_past_two.on(date(2026, 3, 30)) == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)
    assert half_past_two.next(datetime(2026, 10, 25, 0, 31, tzinfo=UTC)) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)
