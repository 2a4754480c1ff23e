"""What does the campaign policy say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words

SENTENCES: Mapping[str, Words] = {
    "title": Words(zh="上线优惠方案 {set}，持续 {days} 天", en="Run offer set {set} for {days} {days:day|days}"),
    "why": Words(
        zh="在最近 {window} 天的 {orders} 个购物车上，方案 {set} 有 {touched} 单享受优惠，平均折让 {depth}，多卖 {uplift} 就保本。",
        en="On {orders} {orders:basket|baskets} of the last {window} {window:day|days} set {set} reaches {touched}, takes {depth} off what it reduces, "
        "and breaks even at {uplift} more units of it.",
    ),
    "expect": Words(
        zh="按假设的价格弹性多卖 {more}，与没有任何优惠相比，{days} 天贡献利润预计多 {expected}。",
        en="At the assumed elasticity {more} more is sold, which brings {expected} more contribution profit in {days} {days:day|days} than no offer would.",
    ),
    "cost": Words(
        zh="若顾客毫无反应，{days} 天净让出 {cost}；停用即止，已给出的收不回。",
        en="If nobody reacts it gives away {cost} in {days} {days:day|days}; stopping it ends that, what was given stays given.",
    ),
    "do_nothing": Words(zh="什么都不做", en="Do nothing"),
    "other_set": Words(zh="改用方案 {set}", en="Set {set} instead"),
    "guard_refunds": Words(zh="退款率不高于执行前的水平", en="The refund rate stays where it was"),
    "guard_margin": Words(
        zh="贡献利润率不低于 {least}（方案在回放中的水平）",
        en="The contribution margin stays at or above {least}, as in the replay",
    ),
    "behaviour_assumed": Words(
        zh="假设：价格弹性为 {elasticity}。回放不知道顾客会怎样反应，所以先隔日试验，再决定全面上线。",
        en="Assumed: a price elasticity of {elasticity}. A replay does not know how customers react, so test it on every other day first.",
    ),
    "days_assumed": Words(
        zh="假设：活动期间的购物车与最近 {window} 天一样；没有算提前囤货和事后少买。",
        en="Assumed: baskets during the campaign are those of the last {window} {window:day|days}; stocking up early and buying less later are not counted.",
    ),
    "not_priced": Words(
        zh="没有算进去的优惠：{offers}（限定人群，或积分倍数）。它们另有成本。",
        en="Not priced: {offers} (for segments, or more points). They cost something besides.",
    ),
    "noted_pre_post": Words(
        zh="前后对比：活动 {days} 天与之前 {before} 天的日均贡献利润之差；没有对照，季节和其他活动也在其中，结论较弱。",
        en="Before and after: daily contribution profit in {days} {days:day|days} against {before} {before:day|days} before; season and other events are in it, so this is weak evidence.",
    ),
}

LABELS: Mapping[str, Words] = {
    "set": Words(zh="方案编号", en="Set number"),
    "offers": Words(zh="优惠", en="Offers"),
    "days": Words(zh="天数", en="Days"),
    "discount_a_day": Words(zh="每天让出", en="Given away a day"),
    "contribution_profit_a_day": Words(zh="每天贡献利润", en="Contribution profit a day"),
    "depth": Words(zh="平均折让", en="Depth"),
}
