"""How conspicuous is one part against its past?"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import stdtr

from zhanggui.stats.cells import Part, Sums
from zhanggui.stats.restlessness import History, Restlessness, latest

TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Entries on days on which something is known to have happened, as many as there should be, and on other days."""

    before: float
    now: float
    should: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """What is known to have happened to a part: which way it moves (0: either), and what was counted on those days."""

    sign: int = 0
    counted: Counted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A part with its sums, how many parts share its chance of a false alarm, and what is known to have happened."""

    part: Part
    sums: Sums
    rough: float
    among: float
    suspect: Suspect | None = None

    @property
    def stands_out(self) -> bool:
        """Whether it departs by more than the most conspicuous of all of them would by chance: z² > 1 + 2 ln n."""
        return self.rough > 1 + 2 * math.log(self.among)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A candidate seen against one past: its departure from that, V by chance, and how restless it usually is.

    `root` tells how unlikely it is what was counted on the days on which something is known to have happened.
    """

    candidate: Candidate
    memory: int
    counts: bool
    departure: float
    variance: float
    restless: Restlessness
    root: float | None = None

    @property
    def error(self) -> float:
        """The standard deviation of the departure."""
        return math.sqrt(max(float(self.restless.psi) * self.variance, TINY))

    @property
    def chance(self) -> float:
        """The probability of departing so much in the direction that is asked about, or in any."""
        score = self.departure / self.error if self.root is None else self.root / math.sqrt(float(self.restless.psi))
        sign = self.candidate.suspect.sign if self.candidate.suspect else 0
        tail = float(stdtr(self.restless.freedom, -(score * sign if sign else abs(score))))
        return tail if sign else 2 * tail


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A candidate seen against every past, the shortest first."""

    candidate: Candidate
    looks: tuple[Look, ...]

    @property
    def chance(self) -> float:
        """The probability by worth or by number, whichever is smaller, times two, over all that were looked at.

        Single entries are worth very different amounts, which blurs a sum more than a count: how many tells sooner that
        fewer came, how much that they paid less.
        """
        measures = self._measures()
        return min(_together(looks) for looks in measures) * len(measures) * self.candidate.among

    @property
    def surest(self) -> Look:
        """Against the past that makes it most conspicuous."""
        measures = self._measures()
        most_telling = min(measures, key=_together)
        return min(most_telling, key=lambda look: look.chance)

    @property
    def in_money(self) -> Look:
        """By worth, against the past that makes it most conspicuous."""
        return min((look for look in self.looks if not look.counts), key=lambda look: look.chance)

    def _measures(self) -> list[list[Look]]:
        every = [[look for look in self.looks if look.counts == counts] for counts in (False, True)]
        return [looks for looks in every if looks]


def _together(looks: Sequence[Look]) -> float:
    """The geometric mean of the probabilities against every past; 1 where they do not depart the same way.

    A part that only returns to its usual level after an unusual period departs from the period before, but not from
    those before that; the mean of the logarithms asks for both (V. Vovk and R. Wang, Combining p-values via averaging,
    Biometrika 107 (2020), §4).
    """
    if len({look.departure > 0 for look in looks}) > 1:
        return 1.0
    logs = [math.log(max(look.chance, sys.float_info.min)) for look in looks]
    return math.exp(sum(logs) / len(logs))


def root(before: float, now: float, should: float) -> float:
    """√D with the sign of s − G b: how unlikely so many entries are, on the scale of standard deviations.

    D = 2 [s ln(s (1+G) / (N G)) + b ln(b (1+G) / N)] with N = b + s is twice the logarithm of the likelihood ratio of
    entries by Poisson's law, b on other days and s on these, where G·b should be: the statistic of Kulldorff's scan,
    which tells surely that nothing came where much should have, whatever single entries are worth.

    >>> round(root(10, 0, 10), 2), root(10, 10, 10), root(0, 0, 0)
    (-3.72, 0.0, 0.0)
    """
    if before <= 0 or should <= 0:
        return 0.0
    growth, both = should / before, before + now
    told = before * math.log(before * (1 + growth) / both)
    told += now * math.log(now * (1 + growth) / (both * growth)) if now > 0 else 0.0
    return math.copysign(math.sqrt(2 * max(told, 0.0)), now - should) if told > 0 else 0.0


def since(sums: Sums, past: History, memory: int) -> Sums:
    """The same now, against the last spans of the past."""
    amount, squares, entries = latest(past, memory)
    return Sums(
        before=amount,
        now=sums.now,
        squares_before=squares,
        squares_now=sums.squares_now,
        entries_before=entries,
        entries_now=sums.entries_now,
    )
