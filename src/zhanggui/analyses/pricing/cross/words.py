"""What do answers about cross-price elasticities say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.analyses.pricing.elasticity.reasons import REASONS
from zhanggui.core.words import Words

KINDS: Mapping[str, Words] = {
    "substitute": Words(zh="替代", en="Substitute"),
    "complement": Words(zh="互补", en="Complement"),
}
SENTENCES: Mapping[str, Words] = {
    "headline": Words(
        zh="{estimated} 个能估计的商品对里，{told} 对说明了影响：{substitutes} 对替代、{complements} 对互补；最明显的是“{moving}”涨价 1%，"
        "“{product}”销量变化 {elasticity} %。",
        en="Of {estimated} {estimated:pair|pairs} that can be estimated, {told} {told:tells|tell}: {substitutes} "
        "{substitutes:substitute|substitutes}, {complements} {complements:complement|complements}. Clearest: one percent on the price of '{moving}' "
        "moves units of '{product}' by {elasticity} %.",
    ),
    "none_told": Words(
        zh="{estimated} 个能估计的商品对里，没有一对的影响大到可以相信：不等于没有影响，看每对的区间和能说明的试验。",
        en="Of {estimated} {estimated:pair|pairs} that can be estimated, none shows an effect that can be believed. That is not the same as none: see "
        "the intervals, and the test that would tell.",
    ),
    "none_estimated": Words(
        zh="没有一个商品对能估计：同一类目里要有一个自己变价的商品（zhanggui run pricing.elasticity 说明每个商品为什么不行）。",
        en="No pair can be estimated: one product of a category must have a price that moves by itself (zhanggui run pricing.elasticity says of each why not).",
    ),
    **REASONS,
    "answering_sells_too_little": Words(
        zh="卖得太少：{units} 件可比，至少要 {least} 件，且每季要有得比",
        en="It sells too little: {units} {units:unit|units} to compare; {least} are needed, and something to compare in every season",
    ),
    "moves_with_others": Words(
        zh="对方的价格几乎只和同类别的价格一起变",
        en="The other's price moves hardly, or only with those of the category",
    ),
    "within_chance": Words(zh="影响没有大过偶然", en="The effect is no larger than chance"),
    "how_estimated": Words(
        zh="同类目的标价一起估计，扣除各渠道的季节和全店别的类目的每周销量；缺货日和大促主期不计。前提：对方变价不是因为这个类目当时好卖或难卖。",
        en="All shelf prices of a category together, beside each channel's season and the weekly sales of the shop's other categories; days of a stock-out and of a "
        "festival's main phase left out. Taken as given: the other's price was not moved because the category sold well or badly by itself.",
    ),
    "false_pairs": Words(
        zh="列出的 {count} 对里，平均最多 {share} 其实没有影响。",
        en="Of the {count} {count:pair|pairs} told, {share} at most have no effect, on average.",
    ),
    "beside_best_price": Words(
        zh="这里的影响没有计入 pricing.elasticity 和 pricing.best_step 的最优价；决定调价前一起看。",
        en="These effects are not part of the best price of pricing.elasticity and pricing.best_step: look at both before a price is moved.",
    ),
    "bounded": Words(
        zh="每个类目只比 {most} 个商品（价格能说明的、卖得多的在前），另有 {count} 个没有比。",
        en="Of each category {most} products at most are compared, those whose prices tell and that sell most first; {count} {count:is|are} left out.",
    ),
    "stock_not_known": Words(
        zh="没有库存记录：缺货会被当成价格的影响（zhanggui template stock）。",
        en="No stock is loaded: being out of stock may be taken for an effect of a price (zhanggui template stock).",
    ),
    "not_listed": Words(zh="另有 {count} 个商品对没有列出。", en="{count} more {count:pair is|pairs are} not listed."),
}
