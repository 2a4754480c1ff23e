"""What does an answer about one price on every channel hold?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.next_step import ActionRow
from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelGapRow:
    """One channel beside the reference, over the products sold on both."""

    channel: Annotated[Words, described("渠道", "Channel")]
    products: Annotated[
        int,
        described("可比商品", "Compared", about_zh="同一周两边都卖", about_en="Sold on both in a week", unit="count"),
    ]
    cheaper: Annotated[int, described("自家偏低", "Own too low", unit="count")]
    dearer: Annotated[int, described("自家偏高", "Own too high", unit="count")]
    subsidised: Annotated[
        int,
        described(
            "他方补贴造成",
            "Subsidised",
            about_zh="店铺自己的价在带内，买家付的在带外",
            about_en="The shop's own price is in the band, the buyer's is not",
            unit="count",
        ),
    ]
    shop_gap: Annotated[
        Rate | None,
        described(
            "店铺价差",
            "Shop's gap",
            about_zh="扣商家优惠后，按件数平均，对基准渠道",
            about_en="After the shop's discounts, by units, against the reference",
            unit="change",
        ),
    ]
    buyer_gap: Annotated[
        Rate | None,
        described(
            "买家价差",
            "Buyer's gap",
            about_zh="再扣平台、达人补贴",
            about_en="After others' subsidies too",
            unit="change",
        ),
    ]
    fee_share: Annotated[
        Rate | None, described("费率", "Fees by rate", about_zh="占净销售额", about_en="Of net sales", unit="rate")
    ]
    size: Annotated[
        Money,
        described(
            "带外金额",
            "Beyond the band",
            about_zh="自家价超出带的部分 × 件数",
            about_en="What the shop's prices lie beyond the band × units",
            unit="money",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParityRow:
    """One product on one channel beside the reference, in the same weeks."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str | None, described("商品名称", "Product name")]
    channel: Annotated[Words, described("渠道", "Channel")]
    verdict: Annotated[Sentence, described("判断", "Verdict")]
    shop_price: Annotated[
        Money,
        described(
            "店铺价",
            "Shop's price",
            about_zh="每件，扣商家优惠后，含他方补贴：店铺收到的",
            about_en="A unit after the shop's discounts, with others' subsidies: what the shop gets",
            unit="money",
        ),
    ]
    reference_price: Annotated[
        Money,
        described(
            "基准店铺价", "Reference", about_zh="基准渠道，同样的周", about_en="There, in the same weeks", unit="money"
        ),
    ]
    size: Annotated[
        Money | None,
        described(
            "带外金额",
            "Beyond the band",
            about_zh="超出带的部分 × 件数；只算自家价",
            about_en="What lies beyond the band × units; of the shop's own price",
            unit="money",
        ),
    ]
    shop_gap: Annotated[
        RateInterval | None,
        described(
            "店铺价差",
            "Shop's gap",
            about_zh="90 % 区间；不足 3 周为空",
            about_en="90 % interval; empty below 3 weeks",
            unit="change",
        ),
    ]
    even_price: Annotated[
        Money | None,
        described(
            "同利价",
            "Even price",
            about_zh="扣费用、退货后每件与基准渠道留下一样多的店铺价",
            about_en="The shop's price that leaves as much a unit as on the reference, after fees and returns",
            unit="money",
        ),
    ]
    buyer_price: Annotated[
        Money,
        described("买家价", "Buyer's price", about_zh="再扣他方补贴", about_en="After others' subsidies", unit="money"),
    ]
    buyer_gap: Annotated[
        RateInterval | None,
        described("买家价差", "Buyer's gap", about_zh="90 % 区间", about_en="90 % interval", unit="change"),
    ]
    left: Annotated[
        Money,
        described(
            "每件留下",
            "Left, a unit",
            about_zh="扣费用、退货；成本已知时也扣成本",
            about_en="After fees and returns, and cost where it is known",
            unit="money",
        ),
    ]
    reference_left: Annotated[Money, described("基准每件留下", "Left there, a unit", unit="money")]
    units: Annotated[int, described("件数", "Units", unit="units")]
    reference_units: Annotated[int, described("基准件数", "Units there", unit="units")]
    weeks: Annotated[
        int,
        described("共同周数", "Weeks", about_zh="两边都卖的周", about_en="In which both sold it", unit="count"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRow:
    """One style whose packs differ by channel, by weight."""

    parent_sku: Annotated[str, described("款号", "Style")]
    product_name: Annotated[str | None, described("商品名称", "Product name")]
    channel: Annotated[Words, described("渠道", "Channel")]
    verdict: Annotated[Sentence, described("判断", "Verdict")]
    packs: Annotated[str, described("这里的规格", "Packs here")]
    reference_packs: Annotated[str, described("基准规格", "Packs there")]
    shop_price: Annotated[Money, described("店铺价/100 克", "Shop's price, 100 g", unit="money")]
    reference_price: Annotated[Money, described("基准/100 克", "Reference, 100 g", unit="money")]
    shop_gap: Annotated[
        RateInterval | None,
        described("店铺价差", "Shop's gap", about_zh="90 % 区间", about_en="90 % interval", unit="change"),
    ]
    buyer_gap: Annotated[
        RateInterval | None,
        described("买家价差", "Buyer's gap", about_zh="90 % 区间", about_en="90 % interval", unit="change"),
    ]
    units: Annotated[int, described("件数", "Units", unit="units")]
    weeks: Annotated[int, described("共同周数", "Weeks", unit="count")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParityResult(Result):
    """Where prices of channels lie apart, who bears it, and what to do."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    reference: Annotated[Words | None, described("基准渠道", "Reference channel")]
    pairs: Annotated[int, described("商品×渠道组合", "Products × channels", unit="count")]
    out_of_band: Annotated[
        int,
        described(
            "确定在带外",
            "Surely out of the band",
            about_zh="自家价或他方补贴造成",
            about_en="By the shop's price or by others' subsidies",
            unit="count",
        ),
    ]
    untold: Annotated[int, described("说不准", "Cannot tell", unit="count")]
    gaps: Annotated[Bars, described("各渠道店铺价差", "Gap by channel")]
    actions: Annotated[tuple[ActionRow, ...], described("可以做什么", "What could be done")]
    channels: Annotated[tuple[ChannelGapRow, ...], described("各渠道", "By channel")]
    rows: Annotated[
        tuple[ParityRow, ...], described("商品×渠道，金额大的在前", "Products × channels, most money first")
    ]
    packs: Annotated[tuple[PackRow, ...], described("同款不同规格，按重量", "Packs of one style, by weight")]
