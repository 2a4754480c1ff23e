"""What has to be known of a customer's purchases, and how many customers share the same?"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from zhanggui.stats.season import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Histories:
    """Purchase histories, one entry a distinct history; all times in one unit, counted from the first purchase.

    `repeats` x counts the purchases after the first, `latest` t_x is when the last of them was (0 without one), `age` T
    is how long the customer has been watched, `customers` how many share all three. Nothing else about the moments of
    purchase matters to models whose purchases are Poisson while a customer is there.
    """

    repeats: Floats
    latest: Floats
    age: Floats
    customers: Floats

    @classmethod
    def distinct(cls, repeats: Floats, latest: Floats, age: Floats, customers: Floats | None = None) -> Self:
        """Equal histories become one entry.

        >>> found = Histories.distinct(np.array([0, 0, 1]), np.array([0, 0, 5]), np.array([9, 9, 9]))
        >>> found.customers.tolist(), found.repeats.tolist()
        ([2.0, 1.0], [0.0, 1.0])
        """
        columns = [np.asarray(column, dtype=float) for column in (repeats, latest, age)]
        weights = np.ones(len(columns[0])) if customers is None else np.asarray(customers, dtype=float)
        order = np.lexsort(columns)
        rows = np.stack(columns)[:, order]
        starts = np.flatnonzero(np.concatenate([[True], (np.diff(rows, axis=1) != 0).any(axis=0)])[: len(order)])
        summed = np.add.reduceat(weights[order], starts) if len(starts) else weights
        x, t, age_ = rows[:, starts]
        return cls(repeats=x, latest=t, age=age_, customers=summed)

    def __len__(self) -> int:
        return len(self.repeats)

    @property
    def people(self) -> float:
        """How many customers there are."""
        return float(self.customers.sum())

    @property
    def repeaters(self) -> float:
        """How many of them came again."""
        return float(self.customers[self.repeats > 0].sum())

    def take(self, which: object) -> Histories:
        """Some of the entries."""
        return Histories(**{part.name: getattr(self, part.name)[which] for part in fields(self)})

    def in_units_of(self, unit: float) -> Histories:
        """The same histories with times told in another unit."""
        return Histories(repeats=self.repeats, latest=self.latest / unit, age=self.age / unit, customers=self.customers)

    def coarse(self, most: int) -> Histories:
        """The same histories told so roughly that few differ: where a search begins, never where it ends."""
        if len(self) <= most:
            return self
        step = float(self.age.max()) / np.sqrt(most / 8)
        latest = np.where(self.repeats > 0, np.round(self.latest / step) * step, 0.0)
        age = np.maximum(np.round(self.age / step) * step, latest)
        return Histories.distinct(np.round(self.repeats), latest, age, self.customers)
