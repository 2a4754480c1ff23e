"""Which parameters make what was seen most likely, and how sure is that?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import minimize

from zhanggui.stats.season import Floats

Slope = Callable[[Floats], tuple[float, Floats]]  # log-likelihood and its gradient, of logarithms of parameters

FARTHEST = 12.0  # e^±12: beyond, a parameter has run away
NEWTON_STEPS = 20
FINE = 1e-4
CLOSE = 1e-6
NO_GAIN = 1e-8  # of a log-likelihood, by one more step: a ten-thousandth of a standard error
FLAT = 1e-3  # curvature per parameter below which nothing is known of it
LOOSE = 1.0 / 9.0  # what a direction that the data leave open is taken to be known to: a factor of e³ either way


@dataclass(frozen=True, slots=True, kw_only=True)
class Maximum:
    """Where a likelihood is highest.

    `covariance` is that of the logarithms of the parameters, from the observed information; `is_flat` says that some
    direction is left open by the data.
    """

    parameters: Floats
    log_likelihood: float
    covariance: Floats
    is_flat: bool
    has_converged: bool

    @property
    def errors(self) -> Floats:
        """Standard errors of the parameters themselves, by the delta method: σ(θ) = θ σ(ln θ)."""
        return np.asarray(self.parameters * np.sqrt(np.diag(self.covariance)))


def maximum(slope: Slope, starts: Sequence[Floats]) -> Maximum:
    """The highest of the summits reached from several starts: quasi-Newton steps, then Newton's own.

    Everything happens in logarithms of positive parameters. The information matrix is the slope of the exact
    gradient. A direction without curvature gets a loose bound instead of none, so that what follows from the
    parameters keeps a finite, wide error. (A. W. van der Vaart, Asymptotic Statistics, 1998, §5.5.)
    """
    size = max(1.0, abs(slope(starts[0])[0]))
    climb = partial(_downhill, slope, size)
    found = [
        minimize(climb, start, jac=True, method="BFGS", options={"maxiter": 200, "gtol": CLOSE}) for start in starts
    ]
    best = min(found, key=lambda each: float(each.fun))
    where, has_converged = _polished(slope, np.clip(best.x, -FARTHEST, FARTHEST))
    return _maximum(slope, where, has_converged=has_converged)


def refined(slope: Slope, rough: Maximum) -> Maximum:
    """The summit of a likelihood that is nearly that of which the summit is known: few steps, each of one look.

    Newton's steps with the curvature of the rough one, which is nearly right, so that each gains digits; where it is
    not, the search starts afresh from there.
    """
    where = np.log(rough.parameters)
    value, gradient = slope(where)
    for _ in range(NEWTON_STEPS):
        step = rough.covariance @ gradient
        if float(gradient @ step) < NO_GAIN:
            return _maximum(slope, where, has_converged=True)
        there = np.clip(where + step, -FARTHEST, FARTHEST)
        found, slope_there = slope(there)
        if not found > value:
            break
        where, value, gradient = there, found, slope_there
    return maximum(slope, [where])


def information(slope: Slope, where: Floats) -> Floats:
    """The observed information: minus the slope of the gradient, by central differences."""
    columns = []
    for at in range(len(where)):
        step = np.zeros(len(where))
        step[at] = FINE
        columns.append((slope(where + step)[1] - slope(where - step)[1]) / (2 * FINE))
    matrix = -np.array(columns)
    return np.asarray((matrix + matrix.T) / 2)


def _maximum(slope: Slope, where: Floats, *, has_converged: bool) -> Maximum:
    value, gradient = slope(where)
    covariance, is_flat = _covariance(slope, where, value)
    at_edge = bool((np.abs(where) > FARTHEST - FINE).any())
    return Maximum(
        parameters=np.exp(where),
        log_likelihood=value,
        covariance=covariance,
        is_flat=is_flat or at_edge,
        has_converged=has_converged or float(np.abs(gradient).max()) < FLAT * max(1.0, abs(value)),
    )


def _is_summit(value: float, gradient: Floats) -> bool:
    return bool(np.abs(gradient).max() < 1e-7 * max(1.0, abs(value)) ** 0.5)


def _downhill(slope: Slope, size: float, where: Floats) -> tuple[float, Floats]:
    """The likelihood upside down and per unit; beyond the farthest, a slope back."""
    near = np.clip(where, -FARTHEST, FARTHEST)
    value, gradient = slope(near)
    if not np.isfinite(value):
        return 1e300, np.zeros_like(where)
    beyond = where - near
    return -value / size + float(beyond @ beyond), np.where(beyond == 0, -gradient / size, 2 * beyond)


def _polished(slope: Slope, where: Floats) -> tuple[Floats, bool]:
    """Newton's steps, halved until they climb; stops where nothing is gained."""
    value, gradient = slope(where)
    for _ in range(NEWTON_STEPS):
        if _is_summit(value, gradient):
            return where, True
        step = _step(information(slope, where), gradient)
        for halving in range(12):
            there = np.clip(where + step / 2**halving, -FARTHEST, FARTHEST)
            found, slope_there = slope(there)
            if np.isfinite(found) and found > value:
                break
        else:
            return where, bool(float(np.abs(gradient).max()) < FINE * max(1.0, abs(value)))
        where, value, gradient = there, found, slope_there
    return where, False


def _step(matrix: Floats, gradient: Floats) -> Floats:
    """Newton's step, never downhill and never longer than a factor of e² in any parameter."""
    values, vectors = np.linalg.eigh(matrix)
    step = vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), 1e-8 * max(1.0, float(np.abs(values).max()))))
    return np.asarray(step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12)))


def _covariance(slope: Slope, where: Floats, value: float) -> tuple[Floats, bool]:
    values, vectors = np.linalg.eigh(information(slope, where))
    is_flat = not np.isfinite(value) or bool((values < LOOSE).any())
    return np.asarray((vectors / np.maximum(values, LOOSE)) @ vectors.T), is_flat
