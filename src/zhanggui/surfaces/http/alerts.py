"""How are alerts read and acknowledged over HTTP?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from zhanggui.app import alerts
from zhanggui.surfaces.confidential import sees_costs
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Operator, Viewer

router = APIRouter(tags=["alerts"])


class Noted(BaseModel):
    """Who took note of an alert, when and why."""

    key: str
    by: str
    at: datetime
    why: str


class Note(BaseModel):
    """Which alert, and what is known about it."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S", description="Its key. 预警编号。")]
    why: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S", description="For the record. 理由。")]


@router.get(
    "/alerts",
    response_model=None,
    responses={200: {"model": dict[str, Any]}, **errors.described(409)},
    summary="Which numbers departed? 哪些数字异常？",
)
def listing(
    by: Viewer, days: Annotated[int, Query(ge=1, le=366, description="How many days are judged. 判断最近几天。")] = 7
) -> JSONResponse:
    """The run of goals.alerts, that of pricing.crossings as `prices`; each alert with the note somebody took of it."""
    found = alerts.plain(alerts.alerts(by.shop, {"days": days}))
    return JSONResponse(found if sees_costs(by.actor.role) else alerts.without_sql(found))


@router.post("/alerts/acknowledge", responses=errors.described(403), summary="Take note of one. 确认一条预警。")
def acknowledge(by: Operator, note: Note) -> Noted:
    """Take note of an alert, once; a person signed in does this."""
    found = alerts.acknowledge(by.shop, note.key, why=note.why, actor=by.actor)
    return Noted(key=found.key, by=found.by, at=found.at, why=found.why)
