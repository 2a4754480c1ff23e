"""Is shop time the calendar where nothing is known, and are planted paces of festivals found and used?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from zhanggui.stats.lifetimes.bg_nbd import BG_NBD
from zhanggui.stats.lifetimes.fitting import fit
from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.shop_time import ShopTime, paces

DAYS = 500


def histories(repeats, latest, age):
    columns = [np.asarray(column, dtype=float) for column in (repeats, latest, age)]
    return Histories(repeats=columns[0], latest=columns[1], age=columns[2], customers=np.ones(len(columns[0])))


@given(st.lists(st.floats(0.1, 9), min_size=2, max_size=40), st.data())
def test_shop_time_is_the_sum_of_the_days_between(pace, data):
    today = data.draw(st.integers(0, len(pace) - 1))
    back, ahead = data.draw(st.integers(0, today)), data.draw(st.integers(0, len(pace) - 1 - today))
    time = ShopTime.of(np.array(pace), today)

    assert float(time.since(np.array(float(back)))) == pytest.approx(sum(pace[today - back + 1 : today + 1]))
    assert time.ahead(ahead) == pytest.approx(sum(pace[today + 1 : today + 1 + ahead]))
    assert time.before(back).ahead(back) == pytest.approx(float(time.since(np.array(float(back)))))


def test_without_festivals_shop_time_is_the_calendar():
    days = histories([2, 0], [40, 0], [90, 7])

    found = ShopTime().histories(days)

    assert (found.latest.tolist(), found.age.tolist()) == ([40, 0], [90, 7])
    assert ShopTime().ahead(30.5) == 30.5


def test_a_history_is_told_in_the_days_that_were_lived():
    time = ShopTime.of(np.array([1.0, 1, 5, 5, 1, 1]), today=5)  # two busy days, three and two days ago

    found = time.histories(histories([1, 1, 0], [2, 1, 0], [5, 1, 0]))

    assert found.age.tolist() == [13, 1, 0]
    assert found.latest.tolist() == [1 + 5, 1, 0]


def test_the_trust_makes_the_counts_of_all_windows_most_likely():
    chance = np.random.default_rng(4)
    window = np.repeat(np.tile([-1, 0, -1, 1, -1, 2, -1, 3], 8), 8)
    purchases = chance.poisson(np.where(window < 0, 3.0, np.array([2.0, 6, 3, 9, 0])[window])).astype(float)

    found = paces(purchases, window, 4)

    told = (found.seen - found.pace * found.ordinary) / (found.pace - 1)  # what the formula was given for c

    def score(c):
        return nbinom.logpmf(found.seen, c, c / (c + found.ordinary)).sum()

    assert told == pytest.approx(told[0], rel=1e-6)
    assert score(told[0]) > max(score(told[0] * 1.2), score(told[0] / 1.2))


@pytest.mark.parametrize("purchases", [np.zeros(40), np.zeros(0)])
def test_a_shop_that_sold_nothing_has_ordinary_days_only(purchases):
    window = np.repeat([-1, 0, -1, 0], 10)[: len(purchases)]

    assert paces(purchases, window, 2).pace.tolist() == [1.0, 1.0]


@pytest.mark.slow
def test_planted_paces_are_found_and_mend_the_fit():
    """Customers of the BG/NBD live in shop time: told the calendar the fit is off, told shop time it is not."""
    chance = np.random.default_rng(11)
    window = np.repeat(np.tile([-1, 0, -1, 1], 10), [40, 12, 40, 8] * 10)[:DAYS]
    pace = np.where(window < 0, 1.0, np.array([4.0, 0.3, 0])[window])
    ends = np.cumsum(pace)
    theta, rows, bought = (0.8, 60.0, 0.9, 2.5), [], np.zeros(DAYS)
    for rate, drop, day in zip(
        chance.gamma(theta[0], 1 / theta[1], 9_000),
        chance.beta(theta[2], theta[3], 9_000),
        chance.integers(0, DAYS - 100, 9_000),
        strict=True,
    ):
        at, days = ends[day], [day]
        while True:
            at += chance.exponential(1 / max(rate, 1e-12))
            if at >= ends[-1]:
                break
            days.append(int(np.searchsorted(ends, at)))
            if chance.random() < drop:
                break
        repeats = sorted(set(days[1:]) - {day})
        np.add.at(bought, repeats, 1)
        rows.append((len(repeats), (repeats or [day])[-1] - day, DAYS - 1 - day))

    learnt = paces(bought, window, 2).pace
    calendar = histories(*zip(*rows, strict=True))
    time = ShopTime.of(np.where(window < 0, 1.0, learnt[np.maximum(window, 0)]), DAYS - 1)
    lived, told = (fit(BG_NBD, Histories.distinct(*_columns(each))) for each in (time.histories(calendar), calendar))

    assert learnt == pytest.approx([4.0, 0.3], rel=0.15)
    off_lived, off_told = (abs(np.log(each.theta[0] / each.theta[1] * theta[1] / theta[0])) for each in (lived, told))
    assert off_lived < 0.08
    assert off_lived < off_told / 2


def _columns(each):
    return each.repeats, each.latest, each.age, each.customers
