"""What does an answer about prices for a wanted margin hold?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """One product in one channel: the price it has, and the one that would leave the wanted margin."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str | None, described("商品名称", "Product name")]
    channel: Annotated[Words, described("渠道", "Channel")]
    verdict: Annotated[Words, described("判断", "Verdict")]
    units: Annotated[int, described("支付件数", "Units sold", unit="units")]
    unit_cost: Annotated[
        Money, described("单位成本", "Unit cost", about_zh="截止日有效", about_en="Valid on the last day", unit="money")
    ]
    average_price: Annotated[
        Money,
        described(
            "成交均价",
            "Average price",
            about_zh="商家收到的，含他方补贴 ÷ 件数",
            about_en="What the shop gets, with others' discounts ÷ units",
            unit="money",
        ),
    ]
    margin_now: Annotated[
        Rate,
        described(
            "现在的净利率", "Margin now", about_zh="按截止日成本", about_en="At the cost of the last day", unit="rate"
        ),
    ]
    needed_price: Annotated[
        Money | None,
        described(
            "目标价",
            "Price needed",
            about_zh="没有价格能达到时为空",
            about_en="Empty where no price reaches it",
            unit="money",
        ),
    ]
    ended_price: Annotated[
        Money | None,
        described(
            "尾数后的价",
            "With the ending",
            about_zh="最后套用尾数",
            about_en="The ending is applied last",
            unit="money",
        ),
    ]
    ending_cost: Annotated[
        Money | None,
        described(
            "尾数每件的得失",
            "Ending, a unit",
            about_zh="尾数后比目标价每件多留（负为少留）",
            about_en="What the ended price leaves more a unit than the needed one; negative: less",
            unit="money",
        ),
    ]
    margin_ended: Annotated[Rate | None, described("尾数后的净利率", "Margin with the ending", unit="rate")]
    change: Annotated[
        Rate | None,
        described(
            "比现在",
            "Against now",
            about_zh="尾数后对成交均价",
            about_en="Ended price against the average",
            unit="change",
        ),
    ]
    naive_price: Annotated[
        Money,
        described(
            "简单加成价",
            "Naive markup",
            about_zh="成本 ×（1 + 目标），漏掉费用与退货",
            about_en="Cost × (1 + target): forgets fees and returns",
            unit="money",
        ),
    ]
    naive_margin: Annotated[
        Rate,
        described(
            "简单加成的净利率",
            "Margin at naive markup",
            about_zh="真正留下的",
            about_en="What it really leaves",
            unit="rate",
        ),
    ]
    fee_share: Annotated[
        Rate, described("费率", "Fees by rate", about_zh="占净销售额", about_en="Of net sales", unit="rate")
    ]
    fixed: Annotated[
        Money,
        described(
            "每件固定费用",
            "Fixed, a unit",
            about_zh="每件、每单、快递包装",
            about_en="Per unit, order and parcel",
            unit="money",
        ),
    ]
    returned: Annotated[
        Rate,
        described("退掉的销售额", "Sales given back", about_zh="占应得货款", about_en="Of what was due", unit="rate"),
    ]
    ad_share: Annotated[
        Rate,
        described(
            "广告占比",
            "Ad share",
            about_zh="整个渠道的，占净销售额",
            about_en="Of the channel's net sales",
            unit="rate",
        ),
    ]
    basis: Annotated[
        Words,
        described(
            "费用与退货按",
            "Fees and returns of",
            about_zh="卖得太少时用整个渠道的",
            about_en="The channel's where too few were sold",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetsResult(Result):
    """The prices that leave the wanted margin."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    pairs: Annotated[int, described("商品×渠道组合", "Products × channels", unit="count")]
    below: Annotated[int, described("低于目标", "Below the target", unit="count")]
    impossible: Annotated[int, described("没有价格能达到", "Out of any price's reach", unit="count")]
    without_cost: Annotated[int, described("没有成本", "Without a cost", unit="count")]
    rows: Annotated[
        tuple[TargetRow, ...], described("商品×渠道，差得最多的在前", "Products × channels, the largest gaps first")
    ]
