"""What do the platforms themselves count? Their visitors do not add up over days, so only daily means are shown."""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.metrics.definitions.traffic import GROWING
from zhanggui.metrics.metric import HealthyRange, Metric, Ratio, Reduction

STORE_DAY = Words(zh="店铺的一天", en="one day of one store")
PRODUCT_DAY = Words(zh="每日每个商品", en="one product on one day")
NEEDS_TRAFFIC = {"traffic_stats": ("visitors",)}
NEEDS_DWELL = {"traffic_stats": ("visitors", "dwell_seconds")}
NEEDS_CLICKS = {"traffic_stats": ("impressions", "clicks")}

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
PLATFORM_DWELL_VISITORS = Metric(
    name="platform_dwell_visitors",
    title=Words(zh="有停留时长的访客·日", en="Visitor days with a dwell time (platform)"),
    about=Words(
        zh="平台给出停留时长的日子的访客数之和。= Σ每日访客数（有停留时长）。",
        en="Daily visitors of the days for which the platform tells the dwell time. = Σ daily visitors of those days.",
    ),
    unit="visitors",
    grain=STORE_DAY,
    date_basis="counted",
    needs=NEEDS_DWELL,
    ids=("A5",),
    is_listed=False,
    formula=Reduction(
        relation="store_traffic", expression=lambda days: days.visitors.sum(where=days.dwell_seconds.notnull())
    ),
)
PLATFORM_DWELL_TOTAL = Metric(
    name="platform_dwell_total",
    title=Words(zh="停留总秒数（平台）", en="Seconds stayed (platform)"),
    about=Words(
        zh="平台的平均停留秒数乘以访客数，逐日取整相加。= Σ(平均停留秒数 × 访客数)。",
        en="The platform's mean dwell times its visitors, rounded by row and added up. = Σ (mean dwell × visitors).",
    ),
    unit="seconds",
    grain=STORE_DAY,
    date_basis="counted",
    needs=NEEDS_DWELL,
    ids=("A5",),
    is_listed=False,
    formula=Reduction(
        relation="store_traffic",
        expression=lambda days: (days.dwell_seconds * days.visitors).round().cast("int64").sum(),
    ),
)
PLATFORM_DWELL_SECONDS = Metric(
    name="platform_dwell_seconds",
    title=Words(zh="平均停留时长（平台，秒）", en="Dwell time (platform, seconds)"),
    about=Words(
        zh="平台统计的平均停留秒数，按访客数加权；与自己埋点的停留时长口径不同。= 停留总秒数 ÷ 有停留时长的访客·日。",
        en="The platform's mean dwell in seconds, weighted by visitors; not counted as that of our own events. "
        "= seconds stayed ÷ visitor days with a dwell time.",
    ),
    unit="seconds",
    grain=STORE_DAY,
    date_basis="counted",
    additivity="ratio",
    better="up",
    needs=NEEDS_DWELL,
    ids=("A5",),
    formula=Ratio(numerator="platform_dwell_total", denominator="platform_dwell_visitors"),
)
PLATFORM_IMPRESSIONS = Metric(
    name="platform_impressions",
    title=Words(zh="商品曝光次数（平台）", en="Showings of products (platform)"),
    about=Words(
        zh="平台统计的商品曝光次数，只含同时给出点击的行。= Σ曝光次数（商品层级）。",
        en="How often products were shown as the platform counts, where it tells clicks too. = Σ showings by product.",
    ),
    unit="impressions",
    grain=PRODUCT_DAY,
    date_basis="counted",
    better="up",
    needs=NEEDS_CLICKS,
    ids=("A8",),
    is_listed=False,
    formula=Reduction(relation="product_traffic", expression=lambda days: days.impressions.sum()),
)
PLATFORM_CLICKS = Metric(
    name="platform_clicks",
    title=Words(zh="商品点击次数（平台）", en="Clicks on products (platform)"),
    about=Words(
        zh="平台统计的商品点击次数。= Σ点击次数（商品层级）。",
        en="How often shown products were clicked as the platform counts. = Σ clicks by product.",
    ),
    unit="clicks",
    grain=PRODUCT_DAY,
    date_basis="counted",
    better="up",
    needs=NEEDS_CLICKS,
    ids=("A8",),
    is_listed=False,
    formula=Reduction(relation="product_traffic", expression=lambda days: days.clicks.sum()),
)
PLATFORM_CLICK_RATE = Metric(
    name="platform_click_rate",
    title=Words(zh="商品点击率（平台）", en="Click rate of products (platform)"),
    about=Words(
        zh="平台统计：商品展示一百次有多少次点击。= 商品点击次数 ÷ 商品曝光次数。",
        en="Clicks per showing of a product as the platform counts. = clicks ÷ showings.",
    ),
    unit="ratio",
    grain=PRODUCT_DAY,
    date_basis="counted",
    additivity="ratio",
    better="up",
    needs=NEEDS_CLICKS,
    ids=("A8",),
    formula=Ratio(numerator="platform_clicks", denominator="platform_impressions"),
)

METRICS = (
    PLATFORM_DAILY_VISITORS,
    PLATFORM_PAGE_VIEWS,
    PLATFORM_CONVERSION,
    PLATFORM_DWELL_SECONDS,
    PLATFORM_CLICK_RATE,
    PLATFORM_DWELL_TOTAL,
    PLATFORM_DWELL_VISITORS,
    PLATFORM_IMPRESSIONS,
    PLATFORM_CLICKS,
    PLATFORM_VISITOR_DAYS,
    PLATFORM_DAYS,
    PLATFORM_BUYER_DAYS,
)
