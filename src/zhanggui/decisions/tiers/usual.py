"""Which programme would a shop usually begin with, by what its customers spend?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from zhanggui.core.currency import MINOR_DIGITS
from zhanggui.offers.members.programme import MemberProgramme

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARES = (0.5, 0.8, 0.95)
TITLES = (("普通", "Member"), ("银卡", "Silver"), ("金卡", "Gold"), ("黑金", "Black"))
RATES_BPS = (10_000, 11_000, 12_500, 15_000)


def usual_programme(yearly_minor: Sequence[int], currency: str, timezone: str) -> MemberProgramme:
    """Four tiers that begin where 0, 50, 80 and 95 % of customers lie by a year's spend, rounded to two digits.

    A point for each major unit, a hundred points worth one; no rights, since their cost is the shop's to say.

    >>> found = usual_programme([10_000, 20_000, 30_000, 40_000, 123_456], "CNY", "Asia/Shanghai")
    >>> [tier.at_least for tier in found.tiers.levels]
    [0, 30000, 57000, 110000]
    """
    unit = 10 ** MINOR_DIGITS[currency]
    reached = np.quantile(np.asarray(yearly_minor or [0]), SHARES)
    thresholds = [0]
    for threshold in reached:
        thresholds.append(max(_two_digits(float(threshold)), thresholds[-1] + unit))
    levels = [
        {"id": f"t{at}", "title": {"zh": zh, "en": en}, "at_least": threshold, "earn_bps": rate}
        for at, (threshold, (zh, en), rate) in enumerate(zip(thresholds, TITLES, RATES_BPS, strict=True), 1)
    ]
    return MemberProgramme.model_validate(
        {
            "currency": currency,
            "timezone": timezone,
            "points": {"paid_per_point_minor": unit, "worth": {"points": 100, "worth_minor": unit}},
            "tiers": {"measure": "spend", "levels": levels},
        }
    )


def _two_digits(amount: float) -> int:
    if amount < 1:
        return 0
    size = int(10 ** max(len(str(int(amount))) - 2, 0))
    return round(amount / size) * size
