"""How conspicuous is one part against its past?"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from zhanggui.stats.cells import Part, Sums
from zhanggui.stats.restlessness import History, Restlessness, latest

TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A part with its sums, how many parts share its chance of a false alarm, and which sign it must have."""

    part: Part
    sums: Sums
    rough: float
    among: float
    sign: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A candidate seen against one past: its departure from that, V by chance, and how restless it usually is.

    `usual_error` is how far off it usually is, whatever it does now.
    """

    candidate: Candidate
    memory: int
    departure: float
    variance: float
    restless: Restlessness
    usual_error: float

    @property
    def error(self) -> float:
        """The standard deviation of the departure."""
        return math.sqrt(max(self.restless.psi * self.variance, TINY))

    @property
    def chance(self) -> float:
        """The probability of departing so much in the direction that is asked about, or in any."""
        score, sign = self.departure / self.error, self.candidate.sign
        tail = float(student.sf(score * sign if sign else abs(score), self.restless.freedom))
        return tail if sign else 2 * tail


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A candidate seen against every past, the shortest first."""

    candidate: Candidate
    looks: tuple[Look, ...]

    @property
    def chance(self) -> float:
        """The geometric mean of the probabilities, over all that were looked at.

        A part that only returns to its usual level after an unusual period departs from the period before, but not
        from those before that; the mean of the logarithms asks for both (V. Vovk and R. Wang, Combining p-values via
        averaging, Biometrika 107 (2020), §4).
        """
        logs = [math.log(max(look.chance, sys.float_info.min)) for look in self.looks]
        return math.exp(sum(logs) / len(logs)) * self.candidate.among

    @property
    def surest(self) -> Look:
        """Against the past that makes it most conspicuous."""
        return min(self.looks, key=lambda look: look.chance)

    @property
    def agrees(self) -> bool:
        """Whether it departs the same way from every past."""
        return len({look.departure > 0 for look in self.looks}) == 1


def since(sums: Sums, past: History, memory: int) -> Sums:
    """The same now, against the last spans of the past."""
    amount, squares, entries = (np.array([each]) for each in latest(past, memory))
    return Sums(
        before=amount,
        now=sums.now,
        squares_before=squares,
        squares_now=sums.squares_now,
        entries_before=entries,
        entries_now=sums.entries_now,
    )
