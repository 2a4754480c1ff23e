"""What are the shop's customers still worth, how sure is that, and when has a new one paid for themselves?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import MarginParams
from zhanggui.analyses.counted_sales import SalesCounted, SalesParams, share_of
from zhanggui.analyses.customers.value import model_rows, newcomer
from zhanggui.analyses.customers.value.caveats import caveats
from zhanggui.analyses.customers.value.festival_days import FestivalDays
from zhanggui.analyses.customers.value.judging import TENTHS, Judged, ModelName, judge, tenths
from zhanggui.analyses.customers.value.margins import margin_scale
from zhanggui.analyses.customers.value.purchase_days import (
    BoughtByDay,
    Cells,
    Money_,
    bought_by_day,
    customer_histories,
    customers_in,
    fetch_cells,
)
from zhanggui.analyses.customers.value.result import CohortValue, DearCustomer, TenthValue, ValueResult
from zhanggui.analyses.customers.value.rows import (
    Grouped,
    Scale,
    cohort_months,
    cohort_rows,
    dearest_cells,
    dearest_rows,
    festival_rows,
    keys_of,
    tenth_keys,
    tenth_rows,
)
from zhanggui.analyses.customers.value.words import SENTENCES
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.errors import TablesMissing, UnknownName
from zhanggui.core.money import Money
from zhanggui.core.period import Period
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.stats.lifetimes.ahead import Outlook
from zhanggui.stats.lifetimes.shop_time import ShopTime

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse


class ValueParams(SalesParams, MarginParams):
    """Which customers, how far ahead, and what money means."""

    horizon_days: Annotated[
        int,
        Field(ge=1, le=3_660),
        described(
            "预测天数", "Days ahead", about_zh="从截止日往后看多少天", about_en="From the last day on", unit="days"
        ),
    ] = 365
    discount_rate: Annotated[
        float,
        Field(ge=0, le=2),
        described(
            "年折现率",
            "Discount rate, yearly",
            about_zh="0.1 表示一年后的 110 元值今天的 100 元",
            about_en="0.1: what brings 110 in a year is worth 100 today",
        ),
    ] = 0.1
    calibration_share: Annotated[
        float,
        Field(ge=0.2, le=0.95),
        described(
            "选模型用的前段",
            "Part before the test",
            about_zh="历史的前多少用来拟合，其余用来检验、选择模型；最后用全部数据重新拟合",
            about_en="How much of the history the models are fitted on before the rest tests them; in the end all of it is used",
        ),
    ] = 0.67
    model: Annotated[
        ModelName,
        described(
            "模型",
            "Model",
            about_zh="auto 按检验段的预测得分合并几个模型",
            about_en="auto blends the models by how they forecast the test part",
        ),
    ] = "auto"
    money: Annotated[
        Money_,
        described("金额口径", "Money", about_zh="贡献利润，或净销售额", about_en="Contribution profit, or net sales"),
    ] = "contribution_profit"
    acquisition_cost: Annotated[
        float | None,
        Field(ge=0, le=1e9),
        described(
            "获客成本",
            "Cost per new customer",
            about_zh="主币单位，如 35.5；空表示广告花费 ÷ 新买家",
            about_en="In major units, such as 35.5; empty: ad spend ÷ new buyers",
        ),
    ] = None
    level: Annotated[
        float,
        Field(ge=0.5, le=0.99),
        described(
            "区间把握", "How sure", about_zh="0.9 表示十次有九次落在区间内", about_en="0.9: nine of ten lie within"
        ),
    ] = 0.9
    limit: Annotated[
        int,
        Field(ge=0, le=500),
        described(
            "列出顾客数", "Customers listed", about_zh="最有价值的多少位", about_en="So many of the most valuable"
        ),
    ] = 20

    @property
    def outlook(self) -> Outlook:
        """How far ahead, and what waiting costs."""
        return Outlook(days=float(self.horizon_days), yearly_rate=self.discount_rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was found before it is told: which sales, which cells, which models."""

    counted: SalesCounted
    test_from: date
    is_valued: bool
    bought: BoughtByDay
    festivals: FestivalDays
    early_time: ShopTime
    cells: Cells
    judged: Judged
    scale: Scale


def run(warehouse: Warehouse, params: ValueParams) -> ValueResult:
    """Infer from when each customer bought how often each will, and multiply by what their purchases leave.

    Value ahead = Σ over customers of P(there) · E[discounted purchases | there] · E[worth of a purchase], from
    models of coming and leaving that had to forecast the later part of the history, and a model of worth.

    P. S. Fader, B. G. S. Hardie and K. L. Lee, RFM and CLV: using iso-value curves for customer base analysis, Journal
    of Marketing Research 42, 2005. The models and their sources: zhanggui.stats.lifetimes.
    """
    found = answered(warehouse, params)
    beside = _beside(warehouse, params)
    cost = beside["cost_per_new_buyer"]
    if params.acquisition_cost is not None:
        cost = Money.of(f"{params.acquisition_cost:.2f}", warehouse.currency)
    return _result(warehouse, params, found, cost=cost, naive=beside["ltv_naive"])


def members(warehouse: Warehouse, params: ValueParams, value: str) -> ir.Table:
    """The customers of one tenth by value: d01 the most valuable."""
    import ibis

    names = [f"d{at + 1:02d}" for at in range(TENTHS)]
    if value not in names:
        raise UnknownName(
            kind=Words(zh="十分位", en="tenth"),
            name=value,
            near=", ".join(names),
            listing="zhanggui run customers.value",
        )
    found = answered(warehouse, params)
    keys = tenth_keys(found.cells, found.judged, names.index(value))
    chosen = customers_in(_people(warehouse, params, found), keys)
    return chosen.select(kind=ibis.literal("customer"), id=chosen.customer)


def answered(warehouse: Warehouse, params: ValueParams) -> Answered:
    """The cells of the shop, the models fitted to them and tested before, and what these say of each cell."""
    counted = counted_sales.sales_counted(warehouse, params)
    days = (counted.last_day - (counted.first_day or counted.last_day)).days
    before_end = max(1, round(days * (1 - params.calibration_share)))
    test_from = counted.last_day - timedelta(days=before_end - 1)
    is_valued = params.money == "net_sales" or not counted.lines_without_cost or params.margin is not None
    bought = bought_by_day(warehouse, params)
    festivals = FestivalDays.of(bought.bought, counted.last_day)
    known_then = FestivalDays.of(bought.up_to(before_end), test_from - timedelta(days=1))
    cells = fetch_cells(
        warehouse,
        params,
        split_day=test_from - timedelta(days=1),
        money=params.money if is_valued else None,
        margin=params.margin,
    )
    early = cells.timed(known_then, counted.last_day)
    cells = cells.timed(festivals, counted.last_day)
    judged = judge(cells, early.split(before_end), model=params.model, outlook=params.outlook, is_valued=is_valued)
    return Answered(
        counted=counted,
        test_from=test_from,
        is_valued=is_valued,
        bought=bought,
        festivals=festivals,
        early_time=early.time,
        cells=cells,
        judged=judged,
        scale=margin_scale(warehouse, params, counted, judged, level=params.level),
    )


def _people(warehouse: Warehouse, params: ValueParams, found: Answered) -> ir.Table:
    return customer_histories(
        warehouse,
        params,
        split_day=found.test_from - timedelta(days=1),
        money=params.money if found.is_valued else None,
        margin=params.margin,
    )


def _beside(warehouse: Warehouse, params: ValueParams) -> Mapping[str, Money | None]:
    """The rule of thumb, and what the metrics say a new customer costs."""
    names = ("ltv_naive", "cost_per_new_buyer")
    span = params.span(warehouse.as_of)
    period = Period(span.start, span.end) if span.start else None
    try:
        told = measure(warehouse, Question(metrics=names, where=params.where, period=period))
    except TablesMissing:
        return dict.fromkeys(names)
    values = {row.metric: row.value for row in told.rows}
    return {
        name: Money(int(value), warehouse.currency) if (value := values.get(name)) is not None else None
        for name in names
    }


def _result(
    warehouse: Warehouse, params: ValueParams, found: Answered, *, cost: Money | None, naive: Money | None
) -> ValueResult:
    cells, judged, scale = found.cells, found.judged, found.scale
    people = float(cells.customers.sum())
    whole = _grouped(found, np.zeros(len(cells), dtype=int), 1, params)
    by_tenth = _tenths(found, params)
    new = newcomer.newcomer(cells, judged, params.discount_rate, scale)
    last_day = found.counted.last_day
    return ValueResult(
        headline=_headline(params, found, whole, by_tenth),
        caveats=caveats(params, found, cost, warehouse.currency),
        first_day=found.counted.first_day,
        last_day=last_day,
        test_from=found.test_from,
        customers=round(people),
        came_again=share_of(found.cells.histories.repeaters, people),
        still_there=whole.still_there(0) if whole else None,
        churn=whole.churn[0] if whole else None,
        purchases=whole.purchases[0] if whole else None,
        value=whole.value[0] if whole else None,
        value_per_customer=whole.per_customer(0) if whole else None,
        new_customer_value=newcomer.value_within(cells, judged, params.outlook, scale),
        acquisition_cost=cost,
        payback_months=new.paid_back(cost),
        payback_months_at_worst=new.paid_back(cost, at_worst=True),
        naive_value=naive,
        cohorts=_cohorts(found, params, last_day),
        tenths=by_tenth,
        dearest=_dearest(warehouse, params, found),
        models=model_rows.model_rows(judged, cells.histories) if people else (),
        festivals=festival_rows(found.festivals),
        chances=model_rows.chance_bars(cells, judged.alive),
        tracking=model_rows.tracking_chart(judged, cells, found.early_time, found.bought),
        histogram=model_rows.histogram_chart(judged, cells.histories),
        payback=newcomer.payback_chart(new, cost),
    )


def _grouped(found: Answered, groups: Any, count: int, params: ValueParams) -> Grouped | None:
    blend = found.judged.blend
    if blend is None:
        return None
    return Grouped.of(found.cells, found.judged, blend, groups, count, outlook=params.outlook, scale=found.scale)


def _cohorts(found: Answered, params: ValueParams, last_day: date) -> tuple[CohortValue, ...]:
    months, names = cohort_months(found.cells, last_day)
    grouped = _grouped(found, months, len(names), params)
    return cohort_rows(grouped, names) if grouped else ()


def _tenths(found: Answered, params: ValueParams) -> tuple[TenthValue, ...]:
    grouped = _grouped(found, tenths(found.cells, found.judged.value), TENTHS, params)
    return tenth_rows(grouped, is_valued=found.judged.worth is not None) if grouped else ()


def _dearest(warehouse: Warehouse, params: ValueParams, found: Answered) -> tuple[DearCustomer, ...]:
    blend, value = found.judged.blend, found.judged.value
    if blend is None or not params.limit:
        return ()
    which = dearest_cells(found.cells, value, params.limit)
    some = found.cells.take(which)
    people = customers_in(_people(warehouse, params, found), keys_of(found.cells, which))
    rows = warehouse.fetch(people.order_by("customer")).to_pylist()
    judged = found.judged.only(which)
    return dearest_rows(rows, some, judged, blend, outlook=params.outlook, scale=found.scale)[: params.limit]


def _headline(
    params: ValueParams, found: Answered, whole: Grouped | None, by_tenth: tuple[TenthValue, ...]
) -> Sentence:
    people = round(float(found.cells.customers.sum()))
    if not people:
        return sentence("nobody")
    if whole is None:
        return sentence("cannot_tell", customers=people, repeaters=round(found.cells.histories.repeaters))
    said = {
        "customers": people,
        "days": params.horizon_days,
        "purchases": round(whole.purchases[0].estimate),
        "alive": whole.still_there(0),
    }
    if whole.value[0] is None:
        return sentence("purchases_only", **said)
    return sentence("headline", **said, value=whole.value[0], top_share=by_tenth[0].share_of_value)


CAPABILITY = Capability(
    name="customers.value",
    title=Words(zh="顾客价值（CLV）", en="Customer value (CLV)"),
    question=Words(
        zh="顾客今后还值多少，有多大把握，新客多久回本？",
        en="What are customers still worth, how sure is that, and when has a new one paid back?",
    ),
    params=ValueParams,
    result=ValueResult,
    run=run,
    sentences=SENTENCES,
    tables={"orders": ("customer",)},
    ids=("D7", "A10", "D8", "D13"),
    members=Members(field="tenths", key="tenth", kind="customer", find=members),
    roles=("owner", "operator", "analyst"),
)
