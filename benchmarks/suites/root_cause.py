"""Is the cause named that was planted, and none where there was none?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.invented.causes import Segment, Stage, Story, build_shop
from benchmarks.measurement import Figure
from zhanggui.analyses.goals.why.causes import find_causes
from zhanggui.analyses.goals.why.compared_periods import WhyParams, compared
from zhanggui.stats.proportions import wilson
from zhanggui.worlds.tea_shop.generate import START

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.workplace import Workplace
    from zhanggui.warehouse.protocol import Warehouse

TITLE = "Is the cause named that was planted, and none where there was none?"
HOW = (
    "Tea shops of 35 orders a day over two years, from seeds that nothing was developed on. Into a copy of each, something is planted on 28 random "
    "days of the last year: a channel's conversion falls or rises, a product is out of stock, a region or a device stops buying, a category is cut in "
    "price, a channel's newcomers stay away after an ad stop; of random strength, at least 4 standard deviations of what that segment did beside the "
    "shop in the 12 periods before, and 2 % of the shop's sales. `goals.why` compares with the 28 days before. A cause counts as named if a segment is "
    "named that is it, or shares nine tenths of their sales. Beside each rate: its 95 % interval."
)
SEEDS = (101, 102, 103, 104)
NEWCOMERS_PER_DAY = 6.0
STORIES = {"single": 50, "mixed": 25, "none": 25}
SAME = 0.9
FIRST_THREE = 3
PROMISES = {
    "single": ("one cause, named first", 0.90),
    "mixed": ("two causes, both among the first three", 0.85),
    "none": ("no cause, none named", 0.90),
}


def figures(work: Workplace) -> Iterator[Figure]:
    """The three rates over all seeds."""
    right = dict.fromkeys(STORIES, 0)
    for seed in SEEDS:
        stage = Stage(work.made(f"tea-shop-{seed}", lambda folder, seed=seed: _make(folder, seed)))
        for kind, count in STORIES.items():
            right[kind] += sum(is_right(stage, story) for story in stage.stories(kind, count, seed))
    for kind, (what, promise) in PROMISES.items():
        asked = STORIES[kind] * len(SEEDS)
        rate = wilson(right[kind], asked)
        yield Figure(
            what=what,
            measured=f"{right[kind]} of {asked}" + (f" = {rate.estimate.percent}" if rate else ""),
            beside=f"{rate.low.percent} … {rate.high.percent}" if rate else "",
            promise=f"≥ {promise:.0%}",
            holds=right[kind] >= promise * asked,
        )


def is_right(stage: Stage, story: Story) -> bool:
    """Whether what is named is what was planted."""
    with stage.played(story) as warehouse:
        named = named_causes(warehouse, story)
    if not story.causes:
        return not named
    places = [_place(stage, story, cause.segment, named) for cause in story.causes]
    return all(0 <= place < (1 if len(places) == 1 else FIRST_THREE) for place in places)


def named_causes(warehouse: Warehouse, story: Story) -> list[dict[str, str]]:
    """The segments named, in order."""
    params = WhyParams(start=story.now.start, end=story.now.end)
    found = find_causes(warehouse, params, compared(warehouse, params, START))
    return [found.conditions(each.part) for each in found.departures]


def _place(stage: Stage, story: Story, segment: Segment, named: list[dict[str, str]]) -> int:
    for place, each in enumerate(named):
        if each == segment or stage.overlap(each, segment, story.now) >= SAME:
            return place
    return -1


def _make(folder: Path, seed: int) -> None:
    build_shop(folder, seed=seed, newcomers_per_day=NEWCOMERS_PER_DAY)
