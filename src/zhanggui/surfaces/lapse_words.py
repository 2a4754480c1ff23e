"""What is said about points, held goods and deposits that have run out?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.core.money import Money
from zhanggui.core.words import Language, Words

if TYPE_CHECKING:
    from zhanggui.checkout.lapsing import Lapsed

_POINTS = Words(
    zh="{members} 位会员的 {points} 积分过期",
    en="{points} {points:point|points} of {members} {members:member|members} expired",
)
_HOLDS = Words(zh="{holds} 笔预留到期", en="{holds} {holds:hold|holds} ended")
_DEPOSITS = Words(
    zh="{deposits} 笔定金未付尾款（退 {returned}，不退 {forfeited}）",
    en="{deposits} {deposits:deposit|deposits} without a balance ({returned} to go back, {forfeited} forfeited)",
)
_NOTHING = Words(zh="没有新到期的积分、预留或定金", en="No points, holds or deposits have newly run out")


def told(lapsed: Lapsed, currency: str, language: Language) -> str:
    """What ran out, in one line.

    >>> from zhanggui.checkout.lapsing import Lapsed
    >>> one = Lapsed(members=1, points=1, holds=2, deposits=0, returned_minor=0, forfeited_minor=0)
    >>> told(one, "CNY", "en")
    '1 point of 1 member expired; 2 holds ended'
    """
    facts = {name: f"{getattr(lapsed, name):,}" for name in ("members", "points", "holds", "deposits")}
    money = {name: Money(getattr(lapsed, f"{name}_minor"), currency) for name in ("returned", "forfeited")}
    parts = [
        words.filled(language, **facts, **money)
        for words, count in ((_POINTS, lapsed.points), (_HOLDS, lapsed.holds), (_DEPOSITS, lapsed.deposits))
        if count
    ]
    return ("；" if language == "zh-CN" else "; ").join(parts) or _NOTHING.text(language)
