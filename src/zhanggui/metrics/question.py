"""What is asked: which numbers, split how, of which days, compared with what?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from zhanggui.core.errors import RequestAtFault, ShopAtFault
from zhanggui.core.period import GRAINS, Grain, Period
from zhanggui.core.words import Words
from zhanggui.metrics.value import MarginAssumption

Compare = Literal["none", "previous", "last_year", "both"]
COMPARISONS: tuple[Compare, ...] = ("none", "previous", "last_year", "both")


class ConditionNotUnderstood(RequestAtFault):
    """A filter that is not written as dimension=value."""

    sentence = Words(
        zh="看不懂筛选“{text}”；写成 维度=值，例如 channel=tmall。",
        en="Cannot read the filter '{text}'; write dimension=value, such as channel=tmall.",
    )


class ChoiceNotUnderstood(RequestAtFault):
    """A word outside a short closed list."""

    sentence = Words(
        zh="“{word}”不能作为{what}；可以是：{choices}。", en="'{word}' cannot be the {what}; it can be: {choices}."
    )


class NothingAsked(RequestAtFault):
    """A question without any metric."""

    sentence = Words(
        zh="没有说要哪个指标；用 zhanggui list 查看全部。", en="No metric was named; see all with zhanggui list."
    )


class ImpossiblePair(RequestAtFault):
    """A metric whose rows do not have the dimension."""

    sentence = Words(
        zh="指标“{metric}”不能按“{dimension}”拆分或筛选；可以用：{possible}。",
        en="'{metric}' cannot be split or filtered by '{dimension}'; possible: {possible}.",
    )


class ValueNotFound(RequestAtFault):
    """A filter on a value that no row has."""

    sentence = Words(
        zh="“{dimension}”里没有“{value}”。有：{near}。", en="No '{dimension}' is '{value}'. There are: {near}."
    )


class DimensionNotLoaded(ShopAtFault):
    """A dimension that no loaded row fills."""

    sentence = Words(
        zh="还没有“{dimension}”的数据（表 {table} 的 {column} 列）。可以从这里导出：{source}。",
        en="No row has a '{dimension}' yet (column {column} of {table}). Export it from: {source}.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which metrics, split by which dimensions, of which rows and days.

    - `where`: pairs of dimension and value; several values of one dimension mean any of them, several dimensions all.
    - `grain`: one row a day, week (from Monday) or month, clipped to the period; None: one row for the whole period.
    - `period`: None means everything that is loaded.
    - `compare`: "previous" compares the whole period with the equally long one before it, and a day, week or month
      with the one before; "last_year" with the festival-aligned like days of last year.
    - `limit`: at most so many groups, by the first metric; the others become one row where they add up.
    """

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    grain: Grain | None = None
    period: Period | None = None
    compare: Compare = "none"
    margin: MarginAssumption | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        if not self.metrics:
            raise NothingAsked
        _check(self.grain or "day", Words(zh="时间粒度", en="grain"), GRAINS)
        _check(self.compare, Words(zh="比较方式", en="comparison"), COMPARISONS)

    @property
    def asks_previous(self) -> bool:
        """Whether the period before is asked for."""
        return self.compare in {"previous", "both"}

    @property
    def asks_last_year(self) -> bool:
        """Whether the like days of last year are asked for."""
        return self.compare in {"last_year", "both"}


def conditions(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Read filters written as dimension=value.

    >>> conditions(["channel=tmall", "line=sale"])
    (('channel', 'tmall'), ('line', 'sale'))
    """
    return tuple(_condition(text) for text in texts)


def _condition(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not (separator and name.strip() and value.strip()):
        raise ConditionNotUnderstood(text=text)
    return name.strip(), value.strip()


def _check(word: str, what: Words, choices: tuple[str, ...]) -> None:
    if word not in choices:
        raise ChoiceNotUnderstood(word=word, what=what, choices=", ".join(choices))
