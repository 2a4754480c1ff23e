"""How far are the parts of one condition from having done all alike, and how far once a part is explained?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.stats.cells import OTHER, Cells, Explained, Floats, Sums
from zhanggui.stats.looking import Usual, by
from zhanggui.stats.restlessness import expected, variance

LEAST_ENTRIES = 10.0
LARGEST = 0.6  # of the whole: where one of two departs from the other, the smaller one is the part


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """What every code on every axis brought, and the whole."""

    axes: tuple[Sums, ...]
    whole: Sums

    @classmethod
    def of(cls, cells: Cells) -> Margins:
        """One pass over the cells for each axis."""
        return cls._of(cells, [int(codes.max(initial=0)) + 1 for codes in cells.codes.T])

    @classmethod
    def _of(cls, cells: Cells, sizes: Sequence[int]) -> Margins:
        axes = tuple(
            Sums.of([np.asarray(np.bincount(codes, column, size), dtype=np.float64) for column in cells.sums.columns])
            for codes, size in zip(cells.codes.T, sizes, strict=True)
        )
        return cls(axes=axes, whole=cells.sums.total())

    def explained(self, cells: Cells, each: Explained) -> Margins:
        """What is left when a part of the cells does as the rest: only the cells inside are gone through again."""
        inside = self._of(cells.where(cells.inside(each.part)), [len(axis.now) for axis in self.axes])
        axes = tuple(_with(mine, theirs, each) for mine, theirs in zip(self.axes, inside.axes, strict=True))
        return Margins(axes=axes, whole=_with(self.whole, inside.whole, each))

    def left_over(self, usual: Usual) -> float:
        """Σ z² over all parts of one condition, each beside its rest and as restless as is usual on its axis."""
        squared = 0.0
        for axis, sums in enumerate(self.axes):
            told = worth_looking_at(sums, self.whole)
            squared += float(rough((axis,), sums.where(told[told != OTHER]), self.whole, usual).sum())
        return round(squared, 6)


def _with(every: Sums, inside: Sums, each: Explained) -> Sums:
    return every.less(inside.less(inside.weighted(each.worth, each.counts)))


def worth_looking_at(sums: Sums, whole: Sums) -> NDArray[np.intp]:
    """The parts that sold enough to tell, and are not nearly all."""
    entries = np.maximum(sums.entries_before, sums.entries_now)
    all_entries = whole.entries_before + whole.entries_now
    is_part = sums.entries_before + sums.entries_now <= LARGEST * all_entries
    return np.flatnonzero((entries >= LEAST_ENTRIES) & is_part)


def rough(axes: Sequence[int], sums: Sums, whole: Sums, usual: Usual) -> Floats:
    """How much parts depart, squared, if they are as restless as is usual: in worth or in number, whichever is more."""
    most = np.zeros(len(sums.now))
    for counts in {counts for _, counts in usual.by_axis}:
        psi = usual.prior(tuple((axis, 0) for axis in axes), (1, counts)).psi
        part, beside = by(sums, counts=counts), by(whole, counts=counts)
        most = np.maximum(most, (part.now - expected(part, beside)) ** 2 / (psi * variance(part, beside)))
    return most
