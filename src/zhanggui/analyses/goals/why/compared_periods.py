"""Which days are explained, against which, and which days before tell what is usual?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from zhanggui.analyses.contribution import MarginParams
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.goals.why.like_spans import YEAR, LikeSpans, like_spans
from zhanggui.core.described import described
from zhanggui.core.errors import ShopAtFault
from zhanggui.core.period import Period
from zhanggui.core.words import Words
from zhanggui.metrics.buckets import before
from zhanggui.metrics.like_days import like_days, like_period

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 28
WEEK = 7
WANTED_SPANS, MOST_SPANS, LEAST_SPANS = 8, 26, 5

Explained = Literal["net_sales", "contribution_profit", "contribution_after_ads"]
Against = Literal["previous", "month_before", "last_year"]


class NothingToCompareWith(ShopAtFault):
    """The period compared with lies before the first loaded sale."""

    sentence = Words(
        zh="{start} 至 {end} 没有可比的数据：最早的销售在 {first}。请选更晚的时段、换一种比较方式，或导入更早的订单。",
        en="There is nothing to compare with from {start} to {end}: the first sale is of {first}. Choose later days, compare "
        "with other days, or load older orders.",
    )


class WhyParams(SalesParams, MarginParams):
    """Which number, on which days (the latest 28 unless said otherwise), against which days."""

    metric: Annotated[
        Explained,
        described(
            "指标",
            "Metric",
            about_zh="要解释的数字：净销售额、贡献利润，或扣除广告后的贡献利润",
            about_en="The number to explain: net sales, contribution profit, or contribution profit after ads",
        ),
    ] = "net_sales"
    compare: Annotated[
        Against,
        described(
            "与哪段比",
            "Against",
            about_zh="紧接在前的同样天数、上个月的同样日子，或去年按节日对齐的日子",
            about_en="As many days just before, the same days one month earlier, or the like days of last year",
        ),
    ] = "previous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two periods, and the equally long spans up to the later one that tell what is usual, the oldest first.

    `like` are the days of last year that tell of the season, none where a comparison with last year has taken it out.
    """

    now: Period
    before: Period
    span_days: int
    spans: int
    like: LikeSpans = field(default_factory=dict)

    @property
    def history(self) -> Period:
        """From the first day of the oldest span to the last of the latest."""
        return Period(self.now.start - timedelta(days=self.span_days * self.spans), self.now.start)

    @property
    def tells_what_is_usual(self) -> bool:
        """Whether there are spans enough to know how much the shop moves by chance."""
        return self.spans >= LEAST_SPANS


def compared(warehouse: Warehouse, params: WhyParams, first_sale: date | None) -> Compared:
    """The periods that are meant; refuses one that begins before anything was sold."""
    now = params.period(warehouse.as_of, USUAL_DAYS)
    then = _then(warehouse, now, params.compare)
    if first_sale is None or then is None or then.end <= first_sale:
        start, end = (then.start, then.last_day) if then else (now.start, now.last_day)
        raise NothingToCompareWith(start=start, end=end, first=first_sale or "-")
    days = (now.start - first_sale).days
    span = _span_days(days, then.days)
    spans = min(MOST_SPANS, days // span)
    tells_seasons = params.compare != "last_year" and span >= WEEK and spans * span > YEAR.days
    like = like_spans(warehouse, now, then, first_sale) if tells_seasons else {}
    return Compared(now=now, before=then, span_days=span, spans=spans, like=like)


def _then(warehouse: Warehouse, now: Period, against: Against) -> Period | None:
    if against == "last_year":
        return like_period(like_days(warehouse, now), now)
    return before(now, "month" if against == "month_before" else None)


def _span_days(days: int, wanted: int) -> int:
    """As long as the periods compared, or shorter where the past is too short for enough spans; best in whole weeks.

    >>> _span_days(700, 28), _span_days(120, 28), _span_days(20, 28)
    (28, 14, 2)
    """
    if days // wanted >= WANTED_SPANS:
        return wanted
    weeks = days // (WEEK * WANTED_SPANS)
    return min(wanted, WEEK * weeks) if weeks else max(1, min(wanted, days // WANTED_SPANS))
