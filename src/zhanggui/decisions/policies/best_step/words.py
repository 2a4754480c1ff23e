"""What does the policy of price steps say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words

# What was proposed before steps were taken together is still read in these words: a record is never edited.
OF_SINGLE_STEPS: Mapping[str, Words] = {
    "risk": Words(
        zh="比不调价少赚的概率为 {chance}（上限 {most}），最坏约少赚 {worst}；把价格改回即可撤销。",
        en="The chance that it earns less than doing nothing is {chance} (at most {most}), by about {worst} at worst; putting the price back undoes it.",
    ),
    "no_risk": Words(
        zh="比不调价少赚的概率不到 {chance}（上限 {most}）；把价格改回即可撤销。",
        en="The chance that it earns less than doing nothing is below {chance} (at most {most}); putting the price back undoes it.",
    ),
}
STEP_SENTENCES: Mapping[str, Words] = {
    "title_up_to": Words(zh="{product} 涨价 {change}，到 {price}", en="Raise {product} by {change} to {price}"),
    "title_down_to": Words(zh="{product} 降价 {change}，到 {price}", en="Lower {product} by {change} to {price}"),
    "title_up": Words(
        zh="{product} 在 {channels} 个渠道平均涨价 {change}",
        en="Raise {product} by {change} on average in {channels} {channels:channel|channels}",
    ),
    "title_down": Words(
        zh="{product} 在 {channels} 个渠道平均降价 {change}",
        en="Lower {product} by {change} on average in {channels} {channels:channel|channels}",
    ),
    "expect": Words(
        zh="与不调价相比，{days} 天的贡献利润预计多 {expected}；调价前销量的节奏、成本与费用按最近 13 周。",
        en="Against leaving the price alone it should bring {expected} more contribution profit in {days} {days:day|days}, at the pace, cost and "
        "charges of the last 13 weeks.",
    ),
    **OF_SINGLE_STEPS,
    "risk_together": Words(
        zh="比不调价少赚的概率为 {chance}（单个上限 {most}），最坏约少赚 {worst}；本次建议的 {steps} 个调价全部执行，合起来少赚的概率约为 {together}"
        "（上限 {most_together}）。把价格改回即可撤销。",
        en="The chance that it earns less than doing nothing is {chance} (at most {most} for one), by about {worst} at worst; taking all that is "
        "proposed now ({steps} {steps:step|steps}) earns less with a chance of about {together} (at most {most_together}). Putting the price back undoes it.",
    ),
    "no_risk_together": Words(
        zh="比不调价少赚的概率不到 {chance}（单个上限 {most}）；本次建议的 {steps} 个调价全部执行，合起来少赚的概率约为 {together}（上限 {most_together}）。"
        "把价格改回即可撤销。",
        en="The chance that it earns less than doing nothing is below {chance} (at most {most} for one); taking all that is proposed now "
        "({steps} {steps:step|steps}) earns less with a chance of about {together} (at most {most_together}). Putting the price back undoes it.",
    ),
    "do_nothing": Words(zh="什么都不做", en="Do nothing"),
    "other_up": Words(
        zh="改为涨价 {change}（少赚的概率 {chance}）", en="Raise by {change} instead (chance of a loss {chance})"
    ),
    "other_down": Words(
        zh="改为降价 {change}（少赚的概率 {chance}）", en="Lower by {change} instead (chance of a loss {chance})"
    ),
    "guard_margin": Words(zh="净利率不低于 {margin}", en="At least {margin} of net sales are left"),
    "guard_refunds": Words(zh="退款率不高于执行前的水平", en="The refund rate stays where it was"),
    "pace_goes_on": Words(
        zh="假设：最近 13 周的销量节奏、成本和费用不变；区间只含弹性的不确定。",
        en="Assumed: pace, cost and charges of the last 13 weeks go on; the bounds are those of the elasticity alone.",
    ),
    "nobody_apart": Words(
        zh="同一渠道同一时刻，所有顾客一个价；价格不因人而异。",
        en="At one moment a channel has one price for everybody; no price depends on a person.",
    ),
    "noted_pre_post": Words(
        zh="与前八周对比，按店内其他商品的销量变化修正；没有随机对照，结论较弱。",
        en="Compared with the eight weeks before, corrected by how the shop's other products sold; without a random comparison this is weak evidence.",
    ),
    "noted_test": Words(
        zh="这是试验的花费；试验得出的弹性看：zhanggui run pricing.elasticity",
        en="This is what the test cost; the elasticity it tells: zhanggui run pricing.elasticity",
    ),
}

SENTENCES: Mapping[str, Words] = {
    **STEP_SENTENCES,
    "title_test": Words(
        zh="试价 {product}：上下各 {step}，{days} 天",
        en="Test the price of {product}: up and down by {step} for {days} {days:day|days}",
    ),
    "why": Words(
        zh="{product} 的价格弹性为 {elasticity}：来自 {units} 件、{points} 个价位、{changes} 次变价；成本加费用加最低利润的价格下限为 {floor}。",
        en="The price elasticity of {product} is {elasticity}, by {units} {units:unit|units} at {points} {points:price|prices} and {changes} "
        "{changes:change|changes}; cost, charges and the least margin make {floor} the lowest price.",
    ),
    "why_too_few_sales": Words(
        zh="{product} 只有 {units} 件可比（至少要 {least} 件），看不出销量怎样随价格变。",
        en="Only {units} {units:unit|units} of {product} can be compared ({least} are needed): how sales answer to its price is not known.",
    ),
    "why_too_few_price_points": Words(
        zh="{product} 的价格几乎没有变过（{points} 个价位），看不出销量怎样随价格变。",
        en="The price of {product} has hardly ever changed ({points} {points:price|prices}): how sales answer to it is not known.",
    ),
    "why_too_little_variation": Words(
        zh="{product} 的价格几乎只随同类一起变，看不出销量怎样随它变。",
        en="The price of {product} moved hardly, or only with others: how sales answer to it is not known.",
    ),
    "why_price_follows_demand": Words(
        zh="{product} 的价格是随需求变的（大促期间，或卖得差之后），看不出销量怎样随它变。",
        en="The price of {product} followed demand (festivals, or after weak or strong sales): how sales answer to it is not known.",
    ),
    "expect_test": Words(
        zh="约 {units} 件之后，弹性的 90% 区间两边各不超过 {half_width}；知道弹性后再定价，一年预计最多值 {worth}。",
        en="After about {units} {units:unit|units} the 90 % interval of the elasticity reaches no further than {half_width} on either side; setting "
        "the price with that known should be worth up to {worth} a year.",
    ),
    "cost_test": Words(
        zh="试验期间预计少赚 {cost}；随时可以停下，把价格改回。",
        en="While it runs it should earn {cost} less; it can be stopped at any time by putting the price back.",
    ),
    "others_move": Words(
        zh="同类里有 {count} 个商品的销量随它的价格动（{names}）：{days} 天里它们的贡献利润预计合计变化 {shift}，没有计入上面的预计。优惠券和竞品的反应没有考虑。",
        en="{count} {count:product|products} of its category {count:answers|answer} to its price ({names}): their contribution profit should change by {shift} "
        "in {days} {days:day|days} all together, which is not part of the figure above. Coupons and what competitors do then are not considered.",
    ),
    "others_unpriced": Words(
        zh="同类里有 {count} 个商品的销量随它的价格动（{names}），其中有的没有成本，算不出合计多少钱，没有计入上面的预计。优惠券和竞品的反应没有考虑。",
        en="{count} {count:product|products} of its category {count:answers|answer} to its price ({names}), some without a cost: the sum in money is not known "
        "and not part of the figure above. Coupons and what competitors do then are not considered.",
    ),
    "others_untold": Words(
        zh="没有同类商品的销量能说明随它的价格动（不等于没有替代），优惠券和竞品的反应没有考虑：zhanggui run pricing.cross_elasticity",
        en="Of no product of its category do sales tell that it answers to this price, which does not mean that none does; coupons and what competitors do "
        "then are not considered: zhanggui run pricing.cross_elasticity",
    ),
    "own_price_only": Words(
        zh="只看自己的标价：优惠券、竞品价格与商品之间的替代没有计入。",
        en="Only its own shelf price: coupons, competitors' prices and moves between products are not considered.",
    ),
    "as_assumed": Words(
        zh="假设：试验前的弹性按同类商品，没有同类则按声明的范围。",
        en="Assumed: until the test the elasticity is like that of other products, or as declared where none tells.",
    ),
}

LABELS: Mapping[str, Words] = {
    "sku": Words(zh="SKU", en="SKU"),
    "prices": Words(zh="价格", en="Price"),
    "change": Words(zh="调整", en="Change"),
    "unit_cost": Words(zh="单件成本", en="Unit cost"),
    "units_sold": Words(zh="13 周件数", en="Units in 13 weeks"),
    "price_floor": Words(zh="价格下限", en="Lowest price"),
    "last_change": Words(zh="上次变价", en="Last change"),
    "days": Words(zh="天数", en="Days"),
}
