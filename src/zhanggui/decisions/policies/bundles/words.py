"""What does the bundle policy say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words

SENTENCES: Mapping[str, Words] = {
    "title": Words(
        zh="试卖套装：{first} + {second}，{price}，试 {days} 天",
        en="Test a bundle: {first} + {second} at {price}, {days} {days:day|days}",
    ),
    "why": Words(
        zh="{window} 天里 {together} 单同时买了“{first}”和“{second}”，是口味与偶然所能解释的 {times} 倍；从 {tested} 个可能的组合中选出，误报率不超过 {share}。",
        en="'{first}' and '{second}' were bought together in {together} {together:order|orders} of {window} {window:day|days}, {times} times what taste "
        "and chance explain; picked from {tested} possible pairs with at most {share} false discoveries.",
    ),
    "expect": Words(
        zh="试验里上套装的 {days} 天，贡献利润预计多 {expected}；这些天里本来约 {together} 单两件都买，再多 {pays_from} 就保本。",
        en="Over the {days} {days:day|days} it is on it should bring {expected} of contribution profit; it breaks even with {pays_from} more than "
        "the {together} {together:order|orders} that hold both in those days anyway.",
    ),
    "cost": Words(
        zh="本来就两件都买的人共省下 {cost}，无论如何都要付出；停用套装即止，已省的收不回。",
        en="Those who buy both anyway save {cost} whatever happens; stopping the bundle ends that, what was saved stays saved.",
    ),
    "do_nothing": Words(zh="什么都不做", en="Do nothing"),
    "other_price": Words(zh="套装价改为 {price}", en="The bundle at {price} instead"),
    "guard_refunds": Words(zh="退款率不高于执行前的水平", en="The refund rate stays where it was"),
    "guard_floor": Words(
        zh="套装价不低于 {floor}（成本、费率与底线利润率）",
        en="The bundle price stays at or above {floor} (cost, fees and floor margin)",
    ),
    "uplift_assumed": Words(
        zh="假设：让利 10 % 时，买了一件的人再买另一件的比例提高 {uplift}，让利少则按平方根减弱。没有试验过，所以先试再定。",
        en="Assumed: at 10 % off, the share of buyers of one who add the other rises by {uplift}, less by the square root of a smaller discount. "
        "Never tested, hence a test first.",
    ),
    "anyway_counted": Words(
        zh="按实际订单计：买“{first}”的订单里有 {share} 本来就两件都买，他们拿到的让利全部算作成本。",
        en="Counted in the orders: {share} of those with '{first}' hold both anyway; all they save counts as a cost.",
    ),
    "noted_switchback": Words(
        zh="每两天抽一天上套装，同一对天相减；含这两件商品的所有订单都算，单卖被抢走的部分也在内。",
        en="On for one of every two days, drawn by lot, and compared within the two; all orders with either product count, so what it takes from "
        "single sales is in it.",
    ),
}
LABELS: Mapping[str, Words] = {
    "first_sku": Words(zh="SKU 一", en="First SKU"),
    "second_sku": Words(zh="SKU 二", en="Second SKU"),
    "price_apart": Words(zh="分开买的价格", en="Price apart"),
    "orders_together_a_month": Words(zh="每月同单数", en="Orders together a month"),
    "orders_of_one_a_month": Words(zh="每月只买一件的单数", en="Orders of one alone a month"),
    "bundle_price": Words(zh="套装价", en="Bundle price"),
    "discount": Words(zh="让利", en="Discount"),
    "price_floor": Words(zh="底价", en="Price floor"),
    "days": Words(zh="试验天数", en="Days of the test"),
    "days_on": Words(zh="上套装的天数", en="Days on"),
    "offer_set": Words(zh="优惠方案草稿", en="Draft set of offers"),
}
