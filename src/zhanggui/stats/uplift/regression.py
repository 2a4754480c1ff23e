"""What is to be expected of a unit with given features, when many features say little?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.stats.season import Floats

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

Predict = Callable[[Floats], Floats]
Regress = Callable[[Floats, Floats], Predict]
KNOTS = np.linspace(0, 1, 4)
PENALTIES = np.logspace(-3, 2, 11)  # per unit: twice the units bear twice the penalty
RANKS = 100


def regress(features: Floats, outcome: Floats) -> Predict:
    """A smooth curve in each feature's rank, drawn towards the mean as far as forecasting gains by it.

    ŷ = ȳ + b(x)ᵀ(BᵀB + λI)⁻¹Bᵀ(y − ȳ), b cubic splines of each feature's place among those learnt from, and whether it
    is unknown; λ forecasts each unit best from the others (scikit-learn: `SplineTransformer`, P. Eilers and B. Marx,
    Statistical Science 11, 1996; `RidgeCV`, A. Hoerl and R. Kennard, Technometrics 12, 1970). It is linear in the
    outcomes: twice the outcome is twice the forecast; beyond what was seen it stays level. Any other `Regress` can take
    its place.

    >>> x = np.linspace(0, 1, 200).reshape(-1, 1)
    >>> forecast = regress(x, 3 * x[:, 0])
    >>> np.round(forecast(np.array([[0.2], [0.5]])), 1).tolist()
    [0.6, 1.5]
    """
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    fitted = make_pipeline(_columns(*features.shape), StandardScaler(), RidgeCV(PENALTIES * len(features)))
    fitted.fit(_known(features), outcome)
    return lambda asked: np.asarray(fitted.predict(_known(asked)))


def mean_only(_features: Floats, outcome: Floats) -> Predict:
    """Everybody alike: what a forecast comes to when features are not looked at."""
    middle = float(outcome.mean())
    return lambda asked: np.full(len(asked), middle)


def _columns(units: int, features: int) -> Pipeline:
    """Curves of ranks, the unknown put in the middle, beside a flag for each feature that is unknown of some."""
    from sklearn.impute import MissingIndicator, SimpleImputer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.preprocessing import QuantileTransformer, SplineTransformer

    curves = make_pipeline(
        SimpleImputer(strategy="median", keep_empty_features=True),
        QuantileTransformer(n_quantiles=min(RANKS, units), subsample=None),
        SplineTransformer(knots=np.tile(KNOTS[:, None], features), extrapolation="constant", include_bias=False),
    )
    return make_union(curves, MissingIndicator(error_on_new=False))


def _known(features: Floats) -> Floats:
    return np.where(np.isfinite(features), features, np.nan)
