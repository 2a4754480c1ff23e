"""Goals are kept as they were promised: nothing lacks, nothing is rewritten, nobody but people sets them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.books.conftest import NOW
from zhanggui.books import goals
from zhanggui.books.events import read_kinds, verify_chain
from zhanggui.books.people import Actor

LI = Actor(id="u1", role="operator")
TERMS = goals.GoalTerms(
    metric="net_sales",
    target=12_000_000,
    start=date(2026, 1, 1),
    deadline=date(2026, 12, 31),
    owner="李",
    where=(("channel", "tmall"),),
)


@pytest.mark.parametrize(
    "lack, error",
    [
        ({"metric": " "}, goals.GoalWithoutMetric),
        ({"target": 0}, goals.GoalWithoutTarget),
        ({"owner": ""}, goals.GoalWithoutOwner),
        ({"deadline": date(2025, 12, 31)}, goals.DeadlineBeforeStart),
    ],
)
def test_a_goal_that_lacks_something_cannot_be_made(lack, error):
    with pytest.raises(error):
        replace(TERMS, **lack)


def test_a_goal_is_found_as_it_was_set(books):
    goal = goals.set_goal(books, TERMS, by=LI, at=NOW)

    assert goals.find_goal(books, goal.id) == goal
    assert (goal.terms, goal.status) == (TERMS, "open")
    assert [(step.kind, step.by, step.at) for step in goal.steps] == [("goal.set", "u1", NOW)]


def test_a_lowered_target_shows_and_the_chain_holds(books):
    goal = goals.set_goal(books, TERMS, by=LI, at=NOW)
    lower = replace(TERMS, target=9_000_000)

    changed = goals.change_goal(books, goal.id, lower, why="渠道停投", by=LI, at=NOW + timedelta(days=1))

    assert changed.terms.target == 9_000_000
    assert [step.terms.target for step in changed.steps] == [12_000_000, 9_000_000]
    with books.reading() as connection:
        verify_chain(connection)
        assert [event.kind for event in read_kinds(connection, "goal.")] == ["goal.set", "goal.changed"]


def test_a_closed_goal_stays_closed(books):
    goal = goals.set_goal(books, TERMS, by=LI, at=NOW)
    closed = goals.close_goal(books, goal.id, why="季度结束", by=LI, at=NOW)

    assert closed.status == "closed"
    with pytest.raises(goals.GoalClosed):
        goals.change_goal(books, goal.id, TERMS, why="再来", by=LI, at=NOW)
    with pytest.raises(goals.GoalClosed):
        goals.close_goal(books, goal.id, why="再关", by=LI, at=NOW)


@pytest.mark.parametrize(
    "actor",
    [
        Actor(id="k1", role="owner", kind="machine"),
        Actor(id="p", role="owner", kind="policy"),
        Actor(id="u2", role="analyst"),
    ],
)
def test_programs_policies_and_lower_roles_set_no_goals(books, actor):
    with pytest.raises(goals.GoalsTakeAPerson):
        goals.set_goal(books, TERMS, by=actor, at=NOW)
    assert goals.goals(books) == ()


def test_a_change_needs_a_reason_and_a_goal(books):
    goal = goals.set_goal(books, TERMS, by=LI, at=NOW)

    with pytest.raises(goals.ReasonNotGiven):
        goals.change_goal(books, goal.id, TERMS, why=" ", by=LI, at=NOW)
    with pytest.raises(goals.NoSuchGoal):
        goals.close_goal(books, "g0", why="x", by=LI, at=NOW)
