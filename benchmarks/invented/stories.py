"""Which stories are told of an invented shop, and which of their causes stand above its noise?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.invented.causes import COLUMNS, Cause, Segment, Story
from zhanggui.core.period import Period
from zhanggui.worlds.tea_shop.generate import END, START

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.invented.causes import Stage

DAYS = 28
CHANNELS = ("tmall", "douyin", "jd", "own_site", "store")
ADVERTISED = ("tmall", "douyin", "jd", "own_site")
KINDS = ("conversion", "stock_out", "region", "price_cut", "ad_stop", "device", "boost")
SPLITS = ("channel", "sku", "category", "province", "buyer_type", "device")
FEWEST = 10  # lines a period: of less than that nobody would say that it did anything
NINE_IN_TEN = 1.2816  # standard deviations of the normal distribution
LEAST_SHARE, MOST_OF_ALL = 0.02, 0.6  # of the shop: what nobody would miss is no cause, nor is what happens everywhere
ALIKE = 0.3
ELASTICITY = -2.4
TRIES, MOST_PERIODS = 40, 100
WANTED = {"none": 0, "single": 1, "mixed": 2}


class NoStory(Exception):
    """No cause of any kind stands above the noise of this shop."""


def stories(stage: Stage, kind: str, count: int, seed: int) -> Iterator[Story]:
    """So many stories of one cause, of two, or of none; every cause stands above the noise.

    Every other story without a cause has a red herring: advertising is cut or stopped, and nothing follows.
    """
    chance = np.random.default_rng([seed, WANTED[kind]])
    sold = Sold.of(stage)
    least = sold.above_noise()
    for number in range(count):
        now, told = _told(sold, WANTED[kind], least, chance)
        yield Story(
            seed=seed,
            now=now,
            causes=tuple(cause for cause, _ in told),
            strengths=tuple(strength for _, strength in told),
            red_herrings=(_red_herring(chance),) if kind == "none" and number % 2 else (),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """The paid lines before anything was planted: their day, what they brought, and their labels by number."""

    day: NDArray[np.int64]
    net: NDArray[np.float64]
    values: dict[str, list[str]]
    codes: dict[str, NDArray[np.int64]]

    @classmethod
    def of(cls, stage: Stage) -> Sold:
        """Read them once."""
        columns = ", ".join(f"coalesce({COLUMNS.get(name, name)}, '') AS {name}" for name in SPLITS)
        rows = stage.engine.execute(
            f"SELECT ordered_day - DATE '{START}' AS day, net_sales_minor AS net, {columns} FROM sale_lines WHERE is_paid"
        ).fetchnumpy()
        known = {name: np.unique(np.asarray(rows[name], dtype=str), return_inverse=True) for name in SPLITS}
        return cls(
            day=np.asarray(rows["day"], np.int64),
            net=np.asarray(rows["net"], np.float64),
            values={name: [str(value) for value in values] for name, (values, _) in known.items()},
            codes={name: code for name, (_, code) in known.items()},
        )

    def above_noise(self) -> float:
        """How many standard deviations an effect must have to be told from chance by somebody who knows them all.

        Of n parts that move by chance the most conspicuous moves by about √(2 ln n) standard deviations (H. Cramér,
        Mathematical Methods of Statistics, 1946, §28.6); an effect that exceeds it nine times in ten, with a chance
        of its own of one standard deviation, is larger by 1.28. n: the parts of one or two conditions that sell ten
        lines a period.
        """
        enough = FEWEST * (END - START).days / DAYS
        parts = 0
        for one, other in itertools.combinations_with_replacement(SPLITS, 2):
            known = ~self.inside({one: ""}) & ~self.inside({other: ""})
            pairs = self.codes[one] * len(self.values[other]) + self.codes[other]
            parts += int((np.bincount(pairs[known]) >= enough).sum())
        return sqrt(2 * log(parts)) + NINE_IN_TEN

    def inside(self, segment: Segment) -> NDArray[np.bool_]:
        """Which lines lie in a segment."""
        within = np.ones(len(self.day), dtype=bool)
        for name, value in segment.items():
            within &= self.codes[name] == (self.values[name].index(value) if value in self.values[name] else -1)
        return within

    def overlap(self, one: Segment, other: Segment, period: Period) -> float:
        """How alike two segments are: sales in both over sales in either."""
        first, last = (period.start - START).days, (period.end - START).days
        these = (self.day >= first) & (self.day < last)
        mine, theirs = self.inside(one) & these, self.inside(other) & these
        either = float(self.net[mine | theirs].sum())
        return float(self.net[mine & theirs].sum()) / either if either else 0.0

    def strength(self, cause: Cause, now: Period) -> float:
        """The effect in standard deviations of what the segment did beside the rest from period to period."""
        first = (now.start - START).days
        periods = (self.day - first % DAYS) // DAYS
        whole_periods = ((END - START).days - first % DAYS) // DAYS
        lies = (periods >= 0) & (periods < whole_periods)
        own, rest = (
            np.bincount(periods[chosen], self.net[chosen], whole_periods)
            for chosen in (lies & self.inside(cause.segment), lies & ~self.inside(cause.segment))
        )
        deviation = float(np.std(own[1:] - own[:-1] / np.maximum(rest[:-1], 1) * rest[1:]))
        here = first // DAYS
        effect, all_of_it = own[here] * cause.effect, own[here] + rest[here]
        is_whole, is_trifle = own[here] > MOST_OF_ALL * all_of_it, abs(effect) < LEAST_SHARE * all_of_it
        return 0.0 if is_whole or is_trifle or not deviation else abs(float(effect)) / deviation


def _told(
    sold: Sold, wanted: int, least: float, chance: np.random.Generator
) -> tuple[Period, list[tuple[Cause, float]]]:
    """Random days, others where too little stood above the noise on them."""
    for _ in range(MOST_PERIODS):
        end = END - timedelta(days=int(chance.integers(0, 330)))
        now = Period(end - timedelta(days=DAYS), end)
        found = _causes(sold, wanted, now, least, chance)
        if len(found) == wanted:
            return now, found
    raise NoStory


def _causes(
    sold: Sold, wanted: int, now: Period, least: float, chance: np.random.Generator
) -> list[tuple[Cause, float]]:
    """A kind is drawn, then a cause of it that stands above the noise; another kind where there seems to be none."""
    found: list[tuple[Cause, float]] = []
    for kind in chance.permutation(KINDS):
        if len(found) == wanted:
            break
        for _ in range(TRIES):
            cause = _drawn(sold, str(kind), chance)
            strength = sold.strength(cause, now)
            apart = all(sold.overlap(cause.segment, other.segment, now) < ALIKE for other, _ in found)
            if strength >= least and apart:
                found.append((cause, strength))
                break
    return found


def _drawn(sold: Sold, kind: str, chance: np.random.Generator) -> Cause:
    loss = -float(chance.uniform(0.3, 0.9))
    channel = str(chance.choice(CHANNELS))
    match kind:
        case "boost":
            return Cause(kind=kind, segment={"channel": channel}, change=-loss)
        case "stock_out":
            return Cause(kind=kind, segment={"sku": _any(sold, "sku", chance)}, change=-float(chance.uniform(0.7, 1)))
        case "region":
            return Cause(kind=kind, segment={"province": _any(sold, "province", chance)}, change=loss)
        case "price_cut":
            cut = float(chance.uniform(0.15, 0.35))
            segment = {"category": _any(sold, "category", chance)}
            return Cause(kind=kind, segment=segment, change=(1 - cut) ** ELASTICITY - 1, price=-cut)
        case "ad_stop":
            segment = {"channel": str(chance.choice(ADVERTISED)), "buyer_type": "new"}
            return Cause(kind=kind, segment=segment, change=loss, spend=-1.0)
        case "device":
            device = str(chance.choice(("desktop", "mobile")))
            return Cause(kind=kind, segment={"channel": channel, "device": device}, change=loss)
        case _:
            return Cause(kind=kind, segment={"channel": channel}, change=loss)


def _red_herring(chance: np.random.Generator) -> Cause:
    spend = -float(chance.uniform(0.4, 1))
    return Cause(kind="red_herring", segment={"channel": str(chance.choice(ADVERTISED))}, spend=spend)


def _any(sold: Sold, name: str, chance: np.random.Generator) -> str:
    return str(chance.choice([value for value in sold.values[name] if value]))
