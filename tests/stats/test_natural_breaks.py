"""Where do prices fall apart? Compared with every possible cut."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.stats.natural_breaks import natural_breaks


def squares(values, cuts):
    total = 0.0
    for start, end in zip((0, *cuts), (*cuts, len(values)), strict=True):
        part = values[start:end]
        total += sum((value - sum(part) / len(part)) ** 2 for value in part)
    return total


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 1_000), min_size=6, max_size=11, unique=True), st.integers(2, 4), st.integers(1, 3))
def test_no_other_cut_leaves_smaller_squares(numbers, groups, least):
    values = sorted(float(number) for number in numbers)
    groups = min(groups, len(values) // least)
    found = natural_breaks(values, groups, least)
    every = [
        squares(values, cuts)
        for cuts in combinations(range(1, len(values)), groups - 1)
        if min(end - start for start, end in zip((0, *cuts), (*cuts, len(values)), strict=True)) >= least
    ]

    assert len(found) == groups - 1
    assert squares(values, found) == pytest.approx(min(every), abs=1e-6)


def test_a_stray_value_makes_no_group_of_its_own():
    assert natural_breaks([10, 11, 12, 13, 9_999], 2, 2) == (3,)


def test_too_few_values_make_fewer_groups():
    assert natural_breaks([1, 2, 3], 4, 2) == ()
    assert natural_breaks([], 3, 1) == ()
