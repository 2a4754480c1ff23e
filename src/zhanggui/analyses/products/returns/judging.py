"""Which products come back clearly more often than others of their category, and what does that cost?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.contribution import contribution
from zhanggui.analyses.counted_sales import share_of
from zhanggui.analyses.products.returns.counts import Counts
from zhanggui.analyses.products.returns.result import ReturnRow
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.sentence import sentence
from zhanggui.stats.shrunk_shares import Shares, shrunk_shares, surest

if TYPE_CHECKING:
    from zhanggui.metrics.value import MarginAssumption

LEVEL = 0.9
UNCLEAR = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The products' counts with what is believed of each, and which are clearly worse; arrays by product."""

    counts: Counts
    shares: Shares
    chance: NDArray[np.float64]
    is_worse: NDArray[np.bool_]

    @property
    def beyond(self) -> NDArray[np.float64]:
        """Lines that came back beyond what is usual, as expected."""
        return (self.shares.mean - self.shares.usual) * self.counts.sold

    @property
    def believed(self) -> tuple[NDArray[np.float64], ...]:
        """Low, expected and high share of each."""
        low, high = (self.shares.quantile(level) for level in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        return low, self.shares.mean, high

    @property
    def order(self) -> NDArray[np.intp]:
        """The clearly worse first, the most lines beyond the usual first; then by the chance to be worse."""
        key = np.where(self.is_worse, self.beyond, self.chance - 1)
        return np.lexsort((-key, ~self.is_worse))


def judge(found: Counts, *, worse_by: float, false_share: float) -> Judged:
    """Every product that sold anything, against the other products of its category."""
    sold = found.sold > 0
    found = Counts(
        sku=found.sku[sold],
        product_name=found.product_name[sold],
        category=found.category[sold],
        sums={name: each[sold] for name, each in found.sums.items()},
    )
    groups = {name: code for code, name in enumerate(dict.fromkeys(found.category.tolist()))}
    group = np.array([groups[name] for name in found.category.tolist()], np.int64)
    shares = shrunk_shares(found.back.astype(np.float64), found.sold.astype(np.float64), group)
    chance = shares.chance_above_usual(1 + worse_by) if found.back.any() else np.zeros(len(group))
    return Judged(counts=found, shares=shares, chance=chance, is_worse=surest(chance, false_share))


def product_row(judged: Judged, at: int, margin: MarginAssumption | None, currency: str) -> ReturnRow:
    """One product as it is listed; its reason is told elsewhere."""
    found, usual = judged.counts, float(judged.shares.usual[at])
    sold, back = int(found.sold[at]), int(found.back[at])
    low, estimate, high = (float(each[at]) for each in judged.believed)
    beyond = Interval(
        low=(low - usual) * sold, estimate=(estimate - usual) * sold, high=(high - usual) * sold, level=LEVEL
    )
    return ReturnRow(
        sku=found.sku[at],
        product_name=found.product_name[at],
        category=found.category[at],
        verdict=sentence("worse" if judged.is_worse[at] else "unclear" if judged.chance[at] > UNCLEAR else "usual"),
        lines_sold=sold,
        lines_back=back,
        share_back=share_of(back, sold),
        believed=RateInterval(low=Rate(low), estimate=Rate(estimate), high=Rate(high), level=LEVEL),
        usual=Rate(usual),
        chance_worse=Rate(float(judged.chance[at])),
        given_back=Money(int(found.sums["given_back"][at]), currency),
        lines_beyond=beyond,
        profit_lost=_lost(found, at, beyond, margin, currency),
        reason=None,
    )


def _lost(
    found: Counts, at: int, beyond: Interval, margin: MarginAssumption | None, currency: str
) -> MoneyInterval | None:
    """The loss of a line times the lines beyond; the widest of both bounds."""
    per_line = loss_per_line(found, at, margin, currency)
    if per_line is None:
        return None
    low, estimate, high = per_line
    corners = [each * number for each in (low, high) for number in (beyond.low, beyond.high)]
    return MoneyInterval(
        low=Money(round(min(corners)), currency),
        estimate=Money(round(estimate * beyond.estimate), currency),
        high=Money(round(max(corners)), currency),
        level=LEVEL,
    )


def loss_per_line(
    found: Counts, at: int, margin: MarginAssumption | None, currency: str
) -> tuple[float, float, float] | None:
    """What a kept line of a product leaves less what a returned one leaves, in minor units; unknown without costs."""
    kept, back = (contribution(found.parts(side, at), margin, currency) for side in ("kept", "back"))
    count, returned = int(found.sums["kept_sold"][at]), int(found.sums["back_sold"][at])
    if kept is None or back is None or not count:
        return None
    pairs = ((kept.low, back.low), (kept.estimate, back.estimate), (kept.high, back.high))
    low, estimate, high = (left.minor / count - (gone.minor / returned if returned else 0.0) for left, gone in pairs)
    return low, estimate, high
