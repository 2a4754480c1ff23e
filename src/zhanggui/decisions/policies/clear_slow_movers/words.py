"""What does the clearance policy say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words

# What was proposed before schedules is still read in these words: a record is never edited.
OF_ONE_MARKDOWN: Mapping[str, Words] = {
    "title": Words(
        zh="{product} 降价 {discount}，持续 {days} 天",
        en="Mark {product} down by {discount} for {days} {days:day|days}",
    ),
    "expect": Words(
        zh="与什么都不做相比，贡献利润预计多 {expected}；{days} 天内多收回现金约 {freed}。",
        en="Against doing nothing it should bring {expected} more contribution profit, and about {freed} more cash within {days} {days:day|days}.",
    ),
    "other_markdown": Words(zh="改为降价 {discount}", en="Mark down by {discount} instead"),
}
SENTENCES: Mapping[str, Words] = {
    **OF_ONE_MARKDOWN,
    "clear": Words(zh="{product} 清仓：降到 {price}", en="Clear {product}: down to {price}"),
    "clear_steps": Words(
        zh="{product} 清仓：先降到 {price}，{days} 天内分 {steps} 步到 {last}",
        en="Clear {product}: down to {price} first, to {last} in {steps} {steps:step|steps} within {days} {days:day|days}",
    ),
    "why": Words(
        zh="{product} 有 {stock} 件库存，近 {window} 天卖出 {units} 件，去年同期接下来的 {window} 天卖出 {ahead} 件，"
        "还要卖 {cover} 天，占用成本 {tied}。",
        en="{product} has {stock} units in stock, sold {units} in {window} days and {ahead} in last year's coming {window} days: "
        "enough for {cover} days, with {tied} of cost tied up.",
    ),
    "expect_schedule": Words(
        zh="与什么都不做相比，{days} 天里的降价预计多赚贡献利润 {expected}，多收回现金约 {freed}；最后的价一直保持到期末，共多 {season}。",
        en="Against doing nothing, {days} {days:day|days} of it should bring {expected} more contribution profit and about {freed} more "
        "cash; with the last price kept until the season ends {season} in all.",
    ),
    "cost": Words(
        zh="原价本来也能卖出的部分少赚约 {cost}；价格改回 {price} 即可撤销。",
        en="It gives away about {cost} on what would have sold anyway; putting the price back to {price} undoes it.",
    ),
    "do_nothing": Words(zh="什么都不做", en="Do nothing"),
    "one_markdown": Words(
        zh="只降一次：{discount}，{days} 天后恢复", en="One markdown of {discount}, back after {days} {days:day|days}"
    ),
    "guard_price": Words(zh="成交均价不低于 {price}", en="The mean price paid stays at or above {price}"),
    "guard_refunds": Words(zh="退款率不高于执行前的水平", en="The refund rate stays where it was"),
    "elasticity_assumed": Words(
        zh="假设：价格弹性为 {elasticity}；没有做过价格试验，所以利润区间很宽。",
        en="Assumed: a price elasticity of {elasticity}; no price test was made, hence the wide range.",
    ),
    "elasticity_own": Words(
        zh="价格弹性为 {elasticity}：由它自己的变价估计。",
        en="The price elasticity is {elasticity}, told by its own prices.",
    ),
    "elasticity_category": Words(
        zh="价格弹性为 {elasticity}：由同类商品推断。",
        en="The price elasticity is {elasticity}, as its category suggests.",
    ),
    "falls_on": Words(zh="假设：需求按现在的速度继续下降。", en="Assumed: demand goes on falling as it does now."),
    "stock_assumed": Words(
        zh="假设：持有成本每年为成本的 {holding}，{season} 天后剩余库存只值成本的 {salvage}，"
        "需求与近 {window} 天或去年接下来的 {window} 天中较多者相同。",
        en="Assumed: holding costs {holding} of cost a year, what is left after {season} days is worth {salvage} of cost, "
        "and demand is that of the last {window} days or of last year's coming {window} days, whichever is more.",
    ),
    "noted_pre_post": Words(
        zh="前后对比，按店内其他商品的销量变化修正；没有随机对照，结论较弱。",
        en="Before and after, corrected by how the shop's other products sold; without a random comparison this is weak evidence.",
    ),
    "noted_kept": Words(
        zh="没有卖掉的每件按 {worth} 计（以后再卖的价值）。",
        en="A unit not sold counts {worth}, what it would bring later.",
    ),
}

LABELS: Mapping[str, Words] = {
    "sku": Words(zh="SKU", en="SKU"),
    "price": Words(zh="价格", en="Price"),
    "stock_units": Words(zh="库存件数", en="Units in stock"),
    "units_sold": Words(zh="已售件数", en="Units sold"),
    "days_of_cover": Words(zh="可售天数", en="Days of cover"),
    "unit_cost": Words(zh="单件成本", en="Unit cost"),
    "worth_if_kept": Words(zh="继续持有的单件价值", en="Worth of a unit if kept"),
    "discount": Words(zh="降价幅度", en="Discount"),
    "days": Words(zh="天数", en="Days"),
    "last_price": Words(zh="最后的价", en="Last price"),
    "steps": Words(zh="步数", en="Steps"),
    "units": Words(zh="件数", en="Units"),
}
