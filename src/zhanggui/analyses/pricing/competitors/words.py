"""What do answers about other sellers' prices say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words

ADVICE: Mapping[str, Words] = {
    "follow": Words(zh="跟随", en="Follow"),
    "differentiate": Words(zh="差异化", en="Differentiate"),
    "challenge": Words(zh="挑战", en="Challenge"),
    "hold": Words(zh="保持", en="Hold"),
    "cannot_tell": Words(zh="说不准", en="Cannot tell"),
}
STATES: Mapping[str, Words] = {
    "valid": Words(zh="有效", en="Valid"),
    "stale": Words(zh="过期，未计入", en="Stale, left out"),
    "sold_out": Words(zh="缺货，未计入", en="Sold out, left out"),
    "no_price": Words(zh="没有价格，未计入", en="No price, left out"),
}
SENTENCES: Mapping[str, Words] = {
    "headline": Words(
        zh="{compared} 个商品与别家能比价，本店价格指数 {index}（100 % 即持平）；差得最多的是“{product}”：本店 {own}，别家中位 {market}，建议{advice}。",
        en="{compared} {compared:product|products} can be compared with other sellers; own prices stand at {index} of theirs. The largest "
        "gap is '{product}': {own} here, {market} elsewhere; advice: {advice}.",
    ),
    "nothing_compared": Words(
        zh="{listings} 个竞品里没有一个能与本店商品比价：见下面每个竞品的原因。",
        en="None of {listings} {listings:offer|offers} can be compared with an own product; the reasons stand beside each.",
    ),
    "nothing_seen": Words(
        zh="没有可用的竞品价格观察。填写模板：zhanggui template competitors。",
        en="No usable observation of other sellers' prices. Fill in the template: zhanggui template competitors.",
    ),
    "follow_down": Words(
        zh="本店比中位价贵 {gap}，中位价 {market} 不低于底价 {cost_floor}：可以跟到中位价。",
        en="{gap} above the median; the median {market} is not below the floor {cost_floor}: it can be met.",
    ),
    "follow_up": Words(
        zh="本店比中位价便宜 {gap}，却不是最低或低于底价 {cost_floor}：提到中位价 {market}。",
        en="{gap} below the median, yet not the cheapest or below the floor {cost_floor}: go up to the median {market}.",
    ),
    "below_floor": Words(
        zh="别家中位价 {market}，本店底价 {cost_floor}：跟价会低于底价，不跟；守住底价，用规格、赠品、服务区别开。",
        en="Others' median is {market}, the own floor {cost_floor}: meeting them, or staying as it is, would go below it. Keep the floor and "
        "differ by size, gift or service.",
    ),
    "no_price_pays": Words(
        zh="任何价格都留不下最低净利率：费率与广告占得太多，拼价没有意义。",
        en="No price leaves the least margin: fees by rate and ads take too much, so price cannot win.",
    ),
    "challenge": Words(
        zh="本店比最低的竞品 {cheapest} 还低，且不低于底价 {cost_floor}：保持低价并让人看见。",
        en="Below the cheapest of others, {cheapest}, and not below the floor {cost_floor}: keep it and let it be seen.",
    ),
    "hold": Words(
        zh="与中位价 {market} 相差不大，且不低于底价 {cost_floor}：不动。",
        en="Close to the median {market} and not below the floor {cost_floor}: leave it.",
    ),
    "only_stale": Words(
        zh="有 {stale} 个报价，但都过期了：请重新观察。",
        en="{stale} {stale:offer|offers} known, all stale: look again.",
    ),
    "none_valid": Words(
        zh="别家都缺货或没有价格：暂时没有可比的价格。",
        en="The others are sold out or show no price: nothing to compare with for now.",
    ),
    "only_one": Words(
        zh="只有一家的有效价格，不足以说是市场：至少再观察一家。",
        en="Only one seller's price is valid, which is no market yet: watch one more.",
    ),
    "no_own_price": Words(
        zh="本店在所选时段没有卖出它，没有自己的成交价：把天数放长。",
        en="Nothing of it was sold in the days asked for, so there is no own price: ask for more days.",
    ),
    "no_cost": Words(
        zh="没有成本，不知道底价：填写 zhanggui template costs。",
        en="No cost, hence no floor: fill in zhanggui template costs.",
    ),
    "told": Words(zh="表中写明本店编码", en="Our SKU is told in the file"),
    "barcode": Words(zh="条码 {barcode} 相同", en="The same barcode, {barcode}"),
    "title": Words(
        zh="标题相似度 {likeness}，相同：{agreeing}；不同：{differing}",
        en="Titles {likeness} alike; the same: {agreeing}; different: {differing}",
    ),
    "likely": Words(
        zh="可能是本店 {sku}“{product}”（标题相似度 {likeness}），还没有人确认",
        en="Perhaps our {sku}, '{product}' (titles {likeness} alike); nobody confirmed it",
    ),
    "unknown_sku": Words(zh="写明的本店编码 {sku} 不存在", en="The SKU told for it, {sku}, is not ours"),
    "unlike": Words(
        zh="没有写明本店编码，条码与标题也没有唯一对得上的商品",
        en="No SKU is told, and neither barcode nor title clearly matches one product",
    ),
    "tell_sku": Words(
        zh="在观察表的“本店编码”写 {sku}，再导入一次",
        en="Write {sku} in the column sku of your sheet and load it again",
    ),
    "tell_any_sku": Words(
        zh="在观察表的“本店编码”写对应的商品编码，再导入一次；没有对应商品就不用管",
        en="Write our SKU in the column sku of your sheet and load it again; leave it if we sell nothing like it",
    ),
    "do_follow": Words(
        zh="{count} 个商品可以跟到市场中位价：先看需求对价格的反应",
        en="{count} {count:product|products} can go to the median: first see how demand reacts to the price",
    ),
    "do_differentiate": Words(
        zh="{count} 个商品不宜拼价：看成本、费用与退货从哪里降",
        en="{count} {count:product|products} cannot win by price: see where cost, fees and returns can come down",
    ),
    "do_cost": Words(
        zh="{count} 个商品没有成本，补上后才有底价",
        en="{count} {count:product has|products have} no cost; a floor needs one",
    ),
    "buyers_prices": Words(
        zh="竞品价是每件含税的到手价（用券后），不含运费；本店价是成交均价。规格相近而不相同时请不要写成同一编码。",
        en="Others' prices are what a unit costs with tax after coupons, without shipping; own prices are averages of what was sold. Do not "
        "tell one SKU for goods that are only similar.",
    ),
    "demand_untold": Words(
        zh="跟价之后卖多少、赚多少不在这里：见价格弹性。系统不会自动改价。",
        en="What sells and pays at another price is not told here: see the elasticities. No price is changed by itself.",
    ),
    "stale_left_out": Words(
        zh="{count} 个竞品最近一次观察早于 {days} 天前，没有计入。",
        en="{count} {count:offer was|offers were} seen last more than {days} {days:day|days} ago and {count:is|are} left out.",
    ),
    "likely_counted": Words(
        zh="{count} 个竞品只凭标题匹配，也计入了。",
        en="{count} {count:offer is|offers are} matched by title alone and counted.",
    ),
    "rateless": Words(
        zh="{count} 条观察是外币，又没有当天汇率，没有计入：填写 zhanggui template rates。",
        en="{count} {count:observation|observations} in another currency {count:lacks|lack} a rate of the day and {count:is|are} left out: "
        "fill in zhanggui template rates.",
    ),
    "ahead": Words(
        zh="{count} 条观察的日期比最后的数据晚了 {days} 天以上，没有计入：请检查日期。",
        en="{count} {count:observation is|observations are} dated more than {days} {days:day|days} after the last day of the data and left "
        "out: check the dates.",
    ),
    "not_listed": Words(
        zh="另有 {count} 个商品没有列出。", en="{count} more {count:product is|products are} not listed."
    ),
}
