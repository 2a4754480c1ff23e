"""What if a customer may leave only at a purchase, each with a dropout chance of their own?

λ ~ Gamma(r, α), purchases Poisson(λ) while there; after each of them gone with chance p ~ Beta(a, b). BG/NBD and
MBG/NBD differ in one thing: whether the first purchase counts as such a moment. `moments` m = 0 or 1 says so.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaln, digamma, expit, gammaln, hyp2f1
from scipy.stats import nbinom

from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.model import Likelihood
from zhanggui.stats.season import Floats

NEARLY_ALIKE = 3.0  # dropout chances, from this a on
TAILS, ODDS = 10.0, 121


def likelihood(theta: Floats, histories: Histories, moments: int) -> Likelihood:
    """How likely each history is: still there, or left at the last purchase.

    L = Γ(r+x) α^r / Γ(r) · [ B(a, b+x+m) (α+T)^{-(r+x)} + 1{x+m>0} B(a+1, b+x+m−1) (α+t_x)^{-(r+x)} ] / B(a, b)
    """
    r, alpha, a, b = theta
    x, latest, age = histories.repeats, histories.latest, histories.age
    survived = x + moments
    can_leave = survived > 0
    last = np.maximum(b + survived - 1, 1e-12)
    log_age, log_latest = np.log(alpha + age), np.log(alpha + latest)
    there = betaln(a, b + survived) - (r + x) * log_age
    gone = np.where(can_leave, betaln(a + 1, last) - (r + x) * log_latest, -np.inf)
    both = np.logaddexp(there, gone)
    alive = np.exp(there - both)
    left = 1 - alive
    everyone = digamma(a + b + survived)
    slopes = [
        digamma(r + x) - digamma(r) + np.log(alpha) - alive * log_age - left * log_latest,
        r / alpha - (r + x) * (alive / (alpha + age) + left / (alpha + latest)),
        digamma(a + b) - digamma(a) + alive * digamma(a) + left * digamma(a + 1) - everyone,
        digamma(a + b) - digamma(b) + alive * digamma(b + survived) + left * digamma(last) - everyone,
    ]
    values = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - betaln(a, b) + both
    return Likelihood(values=values, slopes=np.stack(slopes, axis=1), alive=alive)


def rate_ahead(theta: Floats, x: Floats, age: Floats, u: Floats, moments: int) -> Floats:
    """E[λ e^{-λpu} | there] = k/c · F(k+1, a; a+b'; −u/c) with k = r+x, c = α+T, b' = b+x+m.

    Pfaff's transformation takes F to an argument between 0 and 1, where k and b' cancel:
    (1+y)^{-a} F(a, a+b'−k−1; a+b'; y/(1+y)), y = u/c.
    """
    r, alpha, a, b = theta
    k, c, survived = r + x, alpha + age, b + x + moments
    return np.asarray(k / c * _mixed(a, survived, k + 1, u / c))


def pair_rate_ahead(theta: Floats, x: Floats, age: Floats, u: Floats, moments: int) -> Floats:
    """E[λ² (1−p) e^{-λpu} | there]: two purchases need one dropout chance survived between them."""
    r, alpha, a, b = theta
    k, c, survived = r + x, alpha + age, b + x + moments
    stays = survived / (a + survived)
    return np.asarray(k * (k + 1) / c**2 * stays * _mixed(a, survived + 1, k + 2, u / c))


def count_chance(theta: Floats, x: Floats, age: Floats, horizon: Floats, count: int, *, moments: int) -> Floats:
    """P(n purchases within h | there): n and not one dropout, or the dropout at the n-th, which came in time.

    B(a, b'+n)/B(a, b') NB(n) + 1{n>0} B(a+1, b'+n−1)/B(a, b') P(NB ≥ n), NB of size k and chance c/(c+h).
    """
    r, alpha, a, b = theta
    k, c, survived = r + x, alpha + age, b + x + moments
    chance = c / (c + horizon)
    found = np.exp(betaln(a, survived + count) - betaln(a, survived)) * nbinom.pmf(count, k, chance)
    if count > 0:
        at_last = np.exp(betaln(a + 1, survived + count - 1) - betaln(a, survived))
        found = found + at_last * nbinom.sf(count - 1, k, chance)
    return np.asarray(found)


def _mixed(a: float, b: Floats, power: Floats, y: Floats) -> Floats:
    """E[(1 + p y)^{-power}] for p ~ Beta(a, b): F where it can be had, else by its odds."""
    if a < NEARLY_ALIKE:
        with np.errstate(over="ignore", invalid="ignore"):
            found = np.asarray((1 + y) ** -a * hyp2f1(a, a + b - power, a + b, y / (1 + y)))
        if np.isfinite(found).all():
            return found
    return _by_odds(a, b, power, y)


def _by_odds(a: float, b: Floats, power: Floats, y: Floats) -> Floats:
    """The same as a sum over evenly spaced log-odds of p, ψ, of weight e^{aψ} (1+e^ψ)^{-(a+b)}.

    F loses all its digits where a is not small and b is large, while this sum is exact to many of them: the weight is
    smooth and falls off on both sides.
    """
    middle, reach = np.log(a / b), TAILS * np.sqrt(1 / a + 1 / b)
    total, mass = np.zeros(np.broadcast_shapes(b.shape, power.shape, y.shape)), np.zeros_like(b)
    for step in np.linspace(-1, 1, ODDS):
        odds = middle + step * reach
        weight = np.exp(a * (odds - middle) - (a + b) * (np.logaddexp(0, odds) - np.logaddexp(0, middle)))
        total += weight * (1 + expit(odds) * y) ** -power
        mass += weight
    return np.asarray(total / mass)
