"""Which parameters of a model of coming and leaving fit the purchase histories best?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np

from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.likelihood import Maximum, maximum, refined
from zhanggui.stats.lifetimes.model import LifetimeModel
from zhanggui.stats.season import Floats

LEAST_REPEATERS = 10
COARSE_ROWS = 3_000
STARTS = (-1.5, 0.5)  # ln of shapes; times start at about the mean age


@dataclass(frozen=True, slots=True, kw_only=True)
class LifetimeFit:
    """A model with the parameters that fit best, and the covariance of their logarithms."""

    model: LifetimeModel
    maximum: Maximum
    is_dropout_open: bool  # whether the histories leave open if, and how fast, anybody leaves

    @property
    def theta(self) -> Floats:
        """The parameters."""
        return self.maximum.parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFit:
    """Why there is none: nobody_came_again, too_few_repeaters, no_time_observed or not_converged."""

    model: LifetimeModel
    code: str


def fit(model: LifetimeModel, histories: Histories) -> LifetimeFit | NoFit:
    """The most likely parameters, from several starts on a coarse picture and from the best of them on the whole.

    Times are told in mean ages while searching, so that days, weeks and years end at the same place:
    ln L(days) = ln L(ages) − Σ x ln(days an age).
    """
    refusal = _refusal(histories)
    if refusal:
        return NoFit(model=model, code=refusal)
    unit = float(np.average(histories.age, weights=histories.customers))
    scaled = histories.in_units_of(unit)
    powers = np.array(model.time_power)
    coarse = scaled.coarse(COARSE_ROWS)
    starts = [_start(model, shapes) for shapes in product(STARTS, repeat=len(model.parameters) // 2)]
    rough = maximum(partial(total, model, coarse), starts)
    found = rough if coarse is scaled else refined(partial(total, model, scaled), rough)
    if not (found.has_converged and np.isfinite(found.log_likelihood)):
        return NoFit(model=model, code="not_converged")
    repeats = float(histories.customers @ histories.repeats)
    whole = Maximum(
        parameters=found.parameters * unit**powers,
        log_likelihood=found.log_likelihood - repeats * np.log(unit),
        covariance=found.covariance,
        is_flat=found.is_flat,
        has_converged=True,
    )
    return LifetimeFit(model=model, maximum=whole, is_dropout_open=found.is_flat)


def total(model: LifetimeModel, histories: Histories, log_theta: Floats) -> tuple[float, Floats]:
    """The log-likelihood of everybody and its slope in the logarithms of the parameters."""
    theta = np.exp(log_theta)
    found = model.likelihood(theta, histories)
    return float(histories.customers @ found.values), np.asarray(histories.customers @ found.slopes) * theta


def _refusal(histories: Histories) -> str | None:
    if not len(histories) or float(histories.age.max()) <= 0:
        return "no_time_observed"
    if histories.repeaters == 0:
        return "nobody_came_again"
    return "too_few_repeaters" if histories.repeaters < LEAST_REPEATERS else None


def _start(model: LifetimeModel, shapes: tuple[float, ...]) -> Floats:
    """Shapes as told; the second of each pair is half a mean age, or of a share of dropouts twice the first."""
    pairs = [(shape, -0.5 if model.time_power[2 * at + 1] else shape + 0.7) for at, shape in enumerate(shapes)]
    return np.array(pairs).ravel()
