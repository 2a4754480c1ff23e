"""What tells of last year's season when a feast moved: the days as far from it, and no others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.analyses.builders import line, order
from zhanggui.analyses.goals.why.compared_periods import WhyParams, compared
from zhanggui.analyses.goals.why.explanation import run
from zhanggui.analyses.goals.why.like_spans import like_spans
from zhanggui.analyses.goals.why.shop_cells import shop_cells
from zhanggui.core.period import Period
from zhanggui.stats.restlessness import Restlessness, season
from zhanggui.warehouse.inline import inline_warehouse

FIRST = date(2024, 8, 21)
BEFORE_IT = Period(date(2025, 9, 9), date(2025, 10, 7))
AFTER_THE_FEAST = Period(date(2025, 10, 7), date(2025, 11, 4))  # on 6 October 2025, on 17 September the year before


def days(first, last):
    """From the first to the last day, both as month and day of 2024."""
    start, end = date(2024, *first), date(2024, *last)
    return {start + timedelta(days=at) for at in range((end - start).days + 1)}


@pytest.fixture(scope="module")
def shop():
    """Gift boxes sold before the feast and one of them after it; as much tea before as after."""
    before = [date(2024, 9, 10) + timedelta(days=at) for at in range(8)]
    after = [date(2024, 10, 21) + timedelta(days=at) for at in range(8)]
    now = [date(2025, 9, 30), date(2025, 11, 3)]
    sold = [(day, "box") for day in (*before, after[0], now[0])] + [
        (day, "tea") for day in (FIRST, *before, *after, *now)
    ]
    orders = [order(number, f"p{number}", day.isoformat()) for number, (day, _) in enumerate(sold)]
    lines = [line(number, 1, sku, 1000) for number, (_, sku) in enumerate(sold)]
    warehouse = inline_warehouse({"orders": orders, "order_lines": lines})
    yield warehouse
    warehouse.close()


def test_the_weeks_before_a_feast_that_moved_are_those_before_last_years(shop):
    found = like_spans(shop, AFTER_THE_FEAST, BEFORE_IT, FIRST)

    assert {day for day, stands_for in found.items() if stands_for[-2]} == days((8, 21), (9, 17))
    # Not 20 October twice: that of 2024 was in the presale of Double 11 and is like that of 2025, not like the 19th.
    after = days((9, 18), (9, 20)) | days((10, 11), (11, 3))
    assert {day: stands_for[-1] for day, stands_for in found.items() if stands_for[-1]} == dict.fromkeys(after, 1)


def test_where_the_shop_did_not_sell_before_last_years_feast_the_same_weekdays_serve(shop):
    found = like_spans(shop, AFTER_THE_FEAST, BEFORE_IT, date(2024, 9, 10))

    assert {day for day, stands_for in found.items() if stands_for[-2]} == days((9, 10), (10, 7))
    assert {day for day, stands_for in found.items() if stands_for[-1]} == days((10, 8), (11, 4))
    assert like_spans(shop, AFTER_THE_FEAST, BEFORE_IT, date(2024, 10, 1)) == {}


def test_gift_boxes_are_expected_to_fall_after_the_feast_as_they_did_after_last_years(shop):
    params = WhyParams(start=AFTER_THE_FEAST.start, end=AFTER_THE_FEAST.end)
    cells = shop_cells(shop, params, compared(shop, params, FIRST))
    (axis,) = cells.axes
    boxes = ((0, axis.values.index("box") + 1),)

    whole, parts = cells.histories([boxes], [])
    mine, around = parts[boxes].last_year, whole.last_year
    factor, unsure = season(mine.counted(), around.counted(), 1, Restlessness(psi=1.0, freedom=20.0))

    assert [list(each.entries[-2:]) for each in (mine, around)] == [[8, 1], [17, 9]]
    assert list(mine.amounts[-2:]) == [8000, 1000]
    # 8 boxes beside 9 and then 8 packs of tea: 8g were to be expected and 1 came; V as in `variance`.
    growth = 8 / 9
    chance = (1 + growth) * (1 + 8 * growth) / 2 + 1 + (8 * growth) ** 2 * (1 / 9 + 1 / 8)
    share = 1 - chance / (8 * growth - 1) ** 2
    assert factor == pytest.approx(1 + share * (1 - 8 * growth) / (8 * growth))
    assert unsure == pytest.approx((share / (8 * growth)) ** 2 * chance)
    assert len(whole.entries) == 14


def test_a_comparison_with_last_year_has_taken_the_season_out_already(shop):
    assert compared(shop, WhyParams(start="2025-10-07", end="2025-11-04", compare="last_year"), FIRST).like == {}


@pytest.mark.slow
def test_what_is_expected_again_is_said_and_no_cause():
    times = {"before": (date(2024, 9, 10), date(2025, 9, 29)), "after": (date(2024, 10, 21), date(2025, 10, 15))}
    many = {("before", "box"): 8, ("before", "tea"): 8, ("after", "box"): 1, ("after", "tea"): 8}
    sold = [(FIRST, "tea"), (date(2025, 11, 3), "tea")] + [
        (first + timedelta(days=day), kind)
        for (time, kind), count in many.items()
        for first in times[time]
        for day in range(8)
        for _ in range(count)
    ]
    orders = [order(number, f"p{number}", day.isoformat()) for number, (day, _) in enumerate(sold)]
    lines = [line(number, 1, sku, 1000) for number, (_, sku) in enumerate(sold)]
    products = [{"sku": sku, "category": sku} for sku in ("box", "tea")]
    warehouse = inline_warehouse({"orders": orders, "order_lines": lines, "products": products})

    result = run(warehouse, WhyParams(start=AFTER_THE_FEAST.start, end=AFTER_THE_FEAST.end))
    warehouse.close()

    said = {caveat.code: caveat.arguments for caveat in result.caveats}
    assert said["season_expected"]["names"].zh == "box"
    assert [row.segment for row in result.segments] == ["0"]
