"""Do festivals make everything usual? A shop that sells for 10.00 or 11.00 a day, and for three times that at 618."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.analyses.builders import line, order
from zhanggui.analyses.goals.why.compared_periods import WhyParams, compared
from zhanggui.analyses.goals.why.explanation import CAPABILITY, run
from zhanggui.analyses.goals.why.usual_days import usual_change
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

FIRST, END = date(2026, 3, 9), date(2026, 8, 3)
SIX_18 = (date(2026, 5, 20), date(2026, 6, 21))
LAST_WEEK = {"start": "2026-07-27", "end": "2026-08-03"}
STEP = 200 / 2100  # from 10.00 to 11.00 and back, of their mean


def brought(day):
    """10.00 a day, 11.00 in every other week."""
    plain = 1000 + 100 * ((day - FIRST).days // 7 % 2)
    return 3 * plain if SIX_18[0] <= day <= SIX_18[1] else plain


def shop(timezone="Asia/Shanghai"):
    """One order a day."""
    days = [FIRST + timedelta(days=at) for at in range((END - FIRST).days)]
    orders = [order(at, "p1", day.isoformat(), brought(day)) for at, day in enumerate(days, 1)]
    lines = [line(at, 1, "tea", brought(day)) for at, day in enumerate(days, 1)]
    return inline_warehouse({"orders": orders, "order_lines": lines}, timezone=timezone)


@pytest.fixture(scope="module")
def tea():
    """A shop in China."""
    warehouse = shop()
    yield warehouse
    warehouse.close()


def usual(warehouse, **days):
    params = WhyParams(**days)
    return usual_change(warehouse, params, compared(warehouse, params, FIRST))


def test_usual_ups_and_downs_are_those_of_the_weeks_outside_festivals(tea):
    found = usual(tea, **LAST_WEEK)

    assert found.steps == 13  # of ten weeks before 618 and five after it
    assert found.reach.rate == pytest.approx(2.1604 * STEP / 0.6745, rel=1e-4)  # t(13) at 97.5 %
    assert found.ordinary.rate == pytest.approx(1000 / 1100 - 1)
    assert [said.code for said in found.assumption] == ["usual_without_festivals"]


def test_a_week_of_festival_alone_says_nothing_of_other_days(tea):
    assert usual(tea, start="2026-06-08", end="2026-06-15").ordinary is None


@pytest.mark.slow
def test_where_no_festivals_are_known_all_weeks_count():
    abroad = shop("America/New_York")

    found = usual(abroad, **LAST_WEEK)

    assert (found.steps, found.assumption, found.ordinary) == (19, (), None)
    abroad.close()


@pytest.mark.slow
@pytest.mark.parametrize("start, code", [("2026-05-11", "festival"), ("2026-05-18", "nearly_all_festival")])
def test_a_rise_that_a_festival_made_is_told_as_that(tea, start, code):
    result = run(tea, WhyParams(start=start, end=(date.fromisoformat(start) + timedelta(days=28)).isoformat()))

    assert result.headline.code == code
    assert "618" in render(result.headline, CAPABILITY.sentences, "zh-CN")
    assert result.events[0].what.code == "festival_days"
