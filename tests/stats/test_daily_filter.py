"""The watcher learns what is usual, finds what was planted, and raises as many false alarms as were allowed."""

from __future__ import annotations

import numpy as np
import pytest

from zhanggui.stats.daily_filter import BURN_IN, watch
from zhanggui.stats.surprise import rarity, threshold

WEEKDAYS = np.array([-0.3, -0.1, 0.0, 0.0, 0.1, 0.2, 0.1])
DAYS, SERIES, JUDGED = 400, 30, 140


def board(seed, *, tails=8.0, missing=False):
    """Logarithms of a board: weekdays, a festival, levels that wander, and days with Student's errors."""
    chance = np.random.default_rng(seed)
    kinds = np.zeros((DAYS, 8))
    kinds[:, 0] = 1.0
    for at in range(DAYS):
        kinds[at, 1:7] = -1.0 if at % 7 == 6 else np.arange(6) == at % 7
    kinds[300:306, 7] = 1.0
    level = 5 + np.cumsum(chance.normal(0, 0.01, (DAYS, SERIES)), axis=0)
    values = level + WEEKDAYS[np.arange(DAYS) % 7, None] + 0.15 * chance.standard_t(tails, (DAYS, SERIES))
    values[300:306] += 0.5
    if missing:
        values[chance.random((DAYS, SERIES)) < 0.05] = np.nan
        values[:50, 0] = np.nan
    prior = np.tile([1.0, *[0.4] * 6, 0.3], (SERIES, 1))
    return values, kinds, prior


def p_values(values, kinds, prior, start=DAYS - JUDGED):
    expected = watch(values, kinds, prior).chosen(start)
    return rarity(expected.surprise[BURN_IN:start]).p_values(expected.surprise[start:])


@pytest.mark.slow
@pytest.mark.parametrize("tails", [5.0, 30.0])
def test_a_quiet_board_raises_about_as_many_false_alarms_as_were_allowed(tails):
    allowed, weeks, raised = 1.0, 0.0, 0
    for seed in range(4):
        below = threshold(7 * SERIES, allowed)
        raised += int((p_values(*board(seed, tails=tails)) <= below).sum())
        weeks += JUDGED / 7

    assert 0.5 <= raised / weeks <= 1.5


def test_a_planted_day_is_found_and_the_days_after_it_are_not_told():
    values, kinds, prior = board(11)
    values[350, 3] -= 1.5
    found = p_values(values, kinds, prior)[350 - (DAYS - JUDGED) :, 3]

    assert found[0] < 1e-4
    assert found[1:8].min() > 1e-3


@pytest.mark.slow
def test_a_festival_nobody_has_seen_is_uncertain_and_one_that_was_seen_is_expected():
    values, kinds, prior = board(12)
    first = watch(values, kinds, prior).chosen(300)
    kinds[380:386, 7] = 1.0
    again = watch(values, kinds, prior).chosen(380)

    assert first.deviation[300].mean() > 1.5 * first.deviation[299].mean()
    assert (again.mean[380] - watch(values, kinds * np.r_[np.ones(7), 0], prior).chosen(380).mean[380]).mean() == (
        pytest.approx(0.5, abs=0.2)
    )


def test_weekdays_are_recovered():
    values, kinds, prior = board(13)
    expected = watch(values, kinds, prior).chosen(DAYS)
    by_weekday = np.array([expected.mean[200:300][(np.arange(200, 300) % 7) == day].mean() for day in range(7)])

    assert by_weekday - by_weekday.mean() == pytest.approx(WEEKDAYS - WEEKDAYS.mean(), abs=0.06)


def test_missing_days_are_neither_learnt_from_nor_told():
    values, kinds, prior = board(14, missing=True)
    found = p_values(values, kinds, prior)

    assert (found[np.isnan(values[DAYS - JUDGED :])] == 1.0).all()
    assert np.isfinite(found).all()


def test_two_years_of_forgetting_do_not_blow_up():
    chance = np.random.default_rng(15)
    values = chance.normal(0, 1, (1500, 3))
    values[:, 0] = 0.0  # a number that never moves
    kinds, prior = np.ones((1500, 1)), np.ones((3, 1))

    found = watch(values, kinds, prior)
    assert all(np.isfinite(run.deviation).all() and run.deviation.max() < 20 for run in found.runs)


def test_past_events_do_not_blunt_the_judgement():
    values, kinds, prior = board(16)
    values[100:103] -= 3.0  # the whole shop was closed
    values[345, 5] += 1.2

    assert p_values(values, kinds, prior)[345 - (DAYS - JUDGED), 5] < 1e-3
