"""What can an offer give? One class a kind; a rule says which with `kind`."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from zhanggui.core.described import described
from zhanggui.core.words import Words
from zhanggui.offers.rules.scope import Scope
from zhanggui.offers.rules.stated import WHOLE, BasisPoints, Count, Minor, Name, Stated

Take = Literal["dearest", "cheapest"]
Off = Annotated[
    BasisPoints,
    Field(ge=1),
    described("减免", "Off", unit="bps", about_zh="万分比，2000 = 八折", about_en="2000 = 20 % off"),
]
Threshold = Annotated[Minor, described("门槛", "Threshold", unit="minor")]
MostTimes = Annotated[Count | None, described("最多几次", "Times at most")]
TakeFirst = Annotated[
    Take,
    described(
        "取件",
        "Units taken",
        about_zh="dearest：从最贵的起配组，对顾客最有利；cheapest：优惠落在最便宜的件上",
        about_en="dearest: groups from the dearest down, best for the customer; cheapest: the cheapest units are reduced",
    ),
]


class Benefit(Stated):
    """What every kind has: its name in both languages, whether it is a price on the shelf, whether it may be near."""

    title: ClassVar[Words]
    sets_price: ClassVar[bool] = False
    has_hint: ClassVar[bool] = False


class Reached(Benefit):
    """A benefit from a least amount and a least number of units on."""

    threshold_minor: Threshold = 0
    least_units: Annotated[int, Field(strict=True, ge=0), described("最少件数", "Least units", unit="units")] = 0


class Percent(Reached):
    """A share of the amount off (折扣)."""

    title = Words(zh="折扣", en="Percent off")
    has_hint = True
    kind: Literal["percent"]
    off_bps: Off


class Fixed(Reached):
    """An amount off the goods in scope, once or for each unit (立减)."""

    title = Words(zh="立减", en="Fixed amount off")
    has_hint = True
    kind: Literal["fixed"]
    off_minor: Annotated[Minor, Field(ge=1), described("减", "Off", unit="minor")]
    per_unit: Annotated[bool, described("每件", "Each unit")] = False


class ReductionStep(Stated):
    """From this amount on, so much off."""

    threshold_minor: Annotated[Minor, Field(ge=1), described("满", "From", unit="minor")]
    off_minor: Annotated[Minor, Field(ge=1), described("减", "Off", unit="minor")]


class FullReduction(Benefit):
    """满减: the highest step that is reached; with `repeats`, each time the only step is reached (每满)."""

    title = Words(zh="满减", en="Reduction above a threshold")
    has_hint = True
    kind: Literal["full_reduction"]
    steps: Annotated[tuple[ReductionStep, ...], Field(min_length=1), described("阶梯", "Steps")]
    repeats: Annotated[bool, described("每满", "Each time")] = False
    most_times: MostTimes = None

    @model_validator(mode="after")
    def _steps_rise(self) -> Self:
        _rising([step.threshold_minor for step in self.steps])
        _rising([step.off_minor for step in self.steps])
        if self.repeats and len(self.steps) > 1:
            msg = "a reduction that repeats has one step; take `repeats` or the further steps away"
            raise ValueError(msg)
        return self


class GiftStep(Stated):
    """From this amount on, this gift."""

    threshold_minor: Annotated[Minor, described("满", "From", unit="minor")]
    sku: Annotated[Name, described("赠品", "Gift")]
    units: Annotated[Count, described("件数", "Units", unit="units")] = 1
    worth_minor: Annotated[Minor, described("价值", "Worth", unit="minor")] = 0
    cost_minor: Annotated[Minor | None, described("成本", "Cost", unit="minor")] = None


class FullGift(Benefit):
    """满赠: the gifts of all steps that are reached, or of the highest alone."""

    title = Words(zh="满赠", en="Gift above a threshold")
    has_hint = True
    kind: Literal["full_gift"]
    steps: Annotated[tuple[GiftStep, ...], Field(min_length=1), described("阶梯", "Steps")]
    gives: Annotated[Literal["all", "highest"], described("给", "Gives")] = "all"

    @model_validator(mode="after")
    def _steps_rise(self) -> Self:
        _rising([step.threshold_minor for step in self.steps])
        return self


class Priced(Stated):
    """One of: a price for all goods in scope, a price for each product, or a share off the list price."""

    price_minor: Annotated[Minor | None, described("价格", "Price", unit="minor")] = None
    prices: Annotated[dict[Name, Minor], described("各商品价格", "Price by product", unit="minor")] = Field(
        default_factory=dict
    )
    off_bps: Annotated[BasisPoints | None, described("减免", "Off", unit="bps")] = None

    @model_validator(mode="after")
    def _one_price(self) -> Self:
        if (self.price_minor is not None) + bool(self.prices) + (self.off_bps is not None) != 1:
            msg = "say exactly one of price_minor, prices and off_bps"
            raise ValueError(msg)
        return self


def unit_minor(priced: Any, sku: str, list_minor: int) -> int | None:
    """The price of one unit under a `Priced`, or its terms; halves rounded up, None where the product has no price.

    >>> unit_minor(Priced(off_bps=1250), "tea", 998)
    873
    """
    off_bps: int | None = priced.off_bps
    if off_bps is not None:
        return list_minor - (list_minor * off_bps + WHOLE // 2) // WHOLE
    price: int | None = priced.price_minor
    return price if price is not None else priced.prices.get(sku)


class FlashSale(Priced, Benefit):
    """限时抢购: a price for a short time; quota and limit per buyer stand in `limits`."""

    title = Words(zh="限时抢购", en="Flash sale")
    sets_price = True
    kind: Literal["flash_sale"]


class MemberPrice(Priced, Benefit):
    """会员价: a price for the tiers or segments of the audience."""

    title = Words(zh="会员价", en="Member price")
    sets_price = True
    kind: Literal["member_price"]


class TierStep(Priced):
    """From so many units on, this price."""

    least_units: Annotated[Count, described("起", "From", unit="units")]


class QuantityTiers(Benefit):
    """阶梯价: the more units, the lower the price of all of them."""

    title = Words(zh="阶梯价", en="Quantity tiers")
    sets_price = True
    kind: Literal["quantity_tiers"]
    steps: Annotated[tuple[TierStep, ...], Field(min_length=1), described("阶梯", "Steps")]
    count: Annotated[
        Literal["sku", "scope"],
        described(
            "按什么数件",
            "Units counted by",
            about_zh="sku：同款；scope：范围内混合",
            about_en="sku, or all in scope together",
        ),
    ] = "sku"

    @model_validator(mode="after")
    def _steps_rise(self) -> Self:
        _rising([step.least_units for step in self.steps])
        return self


class BuyGet(Benefit):
    """买 X 送 Y: of every X + Y units, Y are reduced; free at 10000."""

    title = Words(zh="买赠", en="Buy X get Y")
    has_hint = True
    kind: Literal["buy_get"]
    buy_units: Annotated[Count, described("买", "Buy", unit="units")]
    get_units: Annotated[Count, described("得", "Get", unit="units")]
    off_bps: Off = WHOLE
    get: Annotated[
        Scope | None,
        described("得到的商品", "Goods got", about_zh="不写则与购买同范围", about_en="The goods bought, if not said"),
    ] = None
    take: TakeFirst = "dearest"
    most_times: MostTimes = None


class NthItem(Benefit):
    """第 N 件优惠: of every N units one is reduced."""

    title = Words(zh="第 N 件优惠", en="Nth item reduced")
    has_hint = True
    kind: Literal["nth_item"]
    nth: Annotated[Count, Field(ge=2), described("第几件", "Which item", unit="units")]
    off_bps: Off
    take: TakeFirst = "dearest"
    most_times: MostTimes = None


class BundlePart(Stated):
    """So many units of these goods."""

    scope: Annotated[Scope, described("商品范围", "Goods")]
    units: Annotated[Count, described("件数", "Units", unit="units")] = 1


class Bundle(Benefit):
    """套装价: one price for a set of parts; the dearest units are taken, as long as that pays for the customer."""

    title = Words(zh="套装价", en="Bundle price")
    kind: Literal["bundle"]
    parts: Annotated[tuple[BundlePart, ...], Field(min_length=1, max_length=20), described("组成", "Parts")]
    price_minor: Annotated[Minor, described("套装价", "Price", unit="minor")]
    most_times: MostTimes = None


class PointsMultiplier(Benefit):
    """积分倍数: the points earned on the goods in scope, times this."""

    title = Words(zh="积分倍数", en="Points multiplier")
    kind: Literal["points_multiplier"]
    times_bps: Annotated[
        int,
        Field(strict=True, gt=WHOLE, le=100 * WHOLE),
        described("倍数", "Times", unit="bps", about_zh="20000 = 双倍", about_en="20000 = double"),
    ]


class PointsRedemption(Benefit):
    """积分抵现: points pay, in whole steps, up to a share of the amount."""

    title = Words(zh="积分抵现", en="Points redemption")
    kind: Literal["points_redemption"]
    points: Annotated[Count, described("每多少积分", "Points a step", unit="points")]
    worth_minor: Annotated[Minor, Field(ge=1), described("抵多少钱", "Worth", unit="minor")]
    most_bps: Annotated[BasisPoints, described("最多抵货款的", "Share paid at most", unit="bps")] = WHOLE


class FreeShipping(Reached):
    """包邮: no shipping charge, or less of it."""

    title = Words(zh="包邮", en="Free shipping")
    has_hint = True
    kind: Literal["free_shipping"]
    most_minor: Annotated[Minor | None, described("最多减", "Off at most", unit="minor")] = None


class PresaleDeposit(Benefit):
    """定金膨胀: a deposit now that counts for more when the balance is paid.

    The offer's own `when` is the time to pay the deposit.
    """

    title = Words(zh="定金膨胀", en="Presale deposit worth more")
    kind: Literal["presale_deposit"]
    deposit_minor: Annotated[Minor, Field(ge=1), described("每件定金", "Deposit a unit", unit="minor")]
    worth_minor: Annotated[Minor, described("每件抵", "Worth a unit", unit="minor")]
    final_from: Annotated[AwareDatetime, described("尾款开始", "Balance from")]
    final_until: Annotated[AwareDatetime, described("尾款截止", "Balance until")]
    refund: Annotated[
        Literal["never", "before_final", "always"],
        described(
            "定金退还",
            "Deposit returned",
            about_zh="never：买家原因不退；before_final：尾款开始前可退；always：都退。商家原因总要退",
            about_en="When the buyer withdraws: never, before the balance is due, or always. The shop's fault: always",
        ),
    ] = "never"

    @model_validator(mode="after")
    def _worth_and_window(self) -> Self:
        if self.worth_minor < self.deposit_minor:
            msg = f"a deposit of {self.deposit_minor} cannot be worth less ({self.worth_minor}); raise worth_minor"
            raise ValueError(msg)
        if self.final_until <= self.final_from:
            msg = "final_until is not after final_from; move one of them"
            raise ValueError(msg)
        return self


AnyBenefit = Annotated[
    Percent
    | Fixed
    | FullReduction
    | FullGift
    | FlashSale
    | MemberPrice
    | QuantityTiers
    | BuyGet
    | NthItem
    | Bundle
    | PointsMultiplier
    | PointsRedemption
    | FreeShipping
    | PresaleDeposit,
    Field(discriminator="kind"),
]
KINDS: tuple[type[Benefit], ...] = (
    Percent,
    Fixed,
    FullReduction,
    FullGift,
    FlashSale,
    MemberPrice,
    QuantityTiers,
    BuyGet,
    NthItem,
    Bundle,
    PointsMultiplier,
    PointsRedemption,
    FreeShipping,
    PresaleDeposit,
)


def _rising(values: list[int]) -> None:
    if any(later <= earlier for earlier, later in pairwise(values)):
        msg = f"steps must rise: {values}"
        raise ValueError(msg)
