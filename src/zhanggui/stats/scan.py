"""Which few parts did something else than the rest, more than they usually do by chance?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from zhanggui.stats.cells import Cells, Family, Part, Sums, families
from zhanggui.stats.restlessness import History, Restlessness, expected, latest, restlessness, usual_of, variance

SHORTLIST = 30
LEAST_ENTRIES = 10.0
LEAST_SHARE = 0.005  # of the whole: whatever departs by less is not worth a word
MOST_FOUND = 5
LARGEST = 0.6  # of the whole: where one of two departs from the other, the smaller one is the part
MEMORY = 4

Histories = Callable[[Sequence[Part], Sequence[Part]], tuple[History, Mapping[Part, History]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One part that departs from the rest: by how much, how sure that is, and the chance of a false alarm.

    `departure` is what it brought less what it would have, had it done as the rest; `error` is the standard deviation
    of that by chance, with `freedom` degrees of freedom; `false_alarm` bounds the probability that any of all the parts
    that were looked at would depart so much by chance.
    """

    part: Part
    departure: float
    error: float
    freedom: float
    false_alarm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """The past of the whole and of the parts on every axis; with `memories` of more than one span, where it reaches.

    A part is compared with the period before alone, and also with several spans before together, which chance blurs
    less.
    """

    by_axis: Mapping[int, Mapping[int, Restlessness]]

    @classmethod
    def of(cls, whole: History, parts: Sequence[Sequence[History]], memories: Sequence[int]) -> Usual:
        """How restless the parts on each axis are, for each memory."""
        return cls(
            by_axis={
                memory: {axis: usual_of(each, whole, memory) for axis, each in enumerate(parts)} for memory in memories
            }
        )

    def prior(self, part: Part, memory: int) -> Restlessness:
        """What to believe of a part before its own past: the mean over its axes, as the least known of them."""
        known = [self.by_axis[memory][axis] for axis, _ in part]
        psi = float(np.mean([each.psi for each in known]))
        return Restlessness(psi=psi, freedom=min(each.freedom for each in known))


def scan(
    cells: Cells, usual: Usual, histories: Histories, *, depth: int = 2, level: float = 0.1
) -> tuple[Departure, ...]:
    """The smallest set of parts that explains why the whole did not move alike, strongest first.

    For every part of up to `depth` conditions, with b before and s now, the rest tells what to expect: E = b·g with
    g = (T₁ − s)/(T₀ − b). The statistic z = (s − E)/√(ψV) has V from Poisson's law of entries and ψ, how restless the
    part usually is, from its own history; it follows Student's t. The part of the smallest probability is taken out and
    the rest looked at again, until no probability, times the number of all parts of as many conditions and of looks,
    is below `level`: the chance of naming anything in a whole that moves alike stays below it.

    A scan statistic (M. Kulldorff, A spatial scan statistic, Communications in Statistics 26 (1997), 1481–1496) whose
    most likely cluster is taken out in turn (Z. Zhang, R. Assunção, M. Kulldorff, Spatial scan statistics adjusted for
    multiple clusters, 2010), over conjunctions as in R. Bhagwan et al., Adtributor, NSDI 2014. `histories` is asked for
    a shortlist only, and for the whole, without the parts already taken out.
    """
    left, found = np.ones(len(cells.codes), dtype=bool), list[Departure]()
    least = LEAST_SHARE * abs(float(cells.sums.before.sum()) + float(cells.sums.now.sum())) / 2
    while len(found) < MOST_FOUND and left.any():
        best = _best(cells.where(left), usual, histories, taken=[each.part for each in found], depth=depth, least=least)
        if best is None or best.false_alarm > level:
            break
        found.append(best)
        left &= ~cells.inside(best.part)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A part with its sums, and how many parts of as many conditions were looked at."""

    part: Part
    sums: Sums
    rough: float
    among: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """A candidate seen against one past: its departure from that, V by chance, and how restless it usually is."""

    candidate: _Candidate
    memory: int
    departure: float
    variance: float
    restless: Restlessness

    @property
    def chance(self) -> float:
        """The probability of departing so much, over all that were looked at."""
        score = abs(self.departure) / math.sqrt(self.restless.psi * self.variance)
        return 2 * float(student.sf(score, self.restless.freedom)) * self.candidate.among

    def explains(self, psi: float) -> float:
        """How much it explains less what it takes to say which of all parts it is (twice the logarithm)."""
        return self.departure**2 / (psi * self.variance) - 2 * math.log(self.candidate.among)


def _best(
    cells: Cells, usual: Usual, histories: Histories, *, taken: Sequence[Part], depth: int, least: float
) -> Departure | None:
    """The part that departs most surely, told as simply as it can be."""
    shortlist = _shortlist(cells, usual, depth, least)
    if not shortlist:
        return None
    whole_past, pasts = histories([each.part for each in shortlist], taken)
    whole = cells.sums.total()
    looks = [
        look
        for each in shortlist
        for memory in usual.by_axis
        if (look := _look(each, whole, (pasts[each.part], whole_past), usual, memory)) is not None
    ]
    first = min(looks, key=lambda look: (look.chance, len(look.candidate.part), look.candidate.part))
    return _departure(_told_simply(first, looks), whole, first.chance)


def _look(each: _Candidate, whole: Sums, pasts: tuple[History, History], usual: Usual, memory: int) -> _Look | None:
    """Against the period before (memory 1), or against more spans if the departure goes the same way."""
    past, whole_past = pasts
    restless = restlessness(past, whole_past, usual.prior(each.part, memory), memory)
    part, beside = (
        (each.sums, whole) if memory == 1 else (_since(each.sums, past, memory), _since(whole, whole_past, memory))
    )
    departure = float((part.now - expected(part, beside))[0])
    direct = float((each.sums.now - expected(each.sums, whole))[0])
    if departure * direct < 0:
        return None
    chance = float(variance(part, beside)[0])
    return _Look(candidate=each, memory=memory, departure=departure, variance=chance, restless=restless)


def _since(sums: Sums, past: History, memory: int) -> Sums:
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


def _told_simply(first: _Look, looks: Sequence[_Look]) -> _Look:
    """The part itself, or one around it or within it that explains as much: all judged by one restlessness."""
    mine = set(first.candidate.part)
    related = [
        look
        for look in looks
        if look.memory == first.memory and (set(look.candidate.part) <= mine or set(look.candidate.part) >= mine)
    ]
    return max(related, key=lambda look: (look.explains(first.restless.psi), -len(look.candidate.part)))


def _departure(look: _Look, whole: Sums, chance: float) -> Departure:
    """What the part did beside the rest since the period before, whichever past it was recognised against."""
    sums = look.candidate.sums
    error = math.sqrt(look.restless.psi * float(variance(sums, whole)[0]))
    return Departure(
        part=look.candidate.part,
        departure=float((sums.now - expected(sums, whole))[0]),
        error=error,
        freedom=look.restless.freedom,
        false_alarm=chance,
    )


def _shortlist(cells: Cells, usual: Usual, depth: int, least: float) -> list[_Candidate]:
    """The parts that depart most if they are as restless as is usual on their axes."""
    whole = cells.sums.total()
    looked_at = [(fixed, _worth_looking_at(fixed.sums, whole)) for fixed in families(cells, depth)]
    among: dict[int, int] = {}
    for fixed, places in looked_at:
        among[len(fixed.axes)] = among.get(len(fixed.axes), 0) + len(places)
    every = [
        each
        for fixed, places in looked_at
        for each in _strongest(fixed, places, whole, usual, among=among[len(fixed.axes)], least=least)
    ]
    every.sort(key=lambda each: (-each.rough, len(each.part), each.part))
    return every[:SHORTLIST]


def _worth_looking_at(sums: Sums, whole: Sums) -> NDArray[np.intp]:
    entries = np.maximum(sums.entries_before, sums.entries_now)
    all_entries = whole.entries_before + whole.entries_now
    is_part = sums.entries_before + sums.entries_now <= LARGEST * all_entries
    return np.flatnonzero((entries >= LEAST_ENTRIES) & is_part)


def _strongest(
    fixed: Family, places: NDArray[np.intp], whole: Sums, usual: Usual, *, among: int, least: float
) -> list[_Candidate]:
    sums = fixed.sums.where(places)
    departure = sums.now - expected(sums, whole)
    psi = usual.prior(tuple((axis, 0) for axis in fixed.axes), 1).psi
    rough = np.where(np.abs(departure) >= least, departure**2 / (psi * variance(sums, whole)), 0.0)
    return [
        _Candidate(
            part=fixed.part(int(places[at])),
            sums=sums.where(np.array([at])),
            rough=float(rough[at]),
            among=among,
        )
        for at in np.argsort(-rough, kind="stable")[:SHORTLIST]
        if rough[at] > 0
    ]
