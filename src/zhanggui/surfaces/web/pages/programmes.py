"""Which lifecycle programmes are there, who is due today, how often are people written to, and did it pay?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.app import programmes as running
from zhanggui.core.errors import TablesMissing, ZhangguiError
from zhanggui.surfaces.programmes_tables import caps_table, readouts_table, today_table
from zhanggui.surfaces.web.pages.prices import text_of
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import AnalystVisit, Form, OperatorVisit, OwnerVisit, Visit

if TYPE_CHECKING:
    from zhanggui.decisions.policies.programmes.params import ProgrammesParams

router = APIRouter()
PAGE = "/programmes"


@router.get(PAGE)
def page(visit: AnalystVisit) -> Response:
    """Programmes, who is due, caps and readouts."""
    return _page(visit)


@router.post(PAGE)
def change(visit: OwnerVisit, form: Form) -> Response:
    """Check programmes that were uploaded or pasted, and put them into force if that was asked."""
    text = ""
    try:
        text = text_of(form, "file", "text")
        params = running.check_text(text)
        if form.text("do") == "publish":
            running.put_in_force(visit.shop, params, actor=visit.person.actor)
            return go(visit, PAGE, done="programmes_in_force")
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal, text=text)
    return _page(visit, checked=params, text=text)


@router.post(f"{PAGE}/propose")
def propose(visit: OperatorVisit) -> Response:
    """Propose for those who are due today."""
    try:
        made = running.propose(visit.shop)
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal)
    return go(visit, "/decisions", done="programmes_proposed") if made else go(visit, PAGE, done="programmes_nothing")


def _page(
    visit: Visit, *, problem: ZhangguiError | None = None, checked: ProgrammesParams | None = None, text: str = ""
) -> Response:
    lack: TablesMissing | None = None
    found: dict[str, Any] = {}
    try:
        standing = running.standing(visit.shop)
    except TablesMissing as missing:
        lack = missing
    else:
        found = {
            "standing": standing,
            "today": today_table(standing, visit.language),
            "caps": caps_table(standing, visit.language),
            "readouts": readouts_table(standing, visit.language),
            "lacking": [(visit.text(title), visit.text(what)) for title, what in standing.lacking],
        }
    return show(
        visit,
        "programmes.html",
        status=problem.http_status if problem else 200,
        room="decisions",
        problem=problem and problem.text(visit.language),
        lack=lack and lack.text(visit.language),
        checked=checked,
        told=text,
        **found,
    )
