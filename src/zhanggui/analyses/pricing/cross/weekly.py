"""Which products of a category are compared, and what did each sell in every week of every channel?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.elasticity.findings import Told
from zhanggui.analyses.pricing.elasticity.observed import Together
from zhanggui.stats.demand.answers import CLUSTER_WEEKS, SEASON_WEEKS
from zhanggui.stats.demand.crossing import Weeks

MOST_PRODUCTS = 12
MOST_PAIRS = 10_000
LEAST_ELSEWHERE = 10.0  # units a week in a channel, below which the rest of the shop is no measure of its weeks
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Categories with the products that are compared in each, and how many products of them were left out."""

    categories: Sequence[Sequence[Told]]
    left_out: int


def chosen(found: Sequence[Told]) -> Chosen:
    """Of each category the products whose own prices tell, then those that sell most, until there are twelve.

    A category without a price that moves by itself has no pair that could tell. Categories that sell most come first,
    until there are ten thousand pairs.
    """
    by_category: dict[str, list[Told]] = defaultdict(list)
    for each in found:
        if each.product.category is not None:
            by_category[each.product.category].append(each)
    able = [each for each in by_category.values() if len(each) > 1 and any(one.code == "identified" for one in each)]
    categories: list[list[Told]] = []
    pairs = 0
    for products in sorted(able, key=lambda each: -sum(one.units for one in each)):
        kept = sorted(products, key=lambda each: (each.code != "identified", -each.units, each.product.sku))
        kept = kept[:MOST_PRODUCTS]
        pairs += len(kept) * (len(kept) - 1)
        if pairs > MOST_PAIRS:
            break
        categories.append(kept)
    return Chosen(categories=categories, left_out=sum(map(len, able)) - sum(map(len, categories)))


@dataclass(slots=True)
class Elsewhere:
    """Units by channel and week: of every category, and of the whole shop."""

    of_category: dict[str | None, Floats]
    whole: Floats

    @classmethod
    def empty(cls, channels: int, days: int) -> Elsewhere:
        """Nothing seen yet."""
        return cls(of_category={}, whole=np.zeros((channels, -(-days // 7))))

    def watching(self, groups: Iterable[Together]) -> Iterator[Together]:
        """The same groups, added up as they pass."""
        for group in groups:
            weekly = _weekly(group, np.where(group.usable, group.units, 0.0))
            np.add.at(self.whole, group.channel, weekly)
            names = [group.products[at].category for at in group.product.tolist()]
            for name in set(names):
                mine = np.array([each == name for each in names])
                held = self.of_category.setdefault(name, np.zeros_like(self.whole))
                np.add.at(held, group.channel[mine], weekly[mine])
            yield group

    def than(self, category: str | None) -> Floats:
        """(channel, week): the logarithm of what the shop sold beside the category; 0 where that is too little."""
        units = self.whole - self.of_category.get(category, 0.0)
        enough = units.mean(axis=1, keepdims=True) >= LEAST_ELSEWHERE
        logs: Floats = np.where(enough, np.log1p(units), 0.0)
        return logs


def weeks_of(group: Together, elsewhere: Floats) -> Weeks:
    """Lay products out on weeks of channels; days without stock or of a festival count neither sales nor prices."""
    usable = group.usable
    days = _weekly(group, usable.astype(np.float64))
    units = _weekly(group, np.where(usable, group.units, 0.0))
    logs = _weekly(group, np.where(usable, np.log(np.maximum(group.price, 1)), 0.0))
    channels, weeks = elsewhere.shape
    shape = (len(group.products), channels, weeks)
    laid = {name: np.zeros(shape) for name in ("units", "days")}
    log_price = np.full(shape, np.nan)
    laid["units"][group.product, group.channel] = units
    laid["days"][group.product, group.channel] = days
    log_price[group.product, group.channel] = np.where(days > 0, logs / np.maximum(days, 1), np.nan)
    week = np.tile(np.arange(weeks), channels)
    seasons = -(-weeks // SEASON_WEEKS)
    beside = elsewhere.reshape(1, -1)
    return Weeks(
        units=laid["units"].reshape(shape[0], -1),
        days=laid["days"].reshape(shape[0], -1),
        log_price=log_price.reshape(shape[0], -1),
        beside=beside if beside.any() else beside[:0],
        cell=np.repeat(np.arange(channels), weeks) * seasons + week // SEASON_WEEKS,
        month=week // CLUSTER_WEEKS,
    )


def _weekly(group: Together, values: Floats) -> Floats:
    """(series, week): the sum over the days of each week."""
    summed: Floats = np.add.reduceat(values, np.flatnonzero(np.diff(group.week, prepend=-1)), axis=1)
    return summed
