"""How much is spent on advertising, and how many newcomers does it bring?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zhanggui.worlds.tea_shop.changes import AdBudget, Change
from zhanggui.worlds.tea_shop.nature.days import Floats, Whole, course_of, number_of
from zhanggui.worlds.tea_shop.randomness import bell
from zhanggui.worlds.tea_shop.truth import ChannelTruth, Truth

_WEEKLY_SPREAD = 0.35
_FESTIVAL_SPEND = 1.1
_MEMORY_DAYS = 21


def spend(truth: Truth, days: Whole, changes: Sequence[Change]) -> Floats:
    """Spend by channel and day, in ordinary spends of the channel.

    Budgets are set anew each week with a random spread, and rise before sales festivals.
    """
    channels = np.arange(len(truth.channels))[:, None]
    level = np.exp(_WEEKLY_SPREAD * bell(truth.seed, "ad budget", channels, ((days + 3) // 7)[None, :]))
    for festival in truth.festivals:
        level *= 1 + _FESTIVAL_SPEND * np.clip(course_of(festival, days), 0, None)
    names = [channel.name for channel in truth.channels]
    for change in changes:
        if isinstance(change, AdBudget):
            during = (days >= number_of(change.at)) & (days < number_of(change.until))
            level[names.index(change.channel), during] *= change.factor
    return level


def newcomer_factor(truth: Truth, days: Whole, changes: Sequence[Change]) -> Floats:
    """Factor on newcomers by channel and day: 1 at the ordinary spend, 1 - ad_share without any.

    pressure_t = (1 - carry_over) * spend_t + carry_over * pressure_{t-1};
    factor = 1 - share + share * (1 + half) * pressure / (pressure + half)
    """
    longer = np.arange(days[0] - _MEMORY_DAYS, days[-1] + 1)
    level = spend(truth, longer, changes)
    return np.stack([_answer(channel, level[number])[_MEMORY_DAYS:] for number, channel in enumerate(truth.channels)])


def _answer(channel: ChannelTruth, level: Floats) -> Floats:
    pressure = np.empty_like(level)
    last = 1.0
    for day, spent in enumerate(level):
        last = (1 - channel.ad_carry_over) * spent + channel.ad_carry_over * last
        pressure[day] = last
    response = (1 + channel.ad_half) * pressure / (pressure + channel.ad_half)
    return np.asarray(1 - channel.ad_share + channel.ad_share * response)
