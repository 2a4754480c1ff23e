"""What did every part of the shop bring in two periods, in the spans of the past, and in those of last year?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from zhanggui.metrics.dimension import Dimension
from zhanggui.stats.cells import Cells, Explained, Flags, Floats, Part, Sums, Whole
from zhanggui.stats.restlessness import History

NEITHER, BEFORE, NOW = 0, 1, 2
NO_SPAN, NO_LIKE = -1, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One dimension of the shop with the values that are told apart; code 0 is everything else."""

    dimension: Dimension
    told: tuple[str, ...] | None = None
    values: tuple[str, ...] = ()

    def value(self, code: int) -> str:
        """The value of a number."""
        return self.values[code - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCells:
    """Every combination of values on every axis, span by span: what it brought, its squares, entries and units.

    `side` tells which of the two compared periods a row lies in, `span` which span of the past; `like` which of the
    kinds of days of last year, each kind standing for as many days of the spans of `likes` as its row tells; `special`
    the share of festival days in each span and then in the period itself. `season` are the factors by which the worth
    and the number of what was sold in the past count, so that it is what the period would be expected to bring.
    """

    axes: tuple[Axis, ...]
    codes: Whole
    side: Whole
    span: Whole
    like: Whole
    amounts: Whole
    squares: Floats
    entries: Whole
    units: Whole
    special: Floats
    likes: Floats
    season: Floats

    def compared(self) -> Cells:
        """Before and now."""
        chosen = self.side != NEITHER
        sides = [self.side[chosen] == side for side in (BEFORE, NOW)]
        columns = (self.amounts[chosen], self.squares[chosen], self.entries[chosen])
        sums = [np.where(side, column, 0).astype(np.float64) for column in columns for side in sides]
        return Cells(codes=self.codes[chosen], sums=Sums.of(sums))

    def seasonal(self, seasons: Sequence[Explained]) -> ShopCells:
        """With a past in which the parts that have a season sold as much as is expected of them now."""
        season = self.season.copy()
        for each in seasons:
            season[:, self._inside(each.part)] *= np.array([[each.worth[0]], [each.counts[0]]])
        return replace(self, season=season)

    def last_year(self) -> Cells:
        """The span of last year that is like the one before, and the one like the period itself."""
        stands_for = self.likes[self.like][:, -2:]
        chosen = stands_for.any(axis=1)
        columns = (self.amounts[chosen], self.squares[chosen], self.entries[chosen])
        return Cells(
            codes=self.codes[chosen],
            sums=Sums.of([column * days for column in columns for days in stands_for[chosen].T]),
        )

    def whole(self) -> History:
        """The whole shop span by span."""
        return self._history(self._known, *np.ones((2, len(self.codes))))

    def values(self, axis: int) -> tuple[History, ...]:
        """Every value of an axis that is told apart, span by span, also those that sell no more."""
        size = len(self.special) - 1
        known = (self.span != NO_SPAN) & (self.codes[:, axis] > 0)
        key = (self.codes[known, axis] - 1) * size + self.span[known]
        values = len(self.axes[axis].values)
        columns = [self._by(key, column[known], values * size) for column in (self.amounts, self.squares, self.entries)]
        rows = [column.reshape(values, size) for column in columns]
        return tuple(_past([column[value] for column in rows], self.special) for value in range(values))

    def histories(self, parts: Sequence[Part], explained: Sequence[Explained]) -> tuple[History, dict[Part, History]]:
        """The whole and any of its parts, span by span; of what is explained only what is left counts."""
        known, worth, counts = self._known, *np.ones((2, len(self.codes)))
        for each in explained:
            inside = self._inside(each.part)
            worth[inside] *= each.worth[0]
            counts[inside] *= each.counts[0]
        found = {part: self._history(known & self._inside(part), worth, counts) for part in parts}
        return self._history(known, worth, counts), found

    def assigned(self, parts: Sequence[Part]) -> dict[int, dict[str, int]]:
        """Each row in the first part that holds it, or in none (number -1): exact sums of amount and units."""
        number = np.full(len(self.codes), -1)
        for at in reversed(range(len(parts))):
            number[self._inside(parts[at])] = at
        columns = {"amount": self.amounts, "units": self.units}
        sides = {"before": self.side == BEFORE, "now": self.side == NOW}
        return {
            at: {
                f"{name}_{side}": int(column[within & (number == at)].sum())
                for name, column in columns.items()
                for side, within in sides.items()
            }
            for at in range(-1, len(parts))
        }

    @property
    def _known(self) -> Flags:
        """The rows of the past."""
        return np.asarray((self.span != NO_SPAN) | (self.like != NO_LIKE))

    def _inside(self, part: Part) -> Flags:
        within = np.ones(len(self.codes), dtype=bool)
        for axis, code in part:
            within &= self.codes[:, axis] == code
        return within

    def _history(self, chosen: Flags, worth: Floats, counts: Floats) -> History:
        at = np.flatnonzero(chosen & (worth > 0))
        then = self._weighted(at, worth * self.season[0], counts * self.season[1])
        spans = [self._by(self.span[at] - NO_SPAN, column, len(self.special))[1:] for column in then]
        past = _past(spans, self.special)
        if len(self.likes) == 1:
            return past
        return replace(past, last_year=self._last_year(self.like[at], then, self._weighted(at, worth, counts)))

    def _weighted(self, at: Whole, worth: Floats, counts: Floats) -> Sequence[Floats]:
        worth, counts = worth[at], counts[at]
        return self.amounts[at] * worth, self.squares[at] * worth**2, self.entries[at] * counts

    def _last_year(self, like: Whole, then: Sequence[Floats], now: Sequence[Floats]) -> History:
        """The spans of last year: every kind of its days as often as it stands for a day of each."""
        days = self.likes.T
        spans = [
            np.append(
                days[:-1] @ self._by(like, before, len(self.likes)), days[-1] @ self._by(like, after, len(self.likes))
            )
            for before, after in zip(then, now, strict=True)
        ]
        return _past(spans, np.zeros(len(days) + 1))

    def _by(self, key: Whole, column: Any, size: int) -> Floats:
        return np.asarray(np.bincount(key, column, size), dtype=np.float64)


def _past(columns: Sequence[Floats], special: Floats) -> History:
    amounts, squares, entries = columns
    return History(amounts=amounts, squares=squares, entries=entries, special=special)
