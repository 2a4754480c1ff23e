"""What does the value of customers look like: totals, cohorts, tenths, the dearest, and how the models did?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars, Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.words import Words

ALIVE = described(
    "还在的概率",
    "Still there",
    about_zh="还没有离开的概率，按各自的购买节奏推断，不是看到的事实",
    about_en="The chance that a customer has not left for good, inferred from their own rhythm: nobody sees it happen",
    unit="rate",
)
CHURN = described(
    "预期流失",
    "Churn expected",
    about_zh="预测期内一次也不会再买的顾客占比；区间是将会看到的实际比例的区间",
    about_en="The share of customers who will not buy even once within the days ahead, and between which bounds it will lie",
    unit="rate",
)
PURCHASES = described(
    "预期购买次数",
    "Purchases expected",
    about_zh="在预测期内还会有几个购买日；括号内是实际结果的区间",
    about_en="Purchase days still to come within the days ahead, and between which bounds they will lie",
)
VALUE = described(
    "今后价值",
    "Value ahead",
    about_zh="预测期内还会带来的贡献利润（或所选的净销售额），折成今天的钱；缺成本时未知",
    about_en="Contribution profit still to come within the days ahead (or net sales where chosen), in today's money; "
    "unknown where costs are missing",
    unit="money",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortValue:
    """The customers who first bought in one month."""

    cohort: Annotated[str, described("首购月", "First bought in")]
    customers: Annotated[int, described("人数", "Customers", unit="customers")]
    still_there: Annotated[Rate | None, ALIVE]
    churn: Annotated[RateInterval | None, CHURN]
    purchases: Annotated[Interval, PURCHASES]
    value: Annotated[MoneyInterval | None, VALUE]
    value_per_customer: Annotated[Money | None, described("人均今后价值", "Value ahead per customer", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TenthValue:
    """A tenth of the customers, ranked by what each is still worth."""

    tenth: Annotated[str, described("代码", "Code", unit="code")]
    name: Annotated[Words, described("价值十分位", "Tenth by value")]
    customers: Annotated[int, described("人数", "Customers", unit="customers")]
    still_there: Annotated[Rate | None, ALIVE]
    churn: Annotated[RateInterval | None, CHURN]
    purchases: Annotated[Interval, PURCHASES]
    value: Annotated[MoneyInterval | None, VALUE]
    share_of_value: Annotated[Rate | None, described("占今后价值", "Share of value ahead", unit="rate")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DearCustomer:
    """One customer of the most valuable, by pseudonym."""

    customer: Annotated[str, described("顾客（假名）", "Customer (pseudonym)")]
    purchase_days: Annotated[int, described("购买天数", "Purchase days")]
    last_day: Annotated[date, described("最近购买日", "Last purchase")]
    still_there: Annotated[Rate, ALIVE]
    purchases: Annotated[Interval, PURCHASES]
    value: Annotated[MoneyInterval | None, VALUE]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """One model: how it fits, and how it forecast the later part of the history from the earlier."""

    model: Annotated[str, described("代码", "Code", unit="code")]
    name: Annotated[Words, described("模型", "Model")]
    weight: Annotated[
        Rate | None,
        described(
            "权重",
            "Weight",
            about_zh="在合并预测中的比重：按检验段的预测得分确定",
            about_en="How much it counts in the blend: whatever made the blend forecast the test part best",
            unit="rate",
        ),
    ]
    log_score: Annotated[
        float | None,
        described(
            "检验得分",
            "Score in the test",
            about_zh="每位顾客的平均对数预测密度，越大越好；只用检验段之前的数据拟合",
            about_en="Mean logarithm of the predicted density per customer, more is better; fitted on what came before alone",
        ),
    ]
    behind: Annotated[
        float | None,
        described(
            "落后最佳",
            "Behind the best",
            about_zh="全部顾客合计的对数得分，与最佳单个模型之差",
            about_en="Log scores of all customers together, against the best single model",
        ),
    ]
    behind_error: Annotated[
        float | None,
        described("差的标准误", "Error of that", about_zh="逐位顾客配对计算", about_en="Paired, customer by customer"),
    ]
    expected: Annotated[
        float | None,
        described("检验段预期购买", "Expected in the test", about_zh="购买天数", about_en="Purchase days"),
    ]
    came: Annotated[float | None, described("检验段实际购买", "Came in the test")]
    typical_miss: Annotated[
        float | None,
        described(
            "每人误差（均方根）",
            "Miss per customer",
            about_zh="检验段购买天数",
            about_en="Root mean square, purchase days",
        ),
    ]
    fit_probability: Annotated[
        Rate | None,
        described(
            "拟合 p 值",
            "Goodness of fit, p",
            about_zh="复购次数分布的卡方检验；顾客很多时很小的偏差也会显著",
            about_en="χ² of the histogram of repeat purchases; with many customers small misfits show as well",
            unit="rate",
        ),
    ]
    parameters: Annotated[
        str,
        described(
            "参数（标准误）",
            "Parameters (errors)",
            about_zh="时间单位为天，按店铺自己的节奏：预测的第一年也是 365 天",
            about_en="Times are in days at the shop's own pace: the first year ahead has 365 of them too",
        ),
    ]
    why_not: Annotated[Words, described("为何没有", "Why there is none")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FestivalPace:
    """How much busier the shop is on the days of one phase of a festival."""

    festival: Annotated[Words, described("购物节", "Shopping festival")]
    phase: Annotated[Words, described("阶段", "Phase")]
    seen: Annotated[int, described("购买次数", "Purchases seen", about_zh="已知顾客的购买日", about_en="Purchase days")]
    ordinary: Annotated[
        float,
        described(
            "平日会有",
            "On ordinary days",
            about_zh="同样多的平日（前后不在节日里的日子）会有的购买",
            about_en="What as many ordinary days around would have brought",
        ),
    ]
    pace: Annotated[
        float,
        described(
            "一天抵几个平日",
            "Ordinary days to a day",
            about_zh="次数少的向 1 收缩；模型按它计时",
            about_en="Drawn towards 1 where little was seen; the models count time by it",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueResult(Result):
    """What known customers are still worth."""

    first_day: Annotated[date | None, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    test_from: Annotated[
        date,
        described(
            "检验段起",
            "Test from",
            about_zh="之前的数据用来选模型",
            about_en="What came before is used to choose models",
        ),
    ]
    customers: Annotated[int, described("顾客数", "Customers", unit="customers")]
    came_again: Annotated[Rate | None, described("有复购的占比", "Share who came again", unit="rate")]
    still_there: Annotated[Rate | None, ALIVE]
    churn: Annotated[RateInterval | None, CHURN]
    purchases: Annotated[Interval | None, PURCHASES]
    value: Annotated[MoneyInterval | None, VALUE]
    value_per_customer: Annotated[Money | None, described("人均今后价值", "Value ahead per customer", unit="money")]
    new_customer_value: Annotated[
        MoneyInterval | None,
        described(
            "新客价值",
            "Value of a new customer",
            about_zh="首次购买加上预测期内的复购，折成今天的钱；区间是平均值的不确定性",
            about_en="First purchase and what follows within the days ahead, in today's money; bounds of the mean",
            unit="money",
        ),
    ]
    acquisition_cost: Annotated[
        Money | None,
        described(
            "获客成本 CAC",
            "Cost per new customer",
            about_zh="填写的数，否则为广告花费 ÷ 新买家",
            about_en="As told, else ad spend ÷ new buyers",
            unit="money",
        ),
    ]
    payback_months: Annotated[
        int | None,
        described(
            "回本月数",
            "Months to pay back",
            about_zh="新客累计带来的钱何时补上获客成本；0 为首单即回本，三年内不能回本则为空",
            about_en="When what a new customer brings has covered their cost; 0: with the first purchase, empty: not within "
            "three years",
        ),
    ]
    payback_months_at_worst: Annotated[
        int | None,
        described(
            "回本月数（不利时）",
            "Months to pay back, at worst",
            about_zh="按新客价值的下限",
            about_en="By the lower bound of what a new customer brings",
        ),
    ]
    naive_value: Annotated[
        Money | None,
        described(
            "经验公式 LTV",
            "LTV by rule of thumb",
            about_zh="客单价 × 频次 × 生命周期：是销售额不是利润，人人一样，没有区间；供对照",
            about_en="AOV × frequency × lifetime: sales, not profit, everybody alike, no interval; for comparison",
            unit="money",
        ),
    ]
    cohorts: Annotated[tuple[CohortValue, ...], described("按首购月", "By month of first purchase")]
    tenths: Annotated[tuple[TenthValue, ...], described("按价值十分位", "By tenths of value")]
    dearest: Annotated[tuple[DearCustomer, ...], described("最有价值的顾客", "Most valuable customers")]
    models: Annotated[tuple[ModelRow, ...], described("模型比较", "Models compared")]
    festivals: Annotated[tuple[FestivalPace, ...], described("节日的节奏", "Pace of festivals")]
    chances: Annotated[Bars, described("还在的概率分布", "Customers by chance of being there")]
    tracking: Annotated[Series, described("复购：预期与实际", "Repeat purchases: expected and seen")]
    histogram: Annotated[Series, described("复购次数：预期与实际", "Customers by repeat purchases")]
    payback: Annotated[Series, described("新客累计价值与获客成本", "What a new customer brings against their cost")]
