"""How does demand answer to its own price when other things, which move with it, are held fast?"""

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
USUAL = 1.0  # the standard deviation of a coefficient before anything is seen: e-fold at full display
LEAST_INFORMATION = 1.0  # as much as is believed before: below it nothing is said of a coefficient


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The answers with some things held fast, the common coefficient of each and its standard error.

    A coefficient that does not move enough to be told is NaN, with its error.
    """

    answers: Answers
    coefficient: Floats
    error: Floats


def answers_beside(found: Runs, product: Whole, channel: Whole, beside: Floats) -> Beside:
    """Elasticities of products that are compared with each other, with controls (control, run) of common coefficients.

    log E = … + ε(s) · log price + Σ δ(k) · beside(k), δ ~ N(0, 1), the rest as in `answers`. Given δ the controls are
    a length of time, so every step is the same fit; the score of δ there is Σ beside · (units − expected) − δ, and its
    slope, the information that is left to δ, is found by moving one δ after the other. Where a control moves only with
    prices the two cannot be told apart, and what was believed of δ before keeps the error of ε honestly wide:
    Var ε = Var(ε | δ) + (∂ε/∂δ)ᵀ Var δ (∂ε/∂δ), the latter with the mean restlessness.
    """
    current = answers(found, product, channel)
    many = len(beside)
    coefficient, information = np.zeros(many), np.zeros((many, many))
    change = np.zeros((many, len(current.elasticity)))
    spread = np.eye(many)
    for _ in range(MOST_STEPS):
        for at in range(many):
            moved = coefficient + NEAR * (np.arange(many) == at)
            near = _given(found, product, channel, beside, moved)
            information[:, at] = beside @ (current.over - near.over) / NEAR
            change[at] = (near.elasticity - current.elasticity) / NEAR
        restless = float(current.restlessness.mean()) if len(current.restlessness) else 1.0
        seen = (information + information.T) / 2 / restless
        spread = np.asarray(np.linalg.inv(seen + np.eye(many) / USUAL**2), np.float64)
        step = np.clip(
            spread @ (beside @ current.over / restless - coefficient / USUAL**2), -LARGEST_STEP, LARGEST_STEP
        )
        if np.abs(step).max(initial=0) < SETTLED:
            break
        coefficient = coefficient + step
        current = _given(found, product, channel, beside, coefficient)
    slope = np.nan_to_num(change)
    error = np.sqrt(current.error**2 + np.maximum(np.einsum("ks,kl,ls->s", slope, spread, slope), 0))
    told = np.diag(information) >= LEAST_INFORMATION
    return Beside(
        answers=replace(current, error=error),
        coefficient=np.where(told, coefficient, np.nan),
        error=np.where(told, np.sqrt(np.diag(spread)), np.nan),
    )


def _given(found: Runs, product: Whole, channel: Whole, beside: Floats, coefficient: Floats) -> Answers:
    return answers(replace(found, days=found.days * np.exp(coefficient @ beside)), product, channel)
