"""The board tells the day on which a channel stopped selling, what it is worth, and nothing about quiet days."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.analyses.builders import order
from zhanggui.analyses.asked_period import PeriodAfterData
from zhanggui.analyses.goals.alerts.alerts import CAPABILITY
from zhanggui.analyses.goals.alerts.kinds_of_day import promotion_days
from zhanggui.analyses.goals.alerts.result import AlertsParams
from zhanggui.core.errors import PeriodNotUnderstood, TablesMissing
from zhanggui.warehouse.inline import inline_warehouse

LAST = date(2026, 8, 31)
STOPPED = date(2026, 8, 27)


def orders(days, *, stopped=None, seed=1):
    """Two channels; in the second, orders of about 100 yuan come by Poisson's law, more of them at weekends."""
    chance = np.random.default_rng(seed)
    rows = []
    for back in range(days):
        day = LAST - timedelta(days=back)
        for channel, usual in (("jd", 6), ("tmall", 12)):
            count = int(chance.poisson(usual * (1.5 if day.weekday() > 4 else 1.0)))
            if channel == "tmall" and day == stopped:
                count = 1
            rows += [
                order(f"{channel}{day}{at}", f"p{at}", day, int(chance.lognormal(9.2, 0.3)), channel=channel)
                for at in range(count)
            ]
    return rows


@pytest.fixture(scope="module")
def stopped():
    warehouse = inline_warehouse({"orders": orders(180, stopped=STOPPED)}, as_of=LAST)
    yield warehouse
    warehouse.close()


@pytest.mark.slow
def test_the_day_a_channel_stopped_is_told_worst_first_and_in_money(stopped):
    found = CAPABILITY.run(stopped, AlertsParams())

    assert {row.day for row in found.alerts} == {STOPPED}
    told = {row.key.removeprefix(f"{STOPPED} "): row for row in found.alerts}
    assert {"paid_orders channel=tmall", "paid_sales channel=tmall"} <= told.keys()
    assert told["paid_orders channel=tmall"].actual == 1
    assert 9 <= told["paid_orders channel=tmall"].expected <= 16
    assert all(row.severity.minor < 0 for row in found.alerts)
    sizes = [abs(row.severity.minor) for row in found.alerts]
    assert sizes == sorted(sizes, reverse=True)
    assert (
        told["paid_sales channel=tmall"].severity
        == told["paid_sales channel=tmall"].actual - told["paid_sales channel=tmall"].expected
    )


@pytest.mark.slow
def test_judged_by_what_was_known_before_the_day_alone(stopped):
    """The days after the stop cannot make it look usual: asked on that day, the answer is the same."""
    then, later = (
        CAPABILITY.run(stopped, AlertsParams(last_day=last, days=days)) for last, days in ((STOPPED, 3), (LAST, 7))
    )

    assert {row.key for row in then.alerts} == {row.key for row in later.alerts}


@pytest.mark.slow
def test_fewer_false_alarms_allowed_tell_less(stopped):
    few, many = (CAPABILITY.run(stopped, AlertsParams(days=60, false_alarms=allowed)) for allowed in (0.01, 20))

    assert {row.key for row in few.alerts} < {row.key for row in many.alerts}


@pytest.mark.slow
def test_too_little_history_is_said_and_nothing_told():
    warehouse = inline_warehouse({"orders": orders(60, stopped=STOPPED)}, as_of=LAST)
    found = CAPABILITY.run(warehouse, AlertsParams())

    assert (found.alerts, found.cells) == ((), 0)
    assert [caveat.code for caveat in found.caveats] == ["too_short"]
    assert found.headline.code == "nothing_watched"


def test_a_promotion_is_a_kind_of_day_and_advertising_is_none():
    warehouse = inline_warehouse(
        {
            "campaigns": [
                {"channel": "jd", "campaign": "a", "kind_of_campaign": "flash_sale", "starts_at": "2026-07-31 16:00", "ends_at": "2026-08-02 10:00"},
                {"channel": "jd", "campaign": "b", "kind_of_campaign": "advertising", "starts_at": "2026-08-05", "ends_at": "2026-08-06"},
                {"channel": "tmall", "campaign": "c", "kind_of_campaign": "coupon", "starts_at": "2026-01-01", "ends_at": "2026-12-31"},
            ]
        },
        as_of=LAST,
    )  # fmt: skip

    assert promotion_days(warehouse, date(2026, 1, 1), LAST) == {"jd": {date(2026, 8, 1), date(2026, 8, 2)}}


def test_the_question_needs_orders():
    from zhanggui.app.runner import run

    with pytest.raises(TablesMissing):
        run(inline_warehouse({}), "goals.alerts", {})


@pytest.mark.parametrize("last, error", [(date.min, PeriodNotUnderstood), (date.max, PeriodAfterData)])
def test_days_without_any_data_are_refused(stopped, last, error):
    with pytest.raises(error):
        CAPABILITY.run(stopped, AlertsParams(last_day=last, days=366))
