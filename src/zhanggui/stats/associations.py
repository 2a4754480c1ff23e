"""Which things are found together in the same baskets, counted exactly and in bounded memory?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Bits = NDArray[np.uint64]

CELLS = 4_000_000  # counts that are held at a time: 16 MB of 32-bit integers
BITS_BYTES = 256_000_000
WORD = 64
MOST_SETS = 2_000_000
NO_ITEM: Whole = np.zeros(0, dtype=np.int64)


class TooManySets(ValueError):
    """More sets are frequent than can be listed: with n things always bought together there are 2ⁿ."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(f"More than {most} sets are this frequent; ask for a higher count or shorter sets.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Incidence:
    """Which basket holds which item: one entry each, in any order; baskets and items are numbered from 0."""

    baskets: int
    items: int
    basket: Whole
    item: Whole

    @classmethod
    def of(cls, basket: Whole, item: Whole, *, baskets: int, items: int) -> Incidence:
        """From rows in which an item may stand twice in a basket.

        >>> Incidence.of(np.array([0, 0, 1]), np.array([5, 5, 2]), baskets=2, items=6).item.tolist()
        [5, 2]
        """
        key = np.unique(basket.astype(np.int64) * items + item)
        return cls(baskets=baskets, items=items, basket=key // items, item=key % items)

    def counts(self) -> Whole:
        """In how many baskets each item is."""
        return np.bincount(self.item, minlength=self.items)

    def only(self, items: Whole) -> Incidence:
        """With some items alone, which are numbered anew in the order given."""
        number = np.full(self.items, -1, dtype=np.int64)
        number[items] = np.arange(len(items))
        kept = number[self.item]
        stays = kept >= 0
        return Incidence(baskets=self.baskets, items=len(items), basket=self.basket[stays], item=kept[stays])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairCounts:
    """Pairs of items, the lower number first, with the baskets that hold both."""

    first: Whole
    second: Whole
    together: Whole


def pair_counts(incidence: Incidence, least: int) -> PairCounts:
    """All pairs that at least that many baskets hold, exactly.

    An item in fewer baskets cannot be in such a pair and is left out first (R. Agrawal, R. Srikant, Fast algorithms for
    mining association rules, 1994). Then XᵀX of the 0/1 matrix X, some columns at a time, by whichever is less work:
    the sparse product takes Σ kᵢ² steps for baskets of kᵢ items, the intersection of bit sets m²/2 · n/64 for m items
    in n baskets; so many baskets of a thousand items do no harm. Never more than `CELLS` counts are held.

    >>> found = pair_counts(
    ...     Incidence(baskets=3, items=3, basket=np.array([0, 0, 1, 1, 2]), item=np.array([0, 2, 0, 2, 1])), 2
    ... )
    >>> found.first.tolist(), found.second.tolist(), found.together.tolist()
    ([0], [2], [2])
    """
    frequent = np.flatnonzero(incidence.counts() >= max(1, least))
    chosen = incidence.only(frequent)
    blocks = _by_bits(chosen) if _bits_are_less_work(chosen) else _by_product(chosen)
    found = [_above(block, least) for block in blocks]
    first, second, together = (np.concatenate([NO_ITEM, *(part[at] for part in found)]) for at in range(3))
    return PairCounts(first=frequent[first], second=frequent[second], together=together)


def frequent_sets(
    incidence: Incidence, least: int, *, longest: int, most: int = MOST_SETS
) -> Mapping[tuple[int, ...], int]:
    """Every set of at most `longest` items that at least `least` baskets hold, with how many do.

    Pairs by `pair_counts`; from there depth first over intersections of bit sets (M. Zaki, Scalable algorithms for
    association mining, IEEE TKDE 12 (2000)): the baskets of {a, b, c} are those of {a, b} and of {a, c}. Only items
    that make a frequent pair with a are tried beside it, and rarer items come first, so intersections are soon small.
    Raises TooManySets.

    >>> rows = Incidence(baskets=3, items=3, basket=np.array([0, 0, 0, 1, 1, 2]), item=np.array([0, 1, 2, 0, 1, 1]))
    >>> frequent_sets(rows, 2, longest=3)
    {(0,): 2, (1,): 3, (0, 1): 2}
    """
    counts = incidence.counts()
    found: dict[tuple[int, ...], int] = {
        (int(item),): int(counts[item]) for item in np.flatnonzero(counts >= max(1, least))
    }
    pairs = (
        pair_counts(incidence, least) if longest > 1 else PairCounts(first=NO_ITEM, second=NO_ITEM, together=NO_ITEM)
    )
    for first, second, together in zip(
        *(each.tolist() for each in (pairs.first, pairs.second, pairs.together)), strict=True
    ):
        found[first, second] = together
    growing = [_roots(incidence, pairs, counts)] if longest > 2 else []
    while growing:
        if len(found) > most:
            raise TooManySets(most)
        branch = next(growing[-1], None)
        if branch is None:
            growing.pop()
        else:
            growing.append(_grown(branch, least, longest, found))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who has all of the antecedent has the consequent too, so often; as counts of baskets."""

    antecedent: tuple[int, ...]
    consequent: int
    together: int
    with_antecedent: int
    with_consequent: int

    @property
    def confidence(self) -> float:
        """Share of the baskets with the antecedent that hold the consequent."""
        return self.together / self.with_antecedent


def rules(sets: Mapping[tuple[int, ...], int], confidence: float) -> tuple[Rule, ...]:
    """Rules with one consequent that hold at least so often, from all frequent sets.

    >>> [(rule.antecedent, rule.consequent) for rule in rules({(0,): 2, (1,): 3, (0, 1): 2}, 0.8)]
    [((0,), 1)]
    """
    found = []
    for items, together in sets.items():
        for at, consequent in enumerate(items if len(items) > 1 else ()):
            antecedent = items[:at] + items[at + 1 :]
            if together >= confidence * sets[antecedent]:
                found.append(
                    Rule(
                        antecedent=antecedent,
                        consequent=consequent,
                        together=together,
                        with_antecedent=sets[antecedent],
                        with_consequent=sets[consequent,],
                    )
                )
    return tuple(found)


def _bits_are_less_work(incidence: Incidence) -> bool:
    words = math.ceil(incidence.baskets / WORD)
    if incidence.items * words * 8 > BITS_BYTES:
        return False
    sizes = np.bincount(incidence.basket, minlength=incidence.baskets).astype(float)
    return bool((sizes**2).sum() > incidence.items**2 / 2 * words)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Block:
    """Counts of some items with some items: the numbers of the first row and of the first column."""

    row: int
    column: int
    counts: NDArray[np.int32]


def _by_product(incidence: Incidence) -> Iterator[_Block]:
    from scipy.sparse import csr_array

    ones = np.ones(len(incidence.item), dtype=np.int32)
    X = csr_array((ones, (incidence.basket, incidence.item)), shape=(incidence.baskets, incidence.items))
    columns = X.T.tocsr()
    width = max(1, CELLS // max(1, incidence.items))
    for start in range(0, incidence.items, width):
        yield _Block(row=start, column=0, counts=(columns[start : start + width] @ X).toarray())


def _by_bits(incidence: Incidence) -> Iterator[_Block]:
    bits = _bit_sets(incidence)
    for start in range(incidence.items - 1):
        yield _Block(row=start, column=start + 1, counts=_ones(bits[start + 1 :] & bits[start])[None, :])


def _above(block: _Block, least: int) -> tuple[Whole, Whole, Whole]:
    """What is frequent above the diagonal, so that each pair is told once."""
    row, column = np.nonzero(block.counts >= max(1, least))
    above = column + block.column > row + block.row
    row, column = row[above], column[above]
    return row + block.row, column + block.column, block.counts[row, column].astype(np.int64)


def _bit_sets(incidence: Incidence) -> Bits:
    """One row an item, one bit a basket; made some items at a time, as whole bytes take eight times the room."""
    words = max(1, math.ceil(incidence.baskets / WORD))
    by_item = np.argsort(incidence.item, kind="stable")
    ends = np.searchsorted(incidence.item[by_item], np.arange(incidence.items + 1))
    bits = np.zeros((incidence.items, words), dtype=np.uint64)
    width = max(1, CELLS // (words * WORD))
    for start in range(0, incidence.items, width):
        stop = min(incidence.items, start + width)
        entries = by_item[ends[start] : ends[stop]]
        flags = np.zeros((stop - start, words * WORD), dtype=np.uint8)
        flags[incidence.item[entries] - start, incidence.basket[entries]] = 1
        bits[start:stop] = np.packbits(flags, axis=1).view(np.uint64)
    return bits


def _ones(bits: Bits) -> NDArray[np.int32]:
    return np.asarray(np.bitwise_count(bits).sum(axis=-1, dtype=np.int32))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Branch:
    """Sets that share all items but the last: those items, and the baskets of each set."""

    sets: tuple[int, ...]
    items: Whole
    bits: Bits


def _roots(incidence: Incidence, pairs: PairCounts, counts: Whole) -> Iterator[_Branch]:
    """For every item its frequent pairs with items that are less rare."""
    active = np.unique(np.concatenate([pairs.first, pairs.second]))
    active = active[np.argsort(counts[active], kind="stable")]
    place = np.zeros(incidence.items, dtype=np.int64)
    place[active] = np.arange(len(active))
    low, high = np.sort(np.stack([place[pairs.first], place[pairs.second]]), axis=0)
    order = np.lexsort((high, low))
    low, high = low[order], high[order]
    bits = _bit_sets(_without_small_baskets(incidence.only(active)))
    for item in np.unique(low):
        partners = high[np.searchsorted(low, item) : np.searchsorted(low, item, side="right")]
        if len(partners) > 1:
            yield _Branch(sets=(int(active[item]),), items=active[partners], bits=bits[partners] & bits[item])


def _without_small_baskets(incidence: Incidence) -> Incidence:
    """Only baskets of three items or more tell of sets of three or more."""
    large = np.bincount(incidence.basket, minlength=incidence.baskets) > 2
    stays = large[incidence.basket]
    basket = (np.cumsum(large) - 1)[incidence.basket[stays]]
    return Incidence(baskets=int(large.sum()), items=incidence.items, basket=basket, item=incidence.item[stays])


def _grown(branch: _Branch, least: int, longest: int, found: dict[tuple[int, ...], int]) -> Iterator[_Branch]:
    """Every set of the branch with each later item of the branch."""
    for at in range(len(branch.items) - 1):
        both = branch.bits[at + 1 :] & branch.bits[at]
        together = _ones(both)
        stays = np.flatnonzero(together >= max(1, least))
        sets, items = (*branch.sets, int(branch.items[at])), branch.items[at + 1 :][stays]
        for item, count in zip(items, together[stays], strict=True):
            found[tuple(sorted((*sets, int(item))))] = int(count)
        if len(sets) + 1 < longest and len(items) > 1:
            yield _Branch(sets=sets, items=items, bits=both[stays])
