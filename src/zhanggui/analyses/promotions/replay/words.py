"""What does a replay say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words

SENTENCES: Mapping[str, Words] = {
    "would_cost": Words(
        zh="在 {orders} 个过去的购物车上，方案 {set} 会让出 {discount}；顾客若照旧购买，利润变化 {change}。优惠涉及的商品要多卖 {uplift} 才保本。",
        en="On {orders} past {orders:basket|baskets} set {set} gives {discount} off; if customers buy as they did, profit changes by {change}. "
        "It breaks even at {uplift} more units of what it reduces.",
    ),
    "never_pays": Words(
        zh="在 {orders} 个过去的购物车上，方案 {set} 会让出 {discount}，利润变化 {change}；打折后每件都在亏，多卖多少都不保本。",
        en="On {orders} past {orders:basket|baskets} set {set} gives {discount} off and changes profit by {change}; what it reduces then loses money, so no uplift breaks even.",
    ),
    "uplift_unknown": Words(
        zh="在 {orders} 个过去的购物车上，方案 {set} 会让出 {discount}；顾客若照旧购买，利润变化 {change}。成本未知，算不出要多卖多少才保本。",
        en="On {orders} past {orders:basket|baskets} set {set} gives {discount} off; if customers buy as they did, profit changes by {change}. "
        "Costs are unknown, so the uplift that breaks even cannot be told.",
    ),
    "gives_nothing": Words(
        zh="在 {orders} 个过去的购物车上，方案 {set} 没有一单享受到优惠。",
        en="On {orders} past {orders:basket|baskets} set {set} gives nothing to anybody.",
    ),
    "no_set": Words(
        zh="{orders} 个购物车，原价共 {sales}，当时各方共优惠 {discount}。还没有给出优惠方案：在“优惠”页检查一套，或用 offers 参数给出。",
        en="{orders} {orders:basket|baskets}, {sales} at list prices, {discount} off at the time. No set of offers is given: check one on the "
        "offers page, or hand it in as `offers`.",
    ),
    "nothing": Words(zh="这段时间没有可回放的购物车。", en="There is no basket to replay in this period."),
    "variant_happened": Words(zh="实际发生", en="What happened"),
    "variant_list": Words(zh="没有任何优惠", en="No offer"),
    "variant_set": Words(zh="方案 {name}", en="Set {name}"),
    "customers_first": Words(zh="新客（首单）", en="New (first order)"),
    "customers_returning": Words(zh="老客", en="Returning"),
    "customers_unknown": Words(zh="未知买家", en="Unknown buyers"),
    "customers_tier": Words(zh="会员：{tier}", en="Members: {tier}"),
    "no_limit": Words(zh="没有限额", en="No limit"),
    "not_used_up": Words(zh="没有用完", en="Not used up"),
    "used_up": Words(zh="{day} 用完", en="Used up on {day}"),
    "short": Words(zh="再买 {least} – {most}", en="{least} – {most} more"),
    "behaviour": Words(
        zh="回放不知道顾客会怎样反应：买什么、买几件、何时买都照旧，被优惠吸引来的、提前囤货的、以后少买的都不在内。开始前请先小范围试验。",
        en="A replay does not know how customers react: they buy what, when and as much as they did. Whoever an offer brings in, "
        "stocks up early or buys less afterwards is not in it. Test on a part before it starts.",
    ),
    "list_prices_told": Words(
        zh="从优惠前的原价算起：订单明细自带的优惠先还原；当时标价已降的，降后的价就是这里的原价。",
        en="It starts from prices before discounts, as the orders tell them: their own discounts are taken back. Where the shelf "
        "price was lowered, the lower price is the list price here.",
    ),
    "list_prices_unknown": Words(
        zh="这些订单没有写任何优惠，成交价就当作原价；若当时已打折，让出的金额会被高估。",
        en="These orders tell no discount, so the price paid counts as the list price; if they were reduced, what is given away is overstated.",
    ),
    "resampled_customers": Words(
        zh="区间：把顾客整体重抽样，十次有九次落在其中。",
        en="Bounds: customers redrawn with all their baskets; nine of ten redrawn results lie within.",
    ),
    "resampled_days": Words(
        zh="区间：不是每单都知道买家，所以按天重抽样，十次有九次落在其中。",
        en="Bounds: not every buyer is known, so days are redrawn; nine of ten redrawn results lie within.",
    ),
    "windows_open": Words(
        zh="方案 {set} 中有起止时间的优惠按全时段有效计算（{offers}）；要按原来的日程，请选“活动时间 = moved”。",
        en="Set {set}: offers with a window are taken to hold all the time ({offers}); to keep their schedule, choose windows = moved.",
    ),
    "codes_assumed": Words(
        zh="方案 {set} 的券按人人都有券码计算（{offers}），是上限。",
        en="Set {set}: every basket is taken to hold the codes of {offers}; what they give is an upper bound.",
    ),
    "deposits_assumed": Words(
        zh="方案 {set} 的预售（{offers}）按人人都按时付清定金和尾款计算，是上限；没付尾款、不退的定金不在内。",
        en="Set {set}: for {offers} every basket is taken to pay deposit and balance in time, an upper bound; deposits "
        "that are forfeited are not in it.",
    ),
    "points_wished": Words(
        zh="方案 {set} 的积分抵现（{offers}）按人人都用到规定的最多计算，是上限；所用积分原本就是欠顾客的，没有从中减去。",
        en="Set {set}: for {offers} every basket is taken to pay with as many points as it may, an upper bound; that these "
        "points were owed anyway is not taken off.",
    ),
    "points_priced": Words(
        zh="方案 {set} 多送的积分（{offers}）按每 {points} 积分 {cost} 计入成本；这是假设，可用参数 point_cost 改。",
        en="Set {set}: extra points of {offers} cost {cost} for {points}; that is an assumption, which `point_cost` changes.",
    ),
    "points_unpriced": Words(
        zh="方案 {set} 的积分倍数没有算进去（{offers}）：不知道积分怎么得、值多少。先发布会员规则，或给出 points_per 和 point_cost。",
        en="Set {set}: {offers} are left out: how points are earned and what they cost is not known. Publish a member programme, "
        "or give points_per and point_cost.",
    ),
    "not_replayed": Words(
        zh="方案 {set} 中回放不了的优惠：{offers}。过去的购物车没有人群。",
        en="Set {set}: {offers} cannot be replayed; past baskets tell no segments.",
    ),
    "tiers_now": Words(
        zh="会员等级按现在的等级计算，不是下单时的。",
        en="Members are taken in the tier they have now, not when they ordered.",
    ),
    "tiers_unknown": Words(
        zh="方案 {set} 中 {offers} 限定的会员等级，会员表里没有，没有人享受到。",
        en="Set {set}: no member has the tiers that {offers} ask for, so nobody gets them.",
    ),
    "products_unknown": Words(
        zh="有 {orders} 单（{share}）没有商品明细，只参加全场优惠。",
        en="{orders} {orders:basket|baskets} ({share}) came without products; only offers on everything hold for them.",
    ),
    "gifts_unknown": Words(
        zh="方案 {set} 有 {units} 件赠品没有成本，没有计入利润。",
        en="Set {set}: {units} {units:gift has|gifts have} no cost; profit does not count them.",
    ),
    "fees_follow": Words(
        zh="按费率的平台费用随应付货款同比例变化。", en="Fees by rate move in proportion to what buyers owe."
    ),
}
