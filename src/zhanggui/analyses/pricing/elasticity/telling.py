"""Of which products do the prices tell how demand answers, and what keeps the others from telling?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.elasticity.beside import RIVALS
from zhanggui.analyses.pricing.elasticity.observed import FEW_UNITS, Late, Product, Together
from zhanggui.stats.demand.answers import Answers, answers
from zhanggui.stats.demand.beside import Beside, answers_beside
from zhanggui.stats.demand.channels import Apart, apart
from zhanggui.stats.demand.pooling import pooled
from zhanggui.stats.demand.runs import Runs, runs

LATE_DAYS = 91
LEAST_POINTS, LEAST_CHANGES = 3, 4
SAME_PRICE = 0.02
LEAST_SPREAD = 0.03
FOLLOWS = 2.6
MOSTLY = 0.5
SHOWN = "shown"  # placements and promotions of every kind
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class InChannel:
    """A product in one channel: `mean` and `deviation` of its elasticity there; `own` as that channel alone tells it.

    None where nothing is told. `late` is the last quarter.
    """

    channel: str
    late_units: float
    late_price_minor: float
    price_now_minor: float
    own: float | None = None
    mean: float | None = None
    deviation: float | None = None

    @property
    def belief(self) -> tuple[float, float] | None:
        """Mean and deviation of the elasticity, where anything is believed."""
        return None if self.mean is None or self.deviation is None else (self.mean, self.deviation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one product's sales tell: `code` says why they do not, or `identified`.

    `own` and `own_error` are before it is drawn to others; `mean` and `deviation` after. Of a product that does not
    tell, the latter are what others of its category would suggest; None where there are none either. `common` is the
    share of the deviation's square that it has in common with others, all of it where the product itself tells nothing.
    `late` is the last quarter, over the channels in `channels`; `rival_days` and `shown_days` are the shares of days on
    which another seller's price, a placement or a promotion was held fast; `is_paid`: no price history is kept.
    """

    product: Product
    code: str
    price_points: int
    changes: int
    units: int
    restlessness: float
    own: float | None
    own_error: float | None
    late_units: float
    late_price_minor: float
    price_now_minor: float
    rival_days: float = 0.0
    shown_days: float = 0.0
    is_paid: bool = False
    mean: float | None = None
    deviation: float | None = None
    common: float = 1.0
    channels: tuple[InChannel, ...] = ()

    def within(self, channel: str) -> Told | None:
        """The same product in one channel; None where it was not sold there."""
        mine = next((each for each in self.channels if each.channel == channel), None)
        if mine is None:
            return None
        return replace(
            self,
            own=self.own if mine.own is None else mine.own,
            mean=mine.mean,
            deviation=mine.deviation,
            late_units=mine.late_units,
            late_price_minor=mine.late_price_minor,
            price_now_minor=mine.price_now_minor,
            channels=(mine,),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What something beside the price does, over the groups that tell it: `kind` is its name, `groups` how many do."""

    kind: str
    groups: int
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTold:
    """How far elasticities in a channel lie from those of all, by what they sell; `products` tell there."""

    channel: str
    products: int
    difference: float
    deviation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What sales tell of every product, of things beside the price, and of channels."""

    products: Sequence[Told]
    effects: tuple[Effect, ...] = ()
    channels: tuple[ChannelTold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One product of a group, with its series: estimates by channel (NaN where one tells nothing) and late sales."""

    told: Told
    channel: Sequence[str]
    estimate: Floats
    error: Floats
    late: Late


def told(groups: Iterator[Together]) -> Findings:
    """Every product, those that tell drawn to their category and all categories to each other.

    What differs between channels is split into the channel's and the product's own before (`stats.demand.channels`), so
    an elasticity over all channels is as sure as the share of its sales that it was seen in.
    """
    parts: list[_Part] = []
    effects: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for group in groups:
        found, seen = _of_group(group)
        parts += found
        for kind, (value, error) in seen.items():
            effects[kind].append((value, error))
    channels = sorted({name for part in parts for name in part.channel})
    telling = [at for at, part in enumerate(parts) if part.told.code == "identified"]
    split = _split([parts[at] for at in telling], channels)
    believed = _believed([part.told for part in parts], telling, split)
    ends = np.cumsum([len(parts[at].channel) for at in telling]).tolist()
    aside = {at: slice(end - len(parts[at].channel), end) for at, end in zip(telling, ends, strict=True)}
    return Findings(
        products=[
            replace(each, channels=_in_channels(part, each, split, aside.get(at)))
            for at, (part, each) in enumerate(zip(parts, believed, strict=True))
        ],
        effects=tuple(_effect(kind, each) for kind, each in sorted(effects.items())),
        channels=_channels_told([parts[at] for at in telling], channels, split),
    )


def _split(telling: Sequence[_Part], channels: Sequence[str]) -> Apart:
    """How far channels lie apart, over all products that tell; series in their order."""
    number = {name: at for at, name in enumerate(channels)}
    many = [len(part.channel) for part in telling]
    nothing = np.empty(0)
    late, estimate, error = (
        np.concatenate([nothing, *found])
        for found in (
            [part.late.units for part in telling],
            [part.estimate for part in telling],
            [part.error for part in telling],
        )
    )
    return apart(
        estimate,
        error,
        np.repeat(np.arange(len(telling)), many),
        np.array([number[name] for part in telling for name in part.channel], np.int64),
        late,
    )


def _believed(found: Sequence[Told], telling: Sequence[int], split: Apart) -> list[Told]:
    own = [found[at].own or 0.0 for at in telling] + split.shift
    error = np.sqrt(np.array([found[at].own_error or 0.0 for at in telling]) ** 2 + split.widening)
    names = {name: code for code, name in enumerate(dict.fromkeys(each.product.category for each in found))}
    belief = pooled(
        np.asarray(own, np.float64),
        error,
        np.array([names[found[at].product.category] for at in telling], np.int64),
        len(names),
    )
    made = [_drawn(each, belief.unseen_mean, belief.unseen_deviation, names[each.product.category]) for each in found]
    for number, at in enumerate(telling):
        made[at] = replace(
            found[at],
            own=float(own[number]),
            own_error=float(error[number]),
            mean=float(belief.mean[number]),
            deviation=float(belief.deviation[number]),
            common=float(belief.common[number]),
        )
    return made


def _drawn(each: Told, mean: Floats, deviation: Floats, at: int) -> Told:
    if np.isnan(mean[at]):
        return each
    return replace(each, mean=float(mean[at]), deviation=float(deviation[at]))


def _in_channels(part: _Part, each: Told, split: Apart, mine: slice | None) -> tuple[InChannel, ...]:
    """The product in every channel; one that does not tell is believed alike in all."""
    aside, deviation = (np.zeros(len(part.channel)) for _ in range(2))
    if mine is not None:
        aside, deviation = split.aside[mine], split.aside_deviation[mine]
    known = each.mean is not None and each.deviation is not None
    return tuple(
        InChannel(
            channel=name,
            late_units=float(part.late.units[at]),
            late_price_minor=float(part.late.price[at]),
            price_now_minor=float(part.late.price_now[at]),
            own=None if mine is None or np.isnan(part.estimate[at]) else float(part.estimate[at]),
            mean=(each.mean or 0.0) + float(aside[at]) if known else None,
            deviation=float(np.hypot(each.deviation or 0.0, deviation[at])) if known else None,
        )
        for at, name in enumerate(part.channel)
    )


def _channels_told(telling: Sequence[_Part], channels: Sequence[str], split: Apart) -> tuple[ChannelTold, ...]:
    tell = [name for part in telling for name, each in zip(part.channel, part.error, strict=True) if not np.isnan(each)]
    return tuple(
        ChannelTold(
            channel=name,
            products=tell.count(name),
            difference=float(split.channel[at]),
            deviation=float(split.channel_deviation[at]),
        )
        for at, name in enumerate(channels)
        if at < len(split.channel) and not np.isnan(split.channel[at]) and name in tell
    )


def _effect(kind: str, seen: Sequence[tuple[float, float]]) -> Effect:
    """What the groups tell together: the effect that a group like them would have."""
    value, error = (np.array(each) for each in zip(*seen, strict=True))
    belief = pooled(value, error, np.zeros(len(value), np.int64), 1)
    weight = 1 / (error**2 + belief.within**2)
    return Effect(
        kind=kind, groups=len(value), mean=float(weight @ value / weight.sum()), deviation=float(weight.sum() ** -0.5)
    )


def _of_group(group: Together) -> tuple[list[_Part], Mapping[str, tuple[float, float]]]:
    if not len(group.product):
        return [], {}
    usable, many = group.usable, len(group.products)
    found = runs(group.units, group.price, usable, group.week)
    every = runs(group.units, group.price, np.ones_like(usable), group.week)
    sold: Floats = np.where(usable, group.units, 0).sum(axis=1)
    sold = np.bincount(group.product, sold, minlength=many).astype(np.float64)
    result, effects, days = _answered(found, group, usable) if (sold >= FEW_UNITS).any() else _unasked(group, sold)
    points, changes = _moves(found, group)
    late = group.late(LATE_DAYS)
    of_product = late.over(group.product, many)
    points_ever, _ = _moves(every, group)
    has_price, is_paid, out = np.zeros(many, np.bool_), np.zeros(many, np.bool_), np.zeros(many)
    np.logical_or.at(has_price, group.product, (group.price > 0).any(axis=1))
    np.logical_or.at(is_paid, group.product, group.is_paid)
    np.maximum.at(out, group.product, group.is_out.mean(axis=1))
    parts = []
    for at, product in enumerate(group.products):
        code = _code(
            has_price=bool(has_price[at]),
            out=float(out[at]),
            units=float(result.units[at]),
            points=int(points[at]),
            changes=int(changes[at]),
            points_ever=int(points_ever[at]),
            spread=float(result.spread[at]) if np.isfinite(result.error[at]) else 0.0,
            following=float(result.following[at]),
        )
        tells = code == "identified"
        each = Told(
            product=product,
            code=code,
            price_points=int(points[at]),
            changes=int(changes[at]),
            units=int(result.units[at]),
            restlessness=float(result.restlessness[at]),
            own=float(result.elasticity[at]) if tells else None,
            own_error=float(result.error[at]) if tells else None,
            late_units=float(of_product.units[at]),
            late_price_minor=float(of_product.price[at]),
            price_now_minor=float(of_product.price_now[at]),
            rival_days=float(days[RIVALS][at]),
            shown_days=float(days[SHOWN][at]),
            is_paid=bool(is_paid[at]),
        )
        mine = np.flatnonzero(group.product == at)
        parts.append(
            _Part(
                told=each,
                channel=[group.channels[number] for number in group.channel[mine].tolist()],
                estimate=result.part[mine],
                error=result.part_error[mine],
                late=Late(units=late.units[mine], price=late.price[mine], price_now=late.price_now[mine]),
            )
        )
    return parts, effects


def _answered(
    found: Runs, group: Together, usable: NDArray[np.bool_]
) -> tuple[Answers, Mapping[str, tuple[float, float]], Mapping[str, Floats]]:
    """Answers beside what else moved, what that does, and on what share of each product's days it was there.

    A day without a price of other sellers stands at the mean of its series, so that it tells nothing of theirs.
    """
    many, names = len(group.products), list(group.beside)
    days: dict[str, Floats] = {RIVALS: np.zeros(many), SHOWN: np.zeros(many)}
    if not names:
        return answers(found, group.product, group.channel), {}, days
    moves = [_moving(group.beside[name], usable) for name in names]
    laid = np.array([runs(each, group.price, usable, group.week).units / found.days for each in moves])
    held: Beside = answers_beside(found, group.product, group.channel, laid)
    told = ~np.isnan(held.coefficient)
    for name, is_told in zip(names, told, strict=True):
        there = ~np.isnan(group.beside[name]) & usable & (np.nan_to_num(group.beside[name]) != 0)
        known, all_days = (np.bincount(group.product, each.sum(axis=1), minlength=many) for each in (there, usable))
        kind = RIVALS if name == RIVALS else SHOWN
        days[kind] = np.maximum(days[kind], known / np.maximum(all_days, 1) * is_told)
    effects = zip(held.coefficient.tolist(), held.error.tolist(), strict=True)
    return held.answers, {name: each for name, each, is_told in zip(names, effects, told, strict=True) if is_told}, days


def _unasked(group: Together, sold: Floats) -> tuple[Answers, Mapping[str, tuple[float, float]], Mapping[str, Floats]]:
    """Products that sold too little to ask anything of them."""
    nothing, unknown = np.zeros(len(group.products)), np.full(len(group.products), np.nan)
    silent = np.full(len(group.product), np.nan)
    return (
        Answers(
            elasticity=unknown,
            error=unknown,
            units=sold,
            spread=nothing,
            restlessness=nothing + 1,
            following=nothing,
            over=np.empty(0),
            part=silent,
            part_error=silent,
        ),
        {},
        {RIVALS: nothing, SHOWN: nothing},
    )


def _moving(values: Floats, usable: NDArray[np.bool_]) -> Floats:
    there = ~np.isnan(values) & usable
    mean = np.where(there, values, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    moves: Floats = np.where(there, values - mean[:, None], 0)
    return moves


def _moves(found: Runs, group: Together) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many prices two per cent apart each product had, and how often they changed: in the channel with most."""
    level = np.rint(found.log_price / SAME_PRICE).astype(np.int64)
    points, changes = (np.zeros(len(group.products), np.int64) for _ in range(2))
    level -= level.min(initial=0)
    span = int(level.max(initial=0)) + 1
    of_pairs = np.unique(found.series * span + level) // span
    np.maximum.at(points, group.product, np.bincount(of_pairs, minlength=len(group.product)))
    moved = (found.series[1:] == found.series[:-1]) & (level[1:] != level[:-1])
    np.maximum.at(changes, group.product, np.bincount(found.series[1:][moved], minlength=len(group.product)))
    return points, changes


def _code(
    *,
    has_price: bool,
    out: float,
    units: float,
    points: int,
    changes: int,
    points_ever: int,
    spread: float,
    following: float,
) -> str:
    """The first reason why sales do not tell.

    A price that moved mostly in festivals, or after demand had moved, is set by demand as much as it sets it.
    """
    moves = points >= LEAST_POINTS or changes >= LEAST_CHANGES
    reasons: Sequence[tuple[str, bool]] = (
        ("no_price_history", not has_price),
        ("stock_out", out > MOSTLY),
        ("too_few_sales", units < FEW_UNITS and moves),
        ("price_follows_demand", not moves and points_ever >= max(LEAST_POINTS, points + 1)),
        ("too_few_price_points", not moves),
        ("too_little_variation", spread < LEAST_SPREAD),
        ("price_follows_demand", following > FOLLOWS),
    )
    return next((code for code, holds in reasons if holds), "identified")
