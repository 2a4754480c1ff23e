"""How does a simulation of tiers read?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRow:
    """One tier at the end of the history: its members, what they cost in a year, and what would pay for it."""

    tier: Annotated[str, described("编号", "Id", unit="code")]
    title: Annotated[Words, described("等级", "Tier")]
    at_least: Annotated[str, described("门槛", "From")]
    members: Annotated[int, described("会员数", "Members", unit="customers")]
    share: Annotated[Rate | None, described("占比", "Share", unit="rate")]
    yearly_spend: Annotated[
        Money | None,
        described("人均年消费", "Spend a member a year", about_zh="近 365 天", about_en="Last 365 days", unit="money"),
    ]
    contribution_profit: Annotated[
        MoneyInterval | None,
        described(
            "近一年贡献利润",
            "Contribution profit of a year",
            about_zh="会员成本之前",
            about_en="Before what members cost",
            unit="money",
        ),
    ]
    points_earned: Annotated[int, described("近一年得分", "Points earned in a year", unit="points")]
    points_cost: Annotated[
        Money,
        described(
            "积分成本", "Cost of points", about_zh="全部兑换时", about_en="If all of them are used", unit="money"
        ),
    ]
    rights_cost: Annotated[
        Money | None,
        described(
            "权益成本",
            "Cost of rights",
            about_zh="空表示有权益没写成本",
            about_en="Empty: the cost of a right is not stated",
            unit="money",
        ),
    ]
    lift_needed: Annotated[
        Rate | None,
        described(
            "保本增量",
            "Lift needed",
            about_zh="要多买这么多，利润才与没有会员计划相同；空表示说不出或多少都不够",
            about_en="So much more must be bought to leave profit as without the programme; empty: cannot be told, or nothing suffices",
            unit="rate",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersResult(Result):
    """A programme on the shop's own history."""

    last_day: Annotated[date, described("最后一天", "Last day")]
    customers: Annotated[int, described("已知顾客", "Known customers", unit="customers")]
    points_live: Annotated[int, described("未用积分", "Points not used", unit="points")]
    liability: Annotated[
        Money,
        described(
            "积分负债上限",
            "Points liability at most",
            about_zh="没有人用积分时",
            about_en="If nobody had used any",
            unit="money",
        ),
    ]
    rights_cost: Annotated[Money | None, described("权益年成本", "Cost of rights a year", unit="money")]
    points_cost: Annotated[Money, described("积分年成本", "Cost of points a year", unit="money")]
    lift_needed: Annotated[Rate | None, described("整体保本增量", "Lift needed in all", unit="rate")]
    members_by_month: Annotated[Series, described("各等级人数", "Members by tier")]
    tiers: Annotated[tuple[TierRow, ...], described("各等级", "Tiers")]
