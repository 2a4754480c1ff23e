"""Which steps may be taken together, so that the shop as a whole hardly loses?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from zhanggui.analyses.pricing.elasticity.earning import MIDDLES
from zhanggui.decisions.policies.best_step.choosing import Step

CASES = 4_000
SEED = 27


def together(steps: Sequence[Step], most_risk: float) -> tuple[tuple[int, ...], float]:
    """The most steps that lose together with at most that probability, and the probability.

    P(Σ G < 0) ≤ risk over drawn cases: a product's elasticity errs by √c · z + √(1 − c) · z(i), c the share of its
    belief's variance that is common, z for all and z(i) for each standard normal; G is read off its own even parts.
    Those with the largest mean gain for their variance come first, as in a portfolio of independent bets, and as many
    are taken as the risk allows. The same steps have the same cases. Empty where even the surest is too risky.
    """
    order = sorted(range(len(steps)), key=lambda at: -_worth_its_risk(steps[at].gains))
    chance = np.random.default_rng(SEED)
    shared, total = chance.standard_normal(CASES), np.zeros(CASES)
    taken, risk = 0, 0.0
    for count, at in enumerate(order, start=1):
        total = total + _drawn(steps[at], shared, chance)
        lost = float((total < 0).mean())
        if lost <= most_risk:
            taken, risk = count, lost
    return tuple(sorted(order[:taken])), risk


def _worth_its_risk(gains: NDArray[np.float64]) -> float:
    return float(gains.mean() / max(float(gains.var()), 1e-9))


def _drawn(step: Step, shared: NDArray[np.float64], chance: np.random.Generator) -> NDArray[np.float64]:
    """The step's gain in every case."""
    own = chance.standard_normal(len(shared))
    at = ndtr(np.sqrt(step.common) * shared + np.sqrt(1 - step.common) * own)
    gains: NDArray[np.float64] = np.interp(at, MIDDLES, step.gains)
    return gains
