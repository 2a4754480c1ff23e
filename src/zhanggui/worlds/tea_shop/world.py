"""What must be remembered of the world so that its days can go on?"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from zhanggui.worlds.tea_shop.nature.days import Floats, Whole
from zhanggui.worlds.tea_shop.nature.people import People
from zhanggui.worlds.tea_shop.records.sales import Sales

EXTRA_ORDERS_FROM = 5_000_000_000
_FOLDER = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldState:
    """Everybody who ever bought, orders still under way, units on hand, and the next order's number."""

    people: People
    open_orders: Sales
    seen: Whole  # by customer: a bit for each channel in which they have ordered
    spent: Whole  # by customer: fen paid so far
    on_hand: Whole  # by location and product
    recent: Floats  # by location, day and product: units sold lately
    next_order: int
    next_extra: int = EXTRA_ORDERS_FROM  # orders that a contact brought are numbered apart: the others keep theirs

    def save(self, folder: Path) -> None:
        """Write beside the tables."""
        place = folder / _FOLDER
        place.mkdir(exist_ok=True)
        self.open_orders.save(place / "open_orders.npz")
        people = {item.name: getattr(self.people, item.name) for item in fields(People)}
        with (place / "people.npz").open("wb") as file:
            np.savez(
                file,
                seen=self.seen,
                spent=self.spent,
                on_hand=self.on_hand,
                recent=self.recent,
                next_order=np.array(self.next_order),
                next_extra=np.array(self.next_extra),
                **people,
            )

    @classmethod
    def load(cls, folder: Path) -> WorldState:
        """Read what `save` wrote."""
        place = folder / _FOLDER
        with np.load(place / "people.npz") as stored:
            return cls(
                people=People(**{item.name: stored[item.name] for item in fields(People)}),
                open_orders=Sales.load(place / "open_orders.npz"),
                seen=stored["seen"],
                spent=stored["spent"],
                on_hand=stored["on_hand"],
                recent=stored["recent"],
                next_order=int(stored["next_order"]),
                next_extra=int(stored["next_extra"]),
            )
