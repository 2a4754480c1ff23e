"""What would each unit have brought in each arm, so that means of it are right whatever the models miss?"""

from __future__ import annotations

import numpy as np

from zhanggui.core.quantity import Interval
from zhanggui.stats.season import Floats
from zhanggui.stats.uplift.regression import Regress, regress
from zhanggui.stats.uplift.trial import Trial, folds_of

FOLDS, SEED = 5, 20_260_101


def arm_scores(trial: Trial, regress: Regress = regress, folds: int = FOLDS) -> Floats:
    """The doubly robust score of every unit and arm, (n, K + 1): its mean over units is the mean outcome of the arm.

    Γᵢₐ = μₐ(xᵢ) + 1{Aᵢ = a} (yᵢ − μₐ(xᵢ)) / eₐ, with μ fitted on the other folds and e the known chance of the draw:
    unbiased even where μ is wrong, and less noisy the better μ is (J. Robins, A. Rotnitzky and L. Zhao, JASA 89, 1994;
    V. Chernozhukov et al., The Econometrics Journal 21, 2018).
    """
    fold = folds_of(trial, folds, SEED)
    expected = np.empty((len(trial), trial.treatments + 1))
    for each in range(folds):
        others, mine = fold != each, fold == each
        for arm in range(trial.treatments + 1):
            learnt = others & (trial.arm == arm)
            expected[mine, arm] = regress(trial.features[learnt], trial.outcome[learnt])(trial.features[mine])
    return corrected(trial, expected)


def weighted_scores(trial: Trial) -> Floats:
    """The same without any model: outcomes weighed by the chance of the draw (D. Horvitz and D. Thompson, 1952)."""
    return corrected(trial, np.zeros((len(trial), trial.treatments + 1)))


def corrected(trial: Trial, expected: Floats) -> Floats:
    """What models expect of each arm, (n, K + 1), put right by what was seen."""
    scores = expected.copy()
    rows = np.arange(len(trial))
    seen = trial.outcome - expected[rows, trial.arm]
    scores[rows, trial.arm] += seen / trial.shares[rows, trial.arm]
    return scores


def mean_within(values: Floats, level: float) -> Interval:
    """A mean of independent units with its normal bounds: x̄ ± z·s/√n.

    >>> found = mean_within(np.array([1.0, 2.0, 3.0]), 0.9)
    >>> round(found.low, 2), found.estimate, round(found.high, 2)
    (1.05, 2.0, 2.95)
    """
    from statistics import NormalDist

    middle = float(values.mean())
    error = float(values.std(ddof=1)) / len(values) ** 0.5 if len(values) > 1 else 0.0
    reach = NormalDist().inv_cdf((1 + level) / 2) * error
    return Interval(low=middle - reach, estimate=middle, high=middle + reach, level=level)
