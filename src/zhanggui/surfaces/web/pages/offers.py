"""How is a set of offers checked, and a basket priced under it, in the browser?"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from zhanggui.app import offer_drafts
from zhanggui.app.offer_drafts import Buying
from zhanggui.core.errors import ZhangguiError
from zhanggui.core.sentence import render
from zhanggui.offers.checks.flaw import FLAWS
from zhanggui.offers.sentences import SENTENCES
from zhanggui.surfaces.offers_tables import quote_tables, totals
from zhanggui.surfaces.web.pages.decisions import names
from zhanggui.surfaces.web.pages.prices import instant_of, text_of
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import AnalystVisit, Form, OperatorVisit, Visit

if TYPE_CHECKING:
    from zhanggui.app.offer_drafts import Draft
    from zhanggui.offers.quote import Quote

router = APIRouter()
Text = Annotated[str, Query(max_length=20_000)]


@router.get("/offers")
def page(
    visit: AnalystVisit,
    lines: Text = "",
    channel: Text = "",
    tier: Text = "",
    codes: Text = "",
    points: Text = "",
    shipping: Text = "",
    is_first_order: Text = "",
    at: Text = "",
) -> Response:
    """The set that was checked last, the verdict, and a basket priced under it."""
    buying = Buying(
        lines=lines,
        channel=channel,
        tier=tier,
        codes=codes,
        points=points,
        shipping=shipping,
        is_first_order=bool(is_first_order),
    )
    return _page(visit, buying=buying, at=at)


@router.post("/offers")
def check(visit: OperatorVisit, form: Form) -> Response:
    """Check a set and keep it as the one at hand."""
    try:
        text, products = text_of(form, "file", "text"), text_of(form, "products", "none")
        offer_drafts.keep_draft(visit.shop, text, products, actor=visit.person.actor)
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal, text=form.text("text"))
    return go(visit, "/offers", done="offers_checked")


def _page(
    visit: Visit,
    *,
    buying: Buying | None = None,
    at: str = "",
    problem: ZhangguiError | None = None,
    text: str = "",
) -> Response:
    draft, buying = offer_drafts.last_draft(visit.shop), buying or Buying(lines="")
    quoted: Quote | None = None
    trouble: ZhangguiError | None = None
    if draft and buying.lines.strip():
        try:
            moment = instant_of(at, visit) or visit.shop.clock.now()
            quoted = offer_drafts.preview(visit.shop, draft, buying, moment)
        except ZhangguiError as refusal:
            trouble = refusal
    first = problem or trouble
    return show(
        visit,
        "offers.html",
        status=first.http_status if first else 200,
        room="offers",
        problem=problem and problem.text(visit.language),
        trouble=trouble and trouble.text(visit.language),
        draft=draft,
        who=names(visit),
        flaws=_flaws(draft, visit) if draft else [],
        told={field.name: getattr(buying, field.name) for field in fields(buying)} | {"at": at, "text": text},
        quoted=quoted,
        tables=quote_tables(quoted, visit.language) if quoted else (),
        totals=totals(quoted) if quoted else (),
        hints=[render(hint.said, SENTENCES, visit.language) for hint in quoted.hints] if quoted else [],
    )


def _flaws(draft: Draft, visit: Visit) -> list[tuple[str, str, str]]:
    """Each flaw: how grave, of which offers, and the sentence."""
    return [
        (flaw.severity, ", ".join(flaw.offers), render(flaw.said, FLAWS, visit.language))
        for flaw in draft.verdict.flaws
    ]
