"""How is a set of offers checked, and a basket priced under it, in the browser?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from zhanggui.app import deciding, offer_drafts
from zhanggui.app.jobs.lapsing import last_lapse
from zhanggui.app.offer_drafts import Buying
from zhanggui.app.selling.standing import in_force_now
from zhanggui.core.errors import ZhangguiError
from zhanggui.core.moments import moment
from zhanggui.core.money import Money
from zhanggui.core.sentence import render
from zhanggui.offers.checks.flaw import FLAWS
from zhanggui.offers.sentences import SENTENCES
from zhanggui.surfaces.docs.offers_page import heads, sections
from zhanggui.surfaces.lapse_words import told as lapse_told
from zhanggui.surfaces.offers_tables import counted_table, quote_tables, standing_table, totals
from zhanggui.surfaces.web.pages.decisions import names
from zhanggui.surfaces.web.pages.prices import text_of
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import AnalystVisit, Form, OperatorVisit, Visit

if TYPE_CHECKING:
    from datetime import datetime

    from zhanggui.app.offer_drafts import Draft
    from zhanggui.app.selling.trying import TriedQuote

router = APIRouter()
CAMPAIGN = "promotions.campaign"
Short = Annotated[str, Field(max_length=200)]


class Tried(BaseModel):
    """A basket to be priced, as the address says it."""

    model_config = ConfigDict(frozen=True)

    lines: Annotated[str, Field(max_length=20_000)] = ""
    channel: Short = ""
    tier: Short = ""
    codes: Short = ""
    points: Short = ""
    shipping: Short = ""
    is_first_order: Short = ""
    customer: Short = ""
    at: Short = ""


@router.get("/offers")
def page(visit: AnalystVisit, tried: Annotated[Tried, Query()]) -> Response:
    """The set that was checked last, the verdict, and a basket priced under it."""
    return _page(visit, tried=tried)


@router.post("/offers")
def check(visit: OperatorVisit, form: Form) -> Response:
    """Check a set and keep it as the one at hand."""
    try:
        text, products = text_of(form, "file", "text"), text_of(form, "products", "none")
        offer_drafts.keep_draft(visit.shop, text, products, actor=visit.person.actor)
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal, text=form.text("text"))
    return go(visit, "/offers", done="offers_checked")


@router.post("/offers/propose")
def propose(visit: OperatorVisit, _form: Form) -> Response:
    """Ask whether one of the kept sets is worth a campaign; a person decides about what comes of it."""
    try:
        found = deciding.propose_one(visit.shop, CAMPAIGN)
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal)
    if not found:
        return go(visit, "/offers", done="offers_no_campaign")
    return go(visit, f"/decisions/{found[0].proposal.id}")


@router.post("/offers/publish")
def publish(visit: OperatorVisit, form: Form) -> Response:
    """Put the set that was checked into force, if it is still the one that was looked at."""
    told = form.text("draft")
    seen = int(told[:9]) if told.isascii() and told.isdigit() else 0
    try:
        offer_drafts.publish_draft(visit.shop, seen, actor=visit.person.actor)
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal)
    return go(visit, "/offers", done="offers_published")


@router.get("/offers/fields")
def fields(visit: AnalystVisit) -> Response:
    """How a set of offers, a basket and products are written."""
    return show(
        visit, "offer_fields.html", room="offers", heads=heads(visit.language), sections=sections(visit.language)
    )


def _page(
    visit: Visit,
    *,
    tried: Tried | None = None,
    problem: ZhangguiError | None = None,
    text: str = "",
) -> Response:
    draft, tried = offer_drafts.last_draft(visit.shop), tried or Tried()
    tried_quote: TriedQuote | None = None
    trouble: ZhangguiError | None = None
    if draft and tried.lines.strip():
        try:
            at = moment(tried.at, visit.shop.facts.timezone) or visit.shop.clock.now()
            facts = tried.model_dump(exclude={"at", "is_first_order"})
            facts |= {} if visit.may("operator") else {"customer": ""}  # who sees no customers asks about none
            buying = Buying(**facts, is_first_order=bool(tried.is_first_order))
            tried_quote = offer_drafts.preview(visit.shop, draft, buying, at)
        except ZhangguiError as refusal:
            trouble = refusal
    quoted = tried_quote.quote if tried_quote else None
    first, now = problem or trouble, in_force_now(visit.shop)
    return show(
        visit,
        "offers.html",
        status=first.http_status if first else 200,
        room="offers",
        problem=problem and problem.text(visit.language),
        trouble=trouble and trouble.text(visit.language),
        draft=draft,
        now=now,
        standing=standing_table(now, visit.shop.facts.timezone, visit.language) if now and now.offers else None,
        liability=Money(now.liability_minor, now.currency) if now else None,
        lapsed=_lapsed(visit) if now else None,
        who=names(visit),
        flaws=_flaws(draft, visit) if draft else [],
        told=tried.model_dump() | {"text": text},
        quoted=quoted,
        tried=tried_quote,
        counted=counted_table(tried_quote, visit.language) if tried_quote and tried_quote.counted else None,
        tables=quote_tables(quoted, visit.language) if quoted else (),
        totals=totals(quoted) if quoted else (),
        hints=[render(hint.said, SENTENCES, visit.language) for hint in quoted.hints] if quoted else [],
    )


def _lapsed(visit: Visit) -> tuple[datetime, str] | None:
    """When what had run out was booked last, and what there was."""
    last = last_lapse(visit.shop)
    return (last.at, lapse_told(last.lapsed, visit.shop.facts.currency, visit.language)) if last else None


def _flaws(draft: Draft, visit: Visit) -> list[tuple[str, str, str]]:
    """Each flaw: how grave, of which offers, and the sentence."""
    return [
        (flaw.severity, ", ".join(flaw.offers), render(flaw.said, FLAWS, visit.language))
        for flaw in draft.verdict.flaws
    ]
