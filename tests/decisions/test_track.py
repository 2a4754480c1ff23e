"""Promises are kept on record, and weigh less when they were not kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.decisions.proposals import proposal, readout, yuan
from zhanggui.decisions.record import DecisionRecord
from zhanggui.decisions.track import ranked, track, tracks

POLICY = "customers.win_back"


def record(number=1, *, status="proposed", expected=(0, 100, 200), policy=POLICY, measured=None, verdict="paid"):
    told = readout(number, measured=measured, predicted=expected, verdict=verdict) if measured else None
    return DecisionRecord(
        proposal=proposal(number, expected=expected, policy=policy),
        params={},
        arms={},
        status="measured" if measured else status,
        members=0,
        members_digest="",
        readout=told,
    )


def test_a_policy_without_a_record_is_believed_as_it_speaks():
    found = track(POLICY, [record()])

    assert (found.measured, found.win_rate, found.coverage, found.predicted, found.trust) == (0, None, None, None, 1.0)


def test_wins_losses_and_money_are_added_up():
    found = track(
        POLICY,
        [
            record(1, measured=(10, 60, 110), verdict="paid"),
            record(2, measured=(-90, -50, -10), verdict="lost"),
            record(3, measured=(-10, 20, 50), verdict="unclear"),
            record(4),
        ],
    )

    assert (found.measured, found.paid, found.lost, found.unclear) == (3, 1, 1, 1)
    assert found.win_rate.rate == 0.5
    assert (found.predicted, found.realised) == (yuan(300), yuan(30))
    # -90 … -10 does not meet 0 … 200; the other two do.
    assert found.coverage.rate == pytest.approx(2 / 3)


def test_trust_is_the_prior_and_the_readouts_by_their_precision():
    # One readout of 50 % of the promise, with the error of the prior itself (0.5): half-way between.
    half = 0.5 * 100 * 1.959964
    found = track(POLICY, [record(measured=(50 - half, 50, 50 + half))])

    assert found.trust == pytest.approx(0.75, abs=1e-4)


def test_clear_failures_take_the_trust_away_but_not_below_nothing():
    assert track(POLICY, [record(measured=(-210, -200, -190), verdict="lost")]).trust == 0.0


def test_ranking_is_by_what_is_left_of_the_promise():
    failed = [record(9, policy="a", measured=(0, 1, 2)), record(1, policy="a", expected=(0, 100, 200))]
    fresh = [record(2, policy="b", expected=(0, 40, 80))]
    unknown = [record(3, policy="b", expected=None)]

    rows = ranked([*unknown, *failed, *fresh])

    assert [row.record.proposal.id for row in rows] == ["d2", "d1", "d3"]
    assert rows[0].shrunk == yuan(40)
    assert rows[1].shrunk.minor < 200
    assert rows[2].shrunk is None


def test_a_promised_loss_is_not_made_smaller():
    rows = ranked([record(9, measured=(0, 1, 2)), record(1, expected=(-90, -50, -10))])

    assert rows[0].shrunk == yuan(-50)


def test_decided_ones_are_not_ranked_and_each_policy_has_its_own_record():
    assert ranked([record(status="approved"), record(status="expired")]) == ()
    assert list(tracks([record(policy="b"), record(policy="a")])) == ["a", "b"]


def test_a_readout_without_a_promise_counts_its_money_only():
    found = track(POLICY, [replace(record(), status="measured", readout=readout(measured=(1, 2, 3), predicted=None))])

    assert (found.realised, found.predicted, found.coverage, found.trust) == (yuan(2), None, None, 1.0)
