"""Of many tests that are believed, how large a share is believed wrongly?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def false_shares(
    doubts: Sequence[float | None], *, tests: int | None = None, any_dependence: bool = False
) -> tuple[float | None, ...]:
    """For every test the smallest share of false ones at which it would still be believed; a test not made has none.

    q₍ₖ₎ = min over j ≥ k of p₍ⱼ₎ · m · c / j, with m tests and c = 1 (Y. Benjamini, Y. Hochberg, Controlling the false
    discovery rate, JRSS B 57 (1995)), or c = Σ 1/i, i ≤ m, which holds however the tests depend on each other
    (Y. Benjamini, D. Yekutieli, The control of the false discovery rate under dependency, Annals of Statistics 29
    (2001)). `tests` says how many were made where those that could not matter are left out: each counts as if its
    p were 1, which only makes the others harder to believe.

    >>> [round(share, 3) for share in false_shares([0.001, 0.02, 0.04, 0.9])]
    [0.004, 0.04, 0.053, 0.9]
    >>> [round(share, 3) for share in false_shares([0.001, 0.02], tests=100)]
    [0.1, 1.0]
    >>> false_shares([None, 0.01], any_dependence=True)
    (None, 0.01)
    """
    made = [at for at, doubt in enumerate(doubts) if doubt is not None]
    p = np.array([doubts[at] for at in made], dtype=float)
    m = max(len(made), tests or 0)
    factor = _harmonic(m) if any_dependence else 1.0
    order = np.argsort(p, kind="stable")
    scaled = p[order] * m * factor / np.arange(1, len(p) + 1)
    best = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    found: list[float | None] = [None] * len(doubts)
    for at, share in zip(order, best, strict=True):
        found[made[at]] = float(share)
    return tuple(found)


def _harmonic(m: int) -> float:
    """Σ 1/i for i ≤ m; beyond a million terms by Euler's formula, right to twelve digits."""
    if m <= 1_000_000:
        return float((1 / np.arange(1, m + 1)).sum())
    return float(np.log(m) + np.euler_gamma + 1 / (2 * m))
