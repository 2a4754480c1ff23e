"""Where do the shop's messages go, when, and did they arrive?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.app.notify import dispatch, schedule, targets
from zhanggui.app.notify.sending import Security
from zhanggui.app.notify.targets import NotificationNotUnderstood
from zhanggui.books import settings
from zhanggui.books.notify_targets import KINDS, TargetKind
from zhanggui.core.errors import ZhangguiError
from zhanggui.core.words import Words
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import Form, OwnerVisit, Posted, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

router = APIRouter()
ROBOTS = tuple(kind for kind in KINDS if kind != "email")
TOLD = ("kind", "title", "url", "host", "port", "user", "sender", "language", "quiet_from", "quiet_to")
SECRET = ("secret", "password")


@router.get("/settings/notifications")
def page(visit: OwnerVisit) -> Response:
    """Targets without their secrets, the schedule, and what arrived last."""
    return _page(visit)


@router.post("/settings/notifications/targets")
def add(visit: OwnerVisit, form: Form) -> Response:
    """Send messages there too."""
    return _step(visit, lambda: targets.add(visit.shop, _wanted(form), actor=visit.person.actor), "added")


@router.post("/settings/notifications/time")
def change_time(visit: OwnerVisit, form: Form) -> Response:
    """Another time of day for the digest."""
    told, version = form.text("digest_at"), form.text("version")
    if not version.isascii() or not version.isdigit():
        why = Words(zh="须为数字", en="must be a number")
        return _page(visit, NotificationNotUnderstood(what="version", why=why))
    return _step(
        visit,
        lambda: targets.change_time(visit.shop, told, expected_version=int(version[:9]), actor=visit.person.actor),
        "time",
    )


@router.post("/settings/notifications/{target}/test")
def try_it(visit: OwnerVisit, form: Form, target: str) -> Response:
    """A message that says nothing but that it arrives."""
    return _step(visit, lambda: dispatch.send_trial(visit.shop, target), "tested")


@router.post("/settings/notifications/{target}/remove")
def remove(visit: OwnerVisit, form: Form, target: str) -> Response:
    """Send nothing there any more."""
    return _step(visit, lambda: targets.remove(visit.shop, target, actor=visit.person.actor), "removed")


def _wanted(form: Posted) -> targets.TargetWanted:
    told: dict[str, Any] = {name: form.text(name) for name in TOLD if form.text(name)}
    told |= {name: form.secret(name) for name in SECRET if form.secret(name)}
    told["recipients"] = tuple(box.strip() for box in form.text("recipients").split(",") if box.strip())
    told["security"] = form.text("security") or None
    return targets.read(told)


def _page(visit: Visit, problem: ZhangguiError | None = None) -> Response:
    _, version = settings.current(visit.shop.books)
    return show(
        visit,
        "notifications.html",
        status=problem.http_status if problem else 200,
        problem=problem and problem.text(visit.language),
        found=schedule.schedule(visit.shop),
        version=version,
        robots=ROBOTS,
        securities=get_args(Security),
        kinds={kind: _kind(visit, kind) for kind in KINDS},
    )


def _kind(visit: Visit, kind: TargetKind) -> str:
    return visit.say(f"notify_kind_{kind}")


def _step(visit: Visit, step: Callable[[], object], done: str) -> Response:
    try:
        step()
    except ZhangguiError as refusal:
        return _page(visit, refusal)
    return go(visit, "/settings/notifications", done=f"notify_{done}")
