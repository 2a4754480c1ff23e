"""How uneven is a total? The Gini coefficient against its definition by pairs."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.stats.concentration import gini


def by_pairs(values):
    """Σ |xᵢ − xⱼ| / (2 n² mean): the definition, without ranks."""
    return sum(abs(one - other) for one, other in product(values, values)) / (2 * len(values) * sum(values))


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any))
def test_the_form_with_ranks_is_the_one_with_pairs(values):
    ranked = sum(place * value for place, value in enumerate(sorted(values), 1))

    assert gini(len(values), sum(values), ranked) == pytest.approx(by_pairs(values), abs=1e-12)


def test_nothing_to_spread_has_no_unevenness():
    assert gini(0, 0, 0) is None
    assert gini(3, 0, 0) is None
