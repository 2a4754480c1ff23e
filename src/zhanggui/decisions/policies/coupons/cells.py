"""Which declared groups do customers fall into, and how did such customers behave when nobody wrote to them?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, pstdev
from typing import Any

from zhanggui.analyses.customers.uplift.known_before import brought_after, known_before
from zhanggui.core.words import Words
from zhanggui.decisions.policies.coupons.params import CouponParams
from zhanggui.warehouse.protocol import Warehouse

RECENCY: Mapping[str, Words] = {
    "recent": Words(zh="近期", en="recent"),
    "cooling": Words(zh="降温", en="cooling"),
    "away": Words(zh="久未来", en="long away"),
}
VALUE: Mapping[str, Words] = {
    "high": Words(zh="高客单", en="large orders"),
    "middle": Words(zh="中客单", en="middle orders"),
    "low": Words(zh="低客单", en="small orders"),
}
HABIT: Mapping[str, Words] = {
    "dependent": Words(zh="常用优惠", en="used to discounts"),
    "plain": Words(zh="少用优惠", en="seldom on discount"),
}
POOLED_WEIGHT = 50
LEAST_CASES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopper:
    """One customer with the declared group they are in."""

    customer: str
    cell: str
    order_minor: float
    before_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is known of a group: `chance` of an order within the horizon without a coupon, and what an order brings."""

    chance: float
    order_minor: float

    @property
    def is_known(self) -> bool:
        """Whether an order of the group ever brought anything."""
        return self.order_minor > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How customers of each group behaved in the days up to today: from `cases`, with how much outcomes varied."""

    cases: int
    usual: Mapping[str, Usual]
    deviation_minor: float


def shoppers(warehouse: Warehouse, params: CouponParams, day: date) -> tuple[Shopper, ...]:
    """Everybody who is in a group at the end of a day."""
    rows = _rows(warehouse, params, day)
    bounds = _thirds([row["sales_per_order"] for row in rows])
    return tuple(_shopper(row, params, bounds) for row in rows)


def past(warehouse: Warehouse, params: CouponParams, day: date) -> Past | None:
    """Put everybody into the groups of one horizon ago and count who came since; None with fewer than 100 customers.

    chance = (came + 50 · p) / (cases + 50), p the share over all: few cases in a group move it little from the whole.
    """
    then = day - timedelta(days=params.horizon_days)
    people = shoppers(warehouse, params, then)
    if len(people) < LEAST_CASES:
        return None
    after = brought_after(warehouse, then + timedelta(days=1), params.horizon_days, "net_sales", None)
    came = {row["customer"]: row for row in warehouse.fetch(after).to_pylist() if row["came"]}
    cases = Counter(one.cell for one in people)
    back = Counter(one.cell for one in people if one.customer in came)
    overall = back.total() / len(people)
    orders = defaultdict(list)
    for one in people:
        orders[one.cell].append(one.order_minor)
    brought = [float(came[one.customer]["worth"]) if one.customer in came else 0.0 for one in people]
    return Past(
        cases=len(people),
        usual={
            cell: Usual(
                chance=(back[cell] + POOLED_WEIGHT * overall) / (count + POOLED_WEIGHT), order_minor=fmean(orders[cell])
            )
            for cell, count in cases.items()
        },
        deviation_minor=pstdev(brought),
    )


def cell_name(cell: str) -> Words:
    """What a group is called.

    >>> cell_name("cooling-high-plain").en
    'cooling, large orders, seldom on discount'
    """
    parts = [words[part] for words, part in zip((RECENCY, VALUE, HABIT), cell.split("-"), strict=True)]
    return Words(zh="·".join(part.zh for part in parts), en=", ".join(part.en for part in parts))


def is_dependent(cell: str) -> bool:
    """Whether a group is used to discounts."""
    return cell.endswith("-dependent")


def _rows(warehouse: Warehouse, params: CouponParams, day: date) -> list[dict[str, Any]]:
    known = known_before(warehouse, day + timedelta(days=1))
    near = known.filter(known.last_purchase_days <= params.most_days_away, known.net_sales > 0)
    columns = ("customer", "last_purchase_days", "sales_per_order", "discount_share", "net_sales")
    rows: list[dict[str, Any]] = warehouse.fetch(near.select(*columns).order_by("customer")).to_pylist()
    return rows


def _thirds(orders: Sequence[float]) -> tuple[float, float]:
    ranked = sorted(orders)
    return (ranked[len(ranked) // 3], ranked[2 * len(ranked) // 3]) if ranked else (0.0, 0.0)


def _shopper(row: Mapping[str, Any], params: CouponParams, bounds: tuple[float, float]) -> Shopper:
    away, order = row["last_purchase_days"], row["sales_per_order"]
    recency = "recent" if away <= params.recent_days else "cooling" if away <= params.cooling_days else "away"
    value = "low" if order < bounds[0] else "middle" if order < bounds[1] else "high"
    habit = "dependent" if (row["discount_share"] or 0.0) >= params.dependent_share else "plain"
    return Shopper(
        customer=row["customer"],
        cell=f"{recency}-{value}-{habit}",
        order_minor=float(order),
        before_minor=int(row["net_sales"]),
    )
