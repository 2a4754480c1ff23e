"""Which customers are one person, what would merging change, and how does somebody decide on a page?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.analyses.customers.same.shared import MOST_CUSTOMERS_OF_A_MEMBER, MOST_CUSTOMERS_OF_AN_IDENTITY
from zhanggui.app.same import members
from zhanggui.app.same.preview import preview_of
from zhanggui.app.same.telling_members import KINDS, buyer_rows, plain_group, preview_rows, shared_said
from zhanggui.core.errors import NothingLoaded, ZhangguiError
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import AnalystVisit, Form, OperatorVisit, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

router = APIRouter()
PAGE = "/data/members"
MOST_SHOWN = 60


@router.get(PAGE)
def page(visit: AnalystVisit) -> Response:
    """Proposals with what the customers share, and what was decided."""
    return _page(visit)


@router.get(f"{PAGE}/{{member}}")
def preview(visit: AnalystVisit, member: str) -> Response:
    """What deciding about one group would change, and the buttons to do it."""
    told = preview_of(visit.shop, member)
    merged = next((each for each in members.overview(visit.shop).merged if each.id == member), None)
    return show(
        visit,
        "member.html",
        room="data",
        told=told,
        merged=merged,
        figures=preview_rows(told, visit.language),
        people=[
            (code, buyer_rows(people, told.currency, visit.language))
            for code, people in (("member_before", told.people_before), ("member_after", told.people_after))
        ],
    )


@router.post(f"{PAGE}/{{member}}/merge")
def merge(visit: OperatorVisit, form: Form, member: str) -> Response:
    """Merge into one member."""
    why = form.text("why")[:500]
    return _done(visit, lambda: members.merge(visit.shop, member, actor=visit.person.actor, why=why), "member_merged")


@router.post(f"{PAGE}/{{member}}/unmerge")
def unmerge(visit: OperatorVisit, form: Form, member: str) -> Response:
    """Take a member apart again, or a refusal back."""
    why = form.text("why")[:500]
    return _done(visit, lambda: members.unmerge(visit.shop, member, actor=visit.person.actor, why=why), "same_undone")


@router.post(f"{PAGE}/{{member}}/refuse")
def refuse(visit: OperatorVisit, form: Form, member: str) -> Response:
    """Say that they are different people."""
    why = form.text("why")[:500]
    return _done(visit, lambda: members.refuse(visit.shop, member, actor=visit.person.actor, why=why), "same_refused")


def _done(visit: Visit, change: Callable[[], object], done: str) -> Response:
    try:
        change()
    except ZhangguiError as refusal:
        return _page(visit, refusal)
    return go(visit, PAGE, done=done)


def _page(visit: Visit, problem: ZhangguiError | None = None) -> Response:
    try:
        told = members.overview(visit.shop)
    except NothingLoaded as nothing:
        told, problem = None, problem or nothing
    return show(
        visit,
        "same_members.html",
        status=problem.http_status if problem else 200,
        room="data",
        problem=problem and problem.text(visit.language),
        told=told,
        groups=[plain_group(each) for each in told.proposed[:MOST_SHOWN]] if told else [],
        most=MOST_SHOWN,
        shared=lambda each: shared_said(each, visit.language),
        kinds=KINDS,
        limits=(MOST_CUSTOMERS_OF_AN_IDENTITY, MOST_CUSTOMERS_OF_A_MEMBER),
    )
