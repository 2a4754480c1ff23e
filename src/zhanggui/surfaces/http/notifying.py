"""Where do messages go, and when, over HTTP?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from zhanggui.app.notify import dispatch, schedule, targets
from zhanggui.app.notify.targets import TargetWanted
from zhanggui.books import notify_targets
from zhanggui.books.notify_targets import NotifyTarget, TargetKind
from zhanggui.core.words import Language
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Owner
from zhanggui.surfaces.http.once import Key, once
from zhanggui.surfaces.http.shapes import BothLanguages

router = APIRouter(tags=["notify"])
Id = Annotated[str, Path(description="The target's id. 通知对象编号。", max_length=100)]


class TargetLine(BaseModel):
    """One place that messages go to; its address and secrets are shown to nobody."""

    id: str
    kind: TargetKind
    title: str
    host: str
    language: Language
    quiet_from: int
    quiet_to: int
    created_at: datetime


class TargetTimesLine(BaseModel):
    """What one target got last, and which days it got no digest."""

    id: str
    title: str
    last_digest_at: datetime | None
    last_alert_at: datetime | None
    skipped: list[date]


class ScheduleAnswer(BaseModel):
    """When messages go out by themselves, and what was sent last."""

    digest_at: Annotated[str, Field(description="In the shop's local time. 店铺当地时间。")]
    timezone: str
    next_digest_at: datetime
    looked_at: Annotated[datetime | None, Field(description="When a running service last looked. 服务上次查看。")]
    is_running: bool
    problem: BothLanguages | None
    targets: list[TargetTimesLine]


class Done(BaseModel):
    """Which target it was done to."""

    target: str


@router.get("/notify/targets", summary="Where do messages go? 消息发到哪里？")
def places(by: Owner) -> list[TargetLine]:
    """The targets, without their secrets."""
    return [_line(each) for each in notify_targets.targets(by.shop.books)]


@router.post("/notify/targets", responses=errors.described(409), summary="Send messages there too. 增加通知对象。")
def add(by: Owner, wanted: TargetWanted, key: Key = None) -> TargetLine:
    """Keep a target; its secrets are sealed. A person signed in does this, never a program."""

    def added() -> dict[str, Any]:
        return _line(targets.add(by.shop, wanted, actor=by.actor)).model_dump(mode="json")

    return TargetLine.model_validate(once(by, key, wanted.open, added))


@router.post("/notify/targets/{target}/test", responses=errors.described(404, 409), summary="Try it. 发一条测试消息。")
def try_it(by: Owner, target: Id) -> Done:
    """Send a message that says nothing but that it arrives."""
    dispatch.send_trial(by.shop, target)
    return Done(target=target)


@router.post("/notify/targets/{target}/remove", responses=errors.described(404), summary="Remove it. 移除。")
def remove(by: Owner, target: Id) -> Done:
    """Send nothing there any more; its secrets are gone."""
    targets.remove(by.shop, target, actor=by.actor)
    return Done(target=target)


@router.get("/notify/schedule", summary="When do messages go out? 何时发送？")
def times(by: Owner) -> ScheduleAnswer:
    """The time of the digest, whether a service is there to send it, and what arrived last."""
    return ScheduleAnswer.model_validate(schedule.plain(schedule.schedule(by.shop)))


def _line(target: NotifyTarget) -> TargetLine:
    return TargetLine(
        id=target.id,
        kind=target.kind,
        title=target.title,
        host=target.host,
        language=target.language,
        quiet_from=target.quiet.start,
        quiet_to=target.quiet.end,
        created_at=target.created_at,
    )
