"""What was each day of many series expected to bring, knowing only the days before it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]

LEVEL_KEPT = (0.90, 0.96, 0.99)  # how much of what is known of the level is still true a day later
EFFECTS_KEPT = 0.998
VARIANCE_KEPT = 0.99
CLIPPED = 2.5  # standard deviations: what lies further out teaches no more than this
UNKNOWN_LEVEL = 5.0  # standard deviations of a usual day
FIRST_FREEDOM = 10.0
LEAST_NOISE = 0.04  # of a usual day's variance: a calm spell must not make the next ripple an event
TINY = 1e-12
ROUNDING = 1e-7
BURN_IN = 28
WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One-step-ahead expectation of each day (rows) of each series (columns): mean, standard deviation, surprise.

    `surprise` is how many standard deviations the day lay from its mean; NaN where the day is missing.
    """

    mean: Floats
    deviation: Floats
    surprise: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What was expected under each pace of forgetting; which one serves a series is chosen by the days before."""

    runs: tuple[Expected, ...]

    def chosen(self, before: int) -> Expected:
        """The pace that foretold the days up to but without `before` best, series by series."""
        scores = np.stack([_scores(run, before) for run in self.runs])
        best = np.argmax(scores, axis=0)
        at = np.arange(scores.shape[1])
        mean, deviation, surprise = (
            np.stack([getattr(run, name) for run in self.runs])[best, :, at].T
            for name in ("mean", "deviation", "surprise")
        )
        return Expected(mean=mean, deviation=deviation, surprise=surprise)


def watch(values: Floats, kinds: Floats, prior: Floats) -> Watched:
    """Each day's expectation from the days before it, by the level and the kind of day (weekday, festival, …).

    y_t = x_t' θ_t + ε_t. θ is updated day by day; the level (first column of `kinds`) forgets by a discount, tried at
    three paces; the effects of the kinds of day hardly forget. `prior` are the standard deviations of those effects, a
    row a series: a festival that nobody has seen yet makes its day uncertain instead of surprising. Errors beyond 2.5
    standard deviations teach as if they were 2.5. Missing days are NaN. (M. West and J. Harrison, Bayesian Forecasting
    and Dynamic Models, 2nd ed., 1997, §4.5 variance learning, §6.3 discounting; the clipping: P. J. Huber, 1964.)
    """
    series, paces = values.shape[1], len(LEVEL_KEPT)
    center, scale = _usual(values)
    usual = np.tile((values - center) / scale, paces)
    spread = np.tile(prior / scale[:, None], (paces, 1))
    found = _filtered(usual, kinds, spread, np.repeat(LEVEL_KEPT, series))
    cut = [slice(at * series, (at + 1) * series) for at in range(paces)]
    return Watched(
        runs=tuple(
            Expected(
                mean=found.mean[:, part] * scale + center,
                deviation=found.deviation[:, part] * scale,
                surprise=found.surprise[:, part],
            )
            for part in cut
        )
    )


def _scores(run: Expected, before: int) -> Floats:
    """How well a run foretold what came: the mean log density, far-out days counting as far out and no further."""
    clipped = np.clip(run.surprise[BURN_IN:before], -CLIPPED, CLIPPED)
    density = norm.logpdf(clipped) - np.log(np.maximum(run.deviation[BURN_IN:before], TINY))
    known = np.isfinite(density)
    return np.asarray(np.where(known, density, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1))


def _filtered(values: Floats, kinds: Floats, prior: Floats, level_kept: Floats) -> Expected:
    days, series = values.shape
    state, spread = np.zeros((series, kinds.shape[1])), _first_spread(prior)
    most = np.einsum("sii->si", spread).copy()
    noise, freedom = np.ones(series), np.full(series, FIRST_FREEDOM)
    growth = np.full((series, kinds.shape[1]), EFFECTS_KEPT**-0.5)
    growth[:, 0] = level_kept**-0.5
    mean, deviation = np.empty((days, series)), np.empty((days, series))
    for day, x in enumerate(kinds):
        ahead = spread * growth[:, :, None] * growth[:, None, :]
        reach = ahead @ x
        variance = np.maximum(reach @ x, 0.0) + noise
        mean[day], deviation[day] = state @ x, np.sqrt(variance)
        error = values[day] - mean[day]
        seen = np.isfinite(error)
        error = np.where(seen, error, 0.0)
        taught = np.clip(error, -CLIPPED * deviation[day], CLIPPED * deviation[day])
        weight = np.where(error == taught, 1.0, np.abs(taught) / np.maximum(np.abs(error), TINY))
        gain = reach / variance[:, None]
        state = state + gain * taught[:, None]
        learnt = (weight * variance)[:, None, None] * gain[:, :, None] * gain[:, None, :]
        spread = np.where(seen[:, None, None], ahead - learnt, spread)
        spread = _between(spread, most)
        freedom = np.where(seen, VARIANCE_KEPT * freedom + 1, freedom)
        noise = np.where(seen, noise + noise / freedom * (taught**2 / variance - 1), noise)
        noise = np.maximum(noise, LEAST_NOISE)
    return Expected(mean=mean, deviation=deviation, surprise=(values - mean) / deviation)


def _first_spread(prior: Floats) -> Floats:
    series, width = prior.shape
    spread = np.zeros((series, width, width))
    spread[:, np.arange(width), np.arange(width)] = prior**2
    spread[:, 0, 0] = UNKNOWN_LEVEL**2
    return spread


def _between(spread: Floats, most: Floats) -> Floats:
    """No effect becomes less certain than before anything was seen of it, nor so certain that rounding outweighs it."""
    at = np.arange(spread.shape[1])
    shrink = np.sqrt(np.minimum(1.0, most / np.maximum(spread[:, at, at], TINY)))
    spread = spread * shrink[:, :, None] * shrink[:, None, :]
    spread = (spread + spread.transpose(0, 2, 1)) / 2  # forgetting would blow up what rounding leaves uneven
    spread[:, at, at] += ROUNDING * most
    return np.asarray(spread)


def _usual(values: Floats) -> tuple[Floats, Floats]:
    """Where a series lies in its first known weeks, and how much its days differ from those a week before."""
    center, scale = np.zeros(values.shape[1]), np.ones(values.shape[1])
    for at, column in enumerate(values.T):
        known = column[np.isfinite(column)]
        apart = np.abs(column[WEEK:] - column[:-WEEK])
        apart = apart[np.isfinite(apart)]
        center[at] = np.median(known[: 2 * BURN_IN]) if len(known) else 0.0
        usual = float(np.median(apart)) / (norm.ppf(0.75) * np.sqrt(2)) if len(apart) else 0.0
        scale[at] = usual or 1.0
    return center, scale
