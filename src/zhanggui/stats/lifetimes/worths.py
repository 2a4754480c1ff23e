"""What were customers' purchases worth, in how many of them, and how many customers share that?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from zhanggui.stats.season import Flags, Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Worths:
    """Mean worth of a purchase, one entry for customers alike: on how many purchases it rests, how many they are."""

    purchases: Floats
    mean: Floats
    customers: Floats

    @classmethod
    def of(cls, purchases: Floats, mean: Floats, customers: Floats | None = None) -> Self:
        """From arrays of numbers; everybody by themselves where no counts are told."""
        x, z = np.asarray(purchases, dtype=float), np.asarray(mean, dtype=float)
        return cls(purchases=x, mean=z, customers=np.ones_like(x) if customers is None else np.asarray(customers))

    @property
    def people(self) -> float:
        """How many customers."""
        return float(self.customers.sum())

    @property
    def average(self) -> float:
        """Their mean worth of a purchase, each customer counting once."""
        return float(np.average(self.mean, weights=self.customers))

    def above_nothing(self) -> Worths:
        """Those with purchases whose mean is positive."""
        return self._where((self.purchases > 0) & (self.mean > 0))

    def in_units_of(self, unit: float) -> Worths:
        """The same in another unit of money."""
        return Worths(purchases=self.purchases, mean=self.mean / unit, customers=self.customers)

    def _where(self, which: Flags) -> Worths:
        return Worths(purchases=self.purchases[which], mean=self.mean[which], customers=self.customers[which])
