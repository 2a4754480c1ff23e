"""Which groups do recency, frequency and money make, and what is each of them for?"""

from __future__ import annotations

from dataclasses import dataclass

from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One of the eight groups: bought lately or not, often or not, much or not."""

    code: str
    name: Words
    recent: bool
    frequent: bool
    valuable: bool
    advice: Words


SEGMENTS: tuple[Segment, ...] = (
    Segment(
        code="champions",
        name=Words(zh="重要价值客户", en="Champions"),
        recent=True,
        frequent=True,
        valuable=True,
        advice=Words(
            zh="新品先给、服务优先，少打折：他们本来就会买。",
            en="First access and best service; few discounts, they buy anyway.",
        ),
    ),
    Segment(
        code="keep",
        name=Words(zh="重要保持客户", en="Loyal, gone quiet"),
        recent=False,
        frequent=True,
        valuable=True,
        advice=Words(
            zh="曾经常买又买得多，最近没来：最先召回。", en="Bought often and much, then stopped: win back first."
        ),
    ),
    Segment(
        code="develop",
        name=Words(zh="重要发展客户", en="Big baskets, few visits"),
        recent=True,
        frequent=False,
        valuable=True,
        advice=Words(
            zh="一次买得多：推荐关联商品，促成下一次购买。",
            en="Spend much at a time: give them a reason for the next visit.",
        ),
    ),
    Segment(
        code="rescue",
        name=Words(zh="重要挽留客户", en="Big spenders lost"),
        recent=False,
        frequent=False,
        valuable=True,
        advice=Words(
            zh="买得多但久未回来：小范围试召回，看是否划算。",
            en="Spent much, long gone: test a win-back on a few before paying for all.",
        ),
    ),
    Segment(
        code="regulars",
        name=Words(zh="一般价值客户", en="Regulars, small baskets"),
        recent=True,
        frequent=True,
        valuable=False,
        advice=Words(
            zh="常来但客单低：做搭配和满减门槛，提高每单金额。",
            en="Come often, spend little: bundles and thresholds raise the basket.",
        ),
    ),
    Segment(
        code="newcomers",
        name=Words(zh="一般发展客户", en="New or occasional"),
        recent=True,
        frequent=False,
        valuable=False,
        advice=Words(
            zh="多为新客：做好首单体验，引导第二次购买。",
            en="Mostly new: a good first order, then the second purchase.",
        ),
    ),
    Segment(
        code="fading",
        name=Words(zh="一般保持客户", en="Small regulars, gone quiet"),
        recent=False,
        frequent=True,
        valuable=False,
        advice=Words(zh="以前常来：低成本提醒即可。", en="Used to come often: a cheap reminder is enough."),
    ),
    Segment(
        code="lapsed",
        name=Words(zh="一般挽留客户", en="Lapsed"),
        recent=False,
        frequent=False,
        valuable=False,
        advice=Words(zh="久未购买且买得少：不必专门花预算。", en="Long gone and spent little: no budget of their own."),
    ),
)


def segment_of(recency: int, frequency: int, money: int, high_from: int) -> Segment:
    """The group that three scores fall into; a score of `high_from` or more is high.

    >>> segment_of(5, 1, 4, high_from=4).code
    'develop'
    """
    highs = (recency >= high_from, frequency >= high_from, money >= high_from)
    return next(group for group in SEGMENTS if (group.recent, group.frequent, group.valuable) == highs)
