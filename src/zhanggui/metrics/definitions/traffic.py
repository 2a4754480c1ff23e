"""Who visited, what did they do, and how many of them bought?"""

from __future__ import annotations

from typing import Any

from zhanggui.core.words import Words
from zhanggui.metrics.metric import HealthyRange, Metric, Ratio, Reduction

VISITOR = Words(zh="每位访客", en="one visitor")
ACT = Words(zh="每个行为", en="one act")
NEEDS_EVENTS = {"events": ("visitor",)}
GROWING = HealthyRange(
    low=0.10,
    of="change",
    source=Words(zh="店铺推广指南：流量环比增长 ≥ 10 %", en="Shop promotion guide: traffic grows ≥ 10 % a month"),
)


def acts(kind: str) -> Reduction:
    """How often visitors did one thing."""

    def counted(events: Any) -> Any:
        return events.count(where=events.kind_of_event == kind)

    return Reduction(relation="events", expression=counted)


VISITORS = Metric(
    name="visitors",
    title=Words(zh="访客数", en="Visitors"),
    about=Words(
        zh="有任何行为的访客，一人来几次也只算一个。= 去重(访客)。",
        en="Visitors who did anything; each counts once. = distinct visitors.",
    ),
    unit="visitors",
    grain=VISITOR,
    date_basis="happened",
    additivity="distinct",
    better="up",
    healthy=GROWING,
    needs=NEEDS_EVENTS,
    ids=("A5",),
    formula=Reduction(relation="visitors", expression=lambda visitors: visitors.count()),
)
PAGE_VIEWS = Metric(
    name="page_views",
    title=Words(zh="浏览量", en="Page views"),
    about=Words(zh="页面被看了多少次。= 浏览行为数。", en="How often pages were viewed. = count of views."),
    unit="events",
    grain=ACT,
    date_basis="happened",
    better="up",
    healthy=GROWING,
    needs=NEEDS_EVENTS,
    ids=("A5",),
    formula=acts("view"),
)
CART_ADDS = Metric(
    name="cart_adds",
    title=Words(zh="加购次数", en="Cart adds"),
    about=Words(
        zh="商品被加入购物车多少次。= 加购行为数。", en="How often something went into a cart. = count of cart adds."
    ),
    unit="events",
    grain=ACT,
    date_basis="happened",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A5",),
    formula=acts("cart"),
)
FAVOURITES = Metric(
    name="favourites",
    title=Words(zh="收藏次数", en="Favourites"),
    about=Words(zh="商品被收藏多少次。= 收藏行为数。", en="How often something was favourited. = count of favourites."),
    unit="events",
    grain=ACT,
    date_basis="happened",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A5",),
    formula=acts("favourite"),
)
PURCHASES = Metric(
    name="purchases",
    title=Words(zh="购买行为数", en="Purchase events"),
    about=Words(
        zh="行为数据里的购买次数，不是订单数。= 购买行为数。",
        en="Purchases among the events; not the number of orders. = count of purchases.",
    ),
    unit="events",
    grain=ACT,
    date_basis="happened",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A6",),
    formula=acts("purchase"),
)
VIEWS_PER_VISITOR = Metric(
    name="views_per_visitor",
    title=Words(zh="人均浏览量", en="Page views per visitor"),
    about=Words(
        zh="平均每位访客看几页。= 浏览量 ÷ 访客数。", en="How many pages a visitor views. = page views ÷ visitors."
    ),
    unit="multiple",
    grain=VISITOR,
    date_basis="happened",
    additivity="ratio",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A5",),
    formula=Ratio(numerator="page_views", denominator="visitors"),
)
PURCHASING_VISITORS = Metric(
    name="purchasing_visitors",
    title=Words(zh="购买访客数", en="Purchasing visitors"),
    about=Words(zh="有购买行为的访客。= 去重(访客)。", en="Visitors who purchased. = distinct visitors."),
    unit="visitors",
    grain=VISITOR,
    date_basis="happened",
    additivity="distinct",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A6",),
    formula=Reduction(relation="visitors", expression=lambda visitors: visitors.purchased.sum()),
)
CARTING_VISITORS = Metric(
    name="carting_visitors",
    title=Words(zh="加购访客数", en="Visitors who added to cart"),
    about=Words(zh="有加购行为的访客。= 去重(访客)。", en="Visitors who added to a cart. = distinct visitors."),
    unit="visitors",
    grain=VISITOR,
    date_basis="happened",
    additivity="distinct",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A6",),
    formula=Reduction(relation="visitors", expression=lambda visitors: visitors.carted.sum()),
)
FAVOURITING_VISITORS = Metric(
    name="favouriting_visitors",
    title=Words(zh="收藏访客数", en="Visitors who favourited"),
    about=Words(zh="有收藏行为的访客。= 去重(访客)。", en="Visitors who favourited. = distinct visitors."),
    unit="visitors",
    grain=VISITOR,
    date_basis="happened",
    additivity="distinct",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A6",),
    formula=Reduction(relation="visitors", expression=lambda visitors: visitors.favourited.sum()),
)
VIEWING_VISITORS = Metric(
    name="viewing_visitors",
    title=Words(zh="浏览访客数", en="Viewing visitors"),
    about=Words(zh="有浏览行为的访客。= 去重(访客)。", en="Visitors who viewed a page. = distinct visitors."),
    unit="visitors",
    grain=VISITOR,
    date_basis="happened",
    additivity="distinct",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A6",),
    formula=Reduction(relation="visitors", expression=lambda visitors: visitors.viewed.sum()),
)
VIEWED_AND_CARTED = Metric(
    name="viewed_and_carted",
    title=Words(zh="浏览且加购访客数", en="Visitors who viewed and carted"),
    about=Words(
        zh="既浏览又加购的访客，不论先后。= 去重(访客)。",
        en="Visitors who viewed and added to a cart, in any order. = distinct visitors.",
    ),
    unit="visitors",
    grain=VISITOR,
    date_basis="happened",
    additivity="distinct",
    better="up",
    needs=NEEDS_EVENTS,
    is_listed=False,
    formula=Reduction(relation="visitors", expression=lambda visitors: (visitors.viewed * visitors.carted).sum()),
)
CARTED_AND_PURCHASED = Metric(
    name="carted_and_purchased",
    title=Words(zh="加购且购买访客数", en="Visitors who carted and purchased"),
    about=Words(
        zh="既加购又购买的访客，不论先后。= 去重(访客)。",
        en="Visitors who added to a cart and purchased, in any order. = distinct visitors.",
    ),
    unit="visitors",
    grain=VISITOR,
    date_basis="happened",
    additivity="distinct",
    better="up",
    needs=NEEDS_EVENTS,
    is_listed=False,
    formula=Reduction(relation="visitors", expression=lambda visitors: (visitors.carted * visitors.purchased).sum()),
)
CONVERSION = Metric(
    name="conversion",
    title=Words(zh="转化率", en="Conversion"),
    about=Words(
        zh="访客里有多少买了东西。= 购买访客数 ÷ 访客数。",
        en="How many of the visitors purchased. = purchasing visitors ÷ visitors.",
    ),
    unit="ratio",
    grain=VISITOR,
    date_basis="happened",
    additivity="ratio",
    better="up",
    healthy=HealthyRange(
        low=0.03,
        high=0.05,
        source=Words(zh="店铺推广指南：行业平均 3–5 %", en="Shop promotion guide: industry average 3–5 %"),
    ),
    needs=NEEDS_EVENTS,
    ids=("A6",),
    formula=Ratio(numerator="purchasing_visitors", denominator="visitors"),
)
CART_RATE = Metric(
    name="cart_rate",
    title=Words(zh="加购率", en="Cart rate"),
    about=Words(
        zh="访客里有多少加了购物车。= 加购访客数 ÷ 访客数。",
        en="How many of the visitors added to a cart. = visitors who added to cart ÷ visitors.",
    ),
    unit="ratio",
    grain=VISITOR,
    date_basis="happened",
    additivity="ratio",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A6",),
    formula=Ratio(numerator="carting_visitors", denominator="visitors"),
)
FAVOURITE_RATE = Metric(
    name="favourite_rate",
    title=Words(zh="收藏率", en="Favourite rate"),
    about=Words(
        zh="访客里有多少收藏了商品。= 收藏访客数 ÷ 访客数。",
        en="How many of the visitors favourited. = visitors who favourited ÷ visitors.",
    ),
    unit="ratio",
    grain=VISITOR,
    date_basis="happened",
    additivity="ratio",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A6",),
    formula=Ratio(numerator="favouriting_visitors", denominator="visitors"),
)
VIEW_TO_CART = Metric(
    name="view_to_cart",
    title=Words(zh="浏览到加购", en="View to cart"),
    about=Words(
        zh="浏览过的访客里有多少也加了购物车，不论先后。= 浏览且加购访客数 ÷ 浏览访客数。",
        en="How many of those who viewed also added to a cart, in any order. = viewed and carted ÷ viewed.",
    ),
    unit="ratio",
    grain=VISITOR,
    date_basis="happened",
    additivity="ratio",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A6", "J1"),
    formula=Ratio(numerator="viewed_and_carted", denominator="viewing_visitors"),
)
CART_TO_PURCHASE = Metric(
    name="cart_to_purchase",
    title=Words(zh="加购到购买", en="Cart to purchase"),
    about=Words(
        zh="加购过的访客里有多少也购买了，不论先后。= 加购且购买访客数 ÷ 加购访客数。",
        en="How many of those who added to a cart also purchased, in any order. = carted and purchased ÷ carted.",
    ),
    unit="ratio",
    grain=VISITOR,
    date_basis="happened",
    additivity="ratio",
    better="up",
    needs=NEEDS_EVENTS,
    ids=("A6", "J1"),
    formula=Ratio(numerator="carted_and_purchased", denominator="carting_visitors"),
)
METRICS = (
    VISITORS,
    PAGE_VIEWS,
    VIEWS_PER_VISITOR,
    CART_ADDS,
    FAVOURITES,
    PURCHASES,
    VIEWING_VISITORS,
    CARTING_VISITORS,
    FAVOURITING_VISITORS,
    PURCHASING_VISITORS,
    CONVERSION,
    CART_RATE,
    FAVOURITE_RATE,
    VIEW_TO_CART,
    CART_TO_PURCHASE,
    VIEWED_AND_CARTED,
    CARTED_AND_PURCHASED,
)
