"""What does clearing stock say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words

WHY: Mapping[tuple[bool, bool], Words] = {
    (True, True): Words(zh="滞销、衰退", en="slow, in decline"),
    (True, False): Words(zh="滞销", en="slow"),
    (False, True): Words(zh="衰退", en="in decline"),
    (False, False): Words(zh="所问", en="as asked"),
}
COURSES: Mapping[str, Words] = {
    "schedule": Words(zh="降价计划", en="The schedule"),
    "one_step": Words(zh="单次降价（现行规则）", en="One markdown (today's rule)"),
    "waiting": Words(zh="不动", en="Waiting"),
}
LINE_NAMES: Mapping[str, Words] = {
    "schedule": Words(zh="按计划", en="The schedule"),
    "waiting": Words(zh="不动", en="Waiting"),
}
STOCK_LEFT = Words(zh="剩余库存", en="Stock left")
WEEKS_FROM_NOW = Words(zh="几周之后", en="Weeks from now")

SENTENCES: Mapping[str, Words] = {
    "headline": Words(
        zh="{products} 个商品滞销或衰退，占用 {tied}；“{product}”从 {now} 分 {steps} 步降到 {last}，比不动多赚 {gain}。",
        en="{products} {products:product is|products are} slow or in decline, with {tied} tied up; '{product}' from {now} to {last} in "
        "{steps} {steps:step|steps} brings {gain} more than waiting.",
    ),
    "waits": Words(
        zh="{products} 个商品滞销或衰退，占用 {tied}；没有一个降价计划比不动更赚。",
        en="{products} {products:product is|products are} slow or in decline, with {tied} tied up; no schedule beats waiting.",
    ),
    "nothing": Words(
        zh="没有滞销或衰退的商品：有库存、成本和售价的商品都在 {days} 天内卖得完。",
        en="Nothing is slow or in decline: all with stock, a cost and a price sell within {days} days.",
    ),
    "one": Words(
        zh="“{product}”有 {stock} 件：从 {now} 分 {steps} 步降到 {last}，比不动多赚 {gain}。",
        en="'{product}' has {stock} {stock:unit|units}: from {now} to {last} in {steps} {steps:step|steps} brings {gain} more than waiting.",
    ),
    "one_waits": Words(
        zh="“{product}”有 {stock} 件：价格不动最赚，降价得不偿失。",
        en="'{product}' has {stock} {stock:unit|units}: keeping the price earns most; no markdown pays.",
    ),
    "stays": Words(zh="不动", en="Stays as it is"),
    "one_step": Words(zh="{day} 起 {price}", en="{price} from {day}"),
    "more_steps": Words(
        zh="{day} 起 {price}，分 {steps} 步到 {last}", en="{price} from {day}, in {steps} steps to {last}"
    ),
    "seasonal": Words(
        zh="有 {count} 个商品只在一季里卖：现在的销量说明不了旺季，没有排计划；可用 SKU 单看。",
        en="{count} {count:product sells|products sell} in one season only: today's pace does not tell it, so nothing is scheduled; ask by SKU.",
    ),
    "season_asked": Words(
        zh="它只在一季里卖：按现在的销量排计划会低估旺季，不要照做。",
        en="It sells in one season only: a schedule from today's pace underrates the season; do not follow it.",
    ),
    "bounds_are_beliefs": Words(
        zh="区间含销售速度与弹性的不确定，不含买家多几个少几个的运气；价格越低于卖过的价，弹性越靠推断。",
        en="Bounds hold what is not known of pace and elasticity, not the luck of single buyers; the further below prices seen, the more "
        "the elasticity is a guess.",
    ),
    "keeping_assumed": Words(
        zh="假设：持有成本每年为成本的 {holding}，{season} 天后剩余库存只值成本的 {salvage}。",
        en="Assumed: holding costs {holding} of cost a year, and what is left after {season} days is worth {salvage} of cost.",
    ),
    "elasticity_assumed": Words(
        zh="有 {count} 个商品说明不了弹性，同类也不能：按假设的 {elasticity} 计。",
        en="Neither {count} {count:product|products} nor {count:its category tells|their categories tell} an elasticity: {elasticity} is assumed.",
    ),
    "floor": Words(
        zh="价格不低于成本的 {share} 倍；店铺可用 least_price_share 放开。",
        en="No price goes below {share} times the cost; least_price_share lets the shop go lower.",
    ),
    "falls_on": Words(
        zh="衰退商品的需求按现在的速度继续下降。",
        en="Demand for products in decline is taken to go on falling as it does.",
    ),
    "no_price_history": Words(
        zh="没有价格历史，弹性全靠假设（zhanggui template prices）。",
        en="No price history is loaded, so every elasticity is assumed (zhanggui template prices).",
    ),
    "not_listed": Words(
        zh="另有 {count} 个占用成本较少的商品没有列出。",
        en="{count} more {count:product|products} with less cost tied up {count:is|are} not listed.",
    ),
}
