"""In which words do tea drinkers praise and complain?"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhanggui.worlds.tea_shop.catalogue import TEA, Product
from zhanggui.worlds.tea_shop.invented import words
from zhanggui.worlds.tea_shop.nature.days import Whole

_TEA = {
    "good": (
        "香气很足，入口顺滑。",
        "回甘明显，耐泡。",
        "汤色清亮，喝着舒服。",
        "味道比超市买的好太多。",
        "茶叶条索整齐，没有碎末。",
        "家里老人很喜欢。",
    ),
    "fair": ("味道中规中矩。", "性价比还可以，口粮茶够用。", "香气淡了一点，其他还行。"),
    "bad": ("喝着有股陈味，不新鲜。", "碎末太多了。", "没什么香气，和描述不符。", "苦涩味重，喝不惯。"),
}
_WARE = {
    "good": ("做工细致，手感很好。", "出水顺畅，不烫手。", "颜值高，摆着也好看。", "大小合适，办公室用正好。"),
    "fair": ("和图片差不多，凑合用。", "比想象中小一点。"),
    "bad": ("收到就有裂纹。", "盖子不严，漏水。", "做工粗糙，边缘有毛刺。"),
}
_SERVICE = {
    "good": ("物流很快，包装严实。", "客服耐心。", "会回购的。", "第二次买了，稳定。", "送朋友很有面子。", ""),
    "fair": ("物流一般。", "包装简单了些。", "", "希望下次有活动。"),
    "bad": ("客服半天不回。", "包装破了，盒子压扁。", "退货太麻烦。", "不会再买了。", ""),
}


def review_texts(products: tuple[Product, ...], product: Whole, stars: Whole, drawn: Whole) -> pa.Array:
    """A short text for each review, composed of a phrase on the goods and one on the service."""
    mood = np.array([2, 2, 2, 1, 0, 0])[stars]
    tea = np.array([item.category in TEA or item.category == "礼盒" for item in products])[product]
    goods = [*_pool(_TEA), *_pool(_WARE)]
    service = _pool(_SERVICE)
    first = _picked(goods, np.where(tea, 0, 3) + mood, drawn % 997)
    second = _picked(service, mood, drawn // 997 % 991)
    return pc.binary_join_element_wise(first, second, "")


def _pool(phrases: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [phrases["good"], phrases["fair"], phrases["bad"]]


def _picked(pools: list[tuple[str, ...]], pool: Whole, drawn: Whole) -> pa.Array:
    sizes = np.array([len(part) for part in pools])
    starts = np.concatenate([[0], sizes.cumsum()[:-1]])
    return words([phrase for part in pools for phrase in part], starts[pool] + drawn % sizes[pool])
