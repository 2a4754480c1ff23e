"""What are a share, a rate and an uncertain number?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """A ratio computed after the sums; shown as a percentage.

    >>> Rate(0.1234).percent
    '12.3 %'
    """

    rate: float

    @property
    def percent(self) -> str:
        """The ratio as text with one decimal."""
        return f"{self.rate * 100:.1f} %"

    @property
    def said(self) -> str:
        """The ratio inside a sentence, where no column of decimals needs a zero.

        >>> Rate(0.4).said, Rate(0.1234).said
        ('40 %', '12.3 %')
        """
        return self.percent.replace(".0 %", " %")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A number known only within bounds, and how sure the bounds are (level 0 … 1)."""

    low: float
    estimate: float
    high: float
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RateInterval:
    """A rate known only within bounds, and how sure the bounds are (level 0 … 1)."""

    low: Rate
    estimate: Rate
    high: Rate
    level: float

    @classmethod
    def of(cls, found: Interval) -> RateInterval:
        """An uncertain number that is a rate.

        >>> RateInterval.of(Interval(low=0.1, estimate=0.2, high=0.3, level=0.9)).estimate
        Rate(rate=0.2)
        """
        return cls(low=Rate(found.low), estimate=Rate(found.estimate), high=Rate(found.high), level=found.level)
