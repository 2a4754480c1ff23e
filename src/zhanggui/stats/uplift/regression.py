"""What is to be expected of a unit with given features, when many features say little?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from zhanggui.stats.season import Floats

Predict = Callable[[Floats], Floats]
Regress = Callable[[Floats, Floats], Predict]
STEPS = (0.2, 0.4, 0.6, 0.8)
PENALTIES = np.logspace(-3, 4, 29)
RARELY = 0.01  # a step that parts fewer than one in a hundred from the rest says nothing


def regress(features: Floats, outcome: Floats) -> Predict:
    """A line in each feature with steps at its fifths, drawn towards the mean as far as forecasting gains by it.

    ŷ = ȳ + (x − x̄)ᵀ(XᵀX + λI)⁻¹Xᵀ(y − ȳ), with λ that makes generalised cross-validation smallest:
    GCV(λ) = (RSS/n) / (1 − (1 + tr H)/n)² (G. Golub, M. Heath and G. Wahba, Technometrics 21, 1979). It is linear in
    the outcomes: twice the outcome is twice the forecast, and no single large order is singled out. Any other `Regress`
    can take its place.

    >>> x = np.linspace(0, 1, 200).reshape(-1, 1)
    >>> forecast = regress(x, 3 * x[:, 0])
    >>> np.round(forecast(np.array([[0.25], [0.75]])), 1).tolist()
    [0.7, 2.3]
    """
    shape = Shape.of(features)
    slopes = _slopes(shape.columns(features), outcome - outcome.mean())
    middle = float(outcome.mean())
    return lambda asked: np.asarray(middle + shape.columns(asked) @ slopes)


def mean_only(_features: Floats, outcome: Floats) -> Predict:
    """Everybody alike: what a forecast comes to when features are not looked at."""
    middle = float(outcome.mean())
    return lambda asked: np.full(len(asked), middle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How features become columns: filled where unknown, bounded where extreme, with steps, all on one scale."""

    low: Floats
    high: Floats
    fill: Floats
    steps: tuple[tuple[int, float], ...]
    unknown: tuple[int, ...]
    mean: Floats
    scale: Floats

    @classmethod
    def of(cls, features: Floats) -> Shape:
        """Learnt from the features alone; outcomes have no part in it."""
        known = np.where(np.isfinite(features), features, np.nan)
        empty = np.all(np.isnan(known), axis=0)
        known = np.where(empty[None, :], 0.0, known)
        low, fill, high = np.nanquantile(known, (0.01, 0.5, 0.99), axis=0)
        flat = low == high  # a rare flag: its extremes are all there is
        low, high = np.where(flat, np.nanmin(known, axis=0), low), np.where(flat, np.nanmax(known, axis=0), high)
        unknown = tuple(int(at) for at in np.flatnonzero(np.isnan(known).any(axis=0)))
        bare = cls(
            low=low,
            high=high,
            fill=fill,
            steps=_steps(known),
            unknown=unknown,
            mean=np.zeros(1),
            scale=np.ones(1),
        )
        raw = bare.raw(known)
        scale = raw.std(axis=0)
        return cls(
            low=low,
            high=high,
            fill=fill,
            steps=bare.steps,
            unknown=unknown,
            mean=raw.mean(axis=0),
            scale=np.where(scale > 0, scale, np.inf),
        )

    def raw(self, features: Floats) -> Floats:
        """Columns before they are put on one scale."""
        is_known = np.isfinite(features)
        filled = np.clip(np.where(is_known, features, self.fill), self.low, self.high)
        parts = [filled, *((filled[:, [at]] > step).astype(float) for at, step in self.steps)]
        parts += [(~is_known[:, [at]]).astype(float) for at in self.unknown]
        return np.concatenate(parts, axis=1)

    def columns(self, features: Floats) -> Floats:
        """Columns with mean 0 and deviation 1 where they were learnt."""
        return np.asarray((self.raw(features) - self.mean) / self.scale)


def _steps(known: Floats) -> tuple[tuple[int, float], ...]:
    found: list[tuple[int, float]] = []
    for at in range(known.shape[1]):
        values = known[:, at][np.isfinite(known[:, at])]
        if len(np.unique(values)) <= 2:
            continue
        steps = np.unique(np.quantile(values, STEPS))
        found += [(at, float(step)) for step in steps if RARELY < np.mean(values > step) < 1 - RARELY]
    return tuple(found)


def _slopes(columns: Floats, centred: Floats) -> Floats:
    units = len(centred)
    values, vectors = np.linalg.eigh(columns.T @ columns)
    values = np.maximum(values, 0.0)
    along = vectors.T @ (columns.T @ centred)
    best, chosen = np.inf, float(PENALTIES[-1])
    whole = float(centred @ centred)
    for penalty in PENALTIES * units / 100:
        shrunk = values + penalty
        left = whole - float((along**2 * (values + 2 * penalty) / shrunk**2).sum())
        free = 1 - (1 + float((values / shrunk).sum())) / units
        score = left / free**2 if free > 0 else np.inf
        if score < best:
            best, chosen = score, float(penalty)
    return np.asarray(vectors @ (along / (values + chosen)))
