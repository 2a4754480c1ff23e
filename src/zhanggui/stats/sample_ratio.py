"""Did both arms arrive in the proportion in which they were drawn?"""

from __future__ import annotations

import math


def sample_ratio_doubt(treated: int, control: int, treated_share: float) -> float:
    """The chance of a split at least this uneven when units are lost at random; below 0.001 something went wrong.

    χ² = Σ (observed − expected)² / expected with one degree of freedom, p = erfc(√(χ²/2)) (Fabijan et al., Diagnosing
    sample ratio mismatch in online controlled experiments, KDD 2019).

    >>> round(sample_ratio_doubt(821_588, 815_482, 0.5), 6)
    2e-06
    >>> sample_ratio_doubt(80, 20, 0.8)
    1.0
    """
    total = treated + control
    expected = total * treated_share
    if total == 0:
        return 1.0
    squared = (treated - expected) ** 2 / expected + (control - (total - expected)) ** 2 / (total - expected)
    return math.erfc(math.sqrt(squared / 2))
