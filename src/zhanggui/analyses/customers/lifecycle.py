"""Where in their life as a customer is everybody: new, active, cooling, lapsed or regained?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, model_validator

from zhanggui.analyses import counted_sales
from zhanggui.analyses.asked_period import DayParams
from zhanggui.analyses.counted_sales import SalesCounted, SalesParams, share_of
from zhanggui.analyses.customers.lifecycle_result import (
    RULES,
    STATES,
    LifecycleResult,
    Moved,
    Seen,
    StateRow,
    flows,
    history,
    rhythm_rows,
    state_rows,
)
from zhanggui.analyses.customers.own_rhythm import (
    COOLING_SHARE,
    LAPSED_SHARE,
    Levels,
    learnt_levels,
    month_ends,
    purchase_days,
    states,
)
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault, UnknownName
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.rhythm import FEWEST_GAPS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

YEAR = timedelta(days=365)
MOSTLY = 0.5
SHORT_HISTORY = 2  # times the wait after which one purchase counts as lapsed


class LapsedBeforeCooling(RequestAtFault):
    """Whoever is lapsed must have been cooling before."""

    sentence = Words(
        zh="沉睡线（{lapsed}）要晚于降温线（{cooling}）。",
        en="Customers cool before they lapse: choose a share for lapsed ({lapsed}) above that for cooling ({cooling}).",
    )


class LifecycleParams(DayParams):
    """On which day, in which channel, and when somebody is late."""

    channel: Annotated[
        str | None,
        described("渠道", "Channel", about_zh="只看一个渠道；空表示全部", about_en="Only this channel; empty: all"),
    ] = None
    cooling_share: Annotated[
        float,
        Field(ge=0.5, le=0.99),
        described(
            "降温线",
            "Cooling from",
            about_zh="同样情况的回购有多大比例更早发生，就算降温",
            about_en="Somebody is cooling when this share of returns from such a past come sooner",
            unit="rate",
        ),
    ] = COOLING_SHARE
    lapsed_share: Annotated[
        float,
        Field(ge=0.5, le=0.999),
        described(
            "沉睡线",
            "Lapsed from",
            about_zh="同样情况的回购有多大比例更早发生，就算沉睡",
            about_en="Somebody is lapsed when this share of returns from such a past come sooner",
            unit="rate",
        ),
    ] = LAPSED_SHARE
    follow_days: Annotated[
        int,
        Field(ge=7, le=365),
        described(
            "观察天数",
            "Days of observation",
            about_zh="用来检验状态：之前处在某状态的人，这么多天里又买了多少",
            about_en="To check the states: how many of those in a state bought in so many days",
            unit="days",
        ),
    ] = 90
    months: Annotated[
        int,
        Field(ge=1, le=36),
        described(
            "历史月数", "Months of history", about_zh="画多少个月末", about_en="So many ends of months are drawn"
        ),
    ] = 12

    @model_validator(mode="after")
    def _cooling_comes_first(self) -> Self:
        if self.lapsed_share <= self.cooling_share:
            raise LapsedBeforeCooling(lapsed=self.lapsed_share, cooling=self.cooling_share)
        return self

    def sales(self, as_of: date) -> SalesParams:
        """Every sale that was known on that day."""
        return SalesParams(channel=self.channel, end=self.last_day(as_of) + timedelta(days=1))


def run(warehouse: Warehouse, params: LifecycleParams) -> LifecycleResult:
    """Compare how long everybody has been away with their own rhythm, and with when such customers do return.

    Share still waiting w = ((β + S) / (β + S + d))^(α + n) for n returns in S days and d days away; α and β are fitted
    to all returns of the shop, and below the two levels of w 1 − `cooling_share` and 1 − `lapsed_share` of all returns
    happened. lapsed: w below the second; cooling: below the first; else new with one purchase, regained where the last
    purchase itself came after lapsing, active otherwise. `came_back` checks it: who was in a state before the days of
    observation, and bought in them.

    Gamma mixing of rates: A. S. C. Ehrenberg, Repeat-Buying, 2nd ed. 1988, ch. 4; levels by the ranks of past cases:
    V. Vovk, A. Gammerman, G. Shafer, Algorithmic Learning in a Random World, 2005, ch. 2.
    """
    counted = counted_sales.sales_counted(warehouse, params.sales(warehouse.as_of))
    days = purchase_days(warehouse, params.sales(warehouse.as_of))
    levels = _levels(warehouse, days, params)
    if levels is None:
        return _cannot_tell(warehouse, params, counted, days)
    instants = _instants(params, counted, warehouse.as_of)
    seen = [_seen(row) for row in warehouse.fetch(_counted(warehouse, days, levels, instants, params)).to_pylist()]
    moved = [_moved(row) for row in warehouse.fetch(_movements(warehouse, days, levels, params)).to_pylist()]
    return _result(warehouse, params, (counted, levels), seen, moved)


def members(warehouse: Warehouse, params: LifecycleParams, value: str) -> ir.Table:
    """The customers of one state."""
    import ibis

    if value not in STATES:
        raise UnknownName(
            kind=Words(zh="状态", en="state"),
            name=value,
            near=", ".join(STATES),
            listing="zhanggui run customers.lifecycle",
        )
    days = purchase_days(warehouse, params.sales(warehouse.as_of))
    levels = _levels(warehouse, days, params)
    if levels is None:
        nobody = days.filter(ibis.literal(False))
        return nobody.select(kind=ibis.literal("customer"), id=nobody.customer)
    found = states(warehouse, days, levels, [params.last_day(warehouse.as_of)])
    chosen = found.filter(found.state == value)
    return chosen.select(kind=ibis.literal("customer"), id=chosen.customer)


def _levels(warehouse: Warehouse, days: ir.Table, params: LifecycleParams) -> Levels | None:
    return learnt_levels(warehouse, days, cooling_share=params.cooling_share, lapsed_share=params.lapsed_share)


def _instants(params: LifecycleParams, counted: SalesCounted, as_of: date) -> list[date]:
    """The day itself, the ends of the months before it, and the day from which the states are checked."""
    last = params.last_day(as_of)
    wanted = [last, *month_ends(last, params.months), last - timedelta(days=params.follow_days)]
    return sorted({day for day in wanted if counted.first_day and day >= counted.first_day})


def _counted(
    warehouse: Warehouse, days: ir.Table, levels: Levels, instants: Sequence[date], params: LifecycleParams
) -> ir.Table:
    found = states(warehouse, days, levels, instants)
    waited = found.next_day.delta(found.instant, unit="day")
    came_back = (waited <= params.follow_days).fill_null(False).ifelse(1, 0)
    return found.group_by("instant", "state").aggregate(customers=found.count(), came_back=came_back.sum())


def _movements(warehouse: Warehouse, days: ir.Table, levels: Levels, params: LifecycleParams) -> ir.Table:
    """From the state at the end of the month before to the state now, with the sales of the last year."""
    last = params.last_day(warehouse.as_of)
    found = states(warehouse, days, levels, [month_ends(last, 1)[0], last])
    is_now = found.instant == last
    people = found.group_by("customer").aggregate(
        before=found.state.max(where=~is_now), now=found.state.max(where=is_now), away=found.away.max(where=is_now)
    )
    sales = SalesParams(channel=params.channel, start=last - YEAR + timedelta(days=1), end=last + timedelta(days=1))
    lines = counted_sales.counted_lines(warehouse, sales)
    bought = (
        lines.filter(lines.customer.notnull()).group_by("customer").aggregate(net_minor=lines.net_sales_minor.sum())
    )
    joined = people.left_join(bought, "customer")
    return joined.group_by("before", "now").aggregate(
        customers=joined.count(), away=joined.away.sum(), net_minor=joined.net_minor.sum()
    )


def _seen(row: Mapping[str, Any]) -> Seen:
    return Seen(
        instant=row["instant"], state=row["state"], customers=row["customers"], came_back=int(row["came_back"] or 0)
    )


def _moved(row: Mapping[str, Any]) -> Moved:
    return Moved(
        before=row["before"],
        now=row["now"],
        customers=row["customers"],
        away=int(row["away"] or 0),
        net_sales_minor=int(row["net_minor"] or 0),
    )


def _result(
    warehouse: Warehouse,
    params: LifecycleParams,
    learnt: tuple[SalesCounted, Levels],
    seen: Sequence[Seen],
    moved: Sequence[Moved],
) -> LifecycleResult:
    counted, levels = learnt
    last = params.last_day(warehouse.as_of)
    start = last - timedelta(days=params.follow_days)
    ends = {last, *month_ends(last, params.months)}
    rows = state_rows(
        moved,
        {each.state: each for each in seen if each.instant == start},
        warehouse.currency,
        has_past=any(each.before for each in moved),
        late=(Rate(params.cooling_share), Rate(params.lapsed_share)),
    )
    return LifecycleResult(
        headline=_headline(rows, params),
        caveats=(*_still_return(rows, params), *_caveats(warehouse, params, counted, levels)),
        first_day=counted.first_day,
        last_day=last,
        customers=sum(row.customers for row in rows),
        returns=levels.gaps,
        states=rows,
        history=history([each for each in seen if each.instant in ends]),
        flows=flows(moved),
        rhythms=rhythm_rows(levels.rhythm, levels.cooling, levels.lapsed),
    )


def _headline(rows: Sequence[StateRow], params: LifecycleParams) -> Sentence:
    found = {row.state: row for row in rows}
    everybody = sum(row.customers for row in rows)
    cooling, lapsed = found["cooling"], found["lapsed"]
    facts: dict[str, Argument] = {
        "customers": everybody,
        "cooling": cooling.customers,
        "cooling_sales": cooling.net_sales,
        "lapsed_share": share_of(lapsed.customers, everybody),
    }
    if not lapsed.came_back:
        return sentence("unchecked", **facts)
    return sentence("headline", **facts, days=params.follow_days, back=lapsed.came_back.estimate)


def _still_return(rows: Sequence[StateRow], params: LifecycleParams) -> tuple[Sentence, ...]:
    """Where most of those who are called lapsed come back by themselves, late does not mean gone."""
    back = next(row.came_back for row in rows if row.state == "lapsed")
    if back is None or back.low.rate < MOSTLY:
        return ()
    return (sentence("late_not_gone", back=back.estimate, days=params.follow_days),)


def _caveats(
    warehouse: Warehouse, params: LifecycleParams, counted: SalesCounted, levels: Levels
) -> tuple[Sentence, ...]:
    said = [sentence("learnt", returns=levels.gaps)]
    longest = levels.rhythm.wait_until(0, 0, levels.lapsed)
    if counted.first_day:
        loaded = (params.last_day(warehouse.as_of) - counted.first_day).days + 1
        said.append(sentence("old_look_new", day=counted.first_day.isoformat()))
        if loaded < SHORT_HISTORY * longest:
            said.append(sentence("short_history", days=loaded, wait=round(longest)))
    said += counted_sales.unknown_customers(counted, warehouse.currency)
    return (*said, *counted_sales.left_out(counted, warehouse.currency))


def _cannot_tell(
    warehouse: Warehouse, params: LifecycleParams, counted: SalesCounted, days: ir.Table
) -> LifecycleResult:
    customers = int(warehouse.fetch(days.aggregate(customers=days.customer.nunique()))["customers"][0].as_py())
    return LifecycleResult(
        headline=sentence("too_few_returns", customers=customers, needed=FEWEST_GAPS),
        caveats=(
            *counted_sales.unknown_customers(counted, warehouse.currency),
            *counted_sales.left_out(counted, warehouse.currency),
        ),
        first_day=counted.first_day,
        last_day=params.last_day(warehouse.as_of),
        customers=customers,
        returns=0,
        states=(),
        history=history(()),
        flows=flows(()),
        rhythms=(),
    )


CAPABILITY = Capability(
    name="customers.lifecycle",
    title=Words(zh="顾客生命周期", en="Customer lifecycle"),
    question=Words(
        zh="每位顾客处在生命周期的哪一步，谁按自己的节奏已经晚了？",
        en="Where in their life as a customer is everybody, and who is late by their own rhythm?",
    ),
    params=LifecycleParams,
    result=LifecycleResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{customers} 位顾客中，{cooling} 位正在降温（最近一年买过 {cooling_sales}），"
            "{lapsed_share} 已沉睡；{days} 天前已沉睡的人里，后来只有 {back} 又买过。",
            en="Of {customers} customers {cooling} are cooling (they bought for {cooling_sales} in a year) and {lapsed_share} "
            "have lapsed; of those who had lapsed {days} days ago, {back} have bought since.",
        ),
        "unchecked": Words(
            zh="{customers} 位顾客中，{cooling} 位正在降温（最近一年买过 {cooling_sales}），{lapsed_share} 已沉睡。",
            en="Of {customers} customers {cooling} are cooling (they bought for {cooling_sales} in a year) and {lapsed_share} "
            "have lapsed.",
        ),
        "too_few_returns": Words(
            zh="{customers} 位顾客的回购还不到 {needed} 次，看不出节奏，无法判断谁晚了。",
            en="{customers} customers came back fewer than {needed} times: there is no rhythm yet to tell who is late.",
        ),
        **RULES,
        "late_not_gone": Words(
            zh="在这家店晚了不等于走了：已沉睡的人里有 {back} 在 {days} 天内自己又来了，唤回的钱多半会白花。",
            en="Late is not gone in this shop: {back} of those who had lapsed bought again within {days} days by themselves; "
            "most of what is paid to win them back would be wasted.",
        ),
        "learnt": Words(
            zh="节奏与界线由 {returns} 次回购得出；同一天的几单算一次购买，没有再来的人不参与估计。",
            en="The rhythm and its limits are learnt from {returns} returns; orders of one day are one purchase, and who "
            "never returned says nothing about when people return.",
        ),
        "old_look_new": Words(
            zh="数据从 {day} 开始：此前就买过的老客在早期会被看成新客。",
            en="The data begin on {day}: customers of before look new in the first months.",
        ),
        "short_history": Words(
            zh="只有 {days} 天的数据，看不到更长的间隔：买过一次的人过 {wait} 天就算沉睡，可能偏早。",
            en="Only {days} days are loaded, so longer waits cannot be seen: calling one purchase lapsed after {wait} days "
            "may be too early.",
        ),
        **counted_sales.UNKNOWN_CUSTOMERS,
        **counted_sales.LEFT_OUT,
    },
    tables={"orders": ("customer",)},
    ids=("D2", "D6", "D8", "B9"),
    members=Members(field="states", key="state", kind="customer", find=members),
)
