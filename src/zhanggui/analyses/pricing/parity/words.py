"""How do gaps between channels read?"""

from __future__ import annotations

from zhanggui.core.words import Words

SENTENCES = {
    "headline": Words(
        zh="以 {reference} 为准，{pairs} 个商品×渠道组合里 {out} 个确定在价格带外（自家价 {own} 个、他方补贴 {others} 个），"
        "{untold} 个说不准；最大的是 {channel} 的“{product}”：{price} 对 {reference_price}，带外 {size}。",
        en="Beside {reference}, {out} of {pairs} {pairs:product|products} × channels {out:lies|lie} surely out of the band ({own} by the shop's price, "
        "{others} by others' subsidies), {untold} cannot be told; the largest is '{product}' on {channel}: {price} against {reference_price}, {size} beyond.",
    ),
    "subsidies_only": Words(
        zh="以 {reference} 为准，自家价都没有确定在带外；{others} 个组合因平台或达人补贴，买家付的价在带外；{untold} 个说不准。",
        en="Beside {reference}, no price of the shop's own is surely out of the band; {others} {others:pair is|pairs are} so for the buyer by subsidies of platforms "
        "or influencers, {untold} cannot be told.",
    ),
    "all_within": Words(
        zh="以 {reference} 为准，{pairs} 个商品×渠道组合没有一个确定在价格带外，{untold} 个说不准。",
        en="Beside {reference}, none of {pairs} {pairs:product|products} × channels is surely out of the band; {untold} cannot be told.",
    ),
    "one_channel": Words(
        zh="没有商品在两个渠道的同一周卖出过，无从比价。",
        en="No product was sold on two channels in the same week: there is nothing to compare.",
    ),
    "own_cheaper": Words(zh="自家价偏低", en="Own price too low"),
    "own_dearer": Words(zh="自家价偏高", en="Own price too high"),
    "subsidised": Words(zh="他方补贴压低", en="Lowered by others' subsidy"),
    "reference_subsidised": Words(zh="基准渠道被补贴", en="Reference is subsidised"),
    "maybe": Words(zh="在带外，未必不是偶然", en="Out of the band, may be chance"),
    "within": Words(zh="在带内", en="Within the band"),
    "too_few": Words(zh="卖得太少，说不准", en="Too few to tell"),
    "do_own_cheaper": Words(
        zh="{channel} 的“{product}”：店铺价 {price} 提到 {wanted}，或把商家优惠每件减 {by}（带外 {size}）；先看弹性会丢多少量。",
        en="'{product}' on {channel}: raise the shop's price from {price} to {wanted}, or cut its discounts by {by} a unit ({size} beyond); see by the elasticity "
        "what that would cost in units.",
    ),
    "do_own_dearer": Words(
        zh="{channel} 的“{product}”：店铺价 {price} 降到 {wanted}，或每件多让 {by}（带外 {size}）；不降就说明这里多给了什么。",
        en="'{product}' on {channel}: lower the shop's price from {price} to {wanted}, or give {by} more a unit ({size} beyond); or say what is better here.",
    ),
    "do_subsidised": Words(
        zh="{channel} 的“{product}”：自家价不用动，便宜的 {by} 是平台或达人出的；确认补贴何时结束，别用自己的钱在别处跟。",
        en="'{product}' on {channel}: leave the shop's own price; others bear {by} of it. Ask how long, and do not follow elsewhere with the shop's money.",
    ),
    "do_reference_subsidised": Words(
        zh="{channel} 的“{product}”：贵在基准渠道有他方补贴；自家价不用动，可向 {channel} 申请同样的补贴。",
        en="'{product}' on {channel}: dearer because others subsidise the reference. Leave the shop's price; ask {channel} for a like subsidy.",
    ),
    "how_compared": Words(
        zh="只比两边都卖的周；允许范围 = 基准价到同利价，再各放宽 {tolerance}；判为带外的组合里，平均最多 {false_share} 是偶然。",
        en="Only weeks in which both sold are compared. Allowed: from the reference's price to the even price, and {tolerance} on either side. Of those called out of "
        "the band, at most {false_share} are so by chance, on average.",
    ),
    "reference_chosen": Words(
        zh="没有指定基准渠道，取净销售额最高的 {reference}。",
        en="No reference was named: {reference} is it, having the largest net sales.",
    ),
    "fees_unknown": Words(
        zh="{channels} 没有费率，按不收费算：同利价会偏低或偏高（zhanggui template fees）。",
        en="No fees are loaded for {channels}: they count as free, and even prices are off by them (zhanggui template fees).",
    ),
    "costs_unknown": Words(
        zh="{count} 个组合没有成本：“每件留下”没有扣成本，退货损耗的差别也不在同利价里。",
        en="{count} {count:pair has|pairs have} no cost: what is left is before cost, and differing returns of goods are not in the even price.",
    ),
    "few_units": Words(
        zh="卖出不到 {count} 件的组合，退货与费用按整个渠道计。",
        en="Where fewer than {count} units were sold, returns and fees are those of the whole channel.",
    ),
    "packs_unknown": Words(
        zh="商品资料没有款号或重量，不能按重量比同款的不同规格。",
        en="Products have no styles or no weights: packs of one style cannot be compared by weight.",
    ),
    "not_listed": Words(zh="另有 {count} 个组合没有列出。", en="{count} more {count:pair is|pairs are} not listed."),
}
