"""Which goals has the shop set, who answers for each, and what became of them?

A goal is a stream of events: set, changed, closed. Nothing is ever rewritten, so that a target that was lowered shows.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection

from zhanggui.books.database import Books
from zhanggui.books.events import Event, append, read, read_kinds
from zhanggui.books.people import Actor
from zhanggui.core.errors import Conflict, NotAllowed, NotFound, RequestAtFault
from zhanggui.core.words import Words

MAY_SET: tuple[str, ...] = ("owner", "operator")
Status = Literal["open", "closed"]


class GoalWithoutMetric(RequestAtFault):
    """A goal that does not say which number it is about."""

    sentence = Words(
        zh="目标没有指标：要说清是哪个数字，例如 net_sales；用 zhanggui list 查看全部。",
        en="The goal names no metric: say which number it is about, such as net_sales; zhanggui list shows them all.",
    )


class GoalWithoutTarget(RequestAtFault):
    """A goal that does not say how much."""

    sentence = Words(
        zh="目标没有目标值：要写一个大于 0 的数，例如 120000。",
        en="The goal has no target: write a number above 0, such as 120000.",
    )


class GoalWithoutDeadline(RequestAtFault):
    """A goal that does not say until when."""

    sentence = Words(
        zh="目标没有截止日：要写最后一天，例如 2026-12-31。",
        en="The goal has no deadline: write its last day, such as 2026-12-31.",
    )


class GoalWithoutOwner(RequestAtFault):
    """A goal for which nobody answers."""

    sentence = Words(zh="目标没有负责人：要写谁对它负责。", en="The goal has no owner: say who answers for it.")


class DeadlineBeforeStart(RequestAtFault):
    """A goal that ends before it begins."""

    sentence = Words(
        zh="目标的截止日 {deadline} 早于开始日 {start}；请改一个。",
        en="The goal's deadline {deadline} lies before its first day {start}; change one of them.",
    )


class NoSuchGoal(NotFound):
    """No goal with that id."""

    sentence = Words(
        zh="没有编号为“{goal}”的目标。用 zhanggui goals list 查看全部。",
        en="There is no goal with the id '{goal}'. See all with zhanggui goals list.",
    )


class GoalClosed(Conflict):
    """A closed goal stays as it is."""

    sentence = Words(
        zh="目标“{goal}”已于 {at} 关闭，不能再改；请另设一个。",
        en="The goal '{goal}' was closed on {at} and cannot change; set a new one.",
    )


class GoalsTakeAPerson(NotAllowed):
    """A program or a role without that right wants to set a goal."""

    sentence = Words(
        zh="目标只能由店主或运营本人设定、修改和关闭，程序和其他角色不能。",
        en="Goals are set, changed and closed by a signed-in owner or operator, not by a program or another role.",
    )


class ReasonNotGiven(RequestAtFault):
    """A goal is changed or closed only for a stated reason."""

    sentence = Words(
        zh="请写明理由：日后复盘时会看。", en="Say why: the reason is read when the goal is looked back at."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalTerms:
    """What is to be reached: which number, how much, from when until when, by whom, in which part of the shop.

    `target` is in the metric's own whole unit: money in minor units. `deadline` is the last day that counts.
    """

    metric: str
    target: int
    start: date
    deadline: date
    owner: str
    where: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.metric.strip():
            raise GoalWithoutMetric
        if self.target <= 0:
            raise GoalWithoutTarget
        if not self.owner.strip():
            raise GoalWithoutOwner
        if self.deadline < self.start:
            raise DeadlineBeforeStart(deadline=self.deadline, start=self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalStep:
    """One line of a goal's record."""

    kind: str
    at: datetime
    by: str
    why: str
    terms: GoalTerms | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A goal as it stands now, with its record; the last step that names terms holds."""

    id: str
    terms: GoalTerms
    status: Status
    steps: tuple[GoalStep, ...]


def set_goal(books: Books, terms: GoalTerms, *, by: Actor, at: datetime) -> Goal:
    """Put a goal on record."""
    _check_person(by)
    goal = f"g{secrets.token_hex(4)}"
    with books.begin() as connection:
        _write(connection, goal, "goal.set", {"terms": _plain(terms)}, by, at)
        return _find(connection, goal)


def change_goal(books: Books, goal: str, terms: GoalTerms, *, why: str, by: Actor, at: datetime) -> Goal:
    """Give an open goal new terms; what was promised before stays on record."""
    _check_person(by)
    with books.begin() as connection:
        _check_open(_find(connection, goal), why)
        _write(connection, goal, "goal.changed", {"terms": _plain(terms), "why": why}, by, at)
        return _find(connection, goal)


def close_goal(books: Books, goal: str, *, why: str, by: Actor, at: datetime) -> Goal:
    """End a goal; it is no longer watched."""
    _check_person(by)
    with books.begin() as connection:
        _check_open(_find(connection, goal), why)
        _write(connection, goal, "goal.closed", {"why": why}, by, at)
        return _find(connection, goal)


def find_goal(books: Books, goal: str) -> Goal:
    """One goal as it stands now."""
    with books.reading() as connection:
        return _find(connection, goal)


def goals(books: Books) -> tuple[Goal, ...]:
    """Every goal ever set, in the order they were set."""
    by_goal: dict[str, list[Event]] = {}
    with books.reading() as connection:
        for event in read_kinds(connection, "goal."):
            by_goal.setdefault(event.stream, []).append(event)
    return tuple(_folded(events) for events in by_goal.values())


def _find(connection: Connection, goal: str) -> Goal:
    events = read(connection, f"goals/{goal}")
    if not events:
        raise NoSuchGoal(goal=goal)
    return _folded(events)


def _folded(events: Sequence[Event]) -> Goal:
    steps = tuple(_step(event) for event in events)
    terms = [step.terms for step in steps if step.terms]
    return Goal(
        id=events[0].stream.removeprefix("goals/"),
        terms=terms[-1],
        status="closed" if steps[-1].kind == "goal.closed" else "open",
        steps=steps,
    )


def _step(event: Event) -> GoalStep:
    told = event.payload.get("terms")
    terms = told and GoalTerms(
        metric=told["metric"],
        target=told["target"],
        start=date.fromisoformat(told["start"]),
        deadline=date.fromisoformat(told["deadline"]),
        owner=told["owner"],
        where=tuple((name, value) for name, value in told["where"]),
    )
    return GoalStep(kind=event.kind, at=event.at, by=event.by, why=event.payload.get("why", ""), terms=terms)


def _plain(terms: GoalTerms) -> dict[str, Any]:
    return {
        "metric": terms.metric,
        "target": terms.target,
        "start": terms.start.isoformat(),
        "deadline": terms.deadline.isoformat(),
        "owner": terms.owner,
        "where": [list(pair) for pair in terms.where],
    }


def _write(  # noqa: PLR0917 - the parts of one event
    connection: Connection, goal: str, kind: str, payload: Mapping[str, Any], by: Actor, at: datetime
) -> None:
    append(connection, stream=f"goals/{goal}", kind=kind, payload=payload, by=by.id, at=at)


def _check_person(by: Actor) -> None:
    if by.kind != "person" or by.role not in MAY_SET:
        raise GoalsTakeAPerson


def _check_open(goal: Goal, why: str) -> None:
    if goal.status == "closed":
        raise GoalClosed(goal=goal.id, at=goal.steps[-1].at.date())
    if not why.strip():
        raise ReasonNotGiven
