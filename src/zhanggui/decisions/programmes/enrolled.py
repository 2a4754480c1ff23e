"""Who takes part in a programme since when, and what has each of them brought since?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.books.contacts import HOLDOUT, LATER, Contact
from zhanggui.metrics.kinds import lacks_cost
from zhanggui.stats.arms import Units

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from zhanggui.warehouse.protocol import Warehouse

HISTORY_DAYS = 90
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """Everybody by the first entry that a programme has of them; one entry of each array a person.

    A person counts once: what happens on later occasions depends on what the first one did. Who was left for later at
    first takes no part: they would be compared with people who fell due at another time.
    """

    customers: tuple[str, ...]
    day: NDArray[np.int64]
    arm: NDArray[np.str_]
    share: NDArray[np.float64]
    contacts: tuple[tuple[tuple[int, int], ...], ...]  # of each person: (day, cost) of every message

    def costs(self, horizon_days: int) -> dict[str, int]:
        """What messages to each person cost within the horizon."""
        ends = (self.day + horizon_days).tolist()
        return {
            who: sum(cost for day, cost in contacts if day < end)
            for who, contacts, end in zip(self.customers, self.contacts, ends, strict=True)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """Purchases by person and day, for sums over any window: rows in order of person and day, with running sums."""

    place: Mapping[str, int]
    person: NDArray[np.int64]
    day: NDArray[np.int64]
    running: NDArray[np.float64]  # one more entry than rows: the sum before each row
    are_costs_known: bool

    def between(
        self, customers: Sequence[str], start: NDArray[np.int64], end: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """What each customer brought from their first day up to, without, their last."""
        who = np.array([self.place.get(customer, -1) for customer in customers], dtype=np.int64)
        keys = self.person * _SPAN + self.day
        first, last = (np.searchsorted(keys, who * _SPAN + day) for day in (start, end))
        found = self.running[last] - self.running[first]
        return np.where(who >= 0, found, 0.0)


_SPAN = 1_000_000  # more days than any calendar has


def enrolled(entries: Iterable[Contact]) -> Enrolled:
    """The people of one programme's entries, each from their first entry on."""
    in_order = sorted(entries, key=lambda each: (each.customer, each.day, each.occasion))
    people = {who: tuple(mine) for who, mine in groupby(in_order, key=lambda each: each.customer)}
    kept = {who: mine for who, mine in people.items() if mine[0].arm != LATER}
    return Enrolled(
        customers=tuple(kept),
        day=np.array([number_of(mine[0].day) for mine in kept.values()], dtype=np.int64),
        arm=np.array(["" if mine[0].arm == HOLDOUT else mine[0].arm for mine in kept.values()], dtype=np.str_),
        share=np.array([mine[0].treated_share for mine in kept.values()], dtype=np.float64),
        contacts=tuple(
            tuple((number_of(each.day), each.cost_minor) for each in mine if each.is_message) for mine in kept.values()
        ),
    )


def units_of(people: Enrolled, sold: Sold, horizon_days: int, last_day: int) -> Units:
    """The experiment of those whose horizon is over: profit in it (or sales), and in the 90 days before, by person."""
    is_over = people.day + horizon_days - 1 <= last_day
    customers = tuple(who for who, over in zip(people.customers, is_over.tolist(), strict=True) if over)
    start = people.day[is_over]
    return Units(
        person=np.array(customers, dtype=np.str_),
        outcome=sold.between(customers, start, start + horizon_days),
        before=sold.between(customers, start - HISTORY_DAYS, start),
        arm=people.arm[is_over],
        stratum=people.share[is_over],
    )


def sold_between(warehouse: Warehouse, first: date, last: date) -> Sold:
    """Profit of every known customer and day (net sales, where not every cost is known)."""
    lines = warehouse.table("sale_lines")
    lines = lines.filter(
        lines.is_paid,
        ~lines.is_excluded,
        lines.customer.notnull(),
        lines.ordered_day >= first,
        lines.ordered_day <= last,
    )
    sums = lines.group_by("customer", "ordered_day").aggregate(
        net=lines.net_sales_minor.sum(),
        cost=lines.cost_minor.sum().fill_null(0),
        fee=lines.fee_minor.sum().fill_null(0),
        gaps=lacks_cost(lines).ifelse(1, 0).sum(),
    )
    rows = warehouse.fetch(sums.order_by("customer", "ordered_day"))
    columns = {name: rows[name].to_pylist() for name in rows.column_names}
    net, cost, fee = (np.array(columns[name], dtype=np.float64) for name in ("net", "cost", "fee"))
    are_costs_known = not any(columns["gaps"])
    customers, days = columns["customer"], [number_of(day) for day in columns["ordered_day"]]
    return sold_of(customers, days, net - cost - fee if are_costs_known else net, are_costs_known=are_costs_known)


def sold_of(
    customers: Sequence[str], days: Sequence[int], value: NDArray[np.float64], *, are_costs_known: bool
) -> Sold:
    """From rows in order of customer and day.

    >>> sold = sold_of(["a", "a", "b"], [1, 5, 2], np.array([1.0, 2.0, 4.0]), are_costs_known=True)
    >>> sold.between(["a", "b", "c"], np.array([1, 1, 1]), np.array([5, 5, 5])).tolist()
    [1.0, 4.0, 0.0]
    """
    place = {customer: at for at, customer in enumerate(dict.fromkeys(customers))}
    return Sold(
        place=place,
        person=np.array([place[customer] for customer in customers], dtype=np.int64),
        day=np.array(days, dtype=np.int64),
        running=np.concatenate([[0.0], np.cumsum(value)]),
        are_costs_known=are_costs_known,
    )


def number_of(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - _EPOCH
