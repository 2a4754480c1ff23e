"""What does a funnel look like: who went on, who left, and where most of them did?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Annotated

from zhanggui.analyses.customers.event_steps import STEP_NAMES
from zhanggui.core.capability import Result
from zhanggui.core.charts import Funnel, Stage
from zhanggui.core.described import described
from zhanggui.core.money import MoneyInterval
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words
from zhanggui.stats.proportions import wilson

SECONDS_OF_A_MINUTE = 60
EVERYBODY = RateInterval(low=Rate(1.0), estimate=Rate(1.0), high=Rate(1.0), level=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step of the path."""

    step: Annotated[str, described("代码", "Code", unit="code")]
    name: Annotated[Words, described("步骤", "Step")]
    visitors: Annotated[int, described("访客数", "Visitors", unit="visitors")]
    from_previous: Annotated[
        RateInterval | None,
        described(
            "较上一步", "From the step before", about_zh="附 95 % 区间", about_en="With its 95 % range", unit="rate"
        ),
    ]
    from_start: Annotated[
        RateInterval | None,
        described("较第一步", "From the start", about_zh="附 95 % 区间", about_en="With its 95 % range", unit="rate"),
    ]
    lost: Annotated[
        int,
        described(
            "流失",
            "Lost",
            about_zh="走到上一步却没走到这一步的访客",
            about_en="Visitors who took the step before and not this one",
            unit="visitors",
        ),
    ]
    wait_minutes: Annotated[
        float | None,
        described(
            "间隔（中位数）",
            "Wait, median",
            about_zh="每位访客从上一步到这一步最短用时的中位数",
            about_en="Median over visitors of their shortest time from the step before",
            unit="minutes",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """The same path for the visitors who started in one part of a dimension."""

    part: Annotated[
        str | None, described("起点属性", "Started in", about_zh="空表示来源没有记录", about_en="Empty: not recorded")
    ]
    step: Annotated[str, described("代码", "Code", unit="code")]
    name: Annotated[Words, described("步骤", "Step")]
    visitors: Annotated[int, described("访客数", "Visitors", unit="visitors")]
    from_previous: Annotated[RateInterval | None, described("较上一步", "From the step before", unit="rate")]
    from_start: Annotated[RateInterval | None, described("较第一步", "From the start", unit="rate")]
    lost: Annotated[int, described("流失", "Lost", unit="visitors")]
    gap: Annotated[
        Rate | None,
        described(
            "与其余相差",
            "Against the rest",
            about_zh="这一步的通过率减去其余访客的通过率，百分点",
            about_en="Share who go on less that of all other visitors, in points",
            unit="change",
        ),
    ]
    verdict: Annotated[
        Sentence,
        described(
            "判断",
            "Verdict",
            about_zh="对所有分组和步骤一起控制：平均每二十个“确定”里至多一个是错的",
            about_en="Controlled over all parts and steps: of those called sure at most one in twenty is false on average",
        ),
    ]
    lost_more: Annotated[
        int,
        described(
            "多流失",
            "Lost more",
            about_zh="比起其余访客的通过率，这一步多流失的访客",
            about_en="Visitors lost beyond what the share of the rest would lose",
            unit="visitors",
        ),
    ]
    profit_lost: Annotated[
        MoneyInterval | None,
        described(
            "流失值多少",
            "Lost is worth",
            about_zh="流失访客 × 之后的转化率 × 每单贡献利润（没有成本时为销售额）；上限",
            about_en="Visitors lost × conversion from there on × contribution an order (sales without costs); an upper bound",
            unit="money",
        ),
    ]
    profit_lost_more: Annotated[
        MoneyInterval | None,
        described(
            "多流失值多少",
            "Lost more is worth",
            about_zh="若这一步和其余访客一样，能多得多少",
            about_en="What there would be more if this step went as with the rest",
            unit="money",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelResult(Result):
    """How far visitors get along a path."""

    first_day: Annotated[date | None, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    visitors: Annotated[int, described("进入的访客", "Visitors who entered", unit="visitors")]
    completed: Annotated[int, described("走完的访客", "Visitors who finished", unit="visitors")]
    conversion: Annotated[
        RateInterval | None,
        described(
            "总转化率",
            "Conversion",
            about_zh="走完 ÷ 进入，附 95 % 区间",
            about_en="Finished ÷ entered, with its 95 % range",
            unit="rate",
        ),
    ]
    stages: Annotated[Funnel, described("漏斗", "Funnel")]
    steps: Annotated[tuple[StepRow, ...], described("步骤", "Steps")]
    finding: Annotated[
        Sentence | None,
        described(
            "最该看的分组",
            "The part to look at",
            about_zh="确定比其余差、损失最大的一步",
            about_en="The step that is surely worse than with the rest and costs most",
        ),
    ]
    parts: Annotated[tuple[PartRow, ...], described("分组", "By part of the start")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Visitors who took one step, and the median of how long it took them."""

    visitors: int
    wait_seconds: float | None


def step_rows(steps: Sequence[str], reached: Sequence[Reached]) -> tuple[StepRow, ...]:
    """The steps in order, each compared with the one before and with the first."""
    rows = []
    for at, (step, here) in enumerate(zip(steps, reached, strict=True)):
        before = reached[at - 1].visitors if at else here.visitors
        rows.append(
            StepRow(
                step=step,
                name=STEP_NAMES[step],
                visitors=here.visitors,
                from_previous=wilson(here.visitors, before) if at else EVERYBODY,
                from_start=wilson(here.visitors, reached[0].visitors) if at else EVERYBODY,
                lost=before - here.visitors,
                wait_minutes=None if here.wait_seconds is None else here.wait_seconds / SECONDS_OF_A_MINUTE,
            )
        )
    return tuple(rows)


def stages(rows: Sequence[StepRow]) -> Funnel:
    """The steps as a drawing."""
    return Funnel(
        title=Words(zh="行为漏斗", en="Funnel"),
        unit="visitors",
        stages=tuple(Stage(name=row.name, count=row.visitors) for row in rows),
    )


def largest_drop(rows: Sequence[StepRow]) -> tuple[StepRow, StepRow] | None:
    """The two neighbouring steps between which the largest share leaves; the earlier ones of equals."""
    pairs = [(before, after) for before, after in pairwise(rows) if before.visitors]
    return min(pairs, key=_share_that_stays, default=None)


def _share_that_stays(pair: tuple[StepRow, StepRow]) -> float:
    stays = pair[1].from_previous
    return stays.estimate.rate if stays else 1.0
