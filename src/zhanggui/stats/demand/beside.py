"""How does demand answer to its own price when another price, which moves with it, is held fast?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from zhanggui.stats.demand.answers import Answers, answers
from zhanggui.stats.demand.runs import Runs

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
NEAR = 0.01
MOST_STEPS = 8
LARGEST_STEP = 1.0
SETTLED = 1e-3
LEAST_INFORMATION = 1.0  # an error of one: less moves nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The answers with something held fast, its common coefficient and the standard error of that.

    Both are NaN where it does not move enough to be told; the answers are then those without it.
    """

    answers: Answers
    coefficient: float
    error: float


def answers_beside(found: Runs, product: Whole, channel: Whole, beside: Floats) -> Beside:
    """Elasticities of products that are compared with each other, with a control by run of one common coefficient.

    log E = … + ε(s) · log price + δ · beside, the rest as in `answers`. Given δ the control is a length of time, so
    every step is the same fit; the score of δ at that fit is Σ beside · (units − expected), its slope minus the
    information that is left to δ. Var ε = Var(ε | δ) + (∂ε/∂δ)² Var δ, the latter with the mean restlessness.
    """
    plain = answers(found, product, channel)
    current, coefficient, information = plain, 0.0, 0.0
    change = np.zeros_like(plain.elasticity)
    for _ in range(MOST_STEPS):
        near = _given(found, product, channel, beside, coefficient + NEAR)
        information = float(beside @ (current.over - near.over)) / NEAR
        if information < LEAST_INFORMATION:
            return Beside(answers=plain, coefficient=np.nan, error=np.nan)
        change = (near.elasticity - current.elasticity) / NEAR
        step = float(np.clip(beside @ current.over / information, -LARGEST_STEP, LARGEST_STEP))
        if abs(step) < SETTLED:
            break
        coefficient += step
        current = _given(found, product, channel, beside, coefficient)
    variance = float(current.restlessness.mean()) / information
    error = np.sqrt(current.error**2 + np.nan_to_num(change) ** 2 * variance)
    return Beside(answers=replace(current, error=error), coefficient=coefficient, error=float(np.sqrt(variance)))


def _given(found: Runs, product: Whole, channel: Whole, beside: Floats, coefficient: float) -> Answers:
    return answers(replace(found, days=found.days * np.exp(coefficient * beside)), product, channel)
