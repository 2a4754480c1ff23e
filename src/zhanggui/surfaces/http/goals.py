"""How are goals set, followed, changed and closed over HTTP?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from zhanggui.app import goals
from zhanggui.books.goals import Goal, NoSuchGoal
from zhanggui.surfaces.confidential import is_secret, sees_costs
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Caller, Operator, Viewer
from zhanggui.surfaces.http.once import Key, once
from zhanggui.surfaces.http.shapes import BothLanguages

router = APIRouter(tags=["goals"])
Id = Annotated[str, Path(description="The goal's id. 目标编号。", max_length=100)]


class GoalWanted(BaseModel):
    """A goal; without metric, target, deadline or owner it is refused."""

    model_config = ConfigDict(extra="forbid")

    metric: Annotated[str, Field(max_length=100, description="A metric whose days add up. 能按天相加的指标。")] = ""
    target: Annotated[str, Field(max_length=40, description="Money in major units. 金额以元计。")] = ""
    deadline: Annotated[str, Field(max_length=10, description="Its last day. 截止日（含）。")] = ""
    owner: Annotated[str, Field(max_length=100, description="Who answers for it. 负责人。")] = ""
    start: Annotated[str, Field(max_length=10, description="Its first day. 开始日（含）。")] = ""
    where: Annotated[str, Field(max_length=500, description="dimension=value, with commas. 范围。")] = ""


class GoalChange(GoalWanted):
    """What becomes different, and why; what is left empty stays."""

    why: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class GoalEnd(BaseModel):
    """Why a goal ends."""

    model_config = ConfigDict(extra="forbid")

    why: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class GoalStepLine(BaseModel):
    """One line of the record."""

    kind: str
    at: datetime
    by: str
    why: str


class GoalAnswer(BaseModel):
    """One goal with its record and its standing."""

    id: str
    status: str
    state: Annotated[str, Field(description="met, missed, on_track, close, at_risk, cannot_tell, closed. 状态。")]
    metric: str
    target: str
    start: str
    deadline: str
    owner: str
    where: str = ""
    record: list[GoalStepLine]
    progress: Annotated[dict[str, Any] | None, Field(description="The run of goals.progress. 目标进度。")]
    why_not: BothLanguages | None


_ONE: dict[int | str, dict[str, Any]] = {200: {"model": GoalAnswer}, **errors.described(404, 409)}


@router.get(
    "/goals",
    response_model=None,
    responses={200: {"model": list[GoalAnswer]}, **errors.described()},
    summary="Which goals are there? 有哪些目标？",
)
def listing(
    by: Viewer, *, every: Annotated[bool, Query(description="Closed ones too. 包括已关闭的。")] = False
) -> JSONResponse:
    """The goals, those in trouble first; viewers see none about costs or profit."""
    found = [each for each in goals.followed(by.shop, with_closed=every) if _may_see(by, each.goal)]
    return JSONResponse([goals.plain(by.shop, each) for each in found])


@router.post("/goals", response_model=None, responses=_ONE, summary="Set a goal. 设定目标。")
def set_one(by: Operator, wanted: GoalWanted, key: Key = None) -> JSONResponse:
    """Put a goal on record; a person signed in does this, never a program."""
    return _step(
        by, key, {"set": wanted.model_dump()}, lambda: goals.set_goal(by.shop, wanted.model_dump(), actor=by.actor)
    )


@router.get("/goals/{goal}", response_model=None, responses=_ONE, summary="How does one stand? 一个目标的进度？")
def one(by: Viewer, goal: Id) -> JSONResponse:
    """One goal."""
    found = goals.find_goal(by.shop, goal)
    if not _may_see(by, found):
        raise NoSuchGoal(goal=goal)
    return JSONResponse(goals.plain(by.shop, goals.follow(by.shop, found)))


@router.post("/goals/{goal}/change", response_model=None, responses=_ONE, summary="Change a goal. 修改目标。")
def change(by: Operator, goal: Id, wanted: GoalChange, key: Key = None) -> JSONResponse:
    """New terms for an open goal; the earlier ones stay on record."""
    told = wanted.model_dump()
    return _step(
        by,
        key,
        {"change": goal, **told},
        lambda: goals.change_goal(by.shop, goal, told, why=wanted.why, actor=by.actor),
    )


@router.post("/goals/{goal}/close", response_model=None, responses=_ONE, summary="Close a goal. 关闭目标。")
def close(by: Operator, goal: Id, end: GoalEnd, key: Key = None) -> JSONResponse:
    """End a goal."""
    return _step(
        by, key, {"close": goal, "why": end.why}, lambda: goals.close_goal(by.shop, goal, why=end.why, actor=by.actor)
    )


def _step(by: Caller, key: str | None, asked: dict[str, Any], step: Callable[[], Goal]) -> JSONResponse:
    return JSONResponse(once(by, key, asked, lambda: goals.plain(by.shop, goals.follow(by.shop, step()))))


def _may_see(by: Caller, goal: Goal) -> bool:
    return sees_costs(by.actor.role) or not is_secret(goal.terms.metric)
