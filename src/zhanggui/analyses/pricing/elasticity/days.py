"""How are rows of a day kept by product and channel, and laid out over the days of a period?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

if TYPE_CHECKING:
    from zhanggui.core.period import Period

Whole = NDArray[np.int64]
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Values with the day of each, counted from a period's first, in order."""

    day: Whole
    value: NDArray[np.float64]


NOTHING = Dated(day=np.empty(0, np.int64), value=np.empty(0))


def by_keys(rows: pa.Table, keys: Sequence[str], period: Period) -> Mapping[tuple[str, ...], Dated]:
    """The columns `day` and `value` of every key; rows come sorted by their keys and then by day."""
    day, value = days_in(rows, "day", period), rows["value"].cast(pa.float64()).to_numpy()
    return {key: Dated(day=day[mine], value=value[mine]) for key, mine in stretches_of(rows, keys)}


def stretches_of(rows: pa.Table, keys: Sequence[str]) -> Iterator[tuple[tuple[str, ...], slice]]:
    """Every key with the rows that have it; rows come sorted by their keys."""
    if not rows.num_rows:
        return
    coded = [rows[name].cast(pa.string()).combine_chunks().dictionary_encode() for name in keys]
    codes = np.array([each.indices.to_numpy(zero_copy_only=False) for each in coded])
    begins = np.flatnonzero(np.r_[True, (codes[:, 1:] != codes[:, :-1]).any(axis=0)])
    names = (each.dictionary.take(pa.array(row[begins])).to_pylist() for each, row in zip(coded, codes, strict=True))
    ends = [*begins[1:].tolist(), rows.num_rows]
    for key, begin, end in zip(zip(*names, strict=True), begins.tolist(), ends, strict=True):
        yield key, slice(begin, end)


def days_in(rows: pa.Table, name: str, period: Period) -> Whole:
    """A column of days, counted from the period's first."""
    since: Whole = rows[name].cast(pa.int32()).to_numpy().astype(np.int64) - (period.start - EPOCH).days
    return since


def scattered(found: Sequence[Dated], days: int) -> NDArray[np.float64]:
    """(series, day): each value on its day, 0 elsewhere."""
    laid = np.zeros((len(found), days))
    for row, each in enumerate(found):
        laid[row, each.day] = each.value
    return laid


def carried_on(found: Sequence[Dated], days: int) -> Whole:
    """(series, day): the latest value so far, 0 before the first; what came before the period counts from its start."""
    laid = np.zeros((len(found), days), np.int64)
    for row, each in enumerate(found):
        if len(each.day):
            at = np.searchsorted(np.maximum(each.day, 0), np.arange(days), side="right") - 1
            laid[row] = np.where(at >= 0, each.value[np.maximum(at, 0)], 0)
    return laid
