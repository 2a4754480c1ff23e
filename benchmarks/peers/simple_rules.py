"""Which days would the rules that people keep in spreadsheets have told?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

MEMORY_DAYS = 28
WEEK = 7


def three_sigma(values: Floats) -> Flags:
    """Days more than three standard deviations from the mean of the 28 days before them (days × cells).

    >>> bool(three_sigma(np.array([[10.0], [11.0]] * 14 + [[15.0]]))[-1, 0])
    True
    """
    told = np.zeros(values.shape, dtype=bool)
    for day in range(MEMORY_DAYS, len(values)):
        past = values[day - MEMORY_DAYS : day]
        told[day] = np.abs(values[day] - np.nanmean(past, axis=0)) > 3 * np.nanstd(past, axis=0)
    return told


def week_on_week(values: Floats, change: float = 0.3) -> Flags:
    """Days that differ by more than 30 % from the same weekday of the week before."""
    told = np.zeros(values.shape, dtype=bool)
    before = values[:-WEEK]
    with np.errstate(divide="ignore", invalid="ignore"):
        told[WEEK:] = np.abs(values[WEEK:] / before - 1) > change
    return told
