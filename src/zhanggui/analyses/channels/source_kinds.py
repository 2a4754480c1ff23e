"""Of which of the guide's six kinds is a source of traffic?"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from zhanggui.core.words import Words

KINDS: Mapping[str, Words] = MappingProxyType(
    {
        "search": Words(zh="自然搜索", en="organic search"),
        "paid": Words(zh="付费", en="paid"),
        "social": Words(zh="社交与内容", en="social and content"),
        "event": Words(zh="平台活动", en="platform event"),
        "direct": Words(zh="直接与回访", en="direct"),
        "other": Words(zh="其他", en="other"),
    }
)
# The first kind of which a word occurs in the name; paid search is paid, and so is a paid short video.
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "paid": (
            *("广告", "推广", "直通车", "万相台", "引力魔方", "千川", "京准通", "快车", "钻展", "超级推荐", "付费", "信息流"),
            *("竞价", "淘宝客", "cpc", "ppc", "cpm", "paid", "adwords", "advert", "affiliate", "sponsored", "display"),
        ),
        "event": ("活动", "会场", "聚划算", "百亿补贴", "秒杀", "大促", "618", "双11", "双十一", "event", "deal", "flash"),
        "search": ("搜索", "search", "organic", "seo", "google", "baidu", "百度", "bing"),
        "social": (
            *("短视频", "直播", "微博", "小红书", "微信", "朋友圈", "公众号", "达人", "内容", "逛逛", "种草", "抖音", "快手"),
            *("social", "weibo", "wechat", "facebook", "instagram", "tiktok", "youtube", "live", "video", "referral"),
        ),
        "direct": (
            *("我的", "购物车", "收藏", "直接", "自主访问", "店铺", "首页", "回访", "订阅", "短信", "会员"),
            *("direct", "bookmark", "email", "sms", "newsletter", "(none)"),
        ),
    }
)  # fmt: skip


def kind_of(source: str | None) -> str:
    """The kind of a source by the words in its name; what no list knows is other.

    >>> [kind_of(name) for name in ("手淘搜索", "搜索推广", "聚划算", "我的淘宝", "短视频", "手淘推荐", None)]
    ['search', 'paid', 'event', 'direct', 'social', 'other', 'other']
    """
    told = (source or "").lower()
    return next((kind for kind, words in WORDS.items() if any(word in told for word in words)), "other")
