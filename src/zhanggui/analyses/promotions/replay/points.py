"""What do the points cost that an offer lets customers earn on top?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.offers.engine.splitting import split

if TYPE_CHECKING:
    from zhanggui.offers.quote import Quote

MOST_POINTS = 10**9  # what every basket is taken to wish: offers pay no more than they say and the goods cost


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsAssumed:
    """How points are earned, and what one of them is expected to cost the shop in the end."""

    paid_per_point_minor: int
    cost_minor: float


def extra_points(told: Quote, assumed: PointsAssumed) -> list[int]:
    """The points that each applied offer lets the customer earn beyond those of any purchase: P − ⌊due ÷ p⌋ in all."""
    extra = max(told.points_earned - told.due_minor // assumed.paid_per_point_minor, 0)
    more = [applied.bonus_bps for applied in told.applied]
    return split(extra, more) if any(more) else [0] * len(more)
