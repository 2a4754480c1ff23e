"""By which bounds is a customer recent, frequent and valuable, and in which segment did they stand on a day?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import sums_of
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.customers.rfm import RfmParams, answers, scored_customers

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

HIGH = RfmParams().high_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """The bounds from which each answer is yes; None where nobody stood out, so that nobody reaches it."""

    recent_days: int | None
    frequent_days: int | None
    valuable_minor: int | None


def yardstick_of(warehouse: Warehouse, day: date, look_back_days: int, channel: str | None) -> Yardstick:
    """What a high score meant on one day: scores rank customers, so that a high one is a bound on the fact itself."""
    params = RfmParams(channel=channel, end=day + timedelta(days=1), days=look_back_days)
    scored = scored_customers(warehouse, params, ("net_sales",))
    bounds = scored.aggregate(
        recent_days=scored.days_since.max(where=scored.recency >= HIGH),
        frequent_days=scored.purchase_days.min(where=scored.frequency >= HIGH),
        valuable_minor=scored.money_minor.min(where=scored.monetary >= HIGH),
    )
    (found,) = warehouse.fetch(bounds).to_pylist()
    return Yardstick(**{name: None if value is None else int(value) for name, value in found.items()})


def standings(
    warehouse: Warehouse, yardstick: Yardstick, instants: Sequence[date], look_back_days: int, channel: str | None
) -> ir.Table:
    """One row a customer and instant (the end of a day) with a purchase in the days looked back on, and their segment.

    The days are cut at every instant and at the beginning of every look back; each customer is summed once per cut, and
    an instant adds up the cuts that lie in its own look back.
    """
    look_back = timedelta(days=look_back_days)
    cuts = _by_cut(warehouse, sorted({*instants, *(day - look_back for day in instants)}), channel)
    calendar = warehouse.table("calendar")
    asked = calendar.filter(calendar.day.isin(list(instants))).select(instant=calendar.day)
    reached = [cuts.until <= asked.instant, cuts.until > asked.instant - look_back]
    told = cuts.join(asked, reached)
    people = told.group_by("customer", "instant").aggregate(
        last_day=told.last_day.max(), purchase_days=told.purchase_days.sum(), net_minor=told.net_minor.sum()
    )
    people = people.filter(people.purchase_days > 0)
    return people.mutate(segment=_segment(people, yardstick))


def _by_cut(warehouse: Warehouse, edges: Sequence[date], channel: str | None) -> ir.Table:
    """What each customer bought between two edges, told by the later edge."""
    import ibis

    sales = SalesParams(channel=channel, start=edges[0] + timedelta(days=1), end=edges[-1] + timedelta(days=1))
    lines = counted_sales.counted_lines(warehouse, sales)
    lines = lines.filter(lines.customer.notnull())
    days = lines.group_by("customer", "ordered_day").aggregate(
        bought=counted_sales.purchases(lines).max(), **sums_of(lines, "net_sales")
    )
    first, *others = ((days.ordered_day <= edge, edge) for edge in edges[1:])
    days = days.mutate(until=ibis.cases(first, *others))
    return days.group_by("customer", "until").aggregate(
        last_day=days.ordered_day.max(where=days.bought == 1),
        purchase_days=days.bought.sum(),
        net_minor=days.net_sales.sum(),
    )


def _segment(people: ir.Table, yardstick: Yardstick) -> Any:
    import ibis

    nobody = ibis.literal(False)
    away = people.instant.delta(people.last_day, unit="day")
    bounds = (
        nobody if yardstick.recent_days is None else away <= yardstick.recent_days,
        nobody if yardstick.frequent_days is None else people.purchase_days >= yardstick.frequent_days,
        nobody if yardstick.valuable_minor is None else people.net_minor >= yardstick.valuable_minor,
    )
    return answers(bounds)
