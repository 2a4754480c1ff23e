"""How long it usually takes, with cases that still wait: a textbook example and the ends of the scale."""

from __future__ import annotations

from zhanggui.stats.waiting import usual_wait

# Kaplan and Meier, JASA 53, 1958, p. 464: deaths at 0.8, 3.1, 5.4, 9.2 months, losses at 1.0, 2.7, 7.0, 12.1 (tenths).
DEATHS = {8: 1, 31: 1, 54: 1, 92: 1}
LOSSES = {10: 1, 27: 1, 70: 1, 121: 1}


def test_the_published_survival_curve_is_met():
    # P(t): 0.875 after 0.8, 0.700 after 3.1, 0.525 after 5.4, 0.2625 after 9.2.
    assert usual_wait(DEATHS, LOSSES, 0.12) == 8
    assert usual_wait(DEATHS, LOSSES, 0.30) == 31
    assert usual_wait(DEATHS, LOSSES, 0.47) == 54
    assert usual_wait(DEATHS, LOSSES, 0.73) == 92


def test_where_many_never_end_it_is_the_longest_wait_that_did():
    assert usual_wait({3: 90}, {400: 10}, 0.99) == 3


def test_nothing_ended_is_not_known():
    assert usual_wait({}, {5: 3}, 0.99) is None
    assert usual_wait({}, {}, 0.99) is None
