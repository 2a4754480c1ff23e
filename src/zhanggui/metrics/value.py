"""What is the value of a metric when part of it may be unknown or assumed?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zhanggui.core.words import Words

REASONS: Mapping[str, Words] = MappingProxyType(
    {
        "no_denominator": Words(zh="分母为零，无法计算", en="nothing to divide by"),
        "costs_missing": Words(
            zh="部分商品没有成本：请导入成本，或声明毛利区间",
            en="some products have no cost: load costs or declare a margin interval",
        ),
        "fees_missing": Words(zh="没有渠道费率，费用按 0 计", en="no channel rates loaded: fees count as 0"),
        "fees_unknown": Words(zh="没有渠道费率", en="no channel rates loaded"),
        "fees_partly_known": Words(zh="只有部分渠道有费率", en="only some channels have rates"),
        "not_loaded": Words(zh="还没有导入所需数据", en="the data it needs are not loaded"),
        "no_data_for_period": Words(zh="该时段没有已导入的数据", en="no data loaded for this period"),
        "partly_loaded": Words(zh="该时段的数据尚不完整", en="the data do not yet cover the whole period"),
        "customers_unknown": Words(zh="这些订单都不知道买家", en="the buyer of none of these orders is known"),
        "lines_missing": Words(zh="这些订单没有商品明细", en="these orders came without their lines"),
        "too_early": Words(
            zh="购买还没有满 90 天，现在还看不出来",
            en="90 days have not passed since the first purchase: too early to tell",
        ),
        "stock_without_cost": Words(zh="部分库存没有成本：请导入成本", en="some of the stock has no cost: load costs"),
        "not_additive": Words(zh="去重或比率指标不能相加", en="distinct counts cannot be added up"),
    }
)
DECLARED_LEVEL = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginAssumption:
    """What the owner declares is left of net sales after cost and channel fees, where costs are not known.

    Shares of net sales: 0.3 means that 30 of 100 yuan are left.
    """

    low: float
    estimate: float
    high: float

    def __post_init__(self) -> None:
        if not -1 <= self.low <= self.estimate <= self.high <= 1:
            message = f"A margin needs -1 ≤ low ≤ estimate ≤ high ≤ 1, not {self.low}, {self.estimate}, {self.high}."
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A number, or None with the reason; bounds where it rests on the owner's assumption.

    Money is integer minor units, counts are integers, ratios doubles. A reason beside a number is a reservation.
    """

    estimate: int | float | None
    low: int | float | None = None
    high: int | float | None = None
    reason: str | None = None

    @property
    def is_assumed(self) -> bool:
        """Whether the number rests on a declared assumption."""
        return self.low is not None


def unknown(reason: str) -> Value:
    """No number, and why."""
    return Value(estimate=None, reason=reason)


def divide(above: Value, below: Value, *, is_money: bool) -> Value:
    """A ratio computed after the sums, as a double; as money it is rounded to the smallest coin, half to even.

    >>> divide(Value(estimate=1), Value(estimate=4), is_money=False).estimate
    0.25
    >>> divide(Value(estimate=5), Value(estimate=0), is_money=False)
    Value(estimate=None, low=None, high=None, reason='no_denominator')
    """
    reason = above.reason or below.reason
    if above.estimate is None or below.estimate is None:
        return unknown(reason or "not_loaded")
    if below.estimate == 0:
        return unknown("no_denominator")
    bounds = sorted(top / bottom for top in _ends(above) for bottom in _ends(below) if bottom)
    estimate = float(above.estimate) / float(below.estimate)
    if not (above.is_assumed or below.is_assumed):
        return Value(estimate=_rounded(estimate, is_money=is_money), reason=reason)
    if _spans_zero(below):
        return unknown("no_denominator")
    low, high = (_rounded(bound, is_money=is_money) for bound in (bounds[0], bounds[-1]))
    return Value(estimate=_rounded(estimate, is_money=is_money), low=low, high=high, reason=reason)


def scaled(value: Value, factor: float) -> Value:
    """The same at another pace.

    >>> scaled(Value(estimate=28), 0.5).estimate
    14.0
    """
    if value.estimate is None:
        return value
    low, high = (None if bound is None else bound * factor for bound in (value.low, value.high))
    return Value(estimate=value.estimate * factor, low=low, high=high, reason=value.reason)


def total(plus: tuple[Value, ...], minus: tuple[Value, ...]) -> Value:
    """What is added less what is taken away; unknown as soon as one part is.

    >>> total((Value(estimate=7),), (Value(estimate=2),)).estimate
    5
    """
    parts = (*plus, *minus)
    reason = next((part.reason for part in parts if part.estimate is None), None)
    if reason is not None:
        return unknown(reason)
    reservation = next((part.reason for part in parts if part.reason), None)
    estimate = _sum(plus, 1) - _sum(minus, 1)
    if not any(part.is_assumed for part in parts):
        return Value(estimate=estimate, reason=reservation)
    low, high = _sum(plus, 0) - _sum(minus, 2), _sum(plus, 2) - _sum(minus, 0)
    return Value(estimate=estimate, low=low, high=high, reason=reservation)


def _ends(value: Value) -> tuple[float, ...]:
    ends = (value.low, value.high) if value.is_assumed else (value.estimate,)
    return tuple(float(end) for end in ends if end is not None)


def _spans_zero(value: Value) -> bool:
    ends = _ends(value)
    return min(ends) <= 0 <= max(ends)


def _rounded(ratio: float, *, is_money: bool) -> int | float:
    return round(ratio) if is_money else ratio


def _sum(values: tuple[Value, ...], which: int) -> int | float:
    return sum(_bounds(value)[which] for value in values)


def _bounds(value: Value) -> tuple[int | float, int | float, int | float]:
    estimate = value.estimate or 0
    return (
        estimate if value.low is None else value.low,
        estimate,
        estimate if value.high is None else value.high,
    )
