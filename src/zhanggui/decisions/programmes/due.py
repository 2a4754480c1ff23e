"""Who is due for a programme on a day, and since when? Computed in the engine, for all customers at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from zhanggui.analyses import counted_sales
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.customers.own_rhythm import learnt_levels, purchase_days, states
from zhanggui.analyses.customers.reorder import LAST_PART, PARTS, ReorderParams, waits_of
from zhanggui.decisions.programmes.triggers import (
    Anniversary,
    BecameState,
    Birthday,
    CartLeft,
    FirstPurchase,
    OnlyPurchase,
    ReplenishmentDue,
    SpendMilestone,
    TopBuyers,
    Trigger,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

YEAR = timedelta(days=365)


def due(warehouse: Warehouse, trigger: Trigger, day: date, patience_days: int) -> ir.Table:
    """One row a customer: `customer`, since which `day` they are due, and the `occasion` by which it is known again.

    Due on `day` is whoever fell due on it or within the `patience_days` before. Of customers only what had happened by
    the end of `day` is looked at, so that any day of the past can be asked for; what is usual is learnt from all that
    is loaded.
    """
    found = _found(warehouse, trigger, day, patience_days)
    window = (found.day > day - timedelta(days=patience_days), found.day <= day)
    return found.filter(found.customer.notnull(), *window).select("customer", "day", "occasion")


def _found(warehouse: Warehouse, trigger: Trigger, day: date, patience_days: int) -> ir.Table:
    match trigger:
        case FirstPurchase() | OnlyPurchase():
            return _after_first(_purchases(warehouse, day), trigger)
        case CartLeft():
            return _carts(warehouse, trigger, day)
        case ReplenishmentDue():
            return _replenishment(warehouse, day)
        case Birthday():
            return _birthdays(warehouse, trigger, _window(day, patience_days))
        case Anniversary():
            return _anniversaries(warehouse, day, _window(day, patience_days))
        case SpendMilestone():
            return _milestones(warehouse, trigger, day)
        case TopBuyers():
            return _top_buyers(warehouse, trigger, day)
        case BecameState():
            return _became(warehouse, trigger, day, patience_days)


def _window(day: date, patience_days: int) -> list[date]:
    return [day - timedelta(days=back) for back in range(patience_days)]


def _purchases(warehouse: Warehouse, day: date) -> ir.Table:
    """The purchase days of everybody up to a day."""
    return purchase_days(warehouse, SalesParams(end=day + timedelta(days=1)))


def _after_first(days: ir.Table, trigger: FirstPurchase | OnlyPurchase) -> ir.Table:
    import ibis

    first = days.filter(days.earlier == 0)
    occasion = "first"
    if isinstance(trigger, OnlyPurchase):
        first, occasion = first.filter(first.next_day.isnull()), "second"
    day = _days_later(first.ordered_day, trigger.after_days)
    return first.select("customer", day=day, occasion=ibis.literal(occasion))


def _carts(warehouse: Warehouse, trigger: CartLeft, day: date) -> ir.Table:
    """The last day with something put into a cart, where nothing was bought on it or since."""
    import ibis

    events = warehouse.table("events")
    filled = events.filter(
        events.kind_of_event == "cart",
        events.customer.notnull(),
        events.happened_day <= day - _days(trigger.after_days),
    )
    last = filled.group_by("customer").aggregate(cart_day=filled.happened_day.max())
    days = _purchases(warehouse, day)
    bought = days.group_by(buyer=days.customer).aggregate(last_day=days.ordered_day.max())
    left = last.left_join(bought, last.customer == bought.buyer)
    left = left.filter((left.last_day < left.cart_day).fill_null(True))
    return left.select(
        "customer",
        day=_days_later(left.cart_day, trigger.after_days),
        occasion=ibis.literal("cart ") + left.cart_day.cast("string"),
    )


def _replenishment(warehouse: Warehouse, day: date) -> ir.Table:
    """Whose wait since their last purchase has reached the first quarter of returns after such a purchase."""
    import ibis

    waits = waits_of(warehouse, ReorderParams(), tuple(PARTS))
    usual = {name: found.due[0] for name, found in waits.items() if found.due}
    days = _purchases(warehouse, day)
    last = days.filter(days.next_day.isnull())
    number = ibis.least(last.earlier + 1, LAST_PART).cast("string")
    parts = [
        last.filter(number == name).select(
            "customer", day=_days_later(last.ordered_day, first), occasion=last.ordered_day.cast("string")
        )
        for name, first in sorted(usual.items())
    ]
    return ibis.union(*parts) if len(parts) > 1 else parts[0] if parts else _nobody(last)


def _birthdays(warehouse: Warehouse, trigger: Birthday, window: Sequence[date]) -> ir.Table:
    import ibis

    customers = warehouse.table("customers")
    firsts = [day for day in window if (day + timedelta(days=trigger.days_before)).day == 1]
    parts = [
        customers.filter(customers.birth_month == (each + timedelta(days=trigger.days_before)).month).select(
            "customer",
            day=ibis.literal(each),
            occasion=ibis.literal(f"birthday {(each + timedelta(days=trigger.days_before)).year}"),
        )
        for each in firsts
    ]
    return ibis.union(*parts) if len(parts) > 1 else parts[0] if parts else _nobody(customers)


def _anniversaries(warehouse: Warehouse, day: date, window: Sequence[date]) -> ir.Table:
    """Whose first purchase was on that day of an earlier year; one on 29 February is remembered on the 28th."""
    import ibis

    days = _purchases(warehouse, day)
    first = days.filter(days.earlier == 0)
    parts = [
        first.filter(first.ordered_day.isin(dates)).select(
            "customer", day=ibis.literal(each), occasion=ibis.literal(f"anniversary {each.year}")
        )
        for each in window
        if (dates := _same_day_earlier(each))
    ]
    return ibis.union(*parts) if len(parts) > 1 else parts[0] if parts else _nobody(first)


def _same_day_earlier(day: date) -> list[date]:
    """That day of the thirty years before, the 29th of February with the 28th."""
    found = []
    for year in range(day.year - 30, day.year):
        is_leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
        if (day.month, day.day) != (2, 29) or is_leap:
            found.append(day.replace(year=year))
        if (day.month, day.day) == (2, 28) and is_leap:
            found.append(date(year, 2, 29))
    return found


def _milestones(warehouse: Warehouse, trigger: SpendMilestone, day: date) -> ir.Table:
    """On which day the running sum passed a threshold; of several at once the highest."""
    import ibis

    lines = _known_lines(warehouse, SalesParams(end=day + timedelta(days=1)))
    daily = lines.group_by("customer", "ordered_day").aggregate(net=lines.net_sales_minor.sum())
    until = ibis.window(group_by=daily.customer, order_by=daily.ordered_day, preceding=None, following=0)
    summed = daily.mutate(spent=daily.net.sum().over(until))
    summed = summed.mutate(before=summed.spent - summed.net)
    passed = [
        summed.filter(summed.before < most, summed.spent >= most)
        .group_by("customer")
        .aggregate(passed_day=summed.ordered_day.min())
        .mutate(threshold=ibis.literal(most, "int64"))
        for most in trigger.thresholds_minor
    ]
    every = ibis.union(*passed) if len(passed) > 1 else passed[0]
    highest = every.group_by("customer", "passed_day").aggregate(threshold=every.threshold.max())
    return highest.select(
        "customer",
        day=_days_later(highest.passed_day, trigger.after_days),
        occasion=ibis.literal("spent ") + highest.threshold.cast("string"),
    )


def _top_buyers(warehouse: Warehouse, trigger: TopBuyers, day: date) -> ir.Table:
    """Who bought most in the year before this quarter: the first ⌈share · customers⌉."""
    import ibis

    quarter = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    lines = _known_lines(warehouse, SalesParams(start=quarter - YEAR, end=quarter))
    spent = lines.group_by("customer").aggregate(net=lines.net_sales_minor.sum())
    spent = spent.filter(spent.net > 0)
    place = ibis.row_number().over(order_by=[ibis.desc(spent.net), spent.customer])
    ranked = spent.mutate(place=place, everybody=spent.count().over(ibis.window()))
    best = ranked.filter(ranked.place < (ranked.everybody.cast("float64") * trigger.share).ceil())
    occasion = f"quarter {quarter.year}-{(quarter.month + 2) // 3}"
    return best.select("customer", day=ibis.literal(quarter), occasion=ibis.literal(occasion))


def _became(warehouse: Warehouse, trigger: BecameState, day: date, patience_days: int) -> ir.Table:
    """Who is in the state now and was not when the days of patience began; the day itself is not worked out."""
    import ibis

    days = _purchases(warehouse, day)
    levels = learnt_levels(warehouse, purchase_days(warehouse, SalesParams()))
    if levels is None:
        return _nobody(days)
    before = day - timedelta(days=patience_days)
    found = states(warehouse, days, levels, [before, day])
    is_now = found.instant == day
    both = found.group_by("customer").aggregate(
        was=found.state.max(where=~is_now), now=found.state.max(where=is_now), away=found.away.max(where=is_now)
    )
    became = both.filter(both.now == trigger.state, (both.was != trigger.state).fill_null(True))
    last_day = ibis.literal(day) - became.away.cast("int64").as_interval("D")
    return became.select("customer", day=ibis.literal(day), occasion=last_day.cast("date").cast("string"))


def _known_lines(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    lines = counted_sales.counted_lines(warehouse, params)
    return lines.filter(lines.customer.notnull())


def _nobody(rows: ir.Table) -> ir.Table:
    import ibis

    empty = rows.filter(ibis.literal(False))
    return empty.select("customer", day=ibis.literal(date(2000, 1, 1)), occasion=ibis.literal(""))


def _days_later(column: Any, days: int) -> Any:
    import ibis

    return (column + ibis.interval(days=days)).cast("date")


def _days(days: int) -> timedelta:
    return timedelta(days=days)
