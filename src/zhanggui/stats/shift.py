"""Did something sell more while another was away, against what everything like it did?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shifts:
    """By series: the change of a logarithm, its standard error, and the units sold while the other was away."""

    estimate: Floats
    error: Floats
    away: Floats

    def doubts(self) -> Floats:
        """Chance of a shift at least as large if there is none (two-sided)."""
        from scipy.stats import norm

        return np.asarray(2 * norm.sf(np.abs(self.estimate) / self.error))


def shifts(counts: Floats, others: Floats, away: Flags, there: Flags) -> Shifts:
    """Difference in differences of counts, on logarithms: each series against its others, away against there.

    d = log(y₁ / o₁) − log(y₀ / o₀) with half a unit added everywhere, variance φ (1/y₁ + 1/y₀) + 1/o₁ + 1/o₀; φ is the
    Pearson dispersion of the series' weeks around its share of the others, never below 1 (P. McCullagh, J. Nelder,
    Generalized linear models, 1989, §6.2). All arguments are series by weeks.

    >>> weeks = np.arange(12)[None]
    >>> found = shifts(np.where(weeks < 4, 30.0, 20.0), np.full((1, 12), 100.0), weeks < 4, weeks >= 4)
    >>> round(float(np.exp(found.estimate[0])), 1)
    1.5
    """
    y1, y0, o1, o0 = ((each * at).sum(axis=1) + HALF for each in (counts, others) for at in (away, there))
    phi = np.maximum(
        _dispersion(counts, others * (y1 / o1)[:, None], away), _dispersion(counts, others * (y0 / o0)[:, None], there)
    )
    return Shifts(
        estimate=np.log(y1 / o1) - np.log(y0 / o0),
        error=np.sqrt(np.maximum(phi, 1.0) * (1 / y1 + 1 / y0) + 1 / o1 + 1 / o0),
        away=y1 - HALF,
    )


def _dispersion(counts: Floats, expected: Floats, weeks: Flags) -> Floats:
    usable = weeks & (expected > 0)
    squares = np.where(usable, (counts - expected) ** 2 / np.where(usable, expected, 1.0), 0.0)
    return np.asarray(squares.sum(axis=1) / np.maximum(usable.sum(axis=1) - 1, 1))
