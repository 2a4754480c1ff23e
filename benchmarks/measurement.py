"""What is one measured figure, and how is it promised?"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row of the results: what was measured, beside what, what was promised, and whether the promise holds.

    `holds` is None where nothing was promised; `skipped` says why nothing was measured.
    """

    what: str
    measured: str = ""
    beside: str = ""
    ratio: str = ""
    promise: str = ""
    holds: bool | None = None
    skipped: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Two pieces of work timed in turn, so that a busy moment of the machine falls on both."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def our_seconds(self) -> float:
        """Median time of ours."""
        return statistics.median(self.ours)

    @property
    def their_seconds(self) -> float:
        """Median time of theirs."""
        return statistics.median(self.theirs)

    @property
    def ratio(self) -> float:
        """Median over the pairs of ours / theirs.

        >>> Pairs(ours=(1.0, 2.0, 9.0), theirs=(1.0, 1.0, 3.0)).ratio
        2.0
        """
        return statistics.median(ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True))


def seconds(work: Callable[[], object]) -> float:
    """Wall time of a piece of work, once."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turn(ours: Callable[[], object], theirs: Callable[[], object], *, pairs: int, warm: bool = True) -> Pairs:
    """Time two pieces of work one after the other, several times, after one uncounted run of each."""
    if warm:
        ours()
        theirs()
    taken = [(seconds(ours), seconds(theirs)) for _ in range(pairs)]
    return Pairs(ours=tuple(pair[0] for pair in taken), theirs=tuple(pair[1] for pair in taken))


def in_seconds(value: float) -> str:
    """A duration as the tables show it.

    >>> in_seconds(0.0421), in_seconds(3.14159), in_seconds(75.2)
    ('42 ms', '3.14 s', '75 s')
    """
    if value < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def times(value: float) -> str:
    """A ratio as the tables show it.

    >>> times(1.234), times(34.5)
    ('1.23×', '34×')
    """
    return f"{value:.2f}×" if value < 10 else f"{value:.0f}×"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence.

    >>> listed(["ibis", "pandas"]), listed([])
    ('ibis, pandas', 'none')
    """
    return ", ".join(names) or "none"
