"""What is listed of one schedule: its row, its weeks, and the courses it is compared with?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from zhanggui.analyses.pricing.clearance.beliefs import BASES
from zhanggui.analyses.pricing.clearance.params import WEEK_DAYS
from zhanggui.analyses.pricing.clearance.result import ClearanceRow, CourseRow, WeekRow
from zhanggui.analyses.pricing.clearance.scheduling import Plan, interval_of, money_of
from zhanggui.analyses.pricing.clearance.words import COURSES, LINE_NAMES, STOCK_LEFT, WEEKS_FROM_NOW
from zhanggui.core.charts import Line, Series
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.clearing import Outlook


def row_of(plan: Plan, why: Words, last_day: date, currency: str) -> ClearanceRow:
    """One product with its schedule in short."""
    return ClearanceRow(
        sku=plan.mover.sku,
        product_name=plan.mover.name,
        why=why,
        stock=plan.mover.stock,
        cover=plan.mover.cover_days,
        price_now=Money(round(plan.mover.price_minor), currency),
        plan=_told(plan, last_day, currency),
        gain=money_of(plan.gain, currency),
        above_rule=money_of(plan.above_rule, currency),
        left=interval_of(plan.outlook.left),
        elasticity=plan.answer.interval,
        basis=BASES[plan.answer.basis],
    )


def _told(plan: Plan, last_day: date, currency: str) -> Sentence:
    changes = plan.changes
    if not changes:
        return sentence("stays")
    first, last = (Money(each.price_minor, currency) for each in (changes[0], changes[-1]))
    day = _day(last_day, changes[0].from_week).isoformat()
    if len(changes) == 1:
        return sentence("one_step", day=day, price=first)
    return sentence("more_steps", day=day, price=first, steps=len(changes), last=last)


def courses(plan: Plan, currency: str) -> tuple[CourseRow, ...]:
    """The schedule, the one markdown of today's rule, and waiting."""
    ways = {"schedule": plan.outlook, "one_step": plan.marked_down_once, "waiting": plan.waiting}
    cost = plan.mover.stock * plan.mover.cost_minor
    return tuple(
        CourseRow(
            course=COURSES[name],
            units=interval_of(found.sold.sum(axis=1)),
            left=interval_of(found.left),
            money=money_of(found.money, currency),
            profit=money_of(found.money - cost, currency),
            gain=money_of(found.money - plan.waiting.money, currency),
        )
        for name, found in ways.items()
    )


def schedule(plan: Plan, last_day: date, currency: str) -> Iterator[WeekRow]:
    """Its periods from the day after the last one."""
    since = 0.0
    left = plan.lot.units - np.cumsum(plan.outlook.sold, axis=1)
    for at, (price, weeks) in enumerate(zip(plan.prices, plan.weeks, strict=True)):
        yield WeekRow(
            from_day=_day(last_day, since),
            days=round((since + weeks) * WEEK_DAYS) - round(since * WEEK_DAYS),
            price=Money(round(price), currency),
            discount=Rate(1 - price / plan.lot.price),
            units=interval_of(plan.outlook.sold[:, at]),
            left=interval_of(left[:, at]),
        )
        since += weeks


def stock_left(plan: Plan) -> Series:
    """Stock over the weeks under the schedule and without it."""
    until = np.concatenate([[0.0], np.cumsum(plan.weeks)])
    return Series(
        title=Words(zh=f"{plan.mover.name}：{STOCK_LEFT.zh}", en=f"{plan.mover.name}: {STOCK_LEFT.en.lower()}"),
        x_title=WEEKS_FROM_NOW,
        unit="units",
        x=tuple(f"{week:.0f}" for week in until),
        lines=(_line("schedule", plan, plan.outlook), _line("waiting", plan, plan.waiting)),
    )


def _line(name: str, plan: Plan, found: Outlook) -> Line:
    full = np.full((len(plan.lot.rate), 1), float(plan.lot.units))
    stock = np.concatenate([full, plan.lot.units - np.cumsum(found.sold, axis=1)], axis=1)
    each = [interval_of(stock[:, at]) for at in range(stock.shape[1])]
    return Line(
        name=LINE_NAMES[name],
        values=tuple(told.estimate for told in each),
        low=tuple(told.low for told in each),
        high=tuple(told.high for told in each),
    )


def _day(last_day: date, week: float) -> date:
    """The day on which a week from now begins; prices begin on the day after the last one."""
    return last_day + timedelta(days=1 + round(week * WEEK_DAYS))
