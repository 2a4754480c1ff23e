"""What does a point cost the shop in the end, by the programme in force?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.app.loyalty.overview import liability_of
from zhanggui.checkout.members.programmes import programme_in_force
from zhanggui.checkout.members.reading import fates
from zhanggui.core.described import described

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsCost:
    """How points are earned, and what one of them is expected to cost."""

    paid_per_point_minor: Annotated[int, described("每付多少得一积分", "Paid for one point", unit="minor")]
    point_cost_minor: Annotated[float, described("一积分的成本", "Cost of a point", unit="minor")]


def points_cost(shop: Shop) -> PointsCost | None:
    """Cost = worth · share that will be used; all of it where that cannot be told. None without a programme."""
    with shop.books.reading() as connection:
        programme = programme_in_force(connection)
        if programme is None:
            return None
        used = liability_of(programme, fates(connection, shop.clock.now())).used_share
    worth = programme.points.worth
    share = used.estimate.rate if used else 1.0
    cost = worth.worth_minor / worth.points * share
    return PointsCost(paid_per_point_minor=programme.points.paid_per_point_minor, point_cost_minor=cost)
