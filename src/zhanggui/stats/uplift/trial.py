"""What does an experiment tell: who was drawn into which arm, by which chance, and what did each bring?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.stats.season import Flags, Floats

Whole = NDArray[np.int64]
LEAST_UNITS = 100
LEAST_OUTCOMES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One row a unit: what was known before the draw, the arm, the outcome, and each arm's chance in the draw.

    `features` is (n, k), not a number where unknown; `arm` 0 is being left alone, 1 … K the treatments; `shares` is
    (n, K + 1) and its rows sum to 1. Everything in `features` is from before the draw.
    """

    features: Floats
    arm: Whole
    outcome: Floats
    shares: Floats

    @classmethod
    def of(cls, features: Floats, arm: Whole, outcome: Floats, shares: Floats | None = None) -> Trial:
        """A draw in which everybody had the same chances: those given, or else the shares that came out."""
        chances = np.bincount(arm) / len(arm) if shares is None else np.asarray(shares)
        return cls(features=features, arm=arm, outcome=outcome, shares=np.tile(chances, (len(arm), 1)))

    def __len__(self) -> int:
        return len(self.arm)

    @property
    def treatments(self) -> int:
        """How many arms there are besides being left alone."""
        return int(self.shares.shape[1]) - 1

    def take(self, which: Flags | Whole) -> Trial:
        """Some of the units."""
        return Trial(
            features=self.features[which], arm=self.arm[which], outcome=self.outcome[which], shares=self.shares[which]
        )

    def against_none(self, arm: int) -> Trial:
        """One treatment and those left alone, as an experiment of two arms."""
        only = self.take((self.arm == arm) | (self.arm == 0))
        two = only.shares[:, [0, arm]]
        return Trial(
            features=only.features,
            arm=(only.arm == arm).astype(np.int64),
            outcome=only.outcome,
            shares=two / two.sum(axis=1, keepdims=True),
        )


def cannot_tell(trial: Trial) -> str | None:
    """Why no difference between units can be learnt, as a code; None where it can be tried.

    Every arm needs 100 units, and 15 of them an outcome other than the commonest one: fewer leave a model to learn
    from single customers.

    >>> few = Trial.of(np.zeros((4, 1)), np.array([0, 1, 0, 1]), np.zeros(4))
    >>> cannot_tell(few)
    'too_few_units'
    """
    counts = np.bincount(trial.arm, minlength=trial.treatments + 1)
    if counts.min() < LEAST_UNITS:
        return "too_few_units"
    values, times = np.unique(trial.outcome, return_counts=True)
    rare = trial.outcome != values[np.argmax(times)]
    if np.bincount(trial.arm[rare], minlength=trial.treatments + 1).min() < LEAST_OUTCOMES:
        return "too_few_outcomes"
    return None


def folds_of(trial: Trial, folds: int, seed: int) -> Whole:
    """A fold for every unit, at random, each fold with its share of every arm."""
    order = np.random.default_rng(seed).permutation(len(trial))
    fold = np.empty(len(trial), dtype=np.int64)
    for arm in range(trial.treatments + 1):
        mine = order[trial.arm[order] == arm]
        fold[mine] = np.arange(len(mine)) % folds
    return fold
