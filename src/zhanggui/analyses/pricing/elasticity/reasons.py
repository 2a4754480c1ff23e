"""Why do the prices of a product not tell how demand answers to them?"""

from __future__ import annotations

from zhanggui.core.words import Words

REASONS = {
    "no_price_history": Words(zh="没有价格历史", en="No price history"),
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
