"""What may an integration ask of a till? Each request carries a key, so that repeating it does nothing twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import Field, ValidationError

from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words
from zhanggui.offers.basket import Basket
from zhanggui.offers.rules.reading import problems
from zhanggui.offers.rules.stated import PRINTED, Count, Minor, Name, Pseudonym, Stated

Asked = TypeVar("Asked", bound=Stated)
Number = Annotated[str, Field(min_length=1, max_length=40, pattern=PRINTED)]


class RequestNotUnderstood(RequestAtFault):
    """A request to the till whose content cannot be meant."""

    sentence = Words(
        zh="看不懂这个请求：{problems}。请改正后再发。",
        en="Cannot read this request: {problems}. Mend it and send it again.",
    )


class Keyed(Stated):
    """A request with the key under which it may be repeated."""

    key: Annotated[
        str,
        Field(min_length=8, max_length=200, pattern=PRINTED),
        described(
            "请求键",
            "Request key",
            about_zh="每项操作一个，重试时不变；只在本接入方内有效",
            about_en="One for each operation, unchanged on retries; counts within the integration",
        ),
    ]


class RedeemRequest(Keyed):
    """Sell a basket at the price the customer was shown."""

    order: Annotated[Name, described("订单编号", "Order", about_zh="渠道的订单号", about_en="The channel's order id")]
    basket: Annotated[Basket, described("购物车", "Basket")]
    to_pay_minor: Annotated[
        Minor,
        described(
            "顾客看到的应付",
            "Shown to the customer",
            unit="minor",
            about_zh="与重新报价不同则拒绝",
            about_en="Refused if the price is another by now",
        ),
    ]
    hold: Annotated[Number | None, described("预留", "Hold")] = None
    deposit: Annotated[
        Number | None,
        described(
            "定金",
            "Deposit",
            about_zh="付尾款时：付定金那笔的编号",
            about_en="To pay a balance: the deposit's redemption",
        ),
    ] = None


class CancelRequest(Keyed):
    """Undo a sale of which nothing was returned yet, or withdraw from a deposit."""

    redemption: Annotated[Number, described("核销编号", "Redemption")]
    is_shops_fault: Annotated[
        bool,
        described(
            "商家原因", "Shop's fault", about_zh="决定定金是否退还", about_en="Decides whether a deposit goes back"
        ),
    ] = False


class RefundRequest(Keyed):
    """Return some units of some lines, and the shipping charge if asked."""

    redemption: Annotated[Number, described("核销编号", "Redemption")]
    units: Annotated[
        dict[Name, Count],
        Field(max_length=500),
        described("件数", "Units", about_zh="行号 → 件数", about_en="By line"),
    ] = Field(default_factory=dict)
    with_shipping: Annotated[bool, described("退运费", "With the shipping charge")] = False
    goods_back: Annotated[
        bool,
        described(
            "货物退回",
            "Goods come back",
            about_zh="是则回到库存",
            about_en="They go back into stock",
        ),
    ] = True
    gifts_back: Annotated[
        bool,
        described(
            "赠品退回",
            "Gifts come back",
            about_zh="随最后一件；否则算送出，不倒扣",
            about_en="With the last unit; otherwise they stay given, and nothing is charged for them",
        ),
    ] = True


class HoldRequest(Keyed):
    """Keep goods for a customer who is about to pay."""

    units: Annotated[
        dict[Name, Count],
        Field(min_length=1, max_length=500),
        described("件数", "Units", about_zh="商品 → 件数", about_en="By product"),
    ]
    minutes: Annotated[int, Field(strict=True, ge=1, le=24 * 60), described("分钟", "Minutes", unit="minutes")] = 15


class ReleaseRequest(Keyed):
    """Keep goods no longer."""

    hold: Annotated[Number, described("预留", "Hold")]


class IssueRequest(Keyed):
    """Hand out unique codes of an offer."""

    offer: Annotated[Name, described("优惠", "Offer")]
    count: Annotated[int, Field(strict=True, ge=1, le=1000), described("几个", "How many", unit="count")] = 1
    uses: Annotated[int, Field(strict=True, ge=1, le=1000), described("每个可用几次", "Uses of each", unit="count")] = 1
    customer: Annotated[
        Pseudonym | None, described("归谁", "Whose", about_zh="空则不记名", about_en="None: whoever holds it")
    ] = None


def understood(into: type[Asked], said: Mapping[str, Any]) -> Asked:
    """A request from plain values; what is wrong is said by its place."""
    try:
        return into.model_validate(said)
    except ValidationError as error:
        raise RequestNotUnderstood(problems=problems(error)) from None
