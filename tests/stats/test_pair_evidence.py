"""Is an affinity told from chance, season and taste? Baskets in which the truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from zhanggui.stats.associations import Incidence, pair_counts
from zhanggui.stats.pair_evidence import Strata, evidence, expected

ITEMS = 12


def drawn(chance, baskets, share, *, strata=None, pair=0.0):
    """Every item falls into every basket with its chance of the basket's stratum; item 1 follows item 0."""
    stratum = np.zeros(baskets, dtype=np.int64) if strata is None else strata
    held = chance.random((baskets, ITEMS)) < np.atleast_2d(share)[stratum]
    held[:, 1] |= held[:, 0] & (chance.random(baskets) < pair)
    basket, item = np.nonzero(held)
    with_item = np.stack([held[stratum == at].sum(axis=0) for at in range(stratum.max() + 1)], axis=1).astype(float)
    return (
        Incidence(baskets=baskets, items=ITEMS, basket=basket, item=item),
        Strata(baskets=np.bincount(stratum).astype(float), with_item=with_item),
    )


def doubts(held, strata, kinds=()):
    pairs = pair_counts(held, 1)
    found = evidence(pairs, held, strata, kinds)
    return dict(zip(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True), found.doubt, strict=True))


def test_chance_alone_is_fisher_exact_test():
    from scipy.stats import fisher_exact

    held = Incidence(baskets=20, items=2, basket=np.r_[0:8, 0:7, 12:14], item=np.r_[[0] * 8, [1] * 9])
    strata = Strata(baskets=np.array([20.0]), with_item=np.array([[8.0], [9.0]]))

    exact = fisher_exact([[7, 1], [2, 10]], alternative="greater").pvalue

    assert doubts(held, strata)[0, 1] == pytest.approx(exact)


def test_expected_together_is_what_independence_within_strata_leads_to():
    pairs = pair_counts(Incidence(baskets=9, items=2, basket=np.array([0, 0]), item=np.array([0, 1])), 1)
    strata = Strata(baskets=np.array([10.0, 40.0]), with_item=np.array([[5.0, 4.0], [6.0, 10.0]]))

    assert expected(pairs, strata).tolist() == [5 * 6 / 10 + 4 * 10 / 40]


def test_a_planted_pair_stands_out_and_others_do_not():
    found = doubts(*drawn(np.random.default_rng(1), 4_000, [0.08] * ITEMS, pair=0.2))

    assert found.pop((0, 1)) < 1e-10
    assert min(found.values()) > 0.05 / len(found)


def test_what_is_bought_in_the_same_month_only_is_no_pair():
    chance = np.random.default_rng(2)
    share = np.array([[0.02] * ITEMS, [0.4, 0.4] + [0.02] * (ITEMS - 2)])
    held, strata = drawn(chance, 4_000, share, strata=(np.arange(4_000) % 2))
    pooled = Strata(baskets=strata.baskets.sum(keepdims=True), with_item=strata.with_item.sum(axis=1, keepdims=True))

    assert doubts(held, pooled)[0, 1] < 1e-10
    assert doubts(held, strata)[0, 1] > 0.01


def test_a_taste_for_a_kind_of_things_is_no_affinity_of_two_of_them():
    """Half of the people like the first six, half the others: they know it, the analysis does not."""
    chance = np.random.default_rng(3)
    share = np.array([[0.2] * 6 + [0.02] * 6, [0.02] * 6 + [0.2] * 6])
    held, strata = drawn(chance, 3_000, share, strata=(np.arange(3_000) % 2))
    unseen = Strata(baskets=strata.baskets.sum(keepdims=True), with_item=strata.with_item.sum(axis=1, keepdims=True))
    kind = np.repeat([0, 1], 6)

    naive = doubts(held, unseen)
    found = doubts(held, unseen, (kind,))

    assert min(naive.values()) < 1e-6
    assert min(found.values()) > 0.05 / len(found)
