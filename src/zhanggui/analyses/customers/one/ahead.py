"""What is still to come of one customer, and what is best done next?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.analyses.customers.one.result import BoughtRow
from zhanggui.analyses.customers.value.model import AHEAD, CustomerValue
from zhanggui.analyses.customers.value.purchase_days import Cells
from zhanggui.analyses.customers.value.result import DearCustomer
from zhanggui.analyses.customers.value.rows import dearest_rows
from zhanggui.analyses.customers.value.service import TIERS, Tier, tiers
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.lifetimes.blend import Blend, comes_within

if TYPE_CHECKING:
    from zhanggui.core.model import FittedModel
    from zhanggui.warehouse.protocol import Warehouse

SOON_DAYS, LIKELY = 90, 0.6
HARDLY_THERE = 0.1
EVEN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What the customer value model says of somebody."""

    told: DearCustomer
    comes_soon: Rate
    next_by: date | None
    tier: Tier


def ahead(warehouse: Warehouse, customer: str, fitted: FittedModel | None) -> Ahead | None:
    """Ask the model that the shop keeps; None where nothing could be learnt, or the customer never paid."""
    value = CustomerValue.of(fitted, warehouse.currency) if fitted else None
    if value is None or value.judged.blend is None:
        return None
    people = value.people(warehouse, warehouse.as_of)
    people = people.filter(people.customer == customer)
    rows = warehouse.fetch(people).to_pylist()
    if not rows:
        return None
    cells = value.cells(warehouse, people, warehouse.as_of)
    judged, blend = value.judged.of_cells(cells, AHEAD), value.judged.blend
    (told,) = dearest_rows(rows, cells, judged, blend, outlook=AHEAD, scale=value.scale)
    tier = list(TIERS.values())[int(tiers(cells, judged, value.cuts)[0])]
    soon = Rate(_comes_within(blend, cells, SOON_DAYS))
    return Ahead(told=told, comes_soon=soon, next_by=_next_by(warehouse.as_of, blend, cells), tier=tier)


def next_best(state: str | None, bought: Sequence[BoughtRow], found: Ahead | None) -> Sentence | None:
    """One step with its reason, the surest reason first: what is due, who comes anyway, who is late, who is new."""
    due = [row for row in bought if row.is_due]
    if due:
        return sentence("best_refill", product=due[0].product_name, days=due[0].days_since)
    if found is None:
        return None
    alive = found.told.still_there
    if alive.rate < HARDLY_THERE:
        return sentence("best_leave", alive=alive)
    if state in {"cooling", "lapsed"}:
        if found.told.value is None:
            return sentence("best_win_back_unpriced", alive=alive)
        return sentence("best_win_back", alive=alive, profit_ahead=found.told.value)
    if found.comes_soon.rate >= LIKELY:
        return sentence("best_wait", soon=found.comes_soon, days=SOON_DAYS)
    if state == "new":
        return sentence("best_second", soon=found.comes_soon, days=SOON_DAYS)
    return sentence("best_show_new", soon=found.comes_soon, days=SOON_DAYS)


NEXT_BEST = {
    "best_refill": Words(
        zh="提醒补货“{product}”：买了 {days} 天，正是别人再买的时候。",
        en="Remind them to refill '{product}': bought {days} {days:day|days} ago, when others buy it again.",
    ),
    "best_leave": Words(
        zh="什么也不做：还在的概率只有 {alive}，联系多半是白花钱。",
        en="Do nothing: they are still there with {alive} only, and a contact would most likely be wasted.",
    ),
    "best_win_back": Words(
        zh="放进召回的随机对照：按自己的节奏已经晚了，还在的概率 {alive}，一年内还值 {profit_ahead}。",
        en="Let them take part in a win-back with a control group: they are late by their own rhythm, still there with {alive}, and "
        "worth {profit_ahead} within a year.",
    ),
    "best_win_back_unpriced": Words(
        zh="放进召回的随机对照：按自己的节奏已经晚了，还在的概率 {alive}。",
        en="Let them take part in a win-back with a control group: they are late by their own rhythm and still there with {alive}.",
    ),
    "best_wait": Words(
        zh="什么也不做：{days} 天内有 {soon} 的把握自己会来，打折是白送。",
        en="Do nothing: they come by themselves within {days} days with {soon}; a discount would be given away.",
    ),
    "best_second": Words(
        zh="促成第二次购买：{days} 天内自己再来的把握只有 {soon}。",
        en="Win the second purchase: they come by themselves within {days} days with {soon} only.",
    ),
    "best_show_new": Words(
        zh="给他们看新品，不打折：{days} 天内自己再来的把握 {soon}。",
        en="Show them what is new, without a discount: they come by themselves within {days} days with {soon}.",
    ),
}


def _comes_within(blend: Blend, cells: Cells, days: float) -> float:
    return float(comes_within(blend, cells.histories, cells.time.ahead(days))[0])


def _next_by(last_day: date, blend: Blend, cells: Cells) -> date | None:
    """The first day by which another purchase is as likely as not: found by halving, as the chance only grows."""
    low, high = 0, round(AHEAD.days)
    if _comes_within(blend, cells, high) < EVEN:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _comes_within(blend, cells, middle) >= EVEN else (middle, high)
    return last_day + timedelta(days=high)
