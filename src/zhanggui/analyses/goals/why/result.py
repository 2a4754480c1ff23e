"""How does an explanation read: drivers, segments, events, what to do?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.goals.why.driver_tree import DriverRow
from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars, Waterfall
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRow:
    """One part of the shop that did something else than the rest, or all that is left."""

    segment: Annotated[str, described("编号", "Number", about_zh="0 为其余部分", about_en="0 is everything else")]
    title: Annotated[Words, described("部分", "Segment")]
    before: Annotated[Money, described("之前", "Before", unit="money")]
    now: Annotated[Money, described("本期", "Now", unit="money")]
    change: Annotated[
        Money,
        described(
            "变化",
            "Change",
            about_zh="各行之和等于总变化",
            about_en="The rows add up to the whole change",
            unit="money",
        ),
    ]
    own: Annotated[
        MoneyInterval,
        described(
            "自身多出",
            "On its own",
            about_zh="变化减去与全店同步的部分；区间为平时波动（90 %）",
            about_en="The change less what the rest did; bounds by its usual variation (90 %)",
            unit="money",
        ),
    ]
    known: Annotated[
        tuple[Sentence, ...],
        described(
            "已知事件", "Known events", about_zh="同时发生在该部分的事", about_en="What happened to it at the same time"
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow:
    """The same part's change taken apart twice: with the rest or on its own, and by volume, mix and rate."""

    title: Annotated[Words, described("部分", "Segment")]
    alike: Annotated[
        Money,
        described(
            "与全店同步",
            "As the rest",
            about_zh="若与其余部分同样涨跌",
            about_en="Had it moved as the rest did",
            unit="money",
        ),
    ]
    volume: Annotated[
        Money,
        described("量", "Volume", about_zh="全店件数变化所致", about_en="By the units of the whole shop", unit="money"),
    ]
    mix: Annotated[
        Money,
        described("结构", "Mix", about_zh="该部分件数占比变化所致", about_en="By its share of the units", unit="money"),
    ]
    rate: Annotated[
        Money, described("单件", "Rate", about_zh="每件金额变化所致", about_en="By what a unit brings", unit="money")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """Something known to have happened, laid over the change; not added to it."""

    what: Annotated[Sentence, described("事件", "Event")]
    where: Annotated[Words, described("涉及", "Where")]
    share: Annotated[
        MoneyInterval | None,
        described(
            "估计影响",
            "Estimated share",
            about_zh="涉及部分自身多出的变化，含同时发生的其他事；未知表示数据分辨不出。与上表重叠，不相加",
            about_en="What its part did on its own, whatever else happened to it included; unknown where the data cannot tell. "
            "It overlaps with the other tables and is not added",
            unit="money",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStepRow:
    """What to do about it, and where."""

    step: Annotated[Sentence, described("做什么", "What to do")]
    place: Annotated[
        str,
        described(
            "去哪里",
            "Where",
            about_zh="回答下一个问题的分析，或它的建议",
            about_en="The analysis that answers the next question, or the proposals for it",
            unit="place",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyResult(Result):
    """Why a number moved between two periods."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    first_day_before: Annotated[date, described("之前起始日", "First day before")]
    last_day_before: Annotated[date, described("之前截止日", "Last day before")]
    before: Annotated[Money, described("之前", "Before", unit="money")]
    now: Annotated[Money, described("本期", "Now", unit="money")]
    change: Annotated[Money, described("变化", "Change", unit="money")]
    relative_change: Annotated[Rate | None, described("变化率", "Relative change", unit="rate")]
    usual_change: Annotated[
        Rate | None,
        described(
            "平时波动（±）",
            "Usual ups and downs (±)",
            about_zh="以往相邻时段的变化二十次有十九次在此之内；不算购物节的日子",
            about_en="Nineteen of twenty changes from one such period to the next stayed within it, festival days left out",
            unit="rate",
        ),
    ]
    ordinary_change: Annotated[
        Rate | None,
        described(
            "购物节之外的变化",
            "Change outside festivals",
            about_zh="只比较两段里不在购物节内的日子，每天平均",
            about_en="Only the days of both periods that lie outside shopping festivals, a day on average",
            unit="change",
        ),
    ]
    waterfall: Annotated[Waterfall, described("从之前到本期", "From before to now")]
    driver_chart: Annotated[Bars, described("驱动因素的贡献", "Parts of the drivers")]
    drivers: Annotated[tuple[DriverRow, ...], described("驱动因素", "Drivers")]
    segments: Annotated[tuple[SegmentRow, ...], described("哪些部分", "Segments")]
    effects: Annotated[
        tuple[EffectRow, ...],
        described(
            "量、结构与单件",
            "Volume, mix and rate",
            about_zh="量 + 结构 + 单件 = 该部分的变化",
            about_en="Volume + mix + rate = the segment's change",
        ),
    ]
    events: Annotated[tuple[EventRow, ...], described("已知事件", "Known events")]
    next_steps: Annotated[tuple[NextStepRow, ...], described("怎么办", "What to do")]
