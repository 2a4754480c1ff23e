"""How does an integration ask for a member's tier and points, and let members earn them, over HTTP?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query
from pydantic import AwareDatetime
from starlette.responses import JSONResponse

from zhanggui.checkout.members.asked import EarnRequest
from zhanggui.checkout.members.granting import reward
from zhanggui.checkout.members.reading import MemberView, member_view, plain_member
from zhanggui.core.moments import in_calendar
from zhanggui.offers.rules.stated import PRINTED
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.selling.answers import EXAMPLES, PointsMovedAnswer
from zhanggui.surfaces.http.selling.desk import Granting, Looking
from zhanggui.surfaces.http.selling.till import told

router = APIRouter(prefix="/checkout", tags=["checkout"])
CustomerId = Annotated[
    str, Path(min_length=1, max_length=64, pattern=PRINTED, description="The customer's pseudonym. 顾客假名。")
]
At = Annotated[AwareDatetime | None, Query(description="A moment of the past; now if left out. 过去的时刻，空则现在。")]


@router.get(
    "/members/{customer}",
    response_model=None,
    responses={200: {"model": MemberView}, **errors.described(404, 409, 429)},
    summary="A member's tier and points? 会员等级与积分。",
)
def find(by: Looking, customer: CustomerId, at: At = None) -> JSONResponse:
    """Tier, protection, what is missing to the next tier, and points by lot. Scope `members`."""
    with by.till.books.reading() as connection:
        return JSONResponse(plain_member(member_view(connection, customer, in_calendar(at or by.at))))


@router.post(
    "/points",
    response_model=None,
    responses={200: {"model": PointsMovedAnswer}, **errors.described(409, 429)},
    summary="Earn points. 得积分。",
)
def earn(by: Granting, asked: Annotated[EarnRequest, Body(examples=[EXAMPLES["earn"]])]) -> JSONResponse:
    """Points for an occasion that the programme names; the same subject earns once. Scope `points`."""
    return told(*reward(by.till, asked, integration=by.integration, at=by.at))
