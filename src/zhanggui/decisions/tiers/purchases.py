"""What did each customer buy when, and what was left of it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.counted_sales import SalesParams, counted_lines

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """One customer: the purchases in their order, and what a year's sales left before members' costs.

    `sure_minor` where costs are known, `base_minor` the net sales where they are not.
    """

    customer: str
    bought: tuple[tuple[datetime, int], ...]
    sure_minor: int
    base_minor: int

    def spent_since(self, at: datetime) -> int:
        """What was paid for goods since an instant, returns taken off."""
        return sum(minor for when, minor in self.bought if when >= at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyers:
    """The customers who are followed, out of how many that were looked at, out of how many there are.

    Who gave everything back was looked at and is not followed.
    """

    followed: tuple[Buyer, ...]
    looked_at: int
    all: int

    @property
    def scale(self) -> float:
        """For how many customers each of them stands."""
        return self.all / self.looked_at if self.looked_at else 1.0


def buyers(warehouse: Warehouse, most: int) -> Buyers:
    """Known customers with a paid purchase; the first so many by pseudonym, which is as good as by lot."""
    lines = counted_lines(warehouse, SalesParams())
    lines = lines.filter(lines.customer.notnull())
    people = lines.select("customer").distinct()
    whole = warehouse.fetch(people.aggregate(count=people.count())).to_pylist()[0]["count"]
    lines = lines.semi_join(people.order_by("customer").limit(most), "customer")
    bought: dict[str, list[tuple[datetime, int]]] = {}
    for row in warehouse.fetch(_orders(lines)).to_pylist():
        spent = int(row["spent"])
        if spent > 0:
            bought.setdefault(row["customer"], []).append((datetime.fromtimestamp(row["seconds"], UTC), spent))
    left = {row["customer"]: row for row in warehouse.fetch(_left(lines, warehouse.as_of)).to_pylist()}
    followed = tuple(_buyer(name, each, left.get(name)) for name, each in bought.items())
    return Buyers(followed=followed, looked_at=min(most, int(whole)), all=int(whole))


def _orders(lines: Any) -> Any:
    """Goods paid for in each order, less what went back."""
    found = lines.group_by("customer", "order_no").aggregate(
        seconds=lines.ordered_at.truncate("s").epoch_seconds().min(),
        spent=(lines.due_minor - lines.refund_goods_minor).sum(),
    )
    return found.order_by("customer", "seconds", "order_no")


def _left(lines: Any, as_of: date) -> Any:
    late = lines.filter(lines.ordered_day > as_of - YEAR)
    lacks = late.cost_minor.isnull()
    sure = late.net_sales_minor - late.cost_minor - late.fee_minor.fill_null(0)
    return late.group_by("customer").aggregate(
        sure=sure.sum(where=~lacks).fill_null(0), base=late.net_sales_minor.sum(where=lacks).fill_null(0)
    )


def _buyer(name: str, bought: list[tuple[datetime, int]], left: dict[str, Any] | None) -> Buyer:
    sure, base = (int(left[each]) if left else 0 for each in ("sure", "base"))
    return Buyer(customer=name, bought=tuple(bought), sure_minor=sure, base_minor=base)
