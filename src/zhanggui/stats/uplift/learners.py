"""How much more does each unit bring when treated: learnt in three ways?

S. Künzel, J. Sekhon, P. Bickel and B. Yu, Metalearners for estimating heterogeneous treatment effects, PNAS 116, 2019
(two models, X); E. Kennedy, Towards optimal doubly robust estimation of heterogeneous causal effects, Electronic
Journal of Statistics 17, 2023 (DR).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from zhanggui.stats.season import Floats
from zhanggui.stats.uplift.regression import Predict, Regress, regress
from zhanggui.stats.uplift.scores import FOLDS, SEED, arm_scores
from zhanggui.stats.uplift.trial import Trial, folds_of

Learner = Callable[[Trial, Regress], Predict]


def two_models(trial: Trial, regress: Regress = regress) -> Predict:
    """One forecast of the treated, one of those left alone, and their difference: τ(x) = μ₁(x) − μ₀(x)."""
    treated, alone = (_fitted(trial, arm, regress) for arm in (1, 0))
    return lambda features: treated(features) - alone(features)


def x_learner(trial: Trial, regress: Regress = regress) -> Predict:
    """Each unit's own outcome against what the other arm's model expects of it, both views weighed by the draw.

    D₁ = y − μ₀(x) of the treated, D₀ = μ₁(x) − y of the others; τ(x) = e·τ₀(x) + (1 − e)·τ₁(x), e the share treated.
    """
    treated, alone = trial.take(trial.arm == 1), trial.take(trial.arm == 0)
    more = regress(treated.features, treated.outcome - _fitted(trial, 0, regress)(treated.features))
    less = regress(alone.features, _fitted(trial, 1, regress)(alone.features) - alone.outcome)
    share = float(trial.shares[:, 1].mean())
    return lambda features: share * less(features) + (1 - share) * more(features)


def dr_learner(trial: Trial, regress: Regress = regress) -> Predict:
    """A forecast of every unit's doubly robust score, whose outcome models were fitted on other units.

    τ(x) = E[Γ₁ − Γ₀ | x], Γ as in `scores`.
    """
    scores = arm_scores(trial, regress)
    return regress(trial.features, scores[:, 1] - scores[:, 0])


LEARNERS: Mapping[str, Learner] = MappingProxyType({"two_models": two_models, "x": x_learner, "dr": dr_learner})


def effects(trial: Trial, learner: Learner, regress: Regress = regress) -> Predict:
    """The effect of each treatment against being left alone: features (n, k) to effects (n, K)."""
    found = [learner(trial.against_none(arm), regress) for arm in range(1, trial.treatments + 1)]
    return lambda features: np.column_stack([each(features) for each in found])


def crossed_effects(trial: Trial, learner: Learner, regress: Regress = regress) -> Floats:
    """Every unit's effects by models that have not seen the unit: (n, K)."""
    fold = folds_of(trial, FOLDS, SEED + 1)
    found = np.empty((len(trial), trial.treatments))
    for each in range(FOLDS):
        found[fold == each] = effects(trial.take(fold != each), learner, regress)(trial.features[fold == each])
    return found


def _fitted(trial: Trial, arm: int, regress: Regress) -> Predict:
    mine = trial.arm == arm
    return regress(trial.features[mine], trial.outcome[mine])
