"""How much does demand vary from week to week, once what is common to all weeks' circumstances is taken out?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_WEEKS = 8


def variations(counts: Floats, expected: Floats) -> Floats:
    """The coefficient of variation of each series against its expectation; NaN with fewer than eight weeks.

    With rates r_t = y_t / E_t, weighted by E_t so that a week in which little could sell says little:
    m = Σ y / Σ E, CV = √(Σ E_t (r_t − m)² / Σ E) / m. With E the same in all weeks it is the usual one.

    >>> float(variations(np.array([[2.0, 4] * 5]), np.ones((1, 10)))[0]) == 1 / 3
    True
    """
    E = np.maximum(expected, 0.0)
    rate = np.divide(counts, E, out=np.zeros_like(counts, dtype=float), where=E > 0)
    whole, sold = E.sum(axis=1), np.where(E > 0, counts, 0.0).sum(axis=1)
    usable = ((E > 0).sum(axis=1) >= LEAST_WEEKS) & (sold > 0)
    mean = sold / np.where(whole > 0, whole, 1.0)
    variance = (E * (rate - mean[:, None]) ** 2).sum(axis=1) / np.where(whole > 0, whole, 1.0)
    return np.asarray(np.where(usable, np.sqrt(variance) / np.where(mean > 0, mean, 1.0), np.nan))
