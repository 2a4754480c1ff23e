"""What does an answer about clearing stock hold?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRow:
    """What becomes of the stock in one way of pricing it."""

    course: Annotated[Words, described("做法", "Course")]
    units: Annotated[
        Interval,
        described(
            "卖出", "Units sold", about_zh="到期末，80 % 区间", about_en="By the end, 80 % interval", unit="units"
        ),
    ]
    left: Annotated[
        Interval,
        described("剩余", "Units left", about_zh="期末，80 % 区间", about_en="At the end, 80 % interval", unit="units"),
    ]
    money: Annotated[
        MoneyInterval,
        described(
            "库存带回的钱",
            "What the stock brings",
            about_zh="扣费用后的销售款 + 残值 − 持有成本；货的成本已花掉",
            about_en="Sales after fees, salvage, less holding; its cost is spent either way",
            unit="money",
        ),
    ]
    profit: Annotated[
        MoneyInterval,
        described(
            "利润", "Profit", about_zh="再减去货的成本", about_en="The same less what the stock cost", unit="money"
        ),
    ]
    gain: Annotated[
        MoneyInterval,
        described("比不动多赚", "Gain over waiting", about_zh="80 % 区间", about_en="80 % interval", unit="money"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """One period of the schedule."""

    from_day: Annotated[date, described("从", "From")]
    days: Annotated[int, described("天数", "Days", unit="days")]
    price: Annotated[Money, described("价格", "Price", unit="money")]
    discount: Annotated[Rate, described("比现价低", "Below the price now", unit="rate")]
    units: Annotated[Interval, described("预计卖出", "Units expected", unit="units")]
    left: Annotated[
        Interval,
        described("期末剩余", "Units left", about_zh="这一段结束时", about_en="When the period ends", unit="units"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceRow:
    """One product whose stock has to go, with its schedule in short."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str, described("商品名称", "Product name")]
    why: Annotated[Words, described("原因", "Why")]
    stock: Annotated[int, described("在库", "On hand", unit="units")]
    cover: Annotated[
        float, described("库存天数", "Days of cover", about_zh="按现价", about_en="At the price now", unit="days")
    ]
    price_now: Annotated[
        Money,
        described(
            "现价", "Price now", about_zh="最近每件净销售额", about_en="Net sales of a unit lately", unit="money"
        ),
    ]
    plan: Annotated[Sentence, described("计划", "Plan")]
    gain: Annotated[
        MoneyInterval,
        described(
            "比不动多赚",
            "Gain over waiting",
            about_zh="到期末，80 % 区间",
            about_en="By the end, 80 % interval",
            unit="money",
        ),
    ]
    above_rule: Annotated[
        MoneyInterval,
        described(
            "比单次降价多赚",
            "Gain over one markdown",
            about_zh="现行规则：一次降价若干天，再恢复原价",
            about_en="Today's rule: one markdown for some days, then back",
            unit="money",
        ),
    ]
    left: Annotated[Interval, described("期末剩余", "Units left", unit="units")]
    elasticity: Annotated[
        Interval,
        described("价格弹性", "Price elasticity", about_zh="80 % 区间", about_en="80 % interval", unit="ratio"),
    ]
    basis: Annotated[
        Words,
        described("弹性来自", "Elasticity from", about_zh="假设的范围可改", about_en="What is assumed can be set"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceResult(Result):
    """Schedules of all products whose stock has to go, and one of them week by week."""

    last_day: Annotated[date, described("截止日", "Last day")]
    last_sale_day: Annotated[
        date,
        described("清仓到", "Cleared by", about_zh="此后只值残值", about_en="What is left then is worth its salvage"),
    ]
    products: Annotated[
        int,
        described(
            "要清的商品", "Products to clear", about_zh="滞销或衰退", about_en="Slow or in decline", unit="count"
        ),
    ]
    tied_up: Annotated[
        Money,
        described(
            "占用成本", "Cost tied up", about_zh="这些库存的成本", about_en="What their stock cost", unit="money"
        ),
    ]
    schedule_sku: Annotated[str | None, described("计划的商品", "Product of the schedule")]
    courses: Annotated[tuple[CourseRow, ...], described("三种做法", "Three courses")]
    schedule: Annotated[tuple[WeekRow, ...], described("降价计划", "Schedule")]
    stock_left: Annotated[Series | None, described("剩余库存", "Stock left")]
    rows: Annotated[
        tuple[ClearanceRow, ...],
        described("要清的商品，比不动多赚的在前", "Products to clear, the largest gains over waiting first"),
    ]
