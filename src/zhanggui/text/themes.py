"""Which themes does a review name: taste, quality, packaging, delivery, service, price …?

By words alone: a theme is named where one of its words stands in the text, also where the text denies it ("包装没有破",
"not late"). Whether the writer is pleased is for the stars to say, not for these words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Something that buyers write about, and the words by which they do, in Chinese and in English."""

    title: Words
    words: tuple[str, ...]
    english: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """A regular expression for text in lower case; English words from their beginning on."""
        chinese = "|".join(map(re.escape, self.words))
        return f"{chinese}|\\b(?:{'|'.join(map(re.escape, self.english))})"


THEMES: Mapping[str, Theme] = {
    "quality": Theme(
        title=Words(zh="质量做工", en="Quality"),
        words=("质量", "做工", "材质", "品质", "质感", "粗糙", "瑕疵", "裂", "断了", "坏了", "坏的", "掉色", "褪色", "起球", "毛刺", "线头", "变形",
               "划痕", "开胶", "缩水", "生锈", "脱线", "掉毛", "劣质", "耐用", "面料", "布料", "纸张", "印刷", "缺页", "装订"),
        english=("quality", "flimsy", "sturdy", "scratch", "crack", "durable", "defect", "material"),
    ),
    "taste": Theme(
        title=Words(zh="味道口感", en="Taste and smell"),
        words=("味道", "口感", "口味", "好吃", "难吃", "好喝", "难喝", "苦", "涩", "香气", "香味", "清香", "很香", "不香", "没味", "无味", "甜", "酸",
               "异味", "气味", "臭", "刺鼻", "回甘", "味儿", "水分", "汁"),
        english=("taste", "flavour", "flavor", "smell", "aroma", "bitter", "sweet", "delicious", "bland"),
    ),
    "freshness": Theme(
        title=Words(zh="新鲜与日期", en="Freshness"),
        words=("新鲜", "过期", "临期", "日期", "保质期", "发霉", "霉", "变质", "烂", "坏果", "虫", "陈味", "不熟", "没熟", "陈茶", "新茶", "碎末"),
        english=("fresh", "stale", "expired", "expiry", "mould", "mold", "rotten"),
    ),
    "packaging": Theme(
        title=Words(zh="包装", en="Packaging"),
        words=("包装", "盒子", "箱子", "纸箱", "破损", "压扁", "压坏", "漏液", "漏了", "密封", "泡沫", "外壳", "塑封", "礼盒"),
        english=("packag", "box", "wrapp", "leak", "crushed", "seal"),
    ),
    "delivery": Theme(
        title=Words(zh="物流发货", en="Delivery"),
        words=("物流", "快递", "发货", "送货", "配送", "到货", "收货", "送到", "派送", "运费", "顺丰", "圆通", "中通", "申通", "韵达", "几天才", "速度", "配货", "签收", "送来"),
        english=("deliver", "shipping", "shipped", "courier", "arriv", "late", "postage"),
    ),
    "service": Theme(
        title=Words(zh="客服售后", en="Service"),
        words=("客服", "服务", "态度", "售后", "退货", "退款", "换货", "不理", "回复", "卖家", "店家", "商家", "店主", "前台", "服务员", "投诉", "安装"),
        english=("service", "support", "refund", "return", "reply", "rude", "seller", "staff", "install"),
    ),
    "price": Theme(
        title=Words(zh="价格与性价比", en="Price and value"),
        words=("价格", "价钱", "贵", "便宜", "性价比", "划算", "降价", "涨价", "优惠", "物有所值", "物超所值", "不值", "实惠", "差价", "保价", "半价", "一分钱一分货"),
        english=("price", "expensive", "cheap", "value", "worth", "bargain", "overpriced"),
    ),
    "as_described": Theme(
        title=Words(zh="与描述相符", en="As described"),
        words=("描述", "图片", "照片", "实物", "色差", "不符", "不一样", "假货", "正品", "假的", "盗版", "水货", "二手", "骗", "虚假", "宣传", "翻新", "真品", "发错"),
        english=("description", "described", "picture", "photo", "fake", "genuine", "authentic", "mislead", "wrong item"),
    ),
    "size": Theme(
        title=Words(zh="大小与分量", en="Size and amount"),
        words=("尺码", "尺寸", "大小", "偏大", "偏小", "太大", "太小", "码数", "合身", "重量", "分量", "份量", "缺斤", "少量", "太少", "少了", "个头", "很小", "好小",
               "宽松", "紧", "不够", "斤"),
        english=("size", "small", "large", "fit", "weight", "amount", "tight", "loose"),
    ),
    "use": Theme(
        title=Words(zh="使用效果", en="Use and effect"),
        words=("效果", "没用", "好用", "不好用", "功能", "性能", "电池", "屏幕", "死机", "卡顿", "反应慢", "续航", "开机", "噪音", "声音", "漏水", "加热", "发烫",
               "烫", "水流", "出水", "过敏", "洗完", "头屑", "去屑", "舒服", "舒适", "内容", "系统", "键盘", "散热", "信号", "不防", "花屏", "联网", "网络", "发质",
               "头皮", "故事", "情节", "看不下去"),
        english=("works", "working", "effect", "battery", "screen", "noise", "comfort", "useful", "useless", "slow"),
    ),
}  # fmt: skip


def themes_of(text: str) -> tuple[str, ...]:
    """The themes that a text names.

    >>> themes_of("包装破了，客服也不理人")
    ('packaging', 'service')
    >>> themes_of("Arrived late, tastes stale")
    ('taste', 'freshness', 'delivery')
    """
    lowered = text.lower()
    return tuple(code for code, theme in THEMES.items() if re.search(theme.pattern, lowered))
