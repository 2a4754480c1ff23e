"""How are a shop's sale lines reduced to histories that many customers share?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import PARTLY_COSTED, profit_estimate, sums_of
from zhanggui.analyses.customers.value.festival_days import FestivalDays
from zhanggui.stats.lifetimes.ahead import Customers, Outlook
from zhanggui.stats.lifetimes.choice import Split
from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.shop_time import ShopTime
from zhanggui.stats.lifetimes.worths import Worths
from zhanggui.stats.season import Floats

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.counted_sales import SalesParams
    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse

Money_ = Literal["contribution_profit", "net_sales"]
KEY = ("repeats", "latest", "age", "worth_class")
COLUMNS = (
    *KEY,
    "early_repeats",
    "early_latest",
    "customers",
    "repeat_worth",
    "first_worth",
    "within",
)
CLASSES = 20.0  # of mean worth, for each factor e: five percent wide


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Customers alike in when they bought and in what a purchase is worth; one entry of each array a cell.

    Times are days since the first purchase; `early_…` is what was known on the day of the split. Worth is in minor
    units: `repeat_worth` and `first_worth` are sums over the cell's customers, `within` the squares around their means.
    What models are told is in shop time, `time`, which is the calendar until the shop's festivals are known.
    """

    repeats: Floats
    latest: Floats
    age: Floats
    worth_class: Floats
    early_repeats: Floats
    early_latest: Floats
    customers: Floats
    repeat_worth: Floats
    first_worth: Floats
    within: Floats
    time: ShopTime = field(default_factory=ShopTime)

    def __len__(self) -> int:
        return len(self.repeats)

    @property
    def histories(self) -> Histories:
        """As the models of coming and leaving ask for them."""
        days = Histories(repeats=self.repeats, latest=self.latest, age=self.age, customers=self.customers)
        return self.time.histories(days)

    @property
    def mean(self) -> Floats:
        """What a repeat purchase was worth on average; 0 where there was none."""
        return np.asarray(self.repeat_worth / np.maximum(self.repeats * self.customers, 1))

    @property
    def seen(self) -> Customers:
        """With what their worth rests on."""
        return Customers(histories=self.histories, purchases=self.repeats, mean=self.mean)

    @property
    def worths(self) -> Worths:
        """Of those who came again: what a repeat purchase was worth."""
        again = self.repeats > 0
        return Worths.of(self.repeats[again], self.mean[again], self.customers[again])

    @property
    def variance_within(self) -> float:
        """The pooled variance of one customer's repeat purchases around their own mean; 0 where nobody made two."""
        freedom = float(self.customers @ np.maximum(self.repeats - 1, 0))
        return float(self.within.sum()) / freedom if freedom else 0.0

    def ahead(self, outlook: Outlook) -> Outlook:
        """So many days from the last known one on, as the models count them."""
        return replace(outlook, days=self.time.ahead(outlook.days))

    def split(self, days_before_end: int) -> Split:
        """Those who had bought so many days before the end: as known then, and now."""
        there = self.age >= days_before_end
        early = np.stack([self.early_repeats, self.early_latest, self.age - days_before_end])[:, there]
        days = Histories(repeats=early[0], latest=early[1], age=early[2], customers=self.customers[there])
        return Split(early=self.time.before(days_before_end).histories(days), whole=self.histories.take(there))

    def timed(self, festivals: FestivalDays, last_day: date) -> Cells:
        """The same cells, told by a shop's own time."""
        return replace(self, time=festivals.time(last_day, int(self.age.max(initial=0))))

    def take(self, which: Any) -> Cells:
        """Some of the cells."""
        return replace(self, **{name: getattr(self, name)[which] for name in COLUMNS})


def fetch_cells(
    warehouse: Warehouse, params: SalesParams, *, split_day: date, money: Money_ | None, margin: MarginAssumption | None
) -> Cells:
    """The cells of a shop; everything is grouped in the engine, and no customer leaves it."""
    return cells_of(warehouse, customer_histories(warehouse, params, split_day=split_day, money=money, margin=margin))


def cells_of(warehouse: Warehouse, people: ir.Table) -> Cells:
    """The cells of these customers."""
    keys = (*KEY, "early_repeats", "early_latest")
    grouped = people.group_by(*keys).aggregate(
        customers=people.count(),
        repeat_worth=people.repeat_worth.sum(),
        first_worth=people.first_worth.sum(),
        within=people.within.sum(),
    )
    rows = warehouse.fetch(grouped.order_by(*keys))
    columns: dict[str, Any] = {name: np.asarray(rows[name].to_numpy(), dtype=float) for name in COLUMNS}
    return Cells(**columns)


def customer_histories(
    warehouse: Warehouse, params: SalesParams, *, split_day: date, money: Money_ | None, margin: MarginAssumption | None
) -> ir.Table:
    """One row per known customer who bought: purchases after the first, when, and what they were worth.

    A purchase is a day with a paid order: several orders of one day are one. What came back later is taken off the
    repeat purchases, or off the first where there is no other.
    """
    import ibis

    days = _purchase_days(warehouse, params, money, margin)
    last_day = ibis.literal(params.span(warehouse.as_of).last_day)
    bought = days.filter(days.bought == 1)
    firsts = bought.group_by("customer").aggregate(first_day=bought.ordered_day.min())
    days = days.inner_join(firsts, "customer")
    is_repeat = (days.bought == 1) & (days.ordered_day > days.first_day)
    is_early = is_repeat & (days.ordered_day <= ibis.literal(split_day))
    since = days.ordered_day.delta(days.first_day, unit="day")
    people = days.group_by("customer", "first_day").aggregate(
        repeats=is_repeat.ifelse(1, 0).sum(),
        latest=is_repeat.ifelse(since, 0).max(),
        early_repeats=is_early.ifelse(1, 0).sum(),
        early_latest=is_early.ifelse(since, 0).max(),
        after_first=(days.ordered_day > days.first_day).ifelse(days.worth, 0.0).sum(),
        everything=days.worth.sum(),
        squares=is_repeat.ifelse(days.worth * days.worth, 0.0).sum(),
    )
    return _told(people, last_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtByDay:
    """How many known customers bought on each day up to the last, and how many of them had bought before."""

    last_day: date
    bought: Floats
    again: Floats

    def up_to(self, days_before_end: int) -> Floats:
        """Who bought on each day up to so many days before the last."""
        return self.bought[: max(0, len(self.bought) - days_before_end)]


def bought_by_day(warehouse: Warehouse, params: SalesParams) -> BoughtByDay:
    """Known customers by day, from the first day on which one of them bought."""
    last_day = params.span(warehouse.as_of).last_day
    days = _purchase_days(warehouse, params, None, None)
    bought = days.filter(days.bought == 1)
    firsts = bought.group_by("customer").aggregate(first_day=bought.ordered_day.min())
    bought = bought.inner_join(firsts, "customer")
    is_again = (bought.ordered_day > bought.first_day).ifelse(1, 0)
    by_day = bought.group_by("ordered_day").aggregate(people=bought.count(), again=is_again.sum())
    rows = warehouse.fetch(by_day).to_pylist()
    back = [(last_day - row["ordered_day"]).days for row in rows]
    people, again = np.zeros(max(back, default=-1) + 1), np.zeros(max(back, default=-1) + 1)
    for at, row in zip(back, rows, strict=True):
        people[-1 - at], again[-1 - at] = row["people"], row["again"]
    return BoughtByDay(last_day=last_day, bought=people, again=again)


def customers_in(people: ir.Table, keys: Sequence[tuple[int, ...]]) -> ir.Table:
    """The customers whose histories lie in some cells, told by their keys."""
    import ibis

    number = ibis.literal(0, type="int64")
    for name, size in zip(KEY, SIZES, strict=True):
        number = number * size + people[name].cast("int64") + size // 2
    return people.filter(number.isin([_number(key) for key in keys]))


SIZES = (100_000, 40_000, 40_000, 40_000)  # room for each part of a cell's number: together below 2^63


def _number(key: tuple[int, ...]) -> int:
    number = 0
    for part, size in zip(key, SIZES, strict=True):
        number = number * size + int(part) + size // 2
    return number


def _purchase_days(
    warehouse: Warehouse, params: SalesParams, money: Money_ | None, margin: MarginAssumption | None
) -> ir.Table:
    import ibis

    lines = counted_sales.counted_lines(warehouse, params)
    lines = lines.filter(lines.customer.notnull())
    days = lines.group_by("customer", "ordered_day").aggregate(
        bought=counted_sales.purchases(lines).max(), **sums_of(lines, *PARTLY_COSTED)
    )
    worth: Any = ibis.literal(0.0)
    if money is not None:
        worth = (days.net_sales if money == "net_sales" else profit_estimate(days, margin)).cast("float64")
    return days.select("customer", "ordered_day", "bought", worth=worth)


def _told(people: ir.Table, last_day: Any) -> ir.Table:
    """Worth of the repeat purchases and of the first; the class of mean worth, with its sign."""
    again = people.repeats > 0
    people = people.mutate(
        age=last_day.delta(people.first_day, unit="day"),
        repeat_worth=again.ifelse(people.after_first, 0.0),
        first_worth=again.ifelse(people.everything - people.after_first, people.everything),
    )
    mean = again.ifelse(people.repeat_worth / people.repeats.nullif(0).cast("float64"), 0.0)
    size = ((mean.abs() + 1.0).ln() * CLASSES).floor().cast("int64")
    within = (people.squares - mean * people.repeat_worth).fill_null(0.0)
    return people.mutate(
        worth_class=(mean < 0).ifelse(-size, size).fill_null(0),
        within=(within > 0).ifelse(within, 0.0),
    )
