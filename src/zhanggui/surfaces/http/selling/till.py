"""How does an integration quote, redeem, cancel, refund and hold over HTTP?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path
from starlette.responses import JSONResponse

from zhanggui.checkout.asked import (
    CancelRequest,
    HoldRequest,
    IssueRequest,
    RedeemRequest,
    RefundRequest,
    ReleaseRequest,
)
from zhanggui.checkout.holding import hold as held
from zhanggui.checkout.holding import release as released
from zhanggui.checkout.issuing import issue_asked
from zhanggui.checkout.pricing import quote_now
from zhanggui.checkout.redeeming import Receipt, find_receipt
from zhanggui.checkout.redeeming import redeem as redeemed
from zhanggui.checkout.till import facts_of
from zhanggui.checkout.undoing import cancel as cancelled
from zhanggui.checkout.undoing import return_goods
from zhanggui.offers.plain import plain_quote
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.selling.answers import (
    EXAMPLES,
    CancelledAnswer,
    HeldAnswer,
    IssuedAnswer,
    QuoteAnswer,
    QuoteRequest,
    ReceiptAnswer,
    RefundedAnswer,
    ReleasedAnswer,
    Releasing,
)
from zhanggui.surfaces.http.selling.desk import Cancelling, Holding, Issuing, Quoting, Redeeming, Refunding
from zhanggui.surfaces.http.selling.route import SellingRoute

router = APIRouter(prefix="/checkout", tags=["checkout"], route_class=SellingRoute)
HoldId = Annotated[str, Path(max_length=40, pattern=r"^[0-9a-z]+$", description="The hold's number. 预留编号。")]
RedemptionId = Annotated[str, Path(max_length=40, pattern=r"^[0-9a-z]+$", description="Its number. 核销编号。")]


def _answers(model: Any, *statuses: int) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": model}, **errors.described(409, 415, 429, *statuses)}


def _sent(name: str) -> Any:
    return Body(examples=[EXAMPLES[name]])


@router.post("/quote", response_model=None, responses=_answers(QuoteAnswer), summary="What does a basket cost? 报价。")
def quote(by: Quoting, asked: Annotated[QuoteRequest, _sent("quote")]) -> JSONResponse:
    """By the shop's prices and the counters as they stand; writes nothing. Scope `quote`."""
    return JSONResponse(plain_quote(quote_now(by.till, asked.basket, at=by.at, explain=asked.explain)))


@router.post("/redeem", response_model=None, responses=_answers(ReceiptAnswer, 404), summary="Sell it. 核销。")
def redeem(by: Redeeming, asked: Annotated[RedeemRequest, _sent("redeem")]) -> JSONResponse:
    """Sell the basket at the price the customer was shown, once: the same key and content give the same receipt.

    The shop prices it anew; another total than `to_pay_minor` is refused with both amounts. Scope `redeem`.
    """
    return told(*redeemed(by.till, asked, integration=by.integration, at=by.at))


@router.get(
    "/redemptions/{redemption}",
    response_model=None,
    responses={200: {"model": Receipt}, **errors.described(404, 429)},
    summary="What became of a sale? 核销现状。",
)
def find(by: Redeeming, redemption: RedemptionId) -> JSONResponse:
    """The receipt of a sale of one's own, with its present state. Scope `redeem`."""
    return JSONResponse(asdict(find_receipt(by.till, redemption, integration=by.integration)))


@router.post("/cancel", response_model=None, responses=_answers(CancelledAnswer, 404), summary="Undo a sale. 取消。")
def cancel(by: Cancelling, asked: Annotated[CancelRequest, _sent("cancel")]) -> JSONResponse:
    """Money, discounts, gifts, uses, codes and stock go back to where they were. Scope `cancel`."""
    return told(*cancelled(by.till, asked, integration=by.integration, at=by.at))


@router.post("/refund", response_model=None, responses=_answers(RefundedAnswer, 404), summary="Return units. 退款。")
def refund(by: Refunding, asked: Annotated[RefundRequest, _sent("refund")]) -> JSONResponse:
    """Exactly what was charged for these units at the sale; nothing is computed anew. Scope `refund`."""
    return told(*return_goods(by.till, asked, integration=by.integration, at=by.at))


@router.post("/holds", response_model=None, responses=_answers(HeldAnswer, 404), summary="Hold stock. 预留库存。")
def hold(by: Holding, asked: Annotated[HoldRequest, _sent("hold")]) -> JSONResponse:
    """Keep goods for a customer who is about to pay, all or none; they are free again by themselves. Scope `holds`."""
    return told(*held(by.till, asked, integration=by.integration, at=by.at))


@router.post(
    "/holds/{hold}/release", response_model=None, responses=_answers(ReleasedAnswer, 404), summary="Let it go. 释放。"
)
def release(by: Holding, hold: HoldId, asked: Annotated[Releasing, _sent("release")]) -> JSONResponse:
    """Let the goods of a hold go before it expires. Scope `holds`."""
    wanted = ReleaseRequest(key=asked.key, hold=hold)
    is_repeated = released(by.till, wanted, integration=by.integration, at=by.at)
    return JSONResponse({"hold": hold, "is_repeated": is_repeated})


@router.post("/codes", response_model=None, responses=_answers(IssuedAnswer), summary="Hand out codes. 发券码。")
def issue(by: Issuing, asked: Annotated[IssueRequest, _sent("issue")]) -> JSONResponse:
    """New unique codes of an offer in force; the same key and content give the same codes again. Scope `issue`."""
    return told(*issue_asked(by.till, asked, integration=by.integration, at=by.at))


def told(done: Any, is_repeated: bool) -> JSONResponse:  # noqa: FBT001 - the pair that each of them returns
    """The answer to a request under a key, and whether it was given before."""
    return JSONResponse({**facts_of(done), "is_repeated": is_repeated})
