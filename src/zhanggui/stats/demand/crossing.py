"""By what percentage does the demand of each product change when the price of another changes by one percent?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
LARGEST_STEP = 2.0  # of the logarithm of what is expected of any week
MOST_STEPS = 40
CLOSE = 1e-9
SETTLED = 1e-6
FIRM = 1e-2  # an error of ten: a price that never moves tells nothing, and stops nothing
WORTH_CLUSTERS = 20.0  # how many months of its own the restlessness of the others weighs


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """Products of one category on a grid of weeks of channels (place); the places in order of their cells.

    `units` and `days` are (product, place): what was sold on how many days that count; `log_price` (product, place),
    NaN where there is none; `beside` (control, place) what else is held fast; `cell` (place) a channel's season;
    `month` (place) what may hang together over channels.
    """

    units: Floats
    days: Floats
    log_price: Floats
    beside: Floats
    cell: Whole
    month: Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """(product, price): how the units of the row answer to the price of the column; own elasticities on the diagonal.

    `error` is the standard error, infinite where nothing is told; `spread` the standard deviation of the column's log
    price that no other price and no season shares; `freedom` the degrees of freedom of the error; `restlessness`
    (product) the variance beside Poisson's.
    """

    elasticity: Floats
    error: Floats
    spread: Floats
    freedom: Floats
    restlessness: Floats


def crossing(weeks: Weeks) -> Crossing:
    """All prices of a category in one equation for each product.

    Units of product a in place g of d days: Poisson pseudo-likelihood with
    log E = log d + α(a, cell) + Σ ε(a, b) · log price(b, g) + Σ δ(a, j) · control(j, g). α takes the season of each
    channel; what the weeks bring to the whole shop must stand among the controls. An effect of category and week, which
    tells own elasticities apart from it, would here take what is looked for: a price that draws from all others alike.
    So ε(a, b) is right if the price of b was not moved because of what the category's demand did by itself.
    Errors are by cluster: what is left over may hang together within a month, over channels too; never below Poisson's.
    """
    columns = _columns(weeks)
    sold = _by_cell(weeks, weeks.units)
    counted = (weeks.days > 0) & (sold[:, weeks.cell] > 0)
    units, days = np.where(counted, weeks.units, 0.0), np.where(counted, weeks.days, 0.0)
    slope, settled = np.zeros((len(units), columns.shape[1])), np.zeros(len(units), np.bool_)
    for _ in range(MOST_STEPS):
        mean = _expected(weeks, columns, days, sold, slope)
        step = _step(columns, units - mean, _information(weeks, columns, mean, sold))
        reach = np.abs(step @ columns.T).max(axis=1, initial=0.0)
        slope = slope + step * np.minimum(1.0, LARGEST_STEP / np.maximum(reach, CLOSE))[:, None]
        settled = reach < SETTLED
        if settled.all():
            break
    mean = _expected(weeks, columns, days, sold, slope)
    information = _information(weeks, columns, mean, sold)
    return _told(
        weeks, _Fit(columns=columns, units=units, mean=mean, information=information, slope=slope, settled=settled)
    )


def _columns(weeks: Weeks) -> Floats:
    """(place, column): prices and controls without the mean of their cell; what is missing stands at that mean."""
    values = np.concatenate([weeks.log_price, weeks.beside])
    there = ~np.isnan(values)
    total, count = _by_cell(weeks, np.where(there, values, 0.0)), _by_cell(weeks, there.astype(np.float64))
    centred = values - (total / np.maximum(count, 1))[:, weeks.cell]
    return np.where(there, centred, 0.0).T


def _by_cell(weeks: Weeks, values: Floats) -> Floats:
    """The sum over the places of each cell, along the last axis."""
    starts = np.flatnonzero(np.diff(weeks.cell, prepend=-1))
    summed: Floats = np.add.reduceat(values, starts, axis=-1)
    return summed


def _expected(weeks: Weeks, columns: Floats, days: Floats, sold: Floats, slope: Floats) -> Floats:
    """Expected units with the effects of cells set anew: each cell is expected to sell what it sold."""
    weight = days * np.exp(np.clip(slope @ columns.T, -50, 50))
    mean: Floats = weight * (sold / np.maximum(_by_cell(weeks, weight), CLOSE))[:, weeks.cell]
    return mean


def _information(weeks: Weeks, columns: Floats, mean: Floats, sold: Floats) -> Floats:
    """(product, column, column): the information of slopes with the effects of cells taken out."""
    squares = (columns[:, :, None] * columns[:, None, :]).reshape(len(columns), -1)
    whole = (mean @ squares).reshape(len(mean), columns.shape[1], columns.shape[1])
    through = _by_cell(weeks, mean[:, None, :] * columns.T[None, :, :])
    taken = np.matmul(through / np.maximum(sold, CLOSE)[:, None, :], through.transpose(0, 2, 1))
    information: Floats = whole - taken + FIRM * np.eye(columns.shape[1])
    return information


def _step(columns: Floats, over: Floats, information: Floats) -> Floats:
    step: Floats = np.linalg.solve(information, (over @ columns)[:, :, None])[:, :, 0].astype(np.float64)
    return step


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """The equations where they stand: columns, what was sold and is expected, and the slopes; which have settled."""

    columns: Floats
    units: Floats
    mean: Floats
    information: Floats
    slope: Floats
    settled: NDArray[np.bool_]


def _told(weeks: Weeks, fit: _Fit) -> Crossing:
    products, many = fit.slope.shape
    moved = _without_each_month(weeks, fit)
    variance = np.diagonal(np.linalg.inv(fit.information), axis1=1, axis2=2)
    counted = fit.mean > 0
    places, cells = counted.sum(axis=1), (_by_cell(weeks, counted.astype(np.float64)) > 0).sum(axis=1)
    told = fit.settled & (places > cells + many)
    seen = (moved**2).sum(axis=1) * (places / np.maximum(places - cells, 1))[:, None]
    months = (np.abs(moved) > 0).any(axis=2).sum(axis=1)[:, None]
    own = seen / variance
    common = max(float(own[told].mean()), 1.0) if told.any() else 1.0
    restless = np.maximum((months * own + WORTH_CLUSTERS * common) / (months + WORTH_CLUSTERS), 1.0)
    total = np.maximum(fit.units.sum(axis=1), CLOSE)
    return Crossing(
        elasticity=fit.slope[:, :products],
        error=np.where(told[:, None], np.sqrt(restless * variance), np.inf)[:, :products],
        spread=np.sqrt(np.maximum(1 / variance - FIRM, 0) / total[:, None])[:, :products],
        freedom=np.broadcast_to(months + WORTH_CLUSTERS, restless.shape)[:, :products],
        restlessness=np.asarray(restless.mean(axis=1)),
    )


def _without_each_month(weeks: Weeks, fit: _Fit) -> Floats:
    """(product, month, column): how far each slope would move if a month were left out, to first order.

    (M − M(t))⁻¹ s(t), with M the information, M(t) and s(t) what month t adds to it and to the score: the jackknife of
    clusters, which the plain sandwich falls short of where there are few months for many prices (MacKinnon, Nielsen &
    Webb 2023).
    """
    columns, mean = fit.columns, fit.mean
    months = int(weeks.month.max(initial=0)) + 1
    member = (weeks.month[:, None] == np.arange(months)).astype(np.float64)
    shape = (len(mean), months, columns.shape[1])
    centre = _by_cell(weeks, mean[:, None, :] * columns.T[None]) / np.maximum(_by_cell(weeks, mean), CLOSE)[:, None, :]
    centred = columns.T[None] - centre[:, :, weeks.cell]
    scores = ((centred * (fit.units - mean)[:, None, :]) @ member).transpose(0, 2, 1)
    rest = np.empty((*shape, shape[2]))
    for month in range(months):
        mine = np.flatnonzero(weeks.month == month)
        part = centred[:, :, mine]
        rest[:, month] = fit.information - np.matmul(part * mean[:, None, mine], part.transpose(0, 2, 1))
    moved: Floats = np.linalg.solve(rest + CLOSE * np.eye(shape[2]), scores[..., None])[..., 0]
    return moved
