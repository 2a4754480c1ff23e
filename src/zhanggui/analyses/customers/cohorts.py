"""Do new customers come back, and are later ones better than earlier ones?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from zhanggui.analyses import counted_sales
from zhanggui.analyses.counted_sales import SalesCounted, SalesParams
from zhanggui.analyses.customers.cohort_periods import CohortGrain, label, number_of, period_number, starts_on
from zhanggui.analyses.customers.cohorts_result import (
    Cohort,
    CohortsResult,
    cell_rows,
    cohort_rows,
    pooled_retention,
    retention_curve,
    retention_matrix,
    worth_matrix,
)
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.errors import UnknownName
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

PERIODS = {"month": Words(zh="个月", en="months"), "week": Words(zh="周", en="weeks")}
NEXT = {"month": Words(zh="次月", en="the month after"), "week": Words(zh="次周", en="the week after")}
LATER = 3
LATERS = {"month": Words(zh="第三个月", en="in the third month"), "week": Words(zh="第三周", en="in the third week")}


class CohortParams(SalesParams):
    """Which newcomers, grouped how, and how long they are followed."""

    start: Annotated[
        date | None,
        described(
            "首购从",
            "First bought from",
            about_zh="只看整群都在这天之后首购的顾客",
            about_en="Only groups that began on or after this day",
        ),
    ] = None
    end: Annotated[
        date | None,
        described(
            "首购至",
            "First bought to",
            about_zh="不含这一天；回购总是观察到最后一个完整日",
            about_en="Not included; coming back is always followed up to the last complete day",
        ),
    ] = None
    grain: Annotated[
        CohortGrain,
        described(
            "周期",
            "Period",
            about_zh="按首购的月或周分群",
            about_en="Customers are grouped by month or week of first purchase",
        ),
    ] = "month"
    periods: Annotated[
        int,
        Field(ge=1, le=60),
        described(
            "观察期数", "Periods followed", about_zh="首购之后看多少期", about_en="How many periods after the first"
        ),
    ] = 12
    limit: Annotated[
        int,
        Field(ge=1, le=200),
        described(
            "最多群组", "Most cohorts", about_zh="只列最近的这么多群", about_en="Only the latest so many are listed"
        ),
    ] = 24


def run(warehouse: Warehouse, params: CohortParams) -> CohortsResult:
    """Group customers by when they first bought, and see how many buy again in each period after.

    retention(c, k) = customers of cohort c who bought in period c + k / customers of cohort c. A period that is not
    over by the last complete day is unknown, not zero.
    """
    counted = counted_sales.sales_counted(warehouse, SalesParams(channel=params.channel))
    rows = warehouse.fetch(_by_cohort(_followed(warehouse, params))).to_pylist()
    tomorrow = warehouse.as_of + timedelta(days=1)
    asked = params.span(warehouse.as_of)
    cohorts = [
        cohort
        for cohort in _cohorts(rows, open_from=number_of(tomorrow, params.grain))
        if asked.includes(starts_on(cohort.number, params.grain))
    ]
    return _result(params, counted, cohorts, warehouse.currency)


def members(warehouse: Warehouse, params: CohortParams, value: str) -> ir.Table:
    """The customers of one cohort, named as in the table: 2026-03, or the week's Monday."""
    import ibis

    first = _first_purchases(_bought(warehouse, params))
    chosen = first.filter(first.cohort == _cohort_named(value, params.grain))
    return chosen.select(kind=ibis.literal("customer"), id=chosen.customer)


def _bought(warehouse: Warehouse, params: CohortParams) -> ir.Table:
    """One row per known customer and period with sales, over the whole history."""
    lines = counted_sales.counted_lines(warehouse, SalesParams(channel=params.channel))
    lines = lines.filter(lines.customer.notnull())
    lines = lines.mutate(period=period_number(lines.ordered_day, params.grain))
    return lines.group_by("customer", "period").aggregate(
        bought=counted_sales.purchases(lines).max(), net_sales_minor=lines.net_sales_minor.sum()
    )


def _first_purchases(bought: ir.Table) -> ir.Table:
    purchased = bought.filter(bought.bought == 1)
    return purchased.group_by("customer").aggregate(cohort=purchased.period.min(), latest=purchased.period.max())


def _followed(warehouse: Warehouse, params: CohortParams) -> ir.Table:
    bought = _bought(warehouse, params)
    followed = bought.join(_first_purchases(bought), "customer")
    return followed.filter(followed.period >= followed.cohort)


def _by_cohort(followed: ir.Table) -> ir.Table:
    is_first = followed.period == followed.cohort
    return followed.group_by("cohort", "period").aggregate(
        buyers=followed.bought.sum(),
        returned=(is_first & (followed.latest > followed.cohort)).ifelse(1, 0).sum(),
        net_sales_minor=followed.net_sales_minor.sum(),
    )


def _cohorts(rows: Iterable[Mapping[str, Any]], open_from: int) -> list[Cohort]:
    """Cohorts by age; the period `open_from` is the first that is not over."""
    found: dict[int, dict[int, Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(int(row["cohort"]), {})[int(row["period"])] = row
    return [_cohort(number, periods, open_from) for number, periods in sorted(found.items())]


def _cohort(number: int, periods: Mapping[int, Mapping[str, Any]], open_from: int) -> Cohort:
    over = range(number, open_from)
    return Cohort(
        number=number,
        is_complete=number < open_from,
        customers=int(periods[number]["buyers"]),
        returned=int(periods[number]["returned"]),
        buyers=tuple(int(periods[period]["buyers"]) if period in periods else 0 for period in over),
        sales_minor=tuple(int(periods[period]["net_sales_minor"]) if period in periods else 0 for period in over),
        sales_to_date_minor=sum(int(row["net_sales_minor"]) for row in periods.values()),
    )


def _result(params: CohortParams, counted: SalesCounted, cohorts: Sequence[Cohort], currency: str) -> CohortsResult:
    listed = cohorts[-params.limit :]
    newcomers = _newcomers(counted, cohorts, params.grain)
    return CohortsResult(
        headline=_headline(params, newcomers),
        caveats=_caveats(params, counted, cohorts, currency),
        first_day=counted.first_day,
        last_day=counted.last_day,
        customers=sum(cohort.customers for cohort in cohorts),
        cohorts=cohort_rows(listed, params.grain, currency),
        retention=retention_matrix(listed, params.grain, params.periods),
        worth=worth_matrix(listed, params.grain, params.periods, currency),
        curve=retention_curve(pooled_retention(newcomers, params.periods), params.grain),
        cells=cell_rows(listed, params.grain, params.periods, currency),
    )


def _newcomers(counted: SalesCounted, cohorts: Sequence[Cohort], grain: CohortGrain) -> Sequence[Cohort]:
    """Without the period in which the data begin: who seems new there may have bought before."""
    return cohorts[1:] if len(cohorts) > 1 and _begins_with_data(counted, cohorts, grain) else cohorts


def _begins_with_data(counted: SalesCounted, cohorts: Sequence[Cohort], grain: CohortGrain) -> bool:
    return bool(cohorts) and counted.first_day is not None and cohorts[0].number == number_of(counted.first_day, grain)


def _headline(params: CohortParams, cohorts: Sequence[Cohort]) -> Sentence:
    if not cohorts:
        return sentence("nobody")
    pooled = [rate.estimate for rate in pooled_retention(cohorts, LATER)]
    code = ("too_early", "next_only", "next_only", "headline")[len(pooled)]
    facts: dict[str, Argument] = {
        "cohorts": len(cohorts),
        "customers": sum(cohort.customers for cohort in cohorts),
        "unit": PERIODS[params.grain],
    }
    if pooled:
        facts |= {"next": NEXT[params.grain], "rate": pooled[0]}
    if len(pooled) == LATER:
        facts |= {"later": LATERS[params.grain], "later_rate": pooled[-1]}
    return sentence(code, **facts)


def _caveats(
    params: CohortParams, counted: SalesCounted, cohorts: Sequence[Cohort], currency: str
) -> tuple[Sentence, ...]:
    said = []
    if _begins_with_data(counted, cohorts, params.grain):
        said.append(sentence("old_customers", cohort=label(cohorts[0].number, params.grain)))
    if cohorts and not cohorts[-1].is_complete:
        said.append(sentence("still_growing", cohort=label(cohorts[-1].number, params.grain)))
    if len(cohorts) > params.limit:
        said.append(sentence("older_not_listed", count=len(cohorts) - params.limit))
    said += counted_sales.unknown_customers(counted, currency)
    return (*said, *counted_sales.left_out(counted, currency))


def _cohort_named(value: str, grain: CohortGrain) -> int:
    try:
        return number_of(date.fromisoformat(f"{value}-01" if grain == "month" else value), grain)
    except ValueError:
        near = "2026-03" if grain == "month" else "2026-03-02"
        kind = Words(zh="群组", en="cohort")
        raise UnknownName(kind=kind, name=value, near=near, listing="zhanggui run customers.cohorts") from None


CAPABILITY = Capability(
    name="customers.cohorts",
    title=Words(zh="新客留存（同期群）", en="Cohorts of new customers"),
    question=Words(
        zh="新客会不会回来，后来的是不是比以前的好？", en="Do new customers come back, and are later ones better?"
    ),
    params=CohortParams,
    result=CohortsResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{cohorts} {unit}的 {customers} 位新客里，{next}有 {rate} 再次购买，{later}有 {later_rate}。",
            en="Of {customers} new {customers:customer|customers} in {cohorts} {unit}, {rate} bought again {next} and {later_rate} {later}.",
        ),
        "next_only": Words(
            zh="{cohorts} {unit}的 {customers} 位新客里，{next}有 {rate} 再次购买；更久的还没到时候。",
            en="Of {customers} new {customers:customer|customers} in {cohorts} {unit}, {rate} bought again {next}; too early for more.",
        ),
        "too_early": Words(
            zh="{cohorts} {unit}的 {customers} 位新客，首购之后还没有走完一个周期，暂时看不出回购。",
            en="{customers} new {customers:customer|customers} in {cohorts} {unit}; no full period has passed since, so it is too early to tell.",
        ),
        "nobody": Words(
            zh="没有符合条件的新客：没有已知顾客的付款订单。",
            en="No new customers to follow: no known customer paid for an order.",
        ),
        "old_customers": Words(
            zh="{cohort} 是最早有数据的一期，其中混有更早就买过的老客，回购率偏高：不计入平均，也请勿与后面的群组比较。",
            en="The data begin in {cohort}: it holds older customers too, so its retention is too high to compare; it is not in the mean.",
        ),
        "still_growing": Words(
            zh="{cohort} 还没结束，人数还会增加；没走完的格子留空，不是零。",
            en="{cohort} is not over and still grows; cells that are not over are left empty, they are not zero.",
        ),
        "older_not_listed": Words(
            zh="更早的 {count} 群没有列出，但已计入合计与平均留存。",
            en="{count} older {count:cohort|cohorts} {count:is not listed, but counts|are not listed, but count} in the totals and in the mean retention.",
        ),
        **counted_sales.UNKNOWN_CUSTOMERS,
        **counted_sales.LEFT_OUT,
    },
    tables={"orders": ("customer",)},
    ids=("D6", "A7"),
    members=Members(field="cohorts", key="cohort", kind="customer", find=members),
)
