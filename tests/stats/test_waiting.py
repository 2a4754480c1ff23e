"""How long it usually takes, with cases that still wait: a textbook example and the ends of the scale."""

from __future__ import annotations

from zhanggui.core.quantity import Rate
from zhanggui.stats.waiting import share_still_waiting, still_waiting, usual_wait, wait_of_share

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


# Weeks in remission, acute myelogenous leukaemia, maintained arm: R. G. Miller, Survival Analysis, 1981, p. 49.
RELAPSED = {9: 1, 13: 1, 18: 1, 23: 1, 31: 1, 34: 1, 48: 1}
CENSORED = {13: 1, 28: 1, 45: 1, 161: 1}


def test_the_published_standard_errors_are_met():
    errors = [(step.days, round(step.still, 3), round(step.still * step.spread**0.5, 4)) for step in REMISSION]

    assert errors == [
        (9, 0.909, 0.0867),
        (13, 0.818, 0.1163),
        (18, 0.716, 0.1397),
        (23, 0.614, 0.1526),
        (31, 0.491, 0.1642),
        (34, 0.368, 0.1627),
        (48, 0.184, 0.1535),
    ]


def test_the_interval_stays_within_a_share_and_widens_with_fewer_independent_cases():
    share = share_still_waiting(REMISSION, 12)
    wider = share_still_waiting(REMISSION, 12, per_case=0.5)

    assert (round(share.low.rate, 4), round(share.high.rate, 4)) == (0.5081, 0.9867)
    assert wider.low.rate < share.low.rate < share.high.rate < wider.high.rate < 1


def test_before_the_first_end_everybody_waits():
    assert share_still_waiting(REMISSION, 8).low == Rate(1.0)
    assert share_still_waiting(still_waiting({1: 4}, {}), 3).high == Rate(0.0)


def test_the_median_is_where_half_have_ended():
    assert wait_of_share(REMISSION, 0.5) == 31
    assert wait_of_share(REMISSION, 0.9) is None


REMISSION = still_waiting(RELAPSED, CENSORED)
