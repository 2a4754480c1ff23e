"""What does an answer about cross-price elasticities hold?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.described import described
from zhanggui.core.money import MoneyInterval
from zhanggui.core.quantity import Interval, Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words

ANSWERING = described("商品", "Product", about_zh="销量作出反应的", about_en="Whose units answer")
MOVING = described("谁的价格", "Whose price", about_zh="价格在变的商品", about_en="The product whose price moves")
ELASTICITY = described(
    "交叉弹性",
    "Cross-price elasticity",
    about_zh="对方涨价 1%，本商品销量变化百分之几；向同类商品对靠拢，90% 区间",
    about_en="Percent of its units for one percent of the other's price; drawn to the category's pairs, 90 % interval",
    unit="ratio",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossRow:
    """One product whose units answer to the price of another."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str | None, ANSWERING]
    moving_sku: Annotated[str, described("谁的价格（SKU）", "Whose price (SKU)")]
    moving_name: Annotated[str | None, MOVING]
    category: Annotated[str | None, described("类目", "Category")]
    kind: Annotated[Words, described("关系", "Kind")]
    elasticity: Annotated[Interval, ELASTICITY]
    shift: Annotated[
        MoneyInterval | None,
        described(
            "对方降价后四周多赚",
            "Gain when the other is cut, in four weeks",
            about_zh="本商品的贡献利润；负数为被抢走；没有成本时为空",
            about_en="Contribution profit of this product; negative: taken by the other; empty without a cost",
            unit="money",
        ),
    ]
    own_estimate: Annotated[
        float,
        described(
            "只看自己",
            "On its own",
            about_zh="不向同类靠拢的估计",
            about_en="The estimate before it is drawn to others",
            unit="ratio",
        ),
    ]
    false_share: Annotated[
        Rate,
        described(
            "信到它为止的假对占比",
            "False share down to it",
            about_zh="把它和更可信的都信了，其中平均多少是假的",
            about_en="Of it and all surer ones, the share that is false on average",
        ),
    ]
    units: Annotated[int, described("可比件数", "Units compared", unit="units")]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovingRow:
    """One product whose price moves others: what a cut of it brings to or takes from all of them together."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str | None, MOVING]
    answering: Annotated[int, described("作出反应的商品", "Products that answer", unit="count")]
    shift: Annotated[
        MoneyInterval | None,
        described(
            "它降价后别的商品四周多赚",
            "Gain of the others when it is cut, in four weeks",
            about_zh="能说明的商品合计；没有计入自己的最优价；有商品没有成本时为空",
            about_en="Of all that tell; not part of its own best price; empty where one of them has no cost",
            unit="money",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class UntoldPairRow:
    """One pair that cannot be told: why, and the test that would tell."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str | None, ANSWERING]
    moving_sku: Annotated[str, described("谁的价格（SKU）", "Whose price (SKU)")]
    moving_name: Annotated[str | None, MOVING]
    category: Annotated[str | None, described("类目", "Category")]
    reason: Annotated[
        Sentence, described("原因", "Why not", about_zh="为什么说不准", about_en="What keeps it from being told")
    ]
    elasticity: Annotated[Interval | None, ELASTICITY]
    test_days: Annotated[
        int | None,
        described(
            "试验天数",
            "Days of a test",
            about_zh="对方的价格随机高低，每两周重抽，直到区间两边各不超过 0.3；一年也不够时为空",
            about_en="The other's price up or down at random, anew every fortnight, until the interval reaches 0.3 at most; empty where a year is not enough",
            unit="days",
        ),
    ]
    units: Annotated[int, described("可比件数", "Units compared", unit="units")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossResult(Result):
    """Which products' units answer to which others' prices."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    pairs: Annotated[int, described("看过的商品对", "Pairs looked at", unit="count")]
    estimated: Annotated[int, described("能估计的商品对", "Pairs that can be estimated", unit="count")]
    rows: Annotated[
        tuple[CrossRow, ...], described("有反应的商品对，影响最大的在前", "Pairs that tell, the largest effects first")
    ]
    moving: Annotated[
        tuple[MovingRow, ...],
        described("谁一降价，别的商品受多少影响", "What a cut of one product does to all others"),
    ]
    untold: Annotated[
        tuple[UntoldPairRow, ...],
        described("说不准的商品对，最接近的在前", "Pairs that cannot be told, the closest first"),
    ]
