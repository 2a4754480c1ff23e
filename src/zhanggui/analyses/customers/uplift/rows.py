"""How does a lesson become the rows that a person reads, and how many of today's customers it says something of?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhanggui.analyses.customers.uplift.experiments import STATES, Experiment
from zhanggui.analyses.customers.uplift.known_before import TITLES, Outcomes, are_alike
from zhanggui.analyses.customers.uplift.learning import Lesson, mean_effect
from zhanggui.analyses.customers.uplift.result import ArmRow, ExperimentRow, MovedRow, PromiseRow, UpliftGroup
from zhanggui.analyses.customers.uplift.words import VARIES
from zhanggui.core.charts import Line, Series
from zhanggui.core.currency import minor_digits
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, RateInterval
from zhanggui.core.words import Words
from zhanggui.stats.season import Floats
from zhanggui.stats.uplift.scores import mean_within
from zhanggui.stats.uplift.trial import Whole

UNLIKE, ALONE = "unlike", "leave"
MOVED_ROWS, FIFTH = 6, 5
MONEY_FACTS = ("net_sales", "sales_per_order")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How numbers become money: the currency, how sure, and the declared margin's ends against its estimate."""

    currency: str
    level: float
    low: float = 1.0
    high: float = 1.0

    def money(self, found: Interval, *, times: float = 1.0, less: float = 0.0) -> MoneyInterval:
        """An interval of what was brought, so many times, less a certain cost."""
        ends = [end * factor for end in (found.low, found.high) for factor in (self.low, self.high)]
        ends.append(found.estimate)
        low, estimate, high = (
            Money(round(times * value - less), self.currency) for value in (min(ends), found.estimate, max(ends))
        )
        return MoneyInterval(low=low, estimate=estimate, high=high, level=self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Customers as they are now, and the arm that the rule gives each; −1 where they are unlike the experiment's."""

    customers: tuple[str, ...]
    arms: Whole


def assigned(lesson: Lesson, features: Floats, experiment: Floats) -> Whole:
    """The arm of every customer of today."""
    if not len(features):
        return np.zeros(0, dtype=np.int64)
    treatments = len(lesson.rule.costs)
    effects = np.zeros((len(features), treatments)) if lesson.forecast is None else lesson.forecast(features)
    return np.where(are_alike(features, experiment), lesson.rule.arms(effects), -1).astype(np.int64)


def group_codes(names: Sequence[str]) -> tuple[str, ...]:
    """The codes of the groups, in the order of their arms: −1 unlike, 0 leave, then the treatments."""
    return (UNLIKE, ALONE, *names[1:])


def group_rows(lesson: Lesson, today: Today, names: Sequence[str], scale: Scale) -> tuple[UpliftGroup, ...]:
    """One row a group that has anybody."""
    found = []
    for arm, code in zip(range(-1, len(names)), group_codes(names), strict=True):
        customers = int((today.arms == arm).sum())
        mine = lesson.arms == arm
        if customers or mine.any():
            found.append(_group(lesson, arm, code, customers=customers, names=names, scale=scale))
    return tuple(found)


def expected_of_all(lesson: Lesson, today: Today, scale: Scale) -> MoneyInterval | None:
    """What the rule should bring on today's customers: each group's measured mean, times how many there are.

    T = Σ nₐ·m̄ₐ, with the groups' errors, which are independent, added in squares.
    """
    parts, cost, spread = 0.0, 0.0, 0.0
    for arm in range(1, len(lesson.rule.costs) + 1):
        customers, measured = int((today.arms == arm).sum()), _measured(lesson, arm, arm, scale.level)
        if not customers:
            continue
        if measured is None:
            return None
        parts += customers * measured.estimate
        cost += customers * lesson.rule.costs[arm - 1]
        spread += (customers * (measured.high - measured.estimate)) ** 2
    reach = spread**0.5
    return scale.money(Interval(low=parts - reach, estimate=parts, high=parts + reach, level=scale.level), less=cost)


def arm_rows(lesson: Lesson, seen: Outcomes, scale: Scale) -> tuple[ArmRow, ...]:
    """One row a treatment."""
    counts = np.bincount(seen.trial.arm, minlength=len(seen.names))
    return tuple(
        ArmRow(
            arm=seen.names[at + 1],
            customers=int(counts[at + 1]),
            effect=scale.money(each.effect),
            bought=RateInterval.of(mean_effect(seen.bought, at, scale.level)),
            qini=None if each.qini is None else scale.money(each.qini),
            slope=each.slope,
            varies=VARIES[each.varies],
        )
        for at, each in enumerate(lesson.effects)
    )


def promise_rows(lesson: Lesson, scale: Scale) -> tuple[PromiseRow, ...]:
    """Promise and measurement, from those promised most down."""
    return tuple(
        PromiseRow(
            group=at,
            kept=each.units,
            promised=Money(round(each.promised), scale.currency),
            measured=scale.money(each.measured),
        )
        for at, each in enumerate(lesson.calibration, 1)
    )


def moved_rows(lesson: Lesson, features: Floats, currency: str) -> tuple[MovedRow, ...]:
    """The facts in which those moved most differ most from those moved least, among the customers kept apart."""
    if lesson.promised is None:
        return ()
    kept = features[lesson.measured_on]
    order = np.argsort(-lesson.promised[:, lesson.main], kind="stable")
    size = len(order) // FIFTH
    most, least = kept[order[:size]], kept[order[len(order) - size :]]
    rows = []
    for at, (name, title) in enumerate(TITLES.items()):
        known = [column[np.isfinite(column)] for column in (most[:, at], least[:, at], kept[:, at])]
        if all(len(column) for column in known) and (deviation := float(known[2].std())):
            rows.append((abs(float(known[0].mean() - known[1].mean())) / deviation, name, title, known))
    rows.sort(key=lambda row: -row[0])
    return tuple(_moved(name, title, known, currency) for _, name, title, known in rows[:MOVED_ROWS])


def experiment_rows(found: Sequence[Experiment], used: Experiment | None) -> tuple[ExperimentRow, ...]:
    """Every experiment on record, and why one cannot be used."""
    return tuple(
        ExperimentRow(
            experiment=each.name,
            start=each.start,
            customers=each.customers,
            arms="、".join(f"{arm} {count:,}" for arm, count in sorted(each.arms.items())),
            state=STATES["used" if used is not None and each.name == used.name else each.state],
        )
        for each in found
    )


def curve_chart(lesson: Lesson | None, scale: Scale) -> Series:
    """What contacting the first so many earns, per customer of all."""
    curve = None if lesson is None else lesson.curve
    unit = 10 ** minor_digits(scale.currency)
    told = (
        [tuple(float(v) / unit for v in part) for part in (curve.gains, curve.low, curve.high)] if curve else [()] * 3
    )
    return Series(
        title=Words(zh="利润曲线（没有参与学习的顾客）", en="Profit curve (customers kept apart)"),
        x_title=Words(zh="联系预测最高的多少", en="Share contacted, most promised first"),
        unit="money",
        x=tuple(f"{share:.0%}" for share in curve.shares) if curve else (),
        lines=(
            Line(
                name=Words(zh="人均净增量（全部顾客平均）", en="Net effect per customer (mean of all)"),
                values=told[0],
                low=told[1],
                high=told[2],
            ),
        ),
    )


def _group(lesson: Lesson, arm: int, code: str, *, customers: int, names: Sequence[str], scale: Scale) -> UpliftGroup:
    # Of those to leave alone: what the best treatment would have brought them.
    as_if = arm if arm > 0 else lesson.main + 1
    measured = None if arm < 0 else _measured(lesson, arm, as_if, scale.level)
    cost = lesson.rule.costs[as_if - 1]
    is_told = measured is not None and arm > 0
    return UpliftGroup(
        group=code,
        name=_name(arm, names),
        customers=customers,
        kept=int((lesson.arms == arm).sum()),
        measured=None if measured is None else scale.money(measured, less=cost),
        expected=scale.money(measured, times=customers, less=customers * cost) if measured and is_told else None,
    )


def _measured(lesson: Lesson, group: int, arm: int, level: float) -> Interval | None:
    mine = lesson.arms == group
    if mine.sum() <= 1:
        return None
    return mean_within((lesson.scores[:, arm] - lesson.scores[:, 0])[mine], level)


def _name(arm: int, names: Sequence[str]) -> Words:
    if arm < 0:
        return Words(zh="与实验中的顾客不相似，不做推断", en="Unlike the experiment's: nothing is said")
    if arm == 0:
        return Words(zh="不联系", en="Leave alone")
    if len(names) == 2:  # noqa: PLR2004 - one treatment and none: it needs no name
        return Words(zh="联系", en="Contact")
    return Words(zh=f"联系：{names[arm]}", en=f"Contact: {names[arm]}")


def _moved(name: str, title: Words, known: Sequence[Floats], currency: str) -> MovedRow:
    unit = 10 ** minor_digits(currency) if name in MONEY_FACTS else 1
    most, least, everybody = (round(float(column.mean()) / unit, 3) for column in known)
    return MovedRow(fact=title, most=most, least=least, everybody=everybody, support=len(known[0]) + len(known[1]))
