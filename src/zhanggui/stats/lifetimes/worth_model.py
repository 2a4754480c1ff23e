"""Which model of what a purchase is worth is used, and what does it say of each customer?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from zhanggui.stats.lifetimes import credibility, gamma_gamma
from zhanggui.stats.lifetimes.worths import Worths
from zhanggui.stats.season import Floats

MOST_AT_A_LOSS = 0.02  # of customers: beyond, leaving them out would flatter the rest
LEAST_TAIL = 2.1  # px + q, below which gamma-gamma has no variance


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthFit:
    """A fitted model of worth: gamma_gamma, credibility, or unit (every purchase counts one).

    `covariance` is that of the logarithms of the parameters where `is_log`, of themselves otherwise.
    """

    code: str
    theta: Floats
    covariance: Floats
    is_log: bool
    usual: Callable[[Floats, Floats, Floats], Floats]
    second: Callable[[Floats, Floats, Floats], tuple[Floats, Floats]]
    why_not_gamma: str | None = None

    def moved(self, step: Floats) -> Floats:
        """The parameters a little way off."""
        return np.asarray(self.theta * np.exp(step)) if self.is_log else np.asarray(self.theta + step)


def every_purchase_one() -> WorthFit:
    """Worth nothing is known of: purchases are counted."""

    def one(_theta: Floats, purchases: Floats, _mean: Floats) -> Floats:
        return np.ones_like(purchases)

    def ones(_theta: Floats, purchases: Floats, _mean: Floats) -> tuple[Floats, Floats]:
        return np.ones_like(purchases), np.ones_like(purchases)

    return WorthFit(code="unit", theta=np.zeros(0), covariance=np.zeros((0, 0)), is_log=True, usual=one, second=ones)


def fit_worth(worths: Worths, within: float) -> WorthFit | str:
    """Gamma-gamma where it can hold, else credibility, which asks for nothing but variances; or a code.

    Gamma-gamma cannot hold where purchases lose money, or where its tail has no variance (px + q ≤ 2): an interval
    would be endless.
    """
    loss = float(worths.customers[(worths.mean <= 0) & (worths.purchases > 0)].sum())
    why = "purchases_at_a_loss" if loss > MOST_AT_A_LOSS * worths.people else None
    if why is None:
        found = gamma_gamma.fit_gamma_gamma(worths)
        if not isinstance(found, str) and found.parameters[1] >= LEAST_TAIL and not found.is_flat:
            return WorthFit(
                code="gamma_gamma",
                theta=found.parameters,
                covariance=found.covariance,
                is_log=True,
                usual=gamma_gamma.usual_worth,
                second=gamma_gamma.second_moments,
            )
        why = found if isinstance(found, str) else "heavy_tail"
    rough = credibility.fit_credibility(worths, within)
    if isinstance(rough, str):
        return rough
    return WorthFit(
        code="credibility",
        theta=rough.theta,
        covariance=np.diag([rough.mean_variance, 0.0, 0.0]),
        is_log=False,
        usual=credibility.usual_worth,
        second=credibility.second_moments,
        why_not_gamma=why,
    )
