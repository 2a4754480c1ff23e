"""Which customers come of known parameters: of the Pareto/NBD, of the BG/NBD, of the tea shop's truth?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.analyses.customers.value.festival_days import FestivalDays
from zhanggui.stats.lifetimes.choice import Split
from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.worlds.tea_shop.generate import START, products_of
from zhanggui.worlds.tea_shop.nature.days import number_of
from zhanggui.worlds.tea_shop.nature.demand import demand
from zhanggui.worlds.tea_shop.nature.people import born, newcomers, purchases
from zhanggui.worlds.tea_shop.ordinary import ordinary_truth

if TYPE_CHECKING:
    from zhanggui.stats.lifetimes.blend import Groups
    from zhanggui.stats.season import Floats

YEAR = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Customers as known some days before the end and at the end, and how often each came in the days ahead."""

    split: Split
    whole: Histories
    later: Groups
    ahead: float = 365.0  # days, as the histories count them


def pareto_base(people: int, theta: tuple[float, ...], *, days: int, test_days: int, ahead: int, seed: int) -> Base:
    """Purchases at random until an exponential end; newcomers spread evenly over the days."""
    chance = np.random.default_rng(seed)
    r, alpha, s, beta = theta
    rate = chance.gamma(r, 1 / alpha, people)
    stays = chance.exponential(1 / np.maximum(chance.gamma(s, 1 / beta, people), 1e-12))
    age = chance.uniform(0, days, people)
    end = np.minimum(age + ahead, stays)
    counts = chance.poisson(rate * end)
    who = np.repeat(np.arange(people), counts)
    return _base(who, chance.uniform(0, 1, len(who)) * end[who], age, test_days)


def bg_base(people: int, theta: tuple[float, ...], *, days: int, test_days: int, ahead: int, seed: int) -> Base:
    """Purchases at random; after each repeat purchase somebody may be gone."""
    chance = np.random.default_rng(seed)
    r, alpha, a, b = theta
    rate, drop = chance.gamma(r, 1 / alpha, people), chance.beta(a, b, people)
    age = chance.uniform(0, days, people)
    who, at = [], []
    clock, left = np.zeros(people), np.arange(people)
    while len(left):
        clock[left] += chance.exponential(1 / np.maximum(rate[left], 1e-12))
        left = left[clock[left] < age[left] + ahead]
        who.append(left)
        at.append(clock[left])
        left = left[chance.random(len(left)) > drop[left]]
    return _base(np.concatenate(who), np.concatenate(at), age, test_days)


def tea_base(newcomers_per_day: float, *, test_days: int, seed: int) -> Base:
    """Two years of a tea shop that opens, with its kinds of customers, seasons and festivals, and the year after.

    Histories are told in shop time: with the festivals of the days up to the split for the test, of both years after.
    """
    start, seen = START, 2 * YEAR
    end = start + timedelta(days=seen + YEAR)
    truth = ordinary_truth(seed=seed, start=start, end=end, newcomers_per_day=newcomers_per_day, range_="small")
    expected = demand(truth, products_of(truth), np.arange(number_of(start), number_of(end)))
    chance = np.random.default_rng(seed)
    people = born(truth, newcomers(expected, slice(0, None), chance), 0, chance)
    bought = purchases(truth, people, expected, (number_of(start), number_of(end)), chance)
    days = np.unique(np.stack([bought.customer, bought.day - number_of(start)]), axis=1)  # orders of one day are one
    first = np.full(len(people), seen + YEAR)
    np.minimum.at(first, days[0], days[1])
    known = first < seen
    who = (np.cumsum(known) - 1)[days[0]]
    counts = known[days[0]] & (days[1] > first[days[0]])
    age = (seen - 1 - first[known]).astype(float)
    base = _base(who[counts], (days[1] - first[days[0]])[counts].astype(float), age, test_days)
    by_day = np.bincount(days[1], minlength=seen)[:seen].astype(float)
    return _in_shop_time(base, by_day, start + timedelta(days=seen - 1), test_days)


def _in_shop_time(base: Base, by_day: Floats, last_day: date, test_days: int) -> Base:
    known_then = FestivalDays.of(by_day[:-test_days], last_day - timedelta(days=test_days))
    early, whole = (
        festivals.time(last_day, len(by_day)) for festivals in (known_then, FestivalDays.of(by_day, last_day))
    )
    return Base(
        split=Split(early=early.before(test_days).histories(base.split.early), whole=early.histories(base.split.whole)),
        whole=whole.histories(base.whole),
        later=base.later,
        ahead=whole.ahead(YEAR),
    )


def _base(who: Groups, at: Floats, age: Floats, test_days: int) -> Base:
    there = age >= test_days
    early, whole = (_histories(who, at, age, end) for end in (age - test_days, age))
    later = np.bincount(who[at > age[who]], minlength=len(age))
    return Base(split=Split(early=early.take(there), whole=whole.take(there)), whole=whole, later=later)


def _histories(who: Groups, at: Floats, age: Floats, end: Floats) -> Histories:
    seen = at <= end[who]
    latest = np.zeros(len(age))
    np.maximum.at(latest, who[seen], at[seen])
    repeats = np.bincount(who[seen], minlength=len(age)).astype(float)
    return Histories(repeats=repeats, latest=latest, age=np.maximum(end, 0), customers=np.ones(len(age)))
