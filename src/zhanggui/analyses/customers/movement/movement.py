"""How many customers stand in each segment month after month, and who moved from where to where?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from zhanggui.analyses import counted_sales
from zhanggui.analyses.asked_period import FIRST_DAY, LAST_DAY, DayParams
from zhanggui.analyses.counted_sales import SalesCounted, SalesParams
from zhanggui.analyses.customers.movement.result import (
    ABSENT,
    NAMES,
    Move,
    MovementResult,
    Size,
    flows,
    history,
    move_rows,
    size_rows,
    value,
)
from zhanggui.analyses.customers.movement.yardstick import Yardstick, standings, yardstick_of
from zhanggui.analyses.customers.own_rhythm import month_ends
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.errors import UnknownName
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

SETTLED_DAYS = 180  # of history before a year's end, without which that day is no yardstick


class MovementParams(DayParams):
    """How far back purchases count, by which bounds, and how many month ends are drawn."""

    channel: Annotated[
        str | None,
        described("渠道", "Channel", about_zh="只看一个渠道；空表示全部", about_en="Only this channel; empty: all"),
    ] = None
    look_back_days: Annotated[
        int,
        Field(ge=30, le=3_660),
        described(
            "回看天数",
            "Days looked back on",
            about_zh="每个月末都只看之前这么多天的购买，所以前后可比",
            about_en="Every month end looks at the purchases of so many days before it, so that all compare",
            unit="days",
        ),
    ] = 365
    months: Annotated[
        int, Field(ge=1, le=24), described("历史月数", "Months", about_zh="画多少个月末", about_en="Month ends drawn")
    ] = 12
    frozen_on: Annotated[
        date | None,
        Field(ge=FIRST_DAY, lt=LAST_DAY),
        described(
            "尺度取自哪天",
            "Bounds found on",
            about_zh="用这一天的高分线；空表示去年最后一天，历史不足则为截止日",
            about_en="What a high score meant on this day; empty: the last day of last year, or of the data where that is too "
            "early",
        ),
    ] = None
    recent_days: Annotated[
        int | None,
        Field(ge=0, le=3_660),
        described("“最近”的天数", "Recent, days", about_zh="自己规定；空表示取自尺度日", about_en="Your own bound"),
    ] = None
    frequent_days: Annotated[
        int | None,
        Field(ge=1, le=3_660),
        described("“常买”的购买天数", "Frequent, purchase days", about_zh="自己规定", about_en="Your own bound"),
    ] = None
    valuable_from: Annotated[
        float | None,
        Field(ge=0, le=1e9),
        described(
            "“买得多”的金额", "Valuable, net sales", about_zh="自己规定，主币单位", about_en="Your own, in major units"
        ),
    ] = None


def run(warehouse: Warehouse, params: MovementParams) -> MovementResult:
    """Put every customer into one of the eight segments at every month end, by bounds that stay the same.

    `customers.rfm` ranks customers against each other, so that two fifths are always recent; here a bound on the fact
    itself is found once (the lowest score of 4 on the day the bounds are frozen) or declared, and a segment may grow.
    """
    last = params.last_day(warehouse.as_of)
    counted = counted_sales.sales_counted(warehouse, SalesParams(channel=params.channel, end=last + timedelta(days=1)))
    frozen_on = _frozen_on(params, counted, last)
    yardstick = _yardstick(warehouse, params, frozen_on)
    instants = [day for day in _instants(params, last) if counted.first_day and day >= counted.first_day]
    sizes = _sizes(warehouse, params, yardstick, instants)
    moves = _moves(warehouse, params, yardstick, last) if len(instants) > 1 else ()
    valuable = yardstick.valuable_minor
    result_moves = move_rows(moves, warehouse.currency)
    return MovementResult(
        headline=_headline(sizes, moves, last),
        caveats=_caveats(warehouse, params, counted, instants),
        last_day=last,
        frozen_on=frozen_on,
        recent_days=yardstick.recent_days,
        frequent_days=yardstick.frequent_days,
        valuable_from=None if valuable is None else Money(valuable, warehouse.currency),
        customers=sum(each.customers for each in sizes if each.instant == last),
        moved=sum(row.customers for row in result_moves),
        segments=size_rows(sizes, moves, warehouse.currency),
        moves=result_moves,
        history=history(sizes),
        value=value(sizes, warehouse.currency),
        flows=flows(moves),
    )


def members(warehouse: Warehouse, params: MovementParams, value: str) -> ir.Table:
    """The customers of one move, such as champions>keep; champions>champions are those who stayed."""
    import ibis

    before, _, now = value.partition(">")
    if before not in NAMES or now not in NAMES:
        raise UnknownName(
            kind=Words(zh="去向", en="move"),
            name=value,
            near="champions>keep, absent>newcomers",
            listing="zhanggui run customers.movement",
        )
    last = params.last_day(warehouse.as_of)
    sales = SalesParams(channel=params.channel, end=last + timedelta(days=1))
    frozen_on = _frozen_on(params, counted_sales.sales_counted(warehouse, sales), last)
    people = _moved(warehouse, params, _yardstick(warehouse, params, frozen_on), last)
    chosen = people.filter(people.before == before, people.now == now)
    return chosen.select(kind=ibis.literal("customer"), id=chosen.customer)


def _frozen_on(params: MovementParams, counted: SalesCounted, last: date) -> date:
    """The last day of last year where the shop had sold long enough by then, else the last day itself."""
    if params.frozen_on:
        return min(params.frozen_on, last)
    year_end = date(last.year - 1, 12, 31)
    is_settled = counted.first_day is not None and year_end - counted.first_day >= timedelta(days=SETTLED_DAYS)
    return year_end if is_settled else last


def _yardstick(warehouse: Warehouse, params: MovementParams, frozen_on: date) -> Yardstick:
    found = yardstick_of(warehouse, frozen_on, params.look_back_days, params.channel)
    money = params.valuable_from
    return Yardstick(
        recent_days=found.recent_days if params.recent_days is None else params.recent_days,
        frequent_days=params.frequent_days or found.frequent_days,
        valuable_minor=found.valuable_minor if money is None else Money.of(f"{money:.2f}", warehouse.currency).minor,
    )


def _instants(params: MovementParams, last: date) -> list[date]:
    return sorted({last, *month_ends(last, params.months)})


def _sizes(
    warehouse: Warehouse, params: MovementParams, yardstick: Yardstick, instants: Sequence[date]
) -> tuple[Size, ...]:
    if not instants:
        return ()
    stood = standings(warehouse, yardstick, instants, params.look_back_days, params.channel)
    counted = stood.group_by("instant", "segment").aggregate(customers=stood.count(), net_minor=stood.net_minor.sum())
    return tuple(Size(**row | {"net_minor": int(row["net_minor"])}) for row in warehouse.fetch(counted).to_pylist())


def _moves(warehouse: Warehouse, params: MovementParams, yardstick: Yardstick, last: date) -> tuple[Move, ...]:
    people = _moved(warehouse, params, yardstick, last)
    counted = people.group_by("before", "now").aggregate(customers=people.count(), net_minor=people.net_minor.sum())
    rows = warehouse.fetch(counted.order_by("before", "now")).to_pylist()
    return tuple(Move(**row | {"net_minor": int(row["net_minor"])}) for row in rows)


def _moved(warehouse: Warehouse, params: MovementParams, yardstick: Yardstick, last: date) -> ir.Table:
    """One row a customer: their segment at the last month end and now."""
    import ibis

    month_end = month_ends(last, 1)[0]
    stood = standings(warehouse, yardstick, [month_end, last], params.look_back_days, params.channel)
    is_now = stood.instant == last
    people = stood.group_by("customer").aggregate(
        before=stood.segment.max(where=~is_now),
        now=stood.segment.max(where=is_now),
        net_then=stood.net_minor.max(where=~is_now),
        net_now=stood.net_minor.max(where=is_now),
    )
    return people.select(
        "customer",
        before=people.before.fill_null(ABSENT),
        now=people.now.fill_null(ABSENT),
        net_minor=ibis.coalesce(people.net_now, people.net_then),
    )


def _headline(sizes: Sequence[Size], moves: Sequence[Move], last: date) -> Sentence:
    now = {each.segment: each.customers for each in sizes if each.instant == last}
    if not now:
        return sentence("nobody")
    went = [move for move in moves if move.before == "champions" != move.now]
    came = [move for move in moves if move.now == "champions" != move.before]
    if not moves:
        return sentence("first_month", customers=sum(now.values()), best=now.get("champions", 0))
    return sentence(
        "headline",
        customers=sum(now.values()),
        best=now.get("champions", 0),
        came=sum(move.customers for move in came),
        went=sum(move.customers for move in went),
        moved=sum(move.customers for move in moves if move.before != move.now),
    )


def _caveats(
    warehouse: Warehouse, params: MovementParams, counted: SalesCounted, instants: Sequence[date]
) -> tuple[Sentence, ...]:
    said = [sentence("one_yardstick", days=params.look_back_days)]
    first = counted.first_day
    short = [day for day in instants if first and day - timedelta(days=params.look_back_days - 1) < first]
    if short and first:
        said.append(sentence("short_look_back", day=first.isoformat(), count=len(short), last=short[-1].isoformat()))
    said += counted_sales.unknown_customers(counted, warehouse.currency)
    return (*said, *counted_sales.left_out(counted, warehouse.currency))


CAPABILITY = Capability(
    name="customers.movement",
    title=Words(zh="分层变化（RFM）", en="Movement between segments (RFM)"),
    question=Words(
        zh="各人群每月多少人、值多少，谁从哪里转到了哪里？",
        en="How many customers stand in each segment month by month, what are they worth, and who moved?",
    ),
    params=MovementParams,
    result=MovementResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{customers} 位顾客中，重要价值客户 {best} 位：上月末以来转入 {came} 位、转出 {went} 位；共 {moved} 位换了人群。",
            en="Of {customers} {customers:customer|customers} {best} are champions: {came} came in and {went} went out since the "
            "last month end; {moved} in all changed their segment.",
        ),
        "first_month": Words(
            zh="{customers} 位顾客中，重要价值客户 {best} 位；还没有更早的月末可比。",
            en="Of {customers} {customers:customer|customers} {best} are champions; there is no earlier month end yet.",
        ),
        "nobody": Words(zh="没有已知顾客的付款订单。", en="No known customer paid for an order."),
        "one_yardstick": Words(
            zh="每个月末都回看 {days} 天、用同一把尺，所以各月可比；“顾客分层”按当天排名打分，人数与此不同。",
            en="Every month end looks {days} {days:day|days} back and is measured alike, so that months compare; the segments of "
            "customers.rfm rank customers anew each time, and their sizes differ.",
        ),
        "short_look_back": Words(
            zh="数据从 {day} 开始：前 {count} 个时点（到 {last}）的回看期不完整，常买和买得多的人数偏少。",
            en="The data begin on {day}: the first {count} {count:instant looks|instants look} back on fewer days (up to {last}), so too few "
            "are frequent or valuable there.",
        ),
        **counted_sales.UNKNOWN_CUSTOMERS,
        **counted_sales.LEFT_OUT,
    },
    tables={"orders": ("customer",)},
    ids=("D2",),
    members=Members(field="moves", key="move", kind="customer", find=members),
)
