"""Which parts departed last year at this time, so surely that they are expected to again?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhanggui.stats.cells import Cells, Explained, Floats, Part, Sums, family
from zhanggui.stats.looking import Usual, by
from zhanggui.stats.margins import worth_looking_at
from zhanggui.stats.restlessness import MOST_SEASON, expected, variance

MOST_SEASONS = 4
MEASURES = (False, True)  # what entries are worth, and how many there are


def seasons(last_year: Cells, usual: Usual, axes: Sequence[int]) -> tuple[Explained, ...]:
    """The parts of one condition that departed last year, and by which factors their past has to count this year.

    The surest is explained first, then all is looked at again. Each is believed beyond what chance does to the most
    conspicuous of all n parts: f = 1 + λ (s/E - 1) with λ = 1 - (1 + 2 ln n) / z² (`season` tells the same of one part
    alone), if both its worth and its number say so. A shop that sold twice as much on one channel last November is
    then compared with itself selling twice as much there: what lies in other channels is not blamed for falling behind.
    """
    found, among = list[Explained](), sum(int(last_year.codes[:, axis].max(initial=0)) for axis in axes)
    doubt = 1 + 2 * math.log(max(among, 1))
    while len(found) < MOST_SEASONS:
        departed = _departed(last_year, usual, axes)
        surest = max(departed, key=lambda each: (each.surely, each.part), default=None)
        if surest is None or surest.surely <= doubt:
            break
        found.append(surest.expected_again(doubt))
        last_year = last_year.explained([surest.expected_again(0.0)])
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Departed:
    """A part of last year: how much it brought beside what the rest did, and z² of that, in worth and in number."""

    part: Part
    ratios: tuple[float, float]
    squared: tuple[float, float]

    @property
    def surely(self) -> float:
        """In worth or in number, whichever is less sure."""
        return min(self.squared)

    def expected_again(self, doubt: float) -> Explained:
        """What it brought before counts by the factors that are beyond doubt."""
        worth, counts = (
            min(max(1 + (1 - doubt / squared) * (ratio - 1), 1 / MOST_SEASON), MOST_SEASON)
            for ratio, squared in zip(self.ratios, self.squared, strict=True)
        )
        return Explained(part=self.part, worth=(worth, 1.0), counts=(counts, 1.0))


def _departed(cells: Cells, usual: Usual, axes: Sequence[int]) -> list[_Departed]:
    whole, found = cells.sums.total(), list[_Departed]()
    for axis in axes:
        fixed = family(cells, (axis,))
        places = worth_looking_at(fixed.sums, whole)
        measured = [_measured(fixed.sums.where(places), whole, usual, axis, counts=counts) for counts in MEASURES]
        for at, place in enumerate(places):
            ratios, squared = zip(*((float(ratio[at]), float(each[at])) for ratio, each in measured), strict=True)
            found.append(_Departed(part=fixed.part(int(place)), ratios=ratios, squared=squared))
    return found


def _measured(sums: Sums, whole: Sums, usual: Usual, axis: int, *, counts: bool) -> tuple[Floats, Floats]:
    """s/E and z² of parts, each as restless as is usual on its axis; z² = 0 where nothing was expected."""
    part, beside = by(sums, counts=counts), by(whole, counts=counts)
    should = expected(part, beside)
    squared = (part.now - should) ** 2 / (usual.by_axis[1, counts][axis].psi * variance(part, beside))
    known = should > 0
    return np.where(known, part.now / np.where(known, should, 1.0), 1.0), np.where(known, squared, 0.0)
