"""What are the roles called, and which mix does the declared table want? Version 1."""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words

ROLE_WORDS: Mapping[str, Words] = {
    "traffic": Words(zh="引流款", en="Traffic"),
    "profit": Words(zh="利润款", en="Profit"),
    "new": Words(zh="新品", en="New"),
    "other": Words(zh="常规与长尾款", en="Regular and long tail"),
    "untold": Words(zh="说不准", en="Cannot tell"),
}
# Shares of net sales; a shop changes them by its own practice, so they are told as declared and never optimised.
WANTED: Mapping[str, tuple[float, float]] = {"traffic": (0.05, 0.30), "profit": (0.20, 0.80), "new": (0.03, 0.30)}
SENTENCES: Mapping[str, Words] = {
    "headline": Words(
        zh="{products} 个商品：引流款 {traffic}，利润款 {profit}，新品 {new}，常规与长尾 {other}，说不准 {untold}。利润款占净销售额的 {share}。",
        en="{products} {products:product|products}: {traffic} for traffic, {profit} for profit, {new} new, {other} regular, {untold} cannot be told. "
        "Profit products bring {share} of net sales.",
    ),
    "nothing": Words(zh="这段时间没有带商品编码的销售。", en="Nothing with a product code was sold in this period."),
    "too_little": Words(
        zh="低于声明的 {low} … {high}：缺这类商品", en="Below the declared {low} … {high}: too few of them"
    ),
    "too_much": Words(
        zh="高于声明的 {low} … {high}：太依赖这类商品", en="Above the declared {low} … {high}: leaning on them too much"
    ),
    "as_wanted": Words(zh="在声明的 {low} … {high} 之内", en="Within the declared {low} … {high}"),
    "not_bound": Words(zh="没有声明范围", en="No bounds are declared"),
    "why_new": Words(zh="上架 {days} 天", en="Listed for {days} {days:day|days}"),
    "why_few": Words(zh="只有 {orders} 单", en="Only {orders} {orders:order|orders}"),
    "why_no_cost": Words(zh="没有成本，毛利未知", en="No cost, so no margin"),
    "why_traffic": Words(
        zh="毛利率 {margin}，远低于中位 {usual}；首单多或订单多",
        en="Margin {margin}, far below the median {usual}; many first orders or many orders",
    ),
    "why_thin": Words(
        zh="毛利率 {margin}，远低于中位 {usual}，却没带来更多首单或订单",
        en="Margin {margin}, far below the median {usual}, and yet neither more first orders nor more orders",
    ),
    "why_margin": Words(zh="毛利率 {margin}，高于中位 {usual}", en="Margin {margin}, above the median {usual}"),
    "why_unit": Words(
        zh="毛利率 {margin} 接近中位以上，单件毛利 {unit}，是中位的两倍以上",
        en="Margin {margin}, near the median or above, and {unit} a unit, over twice the median",
    ),
    "why_other": Words(zh="毛利率 {margin}，中位 {usual}", en="Margin {margin}, the median is {usual}"),
    "thin_without_pull": Words(
        zh="有 {count} 个商品毛利很薄，却没有带来更多首单或订单：降价没有换来流量。",
        en="{count} {count:product has|products have} a thin margin and bring neither more first orders nor more orders: the low price buys no traffic.",
    ),
    "unknown_buyers": Words(
        zh="平台隐去买家的订单看不出是不是首单；首单率只按已知顾客的订单算。",
        en="Whether it is a first order cannot be told where the platform hides the buyer; shares count orders by known customers.",
    ),
    "not_listed": Words(
        zh="另有 {count} 个商品没有列出，已计入结构。",
        en="{count} more {count:product is|products are} not listed; all count in the mix.",
    ),
    **{f"role_{name}": words for name, words in ROLE_WORDS.items()},
}
