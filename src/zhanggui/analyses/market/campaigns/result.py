"""What does an answer about our campaigns beside those of others hold?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars
from zhanggui.core.described import described
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRow:
    """One campaign, ours or of a competitor."""

    whose: Annotated[Words, described("谁的", "Whose")]
    channels: Annotated[tuple[Words, ...], described("渠道", "Channels")]
    name: Annotated[str, described("活动", "Campaign")]
    kind: Annotated[Words, described("类型", "Kind")]
    first_day: Annotated[date, described("第一天", "First day")]
    last_day: Annotated[date, described("最后一天", "Last day")]
    days: Annotated[int, described("天数", "Days", unit="days")]
    rule: Annotated[Sentence, described("规则", "Rule")]
    stated: Annotated[
        Rate | None,
        described(
            "写明的幅度",
            "As stated",
            about_zh="折扣，或减免 ÷ 门槛",
            about_en="The share, or off ÷ threshold",
            unit="rate",
        ),
    ]
    depth: Annotated[
        Rate | None,
        described(
            "实际幅度",
            "As observed",
            about_zh="1 − 活动期价 ÷ 前 28 天价，各商品取中位数，再取商品的中位数；本店按买家实付",
            about_en="1 − price in its days ÷ in the 28 days before, by medians, the middle product; ours by what buyers paid",
            unit="rate",
        ),
    ]
    reduced: Annotated[
        Rate | None,
        described(
            "降价的商品",
            "Products reduced",
            about_zh="看得出的商品里低了至少 1 % 的",
            about_en="Of those that tell, at least 1 % below",
            unit="rate",
        ),
    ]
    things: Annotated[int, described("看得出的商品", "Products that tell", unit="count")]
    beside: Annotated[
        int,
        described(
            "同时的对方活动",
            "Beside it",
            about_zh="有共同日子的对方活动数",
            about_en="Campaigns of the other side that share a day",
            unit="count",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """One of our campaigns and one of a competitor's that ran on the same days."""

    ours: Annotated[str, described("本店活动", "Ours")]
    competitor: Annotated[str, described("竞争店铺", "Competitor")]
    theirs: Annotated[str, described("竞品活动", "Theirs")]
    shared_first: Annotated[date, described("同时从", "Together from")]
    shared_days: Annotated[int, described("同时的天数", "Days together", unit="days")]
    depth: Annotated[Rate | None, described("本店幅度", "Our depth", unit="rate")]
    their_depth: Annotated[Rate | None, described("竞品幅度", "Their depth", unit="rate")]
    deeper: Annotated[Words, described("谁更深", "Who was deeper")]
    price_ratio: Annotated[
        Rate | None,
        described(
            "本店价 ÷ 竞品价",
            "Our price ÷ theirs",
            about_zh="同一商品、同一天都知道价格的，几何平均，一个商品一票；100 % 即持平",
            about_en="Of like products on days when both are known; geometric mean, a product a vote; 100 % is level",
            unit="rate",
        ),
    ]
    products: Annotated[int, described("可比的商品", "Products compared", unit="count")]
    cheaper: Annotated[Words, described("谁更便宜", "Who was cheaper")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignsResult(Result):
    """Campaigns beside each other."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    ours: Annotated[int, described("本店活动", "Our campaigns", unit="count")]
    theirs: Annotated[int, described("竞品活动", "Their campaigns", unit="count")]
    met: Annotated[int, described("同时进行的", "Pairs on the same days", unit="count")]
    depths: Annotated[Bars, described("实际幅度", "Depth as observed")]
    meetings: Annotated[
        tuple[MeetingRow, ...], described("同时进行的活动，最近的在前", "Campaigns on the same days, the latest first")
    ]
    rows: Annotated[tuple[CampaignRow, ...], described("全部活动，最近的在前", "All campaigns, the latest first")]
