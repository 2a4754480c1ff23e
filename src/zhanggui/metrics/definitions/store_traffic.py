"""What do the platforms themselves count? Their visitors do not add up over days, so only daily means are shown."""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.metrics.definitions.traffic import GROWING
from zhanggui.metrics.metric import HealthyRange, Metric, Ratio, Reduction

STORE_DAY = Words(zh="店铺的一天", en="one day of one store")
NEEDS_TRAFFIC = {"traffic_stats": ("visitors",)}

PLATFORM_VISITOR_DAYS = Metric(
    name="platform_visitor_days",
    title=Words(zh="访客·日", en="Visitor days (platform)"),
    about=Words(
        zh="平台统计的每日访客数之和；同一人在两天来访算两次，所以它不是访客数。= Σ每日访客数（店铺层级）。",
        en="The platform's daily visitors added up; who comes on two days counts twice, so it is not the number of "
        "visitors. = Σ daily visitors of the store.",
    ),
    unit="visitors",
    grain=STORE_DAY,
    date_basis="counted",
    better="up",
    needs=NEEDS_TRAFFIC,
    ids=("A5",),
    is_listed=False,
    formula=Reduction(relation="store_traffic", expression=lambda days: days.visitors.sum()),
)
PLATFORM_DAYS = Metric(
    name="platform_days",
    title=Words(zh="有统计的天数", en="Days with platform counts"),
    about=Words(
        zh="平台给出访客数的天数。= 去重(日期)。", en="Days for which the platform counted visitors. = distinct days."
    ),
    unit="days",
    grain=STORE_DAY,
    date_basis="counted",
    additivity="distinct",
    needs=NEEDS_TRAFFIC,
    is_listed=False,
    formula=Reduction(
        relation="store_traffic", expression=lambda days: days.day.nunique(where=days.visitors.notnull())
    ),
)
PLATFORM_DAILY_VISITORS = Metric(
    name="platform_daily_visitors",
    title=Words(zh="日均访客数（平台）", en="Visitors a day (platform)"),
    about=Words(
        zh="平台统计的平均每天访客数（生意参谋等）。= Σ每日访客数 ÷ 有统计的天数。",
        en="Visitors on an average day as the platform counts them. = Σ daily visitors ÷ days with counts.",
    ),
    unit="visitors",
    grain=STORE_DAY,
    date_basis="counted",
    additivity="ratio",
    better="up",
    healthy=GROWING,
    needs=NEEDS_TRAFFIC,
    ids=("A5",),
    formula=Ratio(numerator="platform_visitor_days", denominator="platform_days"),
)
PLATFORM_PAGE_VIEWS = Metric(
    name="platform_page_views",
    title=Words(zh="浏览量（平台）", en="Page views (platform)"),
    about=Words(
        zh="平台统计的浏览量。= Σ浏览量（店铺层级）。",
        en="Page views as the platform counts them. = Σ page views of the store.",
    ),
    unit="events",
    grain=STORE_DAY,
    date_basis="counted",
    better="up",
    healthy=GROWING,
    needs={"traffic_stats": ("page_views",)},
    ids=("A5",),
    formula=Reduction(relation="store_traffic", expression=lambda days: days.page_views.sum()),
)
PLATFORM_BUYER_DAYS = Metric(
    name="platform_buyer_days",
    title=Words(zh="支付买家·日", en="Buyer days (platform)"),
    about=Words(
        zh="平台统计的每日支付买家数之和。= Σ每日支付买家数（店铺层级）。",
        en="The platform's daily paying buyers added up. = Σ daily paying buyers of the store.",
    ),
    unit="buyers",
    grain=STORE_DAY,
    date_basis="counted",
    better="up",
    needs=NEEDS_TRAFFIC,
    is_listed=False,
    formula=Reduction(relation="store_traffic", expression=lambda days: days.paying_buyers.sum()),
)
PLATFORM_CONVERSION = Metric(
    name="platform_conversion",
    title=Words(zh="支付转化率（平台）", en="Paid conversion (platform)"),
    about=Words(
        zh="平台统计的每日访客里有多少付款。= Σ每日支付买家数 ÷ Σ每日访客数。",
        en="How many of a day's visitors paid, as the platform counts. = Σ daily paying buyers ÷ Σ daily visitors.",
    ),
    unit="ratio",
    grain=STORE_DAY,
    date_basis="counted",
    additivity="ratio",
    better="up",
    healthy=HealthyRange(
        low=0.03,
        high=0.05,
        source=Words(zh="店铺推广指南：行业平均 3–5 %", en="Shop promotion guide: industry average 3–5 %"),
    ),
    needs={"traffic_stats": ("visitors", "paying_buyers")},
    ids=("A6",),
    formula=Ratio(numerator="platform_buyer_days", denominator="platform_visitor_days"),
)

METRICS = (
    PLATFORM_DAILY_VISITORS,
    PLATFORM_PAGE_VIEWS,
    PLATFORM_CONVERSION,
    PLATFORM_VISITOR_DAYS,
    PLATFORM_DAYS,
    PLATFORM_BUYER_DAYS,
)
