"""What does an answer about competitors on six axes hold?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Matrix
from zhanggui.core.described import described
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisRow:
    """One axis of one competitor's card."""

    competitor: Annotated[str, described("竞争店铺", "Competitor")]
    axis: Annotated[Words, described("方面", "Axis")]
    lead: Annotated[
        float | None,
        described(
            "平均领先",
            "Mean lead",
            about_zh="本店分 − 竞品分，各项平均；两边都有新鲜的打分才算",
            about_en="Our points less theirs, over items that have fresh scores of both",
            unit="ratio",
        ),
    ]
    compared: Annotated[int, described("能比较的项目", "Items compared", unit="count")]
    ahead: Annotated[int, described("本店领先", "We lead", unit="count")]
    behind: Annotated[int, described("本店落后", "We are behind", unit="count")]
    untold: Annotated[
        int,
        described(
            "比不了的项目",
            "Items that cannot be told",
            about_zh="缺一边、没打分或过期",
            about_en="A side is missing, unscored or stale",
            unit="count",
        ),
    ]
    last_noted: Annotated[date | None, described("最近记录", "Noted last")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One judged item, theirs beside ours."""

    competitor: Annotated[str, described("竞争店铺", "Competitor")]
    axis: Annotated[Words, described("方面", "Axis")]
    item: Annotated[str, described("项目", "Item")]
    state: Annotated[Words, described("结果", "State")]
    lead: Annotated[
        int | None,
        described("领先", "Lead", about_zh="本店分 − 竞品分", about_en="Our points less theirs", unit="count"),
    ]
    ours: Annotated[int | None, described("本店分", "Ours", about_zh="1–5", about_en="1–5", unit="count")]
    theirs: Annotated[int | None, described("竞品分", "Theirs", about_zh="1–5", about_en="1–5", unit="count")]
    their_finding: Annotated[Sentence, described("竞品的依据", "Evidence on them")]
    our_finding: Annotated[Sentence, described("本店的依据", "Evidence on us")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One figure that was counted, theirs beside ours."""

    competitor: Annotated[str, described("竞争店铺", "Competitor")]
    axis: Annotated[Words, described("方面", "Axis")]
    figure: Annotated[Words, described("数字", "Figure")]
    verdict: Annotated[Words, described("结果", "State")]
    ours: Annotated[Rate | float | None, described("本店", "Ours")]
    theirs: Annotated[Rate | float | None, described("竞品", "Theirs")]
    evidence: Annotated[Sentence, described("依据", "Evidence")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One score that changed."""

    whose: Annotated[Words, described("谁", "Whose")]
    axis: Annotated[Words, described("方面", "Axis")]
    item: Annotated[str, described("项目", "Item")]
    day_before: Annotated[date | None, described("之前记录于", "Noted before")]
    before: Annotated[int | None, described("之前", "Before", unit="count")]
    day: Annotated[date, described("改记于", "Changed on")]
    after: Annotated[int | None, described("现在", "After", unit="count")]
    finding: Annotated[str | None, described("发现", "Finding")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsResult(Result):
    """Every competitor beside the shop on six axes."""

    first_day: Annotated[date, described("数字起始日", "Figures from")]
    last_day: Annotated[date, described("截止日", "Last day")]
    competitors: Annotated[int, described("竞争店铺", "Competitors", unit="count")]
    compared: Annotated[int, described("比较了的项目", "Items compared", unit="count")]
    untold: Annotated[int, described("比不了的项目", "Items that cannot be told", unit="count")]
    leads: Annotated[Matrix, described("平均领先（本店 − 竞品）", "Mean lead (ours − theirs)")]
    axes: Annotated[
        tuple[AxisRow, ...], described("各方面，落后最多的在前", "Axes, where we are furthest behind first")
    ]
    items: Annotated[
        tuple[ItemRow, ...], described("打分的项目，落后最多的在前", "Judged items, where we are furthest behind first")
    ]
    figures: Annotated[tuple[FigureRow, ...], described("数出来的数字", "Figures that were counted")]
    changes: Annotated[
        tuple[ChangeRow, ...], described("打分的变化，最新在前", "Scores that changed, the newest first")
    ]
