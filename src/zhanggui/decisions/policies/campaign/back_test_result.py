"""How does a back-test of campaigns read?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTestRow:
    """One past choice, and what came of it on the baskets that followed."""

    first_day: Annotated[date, described("活动第一天", "First day")]
    last_day: Annotated[date, described("最后一天", "Last day")]
    foremost: Annotated[Sentence, described("看起来最好的一套", "Looked best")]
    runs: Annotated[
        bool,
        described("会上线", "Would have run", about_zh="预期为正才上线", about_en="Only if it was expected to pay"),
    ]
    foreseen: Annotated[
        MoneyInterval | None,
        described(
            "事前预计",
            "Foreseen",
            about_zh="在之前的购物车上，按假设弹性，比没有优惠多的贡献利润",
            about_en="On the baskets before, at the assumed elasticity: contribution profit beyond no offer",
            unit="money",
        ),
    ]
    came: Annotated[
        MoneyInterval | None,
        described(
            "随后的购物车上",
            "On the baskets that followed",
            about_zh="同一假设弹性",
            about_en="At the same assumed elasticity",
            unit="money",
        ),
    ]
    unmoved: Annotated[
        MoneyInterval | None,
        described(
            "若无人反应",
            "Had nobody reacted",
            about_zh="顾客照旧购买时的利润变化",
            about_en="If customers had bought as they did",
            unit="money",
        ),
    ]
    is_within: Annotated[bool | None, described("落在预计范围内", "Within what was foreseen")]
    best: Annotated[Sentence, described("事后看最好", "Best in hindsight")]
    missed: Annotated[
        Money,
        described(
            "因选择少赚", "Missed by the choice", about_zh="同一假设弹性", about_en="At the same reaction", unit="money"
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTestResult(Result):
    """All past choices, and what they add up to."""

    times: Annotated[int, described("回测次数", "Times", unit="count")]
    ran: Annotated[int, described("会上线的次数", "Times a set would have run", unit="count")]
    foreseen: Annotated[Money, described("事前预计合计", "Foreseen in all", unit="money")]
    came: Annotated[Money, described("随后合计", "On the baskets that followed, in all", unit="money")]
    unmoved: Annotated[Money, described("若无人反应合计", "Had nobody reacted, in all", unit="money")]
    missed: Annotated[Money, described("因选择少赚合计", "Missed by the choice in all", unit="money")]
    within: Annotated[
        Rate | None,
        described(
            "落在预计范围内的占比",
            "Within what was foreseen",
            about_zh="范围的可信程度为 80%",
            about_en="The ranges are meant to hold in 80 % of cases",
            unit="rate",
        ),
    ]
    rows: Annotated[tuple[BackTestRow, ...], described("每次选择", "Each choice")]
    by_start: Annotated[Series, described("利润变化", "Change of profit")]
