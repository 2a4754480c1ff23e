"""How often would which kind of customer buy on each day, and what?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from zhanggui.worlds.tea_shop.catalogue import CATEGORIES, Product
from zhanggui.worlds.tea_shop.changes import Change
from zhanggui.worlds.tea_shop.nature.advertising import newcomer_factor
from zhanggui.worlds.tea_shop.nature.days import Floats, Whole, number_of, rhythm, season_of_categories
from zhanggui.worlds.tea_shop.nature.shelf import LOCATIONS, Shelf, in_season, life_cycle, shelf
from zhanggui.worlds.tea_shop.truth import Truth

_YEAR_DAYS = 365.25
_USUAL_PRICE = 8000  # minor units; any value would do, as weights are shares
_ROW_GAP = 2.0  # between the choice curves laid end to end, each of which rises by 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Demand of a run of days.

    A customer of group g (segment and taste) with rate lambda buys in channel c on day t with intensity
    lambda * intensity[g, c, t], and takes product k with probability weight[g, c, k] * pull[c, t, k] / sum. Pull holds
    (price / base price) ^ elasticity, so that expected units of every product answer to its own price with exactly
    its elasticity, and to nothing else's.
    """

    days: Whole
    shelf: Shelf
    pull: Floats  # (channel, day, product)
    weight: Floats  # (group, channel, product), sums to 1 over the products
    intensity: Floats  # (group, channel, day)
    newcomers: Floats  # (group, channel, day): expected first orders
    cumulative: Floats  # (group * channels + channel, day + 1)
    choice: Floats = field(repr=False)  # flat: row (group, channel, day) rises from its number * gap by 1

    @property
    def first_day(self) -> int:
        """The first of the days."""
        return int(self.days[0])

    def between(self, curve: Whole, start: Floats, end: Floats) -> Floats:
        """Cumulated intensity of a curve (group * channels + channel) from one moment to another."""
        return np.clip(self._until(curve, end) - self._until(curve, start), 0, None)

    def moments(self, curve: Whole, start: Floats, share: Floats) -> Whole:
        """The day that lies the given amount of cumulated intensity after a start."""
        steps = self.cumulative.shape[1]
        height = float(self.cumulative[:, -1].max()) + 1
        flat = (self.cumulative + height * np.arange(len(self.cumulative))[:, None]).ravel()
        wanted = self._until(curve, start) + share + height * curve
        found = np.searchsorted(flat, wanted, side="right") - 1 - curve * steps
        return np.asarray(np.clip(found, 0, steps - 2) + self.first_day)

    def choose(self, row: Whole, drawn: Floats) -> Whole:
        """The product that each even number between 0 and 1 picks in a row of choice curves."""
        products = self.weight.shape[2]
        found = np.searchsorted(self.choice, row * _ROW_GAP + drawn, side="right") - row * products
        return np.asarray(np.clip(found, 0, products - 1))

    def row(self, group: Whole, channel: Whole, day: Whole) -> Whole:
        """The number of the choice curve of a group in a channel on a day."""
        channels, days = self.intensity.shape[1:]
        return np.asarray((group * channels + channel) * days + (day - self.first_day))

    def _until(self, curve: Whole, moment: Floats) -> Floats:
        at = np.clip(moment - self.first_day, 0, len(self.days))
        whole = np.minimum(at.astype(np.int64), len(self.days) - 1)
        below = self.cumulative[curve, whole]
        return np.asarray(below + (at - whole) * (self.cumulative[curve, whole + 1] - below))


def demand(truth: Truth, products: Sequence[Product], days: Whole, changes: Sequence[Change] = ()) -> Demand:
    """The demand of the given days under what was changed."""
    offered = shelf(truth, products, days, changes)
    weight = group_weights(truth, products)
    pull = _pull(truth, products, days, offered, usual=weight.mean(axis=(0, 1)))
    attraction = np.einsum("ctk,gck->gct", pull, weight)
    rhythms = np.stack(
        [[rhythm(truth, channel, segment, days) for channel in truth.channels] for segment in truth.segments]
    )
    intensity = np.repeat(rhythms, len(truth.tastes), axis=0) * attraction
    curves = intensity.reshape(-1, len(days))
    return Demand(
        days=days,
        shelf=offered,
        pull=pull,
        weight=weight,
        intensity=intensity,
        newcomers=intensity * _newcomers(truth, days, changes),
        cumulative=np.concatenate([np.zeros((len(curves), 1)), curves.cumsum(axis=1)], axis=1),
        choice=_choice_curves(pull, weight),
    )


def group_weights(truth: Truth, products: Sequence[Product]) -> Floats:
    """Which part of its purchases in each channel each group gives to each product at base prices."""
    category = np.array([CATEGORIES.index(product.category) for product in products])
    trial = np.array([product.is_trial for product in products])
    attraction = np.array([product.attraction for product in truth.products])
    lists = np.array([product.list_price_minor for product in products])
    shyness = np.array([channel.price_shyness for channel in truth.channels])
    affordable = (lists / _USUAL_PRICE) ** -shyness[:, None]
    rows = []
    for segment in truth.segments:
        liking = np.array([segment.tastes.get(name, 1.0) for name in CATEGORIES])
        for taste in truth.tastes:
            tasting = np.array([taste.get(name, 1.0) for name in CATEGORIES])
            row = attraction * (liking * tasting)[category] * np.where(trial, segment.trial_factor, 1.0)
            by_channel = row * affordable
            rows.append(by_channel / by_channel.sum(axis=1, keepdims=True))
    return np.stack(rows)


def group_segments(truth: Truth) -> Whole:
    """The segment of each group."""
    return np.repeat(np.arange(len(truth.segments)), len(truth.tastes))


def location_of_channels(truth: Truth) -> Whole:
    """The stock that each channel sells from."""
    return np.array([LOCATIONS.index("store" if channel.name == "store" else "main") for channel in truth.channels])


def _pull(truth: Truth, products: Sequence[Product], days: Whole, offered: Shelf, *, usual: Floats) -> Floats:
    category = np.array([CATEGORIES.index(product.category) for product in products])
    season = season_of_categories(truth, days)[:, category]
    life = life_cycle(truth, products, days)
    life /= (life @ usual)[:, None]  # what rises takes from the rest: a launch does not make people drink more tea
    common = season * life * in_season(truth, days)
    elasticity = np.array([product.elasticity for product in truth.products])
    ratio = offered.price / offered.base_price[:, None, :]
    stocked = offered.in_stock[location_of_channels(truth)]
    return np.asarray(common[None] * stocked * ratio**elasticity)


def _newcomers(truth: Truth, days: Whole, changes: Sequence[Change]) -> Floats:
    """Expected first orders at intensity 1, by group, channel and day."""
    years = (days - number_of(truth.start)) / _YEAR_DAYS
    growth = np.stack([np.exp(channel.yearly_growth * years) for channel in truth.channels])
    base = growth * newcomer_factor(truth, days, changes) * truth.newcomers_per_day
    mix = np.array(
        [
            [channel.birth_share * channel.segment_mix[segment.name] for channel in truth.channels]
            for segment in truth.segments
        ]
    )
    by_group = np.repeat(mix, len(truth.tastes), axis=0) / len(truth.tastes)
    return np.asarray(by_group[:, :, None] * base[None])


def _choice_curves(pull: Floats, weight: Floats) -> Floats:
    channels, days, products = pull.shape
    curves = np.empty((len(weight), channels, days, products))
    for group, row in enumerate(weight):
        curves[group] = (pull * row[:, None, :]).cumsum(axis=2)
    curves /= np.maximum(curves[..., -1:], np.finfo(float).tiny)
    curves += (_ROW_GAP * np.arange(len(weight) * channels * days)).reshape(len(weight), channels, days, 1)
    return curves.reshape(-1)
