"""How does an owner find one customer, hand over what is kept about them, and erase them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.app.one_person import telling
from zhanggui.app.one_person.erasing import erase as erase_person
from zhanggui.app.one_person.exporting import export as export_person
from zhanggui.app.one_person.finding import find as find_people
from zhanggui.core.errors import RequestAtFault, ZhangguiError
from zhanggui.core.words import Words
from zhanggui.surfaces.web.rendering import show
from zhanggui.surfaces.web.visits import Form, OwnerVisit, Visit

if TYPE_CHECKING:
    from zhanggui.app.one_person.erasing import Erasure
    from zhanggui.app.one_person.finding import Person

router = APIRouter()


class NotConfirmed(RequestAtFault):
    """The box was not ticked."""

    sentence = Words(
        zh="请先勾选“已核实是本人的要求”；删除不可撤销。",
        en="Tick that the customer asked for it first; erasing cannot be undone.",
    )


@router.get("/settings/customers")
def page(visit: OwnerVisit) -> Response:
    """The form to find somebody with."""
    return _page(visit)


@router.post("/settings/customers/find")
def find(visit: OwnerVisit, form: Form) -> Response:
    """Whom the typed text names; it came in a form, so that no address and no log holds it."""
    try:
        return _page(visit, found=find_people(visit.shop, form.text("typed")[:200], actor=visit.person.actor))
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal)


@router.post("/settings/customers/{customer}/export")
def export(visit: OwnerVisit, form: Form, customer: str) -> Response:
    """Everything about one customer as a zip."""
    try:
        made = export_person(visit.shop, customer, actor=visit.person.actor, reason=form.text("reason")[:200])
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal)
    headers = {"Content-Disposition": f'attachment; filename="{customer}.zip"', "Cache-Control": "no-store"}
    return Response(made.content, media_type="application/zip", headers=headers)


@router.post("/settings/customers/{customer}/erase")
def erase(visit: OwnerVisit, form: Form, customer: str) -> Response:
    """Erase one customer and show the proof."""
    try:
        if form.text("sure") != "yes":
            raise NotConfirmed
        done = erase_person(visit.shop, customer, actor=visit.person.actor, reason=form.text("reason")[:200])
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal)
    visit.house.warm.refresh()
    return _page(visit, done=done)


def _page(
    visit: Visit,
    *,
    found: tuple[Person, ...] | None = None,
    done: Erasure | None = None,
    problem: ZhangguiError | None = None,
) -> Response:
    language = visit.language
    told: dict[str, Any] = {
        "found": found
        and [(each, telling.found_by(each, language), telling.kept_kinds(each, language)) for each in found],
        "proof": done and telling.place_lines(done, language),
        "proof_said": done and telling.said(done, language),
        "problem": problem and problem.text(language),
    }
    return show(visit, "customers.html", status=problem.http_status if problem else 200, **told)
