"""Are sets counted exactly, and do huge baskets stay within memory? Against counting every subset by hand."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhanggui.stats import associations
from zhanggui.stats.associations import Incidence, TooManySets, frequent_sets, pair_counts, rules

BASKETS = st.lists(st.sets(st.integers(0, 7), max_size=6), min_size=1, max_size=25)


def incidence(baskets, items=8):
    rows = [(number, item) for number, basket in enumerate(baskets) for item in basket]
    basket, item = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    return Incidence.of(basket, item, baskets=len(baskets), items=items)


def by_hand(baskets, least, longest):
    counted = Counter(
        subset for basket in baskets for size in range(1, longest + 1) for subset in combinations(sorted(basket), size)
    )
    return {subset: count for subset, count in counted.items() if count >= least}


def counted_pairs(found):
    return dict(
        zip(zip(found.first.tolist(), found.second.tolist(), strict=True), found.together.tolist(), strict=True)
    )


@settings(max_examples=40)
@given(BASKETS, st.integers(1, 4))
def test_every_frequent_set_is_found_with_its_count(baskets, least):
    assert frequent_sets(incidence(baskets), least, longest=4) == by_hand(baskets, least, 4)


@pytest.mark.parametrize("less_work", [True, False])
def test_both_ways_of_counting_pairs_agree_with_counting_by_hand(less_work, monkeypatch):
    chance = np.random.default_rng(7)
    baskets = [set(chance.choice(60, chance.integers(1, 20), replace=False).tolist()) for _ in range(200)]
    monkeypatch.setattr(associations, "_bits_are_less_work", lambda _: less_work)
    monkeypatch.setattr(associations, "CELLS", 1_000)

    found = counted_pairs(pair_counts(incidence(baskets, 60), 8))

    assert found == {subset: count for subset, count in by_hand(baskets, 8, 2).items() if len(subset) == 2}


def test_a_rule_holds_as_often_as_its_sets_say():
    baskets = [{0, 1, 2}] * 8 + [{0, 1}] * 2 + [{2}] * 10

    found = {
        (rule.antecedent, rule.consequent): rule for rule in rules(frequent_sets(incidence(baskets), 2, longest=3), 0.8)
    }

    assert set(found) == {((0,), 1), ((1,), 0), ((0,), 2), ((1,), 2), ((0, 1), 2), ((0, 2), 1), ((1, 2), 0)}
    assert found[(0, 1), 2].confidence == 0.8


def test_what_is_always_bought_together_is_refused_rather_than_listed_for_ever():
    with pytest.raises(TooManySets):
        frequent_sets(incidence([set(range(60))] * 3, 60), 2, longest=8, most=20_000)


def test_nobody_bought_anything():
    nothing = incidence([set()])

    assert counted_pairs(pair_counts(nothing, 1)) == {}
    assert frequent_sets(nothing, 1, longest=3) == {}


@pytest.mark.slow
def test_many_baskets_of_a_thousand_items_stay_within_memory():
    chance = np.random.default_rng(3)
    baskets, items, whale = 2_000, 4_000, 1_000
    item = np.concatenate([chance.choice(items, whale, replace=False) for _ in range(baskets)])
    held = Incidence(baskets=baskets, items=items, basket=np.repeat(np.arange(baskets), whale), item=item)

    tracemalloc.start()
    found = pair_counts(held, 170)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert 0 < len(found.first) < 2_000
    assert peak < 400_000_000, "16 million counts of 8 bytes and their copies would take more"
