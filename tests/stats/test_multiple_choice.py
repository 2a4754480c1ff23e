"""One option a group, within a budget: against every possible choice, and against linear programming."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from zhanggui.stats.multiple_choice import Option, choose_within, hull

OPTIONS = st.lists(st.tuples(st.integers(-5, 30), st.integers(0, 12)), max_size=3)
GROUPS = st.lists(OPTIONS, min_size=1, max_size=5)


def groups_of(told):
    return [
        [Option(choice=at, worth=float(worth), cost=float(cost)) for at, (worth, cost) in enumerate(group, 1)]
        for group in told
    ]


def best_of_all(groups, budget):
    """Every combination, looked at."""
    every = product(*([Option(choice=0, worth=0.0, cost=0.0), *group] for group in groups))
    return max(sum(one.worth for one in some) for some in every if sum(one.cost for one in some) <= budget)


@given(told=GROUPS, budget=st.integers(0, 40))
def test_it_fits_and_the_best_of_all_choices_lies_between_it_and_the_bound(told, budget):
    groups = groups_of(told)

    found = choose_within(groups, budget)

    assert found.cost <= budget
    assert found.worth <= best_of_all(groups, budget) <= found.bound + 1e-9
    picked = [
        next((one for one in group if one.choice == at), None) for group, at in zip(groups, found.choices, strict=True)
    ]
    assert found.worth == pytest.approx(sum(one.worth for one in picked if one))
    assert found.cost == pytest.approx(sum(one.cost for one in picked if one))


@pytest.mark.slow
@given(told=GROUPS, budget=st.integers(1, 40))
def test_the_bound_is_the_optimum_of_the_linear_programme(told, budget):
    groups = groups_of(told)
    flat = [(at, one) for at, group in enumerate(groups) for one in group]
    if not flat:
        return
    of_group = np.array([[float(at == row) for at, _ in flat] for row in range(len(groups))])
    found = linprog(
        c=[-one.worth for _, one in flat],
        A_ub=np.vstack([of_group, [one.cost for _, one in flat]]),
        b_ub=[*np.ones(len(groups)), budget],
        bounds=(0, 1),
    )

    assert choose_within(groups, budget).bound == pytest.approx(-found.fun, abs=1e-6)


def test_with_enough_money_everybody_gets_their_best():
    groups = groups_of([[(5, 1), (9, 4)], [(3, 2)], [(-1, 0)]])

    found = choose_within(groups, 100)

    assert (found.choices, found.worth, found.gap) == ((2, 1, 0), 12.0, 0.0)


def test_without_money_only_what_costs_nothing_is_taken():
    assert choose_within(groups_of([[(5, 1)], [(2, 0)]]), 0.0).choices == (0, 1)


def test_what_is_free_is_part_of_the_bound():
    found = choose_within(groups_of([[(5, 0)], [(6, 10)]]), 5)

    assert (found.choices, found.worth, found.bound, found.gap) == ((1, 0), 5.0, 8.0, 3.0)


def test_an_option_that_is_never_best_is_not_on_the_hull():
    (group,) = groups_of([[(4, 2), (5, 4), (9, 5), (9, 7)]])

    assert [one.choice for one in hull(group)] == [0, 1, 3]
