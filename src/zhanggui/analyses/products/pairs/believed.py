"""Which of all pairs may be believed, and by how much do they exceed what chance and taste explain?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhanggui.analyses.products.pairs.baskets import Baskets
from zhanggui.analyses.products.pairs.params import BelievedParams
from zhanggui.core.quantity import Interval
from zhanggui.stats.associations import pair_counts
from zhanggui.stats.false_discoveries import false_shares
from zhanggui.stats.pair_evidence import evidence, ratio_bounds

LEVEL = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class BelievedPair:
    """One pair: the numbers of its products, its orders, the orders expected without affinity, and its q value.

    `by_chance` is n_a n_b / N over all orders at once, what the word lift means everywhere; `by_taste` what the
    explanation comes to that fits the pair best.
    """

    first: int
    second: int
    together: int
    by_chance: float
    by_taste: float
    false_share: float

    @property
    def beyond(self) -> float:
        """Orders that neither chance nor taste explains."""
        return self.together - self.by_taste


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """The pairs that stand, how many there could be, and how many had enough orders."""

    tested: int
    frequent: int
    variants: int
    pairs: tuple[BelievedPair, ...]


def believed_pairs(held: Baskets, params: BelievedParams) -> Believed:
    """Pairs whose q value is small enough; all pairs there could be count as tested, also those with too few orders."""
    found = pair_counts(held.incidence, params.orders)
    weighed = evidence(found, held.incidence, held.strata, held.kinds())
    m = len(held.products)
    shares = false_shares(weighed.doubt.tolist(), tests=m * (m - 1) // 2, any_dependence=params.any_dependence)
    q = np.array([1.0 if share is None else share for share in shares])
    stands = (q <= params.false_share) & (found.together > weighed.by_taste)
    one_style = held.are_one_style(found.first, found.second)
    kept = np.flatnonzero(stands & (params.variants | ~one_style))
    by_chance = held.counts[found.first] * held.counts[found.second] / max(1, held.orders)
    return Believed(
        tested=m * (m - 1) // 2,
        frequent=len(found.first),
        variants=int((stands & one_style).sum()),
        pairs=tuple(
            BelievedPair(
                first=int(found.first[at]),
                second=int(found.second[at]),
                together=int(found.together[at]),
                by_chance=float(by_chance[at]),
                by_taste=float(weighed.by_taste[at]),
                false_share=float(q[at]),
            )
            for at in kept
        ),
    )


def times(together: int, expected: float) -> Interval:
    """How many times as often as expected, with bounds."""
    low, high = ratio_bounds(np.array([together]), np.array([expected]), LEVEL)
    return Interval(low=float(low[0]), estimate=together / max(expected, 1e-9), high=float(high[0]), level=LEVEL)
