"""How do prices that crossed a line read?"""

from __future__ import annotations

from zhanggui.core.words import Words

SENTENCES = {
    "headline": Words(
        zh="{first} 至 {last}：{rivals} 次竞品越过本店价，{banded} 个商品的实付价离开了价格带。最新的：{day}“{product}”。",
        en="{first} to {last}: other sellers crossed our price {rivals} {rivals:time|times}, and what buyers paid left its band for {banded} "
        "{banded:product|products}. The latest: '{product}' on {day}.",
    ),
    "quiet": Words(
        zh="{first} 至 {last}：看着 {offers} 个竞品报价和 {products} 个有价格带的商品，没有价格越线。",
        en="{first} to {last}: {offers} {offers:offer|offers} of other sellers and {products} {products:product|products} with a band were "
        "watched; no price crossed a line.",
    ),
    "cannot_tell": Words(
        zh="{first} 至 {last}：{lines} 条线都看不出，成交太少或没有观察。把“本店价看几天”放长，或继续观察。",
        en="{first} to {last}: none of {lines} {lines:line|lines} can be judged, with too few sales or no observation. Take more days of own price, or go on observing.",
    ),
    "nothing_watched": Words(
        zh="还没有可看的线：声明定位价格带（zhanggui prices positions），或导入竞品观察（zhanggui template competitors）。",
        en="No line to watch yet: declare positions (zhanggui prices positions), or load what other sellers ask (zhanggui template competitors).",
    ),
    "rival_below": Words(
        zh="{seller} 的“{product}”现在比本店便宜：{before} → {after}，本店 {own_before} → {own}",
        en="{seller} now asks less than we do for '{product}': {before} → {after}, ours {own_before} → {own}",
    ),
    "rival_above": Words(
        zh="{seller} 的“{product}”现在比本店贵：{before} → {after}，本店 {own_before} → {own}",
        en="{seller} now asks more than we do for '{product}': {before} → {after}, ours {own_before} → {own}",
    ),
    "band_below": Words(
        zh="“{product}”卖到价格带 {band}（{name}）以下：实付中位价 {before} → {after}",
        en="'{product}' sells below its band {band} ({name}): buyers paid {before} → {after}",
    ),
    "band_above": Words(
        zh="“{product}”卖到价格带 {band}（{name}）以上：实付中位价 {before} → {after}",
        en="'{product}' sells above its band {band} ({name}): buyers paid {before} → {after}",
    ),
    "stood_above": Words(zh="竞品 {other}，高于本店 {own}", en="Theirs {other}, above ours {own}"),
    "stood_below": Words(zh="竞品 {other}，低于本店 {own}", en="Theirs {other}, below ours {own}"),
    "lay_within": Words(zh="{own}，在带内", en="{own}, within"),
    "lay_above": Words(zh="{own}，在带上", en="{own}, above it"),
    "lay_below": Words(zh="{own}，在带下", en="{own}, below it"),
    "how_watched": Words(
        zh="本店价是最近 {days} 天买家实付的中位价（主要渠道；价格带看全部渠道）。差价不到 {close} 算持平，仍算原来那一边；超出价格带 {tolerance} 才算离开。每次越线只说一次。",
        en="Our price is the middle of what buyers paid in {days} {days:day|days} (in the main channel; for bands in all). Within {close} prices are level and "
        "the side before counts; a band is left by more than {tolerance}. Each crossing is told once.",
    ),
    "false_alarms": Words(
        zh="可能的误报：一周只卖几件、其中几件用了券的商品，本店价会跳；不同规格写成了同一编码；页面价没有减去人人可用的券；本店的短期券或赠品拉低实付价；竞品只是短时促销；迟到的订单改变了哪一天越线，会再说一次。",
        en="False alarms are possible: few sales a week, some with coupons, let our own price jump; different sizes told as one SKU; a page price without the coupon that everybody gets; short coupons or gifts of ours that lower "
        "what is paid; a competitor's promotion of hours; orders loaded late that move the day of a crossing, which is then told again.",
    ),
    "not_judged": Words(
        zh="{count} 条线看不出：成交不到 {least} 行，或这几周没有观察。",
        en="{count} {count:line|lines} cannot be judged: fewer than {least} {least:sale|sales}, or not observed in the last weeks.",
    ),
}
