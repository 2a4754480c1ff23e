"""As what does a metric's number read: money, a share, a multiple or a count?"""

from __future__ import annotations

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.metrics.answer import Row
from zhanggui.metrics.metric import Unit
from zhanggui.metrics.value import DECLARED_LEVEL

Single = Money | Rate | int | float
Amount = Single | MoneyInterval | RateInterval | Interval | None


def amount(unit: Unit, value: float | None, currency: str) -> Single | None:
    """A stored number as the typed value that a person reads.

    >>> (
    ...     amount("money", 990, "CNY"),
    ...     amount("ratio", 0.25, "CNY"),
    ...     amount("multiple", 3.0, "CNY"),
    ...     amount("buyers", 7, "CNY"),
    ... )
    (Money(minor=990, currency='CNY'), Rate(rate=0.25), 3.0, 7)
    """
    if value is None:
        return None
    match unit:
        case "money":
            return Money(round(value), currency)
        case "ratio":
            return Rate(float(value))
        case "multiple":
            return float(value)
        case _:
            return int(value) if float(value).is_integer() else float(value)


def amount_within(row: Row, currency: str) -> Amount:
    """The row's value, with its bounds where it rests on a margin that the owner declared."""
    low, value, high = (amount(row.unit, bound, currency) for bound in (row.low, row.value, row.high))
    match low, value, high:
        case Money(), Money(), Money():
            return MoneyInterval(low=low, estimate=value, high=high, level=DECLARED_LEVEL)
        case Rate(), Rate(), Rate():
            return RateInterval(low=low, estimate=value, high=high, level=DECLARED_LEVEL)
        case float(), float(), float():
            return Interval(low=low, estimate=value, high=high, level=DECLARED_LEVEL)
        case _:
            return value
