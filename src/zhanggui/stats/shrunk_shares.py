"""What is the true share of each of many, some of which were tried only a few times?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betainc, betaincinv, betaln

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
WEAKEST, STRONGEST = 1.0, 1e6  # how many trials of one's own the shares of others may weigh
HINT = 0.01  # of a trial, half a success: keeps the mean of all others off 0 and 1
MIDDLES = tuple((part + 0.5) / 10 for part in range(10))
STARTS = ((20.0, 50.0), (500.0, 500.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """What is believed of every share: Beta(successes, failures); and the share that is usual among its like.

    `usual_weight` is how many trials the usual share is worth.
    """

    successes: Floats
    failures: Floats
    usual: Floats
    usual_weight: Floats

    @property
    def mean(self) -> Floats:
        """The expected share."""
        share: Floats = self.successes / (self.successes + self.failures)
        return share

    def quantile(self, level: float) -> Floats:
        """The share below which the truth lies with probability `level`."""
        bound: Floats = betaincinv(self.successes, self.failures, level)
        return bound

    def chance_above_usual(self, times: float) -> Floats:
        """How probable it is that the true share is more than so many times the usual one, which is not sure itself.

        P(θ > c U), averaged over U ~ Beta(usual · weight + ½, (1 − usual) · weight + ½) at the middles of its ten equal
        parts; the halves are Jeffreys' prior, which keeps a share that was never seen from being surely nothing.
        """
        a, b = self.usual * self.usual_weight + 0.5, (1 - self.usual) * self.usual_weight + 0.5
        below = [
            betainc(self.successes, self.failures, np.minimum(times * betaincinv(a, b, at), 1.0)) for at in MIDDLES
        ]
        chance: Floats = 1.0 - np.mean(below, axis=0)
        return chance


def shrunk_shares(successes: Floats, trials: Floats, group: Whole) -> Shares:
    """Every share, drawn to what is usual among its like as strongly as their spread tells.

    r ~ Binomial(n, θ), θ ~ Beta around the mean of its group with strength κ, the groups' means ~ Beta around the mean
    of all with strength K. What is usual for a member is told by the others alone, so that nobody is compared with
    itself: usual = (Σ w s + P m) / (Σ w + P), over the others of its group with shares s, each worth
    w = n (κ + 1) / (n + κ) independent trials; m is the mean of the other groups, which tells as much as P trials,
    1/(P + 1) = 1/(K + 1) + 1/(their trials + 1). Its own belief starts from Beta(λ usual, λ (1 − usual)) with
    1/(λ + 1) = 1/(κ + 1) + 1/(Σ w + P + 1): their spread, and how little the others tell. κ and K are those under
    which every member is foretold best by the others (leave-one-out predictive likelihood, beta-binomial).

    Arrays of one length: counts, counts, codes of groups 0 … G − 1. Who has no trials is believed to be usual.

    B. Efron, C. Morris, Data analysis using Stein's estimator, JASA 70 (1975) 311–319; S. Geisser, The predictive
    sample reuse method, JASA 70 (1975) 320–328.

    >>> came, sold = np.array([1.0, 9.0, 90.0, 110.0]), np.array([1.0, 100.0, 1000.0, 1000.0])
    >>> believed = shrunk_shares(came, sold, np.zeros(4, int))
    >>> bool(0.09 < believed.mean[0] < 0.2)
    True
    """
    if not len(trials):
        return Shares(successes=successes, failures=successes, usual=successes, usual_weight=successes)
    own, between = _strengths(successes, trials, group)
    usual, told = _told_by_others(successes, trials, group, own, between)
    weight = _together(own, told)
    return Shares(
        successes=successes + weight * usual,
        failures=trials - successes + weight * (1 - usual),
        usual=usual,
        usual_weight=told,
    )


def surest(chance: Floats, false_share: float) -> Flags:
    """The most members of which, on average, at most `false_share` are chosen wrongly.

    With members in order of their chance p to be what they are chosen for: the longest list with mean (1 − p) ≤ q.

    M. A. Newton et al., Detecting differential gene expression with a semiparametric hierarchical mixture method,
    Biostatistics 5 (2004) 155–176, §4.

    >>> surest(np.array([0.5, 0.99, 0.93]), 0.05).tolist()
    [False, True, True]
    """
    order = np.argsort(-chance, kind="stable")
    wrong = np.cumsum(1 - chance[order]) / np.arange(1, len(chance) + 1)
    chosen = np.zeros(len(chance), np.bool_)
    chosen[order[wrong <= false_share]] = True
    return chosen


def _strengths(successes: Floats, trials: Floats, group: Whole) -> tuple[float, float]:
    """κ and K, by the best of a few searches."""

    def loss(point: Floats) -> float:
        own, between = _bounded(point)
        usual, told = _told_by_others(successes, trials, group, own, between)
        weight = _together(own, told)
        a, b = weight * usual, weight * (1 - usual)
        return -float((betaln(successes + a, trials - successes + b) - betaln(a, b)).sum())

    found = [
        minimize(loss, np.log(start), method="Nelder-Mead", options={"xatol": 0.01, "fatol": 0.01}) for start in STARTS
    ]
    return _bounded(min(found, key=lambda fit: float(fit.fun)).x)


def _bounded(point: Floats) -> tuple[float, float]:
    own, between = np.exp(np.clip(point, np.log(WEAKEST), np.log(STRONGEST)))
    return float(own), float(between)


def _told_by_others(
    successes: Floats, trials: Floats, group: Whole, own: float, between: float
) -> tuple[Floats, Floats]:
    """What is usual for every member by the others of its group, and how many trials that is worth."""
    weights = trials * (own + 1) / (trials + own)
    hits = weights * _share(successes, trials)
    group_weights: Floats = np.bincount(group, weights).astype(np.float64)
    group_hits: Floats = np.bincount(group, hits).astype(np.float64)
    others = np.maximum(group_weights[group] - weights, 0.0)
    in_groups = group_weights * (between + 1) / (group_weights + between)
    told = in_groups * _share(group_hits, group_weights)
    elsewhere = np.maximum(in_groups.sum() - in_groups, 0.0) + HINT
    mean = (np.maximum(told.sum() - told, 0.0) + HINT / 2) / elsewhere
    prior = _together(between, elsewhere)[group]
    usual = (np.maximum(group_hits[group] - hits, 0.0) + prior * mean[group]) / (others + prior)
    return usual, others + prior


def _together(spread: float, told: Floats) -> Floats:
    """The strength of a belief that is as wide as a spread and as what tells its middle: the variances add up."""
    return 1 / (1 / (spread + 1) + 1 / (told + 1)) - 1


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(whole, dtype=np.float64), where=whole > 0)
