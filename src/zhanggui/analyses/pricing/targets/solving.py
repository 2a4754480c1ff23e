"""Which price leaves a wanted share of net sales after cost, fees, carrier, returns and advertising?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Price = TypeVar("Price", "float", "NDArray[np.float64]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Economics:
    """What a unit sold in a channel takes; shares are 0 … 1, amounts minor units for a unit sold.

    `kept_sales` is the share of the price that stays net sales after returns, `kept_units` the share of units that stay
    sold, `rate` what fees take of net sales, `ads` what advertising takes of net sales.
    """

    cost_minor: float
    kept_sales: float
    kept_units: float
    rate: float
    fixed_minor: float
    ads: float

    def margin_at(self, price_minor: float) -> float:
        """What is left of net sales at a price: (p κ (1 − r − a) − c υ − f) / (p κ).

        >>> tea = Economics(cost_minor=4000, kept_sales=1, kept_units=1, rate=0.05, fixed_minor=500, ads=0.05)
        >>> round(tea.margin_at(10_000), 6)
        0.45
        """
        net = price_minor * self.kept_sales
        return 1 - self.rate - self.ads - (self.cost_minor * self.kept_units + self.fixed_minor) / net

    def left_at(self, price_minor: Price) -> Price:
        """What a unit sold at a price, or at each of several, leaves before advertising: p κ (1 − r) − c υ − f.

        >>> Economics(cost_minor=4000, kept_sales=1, kept_units=1, rate=0.05, fixed_minor=500, ads=0.05).left_at(10_000)
        5000.0
        """
        return price_minor * self.kept_sales * (1 - self.rate) - self.cost_minor * self.kept_units - self.fixed_minor

    def price_for(self, margin: float) -> float | None:
        """The price at which the share of net sales that is left is the wanted one; None where no price reaches it.

        p = (c υ + f) / (κ (1 − r − a − m)): c cost, υ units kept, f fixed charges, κ the share of the price kept as net
        sales, r fees by rate, a advertising, m the margin. Demand is taken as it is.

        >>> tea = Economics(cost_minor=4000, kept_sales=1, kept_units=1, rate=0.05, fixed_minor=500, ads=0.05)
        >>> round(tea.price_for(0.45)), tea.price_for(0.9)
        (10000, None)
        """
        left = 1 - self.rate - self.ads - margin
        if left <= 0 or self.kept_sales <= 0:
            return None
        return (self.cost_minor * self.kept_units + self.fixed_minor) / (self.kept_sales * left)
