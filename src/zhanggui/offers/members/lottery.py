"""What does a shop promise in a lottery for points, and which prize does a draw get?"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from types import MappingProxyType
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, model_validator

from zhanggui.core.described import described
from zhanggui.core.words import Words
from zhanggui.offers.members.programme import Worth
from zhanggui.offers.rules.offer_set import Currency, Zone
from zhanggui.offers.rules.stated import Count, Minor, Name, Stated

MOST_PRIZES = 50
DRAWN_BITS = 64
ID_PATTERN = r"^[a-z0-9][a-z0-9_.-]*$"
LotteryId = Annotated[str, Field(min_length=1, max_length=40, pattern=ID_PATTERN)]


class PrizeCap(Stated):
    """The most that one prize may be worth, and who says so."""

    most_minor: Annotated[Minor, described("最高奖上限", "Highest prize allowed", unit="minor")]
    source: Annotated[Words, described("依据", "Source")]


# The law by the currency in which a shop sells; a currency that is not here has no known cap, and the check says so.
LAW_CAPS: Mapping[str, PrizeCap] = MappingProxyType(
    {
        "CNY": PrizeCap(
            most_minor=5_000_000,
            source=Words(
                zh="《反不正当竞争法》（2017 年修订起）有奖销售条款：抽奖式的有奖销售，最高奖的金额不得超过五万元",
                en="China's Anti-Unfair Competition Law, as revised since 2017, on sales with prizes: the highest prize of a sale "
                "with a draw is worth no more than 50,000 yuan",
            ),
        )
    }
)
DISCLOSURE = Words(
    zh="《规范促销行为暂行规定》（市场监管总局令第 32 号，2020）第十三条：奖品数量或者中奖概率须事先公布",
    en="China's Interim Provisions on Sales Promotion (SAMR Order 32, 2020), article 13: the number of prizes or the odds are "
    "published beforehand",
)


class PointsAward(Stated):
    """Points, as a lot of their own."""

    kind: Literal["points"]
    points: Annotated[Count, described("积分", "Points", unit="points")]


class GiftAward(Stated):
    """Units of a product, handed over later; what one prize costs stands in the books until then."""

    kind: Literal["gift"]
    sku: Annotated[Name, described("商品", "Product")]
    units: Annotated[Count, described("件数", "Units", unit="units")] = 1
    value_minor: Annotated[
        Minor,
        described("价值", "Value", unit="minor", about_zh="一份奖品的市价", about_en="What one such prize sells for"),
    ]


class NoAward(Stated):
    """Nothing: thanks for taking part."""

    kind: Literal["nothing"]


Award = Annotated[PointsAward | GiftAward | NoAward, Field(discriminator="kind")]


class Prize(Stated):
    """One outcome of a draw, with its declared chance."""

    id: Annotated[LotteryId, described("编号", "Id")]
    title: Annotated[Words, described("名称", "Title")]
    award: Annotated[Award, described("奖品", "Award")]
    chance: Annotated[
        int,
        Field(strict=True, ge=0, le=1_000_000),
        described("中奖份数", "Chance", about_zh="占 odds_total 的份数", about_en="So many out of odds_total"),
    ]
    stock: Annotated[
        Count | None, described("份数", "Stock", unit="count", about_zh="空为不限", about_en="None: without limit")
    ] = None

    def value_minor(self, worth: Worth | None) -> int | None:
        """What one such prize is worth; points by the rate of the programme, None where there is none."""
        match self.award:
            case PointsAward(points=points):
                return worth.of(points) if worth else None
            case GiftAward(value_minor=value):
                return value
            case NoAward():
                return 0


class Lottery(Stated):
    """A lottery for points: when, for how many points, with which prizes at which odds."""

    id: Annotated[LotteryId, described("编号", "Id")]
    title: Annotated[Words, described("名称", "Title")]
    currency: Annotated[Currency, described("币种", "Currency")]
    timezone: Annotated[Zone, described("时区", "Time zone")] = "Asia/Shanghai"
    starts_at: Annotated[AwareDatetime, described("开始", "Starts at")]
    ends_at: Annotated[
        AwareDatetime, described("结束", "Ends at", about_zh="不含此刻", about_en="This instant not included")
    ]
    points_per_draw: Annotated[Count, described("每抽积分", "Points a draw", unit="points")]
    most_per_member: Annotated[
        Count | None,
        described(
            "每人最多几抽", "Draws of a member", unit="count", about_zh="空为不限", about_en="None: without limit"
        ),
    ] = None
    most_a_day: Annotated[
        Count | None,
        described(
            "每人每天最多几抽",
            "Draws of a member a day",
            unit="count",
            about_zh="空为不限",
            about_en="None: without limit",
        ),
    ] = None
    odds_total: Annotated[
        Count,
        described(
            "总份数", "Odds out of", about_zh="各奖项份数之和须等于它", about_en="The chances of all prizes sum to it"
        ),
    ]
    prizes: Annotated[tuple[Prize, ...], Field(min_length=1, max_length=MOST_PRIZES), described("奖项", "Prizes")]
    when_gone: Annotated[
        LotteryId | None,
        described(
            "抽完后",
            "When a prize is gone",
            about_zh="抽中的奖项已发完时改得的奖项；它须不限份数。公布的概率不变",
            about_en="The prize given instead of one that has run out; itself without limit. Declared odds stay as they are",
        ),
    ] = None
    undo_hours: Annotated[
        int,
        Field(strict=True, ge=0, le=24 * 365),
        described(
            "可撤销小时数",
            "Hours to undo",
            unit="hours",
            about_zh="抽奖后多久内可撤销（奖品未发出）；0 为不可。撤销的抽奖仍计次数",
            about_en="How long a draw can be undone while its prize is not handed over; 0: never. It still counts as a draw",
        ),
    ] = 0
    own_cap: Annotated[
        PrizeCap | None, described("本店上限", "The shop's own cap", about_zh="比法定更严时写", about_en="If stricter")
    ] = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if len(set(names := [prize.id for prize in self.prizes])) < len(names):
            msg = "two prizes have one id; rename one"
            raise ValueError(msg)
        if (chances := sum(prize.chance for prize in self.prizes)) != self.odds_total:
            msg = f"the chances of the prizes sum to {chances}, not to odds_total = {self.odds_total}; let them agree"
            raise ValueError(msg)
        if self.ends_at <= self.starts_at:
            msg = "the lottery ends before it begins; let ends_at be later than starts_at"
            raise ValueError(msg)
        return self._falls_back()

    def _falls_back(self) -> Self:
        limited = [prize.id for prize in self.prizes if prize.stock is not None]
        if limited and self.when_gone is None:
            msg = f"prize {limited[0]} may run out; say in when_gone which prize is given then"
            raise ValueError(msg)
        if self.when_gone is not None and self.when_gone not in {p.id for p in self.prizes if p.stock is None}:
            msg = f"when_gone names {self.when_gone}, which is no prize without limit; name one without stock"
            raise ValueError(msg)
        if never := next((p.id for p in self.prizes if not p.chance and p.id != self.when_gone), None):
            msg = f"prize {never} has no chance; give it one or leave it out"
            raise ValueError(msg)
        return self

    def prize(self, name: str) -> Prize:
        """A prize by its id."""
        return next(prize for prize in self.prizes if prize.id == name)

    def is_open(self, at: datetime) -> bool:
        """Whether draws are taken at an instant."""
        return self.starts_at <= at < self.ends_at

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose midnights part the days of `most_a_day`."""
        return ZoneInfo(self.timezone)

    @property
    def cap(self) -> PrizeCap | None:
        """The strictest cap on one prize: the law's, or the shop's own; None where none is known."""
        known = [cap for cap in (LAW_CAPS.get(self.currency), self.own_cap) if cap]
        return min(known, key=lambda cap: cap.most_minor, default=None)

    def expected_cost(self, worth: Worth | None) -> float | None:
        """What a draw costs in prizes while none is gone, minor units: Σ chance · value / odds_total."""
        values = [prize.value_minor(worth) for prize in self.prizes]
        if any(value is None for value in values):
            return None
        return sum(p.chance * (v or 0) for p, v in zip(self.prizes, values, strict=True)) / self.odds_total


def drawn(lottery: Lottery, key: bytes, draw: str) -> Prize:
    """The prize that a draw gets by its number alone: who has the shop's key can draw it again, nobody else.

    The first HMAC-SHA256(key, lottery, draw, 0 | 1 | …) below the largest multiple of `odds_total` within 2⁶⁴, modulo
    `odds_total`, counted through the chances in the order of the prizes. Leaving out what lies above makes every one
    of the shares exactly as likely (rejection sampling: Knuth, The Art of Computer Programming 2, §3.4.1).
    """
    share = _below(lottery.odds_total, key, f"{lottery.id}\n{draw}")
    for prize in lottery.prizes:
        if share < prize.chance:
            return prize
        share -= prize.chance
    raise AssertionError  # the chances sum to the total, as every lottery that was read


def _below(total: int, key: bytes, name: str) -> int:
    whole = 2**DRAWN_BITS // total * total
    for turn in count():
        number = int.from_bytes(hmac.digest(key, f"lottery\n{name}\n{turn}".encode(), "sha256")[: DRAWN_BITS // 8])
        if number < whole:
            return number % total
    raise AssertionError  # `count` does not end
