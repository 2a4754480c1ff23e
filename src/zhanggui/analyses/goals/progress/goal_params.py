"""Which goal is meant: metric, target, deadline, owner, in which part of the shop?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from zhanggui.analyses.contribution import MarginParams
from zhanggui.analyses.goals.progress.ratio_standing import WHOLE_SHARE
from zhanggui.books.goals import (
    GoalTerms,
    GoalWithoutDeadline,
    GoalWithoutMetric,
    GoalWithoutOwner,
    GoalWithoutTarget,
)
from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.money import Money
from zhanggui.core.words import Words
from zhanggui.metrics.metric import Metric, Ratio
from zhanggui.metrics.question import conditions
from zhanggui.metrics.registry import dimension, metric

MOST_DAYS = 1_830
MOST_TIMES = 1_000
ADDING_UP = frozenset({"additive", "per_order"})
FIRST_YEAR, LAST_YEAR = 2000, 2090


class TargetNotUnderstood(RequestAtFault):
    """A target that is not a number of the metric's unit."""

    sentence = Words(
        zh="目标值“{target}”看不懂：金额写成 120000 或 120000.50，件数、单数写成整数，比率写成 3.5% 或 0.035，倍数写成 2.5，都要大于 0。",
        en="Cannot read the target '{target}': write money as 120000 or 120000.50, counts as whole numbers, shares as 3.5% or "
        "0.035, multiples as 2.5, above 0.",
    )


class MetricDoesNotAddUp(RequestAtFault):
    """A goal needs a metric whose days add up to the period, or a ratio of two such metrics."""

    sentence = Words(
        zh="“{metric}”数的是不同的人或存量，按天的数合不成一段时间的数，不能作为目标。请选能相加的指标或它们的比率，例如 {possible}。",
        en="'{metric}' counts different people or what lies in stock: its days do not make up a period, so it cannot be a goal. "
        "Choose one that adds up or a ratio of such, for example {possible}.",
    )


class GoalTooLong(RequestAtFault):
    """A goal over more days than can be planned."""

    sentence = Words(
        zh="目标跨 {days} 天，最多 {most} 天；请拆成几个目标。",
        en="The goal spans {days} {days:day|days}, at most {most} are planned; make several goals of it.",
    )


class GoalOutOfTime(RequestAtFault):
    """A goal in years for which there is no calendar."""

    sentence = Words(
        zh="目标的日期要在 {first} 到 {last} 年之间。", en="The days of a goal lie in the years {first} to {last}."
    )


class GoalParams(MarginParams):
    """One goal; metric, target, deadline and owner must be given."""

    metric: Annotated[
        str,
        Field(max_length=100),
        described(
            "指标",
            "Metric",
            about_zh="必填：能按天相加的指标，或它们的比率",
            about_en="Required: a metric whose days add up, or a ratio of such",
        ),
    ] = ""
    target: Annotated[
        str,
        Field(max_length=40),
        described(
            "目标值",
            "Target",
            about_zh="必填：金额以元计，比率写成 3.5%",
            about_en="Required: money in major units, shares as 3.5%",
        ),
    ] = ""
    deadline: Annotated[
        date | None, described("截止日", "Deadline", about_zh="必填：含这一天", about_en="Required: this day included")
    ] = None
    owner: Annotated[
        str,
        Field(max_length=100),
        described("负责人", "Owner", about_zh="必填：谁对它负责", about_en="Required: who answers for it"),
    ] = ""
    start: Annotated[
        date | None,
        described(
            "开始日",
            "First day",
            about_zh="含这一天；空表示截止日所在月的 1 日",
            about_en="This day included; empty: the first of the deadline's month",
        ),
    ] = None
    where: Annotated[
        str,
        Field(max_length=500),
        described(
            "范围",
            "Part of the shop",
            about_zh="维度=值，多个用逗号隔开，例如 channel=tmall；空表示全店",
            about_en="dimension=value, several with commas, such as channel=tmall; empty: the whole shop",
        ),
    ] = ""


def goal_terms(params: GoalParams, currency: str) -> GoalTerms:
    """The goal that is meant; refuses one that lacks metric, target, deadline or owner, each in its own words."""
    if not params.metric.strip():
        raise GoalWithoutMetric
    found = _adding_up(params.metric.strip())
    if not params.target.strip():
        raise GoalWithoutTarget
    if params.deadline is None:
        raise GoalWithoutDeadline
    if not params.owner.strip():
        raise GoalWithoutOwner
    where = conditions(each for each in params.where.split(",") if each.strip())
    for name, _ in where:
        dimension(name)
    terms = GoalTerms(
        metric=found.name,
        target=_target(params.target.strip(), found, currency),
        start=params.start or params.deadline.replace(day=1),
        deadline=params.deadline,
        owner=params.owner.strip(),
        where=where,
    )
    if terms.start.year < FIRST_YEAR or terms.deadline.year > LAST_YEAR:
        raise GoalOutOfTime(first=FIRST_YEAR, last=LAST_YEAR)
    days = (terms.deadline - terms.start).days + 1
    if days > MOST_DAYS:
        raise GoalTooLong(days=days, most=MOST_DAYS)
    return terms


def goal_knobs(terms: GoalTerms, currency: str) -> dict[str, str]:
    """The knobs that ask about a goal on record."""
    return {
        "metric": terms.metric,
        "target": _written(terms, currency),
        "start": terms.start.isoformat(),
        "deadline": terms.deadline.isoformat(),
        "owner": terms.owner,
        "where": ",".join(f"{name}={value}" for name, value in terms.where),
    }


def _written(terms: GoalTerms, currency: str) -> str:
    match metric(terms.metric).unit:
        case "money":
            return str(Money(terms.target, currency).major)
        case "ratio":
            return f"{Decimal(terms.target) * 100 / WHOLE_SHARE:f}%"
        case "multiple":
            return f"{Decimal(terms.target) / WHOLE_SHARE:f}"
        case _:
            return str(terms.target)


def may_be_goal(found: Metric) -> bool:
    """Whether a metric can be followed day by day: it adds up over days, or is a ratio of two that do.

    Visitors are counted anew on each day, which a ratio of them bears; buyers come back over weeks, which it does not.
    """
    if found.additivity in ADDING_UP:
        return True
    return is_ratio(found) and all(
        part.additivity in ADDING_UP or (part.additivity == "distinct" and part.unit == "visitors")
        for part in map(metric, found.parts)
    )


def is_ratio(found: Metric) -> bool:
    """Whether it is divided after the sums."""
    return isinstance(found.formula, Ratio) and found.unit in {"money", "ratio", "multiple"}


def _adding_up(name: str) -> Metric:
    found = metric(name)
    if not may_be_goal(found):
        raise MetricDoesNotAddUp(metric=found.title, possible="net_sales, paid_orders, aov, conversion, refund_rate")
    return found


def _target(text: str, found: Metric, currency: str) -> int:
    try:
        target = _read_target(text, found, currency)
    except (RequestAtFault, ArithmeticError, ValueError):
        raise TargetNotUnderstood(target=text[:40]) from None
    if target <= 0:
        raise TargetNotUnderstood(target=text[:40])
    return target


def _read_target(text: str, found: Metric, currency: str) -> int:
    match found.unit:
        case "money":
            return Money.of(text, currency).minor
        case "ratio" | "multiple":
            is_percent = text.endswith(("%", "％"))
            told = Decimal(text.rstrip("%％ ")) / (100 if is_percent else 1)
            is_share = found.unit == "ratio" and not is_percent
            if told > (1 if is_share else MOST_TIMES):  # 35 for a share is more likely 35 % than thirty-five times
                raise TargetNotUnderstood(target=text[:40])
            return round(told * WHOLE_SHARE)
        case _:
            return int(text)
