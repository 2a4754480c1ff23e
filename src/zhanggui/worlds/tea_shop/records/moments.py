"""When is each order placed, paid, shipped, completed or closed?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.warehouse.festivals import festivals
from zhanggui.worlds.tea_shop.nature.days import Floats, Whole, offsets_from
from zhanggui.worlds.tea_shop.nature.people import Purchases
from zhanggui.worlds.tea_shop.truth import Truth

NEVER = np.int64(2**62)
SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND
ZONE_AHEAD = 8 * HOUR  # China keeps one zone and no summer time
PRESALE_FESTIVALS = ("double11", "618")
PRESALE_CHANNELS = ("tmall", "jd")
PRESALE_SHARE = 0.7
DEPOSIT_PART = 0.1
_FINAL_PAYMENT = 20 * HOUR  # the evening before the main phase
_COURIERS_REST = (-4, 6)  # days from the Spring Festival
_WAREHOUSE_IS_FULL = 18 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """UTC microseconds of each order, NEVER where it does not happen."""

    ordered: Whole
    paid: Whole
    shipped: Whole
    completed: Whole
    closed: Whole
    is_presale: NDArray[np.bool_]
    is_cancelled: NDArray[np.bool_]


def start_of(day: int) -> int:
    """The first instant of a day in the shop's zone.

    >>> start_of(0) == -8 * HOUR
    True
    """
    return int(day) * DAY - ZONE_AHEAD


def moments(truth: Truth, bought: Purchases, chance: np.random.Generator) -> Moments:
    """The course of each order, as if looking back from far in the future."""
    count = len(bought)
    names = [channel.name for channel in truth.channels]
    stores = bought.channel == names.index("store")
    ordered = local_moments(truth, bought.channel, bought.day, chance)
    final = _final_payment(bought.day)
    takes_presale = chance.random(count) < PRESALE_SHARE
    can_presale = np.isin(bought.channel, [names.index(name) for name in PRESALE_CHANNELS])
    presale = (final > 0) & takes_presale & can_presale
    wait = seconds(np.minimum(chance.exponential(4 * MINUTE, count), 23 * HOUR)) + 15 * SECOND
    late = seconds(chance.exponential(6 * HOUR, count))
    would_pay = np.where(presale, final + np.minimum(late, 3 * DAY), ordered + np.where(stores, 0, wait))
    unpaid = chance.random(count) < np.array([channel.unpaid_share for channel in truth.channels])[bought.channel]
    cancels = chance.random(count) < np.array([channel.cancel_share for channel in truth.channels])[bought.channel]
    cancelled = ~unpaid & cancels
    paid = np.where(unpaid, NEVER, would_pay)
    shipped = would_pay + np.where(stores, 0, _until_shipped(bought.day, would_pay, chance))
    completed = shipped + np.where(stores, 0, seconds((4 + 8 * chance.random(count)) * DAY))
    regret = seconds(chance.random(count) * np.minimum(shipped - would_pay, 12 * HOUR))
    deadline = np.where(presale, final + 3 * DAY, ordered + DAY)
    ends = unpaid | cancelled
    return Moments(
        ordered=ordered,
        paid=paid,
        shipped=np.where(ends, NEVER, shipped),
        completed=np.where(ends, NEVER, completed),
        closed=np.where(unpaid, deadline, np.where(cancelled, would_pay + regret, NEVER)),
        is_presale=presale,
        is_cancelled=cancelled,
    )


def seconds(micros: Floats) -> Whole:
    """Whole seconds, as exports write them."""
    return micros.astype(np.int64) // SECOND * SECOND


def local_moments(truth: Truth, channel: Whole, day: Whole, chance: np.random.Generator) -> Whole:
    """Instants within local days, spread over the hours as the channel's customers are awake."""
    curves = np.array([part.hours for part in truth.channels]).cumsum(axis=1)
    curves = curves / curves[:, -1:] + 2.0 * np.arange(len(curves))[:, None]
    hour = np.searchsorted(curves.ravel(), 2.0 * channel + chance.random(len(channel)), side="right") - 24 * channel
    within: Floats = chance.random(len(channel))
    return np.asarray(day * DAY - ZONE_AHEAD + np.minimum(hour, 23) * HOUR + (within * 3600).astype(np.int64) * SECOND)


def _final_payment(day: Whole) -> Whole:
    """When the rest of a presale order is due, 0 on days without presale."""
    due = np.zeros_like(day)
    if not len(day):
        return due
    days = np.arange(day.min(), day.max() + 1)
    for name in PRESALE_FESTIVALS:
        offset = offsets_from(name, days)[day - days[0]]
        first, last = festivals()[name].phases["warm_up"]
        main = festivals()[name].phases["main"][0]
        runs = (offset >= first) & (offset <= min(last, main - 2))
        due = np.where(runs, (day - offset + main - 1) * DAY - ZONE_AHEAD + _FINAL_PAYMENT, due)
    return due


def _until_shipped(day: Whole, paid: Whole, chance: np.random.Generator) -> Whole:
    wait = seconds((4 + 28 * chance.random(len(day))) * HOUR)
    if not len(day):
        return wait
    days = np.arange(day.min(), day.max() + 1)
    full = np.any([np.abs(offsets_from(name, days)) <= 2 for name in PRESALE_FESTIVALS], axis=0)  # noqa: PLR2004
    wait += np.where(full[day - days[0]], _WAREHOUSE_IS_FULL, 0)
    offset = offsets_from("chunjie", days)[day - days[0]]
    first, last = _COURIERS_REST
    rest = (offset >= first) & (offset <= last)
    reopening = (day - offset + last + 1) * DAY - ZONE_AHEAD + 9 * HOUR
    return np.where(rest, np.maximum(reopening - paid, 0) + wait, wait)
