"""What does an answer about competitors on six axes say?"""

from __future__ import annotations

from zhanggui.core.words import Words

AXES = {
    "share": Words(zh="市场份额", en="Market share"),
    "product_service": Words(zh="产品与服务", en="Product and service"),
    "marketing": Words(zh="营销", en="Marketing"),
    "experience": Words(zh="体验", en="Experience"),
    "technology": Words(zh="技术", en="Technology"),
    "partners": Words(zh="合作伙伴", en="Partners"),
}
STATES = {
    "ahead": Words(zh="本店领先", en="we lead"),
    "behind": Words(zh="本店落后", en="we are behind"),
    "level": Words(zh="持平", en="level"),
    "stale": Words(zh="过期，不计", en="stale, not counted"),
    "ours_missing": Words(zh="比不了：本店没有记录", en="cannot tell: nothing noted on us"),
    "theirs_missing": Words(zh="比不了：竞品没有记录", en="cannot tell: nothing noted on them"),
    "not_scored": Words(zh="比不了：没有打分", en="cannot tell: not scored"),
    "fact": Words(zh="只作参考", en="for information"),
    "untold": Words(zh="比不了", en="cannot tell"),
}
FIGURES = {
    "market_share": Words(zh="占类目销售额", en="Share of the category's sales"),
    "rating": Words(zh="页面评分", en="Rating on the page"),
    "low_stars": Words(zh="三星及以下的评价", en="Reviews of three stars or fewer"),
    "in_stock": Words(zh="有货的商品", en="Listings in stock"),
    "promoted": Words(zh="在促销的商品", en="Listings on promotion"),
    "depth": Words(zh="低于划线价的幅度", en="Below the compare-at price"),
    "free_shipping": Words(zh="包邮的商品", en="Listings shipped free"),
    "rank": Words(zh="搜索排名", en="Search rank"),
}
SENTENCES = {
    "headline": Words(
        zh="{competitors} 家竞争店铺，{compared} 项能比较：落后最多的是“{axis}”（对 {competitor}，平均 {lead} 分）；{untold} 项比不了。",
        en="{competitors} {competitors:competitor|competitors}, {compared} {compared:item|items} compared: we are furthest behind on {axis} "
        "(against {competitor}, {lead} points on average); {untold} cannot be told.",
    ),
    "no_axis_behind": Words(
        zh="{competitors} 家竞争店铺，{compared} 项能比较，没有一个方面平均落后；{untold} 项比不了。",
        en="{competitors} {competitors:competitor|competitors}, {compared} {compared:item|items} compared: on no axis are we behind on average; "
        "{untold} cannot be told.",
    ),
    "figures_only": Words(
        zh="{competitors} 家竞争店铺只有数出来的数字，没有两边都打了分的项目：用 zhanggui template competitor_notes 记录。",
        en="{competitors} {competitors:competitor|competitors} by counted figures alone: no item has fresh scores of both sides; note them with zhanggui "
        "template competitor_notes.",
    ),
    "nobody": Words(zh="这段时间没有竞争店铺的记录。", en="Nothing is known of any competitor in these days."),
    "opinions": Words(
        zh="打分是记录者的判断，没有区间；依据写在每一项旁边。",
        en="Scores are judgements of whoever noted them and have no interval; their evidence stands beside them.",
    ),
    "stale_left_out": Words(
        zh="{count} 项有一边的记录早于 {days} 天，没有计入：请再看一次。",
        en="{count} {count:item has|items have} a note older than {days} days and {count:is|are} not counted: look again.",
    ),
    "one_sided": Words(
        zh="{count} 项只有一边有记录：用同样的项目名补上另一边。",
        en="{count} {count:item is|items are} noted on one side alone: note the other side under the same item.",
    ),
    "watched_only": Words(
        zh="页面上的数字只来自有人观察的商品，不是对方的全部商品。",
        en="Figures of pages are of the listings that somebody watches, not of all that they sell.",
    ),
    "not_loaded": Words(
        zh="没有导入：{tables}。模板：{templates}。", en="Not loaded: {tables}. Templates: {templates}."
    ),
    "not_listed": Words(zh="另有 {count} 行没有列出。", en="{count} more {count:row is|rows are} not listed."),
    "noted": Words(zh="{day}：{finding}", en="{day}: {finding}"),
    "noted_at": Words(zh="{day}：{finding}（{link}）", en="{day}: {finding} ({link})"),
    "noted_bare": Words(zh="{day}，没有写依据", en="{day}, without evidence"),
    "not_noted": Words(zh="没有记录", en="nothing noted"),
    "of_market": Words(
        zh="{source}，{category}，{first_day} 起 {days} 天；本店为同类目同渠道同几天的已付货款",
        en="{source}, {category}, {days} days from {first_day}; ours: paid goods of that category, channel and days",
    ),
    "ours_not_sold": Words(
        zh="{source}，{category}，{first_day} 起 {days} 天；本店没有这个类目的销售，或数据没有到那几天",
        en="{source}, {category}, {days} days from {first_day}; the shop sold nothing of that category, or its data do not reach",
    ),
    "of_an_index": Words(
        zh="{source}，{category}，{first_day} 起 {days} 天；只有指数或没有类目总额，只知道先后，不知道份额",
        en="{source}, {category}, {days} days from {first_day}; an index or no total: an order, no share",
    ),
    "rating_seen": Words(
        zh="对方 {comments} 条评价的页面评分；本店 {reviews} 条评价的平均 {stars}",
        en="their pages' average over {comments} comments; ours over {reviews} reviews: {stars}",
    ),
    "rating_not_seen": Words(
        zh="没有记下对方页面的评分；本店 {reviews} 条评价的平均 {stars}",
        en="no rating of theirs was noted; ours over {reviews} reviews: {stars}",
    ),
    "low_stars_counted": Words(
        zh="对方 {theirs} 条、本店 {ours} 条评价；本店 − 对方 {gap}",
        en="{theirs} reviews of theirs, {ours} of ours; ours − theirs {gap}",
    ),
    "too_few_reviews": Words(
        zh="对方 {theirs} 条、本店 {ours} 条评价，少于 20 条不作判断",
        en="{theirs} reviews of theirs, {ours} of ours; below 20 nothing is said",
    ),
    "in_stock_seen": Words(
        zh="最近一次看 {listings} 个商品", en="at the last look at {listings} {listings:listing|listings}"
    ),
    "promoted_seen": Words(
        zh="最近一次看 {listings} 个商品，页面写着促销的",
        en="at the last look at {listings} {listings:listing|listings}, where the page words a promotion",
    ),
    "depth_seen": Words(
        zh="{listings} 个商品的中位数；本店为优惠占原价的比例，两个口径不同",
        en="median of {listings} {listings:listing|listings}; ours: discounts ÷ sales before discounts, another measure",
    ),
    "free_shipping_seen": Words(zh="记了运费的商品中", en="of listings whose shipping was noted"),
    "rank_seen": Words(zh="记了排名的商品的中位数", en="median of listings whose rank was noted"),
}
