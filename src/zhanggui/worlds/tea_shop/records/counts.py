"""How many orders, units and how much money came from each channel on each day?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhanggui.worlds.tea_shop.nature.days import Floats, Whole
from zhanggui.worlds.tea_shop.nature.demand import Demand
from zhanggui.worlds.tea_shop.nature.people import Newcomers
from zhanggui.worlds.tea_shop.records.baskets import sums
from zhanggui.worlds.tea_shop.records.moments import NEVER
from zhanggui.worlds.tea_shop.records.sales import Sales


@dataclass(slots=True, kw_only=True)
class Counts:
    """Sums that grow batch by batch; only orders that are paid sooner or later count, on their order day."""

    orders: Floats  # (channel, day)
    amount: Floats  # (channel, day): paid
    newcomers: Floats  # (channel, day): first orders
    units: Floats  # (channel, day, product)
    lines: Floats  # (channel, day, product)
    line_amount: Floats  # (channel, day, product)

    @classmethod
    def empty(cls, expected: Demand) -> Counts:
        """Nothing yet."""
        cells, products = expected.pull.shape[:2], expected.pull.shape
        return cls(
            orders=np.zeros(cells),
            amount=np.zeros(cells),
            newcomers=np.zeros(cells),
            units=np.zeros(products),
            lines=np.zeros(products),
            line_amount=np.zeros(products),
        )

    def greet(self, expected: Demand, arrived: Newcomers) -> None:
        """Count those whose first purchase falls into the days."""
        inside = arrived.day >= expected.first_day
        place = arrived.channel[inside], arrived.day[inside] - expected.first_day
        np.add.at(self.newcomers, place, 1)

    def add(self, expected: Demand, sales: Sales) -> None:
        """Count a batch."""
        bought, filled = sales.bought, sales.filled
        channels, days, products = self.units.shape
        cell = bought.channel * days + (bought.day - expected.first_day)
        is_paid = sales.when.paid != NEVER
        total = sums(filled.order, filled.due, len(sales)) + filled.order_shipping
        self.orders += _grid(cell[is_paid], None, (channels, days))
        self.amount += _grid(cell[is_paid], total[is_paid], (channels, days))
        paid_line = is_paid[filled.order]
        place = (cell[filled.order] * products + filled.product)[paid_line]
        shape = (channels, days, products)
        self.units += _grid(place, filled.quantity[paid_line], shape)
        self.lines += _grid(place, None, shape)
        self.line_amount += _grid(place, filled.due[paid_line], shape)


def _grid(place: Whole, weights: Whole | None, shape: tuple[int, ...]) -> Floats:
    return np.asarray(np.bincount(place, weights=weights, minlength=int(np.prod(shape))).reshape(shape))
