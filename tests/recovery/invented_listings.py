"""The same invented products as two channels would call them, and which listing is which product."""

from __future__ import annotations

import random
from dataclasses import dataclass

from zhanggui.analyses.products.same.codes import Codes, Item, Selling


@dataclass(frozen=True)
class Range:
    """The words of one trade: what is sold, what is said of it, what distinguishes it, how much is in it."""

    nouns: tuple[tuple[str, ...], ...]
    sayings: tuple[str, ...]
    kinds: tuple[str, ...]
    sizes: tuple[tuple[str, ...], ...]
    praise: tuple[str, ...]
    gap: str = ""


def listings(trade: Range, seed: int, products: int = 60) -> tuple[Codes, set[tuple[str, str]]]:
    """Codes of two channels, and the pairs (jd, taobao) that are one product; three in ten are sold on one only."""
    chance = random.Random(seed)  # noqa: S311 - the same listings each time is what a test wants
    chosen = chance.sample(
        [(noun, kind, size) for noun in trade.nouns for kind in trade.kinds for size in trade.sizes], products
    )
    items, truth = {}, set()
    for number, (noun, kind, size) in enumerate(chosen):
        said = chance.sample(trade.sayings, 3)
        price = chance.randrange(2_000, 20_000)
        where = chance.choices(("both", "taobao", "jd"), weights=(70, 15, 15))[0]
        for channel, code in (
            ("taobao", f"TB{number:03d}-X{chance.randrange(999)}"),
            ("jd", f"{10**9 + chance.randrange(10**8)}"),
        ):
            if where in {"both", channel}:
                asked = round(price * chance.uniform(0.85, 1.15))
                sold = Selling(
                    title=title(trade, chance, (noun, kind, size), said),
                    price_minor=asked,
                    lines=20 if channel == "taobao" else 10,
                )
                items[code] = Item(code=code, sold={channel: sold})
                own = own if channel == "jd" and where == "both" else code  # noqa: F821 - set by the turn before
        if where == "both":
            truth.add((code, own))
    return Codes(items=items), truth


def title(trade, chance, product, said):
    """One title: the words in any order, some left out, praise put in, the size spelt in one of several ways."""
    noun, kind, size = product
    words = [chance.choice(noun), *(word for word in said if chance.random() < 0.75)]
    words.append(kind)
    chance.shuffle(words)
    praise = chance.sample(trade.praise, chance.randrange(3))
    told = [*praise[:1], trade.gap.join(words) if chance.random() < 0.5 else " ".join(words), *praise[1:]]
    if chance.random() < 0.9:
        told.append(chance.choice(size))
    return " ".join(told)


def recovered(found, truth) -> tuple[float, float]:
    """Precision and recall of proposals by title."""
    pairs = {tuple(sorted((match.code, match.sku))) for match in found}
    true = {tuple(sorted(pair)) for pair in truth}
    return len(pairs & true) / max(len(pairs), 1), len(pairs & true) / len(true)
