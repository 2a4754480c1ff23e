"""Are planted spikes told, and is the board quiet otherwise?"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import holidays
import numpy as np

from benchmarks.invented.spikes import RealShop, Spike, spikes
from benchmarks.measurement import Figure
from benchmarks.peers.simple_rules import three_sigma, week_on_week
from benchmarks.processes import zhanggui
from zhanggui.analyses.goals.alerts.board import Board, read_board
from zhanggui.analyses.goals.alerts.judging import LEAST_DAYS, follow
from zhanggui.core.period import Period
from zhanggui.stats.proportions import wilson

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.workplace import Workplace

TITLE = "Are planted spikes told, and is the board quiet otherwise?"
HOW = (
    "The year of completejourney: one chain of grocery stores, its eight largest categories. Into its order lines a dozen spikes are planted for each "
    "of ten seeds that nothing was developed on: on a random day orders of the whole shop or of one category vanish (30, 50, 80 %) or come again (50, "
    "100, 200 %). The board is judged week after week as the shop would have seen it, beside two rules of thumb on the same numbers: three standard "
    "deviations from the 28 days before, and 30 % from the same weekday of the week before. A spike is found if a number of its part or of the whole "
    "shop is told on its day; an alarm is right if it tells such a number on such a day. Days off in the United States and their eves, on which the "
    "shop really departed, count for nobody. Quiet board: the same without spikes."
)
SEEDS = tuple(range(101, 111))
PARTS = 8
ALLOWED = 1.0
WEEK = 7
SETTLED = LEAST_DAYS + 28
OURS, SIGMA, WEEKLY = "goals.alerts", "3 sigma", "week on week"
Alarms = frozenset[tuple[date, int]]


@dataclass(slots=True)
class Tally:
    """What one way of watching found and told, over all seeds."""

    found: int = 0
    planted: int = 0
    right: int = 0
    told: int = 0


def figures(work: Workplace) -> Iterator[Figure]:
    """Precision and recall beside the rules of thumb, recall by size, and the alarms of a quiet board."""
    shop = RealShop(work.made("completejourney-shop", _load))
    yield from _spike_figures(shop, SEEDS)
    yield from _quiet_figures(shop)


def _spike_figures(shop: RealShop, seeds: Sequence[int]) -> Iterator[Figure]:
    tallies = {name: Tally() for name in (OURS, SIGMA, WEEKLY)}
    by_size: dict[str, dict[str, Tally]] = {}
    days = [day for day in shop.days()[SETTLED:] if day not in days_apart()]
    for seed in seeds:
        made = spikes(seed, days, shop.categories(PARTS))
        with shop.planted(made, seed) as warehouse:
            board = read_board(warehouse, Period(shop.days()[0], shop.days()[-1] + timedelta(days=1)), PARTS)
            for name, alarms in _alarms(warehouse, board).items():
                _count(tallies[name], board, made, alarms)
                for spike in made:
                    size = f"{spike.size:+.0%}"
                    _count(by_size.setdefault(size, {}).setdefault(name, Tally()), board, [spike], alarms)
    for name, tally in tallies.items():
        yield Figure(what=f"spikes found (recall): {name}", **_rate(tally.found, tally.planted))
    for name, tally in tallies.items():
        yield Figure(what=f"alarms that were right (precision): {name}", **_rate(tally.right, tally.told))
    for size in sorted(by_size, key=lambda each: float(each.rstrip("%"))):
        told = by_size[size]
        yield Figure(
            what=f"found of spikes of {size}",
            measured=f"{told[OURS].found} of {told[OURS].planted}",
            beside=f"{SIGMA} {told[SIGMA].found}, {WEEKLY} {told[WEEKLY].found}",
        )


def _quiet_figures(shop: RealShop) -> Iterator[Figure]:
    with shop.planted((), 0) as warehouse:
        board = read_board(warehouse, Period(shop.days()[0], shop.days()[-1] + timedelta(days=1)), PARTS)
        found = _alarms(warehouse, board)
    judged = board.days[SETTLED:]
    ordinary = [day for day in judged if day not in days_apart()]
    for name, alarms in found.items():
        weekly = len([day for day, _ in alarms if day not in days_apart()]) / len(ordinary) * WEEK
        every = len(alarms) / len(judged) * WEEK
        yield Figure(
            what=f"alarms of a quiet board in a week, {len(board.cells)} numbers: {name}",
            measured=f"{weekly:.2f}",
            beside=f"with days off {every:.2f}",
            promise=f"≤ {ALLOWED:g}" if name == OURS else "",
            holds=weekly <= ALLOWED if name == OURS else None,
        )


def _alarms(warehouse: object, board: Board) -> Mapping[str, Alarms]:
    """What each way of watching told from the seventeenth week on, by day and number."""
    watched = follow(warehouse, board)  # type: ignore[arg-type]  # any warehouse
    places = {cell: at for at, cell in enumerate(board.cells)}
    days = board.days
    ours = [
        (each.day, places[each.cell])
        for at in range(SETTLED, len(days), WEEK)
        for each in watched.departures(days[at], days[min(at + WEEK, len(days)) - 1], ALLOWED)
    ]
    rules = {SIGMA: three_sigma(board.values), WEEKLY: week_on_week(board.values)}
    told = {name: [(days[row], int(cell)) for row, cell in np.argwhere(flags)] for name, flags in rules.items()}
    return {
        OURS: frozenset(ours),
        **{name: frozenset(each for each in found if each[0] >= days[SETTLED]) for name, found in told.items()},
    }


def _count(tally: Tally, board: Board, made: Sequence[Spike], alarms: Alarms) -> None:
    touched = {spike.day: {at for at, _ in enumerate(board.cells) if _touches(spike, board, at)} for spike in made}
    counted = [(day, cell) for day, cell in alarms if day not in days_apart()]
    right = [(day, cell) for day, cell in counted if cell in touched.get(day, ())]
    tally.planted += len(made)
    tally.found += len({day for day, _ in right})
    tally.right += len(right)
    tally.told += len(counted)


def _touches(spike: Spike, board: Board, cell: int) -> bool:
    watched = board.cells[cell]
    return not spike.category or not watched.dimension or watched.value == spike.category


@functools.cache
def days_apart() -> frozenset[date]:
    """Days off of the United States in that year, Easter and Christmas Eve, and the day before and after each."""
    found = [*holidays.country_holidays("US", years=2017), date(2017, 4, 16), date(2017, 12, 24)]
    return frozenset(day + timedelta(days=by) for day in found for by in (-1, 0, 1))


def _rate(part: int, whole: int) -> dict[str, str]:
    rate = wilson(part, whole)
    return {
        "measured": f"{part} of {whole}" + (f" = {rate.estimate.percent}" if rate else ""),
        "beside": f"{rate.low.percent} … {rate.high.percent}" if rate else "",
    }


def _load(folder: Path) -> None:
    zhanggui(folder, "init", "--currency", "USD", "--timezone", "America/New_York")
    zhanggui(folder, "ingest", "completejourney", "--as", "completejourney")
