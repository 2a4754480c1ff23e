"""What does an answer about our campaigns beside those of others say?"""

from __future__ import annotations

from zhanggui.core.words import Words

KINDS = {
    "coupon": Words(zh="优惠券", en="coupon"),
    "discount": Words(zh="折扣", en="discount"),
    "flash_sale": Words(zh="秒杀", en="flash sale"),
    "full_reduction": Words(zh="满减", en="full reduction"),
    "gift": Words(zh="赠品", en="gift"),
    "presale": Words(zh="预售", en="presale"),
    "member_day": Words(zh="会员日", en="member day"),
    "advertising": Words(zh="广告", en="advertising"),
    "other": Words(zh="其他", en="other"),
    "unknown": Words(zh="没有写", en="not told"),
    "observed": Words(zh="页面上看到的促销", en="seen on pages"),
}
WHO = {
    "ours": Words(zh="本店", en="we"),
    "theirs": Words(zh="竞品", en="they"),
    "level": Words(zh="持平", en="level"),
    "untold": Words(zh="说不了", en="cannot tell"),
}
SENTENCES = {
    "headline": Words(
        zh="本店 {ours} 个活动，竞品 {theirs} 个，{met} 对同时进行；看得出幅度的 {told} 对里竞品更深的有 {deeper} 对，能比价的 {priced} 对里竞品更便宜的有 {cheaper} 对。",
        en="{ours} {ours:campaign|campaigns} of ours, {theirs} of others, {met} {met:pair|pairs} on the same days: they went deeper in {deeper} of {told} that "
        "tell, and were cheaper in {cheaper} of {priced} with like products.",
    ),
    "never_met": Words(
        zh="本店 {ours} 个活动，竞品 {theirs} 个，没有同时进行的。",
        en="{ours} {ours:campaign|campaigns} of ours, {theirs} of others, never on the same days.",
    ),
    "nothing_of_others": Words(
        zh="这段时间没有竞品的活动：zhanggui template competitor_campaigns。",
        en="No campaign of a competitor in these days: zhanggui template competitor_campaigns.",
    ),
    "as_worded": Words(zh="{rule}", en="{rule}"),
    "share_off": Words(zh="优惠 {share}", en="{share} off"),
    "off_above": Words(zh="满 {threshold} 减 {off}", en="{off} off above {threshold}"),
    "no_rule": Words(zh="没有写", en="not told"),
    "how_deep": Words(
        zh="实际幅度两边同样算：活动期的价与前 28 天的价比，至少 {least} 个商品才说。本店是买家实付（含平台补贴），竞品是页面价，叠加的券看不到。",
        en="Depth is measured alike on both sides: prices in its days against the 28 days before, of {least} products or more. Ours is what buyers paid "
        "(platforms' money included), theirs what pages ask, without coupons that add up.",
    ),
    "as_pages_word": Words(
        zh="“页面上看到的促销”按页面文字合并，{days} 天没再看到就算结束；中间没人看的日子可能没有在做。",
        en="What is 'seen on pages' goes by its wording and ends when it was not seen for {days} days; between two looks it may have paused.",
    ),
    "standing": Words(
        zh="{count} 个活动长于 {days} 天，算常设优惠，不与别家的活动成对。",
        en="{count} {count:campaign runs|campaigns run} for more than {days} days: standing offers, not paired with those of others.",
    ),
    "no_depth": Words(
        zh="有 {count} 个活动看不出实际幅度：活动期或之前没有价格。",
        en="The depth of {count} {count:campaign|campaigns} cannot be told: no prices in its days or before.",
    ),
    "not_listed": Words(zh="另有 {count} 行没有列出。", en="{count} more {count:row is|rows are} not listed."),
}
