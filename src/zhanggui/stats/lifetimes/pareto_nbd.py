"""Pareto/NBD: what if customers buy at random while they are there, and leave for good at a moment nobody sees?

λ ~ Gamma(r, α), purchases Poisson(λ) while there; μ ~ Gamma(s, β), gone after an exponential time with rate μ.
D. C. Schmittlein, D. G. Morrison and R. Colombo, Counting your customers, Management Science 33, 1987.
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma, gammaln

from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.model import LifetimeModel, Likelihood
from zhanggui.stats.lifetimes.quadrature import unit_nodes
from zhanggui.stats.season import Floats

NODES = 18
NEGLIGIBLE = 40.0  # e^-40
ROWS = 20_000  # at a time, so that memory stays small


def likelihood(theta: Floats, histories: Histories) -> Likelihood:
    """How likely each history is, integrated over when the customer may have left.

    L = Γ(r+x) α^r β^s / Γ(r) · [ (α+T)^{-(r+x)} (β+T)^{-s} + s ∫_{t_x}^{T} (α+τ)^{-(r+x)} (β+τ)^{-(s+1)} dτ ]

    The first term is that of a customer who is still there: P(alive) is its share. The integral is what the papers
    write as a difference of two hypergeometric functions, which cancel badly; here it is done by Gauss and Legendre's
    rule in u = ln(min(α,β)+τ), in which the integrand has no steep places, and its slopes come from the same nodes.
    """
    parts = [_likelihood(theta, histories.take(slice(at, at + ROWS))) for at in range(0, len(histories), ROWS)]
    return Likelihood(
        values=np.concatenate([part.values for part in parts]),
        slopes=np.concatenate([part.slopes for part in parts]),
        alive=np.concatenate([part.alive for part in parts]),
    )


def _likelihood(theta: Floats, histories: Histories) -> Likelihood:
    r, alpha, s, beta = theta
    x, age = histories.repeats, histories.age
    log_a, log_b = np.log(alpha + age), np.log(beta + age)
    there = -(r + x) * log_a - s * log_b
    gone, gone_slopes = _gone(theta, histories)
    both = np.logaddexp(there, gone)
    share = np.exp(there - both)
    there_slopes = np.stack([-log_a, -(r + x) / (alpha + age), -log_b, -s / (beta + age)], axis=1)
    slopes = share[:, None] * there_slopes + (1 - share)[:, None] * gone_slopes
    slopes[:, 0] += digamma(r + x) - digamma(r) + np.log(alpha)
    slopes[:, 1] += r / alpha
    slopes[:, 2] += np.log(beta)
    slopes[:, 3] += s / beta
    values = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta) + both
    return Likelihood(values=values, slopes=slopes, alive=share)


def _gone(theta: Floats, histories: Histories) -> tuple[Floats, Floats]:
    """Ln of s ∫ (α+τ)^{-(r+x)} (β+τ)^{-(s+1)} dτ and its slopes."""
    r, alpha, s, beta = theta
    x, latest, age = histories.repeats, histories.latest, histories.age
    nearer = min(alpha, beta)
    start = np.log(nearer + latest)
    ahead = np.log(nearer + age) - start
    fall = (r + x) * (nearer + latest) / (alpha + latest) + (s + 1) * (nearer + latest) / (beta + latest) - 1
    ahead = np.minimum(ahead, NEGLIGIBLE / np.maximum(fall, 1e-9))  # beyond, the integrand is nothing
    nodes, weights = unit_nodes(NODES)
    log_near = start[:, None] + ahead[:, None] * nodes
    tau = np.exp(log_near) - nearer
    log_a = log_near if alpha <= beta else np.log(alpha + tau)
    log_b = log_near if beta < alpha else np.log(beta + tau)
    power = -(r + x)[:, None] * log_a - (s + 1) * log_b + log_near
    top = power.max(axis=1)
    mass = np.exp(power - top[:, None]) * weights
    total = mass.sum(axis=1)
    mass /= total[:, None]
    with np.errstate(divide="ignore"):  # nobody can have left since a purchase of today
        value = np.log(s) + top + np.log(total) + np.log(ahead)
    slopes = [
        -(mass * log_a).sum(axis=1),
        -(r + x) * (mass * np.exp(-log_a)).sum(axis=1),
        1 / s - (mass * log_b).sum(axis=1),
        -(s + 1) * (mass * np.exp(-log_b)).sum(axis=1),
    ]
    return value, np.stack(slopes, axis=1)


def rate_ahead(theta: Floats, x: Floats, age: Floats, u: Floats) -> Floats:
    """E[λ e^{-μu} | there] = (r+x) / (α+T) · ((β+T) / (β+T+u))^s."""
    r, alpha, _, _ = theta
    return np.asarray((r + x) / (alpha + age) * _stays(theta, age, u))


def pair_rate_ahead(theta: Floats, x: Floats, age: Floats, u: Floats) -> Floats:
    """E[λ² e^{-μu} | there]: the later of two purchases is the one that needs the customer to stay."""
    r, alpha, _, _ = theta
    return np.asarray((r + x) * (r + x + 1) / (alpha + age) ** 2 * _stays(theta, age, u))


def count_chance(theta: Floats, x: Floats, age: Floats, horizon: Floats, count: int) -> Floats:
    """P(n purchases within h | there): stays to the end and buys n, or buys n and leaves at some moment before.

    Γ(k+n) / (Γ(k) n!) c^k [ h^n (c+h)^{-(k+n)} (b/(b+h))^s + ∫_0^h u^n (c+u)^{-(k+n)} s b^s (b+u)^{-(s+1)} du ]
    with k = r+x, c = α+T, b = β+T. (P. S. Fader and B. G. S. Hardie, technical note 2005, on the Pareto/NBD.)
    """
    r, alpha, s, beta = theta
    k, c, b, horizon = np.broadcast_arrays(r + x, alpha + age, beta + age, horizon)
    front = gammaln(k + count) - gammaln(k) - gammaln(count + 1) + k * np.log(c)
    stays = count * np.log(horizon) - (k + count) * np.log(c + horizon) + s * np.log(b / (b + horizon))
    nodes, weights = unit_nodes(48)
    nearer = np.minimum(c, b)
    reach = np.log1p(horizon / nearer)
    log_near = reach[..., None] * nodes
    u = nearer[..., None] * np.expm1(log_near)
    inside = (
        count * np.log(u)
        - (k + count)[..., None] * np.log(c[..., None] + u)
        + (s * np.log(b))[..., None]
        - (s + 1) * np.log(b[..., None] + u)
    )
    jacobian = nearer[..., None] * np.exp(log_near) * reach[..., None]
    leaves = s * (np.exp(front[..., None] + inside) * jacobian * weights).sum(axis=-1)
    return np.asarray(np.exp(front + stays) + leaves)


def _stays(theta: Floats, age: Floats, u: Floats) -> Floats:
    _, _, s, beta = theta
    return np.asarray(np.exp(-s * np.log1p(u / (beta + age))))


PARETO_NBD = LifetimeModel(
    code="pareto_nbd",
    parameters=("r", "alpha", "s", "beta"),
    time_power=(0, 1, 0, 1),
    likelihood=likelihood,
    rate_ahead=rate_ahead,
    pair_rate_ahead=pair_rate_ahead,
    count_chance=count_chance,
)
