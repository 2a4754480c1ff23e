"""Which codes look like one product, and by which evidence?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from zhanggui.analyses.products.same.codes import Codes, Item
from zhanggui.text.codes import SHORTEST_CODE, plain_code
from zhanggui.text.sizes import Compared, Sizes, compare_sizes, sizes_of
from zhanggui.text.titles import TitleWords, agreeing_and_differing, is_another_variant, likeness, weights, words_of

Way = Literal["exact", "code", "title"]
WAYS: tuple[Way, ...] = ("exact", "code", "title")

# More than half of what each of two titles says, by the weight of its words, is said by the other one too.
LEAST_LIKENESS = 0.55
# An amount that only one title states may be another size: then nearly all else has to be the same.
LEAST_WITHOUT_SIZE = 0.75
# Two codes that are equally alike to a third: which of them is meant cannot be told.
TELLING_GAP = 0.03
# The same product is rarely dearer than this elsewhere; sizes that no title states are.
MOST_PRICE_RATIO = 2.5
# Words that many titles have find too many candidates and prove little.
MOST_TITLES_OF_A_WORD = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A code of a channel that looks like another code of the shop, and what speaks for and against it.

    `score` is the likeness of the titles: the geometric mean of the shares of each title, weighed by how rare its words
    are, that the other one has too; 1 means the same words. `price_ratio` is the dearer price over the cheaper one.
    """

    channel: str
    code: str
    sku: str
    way: Way
    title: str
    sku_title: str
    score: float
    agreeing: tuple[str, ...]
    differing: tuple[str, ...]
    sizes_alike: tuple[str, ...] = ()
    sizes_on_one_side: tuple[str, ...] = ()
    price_ratio: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """One code with its title taken apart."""

    item: Item
    title: str
    sizes: Sizes
    words: TitleWords
    price_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """Everything that candidates are compared with."""

    named: Mapping[str, _Named]
    weight: Mapping[str, float] = field(default_factory=dict)


def find_matches(
    codes: Codes, refused: Collection[tuple[str, str, str]] = (), *, ways: Sequence[Way] = WAYS
) -> tuple[Match, ...]:
    """At most one proposal a code and channel: by exact codes, else by codes written differently, else by titles.

    `refused` are (channel, code, sku) that a person refused, in either direction. Titles are compared across channels
    only: two listings of one channel are two products until somebody says otherwise.
    """
    shelf = _shelf(codes)
    taken: set[str] = set()
    found: list[Match] = []
    for way in ways:
        for alias, own in _pairs(way, codes, shelf, taken):
            new = tuple(_matches(shelf, alias, own, way, refused))
            if alias not in taken and new:
                found += new
                taken.add(alias)
    return tuple(sorted(found, key=lambda match: (WAYS.index(match.way), -match.score, match.code)))


def _pairs(way: Way, codes: Codes, shelf: _Shelf, taken: Collection[str]) -> Iterable[tuple[str, str]]:
    """Pairs of a code and the shop's own one, the surest first."""
    if way == "exact":
        return _exact(codes)
    return _by_code(codes) if way == "code" else _by_title(codes, shelf, taken)


def _shelf(codes: Codes) -> _Shelf:
    named = {}
    for code, item in codes.items.items():
        sizes = sizes_of(item.shown)
        prices = [each.price_minor for each in item.sold.values() if each.price_minor]
        price = min(prices, default=None)
        named[code] = _Named(item=item, title=item.shown, sizes=sizes, words=words_of(sizes.rest), price_minor=price)
    return _Shelf(named=named, weight=weights(each.words for each in named.values()))


def _exact(codes: Codes) -> Iterator[tuple[str, str]]:
    """The channel itself names the merchant's code, or the codes have one barcode, alone on their channels."""
    for (_channel, code), own in sorted(codes.stated.items()):
        if code in codes.items and own in codes.items:
            yield code, own
    by_barcode: dict[str, list[Item]] = {}
    for item in codes.items.values():
        if item.barcode:
            by_barcode.setdefault(item.barcode, []).append(item)
    for items in by_barcode.values():
        channels = [channel for item in items for channel in item.sold]
        if len(items) > 1 and len(channels) == len(set(channels)):
            yield from _towards_own(items)


def _by_code(codes: Codes) -> Iterator[tuple[str, str]]:
    beginnings = codes.beginnings
    alike: dict[str, list[Item]] = {}
    for item in codes.items.values():
        beginning = next((beginnings[channel] for channel in item.sold if beginnings[channel]), "")
        for told in {plain_code(item.code), plain_code(item.code, beginning)}:
            if len(told) >= SHORTEST_CODE:
                alike.setdefault(told, []).append(item)
    for items in alike.values():
        for alias, own in _towards_own(items):
            if not codes.items[alias].sold.keys() & codes.items[own].sold.keys():
                yield alias, own


def _towards_own(items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """Of several codes the one that most speaks for being the shop's own, and each of the others with it."""
    own, *others = sorted(items, key=lambda item: (*(-part for part in item.standing), item.code))
    for other in others:
        yield other.code, own.code


def _by_title(codes: Codes, shelf: _Shelf, taken: Collection[str]) -> Iterator[tuple[str, str]]:
    """Pairs of which each is the other's best by title, and clearly so; the best of all first."""
    scored = sorted(_scored(codes, shelf, taken), reverse=True)
    best: dict[str, list[tuple[float, str]]] = {}
    for score, one, other in scored:
        best.setdefault(one, []).append((score, other))
        best.setdefault(other, []).append((score, one))
    for score, one, other in scored:
        if all(_is_clear(best[each], score, codes) for each in (one, other)):
            yield from _towards_own([codes.items[one], codes.items[other]])


def _is_clear(ranked: Sequence[tuple[float, str]], score: float, codes: Codes) -> bool:
    """Whether nothing else on the same channel is as alike, or nearly."""
    if ranked[0][0] > score:
        return False
    first, *others = (codes.items[code] for _, code in ranked)
    rivals = (place for place, other in enumerate(others, 1) if other.sold.keys() & first.sold.keys())
    nearest = next(rivals, None)
    return nearest is None or score - ranked[nearest][0] >= TELLING_GAP


def _scored(codes: Codes, shelf: _Shelf, taken: Collection[str]) -> Iterator[tuple[float, str, str]]:
    for one, other in _candidates(shelf, taken):
        if codes.items[one].sold.keys() & codes.items[other].sold.keys():
            continue
        mine, yours = shelf.named[one], shelf.named[other]
        compared = _comparable(mine, yours)
        if compared is None:
            continue
        score = likeness(mine.words, yours.words, shelf.weight)
        if score >= (LEAST_WITHOUT_SIZE if compared.on_one_side else LEAST_LIKENESS):
            yield score, one, other


def _candidates(shelf: _Shelf, taken: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of codes whose titles share a word that not every title has."""
    having: dict[str, list[str]] = {}
    for code, named in shelf.named.items():
        if code not in taken:
            for token in named.words.tokens:
                having.setdefault(token, []).append(code)
    pairs = {
        (one, other)
        for codes in having.values()
        if len(codes) <= MOST_TITLES_OF_A_WORD
        for place, one in enumerate(codes)
        for other in codes[place + 1 :]
    }
    return sorted(pairs)


def _comparable(mine: _Named, yours: _Named) -> Compared | None:
    """How the sizes compare; nothing where sizes, variants or prices say that these are two products."""
    compared = compare_sizes(mine.sizes, yours.sizes)
    ratio = _price_ratio(mine, yours)
    if compared.differing or is_another_variant(mine.words, yours.words):
        return None
    return None if ratio is not None and ratio > MOST_PRICE_RATIO else compared


def _matches(
    shelf: _Shelf, alias: str, own: str, way: Way, refused: Collection[tuple[str, str, str]]
) -> Iterator[Match]:
    """One proposal for each channel of the code, unless sizes or variants refuse the pair or a person did."""
    mine, yours = shelf.named[alias], shelf.named[own]
    compared = compare_sizes(mine.sizes, yours.sizes)
    if compared.differing or is_another_variant(mine.words, yours.words):
        return
    same, mine_alone = agreeing_and_differing(mine.sizes.rest, yours.words.tokens)
    _, yours_alone = agreeing_and_differing(yours.sizes.rest, mine.words.tokens)
    for channel in sorted(mine.item.sold):
        if (channel, alias, own) in refused or any((place, own, alias) in refused for place in yours.item.sold):
            continue
        yield Match(
            channel=channel,
            code=alias,
            sku=own,
            way=way,
            title=mine.title,
            sku_title=yours.title,
            score=round(likeness(mine.words, yours.words, shelf.weight), 4),
            agreeing=same,
            differing=tuple(dict.fromkeys((*mine_alone, *yours_alone))),
            sizes_alike=compared.alike,
            sizes_on_one_side=compared.on_one_side,
            price_ratio=_price_ratio(mine, yours),
        )


def _price_ratio(mine: _Named, yours: _Named) -> float | None:
    if not mine.price_minor or not yours.price_minor:
        return None
    low, high = sorted((mine.price_minor, yours.price_minor))
    return round(high / low, 3)
