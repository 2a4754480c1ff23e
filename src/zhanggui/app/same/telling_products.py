"""How are proposals and decisions about products told to people and to programs?"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from zhanggui.core.quantity import Rate
from zhanggui.core.words import LANGUAGES, Language, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from zhanggui.analyses.products.same.matching import Match
    from zhanggui.app.same.products import DecidedMatch, ProductMatches, Proposed

WAYS: Mapping[str, Words] = {
    "exact": Words(zh="编码或条码完全一致", en="exact code or barcode"),
    "code": Words(zh="同一编码、写法不同", en="same code, written differently"),
    "title": Words(zh="标题相似", en="titles alike"),
    "hand": Words(zh="人工指定", en="by hand"),
}
SIZES: Mapping[str, Words] = {
    "grams": Words(zh="重量", en="weight"),
    "ounces": Words(zh="重量（英制）", en="weight (ounces)"),
    "millilitres": Words(zh="容量", en="volume"),
    "millimetres": Words(zh="长度", en="length"),
    "inches": Words(zh="英寸", en="inches"),
    "watts": Words(zh="功率", en="power"),
    "pieces": Words(zh="件数", en="pieces"),
    "packs": Words(zh="包装数", en="packs"),
}
SCORE = Words(
    zh="标题相似度：两个标题各有多少内容也在对方标题里（按字词稀有程度加权，取几何平均），100 % 表示用词相同。",
    en="Likeness of titles: how much of each title, weighed by how rare its words are, is in the other one too "
    "(geometric mean); 100 % is the same words.",
)
_AGREE = Words(zh="相同：{words}", en="agree: {words}")
_DIFFER = Words(zh="不同：{words}", en="differ: {words}")
_SIZES = Words(zh="{kinds}一致", en="same {kinds}")
_ONE_SIDE = Words(zh="只有一边写明{kinds}", en="only one states its {kinds}")
_PRICE = Words(zh="价格相差 {ratio} 倍", en="price ratio {ratio}")
_SCORE = Words(zh="标题相似度 {score}", en="titles {score} alike")


def evidence(match: Match, language: Language) -> tuple[str, ...]:
    """What speaks for and against a match, a line each."""
    return tuple(words.filled(language, **facts) for words, facts in _evidence(match, language))


def way(name: str, language: Language) -> str:
    """By what a match was found."""
    return WAYS[name].text(language)


def plain_matches(told: ProductMatches) -> dict[str, Any]:
    """Everything about the shop's codes as JSON values."""
    return {
        "snapshot": told.snapshot,
        "waiting": told.waiting,
        "proposed": [plain_proposed(each) for each in told.proposed],
        "joined": [plain_decided(each) for each in told.joined],
        "refused": [plain_decided(each) for each in told.refused],
        "shared_codes": told.shared_codes,
        "shared": [asdict(each) | {"channels": list(each.channels)} for each in told.shared],
    }


def plain_proposed(proposed: Proposed) -> dict[str, Any]:
    """One proposal as JSON values, its evidence in both languages."""
    match = proposed.match
    return {
        "id": proposed.id,
        **asdict(match),
        "evidence": {language: list(evidence(match, language)) for language in LANGUAGES},
    }


def plain_decided(decided: DecidedMatch) -> dict[str, Any]:
    """One decision as JSON values."""
    return asdict(decided) | {"at": decided.at.isoformat()}


def _evidence(match: Match, language: Language) -> Iterator[tuple[Words, Mapping[str, str]]]:
    yield _SCORE, {"score": Rate(match.score).said}
    if match.agreeing:
        yield _AGREE, {"words": " ".join(match.agreeing)}
    if match.differing:
        yield _DIFFER, {"words": " ".join(match.differing)}
    if match.sizes_alike:
        yield _SIZES, {"kinds": _kinds(match.sizes_alike, language)}
    if match.sizes_on_one_side:
        yield _ONE_SIDE, {"kinds": _kinds(match.sizes_on_one_side, language)}
    if match.price_ratio is not None:
        yield _PRICE, {"ratio": f"{match.price_ratio:.2f}"}


def _kinds(names: Sequence[str], language: Language) -> str:
    return ("、" if language == "zh-CN" else ", ").join(SIZES[name].text(language) for name in names)
