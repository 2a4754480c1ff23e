"""Who are the customers, how often does each buy, and when does each leave for good?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from zhanggui.worlds.tea_shop.nature.days import Floats, Whole, number_of
from zhanggui.worlds.tea_shop.nature.demand import Demand, group_segments
from zhanggui.worlds.tea_shop.truth import Truth

_SECOND_CHANNEL_PART = 0.35  # of a customer's purchases, where there is a second channel


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Customers with what only the world knows about them; one entry of each array a customer."""

    number: Whole
    group: Whole
    channel: Whole
    second: Whole  # the second channel, -1 for none
    rate: Floats  # purchases per ordinary day
    born: Floats  # day of the first purchase
    died: Floats  # day of dropout

    def __len__(self) -> int:
        return len(self.number)

    def take(self, which: Whole) -> People:
        """Some of them."""
        return People(**{part.name: getattr(self, part.name)[which] for part in fields(self)})

    @classmethod
    def all_of(cls, groups: Sequence[People]) -> People:
        """Several groups as one."""
        return cls(**{part.name: np.concatenate([getattr(each, part.name) for each in groups]) for part in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """Moments at which somebody buys; one entry of each array an order to be."""

    customer: Whole  # the customer's number
    group: Whole
    channel: Whole
    day: Whole

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomers:
    """Where and when customers first buy, before anything else about them is drawn."""

    group: Whole
    channel: Whole
    day: Whole

    def __len__(self) -> int:
        return len(self.day)


def old_customers(truth: Truth, chance: np.random.Generator) -> Newcomers:
    """Those who came before the first day: as many a day as on an ordinary day, evenly."""
    by_segment = np.array(
        [
            [channel.birth_share * channel.segment_mix[segment.name] for channel in truth.channels]
            for segment in truth.segments
        ]
    )
    by_group = np.repeat(by_segment, len(truth.tastes), axis=0) / len(truth.tastes)
    counts = chance.poisson(by_group * truth.newcomers_per_day * truth.old_days)
    group, channel = (index.ravel() for index in np.indices(counts.shape))
    each = np.repeat(np.arange(counts.size), counts.ravel())
    day = number_of(truth.start) - 1 - np.floor(chance.random(len(each)) * truth.old_days).astype(np.int64)
    return _in_time(Newcomers(group=group[each], channel=channel[each], day=day))


def newcomers(expected: Demand, days: slice, chance: np.random.Generator) -> Newcomers:
    """Those whose first purchase falls into some of the days."""
    counts = chance.poisson(expected.newcomers[:, :, days])
    group, channel, day = (index.ravel() for index in np.indices(counts.shape))
    each = np.repeat(np.arange(counts.size), counts.ravel())
    first = int(expected.days[days][0])
    return _in_time(Newcomers(group=group[each], channel=channel[each], day=first + day[each]))


def born(truth: Truth, arrived: Newcomers, first_number: int, chance: np.random.Generator) -> People:
    """Draw what each newcomer is like.

    lambda ~ Gamma(r, alpha), mu ~ Gamma(s, beta), lifetime ~ Exponential(mu)
    """
    count = len(arrived)
    segment = group_segments(truth)[arrived.group]
    shape = np.array([part.rate_shape for part in truth.segments])[segment]
    scale = np.array([part.rate_scale_days for part in truth.segments])[segment]
    dropout_shape = np.array([part.dropout_shape for part in truth.segments])[segment]
    dropout_scale = np.array([part.dropout_scale_days for part in truth.segments])[segment]
    rate = chance.standard_gamma(shape) / scale
    dropout = chance.standard_gamma(dropout_shape) / dropout_scale
    lifetime = chance.standard_exponential(count) / np.maximum(dropout, 1e-9)
    shares = np.array([channel.birth_share for channel in truth.channels])
    other = np.searchsorted(shares.cumsum() / shares.sum(), chance.random(count))
    has_second = (chance.random(count) < truth.second_channel_share) & (other != arrived.channel)
    return People(
        number=first_number + np.arange(count),
        group=arrived.group,
        channel=arrived.channel,
        second=np.where(has_second, other, -1),
        rate=rate,
        born=arrived.day.astype(np.float64),
        died=arrived.day + lifetime,
    )


def purchases(
    truth: Truth, people: People, expected: Demand, period: tuple[int, int], chance: np.random.Generator
) -> Purchases:
    """The purchases of people within a period, their first ones included.

    Count ~ Poisson(rate * cumulated intensity while alive), and a small share of the rate afterwards; moments are
    even in cumulated intensity (inversion of a non-homogeneous Poisson process, Cinlar 1975).
    """
    start, end = period
    later = _repeats(truth, people, people.rate, expected, period, chance=chance)
    first = np.flatnonzero((people.born >= start) & (people.born < end))
    return joined(
        Purchases(
            customer=people.number[first],
            group=people.group[first],
            channel=people.channel[first],
            day=people.born[first].astype(np.int64),
        ),
        later,
    )


def extra_purchases(
    truth: Truth,
    people: People,
    factor: Floats,
    expected: Demand,
    period: tuple[int, int],
    *,
    chance: np.random.Generator,
) -> Purchases:
    """What people buy on top when their rate is multiplied by a factor above 1."""
    return _repeats(truth, people, people.rate * np.clip(factor - 1, 0, None), expected, period, chance=chance)


def expected_purchases(truth: Truth, people: People, expected: Demand, period: tuple[int, int]) -> Floats:
    """The expected number of repeat purchases of each customer within a period, given who is still alive."""
    total = np.zeros(len(people))
    for who, _, rate, start, end, curve in _spells(truth, people, people.rate, period):
        total[who] += rate * expected.between(curve, start, end)
    return total


def group_rates(truth: Truth, people: People, days: Whole) -> Floats:
    """Purchases per unit of intensity by group, channel and day, of those who are there at the start of the day."""
    total = np.zeros((len(truth.segments) * len(truth.tastes), len(truth.channels), len(days)))
    for position, day in enumerate(days):
        flat = np.zeros(total.shape[0] * total.shape[1])
        for _, _, rate, start, end, curve in _spells(truth, people, people.rate, (int(day), int(day) + 1)):
            flat += np.bincount(curve, weights=rate * (end - start), minlength=len(flat))
        total[:, :, position] = flat.reshape(total.shape[:2])
    return total


def joined(*parts: Purchases) -> Purchases:
    """All of them, in order of time."""
    whole = {part.name: np.concatenate([getattr(each, part.name) for each in parts]) for part in fields(Purchases)}
    order = np.argsort(whole["day"], kind="stable")
    return Purchases(**{name: values[order] for name, values in whole.items()})


def _repeats(
    truth: Truth,
    people: People,
    rate: Floats,
    expected: Demand,
    period: tuple[int, int],
    *,
    chance: np.random.Generator,
) -> Purchases:
    parts = []
    for who, channel, part_rate, start, end, curve in _spells(truth, people, rate, period):
        amount = expected.between(curve, start, end)
        each = np.repeat(np.arange(len(who)), chance.poisson(part_rate * amount))
        drawn = chance.random(len(each)) * amount[each]
        day = expected.moments(curve[each], start[each], drawn)
        parts.append(
            Purchases(customer=people.number[who[each]], group=people.group[who[each]], channel=channel[each], day=day)
        )
    return joined(*parts)


def _spells(
    truth: Truth, people: People, rate: Floats, period: tuple[int, int]
) -> list[tuple[Whole, Whole, Floats, Floats, Floats, Whole]]:
    """Alive and afterwards, in the first and the second channel: who, where, rate, from, to, curve."""
    first, last = map(float, period)
    has_second = people.second >= 0
    home_part = np.where(has_second, 1 - _SECOND_CHANNEL_PART, 1.0)
    alive = np.maximum(people.born, first), np.clip(people.died, None, last), 1.0
    dormant = np.maximum(people.died, first), np.full(len(people), last), truth.dormant_share
    spells = []
    for start, end, share in (alive, dormant):
        for channel, part, allowed in (
            (people.channel, home_part, np.ones(len(people), dtype=bool)),
            (people.second, np.full(len(people), _SECOND_CHANNEL_PART), has_second),
        ):
            who = np.flatnonzero(allowed & (end > start))
            curve = people.group[who] * len(truth.channels) + channel[who]
            spells.append((who, channel[who], (rate * part * share)[who], start[who], end[who], curve))
    return spells


def _in_time(arrived: Newcomers) -> Newcomers:
    order = np.argsort(arrived.day, kind="stable")
    return Newcomers(group=arrived.group[order], channel=arrived.channel[order], day=arrived.day[order])
