"""Of which pairs of products do prices tell that one answers to the other, and why do the others not?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtr

from zhanggui.analyses.pricing.cross.weekly import Chosen, Elsewhere, weeks_of
from zhanggui.analyses.pricing.elasticity.comparing import LEAST_SPREAD
from zhanggui.analyses.pricing.elasticity.earning import Z
from zhanggui.analyses.pricing.elasticity.findings import Told
from zhanggui.analyses.pricing.elasticity.observed import Together
from zhanggui.stats.demand.crossing import Crossing, crossing
from zhanggui.stats.demand.pooling import pooled
from zhanggui.stats.false_discoveries import false_shares

LEAST_UNITS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """How units of `answering` answer to the price of `moving`; `code` says why they do not tell, or `told`.

    `own` and `error` are before it is drawn to the category's other pairs, `mean` and `deviation` after;
    `false_share` the share of false pairs if this were the last one believed. None where nothing was estimated.
    """

    answering: Told
    moving: Told
    code: str
    restlessness: float
    own: float | None = None
    error: float | None = None
    doubt: float | None = None
    mean: float | None = None
    deviation: float | None = None
    false_share: float | None = None


def pairs_of(picked: Chosen, groups: Iterable[Together], elsewhere: Elsewhere, false_share: float) -> list[Pair]:
    """Every pair of every category: estimated together, drawn to its category, and believed all in all.

    The share of false pairs among those told is kept by Benjamini and Hochberg over all pairs that were estimated, on
    t values before they are drawn to others; told is only what also keeps its sign over the whole interval.
    """
    found = [
        pair
        for told, group in zip(picked.categories, groups, strict=True)
        for pair in _of_category(told, crossing(weeks_of(group, elsewhere.than(told[0].product.category))))
    ]
    return _believed(found, false_share)


def _of_category(told: Sequence[Told], found: Crossing) -> Iterator[Pair]:
    for a, answering in enumerate(told):
        for b, moving in enumerate(told):
            if a == b:
                continue
            own, error = float(found.elasticity[a, b]), float(found.error[a, b])
            code = _code(answering, moving, float(found.spread[a, b]), error)
            pair = Pair(answering=answering, moving=moving, code=code, restlessness=float(found.restlessness[a]))
            if code == "within_chance":
                doubt = 2 * float(stdtr(float(found.freedom[a, b]), -abs(own / error)))
                pair = replace(pair, own=own, error=error, doubt=doubt)
            yield pair


def _code(answering: Told, moving: Told, spread: float, error: float) -> str:
    """The first reason why a pair cannot tell; `within_chance` until its effect is believed."""
    reasons: Sequence[tuple[str, bool]] = (
        ("price_does_not_tell", moving.code != "identified"),
        ("answering_sells_too_little", answering.units < LEAST_UNITS or not np.isfinite(error)),
        ("moves_with_others", spread < LEAST_SPREAD),
    )
    return next((code for code, holds in reasons if holds), "within_chance")


def _believed(found: Sequence[Pair], most_false: float) -> list[Pair]:
    names = {name: at for at, name in enumerate(dict.fromkeys(each.answering.product.category for each in found))}
    at = [number for number, each in enumerate(found) if each.own is not None]
    belief = pooled(
        np.array([found[number].own for number in at], np.float64),
        np.array([found[number].error for number in at], np.float64),
        np.array([names[found[number].answering.product.category] for number in at], np.int64),
        len(names),
    )
    shares = false_shares([found[number].doubt for number in at])
    made = list(found)
    for number, mean, deviation, share in zip(at, belief.mean, belief.deviation, shares, strict=True):
        sure = share is not None and share <= most_false and abs(mean) > Z * deviation
        made[number] = replace(
            found[number],
            code="told" if sure else "within_chance",
            mean=float(mean),
            deviation=float(deviation),
            false_share=share,
        )
    return made
