"""The tea shop's past, asked week after week what comes next: eight in ten ranges hold what came."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import numpy as np
import pytest

from zhanggui.analyses.goals.progress.seasons import Past, days_between, expected_days
from zhanggui.worlds.tea_shop.generate import generate
from zhanggui.worlds.tea_shop.ordinary import ordinary_truth

START, END = date(2024, 1, 1), date(2025, 12, 31)
LEVEL, STEP = 0.8, 7


@pytest.fixture(scope="module")
def sold(tmp_path_factory):
    """What the shop sold on each of two years' days."""
    truth = ordinary_truth(seed=7, start=START, end=END, newcomers_per_day=15.0, range_="small")
    made = generate(tmp_path_factory.mktemp("two-years"), size="S", seed=7, truth=truth, only=("orders", "order_lines"))
    with duckdb.connect() as engine:
        rows = engine.execute(f"""SELECT (ordered_at + INTERVAL 8 HOUR)::DATE, sum(gross_minor)::DOUBLE
            FROM '{made.tables}/order_lines.parquet' JOIN '{made.tables}/orders.parquet' USING (channel, order_id)
            GROUP BY 1""").fetchall()
    values = np.zeros((END - START).days + 1)
    for day, amount in rows:
        values[(day - START).days] = amount
    return Past(first=START, values=values)


@pytest.mark.slow
@pytest.mark.parametrize("horizon", [7, 30])
def test_eight_in_ten_ranges_hold_what_came(sold, horizon):
    held = asked = 0
    for at in range(420, len(sold.values) - horizon + 1, STEP):
        start = START + timedelta(days=at)
        days = days_between(start, start + timedelta(days=horizon))
        _, _, ahead = expected_days(sold.before(start), days)
        said = ahead.interval(LEVEL)
        held += said.low <= sold.values[at : at + horizon].sum() <= said.high
        asked += 1

    assert 0.65 <= held / asked <= 0.97


def test_days_whose_like_days_are_known_are_forecast_by_them():
    """Twice as much each year, the same wave each year: last year tells the wave, the latest weeks the height."""
    days = days_between(date(2024, 1, 1), date(2026, 3, 1))
    wave = np.array([(2.0 if day.month == 3 else 1.0) * 2.0 ** (day.year - 2024) for day in days])
    ahead = days_between(date(2026, 3, 1), date(2026, 4, 1))
    basis, expected, found = expected_days(Past(first=days[0], values=wave), ahead)

    assert basis == "last_year"
    assert expected.sum() == pytest.approx(found.estimate)
    assert 1.4 * 31 * 4 < found.estimate < 2.2 * 31 * 4
