"""How does a replay read: sets side by side, their offers, products, customers, and what would have to happen?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRow:
    """One way in which the past baskets could have been priced."""

    variant: Annotated[Sentence, described("方案", "Set")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    discount: Annotated[
        Money,
        described("优惠合计", "Discounts", about_zh="各方承担之和", about_en="Whoever bears them", unit="money"),
    ]
    discount_of_shop: Annotated[Money, described("其中商家承担", "Borne by the shop", unit="money")]
    orders_on_offer: Annotated[int, described("享受优惠的单数", "Orders on offer", unit="orders")]
    contribution_profit: Annotated[
        MoneyInterval | None,
        described(
            "贡献利润",
            "Contribution profit",
            about_zh="净销售额 − 成本 − 费用 − 赠品 − 减免的运费；顾客不改变购买时",
            about_en="Net sales − cost − fees − gifts − shipping waived; if customers buy as they did",
            unit="money",
        ),
    ]
    contribution_margin: Annotated[
        Rate | None, described("贡献利润率", "Contribution margin", about_zh="取估计值", about_en="Of the estimate")
    ]
    profit_against_list: Annotated[
        MoneyInterval | None,
        described(
            "利润与无优惠相比",
            "Profit against no offer",
            about_zh="同样的购物车；区间来自重抽样",
            about_en="The same baskets; bounds by redrawing them",
            unit="money",
        ),
    ]
    full_price_units: Annotated[
        int,
        described(
            "原价也卖出的打折件数",
            "Reduced units that sold at full price",
            about_zh="当时没有任何优惠也卖掉了",
            about_en="They sold without any discount at the time",
            unit="units",
        ),
    ]
    full_price_given_away: Annotated[Money, described("其中让出的金额", "Given away on them", unit="money")]
    break_even_uplift: Annotated[
        RateInterval | None,
        described(
            "保本增量",
            "Break-even uplift",
            about_zh="优惠涉及的商品要多卖这么多，利润才与无优惠相同；空表示卖多少都不保本，或成本未知",
            about_en="So many more units of what is reduced leave profit as without offers; empty: no uplift does, or costs are unknown",
            unit="rate",
        ),
    ]
    break_even_orders: Annotated[int | None, described("约合多少单", "That is, orders", unit="orders")]
    sold_on_offer: Annotated[
        Rate | None,
        described(
            "打折卖出的占比",
            "Sold on offer",
            about_zh="按原价金额",
            about_en="Of all goods, at list prices",
            unit="rate",
        ),
    ]
    depth: Annotated[
        Rate | None,
        described(
            "平均折让",
            "Depth",
            about_zh="打折商品原价的几成",
            about_en="Of the list price of what is reduced",
            unit="rate",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """What one offer of one set gave."""

    variant: Annotated[str, described("方案", "Set")]
    offer: Annotated[str, described("编号", "Id")]
    title: Annotated[Words, described("优惠", "Offer")]
    kind: Annotated[Words, described("类型", "Kind")]
    orders: Annotated[int, described("单数", "Orders", unit="orders")]
    discount: Annotated[Money, described("优惠金额", "Discount", unit="money")]
    discount_of_shop: Annotated[Money, described("商家承担", "Borne by the shop", unit="money")]
    discount_of_others: Annotated[Money, described("平台、达人承担", "Borne by others", unit="money")]
    shipping: Annotated[Money, described("减免运费", "Shipping waived", unit="money")]
    gift_cost: Annotated[
        Money | None,
        described(
            "赠品与多得积分的成本",
            "Cost of gifts and extra points",
            about_zh="空表示赠品没有成本",
            about_en="Empty: a gift has no cost",
            unit="money",
        ),
    ]
    floor_cuts: Annotated[
        int,
        described(
            "被底价拦下的单数",
            "Orders stopped by a floor",
            about_zh="全部或部分被底价截去",
            about_en="A floor left less of it, or nothing",
            unit="orders",
        ),
    ]
    floor_cut: Annotated[Money, described("底价截去的金额", "Cut by floors", unit="money")]
    used_up: Annotated[
        Sentence,
        described(
            "用完了吗",
            "Used up",
            about_zh="预算、次数或件数在哪天用完",
            about_en="The day on which budget, uses or units ran out",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """One product under one set."""

    variant: Annotated[str, described("方案", "Set")]
    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str, described("商品名称", "Product name")]
    units: Annotated[int, described("件数", "Units", unit="units")]
    list_sales: Annotated[Money, described("原价金额", "At list prices", unit="money")]
    discount: Annotated[Money, described("优惠", "Discount", unit="money")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    contribution_profit: Annotated[MoneyInterval | None, described("贡献利润", "Contribution profit", unit="money")]
    contribution_margin: Annotated[Rate | None, described("贡献利润率", "Contribution margin", unit="rate")]
    margin_before: Annotated[Rate | None, described("无优惠时的利润率", "Margin without offers", unit="rate")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """Who gets the discounts."""

    variant: Annotated[str, described("方案", "Set")]
    customers: Annotated[Sentence, described("顾客", "Customers")]
    orders: Annotated[int, described("单数", "Orders", unit="orders")]
    orders_on_offer: Annotated[int, described("享受优惠的单数", "Orders on offer", unit="orders")]
    discount: Annotated[Money, described("优惠合计", "Discounts", unit="money")]
    share: Annotated[Rate | None, described("占优惠的比例", "Of all discounts", unit="rate")]
    discount_an_order: Annotated[Money | None, described("每单优惠", "Discount an order", unit="money")]
    contribution_profit: Annotated[
        MoneyInterval | None,
        described(
            "贡献利润",
            "Contribution profit",
            about_zh="不含赠品与运费",
            about_en="Without gifts and shipping",
            unit="money",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpliftRow:
    """What a set would change, had it sold so many more units of what it reduces."""

    variant: Annotated[str, described("方案", "Set")]
    uplift: Annotated[Rate, described("多卖", "More units", unit="rate")]
    units: Annotated[int, described("合多少件", "That is, units", unit="units")]
    profit_against_list: Annotated[
        MoneyInterval | None, described("利润与无优惠相比", "Profit against no offer", unit="money")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearRow:
    """How many baskets were just short of an amount."""

    variant: Annotated[str, described("方案", "Set")]
    title: Annotated[Words, described("优惠", "Offer")]
    short: Annotated[Sentence, described("差多少", "How short")]
    orders: Annotated[int, described("单数", "Orders", unit="orders")]
    share: Annotated[Rate | None, described("占全部购物车", "Of all baskets", unit="rate")]
    missing: Annotated[Money, described("平均还差", "Missing on average", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayResult(Result):
    """Past baskets under up to four sets of offers, beside what happened and no offer at all."""

    first_day: Annotated[date, described("第一天", "First day")]
    last_day: Annotated[date, described("最后一天", "Last day")]
    orders: Annotated[int, described("回放的单数", "Baskets replayed", unit="orders")]
    list_sales: Annotated[Money, described("原价合计", "At list prices", unit="money")]
    fatigue: Annotated[
        Rate | None,
        described(
            "促销疲劳指数",
            "Promotion fatigue",
            about_zh="最近几周卖出的商品（按原价金额）中打折卖出的占比",
            about_en="Of what the last weeks sold, at list prices, how much was reduced",
            unit="rate",
        ),
    ]
    fatigue_depth: Annotated[
        Rate | None,
        described(
            "折让强度", "Intensity", about_zh="这些商品的平均折让", about_en="What was off it on average", unit="rate"
        ),
    ]
    variants: Annotated[tuple[VariantRow, ...], described("方案对比", "Sets side by side")]
    uplifts: Annotated[tuple[UpliftRow, ...], described("敏感度", "If more were sold")]
    offers: Annotated[tuple[OfferRow, ...], described("各项优惠", "Offer by offer")]
    customers: Annotated[tuple[CustomerRow, ...], described("谁享受了优惠", "Who gets the discounts")]
    near: Annotated[tuple[NearRow, ...], described("差一点就够门槛的购物车", "Baskets just short of a threshold")]
    products: Annotated[tuple[ProductRow, ...], described("各商品毛利", "Product by product")]
    discount_by_day: Annotated[Series, described("每天花掉的优惠", "Discounts by day")]
    on_offer_by_week: Annotated[Series, described("每周打折卖出的占比", "Sold on offer by week")]
