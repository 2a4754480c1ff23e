"""How does an integration show the odds of a lottery, and draw, hand over and undo, over HTTP?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path
from starlette.responses import JSONResponse

from zhanggui.checkout.members.asked import DrawRequest, HandOverRequest, UndoDrawRequest
from zhanggui.checkout.members.drawing import draw as drawn
from zhanggui.checkout.members.drawing import hand_over as handed_over
from zhanggui.checkout.members.drawing import undo_draw
from zhanggui.checkout.members.lotteries import LotteryView, lottery_view, lottery_views, plain_view
from zhanggui.offers.rules.stated import PRINTED
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.selling.answers import EXAMPLES, DrawEndedAnswer, DrawnAnswer, HandingOver, Undoing
from zhanggui.surfaces.http.selling.desk import Playing
from zhanggui.surfaces.http.selling.route import SellingRoute
from zhanggui.surfaces.http.selling.till import told

router = APIRouter(prefix="/checkout", tags=["checkout"], route_class=SellingRoute)
DrawId = Annotated[str, Path(max_length=40, pattern=r"^[0-9a-z]+$", description="The draw's number. 抽奖号。")]
LotteryPath = Annotated[
    str, Path(min_length=1, max_length=40, pattern=PRINTED, description="The lottery's id. 抽奖编号。")
]


@router.get(
    "/lotteries",
    response_model=None,
    responses={200: {"model": list[LotteryView]}, **errors.described(429)},
    summary="Which lotteries are there? 抽奖与公布概率。",
)
def lotteries(by: Playing) -> JSONResponse:
    """Declared odds, limits, and what is left of each prize: what members are shown. Scope `lottery`."""
    with by.till.books.reading() as connection:
        return JSONResponse([plain_view(each) for each in lottery_views(connection, by.at)])


@router.get(
    "/lotteries/{lottery}",
    response_model=None,
    responses={200: {"model": LotteryView}, **errors.described(404, 429)},
    summary="A lottery's declared odds? 一个抽奖的公布概率。",
)
def lottery(by: Playing, lottery: LotteryPath) -> JSONResponse:
    """Declared odds, limits, and what is left of each prize. Scope `lottery`."""
    with by.till.books.reading() as connection:
        return JSONResponse(plain_view(lottery_view(connection, lottery, by.at)))


@router.post(
    "/draws",
    response_model=None,
    responses={200: {"model": DrawnAnswer}, **errors.described(404, 409, 415, 429)},
    summary="Draw. 抽一次。",
)
def draw(by: Playing, asked: Annotated[DrawRequest, Body(examples=[EXAMPLES["draw"]])]) -> JSONResponse:
    """One draw, paid with the member's points; the same key and content give the same prize. Scope `lottery`."""
    return told(*drawn(by.till, asked, integration=by.integration, at=by.at))


@router.post(
    "/draws/{draw}/hand-over",
    response_model=None,
    responses={200: {"model": DrawEndedAnswer}, **errors.described(404, 409, 415, 429)},
    summary="The prize was handed over. 奖品已发。",
)
def hand_over(
    by: Playing, draw: DrawId, asked: Annotated[HandingOver, Body(examples=[EXAMPLES["hand_over"]])]
) -> JSONResponse:
    """A gift that was won by a draw of one's own is owed no more. Scope `lottery`."""
    wanted = HandOverRequest(key=asked.key, draw=draw)
    return told(*handed_over(by.till, wanted, integration=by.integration, of=by.integration, at=by.at))


@router.post(
    "/draws/{draw}/undo",
    response_model=None,
    responses={200: {"model": DrawEndedAnswer}, **errors.described(404, 409, 415, 429)},
    summary="Undo a draw. 撤销抽奖。",
)
def undo(by: Playing, draw: DrawId, asked: Annotated[Undoing, Body(examples=[EXAMPLES["undo_draw"]])]) -> JSONResponse:
    """Within the declared hours, while the prize is not handed over; the draw still counts. Scope `lottery`."""
    wanted = UndoDrawRequest(key=asked.key, draw=draw, why=asked.why)
    who = f"integration:{by.integration}"
    return told(*undo_draw(by.till, wanted, integration=by.integration, of=by.integration, by=who, at=by.at))
