"""How does a selection of goods read: who is chosen, who is not, and why?"""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsRow:
    """One product that sold: what the offer would do to it."""

    verdict: Annotated[Sentence, described("结论", "Verdict")]
    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str, described("商品名称", "Product name")]
    category: Annotated[str, described("类目", "Category")]
    expected_profit: Annotated[
        MoneyInterval | None,
        described(
            "活动多赚",
            "Expected gain",
            about_zh="与不参加相比的贡献利润，含连带；区间来自弹性假设",
            about_en="Contribution profit against staying out, with what it pulls along; bounds by the assumed elasticity",
            unit="money",
        ),
    ]
    price: Annotated[
        Money, described("平时均价", "Usual price", about_zh="优惠前", about_en="Before discounts", unit="money")
    ]
    price_offered: Annotated[Money, described("活动价", "Price offered", unit="money")]
    unit_cost: Annotated[Money | None, described("单件成本", "Unit cost", unit="money")]
    margin_offered: Annotated[
        Rate | None,
        described(
            "活动利润率",
            "Margin at the offer",
            about_zh="扣成本与费率",
            about_en="After cost and fees by rate",
            unit="rate",
        ),
    ]
    units_usual: Annotated[
        int,
        described(
            "平时同样天数的销量", "Usual units", about_zh="按活动天数折算", about_en="In as many days", unit="units"
        ),
    ]
    units_expected: Annotated[int | None, described("预计销量", "Expected units", unit="units")]
    on_hand: Annotated[int | None, described("库存", "In stock", unit="units")]
    pulled_profit: Annotated[
        Money,
        described(
            "每单连带利润",
            "Pulled along",
            about_zh="同单其他商品的贡献利润",
            about_en="Contribution profit of other goods in its baskets",
            unit="money",
        ),
    ]
    given_away: Annotated[
        Money, described("让利", "Given away", about_zh="照旧销量下", about_en="On usual sales", unit="money")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsResult(Result):
    """The goods for a campaign at one depth."""

    first_day: Annotated[date, described("第一天", "First day")]
    last_day: Annotated[date, described("最后一天", "Last day")]
    chosen: Annotated[int, described("入选", "Chosen", unit="count")]
    considered: Annotated[int, described("考察的商品", "Considered", unit="count")]
    expected_profit: Annotated[
        MoneyInterval | None, described("入选合计多赚", "Expected gain of the chosen", unit="money")
    ]
    given_away: Annotated[Money, described("入选合计让利", "Given away on the chosen", unit="money")]
    gain_by_product: Annotated[Bars, described("入选商品", "Chosen goods")]
    rows: Annotated[tuple[GoodsRow, ...], described("商品", "Goods")]
