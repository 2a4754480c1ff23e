"""How does contribution profit by product and channel read: its steps, its rows, and what makes a pair lose?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step from gross sales to contribution profit."""

    step: Annotated[Sentence, described("步骤", "Step")]
    amount: Annotated[
        MoneyInterval | None,
        described(
            "金额", "Amount", about_zh="减少利润的为负", about_en="What lessens profit is negative", unit="money"
        ),
    ]
    share: Annotated[
        Rate | None,
        described("占下单金额", "Of gross sales", about_zh="取估计值", about_en="Of the estimate", unit="rate"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """One product in one channel; what lessens profit is negative."""

    sku: Annotated[
        str | None,
        described("SKU", "SKU", about_zh="空表示没有商品编码的金额", about_en="Empty: money without a product"),
    ]
    product_name: Annotated[str | None, described("商品名称", "Product name")]
    channel: Annotated[Words, described("渠道", "Channel")]
    units: Annotated[int, described("支付件数", "Units sold", unit="units")]
    gross_sales: Annotated[Money, described("下单金额", "Gross sales", unit="money")]
    unpaid: Annotated[Money, described("未付款", "Never paid", unit="money")]
    discounts_borne: Annotated[
        Money,
        described(
            "商家承担优惠",
            "Discounts the shop bears",
            about_zh="平台和达人承担的优惠照样收到钱，不减利润",
            about_en="What platform and influencer bear reaches the shop and takes nothing off",
            unit="money",
        ),
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
    other_lines: Annotated[
        Money,
        described(
            "退货单与调整",
            "Return documents, adjustments",
            about_zh="没有销售的行",
            about_en="Lines that sell nothing",
            unit="money",
        ),
    ]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    cost: Annotated[
        Money,
        described(
            "到库成本", "Landed cost", about_zh="下单日有效的成本", about_en="Valid on the order day", unit="money"
        ),
    ]
    rate_fees: Annotated[
        Money,
        described("按费率的费用", "Fees by rate", about_zh="佣金、支付", about_en="Commission, payment", unit="money"),
    ]
    fixed_fees: Annotated[
        Money,
        described("固定费用", "Fixed fees", about_zh="每件、每单固定", about_en="Per unit, per order", unit="money"),
    ]
    carrier: Annotated[
        Money,
        described(
            "快递与包装",
            "Shipping and packing",
            about_zh="每单的，分摊到行",
            about_en="Per order, split over its lines",
            unit="money",
        ),
    ]
    assumed_cost: Annotated[
        MoneyInterval | None,
        described(
            "没有成本的部分",
            "Where no cost is known",
            about_zh="按声明的毛利区间扣除的成本与费用；没有声明则未知",
            about_en="Cost and fees by the declared margin; unknown where none is declared",
            unit="money",
        ),
    ]
    contribution_profit: Annotated[MoneyInterval | None, described("贡献利润", "Contribution profit", unit="money")]
    contribution_margin: Annotated[
        Rate | None,
        described("贡献利润率", "Contribution margin", about_zh="占净销售额", about_en="Of net sales", unit="rate"),
    ]
    ad_spend: Annotated[
        Money | None,
        described(
            "广告花费", "Ad spend", about_zh="只算点名到此商品的", about_en="Only what names this product", unit="money"
        ),
    ]
    contribution_after_ads: Annotated[
        MoneyInterval | None, described("扣广告后贡献利润", "Contribution after ads", unit="money")
    ]
    profit_reason: Annotated[
        Sentence | None,
        described(
            "为什么亏",
            "Why it loses",
            about_zh="与全店平均相比，多花得最多的一项",
            about_en="The item that takes most above the shop's average",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionResult(Result):
    """From gross sales to contribution profit, for the shop and for every product in every channel."""

    first_day: Annotated[date | None, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    contribution_profit: Annotated[MoneyInterval | None, described("贡献利润", "Contribution profit", unit="money")]
    pairs: Annotated[int, described("商品×渠道组合", "Products × channels", unit="count")]
    profit_losing: Annotated[int, described("其中亏损", "Losing", unit="count")]
    profit_lost: Annotated[Money, described("亏损合计", "Lost by these", unit="money")]
    profit_bridge: Annotated[Bars, described("从下单金额到贡献利润", "From gross sales to contribution profit")]
    profit_steps: Annotated[tuple[StepRow, ...], described("逐步", "Step by step")]
    rows: Annotated[tuple[PairRow, ...], described("商品×渠道，亏损的在前", "Products × channels, losses first")]
