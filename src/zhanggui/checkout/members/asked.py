"""What may be asked of a member's points beside a sale: earn for an occasion, adjust by hand, draw in a lottery?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.checkout.asked import Keyed, Number
from zhanggui.core.described import described
from zhanggui.offers.members.lottery import LotteryId
from zhanggui.offers.rules.stated import PRINTED, Name, Pseudonym

MOST_ADJUSTED = 10_000_000
Customer = Annotated[Pseudonym, described("顾客假名", "Customer, pseudonym")]

Why = Annotated[str, Field(min_length=1, max_length=300, pattern=PRINTED), described("原因", "Why")]


class EarnRequest(Keyed):
    """A member did something that earns points; the same subject earns once."""

    customer: Customer
    occasion: Annotated[Name, described("得分事由", "Occasion")]
    subject: Annotated[
        Name,
        described(
            "凭据",
            "Subject",
            about_zh="评价号、活动场次等；同一凭据只得一次",
            about_en="A review, a round of an activity: the same one earns once",
        ),
    ]


class AdjustRequest(Keyed):
    """Give or take points by hand, and say why."""

    customer: Customer
    points: Annotated[
        int,
        Field(strict=True, ge=-MOST_ADJUSTED, le=MOST_ADJUSTED),
        described("积分", "Points", unit="points", about_zh="负数为扣", about_en="Below zero: taken"),
    ]
    why: Why


class DrawRequest(Keyed):
    """One draw of a lottery, paid with a member's points."""

    lottery: Annotated[LotteryId, described("抽奖", "Lottery")]
    customer: Customer


class UndoDrawRequest(Keyed):
    """Undo a draw whose prize is not handed over: points paid come back, the prize goes back."""

    draw: Annotated[Number, described("抽奖编号", "Draw")]
    why: Why


class HandOverRequest(Keyed):
    """The prize of a draw was handed over."""

    draw: Annotated[Number, described("抽奖编号", "Draw")]
