"""What do the sales of the whole shop tell of prices, every product drawn to others and every channel to the others?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.elasticity.comparing import Part, of_group
from zhanggui.analyses.pricing.elasticity.earning import Z
from zhanggui.analyses.pricing.elasticity.findings import ChannelTold, Effect, Findings, InChannel, Told
from zhanggui.analyses.pricing.elasticity.observed import Together
from zhanggui.stats.demand.channels import Apart, apart
from zhanggui.stats.demand.pooling import pooled

Floats = NDArray[np.float64]


def told(groups: Iterator[Together]) -> Findings:
    """Every product, those that tell drawn to their category and all categories to each other.

    What differs between channels is split into the channel's and the product's own before (`stats.demand.channels`), so
    an elasticity over all channels is as sure as the share of its sales that it was seen in.
    """
    parts: list[Part] = []
    effects: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for group in groups:
        found, seen = of_group(group)
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


def _split(telling: Sequence[Part], channels: Sequence[str]) -> Apart:
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


def _in_channels(part: Part, each: Told, split: Apart, mine: slice | None) -> tuple[InChannel, ...]:
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
            differs=bool(abs(aside[at]) > Z * deviation[at]),
        )
        for at, name in enumerate(part.channel)
    )


def _channels_told(telling: Sequence[Part], channels: Sequence[str], split: Apart) -> tuple[ChannelTold, ...]:
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
