"""What would a user regress instead: the logarithm of sales on that of the price, by least squares?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Coefficients in the order of the columns."""

    effects: Floats

    def predicted(self, columns: Floats) -> Floats:
        """The logarithm of sales that is expected of other rows."""
        expected: Floats = columns @ self.effects
        return expected


def least_squares(columns: Floats, log_units: Floats) -> Fitted:
    """Ordinary least squares."""
    return Fitted(effects=np.linalg.lstsq(columns, log_units, rcond=None)[0].astype(np.float64))


def slope(log_price: Floats, log_units: Floats) -> tuple[float, float]:
    """The slope of one product's own regression, and its usual standard error."""
    x, y = log_price - log_price.mean(), log_units - log_units.mean()
    found = float(x @ y / (x @ x))
    rest = y - found * x
    return found, float(np.sqrt(rest @ rest / (len(x) - 2) / (x @ x)))
