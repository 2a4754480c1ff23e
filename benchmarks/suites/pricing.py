"""How fast is a basket priced, by the declared order and by the exact best subset?"""

from __future__ import annotations

import statistics
import time
from itertools import combinations
from typing import TYPE_CHECKING

from benchmarks.invented.offers import AT, baskets, offers, stackable
from benchmarks.measurement import Figure, in_turn, times
from benchmarks.peers import rule_loop
from zhanggui.offers.engine.rules import make_ready
from zhanggui.offers.quoting import quote
from zhanggui.offers.rules.offer_set import OfferSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.workplace import Workplace
    from zhanggui.offers.basket import Basket
    from zhanggui.offers.engine.rules import Rules

TITLE = "How fast is a basket priced?"
HOW = (
    "One process, offers made ready once, 300 invented baskets; a quote gives every line with its reasons, the offers that applied and hints. The rule "
    "loop gives the total alone, of the same baskets under the same offers; how far the totals are apart on average is shown (the loop forgets which units of a "
    "line were reduced before). All subsets: every subset of the "
    "stackable offers priced by order, the least kept, as the tests' oracle does; its totals must be the same. Times are of the process, so that a "
    "machine busy with other work counts as little as possible."
)
BASKETS = 300
PAIRS = 5
A_SECOND = 1_000_000


def figures(_work: Workplace) -> Iterator[Figure]:
    """Quotes a second and the slowest hundredth; beside a plain rule loop and all subsets."""
    yield _rate("10 lines, 30 offers, declared order", make_ready(offers(30, "priority")), 10, 3000, 2000)
    yield _rate("10 lines, best of 8 stackable offers", make_ready(stackable(8)), 10, 500, 20_000)
    yield _beside_a_loop(20, 50)
    yield _beside_all_subsets(8)


def _rate(what: str, rules: Rules, lines: int, most_rate: int, most_us: int) -> Figure:
    bought = baskets(BASKETS, lines)
    taken = _microseconds(rules, bought, time.process_time_ns)
    rate, slowest = A_SECOND / statistics.mean(taken), sorted(taken)[-len(taken) // 100 - 1]
    by_the_wall = A_SECOND / statistics.mean(_microseconds(rules, bought, time.perf_counter_ns))
    return Figure(
        what=what,
        measured=f"{rate:,.0f} quotes/s, p99 {slowest / 1000:.2f} ms; by the wall clock {by_the_wall:,.0f}/s",
        promise=f"≥ {most_rate:,} quotes/s, p99 < {most_us / 1000:g} ms",
        holds=rate >= most_rate and slowest < most_us,
    )


def _microseconds(rules: Rules, bought: Sequence[Basket], clock: Callable[[], int]) -> list[float]:
    quote(bought[0], rules, AT)
    taken = []
    for basket in bought:
        started = clock()
        quote(basket, rules, AT)
        taken.append((clock() - started) / 1000)
    return taken


def _beside_a_loop(lines: int, count: int) -> Figure:
    declared = offers(count, "priority")
    bought = baskets(BASKETS, lines)
    rules, plain = make_ready(declared), rule_loop.rules_of(declared.model_dump())
    shaped = [([line.model_dump() for line in basket.lines], basket.codes) for basket in bought]
    taken = in_turn(
        lambda: [quote(basket, rules, AT) for basket in bought],
        lambda: [rule_loop.total(plain, *each) for each in shaped],
        pairs=PAIRS,
    )
    apart = statistics.mean(
        abs(quote(basket, rules, AT).to_pay_minor - rule_loop.total(plain, *each))
        for basket, each in zip(bought, shaped, strict=True)
    )
    return Figure(
        what=f"{lines} lines, {count} offers",
        measured=f"{taken.our_seconds / BASKETS * A_SECOND:,.0f} µs a quote with reasons",
        beside=f"rule loop, total alone: {taken.their_seconds / BASKETS * A_SECOND:,.0f} µs; {apart:.1f} fen apart",
        ratio=times(taken.ratio),
    )


def _beside_all_subsets(count: int) -> Figure:
    declared = stackable(count)
    rules, subsets = make_ready(declared), _subsets(declared)
    bought = baskets(10, 10)
    best = [quote(basket, rules, AT).to_pay_minor for basket in bought]
    least = [min(quote(basket, each, AT).to_pay_minor for each in subsets) for basket in bought]
    taken = in_turn(
        lambda: [quote(basket, rules, AT) for basket in bought],
        lambda: [quote(basket, each, AT) for basket in bought for each in subsets],
        pairs=PAIRS,
        warm=False,
    )
    return Figure(
        what=f"exact best of {count}",
        measured=f"{taken.our_seconds / len(bought) * 1000:.1f} ms, same price in {_agreeing(best, least)}",
        beside=f"all {len(subsets)} subsets: {taken.their_seconds / len(bought) * 1000:.0f} ms",
        ratio=times(taken.ratio),
        promise="the same price",
        holds=best == least,
    )


def _agreeing(best: list[int], least: list[int]) -> str:
    return f"{sum(mine == theirs for mine, theirs in zip(best, least, strict=True))} of {len(best)}"


def _subsets(declared: OfferSet) -> list[Rules]:
    combine = declared.combine.model_copy(update={"choose": "priority"})
    return [
        make_ready(declared.model_copy(update={"combine": combine, "offers": subset}))
        for size in range(len(declared.offers) + 1)
        for subset in combinations(declared.offers, size)
    ]
