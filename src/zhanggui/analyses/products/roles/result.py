"""How do roles and their mix read?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class MixRow:
    """One role in the mix."""

    role: Annotated[Sentence, described("角色", "Role")]
    products: Annotated[int, described("商品数", "Products", unit="count")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    sales_share: Annotated[Rate | None, described("占销售", "Of sales", unit="rate")]
    contribution_profit: Annotated[MoneyInterval | None, described("贡献利润", "Contribution profit", unit="money")]
    first_order_share: Annotated[
        Rate | None,
        described(
            "首单占比",
            "Of first orders",
            about_zh="新客首单里有它的比例；一单可以有几个角色",
            about_en="Of customers' first orders, so many hold it; an order may hold several roles",
            unit="rate",
        ),
    ]
    verdict: Annotated[Sentence, described("结构检查", "Check of the mix")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRow:
    """One product, its role, and why."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str, described("商品名称", "Product name")]
    role: Annotated[Sentence, described("角色", "Role")]
    reason: Annotated[Sentence, described("依据", "Why")]
    goods_margin: Annotated[
        Rate | None,
        described(
            "毛利率", "Goods margin", about_zh="扣成本，未扣费用", about_en="After cost, before fees", unit="rate"
        ),
    ]
    unit_margin: Annotated[Money | None, described("单件毛利", "Margin a unit", unit="money")]
    orders: Annotated[int, described("订单数", "Orders", unit="orders")]
    first_orders: Annotated[
        RateInterval | None,
        described(
            "首单率",
            "First orders",
            about_zh="买它的已知顾客订单里，是首单的比例",
            about_en="Of its orders by known customers, so many were the first",
            unit="rate",
        ),
    ]
    attach_rate: Annotated[
        Rate,
        described(
            "搭配率",
            "Attach rate",
            about_zh="有它的订单里，还买别的商品的比例",
            about_en="Of the orders with it, so many hold another product",
            unit="rate",
        ),
    ]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    contribution_profit: Annotated[MoneyInterval | None, described("贡献利润", "Contribution profit", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesResult(Result):
    """Roles, and whether the mix is as wanted."""

    first_day: Annotated[date | None, described("首日", "First day")]
    last_day: Annotated[date, described("末日", "Last day")]
    products: Annotated[int, described("商品数", "Products", unit="count")]
    usual_margin: Annotated[
        Rate | None,
        described(
            "中位毛利率", "Median margin", about_zh="角色以它为准", about_en="What roles are measured by", unit="rate"
        ),
    ]
    usual_first_orders: Annotated[Rate | None, described("平均首单率", "Mean share of first orders", unit="rate")]
    profit_by_role: Annotated[Bars, described("各角色贡献利润", "Profit by role")]
    mix: Annotated[tuple[MixRow, ...], described("角色结构", "Mix of roles")]
    rows: Annotated[tuple[RoleRow, ...], described("商品", "Products")]
