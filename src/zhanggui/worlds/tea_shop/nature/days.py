"""How does demand run over the days: weekday, month, festival?"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from zhanggui.warehouse.festivals import festivals
from zhanggui.worlds.tea_shop.catalogue import CATEGORIES
from zhanggui.worlds.tea_shop.truth import ChannelTruth, FestivalTruth, SegmentTruth, Truth

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
_MONTH_DAYS = 30.4375


def number_of(day: date) -> int:
    """The day as a count of days since 1970, as NumPy keeps them.

    >>> number_of(date(1970, 1, 2))
    1
    """
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The day behind such a count."""
    return EPOCH + timedelta(days=int(number))


def offsets_from(name: str, days: Whole) -> Whole:
    """For each day, how many days after the nearest feast of that name it is (negative: before)."""
    years = range(day_of(days[0]).year - 1, day_of(days[-1]).year + 2)
    feasts = np.array([number_of(festivals()[name].feast_day(year)) for year in years])
    distance = days[:, None] - feasts[None, :]
    nearest = np.abs(distance).argmin(axis=1)
    return np.asarray(distance[np.arange(len(days)), nearest])


def course_of(festival: FestivalTruth, days: Whole) -> Floats:
    """Height of the festival on each day: 1 at its peak, 0 far from it, below 0 in the slump after it."""
    knots, heights = zip(*festival.course, strict=True)
    return np.asarray(np.interp(offsets_from(festival.name, days), knots, heights, left=0.0, right=0.0))


def is_main_phase(name: str, days: Whole) -> NDArray[np.bool_]:
    """Whether each day lies in the festival's main phase, as the calendar knows it."""
    first, last = festivals()[name].phases["main"]
    offset = offsets_from(name, days)
    return np.asarray((offset >= first) & (offset <= last))


def rhythm(truth: Truth, channel: ChannelTruth, segment: SegmentTruth, days: Whole) -> Floats:
    """Factor of the days on how often one segment buys in one channel.

    weekday * product over festivals of peak ^ (course * power)
    """
    factor = np.array(channel.weekdays)[weekday_of(days)]
    for festival in truth.festivals:
        power = segment.gift_power if festival.is_for_gifts else segment.sale_power
        factor = factor * np.exp(course_of(festival, days) * np.log(festival.peaks[channel.name]) * power)
    return factor


def weekday_of(days: Whole) -> Whole:
    """0 Monday … 6 Sunday; the epoch was a Thursday."""
    return np.asarray((days + 3) % 7)


def season_of_categories(truth: Truth, days: Whole) -> Floats:
    """Factor by day and category: the twelve months, joined smoothly; gift boxes more before gift feasts."""
    dates = days.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    position = (month.astype(int) % 12) + (dates - month.astype("datetime64[D]")).astype(int) / _MONTH_DAYS
    middles = np.arange(12) + 0.5
    seasons = np.stack([np.interp(position, middles, truth.months[name], period=12) for name in CATEGORIES], axis=1)
    for festival in truth.festivals:
        lift = np.clip(course_of(festival, days), 0, None) * np.log(festival.gift_box_factor)
        seasons[:, CATEGORIES.index("礼盒")] *= np.exp(lift)
    return seasons
