"""The draw is fair, frozen and repeatable; the estimate finds what is there, as often as it says."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.decisions.experiment import HOLDOUT, TREATMENT, compare, draw
from zhanggui.decisions.policy import Member


def people(count, stratum="all", start=0):
    return [
        Member(customer=f"p{number:05}", stratum=stratum, expected_minor=0, before_minor=0)
        for number in range(start, start + count)
    ]


def drawn(members, shares=(0.8, 0.2), experiment="x"):
    arms = draw(members, experiment, {TREATMENT: shares[0], HOLDOUT: shares[1]})
    return [replace(member, arm=arms.get(member.customer)) for member in members]


def test_the_draw_repeats_in_any_order_and_differs_between_experiments():
    members = people(200)
    shares = {TREATMENT: 0.5, HOLDOUT: 0.5}

    assert draw(members, "x", shares) == draw(members[::-1], "x", shares)
    assert draw(members, "x", shares) != draw(members, "y", shares)


@given(sizes=st.lists(st.integers(1, 40), min_size=1, max_size=8), share=st.floats(0.05, 0.95))
def test_every_stratum_has_the_shares_but_for_one_person_and_so_has_the_whole(sizes, share):
    members = [member for at, size in enumerate(sizes) for member in people(size, f"s{at}", at * 100)]

    arms = draw(members, "x", {TREATMENT: share, HOLDOUT: 1 - share})

    assert len(arms) == len(members)
    treated = Counter(member.stratum for member in members if arms[member.customer] == TREATMENT)
    for at, size in enumerate(sizes):
        assert abs(treated[f"s{at}"] - size * share) <= 1
    assert abs(treated.total() - len(members) * share) <= 0.5 + 1e-6


def test_a_third_arm_waits_outside_the_experiment():
    arms = Counter(draw(people(100), "x", {TREATMENT: 0.2, HOLDOUT: 0.2, "later": 0.6}).values())

    assert arms == {TREATMENT: 20, HOLDOUT: 20, "later": 60}


def test_over_many_experiments_everybody_is_treated_equally_often():
    members = people(50)

    counts = Counter(
        customer
        for number in range(1000)
        for customer, arm in draw(members, f"x{number}", {TREATMENT: 0.8, HOLDOUT: 0.2}).items()
        if arm == TREATMENT
    )

    # 800 expected, standard deviation 12.6: nobody beyond 4.5 of them.
    assert all(abs(count - 800) < 57 for count in counts.values())


def test_the_effect_is_the_difference_within_strata_times_the_treated():
    rich, poor = drawn(people(10, "rich"), (0.5, 0.5)), drawn(people(10, "poor", 100), (0.5, 0.5))
    outcome = {m.customer: 1000.0 + (50 if m.arm == TREATMENT else 0) for m in rich}
    outcome |= {m.customer: 10.0 + (5 if m.arm == TREATMENT else 0) for m in poor}

    found = compare([*rich, *poor], outcome)

    assert found.effect.estimate == pytest.approx(5 * 50 + 5 * 5)
    assert (found.treated, found.control) == (10, 10)


def test_who_bought_nothing_counts_with_nothing():
    members = drawn(people(10), (0.5, 0.5))
    treated = [member.customer for member in members if member.arm == TREATMENT]

    assert compare(members, {treated[0]: 100.0}).effect.estimate == pytest.approx(100.0)


def test_earlier_spending_takes_chance_out_of_the_outcome():
    chance = random.Random(3)  # noqa: S311
    members = [replace(m, before_minor=chance.randrange(100_000)) for m in drawn(people(400), (0.5, 0.5))]
    outcome = {m.customer: m.before_minor / 10 + (100 if m.arm == TREATMENT else 0) for m in members}

    with_history = compare(members, outcome).effect
    without = compare([replace(m, before_minor=0) for m in members], outcome).effect

    assert with_history.estimate == pytest.approx(200 * 100, rel=0.05)
    assert with_history.error < without.error / 20


def test_strata_too_small_to_compare_are_put_together():
    members = [
        Member(customer=f"p{at}", stratum=f"s{at // 2}", expected_minor=0, before_minor=0, arm=arm)
        for at, arm in enumerate([TREATMENT, HOLDOUT] * 4)
    ]
    outcome = {member.customer: 7.0 for member in members if member.arm == TREATMENT}

    assert compare(members, outcome).effect.estimate == pytest.approx(4 * 7.0)


@pytest.mark.slow
def test_the_interval_holds_the_truth_as_often_as_it_says():
    chance = random.Random(11)  # noqa: S311
    truth, hits, rounds = 40.0, 0, 600
    base = [replace(member, before_minor=round(chance.paretovariate(2) * 1000)) for member in people(600)]
    for number in range(rounds):
        members = [replace(m, arm=draw_arm) for m, draw_arm in zip(base, arms_of(base, number), strict=True)]
        outcome = {m.customer: spend(m, truth, chance) for m in members}
        found = compare(members, outcome)
        interval = found.effect.interval
        hits += interval.low <= truth * found.treated <= interval.high

    # Binomial(600, 0.95) lies within 0.92 … 0.975 in all but one of a thousand runs.
    assert 0.92 <= hits / rounds <= 0.975


def arms_of(members, number):
    arms = draw(members, f"round {number}", {TREATMENT: 0.7, HOLDOUT: 0.3})
    return [arms[member.customer] for member in members]


def spend(member, truth, chance):
    bought = chance.random() < 0.3
    spent = chance.expovariate(1 / 500) + member.before_minor * 0.1 if bought else 0.0
    return spent + (truth if member.arm == TREATMENT else 0.0)
