"""How does a person set, change and close a goal, and how do the shop's goals stand?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.app import asking, catalog
from zhanggui.app.checking import checked_params
from zhanggui.books import goals as kept
from zhanggui.core.errors import ZhangguiError
from zhanggui.core.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.app.shop import Shop
    from zhanggui.books.goals import Goal, GoalTerms
    from zhanggui.books.people import Actor
    from zhanggui.core.run import Run

PROGRESS = "goals.progress"
WORRYING = ("at_risk", "close")
KNOBS = ("metric", "target", "deadline", "owner", "start", "where")


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A goal and how it stands, or why that cannot be told."""

    goal: Goal
    run: Run | None
    why_not: ZhangguiError | None

    @property
    def state(self) -> str:
        """The code of its state; a closed goal is closed, whatever became of it."""
        if self.goal.status == "closed":
            return "closed"
        result: Any = self.run and self.run.result
        return str(result.state.code) if result else "cannot_tell"

    @property
    def is_worrying(self) -> bool:
        """Whether it is open and not on track."""
        return self.state in WORRYING


def set_goal(shop: Shop, told: Mapping[str, Any], *, actor: Actor) -> Goal:
    """Put a goal on record; what lacks metric, target, deadline or owner is refused."""
    return kept.set_goal(shop.books, _terms(shop, told), by=actor, at=shop.clock.now())


def change_goal(shop: Shop, goal: str, told: Mapping[str, Any], *, why: str, actor: Actor) -> Goal:
    """Change what is told of an open goal; the rest stays."""
    from zhanggui.analyses.goals.progress.goal_params import goal_knobs

    before = goal_knobs(kept.find_goal(shop.books, goal).terms, shop.facts.currency)
    terms = _terms(shop, {**before, **{name: value for name, value in told.items() if value}})
    return kept.change_goal(shop.books, goal, terms, why=why, by=actor, at=shop.clock.now())


def close_goal(shop: Shop, goal: str, *, why: str, actor: Actor) -> Goal:
    """End a goal."""
    return kept.close_goal(shop.books, goal, why=why, by=actor, at=shop.clock.now())


def find_goal(shop: Shop, goal: str) -> Goal:
    """One goal as it stands on record."""
    return kept.find_goal(shop.books, goal)


def follow(shop: Shop, goal: Goal) -> Followed:
    """How one goal stands on the current snapshot; worked out once per snapshot."""
    try:
        return Followed(goal=goal, run=asking.answer(shop, PROGRESS, knobs(shop, goal)), why_not=None)
    except ZhangguiError as problem:
        return Followed(goal=goal, run=None, why_not=problem)


def followed(shop: Shop, *, with_closed: bool = False) -> tuple[Followed, ...]:
    """Every goal that is open, those in trouble first, then by deadline."""
    found = [follow(shop, goal) for goal in kept.goals(shop.books) if with_closed or goal.status == "open"]
    order = {state: at for at, state in enumerate((*WORRYING, "cannot_tell", "on_track", "met", "missed", "closed"))}
    return tuple(sorted(found, key=lambda each: (order[each.state], each.goal.terms.deadline, each.goal.id)))


def knobs(shop: Shop, goal: Goal) -> dict[str, str]:
    """The parameters that ask about the goal."""
    from zhanggui.analyses.goals.progress.goal_params import goal_knobs

    return {name: value for name, value in goal_knobs(goal.terms, shop.facts.currency).items() if value}


def plain(shop: Shop, found: Followed) -> dict[str, Any]:
    """A goal, its record and its standing as JSON values."""
    goal = found.goal
    return {
        "id": goal.id,
        "status": goal.status,
        "state": found.state,
        **knobs(shop, goal),
        "record": [
            {"kind": step.kind, "at": step.at.isoformat(), "by": step.by, "why": step.why} for step in goal.steps
        ],
        "progress": asking.plain(found.run, catalog.capability(PROGRESS)) if found.run else None,
        "why_not": {language: found.why_not.text(language) for language in LANGUAGES} if found.why_not else None,
    }


def _terms(shop: Shop, told: Mapping[str, Any]) -> GoalTerms:
    from zhanggui.analyses.goals.progress.goal_params import GoalParams, goal_terms

    given = {name: value for name, value in told.items() if name in KNOBS and value not in (None, "")}
    params = checked_params(GoalParams, given)
    assert isinstance(params, GoalParams)  # noqa: S101 - checked_params makes what it is asked for
    return goal_terms(params, shop.facts.currency)
