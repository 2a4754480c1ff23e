"""Is the cause named that was planted, and none where there was none?"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

from benchmarks.invented.causes import Segment, Stage, Story, build_shop
from benchmarks.invented.stories import KINDS, SPLITS, Sold, stories
from benchmarks.measurement import Figure
from zhanggui.analyses.goals.why.causes import find_causes
from zhanggui.analyses.goals.why.compared_periods import WhyParams, compared
from zhanggui.analyses.goals.why.known_events import known_events
from zhanggui.stats.proportions import wilson
from zhanggui.worlds.tea_shop.generate import START

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.workplace import Workplace
    from zhanggui.warehouse.protocol import Warehouse

TITLE = "Is the cause named that was planted, and none where there was none?"
HOW = (
    "Tea shops of 60 orders a day over two years, from seeds 315 and 316, which nothing was developed on and which are run once: 160 stories. Into a copy of each, something is planted on 28 random "
    "days of the last year: a channel's conversion falls or rises, a product is out of stock, a region or a device stops buying, a category is cut in "
    "price, a channel's newcomers stay away after its ads stopped; stock, price and ad records tell of it as they would. Kinds are tried "
    "equally often, of random strength, and count where they stand above the noise: what the segment did beside the rest of the shop in two years without a cause has a "
    "standard deviation; the most conspicuous of n segments that move by chance moves by √(2 ln n) of them, and an effect has to exceed that by the "
    "1.28 that tell nine in ten (about 4.9 in all), and 2 % of the shop's sales. Every other shop without a cause has a red herring: advertising is cut by "
    "40 to 100 %, and nothing follows. `goals.why` compares with the 28 days before. A cause counts as named if a segment is named that is it, or shares "
    "nine tenths of their sales. Beside each rate: its 95 % interval."
)
SEEDS = (315, 316)
NEWCOMERS_PER_DAY = 10.0
STORIES = {"single": 40, "mixed": 20, "none": 20}
SAME = 0.9
FIRST_THREE = 3
PROMISES = {
    "single": ("one cause, named first", 0.90),
    "mixed": ("two causes, both among the first three", 0.85),
    "none": ("no cause, none named", 0.90),
}


def figures(work: Workplace) -> Iterator[Figure]:
    """The three rates over all seeds, single causes by kind as well."""
    with ProcessPoolExecutor(len(SEEDS), get_context("spawn")) as pool:
        told = [outcome for seed in pool.map(partial(_outcomes, work), SEEDS) for outcome in seed]
    for kind, (what, promise) in PROMISES.items():
        right = [outcome.is_right for outcome in told if outcome.kind == kind]
        yield replace(_rate(what, right), promise=f"≥ {promise:.0%}", holds=sum(right) >= promise * len(right))
    for cause in KINDS:
        right = [each.is_right for each in told if each.kind == "single" and each.story.causes[0].kind == cause]
        if right:
            yield _rate(f"of these: {cause.replace('_', ' ')}", right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A story, and whether it was understood."""

    kind: str
    story: Story
    is_right: bool


def _outcomes(work: Workplace, seed: int) -> list[Outcome]:
    stage = _stage(work, seed)
    sold = Sold.of(stage)
    return [
        Outcome(kind=kind, story=story, is_right=is_right(stage, sold, story))
        for kind, count in STORIES.items()
        for story in stories(stage, kind, count, seed)
    ]


def _rate(what: str, right: Sequence[bool]) -> Figure:
    rate = wilson(sum(right), len(right))
    return Figure(
        what=what,
        measured=f"{sum(right)} of {len(right)}" + (f" = {rate.estimate.percent}" if rate else ""),
        beside=f"{rate.low.percent} … {rate.high.percent}" if rate else "",
    )


def is_right(stage: Stage, sold: Sold, story: Story) -> bool:
    """Whether what is named is what was planted."""
    with stage.played(story) as warehouse:
        named = named_causes(warehouse, story)
    if not story.causes:
        return not named
    places = [_place(sold, story, cause.segment, named) for cause in story.causes]
    return all(0 <= place < (1 if len(places) == 1 else FIRST_THREE) for place in places)


def named_causes(warehouse: Warehouse, story: Story) -> list[dict[str, str]]:
    """The segments named, in order."""
    params = WhyParams(start=story.now.start, end=story.now.end)
    periods = compared(warehouse, params, START)
    found = find_causes(warehouse, params, periods, known_events(warehouse, periods, None))
    return [found.conditions(each.part) for each in found.departures]


def _place(sold: Sold, story: Story, segment: Segment, named: Sequence[Segment]) -> int:
    for place, each in enumerate(named):
        if each == segment or (set(each) <= set(SPLITS) and sold.overlap(each, segment, story.now) >= SAME):
            return place
    return -1


def _stage(work: Workplace, seed: int) -> Stage:
    name = f"tea-shop-{seed}-{NEWCOMERS_PER_DAY:g}"
    return Stage(work.made(name, lambda folder: build_shop(folder, seed=seed, newcomers_per_day=NEWCOMERS_PER_DAY)))
