"""Which few parts did something else than the rest, more than they usually do by chance?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from zhanggui.stats.cells import Cells, Explained, Family, Part, Sums, families
from zhanggui.stats.looking import Usual, by, seen
from zhanggui.stats.looks import Candidate, Look, Seen, Suspect, since
from zhanggui.stats.margins import Margins, rough, worth_looking_at
from zhanggui.stats.restlessness import History, expected, variance

SHORTLIST = 30
LEAST_OF_SUSPECTS = 5.0
LEAST_SHARE = 0.01  # of the whole: whatever departs by less is not worth a word
MOST_FOUND = 5
LEVEL, FURTHER = 0.15, 0.5  # chances of a false alarm of the first part, and of one more where one is sure
MOST_RESTLESS, RESTLESS_RIVALS = 3, 3
FAR_MORE = 2.0  # as much has a part to explain that is not named in the place of one that would be
BY_WORTH = (1, False)  # against the period before, by what entries are worth
MEMORY = 4
AHEAD = 6
STRONG = 2 * math.log(10)  # a condition more has to make what happened ten times as likely

Suspects = Mapping[Part, Suspect]


Histories = Callable[[Sequence[Part], Sequence[Explained]], tuple[History, Mapping[Part, History]]]


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
    explained: Explained


def scan(
    cells: Cells,
    usual: Usual,
    histories: Histories,
    *,
    suspects: Suspects = MappingProxyType({}),
    depth: int = 2,
    level: float = LEVEL,
) -> tuple[Departure, ...]:
    """The smallest set of parts that explains why the whole did not move alike, the surest first.

    For every part of up to `depth` conditions, with b before and s now, the rest tells what to expect: E = b·g with g
    = (T₁ − s)/(T₀ − b). The statistic z = (s − E)/√(ψV) has V from Poisson's law of entries and ψ, how restless the
    part usually is, from its own history; it follows Student's t. A part of two conditions is compared with the rest
    of all, or with the rest of one of its conditions, whichever it usually followed more closely.

    All of it is asked twice, of what entries x are worth and of how many there are: of N entries by Poisson's law the
    sum has the relative variance (1 + var(x)/mean(x)²)/N and the number 1/N, so that where entries are of unequal worth
    their number tells of smaller effects. The smaller of both probabilities counts double (C. E. Bonferroni, 1936).

    Of the surest parts the one is explained, so that it does as the rest, that leaves the least over: Σ z² of all parts
    of one condition. Then all is looked at again. The first part is named where the smallest probability, times the
    number of all parts of as many conditions, is below `level`: the chance of naming anything in a whole that moves
    alike stays below it (far below: parts overlap, and both questions hang together). Where one is named, something
    did happen, and others need less: as many as half a part for nothing are borne with.

    A part that stands out among its like but usually is as restless (gift boxes before a festival) is not named. Where
    it explains twice as much as the surest part it is taken out all the same, so that what usually follows the rest
    is compared with a rest that did not swing.

    `suspects` are parts of which something is known to have happened, and which way it moves: half
    of the chance of a false alarm is spent on them, half on all others (C. Genovese, K. Roeder and L. Wasserman,
    False discovery control with p-value weighting, Biometrika 93 (2006)), so that less evidence convicts them; being
    suspected alone does not.

    A scan statistic (M. Kulldorff, A spatial scan statistic, Communications in Statistics 26 (1997), 1481–1496) whose
    most likely cluster is explained in turn (Z. Zhang, R. Assunção, M. Kulldorff, Spatial scan statistics adjusted for
    multiple clusters, 2010), over conjunctions as in R. Bhagwan et al., Adtributor, NSDI 2014. `histories` is asked for
    a shortlist only, and for the whole, with the parts already found explained.
    """
    found, restless, least = list[Departure](), list[Departure](), worth_a_word(cells)
    while len(found) < MOST_FOUND:
        explained = [each.explained for each in (*restless, *found)]
        look = _Search(
            cells=cells.explained(explained),
            usual=usual,
            suspects={part: known for part, known in suspects.items() if not _within(part, explained)},
            depth=depth,
            level=level,
            takes_restless=len(restless) < MOST_RESTLESS,
        )
        told = look.told(histories, explained=explained, least=least)
        enough = FURTHER if found else level
        if told is None or told.surest > enough:
            break
        (found if told.departure.false_alarm <= enough else restless).append(told.departure)
    return tuple(sorted(found, key=lambda each: each.false_alarm))


def worth_a_word(cells: Cells) -> float:
    """By how much a part must depart to be told."""
    return LEAST_SHARE * abs(float(cells.sums.before.sum()) + float(cells.sums.now.sum())) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What is explained next, and the smallest chance of a false alarm of any part that was looked at."""

    departure: Departure
    surest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """One look at what is left."""

    cells: Cells
    usual: Usual
    suspects: Suspects
    depth: int
    level: float
    takes_restless: bool

    def told(self, histories: Histories, *, explained: Sequence[Explained], least: float) -> _Told | None:
        """Of the parts that depart most surely the most telling one, told as simply as it can be."""
        looked_at = [each for each in self._candidates(least) if not _within(each.part, explained)]
        if not looked_at:
            return None
        parts = {each.part for each in looked_at}
        whole_past, pasts = histories(sorted(parts | {(each,) for part in parts for each in part}), explained)
        pasts = {**pasts, (): whole_past}
        every = seen(self.cells, self.usual, looked_at, pasts)
        first = self._most_telling(every)
        departure = self._departure(self._told_simply(first.surest, looked_at, pasts), first)
        return _Told(departure=departure, surest=min(each.chance for each in every))

    def _most_telling(self, every: Sequence[Seen]) -> Seen:
        """Of the surest the one with which explained the least is left over, or a restless one that explains far more.

        Where a large part fell, the others seem to have risen beside it, and what it holds much of fell with it: once
        it is explained they all do as the rest, and not the other way round.
        """
        by_part: dict[Part, Seen] = {}
        for each in sorted(every, key=lambda each: (each.chance, len(each.candidate.part), each.candidate.part)):
            by_part.setdefault(each.candidate.part, each)
        first, *others = by_part.values()
        sure = [first, *(each for each in others if each.chance <= self.level)]
        restless = self._restless(others[len(sure) - 1 :]) if first.chance <= self.level else []
        if len(sure) == 1 and not restless:
            return first
        margins, whole = Margins.of(self.cells), self.cells.sums.total()
        unexplained = margins.left_over(self.usual)

        def explains(each: Seen) -> float:
            """By how much the others come closer to having done alike when this one is explained."""
            return unexplained - margins.explained(self.cells, _explained(each.candidate, whole)).left_over(self.usual)

        best = max(sure[:AHEAD], key=explains)
        wildest = max(restless, key=explains, default=best)
        return wildest if explains(wildest) > FAR_MORE * explains(best) else best

    def _restless(self, others: Sequence[Seen]) -> list[Seen]:
        """Parts of one condition that stand out among their like and yet are not sure, the most conspicuous first."""
        if not self.takes_restless:
            return []
        found = [each for each in others if len(each.candidate.part) == 1 and each.candidate.stands_out]
        return sorted(found, key=lambda each: -each.candidate.rough)[:RESTLESS_RIVALS]

    def _told_simply(self, first: Look, looked_at: Sequence[Candidate], pasts: Mapping[Part, History]) -> Candidate:
        """The part itself, or one around it or within it that explains as much: all judged by one restlessness.

        z² − 2 ln n − 2 ln 10 · (conditions − 1): twice the logarithm of how much likelier what happened is with the
        part explained, less what it takes to say which of n parts it is, and less strong evidence, ten to one, for
        every condition more (H. Jeffreys, Theory of Probability, 1961, appendix B): a few lines that did not share the
        fate of the others by chance narrow nothing down.
        """
        mine, whole = set(first.candidate.part), self.cells.sums.total()
        related = [each for each in looked_at if set(each.part) <= mine or set(each.part) >= mine]

        def explains(each: Candidate) -> float:
            """How much it explains less what it takes to say which part it is."""
            sums, beside = (by(found, counts=first.counts) for found in (each.sums, whole))
            if first.memory > 1:
                past, around = (by(pasts[part], counts=first.counts) for part in (each.part, ()))
                sums, beside = since(sums, past, first.memory), since(beside, around, first.memory)
            departure = float((sums.now - expected(sums, beside))[0])
            words = 2 * math.log(each.among) + STRONG * (len(each.part) - 1)
            return departure**2 / (float(first.restless.psi) * float(variance(sums, beside)[0])) - words

        return max(related, key=lambda each: (explains(each), -len(each.part)))

    def _departure(self, told: Candidate, first: Seen) -> Departure:
        """What the part did beside the rest since the period before, whichever past it was recognised against."""
        whole = self.cells.sums.total()
        return Departure(
            part=told.part,
            departure=float((told.sums.now - expected(told.sums, whole))[0]),
            error=math.sqrt(float(first.in_money.restless.psi) * float(variance(told.sums, whole)[0])),
            freedom=float(first.in_money.restless.freedom),
            false_alarm=first.chance,
            explained=_explained(told, whole),
        )

    def _candidates(self, least: float) -> list[Candidate]:
        """The parts that depart most if they are as restless as is usual on their axes, and all suspects."""
        whole = self.cells.sums.total()
        looked_at = [(fixed, worth_looking_at(fixed.sums, whole)) for fixed in families(self.cells, self.depth)]
        among: dict[int, float] = {}
        halves = 2 if self.suspects else 1
        for fixed, places in looked_at:
            among[len(fixed.axes)] = among.get(len(fixed.axes), 0) + len(places) * halves
        every = [
            each
            for fixed, places in looked_at
            for each in _strongest(fixed, places, whole, self.usual, among=among[len(fixed.axes)], least=least)
        ]
        every.sort(key=lambda each: (-each.rough, len(each.part), each.part))
        return [*every[:SHORTLIST], *self._suspected(whole, least)]

    def _suspected(self, whole: Sums, least: float) -> list[Candidate]:
        found = []
        for part in sorted(self.suspects):
            sums = self.cells.sums.where(self.cells.inside(part)).total()
            entries = max(float(sums.entries_before[0]), float(sums.entries_now[0]))
            if entries >= LEAST_OF_SUSPECTS and abs(float((sums.now - expected(sums, whole))[0])) >= least:
                found.append(
                    Candidate(
                        part=part, sums=sums, rough=0.0, among=2.0 * len(self.suspects), suspect=self.suspects[part]
                    )
                )
        return found


def _explained(each: Candidate, whole: Sums) -> Explained:
    """So that it does as the rest, in worth and in number."""
    worth, counts = (
        (float(sums.now[0]), float(expected(sums, beside)[0]))
        for sums, beside in ((each.sums, whole), (each.sums.counted(), whole.counted()))
    )
    return Explained.of(each.part, worth, counts)


def _within(part: Part, explained: Sequence[Explained]) -> bool:
    """Whether a part lies inside one that is explained."""
    return any(set(each.part) <= set(part) for each in explained)


def _strongest(
    fixed: Family, places: NDArray[np.intp], whole: Sums, usual: Usual, *, among: float, least: float
) -> list[Candidate]:
    sums = fixed.sums.where(places)
    departs = np.abs(sums.now - expected(sums, whole)) >= least
    squared = np.where(departs, rough(fixed.axes, sums, whole, usual), 0.0)
    return [
        Candidate(
            part=fixed.part(int(places[at])),
            sums=sums.where(np.array([at])),
            rough=float(squared[at]),
            among=among,
        )
        for at in np.argsort(-squared, kind="stable")[:SHORTLIST]
        if squared[at] > 0
    ]
