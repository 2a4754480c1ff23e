"""What does an answer about uplift look like: experiments, arms, groups, promises kept, who they are?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, RateInterval
from zhanggui.core.words import Words

EFFECT = described(
    "人均增量",
    "Effect per customer",
    about_zh="核算期内触达组比对照组人均多带来的钱，未扣触达成本；括号内是区间",
    about_en="What each contacted customer brought more than one left alone, before the cost of the contact",
    unit="money",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentRow:
    """One experiment on record."""

    experiment: Annotated[str, described("实验", "Experiment")]
    start: Annotated[date, described("起算日", "Counts from")]
    customers: Annotated[int, described("人数", "Customers", unit="customers")]
    arms: Annotated[str, described("组别与人数", "Arms and how many")]
    state: Annotated[Words, described("能否采用", "Can be used")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmRow:
    """One treatment against being left alone."""

    arm: Annotated[str, described("组别", "Arm")]
    customers: Annotated[int, described("人数", "Customers", unit="customers")]
    effect: Annotated[MoneyInterval, EFFECT]
    bought: Annotated[
        RateInterval,
        described(
            "购买率差",
            "Share who bought, difference",
            about_zh="核算期内购买的人占比，触达组减对照组",
            about_en="Share who bought within the days that count, contacted less left alone",
        ),
    ]
    qini: Annotated[
        MoneyInterval | None,
        described(
            "Qini 系数",
            "Qini coefficient",
            about_zh="按预测排序比随机排序人均多带来的钱（曲线间面积），在没有参与训练的顾客上量得",
            about_en="What the ranking brings above a random order, per customer (the area between the curves), on customers kept apart",
            unit="money",
        ),
    ]
    slope: Annotated[
        Interval | None,
        described(
            "承诺兑现斜率",
            "Slope of promise and measurement",
            about_zh="预测高 1 元的顾客实测高几元；1 为准确，区间含 0 则看不出差别",
            about_en="How much more was measured of who was promised 1 more; 1 is right, bounds around 0: no difference to be seen",
        ),
    ]
    varies: Annotated[Words, described("因人而异吗", "Does it vary")]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpliftGroup:
    """Today's customers who should get the same."""

    group: Annotated[str, described("代码", "Code", unit="code")]
    name: Annotated[Words, described("做法", "What to do")]
    customers: Annotated[int, described("现有顾客", "Customers today", unit="customers")]
    kept: Annotated[
        int,
        described(
            "实测人数",
            "Measured on",
            about_zh="实验里没有参与训练、属于这一组的顾客",
            about_en="Customers of the experiment in this group who had no part in learning",
            unit="customers",
        ),
    ]
    measured: Annotated[
        MoneyInterval | None,
        described(
            "实测人均净增量",
            "Measured net effect",
            about_zh="联系他们（“不联系”一组则是如果联系）人均多赚的钱，已扣触达成本",
            about_en="What contacting them earned per customer after its cost; of those to leave alone, what it would have",
            unit="money",
        ),
    ]
    expected: Annotated[
        MoneyInterval | None,
        described(
            "下一次预期增量",
            "Expected of the next run",
            about_zh="实测人均净增量 × 现有顾客；假定他们与实验中的同类顾客一样",
            about_en="Measured net effect × customers today, taking them to be like those of the experiment",
            unit="money",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRow:
    """Customers kept apart whom the model promised about the same."""

    group: Annotated[int, described("次序", "Order", about_zh="1 为预测最高", about_en="1: promised most")]
    kept: Annotated[int, described("人数", "Customers", unit="customers")]
    promised: Annotated[Money, described("预测人均增量", "Promised effect", unit="money")]
    measured: Annotated[MoneyInterval, described("实测人均增量", "Measured effect", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRow:
    """One fact, of those who are moved most and of those who are moved least."""

    fact: Annotated[Words, described("特征", "Fact")]
    most: Annotated[float | None, described("最受影响的五分之一", "Fifth moved most", about_zh="平均", about_en="Mean")]
    least: Annotated[
        float | None, described("最不受影响的五分之一", "Fifth moved least", about_zh="平均", about_en="Mean")
    ]
    everybody: Annotated[float | None, described("全部", "Everybody", about_zh="平均", about_en="Mean")]
    support: Annotated[
        int,
        described(
            "有数据的人数", "Known of", about_zh="两端的五分之一合计", about_en="Of both fifths", unit="customers"
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpliftResult(Result):
    """Whom a contact changed, by how much, and what the next one should bring."""

    experiment: Annotated[
        str, described("采用的实验", "Experiment used", about_zh="空表示没有", about_en="Empty: none")
    ]
    horizon_days: Annotated[int, described("核算天数", "Days that count", unit="days")]
    learnt_from: Annotated[int, described("实验人数", "Customers in the experiment", unit="customers")]
    effect: Annotated[MoneyInterval | None, EFFECT]
    expected: Annotated[
        MoneyInterval | None,
        described(
            "下一次预期增量利润",
            "Expected of the next run",
            about_zh="按规则联系现有顾客，扣触达成本",
            about_en="Contacting today's customers by the rule, after its cost",
            unit="money",
        ),
    ]
    contact: Annotated[int, described("值得联系", "Worth a contact", unit="customers")]
    cutoff: Annotated[
        Money | None,
        described(
            "分界线",
            "Cut-off",
            about_zh="预测净增量高于此数才联系，在训练数据上选定；空表示对所有人一样",
            about_en="Contact above this promised net effect; chosen on training data. Empty: all alike",
            unit="money",
        ),
    ]
    test_units: Annotated[
        int | None,
        described(
            "要分清所需的每组人数",
            "Customers per arm that would tell",
            about_zh="还不清楚时，这么大的试验能看清现在估计的差别",
            about_en="Where it cannot be told: a test of this size would tell the difference now estimated",
            unit="customers",
        ),
    ]
    arms: Annotated[tuple[ArmRow, ...], described("各组效果", "Arms")]
    groups: Annotated[tuple[UpliftGroup, ...], described("现有顾客怎么办", "What to do with today's customers")]
    promises: Annotated[tuple[PromiseRow, ...], described("预测与实测", "Promised and measured")]
    moved: Annotated[tuple[MovedRow, ...], described("谁最受影响", "Who is moved most")]
    experiments: Annotated[tuple[ExperimentRow, ...], described("全部实验", "Experiments on record")]
    curve: Annotated[Series, described("利润曲线", "Profit curve")]
