"""Which codes are one product, and how does somebody decide on a page?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.app import loading
from zhanggui.app.same import products
from zhanggui.app.same.telling_products import SCORE, evidence, way
from zhanggui.core.errors import NothingLoaded, RequestAtFault, ZhangguiError
from zhanggui.core.words import Words
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import Form, OperatorVisit, ViewerVisit, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

router = APIRouter()
PAGE = "/data/products"
MOST_SHOWN = 60


class NothingChosen(RequestAtFault):
    """No box was ticked."""

    sentence = Words(zh="请先勾选至少一项。", en="Tick at least one first.")


@router.get(PAGE)
def page(visit: ViewerVisit) -> Response:
    """Proposals with their evidence, and what was decided."""
    return _page(visit)


@router.post(f"{PAGE}/decide")
def decide(visit: OperatorVisit, form: Form) -> Response:
    """Confirm or refuse what is ticked, or undo a decision."""
    ids, why, actor = form.texts("match"), form.text("why")[:500], visit.person.actor
    verdict = form.text("verdict")
    if not ids:
        return _page(visit, NothingChosen())
    if verdict == "refuse":
        return _done(visit, lambda: products.refuse(visit.shop, ids, actor=actor, why=why), "same_refused")
    if verdict == "undo":
        return _done(visit, lambda: products.undo(visit.shop, ids, actor=actor, why=why), "same_undone")
    return _done(visit, lambda: products.confirm(visit.shop, ids, actor=actor, why=why), "same_confirmed")


@router.post(f"{PAGE}/join")
def join(visit: OperatorVisit, form: Form) -> Response:
    """Let a channel's code count as a product."""
    channel, code, sku = (form.text(name)[:200] for name in ("channel", "code", "sku"))
    actor, why = visit.person.actor, form.text("why")[:500]
    return _done(visit, lambda: products.join(visit.shop, channel, code, sku, actor=actor, why=why), "same_confirmed")


@router.post(f"{PAGE}/part")
def part(visit: OperatorVisit, form: Form) -> Response:
    """Let a channel's code be a product of its own."""
    channel, code = form.text("channel")[:200], form.text("code")[:200]
    actor = visit.person.actor
    return _done(visit, lambda: products.part(visit.shop, channel, code, actor=actor), "same_confirmed")


@router.post("/data/publish")
def publish(visit: OperatorVisit, form: Form) -> Response:
    """Build the version in which decisions count, then back to where the button was."""
    back = "/data/members" if form.text("back") == "members" else PAGE
    try:
        loading.publish(visit.shop)
    except ZhangguiError as refusal:
        return _page(visit, refusal)
    visit.house.warm.refresh()
    return go(visit, back, done="same_published")


def _done(visit: Visit, change: Callable[[], object], done: str) -> Response:
    try:
        change()
    except ZhangguiError as refusal:
        return _page(visit, refusal)
    return go(visit, PAGE, done=done)


def _page(visit: Visit, problem: ZhangguiError | None = None) -> Response:
    try:
        told = products.overview(visit.shop)
    except NothingLoaded as nothing:
        told, problem = None, problem or nothing
    return show(
        visit,
        "products.html",
        status=problem.http_status if problem else 200,
        room="data",
        problem=problem and problem.text(visit.language),
        told=told,
        most=MOST_SHOWN,
        evidence=lambda match: evidence(match, visit.language),
        way=lambda name: way(name, visit.language),
        score=SCORE.text(visit.language),
    )
