"""How much was sold in each run of days at one price inside one week?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """One entry a run, by series and then by time: what it sold at which price, on how many days that count."""

    units: Floats
    log_price: Floats
    days: Floats
    series: Whole
    week: Whole


def runs(units: Floats, price: Floats | Whole, usable: Flags, week: Whole) -> Runs:
    """Sum the days of one price in one week; days that are not usable count neither sales nor time.

    `units`, `price` and `usable` are (series, day), `week` (day). A week in which the price changes has two runs. Days
    of a stock-out or of a festival are left out rather than taken for little or for much demand.

    >>> week = np.array([0, 0, 0, 1])
    >>> found = runs(np.array([[1, 0, 2, 5]]), np.array([[9, 8, 8, 8]]), np.array([[True, True, False, True]]), week)
    >>> found.units.tolist(), found.days.tolist(), found.week.tolist()
    ([1.0, 0.0, 5.0], [1.0, 1.0, 1.0], [0, 0, 1])
    """
    usable = usable & (price > 0)
    begins = np.ones(price.shape, np.bool_)
    begins[:, 1:] = (price[:, 1:] != price[:, :-1]) | (week[1:] != week[:-1])
    run = np.cumsum(begins.ravel()) - 1
    days: Floats = np.bincount(run, usable.ravel()).astype(np.float64)
    sold: Floats = np.bincount(run, np.where(usable, units, 0).ravel()).astype(np.float64)
    kept = days > 0
    series, day = (each[kept] for each in np.nonzero(begins))
    return Runs(
        units=sold[kept],
        log_price=np.log(price[series, day].astype(np.float64)),
        days=days[kept],
        series=series.astype(np.int64),
        week=week[day].astype(np.int64),
    )
