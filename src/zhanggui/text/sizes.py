"""How much is in it: which weight, volume, length, pieces and packs does a title state?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

# Unit → what is measured, and how many of its smallest unit it is. Longer spellings first, so that 千克 is no 克.
_MEASURES: Mapping[str, tuple[str, Fraction]] = MappingProxyType(
    {
        "千克": ("grams", Fraction(1000)), "公斤": ("grams", Fraction(1000)), "kg": ("grams", Fraction(1000)),
        "毫克": ("grams", Fraction(1, 1000)), "mg": ("grams", Fraction(1, 1000)), "grams": ("grams", Fraction(1)),
        "gram": ("grams", Fraction(1)), "gr": ("grams", Fraction(1)), "g": ("grams", Fraction(1)),
        "克": ("grams", Fraction(1)), "斤": ("grams", Fraction(500)), "两": ("grams", Fraction(50)),
        "oz": ("ounces", Fraction(1)), "lb": ("ounces", Fraction(16)),
        "毫升": ("millilitres", Fraction(1)), "ml": ("millilitres", Fraction(1)), "升": ("millilitres", Fraction(1000)),
        "cl": ("millilitres", Fraction(10)), "litre": ("millilitres", Fraction(1000)), "liter": ("millilitres", Fraction(1000)),
        "l": ("millilitres", Fraction(1000)), "厘米": ("millimetres", Fraction(10)), "公分": ("millimetres", Fraction(10)),
        "毫米": ("millimetres", Fraction(1)), "cm": ("millimetres", Fraction(10)), "mm": ("millimetres", Fraction(1)),
        "英寸": ("inches", Fraction(1)), "寸": ("inches", Fraction(1)), "inch": ("inches", Fraction(1)),
        "米": ("millimetres", Fraction(1000)), "m": ("millimetres", Fraction(1000)), "瓦": ("watts", Fraction(1)), "w": ("watts", Fraction(1)),
        "pieces": ("pieces", Fraction(1)), "piece": ("pieces", Fraction(1)), "pcs": ("pieces", Fraction(1)), "片": ("pieces", Fraction(1)),
        "枚": ("pieces", Fraction(1)), "粒": ("pieces", Fraction(1)), "颗": ("pieces", Fraction(1)), "支": ("pieces", Fraction(1)),
        "抽": ("pieces", Fraction(1)), "件套": ("pieces", Fraction(1)), "只": ("pieces", Fraction(1)), "泡": ("pieces", Fraction(1)),
        "packs": ("packs", Fraction(1)), "pack": ("packs", Fraction(1)), "bags": ("packs", Fraction(1)), "bag": ("packs", Fraction(1)),
        "bottles": ("packs", Fraction(1)), "boxes": ("packs", Fraction(1)), "tins": ("packs", Fraction(1)), "包": ("packs", Fraction(1)),
        "袋": ("packs", Fraction(1)), "盒": ("packs", Fraction(1)), "罐": ("packs", Fraction(1)), "瓶": ("packs", Fraction(1)),
        "箱": ("packs", Fraction(1)), "桶": ("packs", Fraction(1)), "提": ("packs", Fraction(1)), "双": ("packs", Fraction(1)), "条": ("packs", Fraction(1)),
    }
)  # fmt: skip
_NUMBER = r"\d+(?:\.\d+)?|[半一二两三四五六七八九十]"
_HAN_NUMBERS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))
_UNITS = "|".join(sorted(map(re.escape, _MEASURES), key=len, reverse=True))
_AMOUNT = re.compile(rf"({_NUMBER})\s*({_UNITS})(?![a-z])")
_TIMES = re.compile(r"(?:(?<=[^\W\d_])|(?<=\s)|(?<=\)))\s*[x×*]\s*(\d+)(?![\d.]|\s*(?:cm|mm|m\b|厘米))")
_SET_OF = re.compile(r"\b(?:pack|set|box|bag|case)s? of (\d+)\b|\b(\d+)\s*-?\s*(?:pack|pk|ct|count)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The amounts that a title states, by what is measured, and the title without them."""

    amounts: Mapping[str, frozenset[Fraction]]
    rest: str

    @property
    def packs(self) -> Fraction:
        """How many packs are sold together; one where nothing is said."""
        return max(self.amounts.get("packs", frozenset()), default=Fraction(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Which kinds of amounts two titles state alike, differently, or only one of them."""

    alike: tuple[str, ...]
    differing: tuple[str, ...]
    on_one_side: tuple[str, ...]


def sizes_of(title: str) -> Sizes:
    """Weight, volume, length, pieces and packs in a title, in any of the usual spellings.

    >>> sizes_of("明前龙井 250克*2罐").amounts["grams"] == sizes_of("Longjing 0.25kg x 2").amounts["grams"]
    True
    >>> sizes_of("半斤装 三包").amounts["grams"], sizes_of("set of 6 mugs").packs, sizes_of("龙井茶").packs
    (frozenset({Fraction(250, 1)}), Fraction(6, 1), Fraction(1, 1))
    """
    text = unicodedata.normalize("NFKC", title).lower()
    found: dict[str, set[Fraction]] = {}
    for match in _SET_OF.finditer(text):
        found.setdefault("packs", set()).add(Fraction(match.group(1) or match.group(2)))
    text = _SET_OF.sub(" ", text)
    for match in _AMOUNT.finditer(text):
        kind, factor = _MEASURES[match.group(2)]
        found.setdefault(kind, set()).add(_number(match.group(1)) * factor)
    for match in _TIMES.finditer(text):
        found.setdefault("packs", set()).add(Fraction(match.group(1)))
    rest = _TIMES.sub(" ", _AMOUNT.sub(" ", text))
    return Sizes(amounts={kind: frozenset(values) for kind, values in found.items()}, rest=rest)


def compare_sizes(one: Sizes, other: Sizes) -> Compared:
    """What two titles say of their amounts; several packs against a title that says nothing of packs differ.

    A total beside its parts does not differ from the parts: 500g (250g×2) is 250g×2.

    >>> compare_sizes(sizes_of("龙井 500g(250g*2)"), sizes_of("龙井 250克 2罐")).differing
    ()
    >>> compare_sizes(sizes_of("龙井 250g 3包"), sizes_of("龙井 250g")).differing
    ('packs',)
    >>> compare_sizes(sizes_of("龙井 250g"), sizes_of("龙井")).on_one_side
    ('grams',)
    """
    mine, yours = _parts(one), _parts(other)
    both = sorted(mine.keys() & yours.keys())
    differing = {kind for kind in both if mine[kind] != yours[kind]}
    if one.packs != other.packs:
        differing.add("packs")
    return Compared(
        alike=tuple(kind for kind in both if kind not in differing),
        differing=tuple(sorted(differing)),
        on_one_side=tuple(sorted((mine.keys() ^ yours.keys()) - differing)),
    )


def _parts(sizes: Sizes) -> dict[str, frozenset[Fraction]]:
    """The amounts without those that are only another one times the packs."""
    packs = sizes.packs
    return {
        kind: frozenset(value for value in values if kind == "packs" or packs == 1 or value / packs not in values)
        for kind, values in sizes.amounts.items()
        if not (kind == "packs" and values == {Fraction(1)})
    }


def _number(said: str) -> Fraction:
    if said == "半":
        return Fraction(1, 2)
    if said == "两":
        return Fraction(2)
    return Fraction(_HAN_NUMBERS[said]) if said in _HAN_NUMBERS else Fraction(said)
