"""What did each part of a whole do between two periods, a part being any combination of a few labels?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import EllipsisType

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Condition = tuple[int, int]  # an axis and the code it must have
Part = tuple[Condition, ...]  # conditions that hold together, by axis
Sides = tuple[Floats, Floats]  # before and now
OTHER = 0  # the code of everything that is not told apart on an axis


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What parts brought before and now, by part: amounts, sums of squared amounts, and how many entries.

    The squares measure how much an amount may differ by chance: entries that come independently, N of them by Poisson's
    law, have Var Σx = E Σx².
    """

    before: Floats
    now: Floats
    squares_before: Floats
    squares_now: Floats
    entries_before: Floats
    entries_now: Floats

    @property
    def columns(self) -> tuple[Floats, ...]:
        """All six, in order."""
        return (
            self.before,
            self.now,
            self.squares_before,
            self.squares_now,
            self.entries_before,
            self.entries_now,
        )

    @classmethod
    def of(cls, columns: Sequence[Floats]) -> Sums:
        """From the six columns in order."""
        before, now, squares_before, squares_now, entries_before, entries_now = columns
        return cls(
            before=before,
            now=now,
            squares_before=squares_before,
            squares_now=squares_now,
            entries_before=entries_before,
            entries_now=entries_now,
        )

    @classmethod
    def joined(cls, every: Sequence[Sums]) -> Sums:
        """One after the other."""
        return cls.of([np.concatenate(columns) for columns in zip(*(each.columns for each in every), strict=True)])

    def where(self, chosen: Flags | Whole | tuple[EllipsisType, int]) -> Sums:
        """Some of the rows, or one of the steps."""
        return Sums.of([column[chosen] for column in self.columns])

    def total(self) -> Sums:
        """All rows together, as one."""
        return Sums.of([np.array([column.sum()]) for column in self.columns])

    def weighted(self, worth: Sides | tuple[float, float], counts: Sides | tuple[float, float]) -> Sums:
        """Every row's worth, and its entries, by a factor before and by one now."""
        return Sums(
            before=self.before * worth[0],
            now=self.now * worth[1],
            squares_before=self.squares_before * worth[0] ** 2,
            squares_now=self.squares_now * worth[1] ** 2,
            entries_before=self.entries_before * counts[0],
            entries_now=self.entries_now * counts[1],
        )

    def counted(self) -> Sums:
        """How many instead of how much: every entry is worth 1."""
        before, now = self.entries_before, self.entries_now
        return Sums.of([before, now, before, now, before, now])

    def less(self, other: Sums) -> Sums:
        """What is left without the other."""
        return Sums.of([mine - theirs for mine, theirs in zip(self.columns, other.columns, strict=True)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A part that is found, and by which factors its past and its present count from then on.

    What fell to a share of what it should be keeps that share of its past, what rose that share of its present: it then
    does as the rest, and what else happened to its customers and products can still be seen. A part that vanished
    counts no more. `worth` are the factors of what it brought before and now, `counts` those of its entries: a price
    cut moves each by another.
    """

    part: Part
    worth: tuple[float, float]
    counts: tuple[float, float]

    @classmethod
    def of(cls, part: Part, worth: tuple[float, float], counts: tuple[float, float]) -> Explained:
        """From what it brought and should have brought, and in how many entries it did and should have."""
        factors = as_the_rest(*worth)
        return cls(part=part, worth=factors, counts=as_the_rest(*counts) if factors[0] else factors)


def as_the_rest(now: float, should: float) -> tuple[float, float]:
    """The factors of past and present with which a part does as the rest; none where it vanished.

    >>> as_the_rest(30.0, 60.0), as_the_rest(90.0, 60.0), as_the_rest(0.0, 60.0)
    ((0.5, 1.0), (1.0, 0.6666666666666666), (0.0, 0.0))
    """
    if now <= 0 or should <= 0:
        return 0.0, 0.0
    return min(now / should, 1.0), min(should / now, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The finest parts: one row each, with a code on every axis (`codes`: rows x axes)."""

    codes: Whole
    sums: Sums

    def inside(self, part: Part) -> Flags:
        """Which rows lie in a part."""
        within = np.ones(len(self.codes), dtype=bool)
        for axis, code in part:
            within &= self.codes[:, axis] == code
        return within

    def explained(self, parts: Sequence[Explained]) -> Cells:
        """What is left when parts count only as far as they did as the rest; rows that count no more are left out."""
        worth, counts = (tuple(np.ones((2, len(self.codes)))) for _ in range(2))
        for each in parts:
            inside = self.inside(each.part)
            for columns, factors in ((worth, each.worth), (counts, each.counts)):
                for column, factor in zip(columns, factors, strict=True):
                    column[inside] *= factor
        left = Cells(codes=self.codes, sums=self.sums.weighted((worth[0], worth[1]), (counts[0], counts[1])))
        return left.where((worth[0] > 0) | (worth[1] > 0))

    def where(self, chosen: Flags) -> Cells:
        """Some of the rows."""
        return Cells(codes=self.codes[chosen], sums=self.sums.where(chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """All parts that fix the same axes: their codes, which row belongs to which, and their sums."""

    axes: tuple[int, ...]
    codes: Whole
    sums: Sums

    def __len__(self) -> int:
        return len(self.codes)

    def part(self, at: int) -> Part:
        """One of them."""
        return tuple(zip(self.axes, (int(code) for code in self.codes[at]), strict=True))


def families(cells: Cells, depth: int) -> Iterator[Family]:
    """The parts of one condition, then of two, … up to `depth`; what is not told apart on an axis makes no part."""
    for size in range(1, depth + 1):
        for axes in itertools.combinations(range(cells.codes.shape[1]), size):
            yield family(cells, axes)


def family(cells: Cells, axes: tuple[int, ...]) -> Family:
    """The parts that fix these axes."""
    key, sizes = np.zeros(len(cells.codes), dtype=np.int64), []
    for axis in axes:
        size = int(cells.codes[:, axis].max(initial=0)) + 1
        sizes.append(size)
        key = key * size + cells.codes[:, axis]
    found, place = np.unique(key, return_inverse=True)
    sums = Sums.of(
        [np.asarray(np.bincount(place, column, len(found)), dtype=np.float64) for column in cells.sums.columns]
    )
    codes = np.stack(np.unravel_index(found, sizes), axis=1).astype(np.int64)
    told = (codes != OTHER).all(axis=1) & ~_nested(cells, axes, codes, sums)
    return Family(axes=axes, codes=codes[told], sums=sums.where(told))


def _nested(cells: Cells, axes: tuple[int, ...], codes: Whole, sums: Sums) -> Flags:
    """Parts that hold as much as they would with one condition less, such as a product and its own category."""
    same = np.zeros(len(codes), dtype=bool)
    if len(axes) == 1:
        return same
    entries = cells.sums.entries_before + cells.sums.entries_now
    mine = sums.entries_before + sums.entries_now
    for axes_less in itertools.combinations(range(len(axes)), len(axes) - 1):
        larger = _keys(cells.codes[:, [axes[at] for at in axes_less]], cells.codes)
        smaller = _keys(codes[:, list(axes_less)], cells.codes)
        found, place = np.unique(larger, return_inverse=True)
        theirs = np.bincount(place, entries, len(found))
        same |= theirs[np.searchsorted(found, smaller)] <= mine
    return same


def _keys(codes: Whole, every: Whole) -> Whole:
    """One number for each row of codes."""
    size = int(every.max(initial=0)) + 1
    return np.asarray(codes @ (size ** np.arange(codes.shape[1])), dtype=np.int64)
