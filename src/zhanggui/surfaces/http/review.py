"""What should be known this morning, as JSON?"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from zhanggui.app.alerts import without_sql
from zhanggui.app.review import plain, review_shop
from zhanggui.surfaces.confidential import is_secret, sees_costs, without_secrets
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Viewer
from zhanggui.surfaces.http.decisions import DecisionAnswer
from zhanggui.surfaces.http.goals import GoalAnswer

router = APIRouter(tags=["review"])


class OpenDecision(DecisionAnswer):
    """A decision to make, with what is left of its promise after its policy's record."""

    expected_after_record: dict[str, str] | None


class ReviewAnswer(BaseModel):
    """Headline numbers, what changed, what to decide, how past decisions paid."""

    shop: str
    snapshot: str
    as_of: str
    board: Annotated[dict[str, Any], Field(description="The run of goals.kpi_board. 关键数字。")]
    decisions: Annotated[list[OpenDecision], Field(description="Open ones, best first. 待决定，按预期利润。")]
    running: list[DecisionAnswer]
    measured: list[DecisionAnswer]
    tracks: Annotated[list[dict[str, Any]], Field(description="The record of each policy. 策略成绩单。")]
    alerts: Annotated[dict[str, Any] | None, Field(description="The run of goals.alerts. 预警。")]
    goals: Annotated[list[GoalAnswer], Field(description="Open goals, those in trouble first. 目标。")]
    lacking: Annotated[list[dict[str, Any]], Field(description="Policies that lack data. 缺数据的策略。")]


@router.get(
    "/review",
    response_model=None,
    responses={200: {"model": ReviewAnswer}, **errors.described(409)},
    summary="What should be known this morning? 今天要知道什么？",
)
def review(by: Viewer) -> JSONResponse:
    """The review; decisions, which are about profit, are for analysts and above."""
    found = plain(by.shop, review_shop(by.shop))
    if not sees_costs(by.actor.role):
        found["board"] = without_secrets(found["board"]) | {"sql": []}
        found |= {"decisions": [], "running": [], "measured": [], "tracks": [], "lacking": []}
        found["alerts"] = found["alerts"] and without_sql(found["alerts"])
        found["goals"] = [each for each in found["goals"] if not is_secret(each["metric"])]
    return JSONResponse(found)
