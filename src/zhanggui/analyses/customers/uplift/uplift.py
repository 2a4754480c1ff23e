"""Whom does a contact change, by how much, and whom is the next one worth?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import MarginParams, profit_gaps
from zhanggui.analyses.counted_sales import SalesCounted, SalesParams
from zhanggui.analyses.customers.uplift import rows
from zhanggui.analyses.customers.uplift.experiments import Experiment, chosen, experiments
from zhanggui.analyses.customers.uplift.known_before import Money_, Outcomes, feature_rows, known_before, outcomes
from zhanggui.analyses.customers.uplift.learning import Lesson, learn
from zhanggui.analyses.customers.uplift.result import UpliftResult
from zhanggui.analyses.customers.uplift.words import SENTENCES
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.errors import UnknownName
from zhanggui.core.money import Money
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.power import units_per_arm
from zhanggui.stats.uplift.trial import LEAST_OUTCOMES, LEAST_UNITS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.money import MoneyInterval
    from zhanggui.warehouse.protocol import Warehouse

MOST_UNITS = 10_000_000


class UpliftParams(MarginParams):
    """Which experiment, what counts, and what a contact costs."""

    experiment: Annotated[
        str | None,
        described(
            "实验",
            "Experiment",
            about_zh="决策编号或导入的实验名；空表示人数最多的一个",
            about_en="A decision's id or the name of a loaded experiment; empty: the largest",
        ),
    ] = None
    horizon_days: Annotated[
        int,
        Field(ge=1, le=365),
        described(
            "核算天数",
            "Days that count",
            about_zh="触达后多少天内的钱算数",
            about_en="Days after the contact that count",
            unit="days",
        ),
    ] = 30
    contact_cost_minor: Annotated[
        int,
        Field(ge=0, le=10**9),
        described(
            "每次触达成本",
            "Cost of one contact",
            about_zh="最小货币单位；优惠券已在利润里",
            about_en="In the smallest coin; coupons are part of the profit already",
            unit="money",
        ),
    ] = 6
    money: Annotated[
        Money_,
        described("金额口径", "Money", about_zh="贡献利润，或净销售额", about_en="Contribution profit, or net sales"),
    ] = "contribution_profit"
    learner: Annotated[
        Literal["dr", "x", "two_models"],
        described(
            "学习方法",
            "Learner",
            about_zh="dr 双重稳健；x 交叉；two_models 两个模型相减",
            about_en="dr: doubly robust; x: crossed; two_models: the difference of two",
        ),
    ] = "dr"
    level: Annotated[
        float,
        Field(ge=0.5, le=0.99),
        described(
            "区间把握", "How sure", about_zh="0.9 表示十次有九次落在区间内", about_en="0.9: nine of ten lie within"
        ),
    ] = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """An experiment, what it taught, and what the rule says of today's customers."""

    experiment: Experiment
    seen: Outcomes
    lesson: Lesson
    today: rows.Today


def run(warehouse: Warehouse, params: UpliftParams) -> UpliftResult:
    """Learn from a past experiment who brings more when contacted, and say whom the next contact is worth.

    τ(x) = E[profit | contacted, x] − E[profit | left alone, x], learnt on one half of the experiment's customers from
    what was known before it; a contact is worth its cost where τ(x) − c is above a cut-off chosen on that half. All
    that is promised is measured on the other half by doubly robust scores (zhanggui.stats.uplift).
    """
    counted = counted_sales.sales_counted(warehouse, SalesParams())
    found = experiments(warehouse, params.horizon_days)
    used = chosen(found, params.experiment)
    is_valued = params.money == "net_sales" or not counted.lines_without_cost or params.margin is not None
    learnt = _learnt(warehouse, params, used) if used is not None and is_valued else None
    scale = _scale(warehouse, params, counted)
    expected = rows.expected_of_all(learnt.lesson, learnt.today, scale) if learnt else None
    return UpliftResult(
        headline=_headline(params, learnt, expected, scale, has_experiment=used is not None),
        caveats=_caveats(params, counted, learnt, warehouse.currency),
        experiment=learnt.experiment.name if learnt else "",
        horizon_days=params.horizon_days,
        learnt_from=len(learnt.seen.trial) if learnt else 0,
        effect=scale.money(learnt.lesson.effects[learnt.lesson.main].effect) if learnt else None,
        expected=expected,
        contact=int((learnt.today.arms > 0).sum()) if learnt else 0,
        cutoff=_cutoff(learnt, warehouse.currency),
        test_units=_test_units(params, learnt) if learnt else None,
        arms=rows.arm_rows(learnt.lesson, learnt.seen, scale) if learnt else (),
        groups=rows.group_rows(learnt.lesson, learnt.today, learnt.seen.names, scale) if learnt else (),
        promises=rows.promise_rows(learnt.lesson, scale) if learnt else (),
        moved=rows.moved_rows(learnt.lesson, learnt.seen.trial.features, warehouse.currency) if learnt else (),
        experiments=rows.experiment_rows(found, used),
        curve=rows.curve_chart(learnt.lesson if learnt else None, scale),
    )


def members(warehouse: Warehouse, params: UpliftParams, value: str) -> ir.Table:
    """Today's customers of one group: an arm, those to leave alone, or those unlike the experiment's."""
    import ibis

    used = chosen(experiments(warehouse, params.horizon_days), params.experiment)
    codes = rows.group_codes((rows.ALONE, *used.treatments) if used else (rows.ALONE,))
    if value not in codes:
        kind, near = Words(zh="分组", en="group"), ", ".join(codes)
        raise UnknownName(kind=kind, name=value, near=near, listing="zhanggui run customers.uplift")
    learnt = _learnt(warehouse, params, used) if used else None
    arm = codes.index(value) - 1
    people = (
        [who for who, mine in zip(learnt.today.customers, learnt.today.arms, strict=True) if mine == arm]
        if learnt
        else []
    )
    known = known_before(warehouse, warehouse.as_of + timedelta(days=1))
    mine = known.filter(known.customer.isin(people)) if people else known.filter(ibis.literal(False))
    return mine.select(kind=ibis.literal("customer"), id=mine.customer)


def _learnt(warehouse: Warehouse, params: UpliftParams, used: Experiment) -> Learnt | None:
    seen = outcomes(warehouse, used, horizon_days=params.horizon_days, money=params.money, margin=params.margin)
    if np.bincount(seen.trial.arm, minlength=len(seen.names)).min() <= 1:
        return None
    costs = (float(params.contact_cost_minor),) * (len(seen.names) - 1)
    lesson = learn(seen.trial, learner=params.learner, costs=costs, level=params.level)
    now = warehouse.fetch(known_before(warehouse, warehouse.as_of + timedelta(days=1)).order_by("customer"))
    arms = rows.assigned(lesson, feature_rows(now), seen.trial.features)
    today = rows.Today(customers=tuple(now["customer"].to_pylist()), arms=arms)
    return Learnt(experiment=used, seen=seen, lesson=lesson, today=today)


def _scale(warehouse: Warehouse, params: UpliftParams, counted: SalesCounted) -> rows.Scale:
    low = high = 1.0
    is_assumed = params.money == "contribution_profit" and counted.lines_without_cost
    if is_assumed and params.margin and params.margin.estimate > 0:
        low, high = (end / params.margin.estimate for end in (params.margin.low, params.margin.high))
    return rows.Scale(currency=warehouse.currency, level=params.level, low=low, high=high)


def _cutoff(learnt: Learnt | None, currency: str) -> Money | None:
    if learnt is None or learnt.lesson.rule.always is not None:
        return None
    return Money(round(learnt.lesson.rule.cutoff), currency)


def _test_units(params: UpliftParams, learnt: Learnt) -> int | None:
    """Customers per arm with which the estimated difference from the cost would be told; None where it is told."""
    if learnt.lesson.is_clear:
        return None
    effect = learnt.lesson.effects[learnt.lesson.main].effect.estimate
    apart = abs(effect - params.contact_cost_minor)
    deviation = float(learnt.seen.trial.outcome.std(ddof=1))
    return min(MOST_UNITS, units_per_arm(deviation, max(apart, 1.0), level=params.level))


def _headline(
    params: UpliftParams,
    learnt: Learnt | None,
    expected: MoneyInterval | None,
    scale: rows.Scale,
    *,
    has_experiment: bool,
) -> Sentence:
    if learnt is None:
        return sentence("profit_unknown" if has_experiment else "no_experiment", days=params.horizon_days)
    lesson, arms = learnt.lesson, learnt.today.arms
    told: dict[str, Argument] = {"days": params.horizon_days, "effect": scale.money(lesson.effects[lesson.main].effect)}
    cost = Money(params.contact_cost_minor, scale.currency)
    if not lesson.is_clear:
        return sentence("cannot_tell", **told, cost=cost, units=_test_units(params, learnt))
    if lesson.rule.always == 0:
        return sentence("nobody_worth_it", **told, cost=cost)
    told |= {"customers": int((arms > 0).sum()), "expected": expected}
    if lesson.rule.always is not None:
        return sentence("all_alike", **told)
    return sentence("headline", **told, rest=int((arms == 0).sum()))


def _caveats(params: UpliftParams, counted: SalesCounted, learnt: Learnt | None, currency: str) -> tuple[Sentence, ...]:
    said = []
    if learnt is not None:
        lesson = learnt.lesson
        needed = {"too_few_units": LEAST_UNITS, "too_few_outcomes": LEAST_OUTCOMES}
        if lesson.why_not is None:
            said.append(sentence("kept_apart", kept=int(lesson.measured_on.sum())))
        else:
            said.append(sentence(lesson.why_not, needed=needed[lesson.why_not]))
        unlike = int((learnt.today.arms < 0).sum())
        said += [sentence("not_alike", customers=unlike)] if unlike else []
        said.append(sentence("as_drawn"))
    if params.money == "net_sales":
        said.append(sentence("sales_not_profit"))
    said += counted_sales.unknown_customers(counted, currency)
    return (*said, *profit_gaps(counted, params.margin)) if params.money == "contribution_profit" else tuple(said)


CAPABILITY = Capability(
    name="customers.uplift",
    title=Words(zh="增量：谁值得联系", en="Uplift: whom to contact"),
    question=Words(
        zh="联系改变了谁、多赚多少，下一次联系谁才划算？",
        en="Whom did a contact change, what did it earn, and whom is the next one worth?",
    ),
    params=UpliftParams,
    result=UpliftResult,
    run=run,
    sentences=SENTENCES,
    tables={"orders": ("customer",), "exposures": ("customer", "arm")},
    ids=("D8", "D13", "D9"),
    members=Members(field="groups", key="group", kind="customer", find=members),
    roles=("owner", "operator", "analyst"),
)
