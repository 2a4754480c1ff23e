"""How far does a product's elasticity differ from channel to channel, and what is it over all of them?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product as pairs_of

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from zhanggui.stats.demand.pooling import USUAL_SPREAD

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
SPREADS = np.linspace(0, 1.5, 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """How channels differ; means and standard deviations.

    `shift` and `widening` are by product: what the elasticity over all its channels, weighed by what they sell, lies
    from the one estimated as if all were alike, and what that adds to its variance. `aside` is by series: how far its
    channel lies from the product's own. `channel` is by channel: how far it lies from the mean of all, by what they
    sell; NaN where no product tells in two channels.
    """

    shift: Floats
    widening: Floats
    aside: Floats
    aside_deviation: Floats
    channel: Floats
    channel_deviation: Floats


def apart(estimate: Floats, error: Floats, product: Whole, channel: Whole, weight: Floats) -> Apart:
    """Split elasticities by product and channel into the product's, the channel's and what is left.

    b(i) ~ N(θ(s) + γ(c) + ν(i), e(i)²), γ ~ N(0, σ²), ν ~ N(0, τ²), θ flat: only what differs inside products tells of
    channels. Given σ and τ everything is normal; their restricted likelihood, with half-normal spreads, is averaged
    over a grid (Gelman et al. 2013, §5.4). A series that tells nothing (`error` NaN) is believed by its product and its
    channel. The product's elasticity is Σ ω(i) (θ + γ + ν), ω the shares of `weight`; arrays by series.

    >>> one = apart(np.array([-2.0]), np.array([0.3]), np.array([0]), np.array([0]), np.array([5.0]))
    >>> one.shift.tolist(), one.widening.tolist(), one.aside.tolist()
    ([0.0], [0.0], [0.0])
    """
    seen = _Seen.of(estimate, error, product, channel, weight)
    grid = list(pairs_of(SPREADS, SPREADS)) if seen.compares else [(0.0, 0.0)]
    found = [_given(seen, sigma, tau) for sigma, tau in grid]
    likely = np.array([each.log_likelihood for each in found]) - [(s**2 + t**2) / 2 / USUAL_SPREAD**2 for s, t in grid]
    chance = np.exp(likely - logsumexp(likely))
    alike = _given(seen, 0.0, 0.0).total
    total, aside, of_channel = (
        _mixed(chance, [getattr(each, name) for each in found]) for name in ("total", "aside", "channel")
    )
    nothing = np.full(seen.channels, np.nan)
    return Apart(
        shift=total.mean - alike.mean,
        widening=np.maximum(total.variance - alike.variance, 0),
        aside=aside.mean,
        aside_deviation=np.sqrt(aside.variance),
        channel=of_channel.mean if seen.compares else nothing,
        channel_deviation=np.sqrt(of_channel.variance) if seen.compares else nothing,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Belief:
    """Means and variances."""

    mean: Floats
    variance: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What is believed if the two spreads were known, and how likely they make what was seen."""

    log_likelihood: float
    total: _Belief
    aside: _Belief
    channel: _Belief


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """The estimates by series (0 where nothing is told), the variance of each (infinite there), and shares of sales."""

    estimate: Floats
    variance: Floats
    product: Whole
    channel: Whole
    share: Floats
    of_channel: Floats
    products: int

    @classmethod
    def of(cls, estimate: Floats, error: Floats, product: Whole, channel: Whole, weight: Floats) -> _Seen:
        told = np.isfinite(estimate) & np.isfinite(error)
        products = int(product.max(initial=-1)) + 1
        sold = np.bincount(product, weight, minlength=products)[product]
        alone = np.bincount(product, minlength=products)[product]
        by_channel = np.bincount(channel, weight).astype(np.float64)
        return cls(
            estimate=np.where(told, estimate, 0),
            variance=np.where(told, error**2, np.inf),
            product=product,
            channel=channel,
            share=np.where(sold > 0, weight / np.where(sold > 0, sold, 1), 1 / alone),
            of_channel=by_channel / max(by_channel.sum(), 1e-9),
            products=products,
        )

    @property
    def channels(self) -> int:
        return len(self.of_channel)

    @property
    def compares(self) -> bool:
        """Whether some product tells in two channels."""
        told = np.bincount(self.product[np.isfinite(self.variance)], minlength=self.products)
        return bool((told > 1).any())

    def by_product(self, values: Floats) -> Floats:
        return np.bincount(self.product, values, minlength=self.products).astype(np.float64)

    def crossed(self, values: Floats) -> Floats:
        """(product, channel): the sum of what series have."""
        laid = np.zeros((self.products, self.channels))
        np.add.at(laid, (self.product, self.channel), values)
        return laid


def _given(seen: _Seen, sigma: float, tau: float) -> _Given:
    weight = 1 / (seen.variance + tau**2)
    sure = seen.by_product(weight)
    safe = np.where(sure > 0, sure, 1)
    own = seen.by_product(weight * seen.estimate) / safe
    laid = seen.crossed(weight)
    left = np.diag(laid.sum(axis=0)) - (laid / safe[:, None]).T @ laid
    score = laid.T @ (-own) + np.bincount(seen.channel, weight * seen.estimate, minlength=seen.channels)
    spread = np.asarray(sigma**2 * np.linalg.inv(np.eye(seen.channels) + sigma**2 * left), np.float64)
    gamma = spread @ score
    told = np.isfinite(seen.variance)
    rest = float((weight * (seen.estimate - own[seen.product]) ** 2).sum())
    likely = (
        np.log(weight[told]).sum()
        - np.log(sure[sure > 0]).sum()
        - np.linalg.slogdet(np.eye(seen.channels) + sigma**2 * left)[1]
        - rest
        + score @ gamma
    ) / 2
    trusted = tau**2 * weight
    free = 1 - trusted  # the share of a series that its product and its channel tell
    kept = 1 - seen.by_product(seen.share * trusted)
    # total = kept · θ + Σ ω trusted b + Σ ω free γ, with θ = own − Σ w γ / Σ w
    slope = seen.crossed(seen.share * free) - (kept / safe)[:, None] * laid
    fixed = kept * own + seen.by_product(seen.share * trusted * seen.estimate)
    noise = seen.share**2 * tau**2 * free
    total = _Belief(
        mean=fixed + slope @ gamma,
        variance=kept**2 / safe + seen.by_product(noise) + np.einsum("sc,cd,sd->s", slope, spread, slope),
    )
    return _Given(
        log_likelihood=float(likely),
        total=total,
        aside=_aside(seen, (trusted, kept, own, safe, laid), (slope, fixed, noise), (gamma, spread), tau),
        channel=_against_all(seen, gamma, spread),
    )


def _aside(
    seen: _Seen,
    parts: tuple[Floats, Floats, Floats, Floats, Floats],
    total: tuple[Floats, Floats, Floats],
    common: tuple[Floats, Floats],
    tau: float,
) -> _Belief:
    """Each series against its product's total: θ (1 − k) + k b + (1 − k) γ of its own, less the total."""
    (trusted, kept, own, safe, laid), (slope, fixed, noise), (gamma, spread) = parts, total, common
    at, free = seen.product, 1 - trusted
    slopes = -(free / safe[at])[:, None] * laid[at]
    slopes[np.arange(len(at)), seen.channel] += free
    slopes -= slope[at]
    mean = free * own[at] + trusted * seen.estimate - fixed[at] + slopes @ gamma
    others = seen.by_product(noise)[at] - noise + (1 - seen.share) ** 2 * tau**2 * free
    variance = (free - kept[at]) ** 2 / safe[at] + others + np.einsum("ic,cd,id->i", slopes, spread, slopes)
    return _Belief(mean=mean, variance=variance)


def _against_all(seen: _Seen, gamma: Floats, spread: Floats) -> _Belief:
    against = np.eye(seen.channels) - seen.of_channel[None, :]
    return _Belief(mean=against @ gamma, variance=np.einsum("ac,cd,ad->a", against, spread, against))


def _mixed(chance: Floats, found: list[_Belief]) -> _Belief:
    mean = chance @ np.array([each.mean for each in found])
    square = chance @ np.array([each.variance + each.mean**2 for each in found])
    return _Belief(mean=mean, variance=np.maximum(square - mean**2, 0))
