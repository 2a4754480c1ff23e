"""What is being bought, by whom and where, and what was used before?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from zhanggui.core.described import described
from zhanggui.offers.rules.offer_set import Currency
from zhanggui.offers.rules.stated import (
    WHOLE,
    BasisPoints,
    Count,
    CouponCode,
    CouponCodes,
    Label,
    Minor,
    Name,
    Pseudonym,
    Stated,
)


class BasketLine(Stated):
    """One product in the basket. Price, cost and floor are filled in by the shop, never by the buyer's browser."""

    line: Annotated[Name, described("行号", "Line", about_zh="单内唯一", about_en="Unique in the basket")]
    sku: Annotated[Name, described("商品", "Product")]
    units: Annotated[int, Field(strict=True, ge=1, le=10_000), described("件数", "Units", unit="units")]
    price_minor: Annotated[Minor, described("单价", "Unit price", unit="minor")]
    category: Annotated[Label, described("类目", "Category")] = ""
    brand: Annotated[Label, described("品牌", "Brand")] = ""
    cost_minor: Annotated[
        Minor | None,
        described(
            "单件成本",
            "Unit cost",
            unit="minor",
            about_zh="与价格同为含税或不含税",
            about_en="With or without tax as the price is",
        ),
    ] = None
    floor_minor: Annotated[Minor | None, described("单件底价", "Unit floor", unit="minor")] = None
    tax_bps: Annotated[BasisPoints, described("税率", "Tax rate", unit="bps")] = 0
    deposit_paid_at: Annotated[
        AwareDatetime | None,
        described(
            "定金付款时间", "Deposit paid at", about_zh="空则现在付定金", about_en="None: the deposit is paid now"
        ),
    ] = None


class Basket(Stated):
    """What is being bought, by whom, where, and with which codes."""

    currency: Annotated[Currency, described("币种", "Currency")]
    lines: Annotated[tuple[BasketLine, ...], Field(min_length=1, max_length=500), described("商品", "Lines")]
    channel: Annotated[Label, described("渠道", "Channel")] = ""
    region: Annotated[Label, described("地区", "Region")] = ""
    customer: Annotated[Pseudonym | None, described("顾客假名", "Customer, pseudonym")] = None
    tier: Annotated[Label, described("会员等级", "Member tier")] = ""
    segments: Annotated[tuple[Name, ...], Field(max_length=200), described("人群", "Segments")] = ()
    is_first_order: Annotated[bool, described("首单", "First order")] = False
    codes: Annotated[CouponCodes, Field(max_length=20), described("券码", "Coupon codes")] = ()
    points: Annotated[Minor, described("想用的积分", "Points to use", unit="points")] = 0
    shipping_minor: Annotated[Minor, described("运费", "Shipping charge", unit="minor")] = 0
    tax: Annotated[
        Literal["included", "added"],
        described(
            "税", "Tax", about_zh="included 价内；added 价外另收", about_en="Included in prices, or added to them"
        ),
    ] = "included"

    @model_validator(mode="after")
    def _each_line_once(self) -> Self:
        if len({line.line for line in self.lines}) < len(self.lines):
            msg = "a line number stands twice; number the lines apart"
            raise ValueError(msg)
        return self


class Counted(Stated):
    """What was used of one offer so far."""

    uses: Annotated[Minor, described("次数", "Uses", unit="count")] = 0
    units: Annotated[Minor, described("件数", "Units", unit="units")] = 0
    discount_minor: Annotated[Minor, described("金额", "Discount", unit="minor")] = 0


class IssuedCode(Stated):
    """A unique coupon code: which offer it opens, how often still, and whose it is."""

    offer: Annotated[Name, described("优惠", "Offer")]
    uses_left: Annotated[Minor, described("剩余次数", "Uses left", unit="count")] = 1
    customer: Annotated[
        str | None, described("归谁", "Whose", about_zh="空则不记名", about_en="None: whoever holds it")
    ] = None


class Earning(Stated):
    """How the customer earns points, by the member programme and their tier."""

    paid_per_point_minor: Annotated[Count, described("每付多少得一积分", "Paid for one point", unit="minor")]
    times_bps: Annotated[
        int,
        Field(strict=True, ge=0, le=10 * WHOLE),
        described("得分倍率", "Earning rate", unit="bps", about_zh="0 为不得分", about_en="0: earns nothing"),
    ] = WHOLE


class Used(Stated):
    """The state of the counters as the books have it; a quote reads it and changes nothing."""

    total: Annotated[Mapping[str, Counted], described("各优惠合计", "By offer")] = Field(default_factory=dict)
    customer: Annotated[Mapping[str, Counted], described("此顾客", "By offer, this customer")] = Field(
        default_factory=dict
    )
    codes: Annotated[Mapping[CouponCode, IssuedCode], described("一人一码", "Unique codes")] = Field(
        default_factory=dict
    )
    points: Annotated[
        Minor | None,
        described("积分余额", "Points balance", unit="points", about_zh="空则不核对", about_en="None: not checked"),
    ] = None
    earning: Annotated[
        Earning | None,
        described(
            "得分", "Earning", about_zh="空则按 combine.points_per", about_en="None: by combine.points_per of the set"
        ),
    ] = None


NOTHING_USED = Used()
