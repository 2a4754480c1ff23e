"""How far is the goal, what is needed for the rest of it, and will it be met?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.analyses.goals.progress.daily_past import daily_past
from zhanggui.analyses.goals.progress.goal_params import GoalParams, goal_terms, is_ratio
from zhanggui.analyses.goals.progress.needed_drivers import EXPLAINED, NeededRow, needed_drivers
from zhanggui.analyses.goals.progress.needed_factors import needed_factors
from zhanggui.analyses.goals.progress.parts import Told, channel_rows, course, part_rows
from zhanggui.analyses.goals.progress.ratio_progress import ratio_progress
from zhanggui.analyses.goals.progress.result import GoalProgress
from zhanggui.analyses.goals.progress.seasons import LEAST_DAYS
from zhanggui.analyses.goals.progress.standing import standing
from zhanggui.analyses.goals.progress.words import LEVEL, SENTENCES, headline, state_of
from zhanggui.core.capability import Capability
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.registry import metric

if TYPE_CHECKING:
    from zhanggui.analyses.goals.progress.daily_past import DailyPast
    from zhanggui.analyses.goals.progress.standing import Standing
    from zhanggui.warehouse.protocol import Warehouse

MOST_GROWTH = 20.0  # beyond twenty times of today no driver is worth naming


def run(warehouse: Warehouse, params: GoalParams) -> GoalProgress:
    """Break the target down by the shop's own seasons, compare what came, and forecast the rest with its uncertainty.

    The plan is made from what was known before the goal began, so that it stands still while the goal runs.
    """
    terms = goal_terms(params, warehouse.currency)
    found = metric(terms.metric)
    if is_ratio(found):
        return ratio_progress(warehouse, params, terms)
    past = daily_past(warehouse, terms, params.margin)
    at = standing(terms, past, is_ceiling=found.better == "down")
    told = Told(unit=found.unit, currency=warehouse.currency)
    state = state_of(at)
    latest = past.whole.values[-LEAST_DAYS:]
    drivers = _drivers(warehouse, params, at)
    return GoalProgress(
        headline=headline(at, found.title, state, told),
        caveats=(*_caveats(at, past), *(() if drivers is not None else (sentence("drivers_unknown"),))),
        title=found.title,
        owner=terms.owner,
        first_day=terms.start,
        last_day=terms.deadline,
        state=sentence(state),
        target=told.sure(terms.target),
        actual=told.sure(at.brought),
        planned=told.sure(at.planned),
        pace=Rate(at.brought / at.planned) if at.planned > 0 else None,
        days_left=at.days_left,
        required_per_day=told.maybe(max(0, at.needed) / at.days_left if at.days_left else None),
        current_per_day=told.maybe(float(latest.mean()) if len(latest) else None),
        forecast=told.within(at.expected(LEVEL)),
        chance=None if at.chance is None else Rate(at.chance),
        expected_miss=told.maybe(at.miss),
        course=course(at, found.title, told, LEVEL),
        drivers=drivers or (),
        channels=channel_rows(at, past, told),
        quarters=part_rows(at, past, "quarter", told),
        months=part_rows(at, past, "month", told),
        weeks=part_rows(at, past, "week", told),
        days=part_rows(at, past, "day", told),
    )


def _drivers(warehouse: Warehouse, params: GoalParams, at: Standing) -> tuple[NeededRow, ...] | None:
    """Named where the rest is expected to fall short, and could be made up for; None where it cannot be told."""
    if at.ahead is None or at.is_ceiling or at.ahead.estimate <= 0 or at.needed <= at.ahead.estimate:
        return ()
    growth = at.needed / at.ahead.estimate
    if growth > MOST_GROWTH:
        return ()
    if at.terms.metric in EXPLAINED:
        return needed_drivers(warehouse, at.terms, params, growth) or None
    return needed_factors(warehouse, at.terms, params, growth)


def _caveats(at: Standing, past: DailyPast) -> tuple[Sentence, ...]:
    known = len(past.whole.before(at.terms.start).values)
    said = [] if at.plan_basis == "last_year" else [sentence(f"plan_{at.plan_basis}", days=known)]
    if at.days_left and at.ahead is None:
        said.append(sentence("no_forecast", days=len(past.whole.values)))
    elif at.days_left and at.ahead_basis == "weekday":
        said.append(sentence("forecast_weekday", days=len(past.whole.values)))
    if at.days_left and at.ahead is not None and at.ahead.growth != 1:
        said.append(sentence("forecast_trend", change=f"{at.ahead.growth - 1:+.1%}"))
    if at.known and past.whole.first > at.terms.start:
        said.append(sentence("begins_late", first=past.whole.first.isoformat()))
    return tuple(said)


CAPABILITY = Capability(
    name="goals.progress",
    title=Words(zh="目标进度", en="Progress of a goal"),
    question=Words(
        zh="目标完成了多少，能不能达成，靠什么补上缺口？",
        en="How far is the goal, will it be met, and what would close the gap?",
    ),
    params=GoalParams,
    result=GoalProgress,
    run=run,
    sentences=SENTENCES,
    tables={},
    ids=("A2", "A3"),
)
