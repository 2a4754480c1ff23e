"""Gamma-gamma: what is a customer's usual purchase worth, when some buy dearly and others little?

A purchase ~ Gamma(p, ν) for each customer, ν ~ Gamma(q, γ), whatever the rate of purchase.
P. S. Fader and B. G. S. Hardie, The gamma-gamma model of monetary value, technical note, 2013; P. S. Fader,
B. G. S. Hardie and K. L. Lee, RFM and CLV, Journal of Marketing Research 42, 2005.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from scipy.special import digamma, gammaln

from zhanggui.stats.lifetimes.likelihood import Maximum, maximum
from zhanggui.stats.lifetimes.worths import Worths
from zhanggui.stats.season import Floats

LEAST_TAIL = 1.05  # q below which a mean, or above 2 a variance, is not to be had
LEAST_CUSTOMERS = 10


def fit_gamma_gamma(worths: Worths) -> Maximum | str:
    """The most likely p, q, γ of customers whose mean purchase is above nothing; a code where there is none.

    Of x purchases with mean z: ln L = ln Γ(px+q) − ln Γ(px) − ln Γ(q) + q ln γ + (px−1) ln z + px ln x
    − (px+q) ln(γ + xz).
    """
    kept = worths.above_nothing()
    if kept.people < LEAST_CUSTOMERS:
        return "too_few_with_worth"
    unit = kept.average
    scaled = kept.in_units_of(unit)
    if float(scaled.mean.max() - scaled.mean.min()) < 1e-9:
        return "all_worth_the_same"
    starts = [np.log([p, q, q - 1]) for p, q in ((1.0, 2.0), (5.0, 4.0), (20.0, 10.0))]
    found = maximum(partial(_total, scaled), starts)
    told = found.log_likelihood - float((kept.customers).sum()) * np.log(unit)
    if not (found.has_converged and np.isfinite(told)):
        return "not_converged"
    if found.parameters[1] < LEAST_TAIL:
        return "no_mean_worth"
    return Maximum(
        parameters=found.parameters * np.array([1.0, 1.0, unit]),
        log_likelihood=told,
        covariance=found.covariance,
        is_flat=found.is_flat,
        has_converged=True,
    )


def usual_worth(theta: Floats, purchases: Floats, mean: Floats) -> Floats:
    """E[M | x, z] = p (γ + xz) / (px + q − 1): one's own mean, drawn to everybody's, the less the more is known.

    With x = 0 it is everybody's mean, pγ / (q − 1).

    >>> usual_worth(np.array([6.25, 3.74, 15.45]), np.array([0.0, 2.0]), np.array([0.0, 22.35])).round(2).tolist()
    [35.24, 24.67]
    """
    p, q, gamma = theta
    return np.asarray(p * (gamma + purchases * mean) / (p * purchases + q - 1))


def second_moments(theta: Floats, purchases: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """E[v²] of one purchase to come and E[v v'] of two; infinite where px + q ≤ 2."""
    p, q, gamma = theta
    shape = p * purchases + q
    rate = gamma + purchases * mean
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse_square = np.where(shape > 2, rate**2 / ((shape - 1) * (shape - 2)), np.inf)
    return np.asarray(p * (p + 1) * inverse_square), np.asarray(p * p * inverse_square)


def _total(worths: Worths, log_theta: Floats) -> tuple[float, Floats]:
    p, q, gamma = np.exp(log_theta)
    x, z, w = worths.purchases, worths.mean, worths.customers
    px, rate = p * x, gamma + x * z
    both = px + q
    values = gammaln(both) - gammaln(px) - gammaln(q) + q * np.log(gamma) + (px - 1) * np.log(z) + px * np.log(x)
    values -= both * np.log(rate)
    slopes = (
        x * (digamma(both) - digamma(px) + np.log(z) + np.log(x) - np.log(rate)),
        digamma(both) - digamma(q) + np.log(gamma) - np.log(rate),
        q / gamma - both / rate,
    )
    return float(w @ values), np.array([float(w @ slope) for slope in slopes]) * np.exp(log_theta)
