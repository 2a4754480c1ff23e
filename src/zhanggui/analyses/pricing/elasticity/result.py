"""What does an answer about price elasticities hold?"""

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

PRICE_NOW = described(
    "现价",
    "Price now",
    about_zh="各渠道标价，按件数平均",
    about_en="Shelf price, averaged over channels by units",
    unit="money",
)
BEST_PRICE = described(
    "最赚钱的价",
    "Best price",
    about_zh="护栏之内；没有足够把握更赚时为空",
    about_en="Inside the guardrails; empty where none is sure enough to earn more",
    unit="money",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElasticityRow:
    """One product whose prices tell: how demand answers, and which price would earn most."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str | None, described("商品名称", "Product name")]
    category: Annotated[str | None, described("类目", "Category")]
    elasticity: Annotated[
        Interval,
        described(
            "价格弹性",
            "Price elasticity",
            about_zh="涨价 1% 销量变化百分之几；向同类靠拢，90% 区间",
            about_en="Percent of units for one percent of price; drawn to its category, 90 % interval",
            unit="ratio",
        ),
    ]
    price_now: Annotated[Money | None, PRICE_NOW]
    best_price: Annotated[Money | None, BEST_PRICE]
    change: Annotated[Rate | None, described("调整", "Change", unit="change")]
    gain: Annotated[
        MoneyInterval | None,
        described(
            "四周多赚",
            "Gain in four weeks",
            about_zh="贡献利润，比现价；广告不计",
            about_en="Contribution profit above that of the price now; ads not counted",
            unit="money",
        ),
    ]
    own_estimate: Annotated[
        float,
        described(
            "只看自己",
            "On its own",
            about_zh="不向同类靠拢的估计",
            about_en="The estimate before it is drawn to its category",
            unit="ratio",
        ),
    ]
    price_points: Annotated[
        int,
        described(
            "价位数",
            "Price points",
            about_zh="相差 2% 以上、能比较的日子里",
            about_en="Two percent apart or more, on days that can be compared",
            unit="count",
        ),
    ]
    changes: Annotated[int, described("变价次数", "Changes of price", unit="count")]
    units: Annotated[int, described("可比件数", "Units compared", unit="units")]
    rival_days: Annotated[
        Rate | None,
        described(
            "计入竞品价的天数占比",
            "Days with others' price",
            about_zh="这些天里扣除了别家价格的影响；空为没有观察",
            about_en="On these days other sellers' price is held fast; empty: none was noted",
        ),
    ]
    shown_days: Annotated[
        Rate | None,
        described(
            "有陈列或活动的天数占比",
            "Days placed or promoted",
            about_zh="这些天里扣除了陈列、展位或不改标价的活动的作用",
            about_en="On these days a placement, or a promotion that leaves the shelf price, is held fast",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UntoldRow:
    """One product whose prices do not tell: why, and the test that would."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str | None, described("商品名称", "Product name")]
    category: Annotated[str | None, described("类目", "Category")]
    reason: Annotated[
        Sentence,
        described("原因", "Why not", about_zh="为什么说明不了弹性", about_en="What keeps its prices from telling"),
    ]
    test_days: Annotated[
        int | None,
        described(
            "试验天数",
            "Days of a test",
            about_zh="价格随机高低，每两周重抽，直到区间够窄；一年也不够时为空",
            about_en="The price up or down at random, anew every fortnight, until the interval is narrow enough; empty where a year is not",
            unit="days",
        ),
    ]
    test_units: Annotated[int | None, described("试验件数", "Units of a test", unit="units")]
    test_cost: Annotated[
        MoneyInterval | None,
        described(
            "试验成本",
            "Cost of a test",
            about_zh="比现价少赚的；负数为反而多赚；没有成本时为空",
            about_en="What it earns less than the price now; negative: more; empty without a cost",
            unit="money",
        ),
    ]
    price_now: Annotated[Money | None, described("现价", "Price now", unit="money")]
    price_points: Annotated[int, described("价位数", "Price points", unit="count")]
    units: Annotated[int, described("可比件数", "Units compared", unit="units")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """One channel: how its buyers answer to prices, beside those of all channels."""

    channel: Annotated[Words, described("渠道", "Channel")]
    typical: Annotated[
        float,
        described(
            "一般弹性",
            "Typical elasticity",
            about_zh="能识别的商品，按近期件数平均",
            about_en="Of products that tell, averaged by late units",
            unit="ratio",
        ),
    ]
    difference: Annotated[
        Interval,
        described(
            "与各渠道平均之差",
            "Beside all channels",
            about_zh="同一商品比；负数为对价格更敏感，90% 区间",
            about_en="The same products compared; below 0: it answers more to prices; 90 % interval",
            unit="ratio",
        ),
    ]
    verdict: Annotated[Sentence, described("结论", "Verdict")]
    products: Annotated[int, described("在此能识别的商品", "Products that tell there", unit="count")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow:
    """One thing that was held fast beside the price, and what it does to sales."""

    what: Annotated[Words, described("什么", "What")]
    effect: Annotated[
        Sentence,
        described("作用", "What it does", about_zh="价格不变时；90% 区间", about_en="At the same price; 90 % interval"),
    ]
    groups: Annotated[int, described("来自几个类目", "Categories that tell", unit="count")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElasticityResult(Result):
    """Elasticities of all products, and the curves of one."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    products: Annotated[int, described("卖出过的商品", "Products sold", unit="count")]
    identified: Annotated[int, described("能识别的商品", "Products that tell", unit="count")]
    curve_sku: Annotated[str | None, described("曲线的商品", "Product of the curves")]
    profit_curve: Annotated[
        Series | None,
        described(
            "利润曲线",
            "Profit curve",
            about_zh="四周预期贡献利润，随价格；90% 区间",
            about_en="Contribution profit expected in four weeks, by price; 90 % interval",
        ),
    ]
    demand_curve: Annotated[
        Series | None,
        described(
            "需求曲线",
            "Demand curve",
            about_zh="四周预期件数，随价格；90% 区间",
            about_en="Units expected in four weeks, by price; 90 % interval",
        ),
    ]
    rows: Annotated[
        tuple[ElasticityRow, ...],
        described("能识别的商品，多赚最多的在前", "Products that tell, the largest gains first"),
    ]
    untold: Annotated[
        tuple[UntoldRow, ...],
        described("不能识别的商品，卖得多的在前", "Products that do not tell, those that sell most first"),
    ]
    channels: Annotated[
        tuple[ChannelRow, ...],
        described("渠道，对价格最敏感的在前", "Channels, those that answer most to prices first"),
    ] = ()
    effects: Annotated[
        tuple[EffectRow, ...], described("价格之外扣除了什么", "What was held fast beside the price")
    ] = ()
