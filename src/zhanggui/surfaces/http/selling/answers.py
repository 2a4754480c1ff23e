"""What is an integration told: the shapes of quotes and receipts, and examples of what it sends?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from zhanggui.checkout.asked import Keyed
from zhanggui.checkout.holding import Held
from zhanggui.checkout.issuing import Issued
from zhanggui.checkout.members.asked import Why
from zhanggui.checkout.members.drawing import DrawEnded, Drawn
from zhanggui.checkout.members.granting import PointsMoved
from zhanggui.checkout.redeeming import Receipt
from zhanggui.checkout.undoing import Cancelled, Refunded
from zhanggui.core.described import described
from zhanggui.offers.basket import Basket
from zhanggui.offers.clawback import Clawback
from zhanggui.offers.rules.stated import Stated
from zhanggui.surfaces.http.shapes import BothLanguages

Repeated = Annotated[
    bool,
    described(
        "已办过",
        "Settled before",
        about_zh="此请求之前已办过，这是当时的答复",
        about_en="This very request was settled before; this is its answer",
    ),
]


class QuoteRequest(Stated):
    """What does this basket cost now?"""

    basket: Annotated[Basket, described("购物车", "Basket")]
    explain: Annotated[
        bool,
        described(
            "说明", "Explain", about_zh="同时说明未生效的优惠", about_en="Also say why other offers did not apply"
        ),
    ] = False


class Said(BothLanguages):
    """A sentence: its code, what stands in it, and the text in both languages."""

    code: str
    arguments: dict[str, Any]


class OfferTitle(BaseModel):
    """What an offer is called."""

    zh: str
    en: str


class ReasonAnswer(BaseModel):
    """What one offer took off one line."""

    offer: str
    off_minor: int
    said: Said


class LineAnswer(BaseModel):
    """One line of the basket with everything decided."""

    line: str
    sku: str
    units: int
    list_minor: int
    off_minor: int
    due_minor: int
    tax_minor: int
    borne_minor: dict[str, int]
    reasons: list[ReasonAnswer]


class GiftAnswer(BaseModel):
    """Something that goes along for nothing."""

    offer: str
    sku: str
    units: int
    worth_minor: int


class AppliedAnswer(BaseModel):
    """What one offer gave in all."""

    offer: str
    title: OfferTitle
    currency: str
    off_minor: int
    cut_minor: int
    cut_by: str
    shipping_off_minor: int
    units: int
    times: int
    code: str
    points: int
    bonus_bps: int
    gifts: list[GiftAnswer]
    deposit_minor: int
    deposit_worth_minor: int
    borne_minor: dict[str, int]
    clawback: Clawback | None
    said: list[Said]


class RefusedAnswer(BaseModel):
    """An offer that did not apply, and why."""

    offer: str
    title: OfferTitle
    said: Said


class HintAnswer(BaseModel):
    """What a little more would bring."""

    offer: str
    missing: int
    missing_in: Literal["minor", "units"]
    said: Said


class QuoteAnswer(BaseModel):
    """What a basket costs, line by line, and why. Show `to_pay_minor` to the customer and send it back to redeem."""

    currency: str
    at: str
    lines: list[LineAnswer]
    list_minor: int
    off_minor: int
    due_minor: int
    shipping_minor: int
    shipping_off_minor: int
    tax: Literal["included", "added"]
    tax_minor: int
    to_pay_minor: int
    pay_now_minor: int
    deposit_paid_minor: int
    pay_later_minor: int
    gifts: list[GiftAnswer]
    points_used: int
    points_earned: int
    applied: list[AppliedAnswer]
    refused: list[RefusedAnswer]
    hints: list[HintAnswer]
    steps: Annotated[int, Field(description="Steps of the search for the best offers. 搜索步数。")]
    is_proven: Annotated[bool, Field(description="Whether no better set of offers exists. 是否已证最优。")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptAnswer(Receipt):
    """What a redemption came to."""

    is_repeated: Repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelledAnswer(Cancelled):
    """What a cancellation came to."""

    is_repeated: Repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundedAnswer(Refunded):
    """What a refund came to."""

    is_repeated: Repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAnswer(Held):
    """Goods that are kept until an instant."""

    is_repeated: Repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedAnswer(Issued):
    """Codes that were handed out; only this answer shows them."""

    is_repeated: Repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsMovedAnswer(PointsMoved):
    """What a request did to a member's points."""

    is_repeated: Repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnAnswer(Drawn):
    """What a draw came to."""

    is_repeated: Repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawEndedAnswer(DrawEnded):
    """What became of a draw."""

    is_repeated: Repeated


class Undoing(Keyed):
    """Undo a draw, and say why."""

    why: Why


class HandingOver(Keyed):
    """A prize was handed over."""


class Releasing(Keyed):
    """Let the goods of a hold go."""


class ReleasedAnswer(BaseModel):
    """A hold that is over."""

    hold: str
    is_repeated: bool


_LINE = {"line": "1", "sku": "LJ-100", "units": 2, "price_minor": 12800}
_BASKET = {"currency": "CNY", "channel": "own_site", "lines": [_LINE]}
EXAMPLES: dict[str, dict[str, Any]] = {
    "quote": {"basket": _BASKET, "explain": True},
    "redeem": {"key": "checkout-20261111-000042", "order": "20261111-000042", "basket": _BASKET, "to_pay_minor": 25600},
    "cancel": {"key": "cancel-20261111-000042", "redemption": "r0123456789abcdef0123"},
    "refund": {"key": "refund-20261111-000042-1", "redemption": "r0123456789abcdef0123", "units": {"1": 1}},
    "hold": {"key": "hold-20261111-000042", "units": {"LJ-100": 2}, "minutes": 15},
    "issue": {"key": "welcome-p0123456789abcdef01234567", "offer": "welcome", "count": 1},
    "companions": {"skus": ["LJ-100"], "channel": "own_site", "most": 3, "visit": "basket-8812"},
    "showing": {
        "key": "showing-20261111-000042",
        "redemption": "r0123456789abcdef0123",
        "visit": "basket-8812",
        "version": 1,
        "skus": ["GW-150"],
    },
    "release": {"key": "release-20261111-000042"},
    "draw": {
        "key": "draw-p0123456789abcdef01234567-1",
        "lottery": "spring-tea",
        "customer": "p0123456789abcdef01234567",
    },
    "hand_over": {"key": "hand-over-w0123456789abcdef0123"},
    "undo_draw": {"key": "undo-w0123456789abcdef0123", "why": "the page sent it twice"},
    "earn": {
        "key": "review-8812",
        "customer": "p0123456789abcdef01234567",
        "occasion": "photo",
        "subject": "review-8812",
    },
}
