"""What do steps and tests say in the same way: money, channels by the shop's names, and the rows to carry out?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.elasticity.earning import LEVEL
from zhanggui.analyses.pricing.elasticity.result import ElasticityRow, UntoldRow
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.run import Evidence
from zhanggui.core.words import Words
from zhanggui.decisions.policies.best_step.params import StepParams
from zhanggui.metrics.called import named


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What every proposal of one shop shares."""

    channels: Mapping[str, Words]
    params: StepParams
    currency: str
    name: str
    version: int
    evidence: tuple[Evidence, ...]

    def money(self, minor: float) -> Money:
        """An amount in the shop's currency."""
        return Money(round(minor), self.currency)

    def product(self, row: ElasticityRow | UntoldRow) -> str:
        """What the product is called."""
        return row.product_name or row.sku

    def plan(self, rows: Sequence[tuple[str | int, ...]]) -> str:
        """Channel, price before and prices after, as they are carried out."""
        return json.dumps(rows, ensure_ascii=False)


def prices_told(saying: Saying, rows: Sequence[tuple[str, Sequence[int]]]) -> Words:
    """The prices of every channel under the name the shop gives it; one price for all is told once."""
    told = [(named(saying.channels, channel), _amounts(saying, minors)) for channel, minors in rows]
    if len({amounts for _, amounts in told}) == 1 and len(told) > 1:
        return Words(zh=f"各渠道 {told[0][1]}", en=f"{told[0][1]} in every channel")
    return Words(
        zh="；".join(f"{name.zh} {amounts}" for name, amounts in told),
        en="; ".join(f"{name.en} {amounts}" for name, amounts in told),
    )


def _amounts(saying: Saying, minors: Sequence[int]) -> str:
    return " / ".join(str(saying.money(minor).major) for minor in minors)


def expected(gains: NDArray[np.float64], currency: str) -> MoneyInterval:
    """The mean and the bounds of what is believed."""
    below, above = (float(np.quantile(gains, at)) for at in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    low, middle, high = (Money(round(each), currency) for each in (below, float(gains.mean()), above))
    return MoneyInterval(low=low, estimate=middle, high=high, level=LEVEL)
