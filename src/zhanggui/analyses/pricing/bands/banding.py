"""Where does one price band of a category end and the next begin, and where is none?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from zhanggui.analyses.pricing.bands.sold_prices import SoldPrice
from zhanggui.stats.natural_breaks import natural_breaks

ROUND = (5, 2, 1)
DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Prices from `low_minor` up to but without `high_minor`; None: no limit."""

    low_minor: int | None
    high_minor: int | None

    def beyond(self, price: float, tolerance: float = 0.0) -> float:
        """How far a price lies beyond it, negative below; 0 within or within the tolerance of a limit.

        >>> tea = Range(low_minor=5_000, high_minor=10_000)
        >>> tea.beyond(4_000), tea.beyond(4_900, 0.05), tea.beyond(12_000)
        (-1000, 0.0, 2000)
        """
        if self.low_minor is not None and price < self.low_minor * (1 - tolerance):
            return price - self.low_minor
        if self.high_minor is not None and price > self.high_minor * (1 + tolerance):
            return price - self.high_minor
        return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Nothing of a category is sold between two neighbouring prices."""

    category: str
    below: SoldPrice
    above: SoldPrice

    @property
    def middle_minor(self) -> float:
        """The price as many times above the one as below the other."""
        return math.sqrt(self.below.price_minor * self.above.price_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """The bands of one category, cheapest first, and what its products usually sell for of their list price."""

    category: str
    products: Sequence[SoldPrice]
    limits: Sequence[int]
    usual_share: float

    @property
    def bands(self) -> tuple[Range, ...]:
        """Each band; the first is open below, the last above."""
        return ranges_between(self.limits)

    def place(self, price: float) -> int:
        """Which band a price lies in."""
        return sum(price >= limit for limit in self.limits)


def structure(category: str, sold: Sequence[SoldPrice], bands: int, least_products: int, least_units: int) -> Structure:
    """Natural breaks of the logarithms of prices: a step by a half counts as much at 20 yuan as at 200.

    Products that sold too few units do not make bands, but are counted in them. A limit is the roundest price between
    two neighbours.
    """
    prices = [each.price_minor for each in sold if each.units >= least_units]
    shares = [each.price_minor / each.list_minor for each in sold if each.list_minor > 0 and each.units >= least_units]
    return Structure(
        category=category,
        products=sold,
        limits=limits_of(prices, bands, least_products),
        usual_share=median(shares) if shares else 1.0,
    )


def limits_of(prices: Sequence[float], bands: int, least_products: int) -> list[int]:
    """Where one band of these prices ends and the next begins, cheapest first.

    >>> limits_of([1_900, 2_100, 2_300, 8_800, 9_000, 9_900], 2, 3)
    [5000]
    """
    told = sorted(prices)
    cuts = natural_breaks([math.log(price) for price in told], bands, least_products)
    return [round_between(told[cut - 1], told[cut]) for cut in cuts]


def ranges_between(limits: Sequence[int]) -> tuple[Range, ...]:
    """Each band; the first is open below, the last above."""
    return tuple(Range(low_minor=low, high_minor=high) for low, high in pairwise((None, *limits, None)))


def round_between(low: float, high: float) -> int:
    """The roundest whole number above the one and not above the other; the higher one rounded up where there is none.

    >>> round_between(3_890, 5_210), round_between(101.0, 104.0), round_between(6.2, 6.4)
    (5000, 102, 7)
    """
    for power in reversed(range(DIGITS)):
        for digit in ROUND:
            step = digit * int(10**power)
            found = (math.floor(low / step) + 1) * step
            if found <= high:
                return found
    return math.ceil(high)


def gaps(found: Structure, least_units: int, ratio: float) -> list[Gap]:
    """Neighbouring prices so many times apart."""
    told = sorted((each for each in found.products if each.units >= least_units), key=lambda each: each.price_minor)
    return [
        Gap(category=found.category, below=below, above=above)
        for below, above in pairwise(told)
        if above.price_minor >= ratio * below.price_minor
    ]
