"""How long do visitors stay, how often do they come, and do those whom a campaign brought buy?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.metrics.definitions.traffic import ACT, NEEDS_EVENTS, VISITOR, acts
from zhanggui.metrics.metric import Metric, Ratio, Reduction

VISIT = Words(zh="每次访问", en="one visit")
NEEDS_CAMPAIGNS = {"events": ("visitor", "campaign")}

VISITS = Metric(
    name="visits",
    title=Words(zh="访问次数", en="Visits"),
    about=Words(
        zh="访客来了多少次；超过 30 分钟没有行为，或过了店铺时区的零点，就算下一次。= 访问的开始数。",
        en="How often visitors came; a visit ends after 30 minutes without an act, and at midnight in the shop's zone. "
        "= count of beginnings of visits.",
    ),
    unit="events",
    grain=VISIT,
    date_basis="happened",
    additivity="distinct",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A5", "B2"),
    formula=Reduction(relation="visits", expression=lambda acts: acts.begins.sum()),
)
VISIT_SECONDS = Metric(
    name="visit_seconds",
    title=Words(zh="停留总秒数", en="Seconds stayed"),
    about=Words(
        zh="同一次访问里相邻行为之间的秒数之和；最后一个行为之后停多久无法知道。= Σ间隔（≤ 30 分钟）。",
        en="Seconds between the acts of a visit; how long the last one lasted nobody can know. = Σ gaps of ≤ 30 minutes.",
    ),
    unit="seconds",
    grain=VISIT,
    date_basis="happened",
    additivity="distinct",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A5",),
    is_listed=False,
    formula=Reduction(relation="visits", expression=lambda acts: acts.seconds.sum()),
)
DWELL_SECONDS = Metric(
    name="dwell_seconds",
    title=Words(zh="平均停留时长（秒）", en="Dwell time a visit (seconds)"),
    about=Words(
        zh="平均一次访问停留多少秒；只有一个行为的访问算 0 秒，所以偏低。= 停留总秒数 ÷ 访问次数（间隔 30 分钟切分）。",
        en="How many seconds a visit lasts; a visit of one act counts as 0, so it is understated. "
        "= seconds stayed ÷ visits (cut at gaps of 30 minutes).",
    ),
    unit="seconds",
    grain=VISIT,
    date_basis="happened",
    additivity="ratio",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A5",),
    formula=Ratio(numerator="visit_seconds", denominator="visits"),
)
VISITOR_DAYS = Metric(
    name="visitor_days",
    title=Words(zh="访客活跃日", en="Active visitor days"),
    about=Words(
        zh="每位访客有行为的天数之和。= 去重(访客, 日期)。",
        en="Days on which each visitor did anything, added up. = distinct pairs of visitor and day.",
    ),
    unit="days",
    grain=VISITOR,
    date_basis="happened",
    additivity="distinct",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A10",),
    is_listed=False,
    formula=Reduction(relation="visitor_days", expression=lambda days: days.count()),
)
ACTIVE_DAYS = Metric(
    name="active_days",
    title=Words(zh="访客活跃度（天）", en="Activity: days per visitor"),
    about=Words(
        zh="这段时间里平均每位访客来了几天；只在同样长的时段之间比较。= 访客活跃日 ÷ 访客数。",
        en="On how many days of the period a visitor came; compare periods of equal length only. "
        "= active visitor days ÷ visitors.",
    ),
    unit="multiple",
    grain=VISITOR,
    date_basis="happened",
    additivity="ratio",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A10",),
    formula=Ratio(numerator="visitor_days", denominator="visitors"),
)
IMPRESSIONS = Metric(
    name="impressions",
    title=Words(zh="曝光次数", en="Showings"),
    about=Words(zh="商品被展示多少次。= 曝光行为数。", en="How often something was shown. = count of showings."),
    unit="events",
    grain=ACT,
    date_basis="happened",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A8",),
    is_listed=False,
    formula=acts("impression"),
)
CLICKS = Metric(
    name="clicks",
    title=Words(zh="点击次数", en="Clicks"),
    about=Words(
        zh="展示的商品被点击多少次。= 点击行为数。", en="How often what was shown was clicked. = count of clicks."
    ),
    unit="events",
    grain=ACT,
    date_basis="happened",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A8",),
    is_listed=False,
    formula=acts("click"),
)
CLICK_RATE = Metric(
    name="click_rate",
    title=Words(zh="点击率", en="Click rate"),
    about=Words(
        zh="自己的埋点里，展示一百次有多少次点击；广告点击率是另一个指标。= 点击次数 ÷ 曝光次数。",
        en="Clicks per showing among the shop's own events; that of ads is another metric. = clicks ÷ showings.",
    ),
    unit="ratio",
    grain=ACT,
    date_basis="happened",
    additivity="ratio",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A8",),
    formula=Ratio(numerator="clicks", denominator="impressions"),
)
INVITED_VISITORS = Metric(
    name="invited_visitors",
    title=Words(zh="活动访客数", en="Visitors a campaign brought"),
    about=Words(
        zh="至少有一个行为带活动标记的访客。= 去重(访客)。",
        en="Visitors with at least one act that names a campaign. = distinct visitors.",
    ),
    unit="visitors",
    grain=VISITOR,
    date_basis="happened",
    additivity="distinct",
    better="up",
    needs=NEEDS_CAMPAIGNS,
    ids=("A9",),
    formula=Reduction(relation="invited_visitors", expression=lambda visitors: visitors.count()),
)
INVITED_BUYERS = Metric(
    name="invited_buyers",
    title=Words(zh="活动带来的购买访客", en="Purchasers a campaign brought"),
    about=Words(
        zh="第一次活动行为同时或之后有购买的访客；是先后，不是因果。= 去重(访客)。",
        en="Visitors who purchased at or after their first act of a campaign: an order in time, not a cause. "
        "= distinct visitors.",
    ),
    unit="visitors",
    grain=VISITOR,
    date_basis="happened",
    additivity="distinct",
    better="up",
    needs=NEEDS_CAMPAIGNS,
    ids=("A9",),
    is_listed=False,
    formula=Reduction(relation="invited_visitors", expression=lambda visitors: visitors.bought.sum()),
)
PROMOTION_CONVERSION = Metric(
    name="promotion_conversion",
    title=Words(zh="活动转化率", en="Promotion conversion"),
    about=Words(
        zh="活动带来的访客里有多少随后购买；没有活动他们也可能买，不是增量。= 活动带来的购买访客 ÷ 活动访客数。",
        en="How many of those whom a campaign brought went on to purchase; some would have anyway. "
        "= purchasers a campaign brought ÷ visitors a campaign brought.",
    ),
    unit="ratio",
    grain=VISITOR,
    date_basis="happened",
    additivity="ratio",
    better="up",
    needs=NEEDS_CAMPAIGNS,
    ids=("A9",),
    formula=Ratio(numerator="invited_buyers", denominator="invited_visitors"),
    beside=("conversion",),
)

METRICS = (
    VISITS,
    DWELL_SECONDS,
    ACTIVE_DAYS,
    CLICK_RATE,
    INVITED_VISITORS,
    PROMOTION_CONVERSION,
    VISIT_SECONDS,
    VISITOR_DAYS,
    IMPRESSIONS,
    CLICKS,
    INVITED_BUYERS,
)
