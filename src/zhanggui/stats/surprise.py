"""How rarely is a day so surprising, and which days are rare enough for the false alarms that were allowed?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import t as student

Floats = NDArray[np.float64]

INNER, OUTER = 0.80, 0.97
FEWEST, MOST_FREEDOM = 3.0, 200.0
OWN_DAYS = 60.0  # a series' own spread counts half once it has so many days
LEAST_SPREAD = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """Student's tail of one side: surprises beyond the middle, in units of `scale`."""

    freedom: float
    scale: float

    def beyond(self, surprise: Floats) -> Floats:
        """The share of days that lie further out on this side."""
        return np.asarray(student.sf(surprise / self.scale, self.freedom))

    def reach(self, level: float) -> float:
        """How far out days of that share in the middle lie on this side."""
        return self.scale * float(student.ppf((1 + level) / 2, self.freedom))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rarity:
    """How surprises of quiet days are spread: the two tails of the board, and how wide each series is beside it."""

    up: Tail
    down: Tail
    spread: Floats

    def p_values(self, surprise: Floats) -> Floats:
        """Two-sided: 2 · P(further out on that side); 1 for missing days.

        >>> normal = Tail(freedom=200.0, scale=1.0)
        >>> usual = Rarity(up=normal, down=normal, spread=np.ones(2))
        >>> np.round(usual.p_values(np.array([[-1.97, np.nan]])), 2).tolist()
        [[0.05, 1.0]]
        """
        own = surprise / self.spread
        one_sided = np.where(own >= 0, self.up.beyond(own), self.down.beyond(-own))
        return np.asarray(np.where(np.isfinite(own), np.minimum(1.0, 2 * one_sided), 1.0))

    def reach(self, level: float, column: int) -> tuple[float, float]:
        """How far down and up the middle days of a series reach, in standard deviations of its expectation."""
        own = float(self.spread[column])
        return self.down.reach(level) * own, self.up.reach(level) * own


def rarity(surprise: Floats) -> Rarity:
    """The spread of past surprises (days × series) as their middle shows it, so that past alarms do not hide new ones.

    Each tail is Student's, with scale and freedom such that the 80 % and 97 % quantiles of the whole board's surprises
    on that side are met: up to 3 % of the past may be events without blunting the judgement. Each series' own 80 %
    quantile beside the board's, drawn towards 1 by n / (n + 60), evens out those that are wider.
    """
    own = np.array([_quantile(column, INNER) for column in surprise.T])
    whole = _quantile(surprise.ravel(), INNER) or 1.0
    days = np.isfinite(surprise).sum(axis=0)
    spread = np.maximum(LEAST_SPREAD, 1 + (own / whole - 1) * days / (days + OWN_DAYS))
    evened = (surprise / spread).ravel()
    return Rarity(up=_tail(evened[evened > 0]), down=_tail(-evened[evened < 0]), spread=spread)


def threshold(comparisons: int, allowed: float) -> float:
    """The p-value below which so many false alarms are to be expected among that many comparisons.

    α = B / m. The expectation of a sum is the sum of the expectations however much the comparisons hang together, which
    is why B, and no rate that assumes them independent, is what is promised.

    >>> threshold(350, 0.7)
    0.002
    """
    return min(1.0, allowed / comparisons) if comparisons else 0.0


def _quantile(values: Floats, level: float) -> float:
    known = np.abs(values[np.isfinite(values)])
    return float(np.quantile(known, level)) if len(known) else 0.0


def _tail(values: Floats) -> Tail:
    """Student's t of which the values, all on one side, are the half."""
    if len(values) == 0:
        return Tail(freedom=MOST_FREEDOM, scale=1.0)
    inner, outer = (float(np.quantile(values, level)) for level in (INNER, OUTER))
    wanted = outer / max(inner, 1e-9)

    def excess(freedom: float) -> float:
        low, high = student.ppf([(1 + INNER) / 2, (1 + OUTER) / 2], freedom)
        return float(high / low) - wanted

    if excess(MOST_FREEDOM) >= 0:
        freedom = MOST_FREEDOM
    elif excess(FEWEST) <= 0:
        freedom = FEWEST
    else:
        freedom = float(brentq(excess, FEWEST, MOST_FREEDOM))
    return Tail(freedom=freedom, scale=max(inner, 1e-9) / float(student.ppf((1 + INNER) / 2, freedom)))
