"""What is believed of each of many estimates, when those of its group and of all groups are like it?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
WITHIN = np.linspace(0, 2, 31)
BETWEEN = np.linspace(0, 1.5, 16)
USUAL_SPREAD = 0.5  # half-normal: within a shop, spreads far above are not expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """What is believed of each estimate, and of one that is not seen yet, by group: means and standard deviations.

    `common` is the share of each variance that comes from not knowing the group's mean: it errs with the others.
    `within` is the standard deviation inside groups, `between` that of the groups' means, both as expected.
    """

    mean: Floats
    deviation: Floats
    common: Floats
    unseen_mean: Floats
    unseen_deviation: Floats
    within: float
    between: float


def pooled(estimate: Floats, error: Floats, group: Whole, groups: int) -> Pooled:
    """Draw each estimate to its group and each group to all, as strongly as their spreads tell.

    b(j) ~ N(θ(j), s(j)²), θ(j) ~ N(m(g), τ²), m(g) ~ N(M, ω²), M flat. Given τ and ω everything is normal; their
    restricted likelihood is averaged over a grid rather than maximised, so that intervals carry that the spreads are
    not known (Gelman et al. 2013, §5.4; Rubin 1981). Without estimates there is nothing to believe: NaN.

    >>> apart = pooled(np.array([-1.0, -3.0]), np.array([0.01, 0.01]), np.array([0, 0]), 1)
    >>> apart.mean.round(1).tolist()
    [-1.0, -3.0]
    """
    if not len(estimate):
        none = np.full(groups, np.nan)
        return Pooled(
            mean=np.empty(0),
            deviation=np.empty(0),
            common=np.empty(0),
            unseen_mean=none,
            unseen_deviation=none,
            within=np.nan,
            between=np.nan,
        )
    grid = list(product(WITHIN, BETWEEN))
    seen = _Seen(estimate=estimate, error=error, group=group, groups=groups)
    found = [_given(seen, tau, omega) for tau, omega in grid]
    likely = np.array([each.log_likelihood for each in found]) - [(t**2 + w**2) / 2 / USUAL_SPREAD**2 for t, w in grid]
    weight = np.exp(likely - logsumexp(likely))
    mean, deviation = _mixed(weight, [each.mean for each in found], [each.variance for each in found])
    unseen, unseen_deviation = _mixed(weight, [each.unseen for each in found], [each.unseen_variance for each in found])
    return Pooled(
        mean=mean,
        deviation=deviation,
        common=np.minimum(weight @ np.array([each.from_group for each in found]) / deviation**2, 1.0),
        unseen_mean=unseen,
        unseen_deviation=unseen_deviation,
        within=float(weight @ [tau for tau, _ in grid]),
        between=float(weight @ [omega for _, omega in grid]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """The estimates, their errors and groups."""

    estimate: Floats
    error: Floats
    group: Whole
    groups: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What is believed if the two spreads were known, and how likely they make what was seen."""

    log_likelihood: float
    mean: Floats
    variance: Floats
    from_group: Floats
    unseen: Floats
    unseen_variance: Floats


def _given(those: _Seen, tau: float, omega: float) -> _Given:
    estimate, error, group, groups = those.estimate, those.error, those.group, those.groups
    weight = 1 / (error**2 + tau**2)
    sure = np.bincount(group, weight, minlength=groups)
    seen = sure > 0
    own = np.bincount(group, weight * estimate, minlength=groups) / np.where(seen, sure, 1)
    apart = np.where(seen, 1 / np.where(seen, sure, 1), np.inf) + omega**2
    overall = float((own / apart).sum() / (1 / apart).sum())
    variance_overall = float(1 / (1 / apart).sum())
    trust = np.where(seen, omega**2 / apart, 0)
    middle = trust * own + (1 - trust) * overall
    variance = trust / np.where(seen, sure, 1) + (1 - trust) ** 2 * variance_overall
    variance += np.where(seen, 0, omega**2)
    trusted = tau**2 * weight
    from_group = (1 - trusted) ** 2 * variance[group]
    return _Given(
        log_likelihood=float(
            0.5 * np.log(weight).sum()
            - 0.5 * (weight * (estimate - own[group]) ** 2).sum()
            - 0.5 * np.log(sure[seen]).sum()
            - 0.5 * np.log(apart[seen]).sum()
            - 0.5 * ((own - overall)[seen] ** 2 / apart[seen]).sum()
            + 0.5 * np.log(variance_overall)
        ),
        mean=trusted * estimate + (1 - trusted) * middle[group],
        variance=trusted * error**2 + from_group,
        from_group=from_group,
        unseen=middle,
        unseen_variance=variance + tau**2,
    )


def _mixed(weight: Floats, means: list[Floats], variances: list[Floats]) -> tuple[Floats, Floats]:
    mean = weight @ np.array(means)
    spread = weight @ (np.array(variances) + np.array(means) ** 2) - mean**2
    return mean, np.sqrt(np.maximum(spread, 0))
