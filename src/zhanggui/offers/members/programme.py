"""What does a shop promise its members: points, tiers, rights?"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from zhanggui.core.described import described
from zhanggui.core.words import Words
from zhanggui.offers.members.times import Expiry, Months, ProtectedDays, Protection, Rolling, Window
from zhanggui.offers.rules.offer_set import Currency, Zone
from zhanggui.offers.rules.stated import WHOLE, BasisPoints, Count, Minor, Name, Stated

Layer = Literal["basic", "special", "emotional"]
Measure = Literal["spend", "orders", "points"]
OccasionKind = Literal["review", "photo", "activity", "sharing", "referral", "birthday", "other"]
MOST_TIERS, FEWEST_TIERS = 5, 3


class Worth(Stated):
    """So many points are worth so much money: one plain rate (002 会员)."""

    points: Annotated[Count, described("积分", "Points", unit="points")] = 100
    worth_minor: Annotated[Count, described("值", "Worth", unit="minor")] = 100

    def of(self, points: int) -> int:
        """What points are worth, in whole minor units, rounded down.

        >>> Worth(points=100, worth_minor=100).of(250)
        250
        """
        return points * self.worth_minor // self.points


class Occasion(Stated):
    """Something other than buying that earns points, and how often a day."""

    id: Annotated[Name, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$"), described("编号", "Id")]
    title: Annotated[Words, described("名称", "Title")]
    kind: Annotated[OccasionKind, described("类型", "Kind")]
    points: Annotated[Count, described("积分", "Points", unit="points")]
    most_a_day: Annotated[Count, described("每天最多几次", "Times a day at most", unit="count")] = 1


class PointsRules(Stated):
    """How points are earned, how long they last, what they are worth, what happens when they are taken back."""

    paid_per_point_minor: Annotated[Count, described("每付多少得一积分", "Paid for one point", unit="minor")]
    worth: Annotated[Worth, described("价值", "Worth")] = Worth()
    occasions: Annotated[tuple[Occasion, ...], Field(max_length=50), described("其他得分", "Occasions")] = ()
    expiry: Annotated[Expiry, described("有效期", "Expiry")] = Months(kind="months", months=12)
    below_zero: Annotated[
        Literal["debt", "write_off"],
        described(
            "不够扣时",
            "When too few are left",
            about_zh="退货要收回的积分已花掉：debt 记欠，下次得分先还；write_off 扣到零，其余核销",
            about_en="Earned points that a return takes back are spent: carry a debt that the next points pay, or stop at zero",
        ),
    ] = "debt"
    lapsed_days: Annotated[
        int,
        Field(strict=True, ge=0, le=3650),
        described(
            "退回已过期积分的宽限",
            "Grace for points given back late",
            unit="days",
            about_zh="用掉的积分随退货退回，而其有效期已过：0 为不再可用，否则再给这么多天",
            about_en="Used points come back with a return after their expiry: 0 leaves them lapsed, else they last so long",
        ),
    ] = 0


class Tier(Stated):
    """One level: from what it begins, what it earns, and its rights."""

    id: Annotated[Name, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$"), described("编号", "Id")]
    title: Annotated[Words, described("名称", "Title")]
    at_least: Annotated[
        Minor,
        described(
            "门槛",
            "Threshold",
            about_zh="按 measure：最小货币单位、订单数或积分",
            about_en="By the measure: minor units, orders or points",
        ),
    ]
    earn_bps: Annotated[
        int,
        Field(strict=True, ge=0, le=10 * WHOLE),
        described("得分倍率", "Earning rate", unit="bps", about_zh="10000 = 一倍", about_en="10000 = once"),
    ] = WHOLE
    rights: Annotated[tuple[Name, ...], described("权益", "Rights")] = ()


class TierRules(Stated):
    """Three to five levels by one measure over one window, with protection and slow demotion (缓降)."""

    measure: Annotated[
        Measure,
        described(
            "按什么", "Measure", about_zh="消费额、订单数或获得的积分", about_en="Spend, orders, or points earned"
        ),
    ]
    window: Annotated[Window, described("统计期", "Window")] = Rolling(kind="rolling", days=365)
    protection: Annotated[Protection, described("保级期", "Protection")] = ProtectedDays(kind="days", days=365)
    demotion: Annotated[
        Literal["one_step", "to_reached", "never"],
        described(
            "降级",
            "Demotion",
            about_zh="保级期满未达标：one_step 降一级（缓降），to_reached 降到达标级，never 不降",
            about_en="Below the threshold when the protection ends: one level down, down to what is reached, or never",
        ),
    ] = "one_step"
    levels: Annotated[
        tuple[Tier, ...],
        Field(min_length=FEWEST_TIERS, max_length=MOST_TIERS),
        described("等级", "Tiers", about_zh="由低到高", about_en="From the lowest up"),
    ]

    @model_validator(mode="after")
    def _rise(self) -> Self:
        if len({tier.id for tier in self.levels}) < len(self.levels):
            msg = "two tiers have one id; rename one"
            raise ValueError(msg)
        if wrong := next((two for one, two in pairwise(self.levels) if two.at_least <= one.at_least), None):
            msg = f"tier {wrong.id} begins at {wrong.at_least}, not above the tier before it; let thresholds rise"
            raise ValueError(msg)
        return self


class Right(Stated):
    """Something members of a tier have, and what it costs for one of them in a year."""

    id: Annotated[Name, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$"), described("编号", "Id")]
    title: Annotated[Words, described("名称", "Title")]
    layer: Annotated[
        Layer,
        described(
            "层次",
            "Layer",
            about_zh="basic 基础（折扣、包邮），special 特色（专属客服、优先购），emotional 情感（生日、感谢信）",
            about_en="Basic such as free shipping, special such as early access, emotional such as a birthday gift",
        ),
    ]
    cost_minor: Annotated[
        Minor | None,
        described(
            "每人每年成本",
            "Cost a member a year",
            unit="minor",
            about_zh="空为未知，不当作零",
            about_en="None: unknown, not nothing",
        ),
    ] = None


class MemberProgramme(Stated):
    """All that a shop promises its members."""

    currency: Annotated[Currency, described("币种", "Currency")]
    timezone: Annotated[Zone, described("时区", "Time zone")] = "Asia/Shanghai"
    margin_bps: Annotated[
        BasisPoints | None,
        described(
            "贡献毛利率",
            "Contribution margin",
            unit="bps",
            about_zh="会员成本之前；检查时用，空则只比价格",
            about_en="Before the cost of members; for the check. None: compared with the price alone",
        ),
    ] = None
    points: Annotated[PointsRules, described("积分", "Points")]
    tiers: Annotated[TierRules, described("等级规则", "Tiers")]
    rights: Annotated[tuple[Right, ...], Field(max_length=100), described("权益目录", "Rights")] = ()

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        rights, occasions = [each.id for each in self.rights], [each.id for each in self.points.occasions]
        for kind, names in (("right", rights), ("occasion", occasions)):
            if len(set(names)) < len(names):
                msg = f"two {kind}s have one id; rename one"
                raise ValueError(msg)
        if unknown := {name for tier in self.tiers.levels for name in tier.rights} - set(rights):
            msg = f"no right {', '.join(sorted(unknown))}; there are: {', '.join(rights) or '-'}"
            raise ValueError(msg)
        return self

    def tier(self, name: str) -> Tier | None:
        """A tier by its id; None for none."""
        return next((each for each in self.tiers.levels if each.id == name), None)
