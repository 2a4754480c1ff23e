"""Do two things go together more often than chance, season and taste explain?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.stats.associations import Incidence, PairCounts

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

LEAST_EXPECTED = 5.0
CHUNK = 100_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strata:
    """Circumstances that change what is bought (a channel in a month): baskets in each, and with each item in each."""

    baskets: Floats  # (stratum)
    with_item: Floats  # (item, stratum)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """For every pair: the chance of so many baskets without any affinity, and the baskets to be expected then.

    `by_chance` would hold both if they fell independently in every stratum; `by_taste` what that comes to at the rate
    at which other pairs of the same kinds are found together.
    """

    doubt: Floats
    by_chance: Floats
    by_taste: Floats


def evidence(pairs: PairCounts, incidence: Incidence, strata: Strata, kinds: Sequence[Whole]) -> Evidence:
    """A pair is believed only if every explanation fails: chance, and the tastes of those who buy such kinds of things.

    Chance: P(X ≥ n) of the hypergeometric law with the pair's margins (R. A. Fisher 1922). Tastes, for each division
    into kinds: e = Σ n_a n_b / N over strata is what independence leads to; all other pairs of the same two kinds were
    found r times where e_r was expected. At one common rate n | n + r ~ Binomial(n + r, e / (e + e_r)), exactly
    (J. Przyborowski, H. Wilenski, Biometrika 31 (1940)). The largest of the p values is the pair's: it is a p value of
    "one of the explanations holds" (R. L. Berger, Technometrics 24 (1982)). A division is passed over where fewer than
    five are expected of the others; the whole range always counts as one kind, which takes out the size of baskets.
    """
    from scipy.stats import hypergeom

    e = expected(pairs, strata)
    counts, N = strata.with_item.sum(axis=1), strata.baskets.sum()
    doubt = hypergeom.sf(pairs.together - 1, N, counts[pairs.first], counts[pairs.second])
    by_taste = e.copy()
    for kind in (np.zeros(incidence.items, dtype=np.int64), *kinds):
        doubt, by_taste = _explained(pairs, incidence, strata, kind, e=e, doubt=doubt, by_taste=by_taste)
    return Evidence(doubt=np.clip(doubt, 0.0, 1.0), by_chance=e, by_taste=by_taste)


def expected(pairs: PairCounts, strata: Strata) -> Floats:
    """Baskets that would hold both items of a pair if they fell independently within each stratum."""
    share = strata.with_item / np.maximum(strata.baskets, 1)
    parts = [
        np.einsum("ps,ps->p", strata.with_item[pairs.first[at : at + CHUNK]], share[pairs.second[at : at + CHUNK]])
        for at in range(0, len(pairs.first), CHUNK)
    ]
    return np.concatenate([np.zeros(0), *parts])


def ratio_bounds(together: Whole, expectation: Floats, level: float) -> tuple[Floats, Floats]:
    """How many times as often as expected, at least and at most: exact bounds of a count over what was expected.

    χ²(α/2, 2n) / 2e and χ²(1 − α/2, 2n + 2) / 2e (F. Garwood, Fiducial limits for the Poisson distribution, 1936); a
    count of baskets varies less than Poisson's law, so the bounds are rather too wide.

    >>> low, high = ratio_bounds(np.array([10]), np.array([10.0]), 0.95)
    >>> round(float(low[0]), 3), round(float(high[0]), 3)
    (0.48, 1.839)
    """
    from scipy.stats import chi2

    tail, least = (1 - level) / 2, np.maximum(expectation, 1e-12)
    low = np.where(together > 0, chi2.ppf(tail, 2 * np.maximum(together, 1)), 0.0) / (2 * least)
    return low, chi2.ppf(1 - tail, 2 * together + 2) / (2 * least)


def _explained(
    pairs: PairCounts,
    incidence: Incidence,
    strata: Strata,
    kind: Whole,
    *,
    e: Floats,
    doubt: Floats,
    by_taste: Floats,
) -> tuple[Floats, Floats]:
    """Where this division into kinds explains a pair better than what was tried before, its doubt and expectation."""
    from scipy.stats import binom

    found, chance = _of_kinds(incidence, strata, kind)
    block = kind[pairs.first], kind[pairs.second]
    others = np.maximum(found[block] - pairs.together, 0)
    e_others = np.maximum(chance[block] - e, 0.0)
    usable = e_others >= LEAST_EXPECTED
    share = np.where(usable, e / np.maximum(e + e_others, 1e-12), 0.5)
    p = np.where(usable, binom.sf(pairs.together - 1, pairs.together + others, share), 0.0)
    better = p > doubt
    rate = others / np.maximum(e_others, 1e-12)
    return np.where(better, p, doubt), np.where(better, np.maximum(e * rate, 1e-9), by_taste)


def _of_kinds(incidence: Incidence, strata: Strata, kind: Whole) -> tuple[Whole, Floats]:
    """For every two kinds: how often two different items of them lie in one basket, and how often by chance."""
    from scipy.sparse import csr_array

    kinds = int(kind.max()) + 1 if len(kind) else 1
    ones = np.ones(len(incidence.item), dtype=np.int64)
    K = csr_array((ones, (incidence.basket, kind[incidence.item])), shape=(incidence.baskets, kinds))
    found = (K.T @ K).toarray()
    found[np.diag_indices(kinds)] = (found.diagonal() - np.asarray(K.sum(axis=0)).ravel()) // 2
    of_kind = np.zeros((kinds, strata.with_item.shape[1]))
    np.add.at(of_kind, kind, strata.with_item)
    chance = (of_kind / np.maximum(strata.baskets, 1)) @ of_kind.T
    with_itself = np.zeros(kinds)
    np.add.at(with_itself, kind, (strata.with_item**2 / np.maximum(strata.baskets, 1)).sum(axis=1))
    chance[np.diag_indices(kinds)] = (chance.diagonal() - with_itself) / 2
    return found, chance
