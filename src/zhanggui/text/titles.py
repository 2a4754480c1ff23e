"""How alike are two product titles, and in which words do they agree and differ?"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# Words with which any product is praised: they tell no two apart.
PRAISE = (
    "官方旗舰店", "旗舰店", "官方正品", "官方", "正品", "包邮", "顺丰", "新款", "爆款", "热卖", "热销", "促销", "特价", "限时", "秒杀",
    "优惠", "抢购", "直播间", "专享", "同款", "网红", "推荐", "现货", "厂家直销", "厂家", "直销", "批发", "自营", "超值", "满减", "买一送一",
    "送礼", "新品", "上市", "品质", "优选", "精选", "专供", "专属", "到手价", "拍下", "发货", "当天", "老店", "百亿补贴", "京东", "天猫", "淘宝", "抖音", "拼多多", "小红书", "快手",
)  # fmt: skip
PRAISING = frozenset(
    {"new", "sale", "hot", "free", "shipping", "official", "store", "genuine", "original", "best", "seller", "gift", "the", "a", "an"}
    | {"of", "for", "and", "with", "in", "to", "by", "quality", "premium", "cheap", "deal", "offer", "promo", "limited", "edition"}
)  # fmt: skip
# One of these against another one is another article, however alike the rest of the titles.
_VARIANTS: tuple[tuple[str, ...], ...] = (
    ("红", "red"), ("蓝", "blue"), ("绿", "green"), ("黄", "yellow"), ("黑", "black"), ("白", "white"), ("粉", "pink"),
    ("紫", "purple"), ("灰", "grey", "gray"), ("棕", "brown"), ("橙", "orange"), ("银", "silver"), ("金", "gold"),
    ("ivory",), ("cream",), ("turquoise",), ("lilac",), ("small",), ("medium",), ("large",), ("mini",),
    ("小号",), ("中号",), ("大号",), ("加大",), ("s码",), ("m码",), ("l码",), ("xl码", "xl"), ("xxl码", "xxl"),
    ("男", "men", "mens", "boys"), ("女", "women", "womens", "girls"), ("儿童", "kids"),
    # What an article is: a lotion of a series is no cream of it, a bracelet no necklace.
    ("乳液", "水凝乳"), ("爽肤水", "柔肤水", "化妆水", "精华水"), ("面霜", "日霜", "晚霜"), ("眼霜",), ("面膜",), ("洁面", "洗面奶"),
    ("眉笔",), ("眉粉",), ("替换装",), ("bracelet",), ("necklace",), ("earring", "earrings"), ("mug", "mugs"),
    ("bowl", "bowls"), ("plate", "plates"),
)  # fmt: skip
_COLOUR = "色款号"
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z]+(?:'[a-z]+)?")
# A12, 5号, 3#, 2024: short numbers alone are counts and promises, and some longer ones are sales or shares.
_MODEL = re.compile(r"(?<![a-z])[a-z]{1,4}-?\d+[a-z\d]*|\d+[a-z]+\d*|\d+(?=[号#])|\d{3,}(?!\d*[%元])")
_NO_MODELS = frozenset({"618", "1111", "1212", "100", "315", "520"})
_LATIN_VARIANTS = {spelling: spellings[0] for spellings in _VARIANTS for spelling in spellings if spelling.isascii()}
_HAN_VARIANTS = {spelling: spellings[0] for spellings in _VARIANTS for spelling in spellings if not spelling.isascii()}


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleWords:
    """What a title is made of: its words, its model numbers, and the words that make it a variant.

    `parts` are its characters and English words, each with the tokens in which it stands.
    """

    tokens: frozenset[str]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    models: frozenset[str]
    variants: frozenset[str]


def words_of(title: str) -> TitleWords:
    """The words of a title: pairs of neighbouring characters where it is Chinese, singulars where it is English.

    Praise is left out. Sizes should have been taken out before (`text.sizes`).

    >>> sorted(words_of("官方旗舰店 明前龙井茶").tokens), sorted(words_of("Red Mugs 12-A3").tokens)
    (['井茶', '前龙', '明前', '龙井'], ['mug', 'red'])
    >>> sorted(words_of("红色 保温杯 A12").variants), sorted(words_of("红色 保温杯 A12").models)
    (['红'], ['a12'])
    """
    text = unicodedata.normalize("NFKC", title).lower()
    for praise in PRAISE:
        text = text.replace(praise, " ")
    latin = [word for word in _LATIN.findall(_MODEL.sub(" ", text)) if word not in PRAISING and len(word) > 1]
    parts = [*((_singular(word), (_singular(word),)) for word in latin), *_characters(text)]
    return TitleWords(
        tokens=frozenset(token for _, tokens in parts for token in tokens),
        parts=tuple(parts),
        models=frozenset(model.replace("-", "") for model in _MODEL.findall(text)) - _NO_MODELS,
        variants=frozenset(
            {*(_LATIN_VARIANTS[word] for word in latin if word in _LATIN_VARIANTS), *_han_variants(text)}
        ),
    )


def weights(titles: Iterable[TitleWords]) -> dict[str, float]:
    """How much each character and English word tells: the rarer among the titles, the more.

    weight = ln(1 + N / n), n of N titles have it. A word is worth two characters.
    """
    every = list(titles)
    times = Counter(part for title in every for part in {part for part, _ in title.parts})
    return {part: math.log1p(len(every) / count) * (2 if part.isascii() else 1) for part, count in times.items()}


def likeness(one: TitleWords, other: TitleWords, weight: Mapping[str, float]) -> float:
    """How much of what two titles say they say both, from 0 (nothing) to 1 (the same words in any order).

    likeness = √(share of one that the other has × share of the other that one has), each share by weight. A character
    counts as had when a pair of neighbours it stands in is in both titles, so that word order does not matter.

    >>> both = words_of("green tea tin"), words_of("tin of green tea"), words_of("black tea")
    >>> told = weights(both)
    >>> round(likeness(both[0], both[1], told), 6), 0 < likeness(both[0], both[2], told) < 0.5
    (1.0, True)
    >>> round(likeness(words_of("西湖明前龙井"), words_of("明前 西湖 龙井"), {}), 6)
    1.0
    """
    return math.sqrt(_share(one, other.tokens, weight) * _share(other, one.tokens, weight))


def is_another_variant(one: TitleWords, other: TitleWords) -> bool:
    """Whether the titles name different variants: other colours, sizes, model numbers, on both sides.

    >>> (
    ...     is_another_variant(words_of("mug red"), words_of("mug blue")),
    ...     is_another_variant(words_of("mug red"), words_of("mug")),
    ... )
    (True, False)
    """
    return _at_odds(one.variants, other.variants) or _at_odds(one.models, other.models)


def agreeing_and_differing(title: str, had: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The pieces of a title that another title with these tokens has too, and those that it has not.

    >>> agreeing_and_differing("西湖龙井绿茶 Green Tin", frozenset({"西湖", "湖龙", "龙井", "tin"}))
    (('西湖龙井', 'tin'), ('绿茶', 'green'))
    """
    text = unicodedata.normalize("NFKC", title).lower()
    same, other = [], []
    for run in _HAN.findall(text):
        covered = _covered(run, had)
        same += [run[first:last] for first, last in covered]
        ends = [0, *(end for pair in covered for end in pair), len(run)]
        other += [run[first:last] for first, last in zip(ends[::2], ends[1::2], strict=True) if first < last]
    for word in _LATIN.findall(_MODEL.sub(" ", text)):
        (same if _singular(word) in had else other).append(word)
    return tuple(dict.fromkeys(same)), tuple(dict.fromkeys(other))


def _covered(run: str, had: frozenset[str]) -> list[tuple[int, int]]:
    """Where the run is made of known pairs; pairs that only touch are two pieces."""
    if run in had:
        return [(0, len(run))]
    found: list[tuple[int, int]] = []
    for place in range(len(run) - 1):
        if run[place : place + 2] in had:
            if found and place < found[-1][1]:
                found[-1] = (found[-1][0], place + 2)
            else:
                found.append((place, place + 2))
    return found


def _at_odds(mine: frozenset[str], yours: frozenset[str]) -> bool:
    return bool(mine and yours and not (mine <= yours or yours <= mine))


def _share(title: TitleWords, had: frozenset[str], weight: Mapping[str, float]) -> float:
    every = sum(weight.get(part, 1.0) for part, _ in title.parts)
    return (
        sum(weight.get(part, 1.0) for part, tokens in title.parts if not had.isdisjoint(tokens)) / every
        if every
        else 0.0
    )


def _characters(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each Chinese character with the pairs it makes with its neighbours; one that stands alone is a word."""
    for run in _HAN.findall(text):
        for place, character in enumerate(run):
            pairs = (run[max(place - 1, 0) : place + 1], run[place : place + 2])
            yield character, tuple(pair for pair in pairs if len(pair) > 1) or (character,)


def _singular(word: str) -> str:
    word = word.removesuffix("'s")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):  # noqa: PLR2004 - short words stay
        return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
    return word


def _han_variants(text: str) -> set[str]:
    """Colours count where they are said to be one (红色, 红款): 红茶 is a tea, 金骏眉 another."""
    found = set()
    for spelling, name in _HAN_VARIANTS.items():
        is_colour = len(spelling) == 1 and spelling not in "男女"
        if any(spelling + mark in text for mark in _COLOUR) if is_colour else spelling in text:
            found.add(name)
    return found
