"""Of which products do the prices tell how demand answers, and what keeps the others from telling?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.elasticity.observed import Product, Together
from zhanggui.stats.demand.answers import Answers, answers
from zhanggui.stats.demand.beside import answers_beside
from zhanggui.stats.demand.pooling import pooled
from zhanggui.stats.demand.runs import Runs, runs

FEW_UNITS = 30
LATE_DAYS = 91
LEAST_POINTS, LEAST_CHANGES = 3, 4
SAME_PRICE = 0.02
LEAST_SPREAD = 0.03
FOLLOWS = 2.6
MOSTLY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one product's sales tell: `code` says why they do not, or `identified`.

    `own` and `own_error` are before it is drawn to others; `mean` and `deviation` after. Of a product that does not
    tell, the latter are what others of its category would suggest; None where there are none either. `common` is the
    share of the deviation's square that it has in common with others, all of it where the product itself tells nothing.
    `late` is the last quarter; `rival_days` the share of days on which another seller's price was held fast.
    """

    product: Product
    code: str
    price_points: int
    changes: int
    units: int
    restlessness: float
    own: float | None
    own_error: float | None
    late_units: float
    late_price_minor: float
    price_now_minor: float
    rival_days: float = 0.0
    mean: float | None = None
    deviation: float | None = None
    common: float = 1.0


def told(groups: Iterator[Together]) -> list[Told]:
    """Every product, those that tell drawn to their category and all categories to each other."""
    found = [each for group in groups for each in _of_group(group)]
    names = {name: code for code, name in enumerate(dict.fromkeys(each.product.category for each in found))}
    telling = [each for each in found if each.code == "identified"]
    belief = pooled(
        np.array([each.own for each in telling], np.float64),
        np.array([each.own_error for each in telling], np.float64),
        np.array([names[each.product.category] for each in telling], np.int64),
        len(names),
    )
    own = {each.product.sku: at for at, each in enumerate(telling)}
    return [
        replace(
            _believed(each, belief.mean, belief.deviation, own[each.product.sku]),
            common=float(belief.common[own[each.product.sku]]),
        )
        if each.product.sku in own
        else _believed(each, belief.unseen_mean, belief.unseen_deviation, names[each.product.category])
        for each in found
    ]


def _believed(each: Told, mean: NDArray[np.float64], deviation: NDArray[np.float64], at: int) -> Told:
    if np.isnan(mean[at]):
        return each
    return replace(each, mean=float(mean[at]), deviation=float(deviation[at]))


def _of_group(group: Together) -> Iterator[Told]:
    if not len(group.product):
        return
    usable = group.usable
    found = runs(group.units, group.price, usable, group.week)
    every = runs(group.units, group.price, np.ones_like(usable), group.week)
    result, rival_days = _answered(found, group, usable)
    points, changes = _moves(found, group)
    late = group.late(LATE_DAYS)
    points_ever, _ = _moves(every, group)
    has_price, out = np.zeros(len(group.products), np.bool_), np.zeros(len(group.products))
    np.logical_or.at(has_price, group.product, (group.price > 0).any(axis=1))
    np.maximum.at(out, group.product, group.is_out.mean(axis=1))
    for at, product in enumerate(group.products):
        code = _code(
            has_price=bool(has_price[at]),
            out=float(out[at]),
            units=float(result.units[at]),
            points=int(points[at]),
            changes=int(changes[at]),
            points_ever=int(points_ever[at]),
            spread=float(result.spread[at]) if np.isfinite(result.error[at]) else 0.0,
            following=float(result.following[at]),
        )
        tells = code == "identified"
        yield Told(
            product=product,
            code=code,
            price_points=int(points[at]),
            changes=int(changes[at]),
            units=int(result.units[at]),
            restlessness=float(result.restlessness[at]),
            own=float(result.elasticity[at]) if tells else None,
            own_error=float(result.error[at]) if tells else None,
            late_units=float(late.units[at]),
            late_price_minor=float(late.price[at]),
            price_now_minor=float(late.price_now[at]),
            rival_days=float(rival_days[at]),
        )


def _answered(found: Runs, group: Together, usable: NDArray[np.bool_]) -> tuple[Answers, NDArray[np.float64]]:
    """Answers beside other sellers' prices where they are known, and on what share of each product's days they are.

    A day without one stands at the mean of its series, so that it tells nothing of the others' prices.
    """
    many = len(group.products)
    if group.rival is None:
        return answers(found, group.product, group.channel), np.zeros(many)
    there = ~np.isnan(group.rival) & usable
    mean = np.where(there, group.rival, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    moves = np.where(there, group.rival - mean[:, None], 0)
    held = answers_beside(
        found, group.product, group.channel, runs(moves, group.price, usable, group.week).units / found.days
    )
    known, days = (np.bincount(group.product, each.sum(axis=1), minlength=many) for each in (there, usable))
    is_held = not np.isnan(held.coefficient)
    return held.answers, known / np.maximum(days, 1) * is_held


def _moves(found: Runs, group: Together) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many prices two per cent apart each product had, and how often they changed: in the channel with most."""
    level = np.rint(found.log_price / SAME_PRICE).astype(np.int64)
    points, changes = (np.zeros(len(group.products), np.int64) for _ in range(2))
    level -= level.min(initial=0)
    span = int(level.max(initial=0)) + 1
    of_pairs = np.unique(found.series * span + level) // span
    np.maximum.at(points, group.product, np.bincount(of_pairs, minlength=len(group.product)))
    moved = (found.series[1:] == found.series[:-1]) & (level[1:] != level[:-1])
    np.maximum.at(changes, group.product, np.bincount(found.series[1:][moved], minlength=len(group.product)))
    return points, changes


def _code(
    *,
    has_price: bool,
    out: float,
    units: float,
    points: int,
    changes: int,
    points_ever: int,
    spread: float,
    following: float,
) -> str:
    """The first reason why sales do not tell.

    A price that moved mostly in festivals, or after demand had moved, is set by demand as much as it sets it.
    """
    moves = points >= LEAST_POINTS or changes >= LEAST_CHANGES
    reasons: Sequence[tuple[str, bool]] = (
        ("no_price_history", not has_price),
        ("stock_out", out > MOSTLY),
        ("too_few_sales", units < FEW_UNITS and moves),
        ("price_follows_demand", not moves and points_ever >= max(LEAST_POINTS, points + 1)),
        ("too_few_price_points", not moves),
        ("too_little_variation", spread < LEAST_SPREAD),
        ("price_follows_demand", following > FOLLOWS),
    )
    return next((code for code, holds in reasons if holds), "identified")
