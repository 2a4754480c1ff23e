"""Which numbers were not what they should have been, and who has taken note?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.app import alerts, catalog
from zhanggui.app.notify import schedule
from zhanggui.core.errors import ZhangguiError
from zhanggui.core.moments import when
from zhanggui.core.sentence import render
from zhanggui.core.sentence import show as shown
from zhanggui.surfaces.presentation import signed
from zhanggui.surfaces.web.pages.analyses import answer_shown
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import Form, OperatorVisit, ViewerVisit, Visit

if TYPE_CHECKING:
    from zhanggui.app.alerts import Alerts

router = APIRouter()


@router.get("/alerts")
def page(visit: ViewerVisit) -> Response:
    """The alerts of the latest week, worst in money first."""
    return _page(visit)


@router.post("/alerts/acknowledge")
def acknowledge(visit: OperatorVisit, form: Form) -> Response:
    """Take note of the alerts of a day."""
    keys = [key[:300] for key in form.form.getlist("key") if isinstance(key, str)] or [""]
    try:
        for key in keys:
            alerts.acknowledge(visit.shop, key, why=form.text("why")[:500], actor=visit.person.actor)
    except ZhangguiError as refusal:
        return _page(visit, refusal)
    return go(visit, "/alerts", done="alert_noted")


def alert_rows(found: Alerts, visit: Visit) -> list[dict[str, Any]]:
    """Each alert as a page shows it."""
    sentences = catalog.capability(alerts.ALERTS).sentences
    return [
        {
            "key": row.key,
            "day": row.day.isoformat(),
            "title": visit.text(row.title),
            "part": visit.text(row.part),
            "actual": shown(row.actual, visit.language),
            "expected": shown(row.expected, visit.language),
            "usual": f"{shown(row.low, visit.language)} … {shown(row.high, visit.language)}",
            "change": signed(row.change.rate) if row.change else "—",
            "severity": row.severity.whole,
            "is_loss": row.severity.minor < 0,
            "one_in": f"{row.one_in:,}",
            "note": render(row.note, sentences, visit.language),
            "noted": found.noted.get(row.key),
        }
        for row in found.rows
    ]


def crossing_rows(found: Alerts, visit: Visit) -> list[dict[str, Any]]:
    """Each price that crossed a line as a page shows it."""
    sentences = catalog.capability(alerts.CROSSINGS).sentences
    return [
        {
            "key": row.key,
            "day": row.day.isoformat(),
            "what": render(row.what, sentences, visit.language),
            "change": signed(row.against_line.rate),
            "path": f"/analyses/{row.where}",
            "told": {"sku": row.sku} if row.where == "pricing.competitors" else {},
            "noted": found.noted.get(row.key),
        }
        for row in found.crossings
    ]


def _page(visit: Visit, problem: ZhangguiError | None = None) -> Response:
    found = alerts.alerts(visit.shop)
    capability = catalog.capability(alerts.ALERTS)
    rows, crossings = alert_rows(found, visit), crossing_rows(found, visit)
    return show(
        visit,
        "alerts.html",
        status=problem.http_status if problem else 200,
        room="goals",
        problem=problem and problem.text(visit.language),
        answered=answer_shown(visit, capability, found.run, {}),
        open_days=_by_day([row for row in rows if row["noted"] is None]),
        noted_rows=[row for row in rows if row["noted"] is not None],
        crossings=[row for row in crossings if row["noted"] is None],
        noted_crossings=[row for row in crossings if row["noted"] is not None],
        crossings_path=f"/analyses/{alerts.CROSSINGS}",
        path=f"/analyses/{alerts.ALERTS}",
        next_digest=_next_digest(visit),
    )


def _next_digest(visit: Visit) -> str | None:
    """When the next digest goes out, where there is anybody to get it."""
    found = schedule.schedule(visit.shop)
    return visit.say("alerts_schedule", at=when(found.next_digest_at, found.timezone)) if found.targets else None


def _by_day(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The alerts of each day together, the day of the worst one first: what happened once is told once."""
    days: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        days.setdefault(row["day"], []).append(row)
    return days
