"""What is answered about a goal: how far it is, whether it will be met, its parts and its drivers?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.goals.progress.needed_drivers import NeededRow
from zhanggui.core.capability import Result
from zhanggui.core.charts import Series
from zhanggui.core.described import described
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words
from zhanggui.metrics.amount import Amount, Single


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One part of the goal: a quarter, month, week or day."""

    part: Annotated[str, described("时段", "Part")]
    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    target: Annotated[
        Single,
        described(
            "分解目标",
            "Its target",
            about_zh="各部分之和等于目标；比率的各部分目标相同",
            about_en="The parts add up to the target; those of a ratio all have the same",
        ),
    ]
    actual: Annotated[
        Single | None,
        described(
            "实际",
            "Brought so far",
            about_zh="没有数时是一横，右边写明原因",
            about_en="A dash where there is no number; the column on the right says why",
            unit="so_far",
        ),
    ]
    gap: Annotated[
        Single | None,
        described(
            "差额",
            "Ahead or behind",
            about_zh="实际减去到目前为止的计划",
            about_en="Brought so far less the plan so far",
            unit="so_far",
        ),
    ]
    standing: Annotated[Sentence, described("状态", "Standing")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """One channel's part of the goal."""

    channel: Annotated[Words, described("渠道", "Channel")]
    target: Annotated[Single, described("分解目标", "Its target")]
    actual: Annotated[
        Single | None,
        described("实际", "Brought so far", about_zh="比率没有分母时未知", about_en="Unknown for a ratio of nothing"),
    ]
    gap: Annotated[
        Single | None,
        described(
            "差额",
            "Ahead or behind",
            about_zh="实际减去到目前为止的计划",
            about_en="Brought so far less the plan so far",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalProgress(Result):
    """One goal: where it stands, what is needed, what will come, its parts."""

    title: Annotated[Words, described("指标", "Metric")]
    owner: Annotated[str, described("负责人", "Owner")]
    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Deadline")]
    state: Annotated[Sentence, described("状态", "State")]
    target: Annotated[Single, described("目标", "Target")]
    actual: Annotated[
        Single | None,
        described("实际", "Brought so far", about_zh="比率没有分母时未知", about_en="Unknown for a ratio of nothing"),
    ]
    planned: Annotated[
        Single,
        described("计划到今天", "Planned so far", about_zh="到最后一个完整日", about_en="Up to the last complete day"),
    ]
    pace: Annotated[Rate | None, described("进度", "Pace", about_zh="实际 ÷ 计划", about_en="Brought so far ÷ planned")]
    days_left: Annotated[int, described("剩余天数", "Days left", unit="days")]
    required_per_day: Annotated[
        Single | None,
        described(
            "剩余每天需",
            "Needed a day",
            about_zh="平均每天还需；比率则是余下各天合起来要做到的",
            about_en="On average on each day left; of a ratio, what it must be over all of them",
        ),
    ]
    current_per_day: Annotated[
        Single | None,
        described(
            "最近每天",
            "Now a day",
            about_zh="最近 28 天的日均或比率",
            about_en="The mean or the ratio of the latest 28 days",
        ),
    ]
    forecast: Annotated[
        Amount,
        described(
            "预计达到",
            "Expected at the deadline",
            about_zh="80 % 区间，由过去同样长的预测误差得出",
            about_en="With the 80 % range that equally long forecasts of the past had",
        ),
    ]
    chance: Annotated[
        Rate | None,
        described(
            "达成概率", "Chance of being met", about_zh="按过去预测误差", about_en="From the errors of past forecasts"
        ),
    ]
    expected_miss: Annotated[
        Single | None,
        described("平均缺口", "Average miss", about_zh="超额按没有缺口计", about_en="A surplus counts as no miss"),
    ]
    course: Annotated[Series, described("进度曲线", "Course")]
    drivers: Annotated[
        tuple[NeededRow, ...],
        described(
            "补上缺口要多少",
            "What would close the gap",
            about_zh="每个因素单独要变成多少，其余不变",
            about_en="What each driver alone would have to become",
        ),
    ]
    channels: Annotated[tuple[ChannelRow, ...], described("按渠道", "By channel")]
    quarters: Annotated[tuple[PartRow, ...], described("按季", "By quarter")]
    months: Annotated[tuple[PartRow, ...], described("按月", "By month")]
    weeks: Annotated[tuple[PartRow, ...], described("按周", "By week")]
    days: Annotated[tuple[PartRow, ...], described("按天", "By day")]
