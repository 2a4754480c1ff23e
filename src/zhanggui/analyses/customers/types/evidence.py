"""What is known of how each customer buys, and how sure is it that a condition holds?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from zhanggui.analyses import counted_sales
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.customers.types.kinds import (
    CANNOT_TELL,
    FACTS,
    FEWEST,
    LOOKED_BEFORE_DAYS,
    MUCH_OFF,
    TYPES,
    BuyingType,
    Condition,
)
from zhanggui.metrics.kinds import is_sold

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

PRIOR_COUNT = 2.0  # purchases' worth of what is usual in the shop, added to everybody's own
STEEPNESS = 1.702
UNUSUAL = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is usual in the shop: the mean of each fact, and of how many customers it is known; absent where of none."""

    means: Mapping[str, float]
    customers: Mapping[str, int]


def counts(warehouse: Warehouse, day: date) -> ir.Table:
    """One row a known customer who bought up to a day: `…_k` and `…_n` of each fact, empty where nothing is known.

    Purchases after the first day count for what was bought before, a product on a day once. Views are those of
    signed-in customers; purchase days before somebody's first known visit say nothing about views.
    """
    lines = counted_sales.counted_lines(warehouse, SalesParams(end=day + timedelta(days=1)))
    lines = lines.filter(lines.customer.notnull(), is_sold(lines) | (counted_sales.purchases(lines) == 1))
    days = _days(lines)
    people = days.group_by("customer").aggregate(
        discounted_k=days.discounted.sum(), discounted_n=days.count(), first_day=days.ordered_day.min()
    )
    wares = lines.filter(lines.sku.notnull()).select("customer", "ordered_day", "sku", "category").distinct()
    people = _joined(people, _anew(wares, "sku").rename(repeated_k="known", repeated_n="later").drop("fresh"))
    categories = wares.filter(wares.category.notnull()).select("customer", "ordered_day", "category").distinct()
    people = _joined(
        people, _anew(categories, "category").rename(new_category_k="fresh", new_category_n="later").drop("known")
    )
    return _with_visits(warehouse, people, days, wares, day)


def usual_in(warehouse: Warehouse, counted: ir.Table) -> Usual:
    """The means over everything that was counted."""
    sums = {f"{name}_{part}": counted[f"{name}_{part}"].sum() for name in FACTS for part in ("k", "n")}
    known = {f"{name}_known": counted.count(where=counted[f"{name}_n"] > 0) for name in FACTS}
    (row,) = warehouse.fetch(counted.aggregate(**sums, **known)).to_pylist()
    means = {name: float(row[f"{name}_k"] or 0) / float(row[f"{name}_n"]) for name in FACTS if row[f"{name}_n"]}
    return Usual(means=means, customers={name: int(row[f"{name}_known"]) for name in FACTS})


def typed(counted: ir.Table, usual: Usual, least: float) -> ir.Table:
    """With `type`, the likeliest one if sure enough, and `confidence`, the chance that all its conditions hold."""
    import ibis

    told = counted.mutate(**{f"chance_{kind.code}": _chance(counted, kind, usual) for kind in TYPES})
    best = ibis.greatest(*(told[f"chance_{kind.code}"] for kind in TYPES))
    told = told.mutate(confidence=best)
    first, *others = ((told[f"chance_{kind.code}"] == told.confidence, kind.code) for kind in TYPES)
    is_sure = told.confidence >= least
    return told.mutate(type=ibis.ifelse(is_sure, ibis.cases(first, *others), CANNOT_TELL))


def _chance(counted: ir.Table, kind: BuyingType, usual: Usual) -> Any:
    """The product over conditions, taken as independent; 0 where one cannot be judged."""
    chance: Any = 1.0
    for condition in kind.conditions:
        chance = chance * _holds(counted, condition, usual)
    return chance


def _holds(counted: ir.Table, condition: Condition, usual: Usual) -> Any:
    """P(fact ≥ threshold) of a customer, from their own purchases and what is usual.

    A share has the posterior Beta(a + k, b + n − k), a + b = 2 at the shop's mean; a number per purchase the posterior
    Gamma(2m + k, 2 + n). Beyond the threshold lies about 1 / (1 + e^{−1.702 z}), z = (mean − threshold) / deviation.
    Of fewer than three it is not judged.
    (The logistic curve is within 0.01 of the normal: D. C. Haley, Technical Report 15, Stanford, 1952.)
    """
    import ibis

    fact = FACTS[condition.fact]
    mean = usual.means.get(fact.name)
    if mean is None:
        return ibis.literal(0.0)
    k, n = (counted[f"{fact.name}_{part}"].cast("float64") for part in ("k", "n"))
    if fact.is_share:
        usually = min(max(mean, UNUSUAL), 1 - UNUSUAL)
        middle = (usually * PRIOR_COUNT + k) / (PRIOR_COUNT + n)
        spread = (middle * (1 - middle) / (PRIOR_COUNT + n + 1)).sqrt()
    else:
        usually = max(mean, UNUSUAL)
        middle = (usually * PRIOR_COUNT + k) / (PRIOR_COUNT + n)
        spread = (usually * PRIOR_COUNT + k).sqrt() / (PRIOR_COUNT + n)
    bound, sign = (condition.at_least, 1.0) if condition.at_least is not None else (condition.at_most, -1.0)
    chance = 1 / (1 + (-STEEPNESS * sign * (middle - bound) / spread).exp())
    return ibis.ifelse(n >= FEWEST, chance, 0.0).fill_null(0.0)


def _days(lines: ir.Table) -> ir.Table:
    """One row a customer and day of purchase: 1 in `discounted` where much was taken off the price."""
    days = lines.group_by("customer", "ordered_day").aggregate(
        gross=lines.gross_minor.sum(where=is_sold(lines)),
        due=lines.due_minor.sum(where=is_sold(lines)),
        bought=counted_sales.purchases(lines).max(),
    )
    days = days.filter(days.bought == 1)
    off = (days.gross - days.due).cast("float64") / days.gross.nullif(0)
    return days.select("customer", "ordered_day", discounted=(off >= MUCH_OFF).fill_null(False).ifelse(1, 0))


def _anew(bought: ir.Table, what: str) -> ir.Table:
    """Of what each customer bought after their first day: how much, how much of it they knew, and how much was new."""
    import ibis

    one = ibis.window(group_by=[bought.customer, bought[what]])
    everything = ibis.window(group_by=bought.customer)
    rows = bought.mutate(first=bought.ordered_day.min().over(one), begun=bought.ordered_day.min().over(everything))
    rows = rows.filter(rows.ordered_day > rows.begun)
    known = (rows["first"] < rows.ordered_day).ifelse(1, 0)
    return rows.group_by("customer").aggregate(later=rows.count(), known=known.sum(), fresh=(1 - known).sum())


def _with_visits(warehouse: Warehouse, people: ir.Table, days: ir.Table, wares: ir.Table, day: date) -> ir.Table:
    events = warehouse.table("events")
    looked = events.filter(events.customer.notnull(), events.kind_of_event == "view", events.happened_day <= day)
    seen = looked.group_by("customer").aggregate(views=looked.count(), since=looked.happened_day.min())
    after = days.join(seen, "customer")
    after = after.filter(after.ordered_day >= after.since)
    views = after.group_by("customer").aggregate(views_k=after.views.max(), views_n=after.count())
    return _joined(_joined(people, views), _quick(looked, wares))


def _quick(looked: ir.Table, wares: ir.Table) -> ir.Table:
    """Of the products that were looked at before they were bought: those first looked at on the same day."""
    views = looked.filter(looked.sku.notnull()).select("customer", "sku", view_day=looked.happened_day).distinct()
    pairs = wares.select("customer", "ordered_day", "sku").join(views, ["customer", "sku"])
    before = pairs.ordered_day.delta(pairs.view_day, unit="day")
    pairs = pairs.filter((before >= 0) & (before <= LOOKED_BEFORE_DAYS))
    first = pairs.group_by("customer", "ordered_day", "sku").aggregate(view_day=pairs.view_day.min())
    is_quick = (first.view_day == first.ordered_day).ifelse(1, 0)
    return first.group_by("customer").aggregate(quick_k=is_quick.sum(), quick_n=first.count())


def _joined(people: ir.Table, more: ir.Table) -> ir.Table:
    return people.left_join(more, "customer").drop("customer_right")


def facts_of(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, float | None]:
    """The share or number of each fact from summed counts."""
    return {
        name: float(row[f"{name}_k"] or 0) / float(row[f"{name}_n"]) if row[f"{name}_n"] else None for name in names
    }
