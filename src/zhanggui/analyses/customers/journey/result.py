"""What does the way to buying look like, stage by stage?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from zhanggui.analyses.counted_sales import share_of
from zhanggui.analyses.customers.journey.stages import LONGEST_PATH, STAGES
from zhanggui.analyses.customers.order_worth import Worth, priced
from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars, Matrix
from zhanggui.core.described import described
from zhanggui.core.money import MoneyInterval
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.words import Words
from zhanggui.metrics.dimensions import EVENT
from zhanggui.stats.proportions import wilson

MADE = {"compare": Words(zh="比较几件", en="compare"), "again": Words(zh="再次购买", en="buy again")}
ACTS: Mapping[str, Words] = dict(EVENT.choices) | MADE
LONGEST_LIST = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    """One stage: who stands there now, and what became of those who entered it a while ago."""

    stage: Annotated[str, described("代码", "Code", unit="code")]
    name: Annotated[Words, described("阶段", "Stage")]
    acts: Annotated[Words, described("看得到的行为", "What they did")]
    people: Annotated[
        int,
        described(
            "现在在这里",
            "Stand here now",
            about_zh="最近这些天里走得最远到这一步的人",
            about_en="Whose furthest stage in the latest days is this one",
            unit="people",
        ),
    ]
    share_of_people: Annotated[Rate | None, described("占比", "Share", unit="rate")]
    reachable: Annotated[
        int,
        described(
            "联系得到", "Can be reached", about_zh="其中登录过的顾客", about_en="Of them, signed in", unit="people"
        ),
    ]
    entered: Annotated[
        int,
        described(
            "之前走进的人",
            "Entered before",
            about_zh="在观察期之前的同样长的一段里走进这一步的人，他们的观察期已满",
            about_en="Who entered it in as many days before, so that the days to watch them are over",
            unit="people",
        ),
    ]
    moved_on: Annotated[
        RateInterval | None,
        described(
            "往前走了", "Moved on", about_zh="观察期内到了更后的阶段", about_en="To any later stage", unit="rate"
        ),
    ]
    days_to_move: Annotated[float | None, described("用了多少天（中位数）", "Days it took, median", unit="days")]
    bought: Annotated[
        RateInterval | None,
        described("后来买了", "Bought later", about_zh="观察期内", about_en="Within the days watched", unit="rate"),
    ]
    lost: Annotated[
        int,
        described("停在这里", "Stayed behind", about_zh="没有再往前走", about_en="Did not move on", unit="people"),
    ]
    profit_lost: Annotated[
        MoneyInterval | None,
        described(
            "流失值多少",
            "Lost is worth",
            about_zh="停下的人 × 往前走的人的购买率 × 每单贡献利润（没有成本时为销售额）；上限",
            about_en="Those who stayed × how many of those who moved on bought × contribution an order (sales without costs); an "
            "upper bound",
            unit="money",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathRow:
    """One order of first acts, and how often it led to a purchase."""

    path: Annotated[
        Words, described("路径", "Path", about_zh="各种行为第一次出现的先后", about_en="First acts in order")
    ]
    people: Annotated[int, described("人数", "People", unit="people")]
    share_of_people: Annotated[Rate | None, described("占比", "Share", unit="rate")]
    bought: Annotated[Rate | None, described("买了", "Bought", unit="rate")]


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyResult(Result):
    """Where everybody stands on the way to buying."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    people: Annotated[
        int,
        described(
            "有行为的人",
            "People who did anything",
            about_zh="登录过的按顾客，没登录的按访客",
            about_en="Customers where they ever signed in, visitors otherwise",
            unit="people",
        ),
    ]
    covered: Annotated[
        Rate | None,
        described(
            "买家覆盖率",
            "Buyers covered",
            about_zh="同期付款的已知顾客里，有行为记录的比例；其余的人不在这里",
            about_en="Of known customers who paid in these days, those with any event; the others are not in here",
            unit="rate",
        ),
    ]
    watched_from: Annotated[date, described("观察对象从", "Watched from")]
    watched_to: Annotated[date, described("到", "Watched to")]
    stages: Annotated[tuple[StageRow, ...], described("阶段", "Stages")]
    paths: Annotated[tuple[PathRow, ...], described("最常见的路径", "Most common paths")]
    now: Annotated[Bars, described("现在各阶段的人数", "Who stands where now")]
    flows: Annotated[Matrix, described("后来走到哪里", "How far they came")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who stands on a stage now."""

    people: int = 0
    reachable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Those who entered a stage, by how far they came: people, and buyers among them."""

    by_furthest: Mapping[int, tuple[int, int]]
    wait: float | None

    def entered(self) -> int:
        """All of them."""
        return sum(people for people, _ in self.by_furthest.values())

    def moved(self, place: int) -> tuple[int, int]:
        """Those who came further than the stage itself, and buyers among them."""
        found = [told for furthest, told in self.by_furthest.items() if furthest > place]
        return sum(people for people, _ in found), sum(bought for _, bought in found)

    def bought(self) -> int:
        """Everybody who bought later."""
        return sum(bought for _, bought in self.by_furthest.values())


def stage_rows(standing: Mapping[int, Standing], watched: Mapping[int, Watched], worth: Worth) -> tuple[StageRow, ...]:
    """All five stages in their order."""
    everybody = sum(each.people for each in standing.values())
    nobody = Watched(by_furthest={}, wait=None)
    return tuple(
        _stage_row(place, standing.get(place, Standing()), watched.get(place, nobody), everybody, worth)
        for place in range(len(STAGES))
    )


def path_rows(found: Sequence[Mapping[str, Any]], everybody: int) -> tuple[PathRow, ...]:
    """The most common first, each told in words."""
    told = sorted(found, key=lambda row: (-row["people"], _kinds_of(row)))[:LONGEST_LIST]
    return tuple(
        PathRow(
            path=_words(_kinds_of(row)),
            people=row["people"],
            share_of_people=share_of(row["people"], everybody),
            bought=share_of(int(row["bought"]), row["people"]),
        )
        for row in told
    )


def now_chart(rows: Sequence[StageRow]) -> Bars:
    """Who stands where."""
    return Bars(
        title=Words(zh="现在各阶段的人数", en="Who stands where now"),
        unit="people",
        labels=tuple(row.name for row in rows),
        values=tuple(float(row.people) for row in rows),
    )


def flows(watched: Mapping[int, Watched]) -> Matrix:
    """From the stage that was entered to the furthest that was reached."""
    names = tuple(stage.name for stage in STAGES)
    return Matrix(
        title=Words(zh="后来走到哪里", en="How far they came"),
        unit="people",
        row_title=Words(zh="走进的阶段", en="Entered"),
        column_title=Words(zh="最远走到", en="Furthest reached"),
        rows=names,
        columns=names,
        values=tuple(
            tuple(
                float(watched[place].by_furthest.get(furthest, (0, 0))[0]) if place in watched else 0.0
                for furthest in range(len(STAGES))
            )
            for place in range(len(STAGES))
        ),
    )


def _stage_row(place: int, now: Standing, watched: Watched, everybody: int, worth: Worth) -> StageRow:
    stage, entered = STAGES[place], watched.entered()
    is_last = place == len(STAGES) - 1
    moved, moved_bought = watched.moved(place)
    lost = 0 if is_last else entered - moved
    onward = moved_bought / moved if moved else 0.0
    return StageRow(
        stage=stage.code,
        name=stage.name,
        acts=stage.acts,
        people=now.people,
        share_of_people=share_of(now.people, everybody),
        reachable=now.reachable,
        entered=entered,
        moved_on=None if is_last else wilson(moved, entered),
        days_to_move=watched.wait,
        bought=wilson(watched.bought(), entered),
        lost=lost,
        profit_lost=None if is_last else priced(lost * onward, worth.in_all),
    )


def _kinds_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    steps = (row[f"step_{at}"] for at in range(LONGEST_PATH))
    return tuple(step for step in steps if step is not None)


def _words(kinds: Sequence[str]) -> Words:
    return Words(zh=" → ".join(ACTS[kind].zh for kind in kinds), en=" → ".join(ACTS[kind].en for kind in kinds))
