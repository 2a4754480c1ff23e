"""What do the products of one group tell beside each other, and what keeps the others from telling?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.elasticity.beside import RIVALS
from zhanggui.analyses.pricing.elasticity.findings import Told
from zhanggui.analyses.pricing.elasticity.observed import Late, Together
from zhanggui.analyses.pricing.elasticity.reading import FEW_UNITS, SAME_PRICE
from zhanggui.stats.demand.answers import Answers, answers
from zhanggui.stats.demand.beside import Beside, answers_beside
from zhanggui.stats.demand.runs import Runs, runs

LATE_DAYS = 91
LEAST_POINTS, LEAST_CHANGES = 3, 4
LEAST_SPREAD = 0.03
FOLLOWS = 2.6
MOSTLY = 0.5
SHOWN = "shown"  # placements and promotions of every kind
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One product of a group, with its series: estimates by channel (NaN where one tells nothing) and late sales."""

    told: Told
    channel: Sequence[str]
    estimate: Floats
    error: Floats
    late: Late


def of_group(group: Together) -> tuple[list[Part], Mapping[str, tuple[float, float]]]:
    """Every product of a group, and by kind what things beside the price do there, with the error of each."""
    if not len(group.product):
        return [], {}
    usable, many = group.usable, len(group.products)
    found = runs(group.units, group.price, usable, group.week)
    every = runs(group.units, group.price, np.ones_like(usable), group.week)
    sold: Floats = np.where(usable, group.units, 0).sum(axis=1)
    sold = np.bincount(group.product, sold, minlength=many).astype(np.float64)
    result, effects, days = _answered(found, group, usable) if (sold >= FEW_UNITS).any() else _unasked(group, sold)
    points, changes = _moves(found, group)
    late = group.late(LATE_DAYS)
    of_product = late.over(group.product, many)
    points_ever, _ = _moves(every, group)
    has_price, is_paid, out = np.zeros(many, np.bool_), np.zeros(many, np.bool_), np.zeros(many)
    np.logical_or.at(has_price, group.product, (group.price > 0).any(axis=1))
    np.logical_or.at(is_paid, group.product, group.is_paid)
    np.maximum.at(out, group.product, group.is_out.mean(axis=1))
    parts = []
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
        each = Told(
            product=product,
            code=code,
            price_points=int(points[at]),
            changes=int(changes[at]),
            units=int(result.units[at]),
            restlessness=float(result.restlessness[at]),
            own=float(result.elasticity[at]) if tells else None,
            own_error=float(result.error[at]) if tells else None,
            late_units=float(of_product.units[at]),
            late_price_minor=float(of_product.price[at]),
            price_now_minor=float(of_product.price_now[at]),
            rival_days=float(days[RIVALS][at]),
            shown_days=float(days[SHOWN][at]),
            is_paid=bool(is_paid[at]),
        )
        mine = np.flatnonzero(group.product == at)
        parts.append(
            Part(
                told=each,
                channel=[group.channels[number] for number in group.channel[mine].tolist()],
                estimate=result.part[mine],
                error=result.part_error[mine],
                late=Late(units=late.units[mine], price=late.price[mine], price_now=late.price_now[mine]),
            )
        )
    return parts, effects


def _answered(
    found: Runs, group: Together, usable: NDArray[np.bool_]
) -> tuple[Answers, Mapping[str, tuple[float, float]], Mapping[str, Floats]]:
    """Answers beside what else moved, what that does, and on what share of each product's days it was there.

    A day without a price of other sellers stands at the mean of its series, so that it tells nothing of theirs.
    """
    many, names = len(group.products), list(group.beside)
    days: dict[str, Floats] = {RIVALS: np.zeros(many), SHOWN: np.zeros(many)}
    if not names:
        return answers(found, group.product, group.channel), {}, days
    moves = [_moving(group.beside[name], usable) for name in names]
    laid = np.array([runs(each, group.price, usable, group.week).units / found.days for each in moves])
    held: Beside = answers_beside(found, group.product, group.channel, laid)
    told = ~np.isnan(held.coefficient)
    for name, is_told in zip(names, told, strict=True):
        there = ~np.isnan(group.beside[name]) & usable & (np.nan_to_num(group.beside[name]) != 0)
        known, all_days = (np.bincount(group.product, each.sum(axis=1), minlength=many) for each in (there, usable))
        kind = RIVALS if name == RIVALS else SHOWN
        days[kind] = np.maximum(days[kind], known / np.maximum(all_days, 1) * is_told)
    effects = zip(held.coefficient.tolist(), held.error.tolist(), strict=True)
    return held.answers, {name: each for name, each, is_told in zip(names, effects, told, strict=True) if is_told}, days


def _unasked(group: Together, sold: Floats) -> tuple[Answers, Mapping[str, tuple[float, float]], Mapping[str, Floats]]:
    """Products that sold too little to ask anything of them."""
    nothing, unknown = np.zeros(len(group.products)), np.full(len(group.products), np.nan)
    silent = np.full(len(group.product), np.nan)
    return (
        Answers(
            elasticity=unknown,
            error=unknown,
            units=sold,
            spread=nothing,
            restlessness=nothing + 1,
            following=nothing,
            over=np.empty(0),
            part=silent,
            part_error=silent,
        ),
        {},
        {RIVALS: nothing, SHOWN: nothing},
    )


def _moving(values: Floats, usable: NDArray[np.bool_]) -> Floats:
    there = ~np.isnan(values) & usable
    mean = np.where(there, values, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    moves: Floats = np.where(there, values - mean[:, None], 0)
    return moves


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
