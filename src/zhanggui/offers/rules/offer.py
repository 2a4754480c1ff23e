"""What is one offer: what it gives, to whom, when, by which code, within which limits, at whose cost?"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from zhanggui.core.described import described
from zhanggui.core.words import Words
from zhanggui.offers.rules.benefits import AnyBenefit, Fixed, FlashSale, FullGift, FullReduction, MemberPrice, Percent
from zhanggui.offers.rules.scope import Audience, Scope, When
from zhanggui.offers.rules.stated import WHOLE, BasisPoints, Count, CouponCodes, Minor, Name, Stated

Basis = Literal["list", "group", "remaining"]
Party = Literal["merchant", "platform", "influencer"]
MERCHANT: Final = "merchant"
PRICE_GROUP = "price"


def _all_by_the_merchant() -> dict[Party, int]:
    return {MERCHANT: WHOLE}


class Coupon(Stated):
    """The code that opens an offer: public ones stand here, unique ones are in the books."""

    codes: Annotated[
        CouponCodes,
        described(
            "公开券码",
            "Public codes",
            about_zh="大小写、全角、空格不计",
            about_en="However typed: case, width and blanks count for nothing",
        ),
    ] = ()
    is_unique: Annotated[
        bool,
        described(
            "一人一码", "Unique codes", about_zh="券码由账本发放与核销", about_en="Issued and counted by the books"
        ),
    ] = False

    @model_validator(mode="after")
    def _some_code(self) -> Self:
        if not self.codes and not self.is_unique:
            msg = "a coupon needs codes, or is_unique = true"
            raise ValueError(msg)
        return self


class Limits(Stated):
    """How much of an offer there is; counted by the books and handed in as `Used`."""

    uses: Annotated[Count | None, described("总次数", "Uses in all", unit="count")] = None
    uses_per_customer: Annotated[Count | None, described("每人次数", "Uses per customer", unit="count")] = None
    units: Annotated[Count | None, described("总件数", "Units in all", unit="units")] = None
    units_per_customer: Annotated[Count | None, described("每人限购", "Units per customer", unit="units")] = None
    most_minor: Annotated[Minor | None, described("每单最多减", "Off an order at most", unit="minor")] = None
    budget_minor: Annotated[
        Minor | None,
        described(
            "预算",
            "Budget",
            unit="minor",
            about_zh="最后一单只减剩下的，用完即停",
            about_en="The last order gets what is left; then it stops",
        ),
    ] = None


class Offer(Stated):
    """One offer as the shop declares it."""

    id: Annotated[Name, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$"), described("编号", "Id")]
    title: Annotated[Words, described("名称", "Title")]
    benefit: Annotated[AnyBenefit, described("给什么", "Benefit")]
    group: Annotated[
        str,
        described("组", "Group", about_zh="特价类固定为 price", about_en="Prices on the shelf are always in `price`"),
    ] = ""
    priority: Annotated[
        int,
        Field(strict=True),
        described("次序", "Priority", about_zh="组内小者先", about_en="Within its group, smaller first"),
    ] = 100
    scope: Annotated[Scope, described("商品范围", "Goods")] = Scope()
    audience: Annotated[Audience, described("对象", "Audience")] = Audience()
    when: Annotated[When, described("时间", "When")] = When()
    coupon: Annotated[Coupon | None, described("券", "Coupon")] = None
    limits: Annotated[Limits, described("限额", "Limits")] = Limits()
    basis: Annotated[
        Basis | None, described("计算基础", "Basis", about_zh="不写则用整套的", about_en="That of the set, if not said")
    ] = None
    excludes: Annotated[
        tuple[Name, ...],
        described(
            "互斥", "Excludes", about_zh="不能同单使用的优惠", about_en="Offers that cannot be in one order with it"
        ),
    ] = ()
    is_alone: Annotated[
        bool, described("独享", "Alone", about_zh="不与任何优惠同享", about_en="With no other offer")
    ] = False
    borne_by: Annotated[
        dict[Party, BasisPoints],
        described(
            "谁承担",
            "Borne by",
            unit="bps",
            about_zh="合计 10000；不写为商家",
            about_en="Adds up to 10000; the merchant, if not said",
        ),
    ] = Field(default_factory=_all_by_the_merchant)
    clawback: Annotated[
        bool,
        described(
            "退货倒扣",
            "Taken back on returns",
            about_zh="部分退货后，留下的商品不足门槛则从退款中收回优惠；赠品须退回。不写则不倒扣",
            about_en="After a partial return that leaves too little: out of the refund; gifts come back. False: never",
        ),
    ] = False
    floor_permission: Annotated[
        str | None,
        described(
            "破底价许可", "Permission below the floor", about_zh="写明谁因何允许", about_en="Who allowed it, and why"
        ),
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _prices_have_their_group(cls, said: Any) -> Any:
        match said:
            case {"benefit": {"kind": "flash_sale" | "member_price" | "quantity_tiers"}, **rest} if "group" not in rest:
                return {"group": PRICE_GROUP, "benefit": said["benefit"], **rest}
        return said

    @model_validator(mode="after")
    def _group_fits(self) -> Self:
        if self.benefit.sets_price != (self.group == PRICE_GROUP):
            msg = f"group {self.group!r}: {PRICE_GROUP!r} is for prices alone, and every other kind names a group"
            raise ValueError(msg)
        if not self.benefit.sets_price and (self.limits.units or self.limits.units_per_customer):
            msg = "limits in units are for prices (flash_sale, member_price, quantity_tiers); use uses or most_times"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _clawback_has_a_threshold(self) -> Self:
        benefit = self.benefit
        has_threshold = isinstance(benefit, FullReduction | FullGift) or (
            isinstance(benefit, Percent | Fixed) and bool(benefit.threshold_minor or benefit.least_units)
        )
        if self.clawback and not has_threshold:
            msg = "clawback needs a threshold: full_reduction, full_gift, or percent and fixed with a least amount or units"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _whole_is_borne(self) -> Self:
        if sum(self.borne_by.values()) != WHOLE:
            msg = f"borne_by adds up to {sum(self.borne_by.values())}, not {WHOLE}"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _kind_has_what_it_needs(self) -> Self:
        if isinstance(self.benefit, FlashSale) and not self.when.ends_at:
            msg = "a flash sale needs when.ends_at"
            raise ValueError(msg)
        if isinstance(self.benefit, MemberPrice) and not (self.audience.tiers or self.audience.segments):
            msg = "a member price needs audience.tiers or audience.segments"
            raise ValueError(msg)
        return self
