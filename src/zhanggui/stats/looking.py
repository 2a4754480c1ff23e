"""How conspicuous is every candidate, each against every past and beside what it usually follows most closely?"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np

from zhanggui.stats.cells import Cells, Floats, Part, Sums
from zhanggui.stats.looks import Candidate, Look, Seen, root, since
from zhanggui.stats.restlessness import (
    History,
    Restlessness,
    as_expected,
    expected,
    restlessness,
    season,
    usual_of,
    variance,
)

Measure = tuple[int, bool]  # how many spans of the past together; whether entries are counted, or what they are worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """The past of the whole and of the parts on every axis; with `memories` of more than one span, where it reaches.

    A part is compared with the period before alone, and also with several spans before together, which chance blurs
    less.
    """

    by_axis: Mapping[Measure, Mapping[int, Restlessness]]

    @classmethod
    def of(cls, whole: History, parts: Sequence[Sequence[History]], memories: Sequence[int]) -> Usual:
        """How restless the parts on each axis are, for each memory."""
        return cls(
            by_axis={
                (memory, counts): {
                    axis: usual_of([by(one, counts=counts) for one in each], by(whole, counts=counts), memory)
                    for axis, each in enumerate(parts)
                }
                for counts in (False, True)
                for memory in memories
            }
        )

    def prior(self, part: Part, measure: Measure) -> Restlessness:
        """What to believe of a part before its own past: the mean over its axes, as the least known of them."""
        known = [self.by_axis[measure][axis] for axis, _ in part]
        psi = float(np.mean([each.psi for each in known]))
        return Restlessness(psi=psi, freedom=min(float(each.freedom) for each in known))


def seen(cells: Cells, usual: Usual, candidates: Sequence[Candidate], pasts: Mapping[Part, History]) -> list[Seen]:
    """Every candidate against the period before alone and against more spans, by worth and by number.

    A part of two conditions is compared with the rest of all, or with the rest of one of its conditions, whichever it
    usually followed more closely.
    """
    beside = _Beside.of(cells, candidates, pasts)
    looks = [beside.looks(usual, measure) for measure in usual.by_axis]
    return [_seen(each, [by_measure[at] for by_measure in looks]) for at, each in enumerate(candidates)]


def _seen(each: Candidate, looks: Sequence[Look]) -> Seen:
    """On the days on which something is known to have happened counts what was counted, and nothing else."""
    if each.suspect and each.suspect.counted:
        on_days = each.suspect.counted
        looks = [replace(looks[0], root=root(on_days.before, on_days.now, on_days.should))]
    return Seen(candidate=each, looks=tuple(looks))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """A row for every candidate and everything around it: the whole, and each of its conditions alone."""

    candidates: Sequence[Candidate]
    rows: Sequence[int]
    sums: Sums
    around: Sums
    past: History
    past_around: History
    kin: Floats

    @classmethod
    def of(cls, cells: Cells, candidates: Sequence[Candidate], pasts: Mapping[Part, History]) -> _Beside:
        """The sums and pasts of both."""
        rows = [(at, outer) for at, each in enumerate(candidates) for outer in _around(each.part)]
        totals = {outer: cells.sums.where(cells.inside(outer)).total() for outer in {outer for _, outer in rows}}
        return cls(
            candidates=candidates,
            rows=[at for at, _ in rows],
            sums=Sums.joined([candidates[at].sums for at, _ in rows]),
            around=Sums.joined([totals[outer] for _, outer in rows]),
            past=History.joined([pasts[candidates[at].part] for at, _ in rows]),
            past_around=History.joined([pasts[outer] for _, outer in rows]),
            kin=np.array([_kin(cells, candidates[at].part) for at, _ in rows]),
        )

    def looks(self, usual: Usual, measure: Measure) -> list[Look]:
        """One for every candidate, beside what it usually follows most closely."""
        memory, counts = measure
        past, past_around = by(self.past, counts=counts), by(self.past_around, counts=counts)
        restless = restlessness(past, past_around, self._prior(usual, measure), memory)
        sums, around = by(self.sums, counts=counts), by(self.around, counts=counts)
        if memory > 1:
            sums, around = since(sums, past, memory), since(around, past_around, memory)
        factor, unsure = season(past.last_year, past_around.last_year, memory, restless, among=self.kin)
        should = expected(sums, around)
        drift = should**2 * unsure
        departure, chance = sums.now - should * factor, variance(sums, around) + drift / restless.psi
        usually = restless.psi * variance(as_expected(sums, around), around) + drift
        return [
            Look(
                candidate=candidate,
                memory=memory,
                counts=counts,
                departure=float(departure[row]),
                variance=float(chance[row]),
                restless=restless.row(row),
            )
            for candidate, row in zip(self.candidates, self._closest(usually), strict=True)
        ]

    def _prior(self, usual: Usual, measure: Measure) -> Restlessness:
        known = [usual.prior(each.part, measure) for each in self.candidates]
        psi, freedom = np.array([(each.psi, each.freedom) for each in known]).T
        return Restlessness(psi=psi[self.rows], freedom=freedom[self.rows])

    def _closest(self, usually: Floats) -> list[int]:
        """Of each candidate's rows the one that was usually least far off."""
        ends = np.searchsorted(self.rows, np.arange(len(self.candidates) + 1))
        return [int(first + np.argmin(usually[first:end])) for first, end in itertools.pairwise(ends)]


def _kin(cells: Cells, part: Part) -> float:
    """How many parts there are with conditions on the same axes."""
    return float(np.prod([cells.codes[:, axis].max(initial=1) for axis, _ in part]))


def _around(part: Part) -> tuple[Part, ...]:
    return ((), *(((one,) for one in part) if len(part) > 1 else ()))


@overload
def by(what: Sums, *, counts: bool) -> Sums: ...


@overload
def by(what: History, *, counts: bool) -> History: ...


def by(what: Sums | History, *, counts: bool) -> Sums | History:
    """How many, or how much."""
    return what.counted() if counts else what
