"""How many of the listings that are one product are found again by their titles alone, and how many wrongly so?

The trades below were written for this test after the threshold was fixed on tea and coffee.
"""

from __future__ import annotations

import pytest

from tests.recovery.invented_listings import Range, listings, recovered
from zhanggui.analyses.products.same.matching import find_matches

SHOPS = 4
TRADES = {
    "snacks": Range(
        nouns=(("每日坚果", "混合坚果"), ("猪肉脯",), ("芒果干",), ("夏威夷果",), ("沙琪玛",), ("辣条", "素辣条"), ("凤梨酥",)),
        sayings=("办公室零食", "休闲", "网红小吃", "孕妇可食", "独立小包装", "老字号", "儿童", "追剧", "无添加", "年货", "手工", "酥脆"),
        kinds=("原味", "蜂蜜味", "香辣味", "海苔味", "奶香味"),
        sizes=(("100g", "100克", "0.1kg"), ("500g", "500克", "一斤"), ("30g*10袋", "30克×10包"), ("250g", "半斤")),
        praise=("【官方】", "买二送一", "整箱", "解馋", "限量", "旗舰", "新货", "过节送人"),
    ),
    "household": Range(
        nouns=(("洗衣液",), ("洗洁精",), ("抽纸", "面巾纸"), ("垃圾袋",), ("洗手液",), ("柔顺剂", "衣物柔顺剂"), ("厨房湿巾",)),
        sayings=("家庭装", "大容量", "去污", "温和", "护手", "浓缩", "除菌", "母婴适用", "持久留香", "加厚", "环保", "便携"),
        kinds=("薰衣草香", "柠檬香", "无香", "樱花香", "茉莉香"),
        sizes=(("500ml", "0.5L", "500毫升"), ("2kg", "2千克", "2000g"), ("100抽*6包", "100抽×6"), ("1L", "1000ml")),
        praise=("实惠", "囤货", "家用", "特惠", "工厂发货", "热门"),
    ),
    "kitchen": Range(
        nouns=(("mixing bowl",), ("chopping board", "cutting board"), ("storage jar",), ("frying pan", "skillet"), ("lunch box",), ("water bottle",)),
        sayings=("stainless", "non stick", "bamboo", "dishwasher safe", "leakproof", "stackable", "lightweight", "handmade", "vintage", "microwave"),
        kinds=("red", "navy", "white", "oak", "charcoal", "mint"),
        sizes=(("1.5l", "1500ml"), ("24cm", "240mm"), ("set of 3", "3 pack"), ("500ml", "0.5l")),
        praise=("new arrival", "fast dispatch", "top rated", "family favourite", "everyday value"),
        gap=" ",
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("trade", TRADES)
def test_titles_lead_to_the_right_product_nine_times_in_ten(trade):
    told = [
        recovered(find_matches(codes), truth)
        for codes, truth in (listings(TRADES[trade], seed) for seed in range(SHOPS))
    ]
    precision, recall = (sum(each) / SHOPS for each in zip(*told, strict=True))

    assert precision >= 0.93
    assert recall >= 0.6
