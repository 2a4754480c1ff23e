"""Why do the prices of a product not tell how demand answers to them?"""

from __future__ import annotations

from zhanggui.core.words import Words

EFFECTS = {
    "rivals": Words(zh="竞品价格", en="Competitors' prices"),
    "promoted": Words(zh="不改标价的活动（券、赠品等）", en="Promotions that leave the shelf price (coupons, gifts …)"),
    "display": Words(zh="陈列", en="Display"),
    "leaflet": Words(zh="传单", en="Leaflet"),
    "home_page": Words(zh="首页展位", en="Home page"),
    "category_page": Words(zh="类目页展位", en="Category page"),
    "search_page": Words(zh="搜索页展位", en="Search page"),
    "live": Words(zh="直播", en="Live show"),
    "message": Words(zh="消息推送", en="Message"),
    "other": Words(zh="其他展位", en="Other placement"),
}
VERDICTS = {
    "answers_more": Words(zh="对价格更敏感", en="Answers more to prices"),
    "answers_less": Words(zh="对价格更不敏感", en="Answers less to prices"),
    "by_its_days": Words(zh="整个渠道都有时销量 {lift}", en="Units change by {lift} where all of the channel meets it"),
    "by_their_price": Words(
        zh="别家价格涨 1%，自己的销量变化 {elasticity}%",
        en="Units change by {elasticity} % for one percent of the others' price",
    ),
    "not_apart": Words(zh="看不出与其他渠道不同", en="Cannot be told from the others"),
}
REASONS = {
    "no_price_history": Words(
        zh="没有价格历史，从实付单价也看不出", en="No price history, and what was paid does not tell"
    ),
    "stock_out": Words(zh="一半以上的日子缺货", en="Out of stock on more than half of the days"),
    "too_few_sales": Words(
        zh="只有 {units} 件可比，至少要 {least} 件",
        en="Only {units} {units:unit|units} to compare; {least} are needed",
    ),
    "too_few_price_points": Words(
        zh="价位太少（{points} 个），或几乎没有变过", en="Too few prices ({points}), or hardly a change"
    ),
    "too_little_variation": Words(
        zh="价格几乎只随同类一起变，或变得太小", en="Its price moved hardly, or only with the others"
    ),
    "price_follows_demand": Words(
        zh="价格随需求变（大促期间，或卖得差之后）：是需求在定价",
        en="Its price follows demand (festivals, or after weak or strong sales)",
    ),
}
