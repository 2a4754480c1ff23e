"""How are goals set, followed, changed and closed in the browser?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.analyses.goals.progress.goal_params import may_be_goal
from zhanggui.app import catalog, goals
from zhanggui.books.goals import NoSuchGoal
from zhanggui.core.errors import ZhangguiError
from zhanggui.core.money import Money
from zhanggui.core.sentence import render
from zhanggui.core.sentence import show as shown
from zhanggui.metrics.registry import METRICS, metric
from zhanggui.surfaces.confidential import is_secret, said_to, sees_costs
from zhanggui.surfaces.web.pages.analyses import answer_shown
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import Form, OperatorVisit, ViewerVisit, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhanggui.app.goals import Followed
    from zhanggui.books.goals import Goal

router = APIRouter()
TONES = {"met": "good", "on_track": "good", "close": "warn", "at_risk": "bad", "missed": "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalCard:
    """One goal as a page shows it: its words, its numbers, how far it is."""

    id: str
    title: str
    part: str
    owner: str
    deadline: str
    state: str
    tone: str
    target: str
    actual: str
    pace: str
    forecast: str
    chance: str
    share: float
    planned_share: float
    why_not: str


@router.get("/goals")
def page(visit: ViewerVisit, every: str = "") -> Response:
    """All goals, those in trouble first."""
    return _page(visit, with_closed=bool(every))


@router.post("/goals")
def set_one(visit: OperatorVisit, form: Form) -> Response:
    """Put a goal on record."""
    told = {name: form.text(name) for name in goals.KNOBS}
    try:
        goal = goals.set_goal(visit.shop, told, actor=visit.person.actor)
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal, told=told)
    return go(visit, f"/goals/{goal.id}", done="goal_set")


@router.get("/goals/{goal}")
def one(visit: ViewerVisit, goal: str) -> Response:
    """How one goal stands."""
    return _one(visit, _seen(visit, goal))


@router.post("/goals/{goal}/change")
def change(visit: OperatorVisit, form: Form, goal: str) -> Response:
    """New terms for an open goal."""
    told = {name: form.text(name) for name in goals.KNOBS}
    return _step(
        visit,
        goal,
        lambda: goals.change_goal(visit.shop, goal, told, why=form.text("why")[:500], actor=visit.person.actor),
        "goal_changed",
    )


@router.post("/goals/{goal}/close")
def close(visit: OperatorVisit, form: Form, goal: str) -> Response:
    """End a goal."""
    return _step(
        visit,
        goal,
        lambda: goals.close_goal(visit.shop, goal, why=form.text("why")[:500], actor=visit.person.actor),
        "goal_closed",
    )


def goal_card(found: Followed, visit: Visit) -> GoalCard:
    """A goal as a card."""
    terms = found.goal.terms
    result: Any = found.run and found.run.result
    sentences = catalog.capability(goals.PROGRESS).sentences
    state = visit.say("goal_closed") if found.state == "closed" else visit.text(sentences[found.state])

    def told(name: str) -> str:
        value = getattr(result, name) if result else None
        if isinstance(value, Money):
            return value.whole
        return "—" if value is None else shown(value, visit.language)

    return GoalCard(
        id=found.goal.id,
        title=visit.text(metric(terms.metric).title),
        part=" · ".join(f"{name}={value}" for name, value in terms.where),
        owner=terms.owner,
        deadline=terms.deadline.isoformat(),
        state=state,
        tone=TONES.get(found.state, ""),
        target=told("target"),
        actual=told("actual"),
        pace=told("pace"),
        forecast=told("forecast"),
        chance=told("chance"),
        share=_share(result.actual, result.target) if result else 0.0,
        planned_share=_share(result.planned, result.target) if result else 0.0,
        why_not=found.why_not.text(visit.language) if found.why_not else "",
    )


def seen(visit: Visit, *, with_closed: bool = False) -> list[Followed]:
    """The goals that the visitor may see: those about costs and profit are for analysts and above."""
    sees = sees_costs(visit.person.role)
    every = goals.followed(visit.shop, with_closed=with_closed)
    return [each for each in every if sees or not is_secret(each.goal.terms.metric)]


def _page(
    visit: Visit, *, with_closed: bool = False, problem: ZhangguiError | None = None, told: dict[str, str] | None = None
) -> Response:
    possible = [each for each in METRICS.values() if may_be_goal(each)]
    return show(
        visit,
        "goals.html",
        status=problem.http_status if problem else 200,
        room="goals",
        cards=[goal_card(each, visit) for each in seen(visit, with_closed=with_closed)],
        with_closed=with_closed,
        metrics=possible,
        told=told or {"metric": "net_sales", "owner": visit.person.login},
        problem=problem and problem.text(visit.language),
    )


def _one(visit: Visit, goal: Goal, problem: ZhangguiError | None = None) -> Response:
    found = goals.follow(visit.shop, goal)
    capability = catalog.capability(goals.PROGRESS)
    told = goals.knobs(visit.shop, goal)
    result: Any = found.run and found.run.result
    return show(
        visit,
        "goal.html",
        status=problem.http_status if problem else 200,
        room="goals",
        goal=goal,
        card=goal_card(found, visit),
        told=told,
        path=f"/analyses/{goals.PROGRESS}",
        headline=render(said_to(result.headline, visit.person.role), capability.sentences, visit.language)
        if result
        else "",
        answered=found.run and answer_shown(visit, capability, found.run, told),
        problem=problem and problem.text(visit.language),
    )


def _step(visit: Visit, goal: str, step: Callable[[], object], done: str) -> Response:
    try:
        step()
    except ZhangguiError as refusal:
        return _one(visit, _seen(visit, goal), refusal)
    return go(visit, f"/goals/{goal}", done=done)


def _seen(visit: Visit, goal: str) -> Goal:
    found = goals.find_goal(visit.shop, goal)
    if is_secret(found.terms.metric) and not sees_costs(visit.person.role):
        raise NoSuchGoal(goal=goal)
    return found


def _share(part: Any, whole: Any) -> float:
    """How far along, between nothing and all."""
    if part is None:
        return 0.0
    above, below = (float(getattr(value, "minor", getattr(value, "rate", value))) for value in (part, whole))
    return min(1.0, max(0.0, above / below)) if below else 0.0
