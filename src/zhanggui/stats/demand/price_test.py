"""How long must a price be varied at random before its elasticity is known well enough?"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log

from scipy.special import ndtri

BLOCK_DAYS = 14
LEAST_BLOCKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTest:
    """A price that goes up and down by `step` at random, anew every fortnight; how many units that has to sell."""

    step: float
    days: int
    units: int


def price_test(units_a_day: float, *, step: float, half_width: float, restlessness: float, level: float) -> PriceTest:
    """The shortest test of whole fortnights whose interval comes out no wider than wanted on either side.

    Two prices p(1 ± h): log price has variance v = ¼ (log(1+h) − log(1−h))², of which the mean of the n fortnights
    takes 1/n. A Poisson slope of U units at variance ρ times its mean has the error √(ρ / (U v (1 − 1/n))), and z
    of it is the half width: U = ρ z² / (w² v (1 − 1/n)).

    >>> price_test(5, step=0.1, half_width=0.5, restlessness=1.2, level=0.9)
    PriceTest(step=0.1, days=322, units=1349)
    """
    z = float(ndtri((1 + level) / 2))
    variance = (log(1 + step) - log(1 - step)) ** 2 / 4
    blocks = LEAST_BLOCKS
    while True:
        needed = restlessness * z**2 / (half_width**2 * variance * (1 - 1 / blocks))
        enough = max(ceil(needed / (max(units_a_day, 1e-6) * BLOCK_DAYS)), LEAST_BLOCKS)
        if enough <= blocks:
            return PriceTest(step=step, days=blocks * BLOCK_DAYS, units=ceil(needed))
        blocks = enough
