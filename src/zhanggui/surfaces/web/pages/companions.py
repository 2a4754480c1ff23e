"""What is shown at the cart, does it help, and how is it put up and taken down in the browser?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from zhanggui.app.channels import channel_names
from zhanggui.app.selling.companions import SENTENCES, ask, companions_now, publish_found, withdraw
from zhanggui.checkout.asked import understood
from zhanggui.checkout.companions.answering import CompanionsRequest
from zhanggui.checkout.companions.table import USUAL_HELD_BACK_BPS
from zhanggui.core.errors import ZhangguiError
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import render
from zhanggui.offers.rules.stated import WHOLE
from zhanggui.surfaces.companions_tables import answer_table, companions_table, readout_table
from zhanggui.surfaces.web.pages.decisions import names
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import AnalystVisit, Form, OperatorVisit, Visit

if TYPE_CHECKING:
    from zhanggui.checkout.companions.answering import CompanionsAnswer

router = APIRouter()
SHARES = (0, 500, USUAL_HELD_BACK_BPS, 2_000)


class Tried(BaseModel):
    """A basket to ask for, as the address says it."""

    model_config = ConfigDict(frozen=True)

    skus: Annotated[str, Field(max_length=20_000)] = ""
    channel: Annotated[str, Field(max_length=200)] = ""


@router.get("/companions")
def page(visit: AnalystVisit, tried: Annotated[Tried, Query()]) -> Response:
    """What is in force, whether it helps, and what a basket would be answered."""
    return _page(visit, tried=tried)


@router.post("/companions/publish")
def publish(visit: OperatorVisit, form: Form) -> Response:
    """Work them out anew and put them into force."""
    days, share = form.text("days").strip(), form.text("held_back")
    try:
        held_back = int(share) if share in {str(each) for each in SHARES} else USUAL_HELD_BACK_BPS
        params = {"days": days} if days else {}
        publish_found(visit.shop, params, actor=visit.person.actor, held_back_bps=held_back)
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal)
    return go(visit, "/companions", done="companions_published")


@router.post("/companions/withdraw")
def take_down(visit: OperatorVisit, _form: Form) -> Response:
    """Show nothing from now on."""
    try:
        withdraw(visit.shop, actor=visit.person.actor)
    except ZhangguiError as refusal:
        return _page(visit, problem=refusal)
    return go(visit, "/companions", done="companions_withdrawn")


def _page(visit: Visit, *, tried: Tried | None = None, problem: ZhangguiError | None = None) -> Response:
    tried, now = tried or Tried(), companions_now(visit.shop)
    answer: CompanionsAnswer | None = None
    trouble: ZhangguiError | None = None
    if now and tried.skus.strip():
        try:
            said = {"skus": tuple(re.split(r"[\s,，、]+", tried.skus.strip())), "channel": tried.channel.strip()}
            answer = ask(visit.shop, understood(CompanionsRequest, said))
        except ZhangguiError as refusal:
            trouble = refusal
    first = problem or trouble
    return show(
        visit,
        "companions.html",
        status=first.http_status if first else 200,
        room="offers",
        problem=problem and problem.text(visit.language),
        trouble=trouble and trouble.text(visit.language),
        now=now,
        share=Rate(now.held_back_bps / WHOLE).said if now else "",
        table=companions_table(now, channel_names(visit.shop), visit.language) if now and now.companions else None,
        readout=render(now.readout.said, SENTENCES, visit.language) if now else "",
        arms=readout_table(now.readout, visit.language)
        if now and (now.readout.shown or now.readout.held_back)
        else None,
        answer=answer,
        answered=answer_table(answer, visit.language) if answer and answer.companions else None,
        who=names(visit),
        told=tried.model_dump(),
        shares=[(each, Rate(each / WHOLE).said) for each in SHARES],
        usual=USUAL_HELD_BACK_BPS,
    )
