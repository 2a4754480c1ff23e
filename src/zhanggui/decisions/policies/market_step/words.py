"""What does the policy of steps towards the market say, in both languages?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words
from zhanggui.decisions.policies.best_step.words import STEP_SENTENCES

SENTENCES: Mapping[str, Words] = {
    **STEP_SENTENCES,
    "why_follow_down": Words(
        zh="{product} 成交均价 {own}，{sellers} 家的中位价 {market}，不低于底价 {floor}：可以跟。{believed}",
        en="{product} sells for {own} on average, {sellers} other sellers ask {market} in the middle, not below the floor {floor}: it can follow. {believed}",
    ),
    "why_follow_up": Words(
        zh="{product} 成交均价 {own}，{sellers} 家的中位价 {market}：低于市场却不是最低，或低于底价 {floor}，可以往上跟。{believed}",
        en="{product} sells for {own} on average, {sellers} other sellers ask {market} in the middle: below them without being the cheapest, or below the floor "
        "{floor}, so it can follow up. {believed}",
    ),
    "why_below_floor": Words(
        zh="{product} 成交均价 {own} 低于底价 {floor}，{sellers} 家的中位价 {market} 也低于底价：不拼价，先提到底价，用规格、赠品、服务区别开。{believed}",
        en="{product} sells for {own} on average, below the floor {floor}, as does the middle {market} of {sellers} other sellers: do not win by price, go up to the floor "
        "and differ by size, gift or service. {believed}",
    ),
    "rivals_stay": Words(
        zh="假设：别家不跟着改价；销量只按本店价格的弹性变，与别家的差价本身带来多少没有计入。",
        en="Assumed: other sellers do not answer; sales follow the elasticity of our own price, and what the gap to others does by itself is not counted.",
    ),
}
BELIEVED_OWN = Words(
    zh="价格弹性由本商品或同类商品的销售得出。", en="Its elasticity is told by its own sales or those of its category."
)
BELIEVED_ASSUMED = Words(
    zh="销售看不出价格弹性：按声明的 {low} 到 {high}（估计 {middle}），区间因此很宽。",
    en="Sales do not tell its elasticity: {middle} is assumed, from {low} to {high}, hence the wide interval.",
)
