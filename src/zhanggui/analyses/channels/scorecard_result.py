"""How does the scorecard of channels read?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars, Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """One channel, from what it sold to what it leaves; what lessens profit is negative."""

    channel: Annotated[str, described("代码", "Code", unit="code")]
    title: Annotated[Words, described("渠道", "Channel")]
    role: Annotated[
        Sentence,
        described(
            "建议",
            "Suggested role",
            about_zh="按扣广告后的贡献利润；差距说不清时就说不清",
            about_en="By contribution after ads; where the lead is not sure it says so",
        ),
    ]
    why: Annotated[Sentence, described("理由", "Reason")]
    contribution_after_ads: Annotated[
        MoneyInterval | None, described("扣广告后贡献利润", "Contribution after ads", unit="money")
    ]
    contribution_margin: Annotated[
        Rate | None,
        described(
            "扣广告后利润率", "Margin after ads", about_zh="占净销售额，估计值", about_en="Of net sales; the estimate"
        ),
    ]
    sold: Annotated[
        Money,
        described("退款前销售", "Sold", about_zh="已付款，退款之前", about_en="Paid for, before refunds", unit="money"),
    ]
    given_back: Annotated[
        Money,
        described(
            "退货款与补贴收回",
            "Given back",
            about_zh="退的货款，加上随之收回的补贴",
            about_en="Refunded goods, and subsidy taken back with them",
            unit="money",
        ),
    ]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    share: Annotated[Rate | None, described("占全店", "Of the shop", about_zh="净销售额", about_en="Of net sales")]
    growth: Annotated[
        Rate | None,
        described(
            "环比",
            "Growth",
            about_zh="净销售额与紧接在前、同样长的时段比",
            about_en="Net sales against the equally long period just before",
            unit="change",
        ),
    ]
    cost: Annotated[Money, described("商品成本", "Cost of goods", unit="money")]
    fees: Annotated[
        Money,
        described(
            "平台费用",
            "Channel fees",
            about_zh="知道成本的商品的",
            about_en="Of goods whose cost is known",
            unit="money",
        ),
    ]
    assumed_cost: Annotated[
        MoneyInterval | None,
        described(
            "没有成本的部分",
            "Where no cost is known",
            about_zh="按声明的毛利区间扣除；没有声明则未知",
            about_en="By the declared margin; unknown where none is declared",
            unit="money",
        ),
    ]
    contribution_profit: Annotated[MoneyInterval | None, described("贡献利润", "Contribution profit", unit="money")]
    ad_spend: Annotated[
        Money | None,
        described(
            "广告花费",
            "Ad spend",
            about_zh="空表示这个渠道没有导入广告数据，不等于没花钱",
            about_en="Empty: no ad report of this channel is loaded, which does not mean that nothing was spent",
            unit="money",
        ),
    ]
    profit_a_week: Annotated[
        MoneyInterval | None,
        described(
            "平均每周利润",
            "Profit a week",
            about_zh="扣广告后；90 % 区间由整周重抽得到",
            about_en="After ads; the 90 % range comes from redrawing whole weeks",
            unit="money",
        ),
    ]
    profit_per_ad_yuan: Annotated[
        float | None,
        described(
            "每元广告的利润",
            "Profit per yuan of ads",
            about_zh="扣广告前的贡献利润 ÷ 广告花费；是平均，不是多花一元的效果",
            about_en="Contribution before ads ÷ ad spend: an average, not what one more yuan would bring",
            unit="multiple",
        ),
    ]
    refund_rate: Annotated[
        Rate | None, described("退款率", "Refund rate", about_zh="金额", about_en="By amount", unit="rate")
    ]
    return_rate: Annotated[
        Rate | None, described("退货率", "Return rate", about_zh="件数", about_en="By units", unit="rate")
    ]
    paid_orders: Annotated[int, described("支付笔数", "Paid orders", unit="orders")]
    new_buyers: Annotated[
        int | None,
        described("新买家", "New buyers", about_zh="全店第一次成交", about_en="Whose first purchase anywhere was here"),
    ]
    cost_per_new_buyer: Annotated[Money | None, described("获客成本", "Cost per new buyer", unit="money")]
    best_products_share: Annotated[
        Rate | None,
        described(
            "前五商品占比",
            "Best five products",
            about_zh="占该渠道净销售额",
            about_en="Of the channel's net sales",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardResult(Result):
    """Every channel beside the others, and the shop as their sum."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    contribution_profit: Annotated[MoneyInterval | None, described("贡献利润", "Contribution profit", unit="money")]
    ad_spend: Annotated[Money | None, described("广告花费", "Ad spend", unit="money")]
    contribution_after_ads: Annotated[
        MoneyInterval | None, described("扣广告后贡献利润", "Contribution after ads", unit="money")
    ]
    largest_share: Annotated[
        Rate | None,
        described("最大渠道占比", "Largest channel", about_zh="占净销售额", about_en="Of net sales", unit="rate"),
    ]
    alike_channels: Annotated[
        float | None,
        described(
            "等效渠道数",
            "Channels, as if alike",
            about_zh="1 ÷ Σ份额²：销售像是均匀来自这么多渠道；1 表示全靠一个",
            about_en="1 ÷ Σ share²: sales are spread as over so many alike channels; 1: all on one",
            unit="number",
        ),
    ]
    profit_by_channel: Annotated[Bars, described("扣广告后贡献利润", "Contribution after ads")]
    profit_by_week: Annotated[Series, described("每周扣广告后贡献利润", "Contribution after ads, week by week")]
    channels: Annotated[tuple[ChannelRow, ...], described("渠道", "Channels")]
