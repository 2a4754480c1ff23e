"""Why did the number move: which drivers, which parts of the shop, which events, and what to do about it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.analyses.contribution import PROFIT_GAPS, profit_gaps, profit_not_known
from zhanggui.analyses.counted_sales import LEFT_OUT, SalesParams, counted_lines, left_out, sales_counted
from zhanggui.analyses.goals.why.causes import Causes, find_causes
from zhanggui.analyses.goals.why.compared_periods import Compared, WhyParams, compared
from zhanggui.analyses.goals.why.driver_tree import DRIVER_SENTENCES, DriverTree, driver_tree
from zhanggui.analyses.goals.why.known_events import EVENT_SENTENCES, affecting, known_events
from zhanggui.analyses.goals.why.next_steps import STEP_SENTENCES, next_steps
from zhanggui.analyses.goals.why.result import WhyResult
from zhanggui.analyses.goals.why.rows import event_rows, segment_rows, waterfall
from zhanggui.analyses.goals.why.shop_cells import holds
from zhanggui.analyses.goals.why.usual_days import USUAL_SENTENCES, usual_change
from zhanggui.analyses.goals.why.words import HEADLINES, headline
from zhanggui.core.capability import Capability, Members
from zhanggui.core.charts import Bars
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from zhanggui.analyses.counted_sales import SalesCounted
    from zhanggui.warehouse.protocol import Warehouse


def run(warehouse: Warehouse, params: WhyParams) -> WhyResult:
    """Split the change over its drivers, search the parts of the shop that departed from the rest, lay events over it.

    The drivers' parts add up to the change, and so do the segments with everything else; the events overlap with both.
    """
    periods = compared(warehouse, params, _first_sale(warehouse, params))
    counted = _counted(warehouse, params, periods)
    tree = driver_tree(warehouse, params, periods)
    events = known_events(warehouse, periods, params.channel)
    causes = find_causes(warehouse, params, periods, events)
    usual = usual_change(warehouse, params, periods)
    currency = warehouse.currency
    totals = Money(tree.before_minor, currency), Money(tree.now_minor, currency)
    rows, effects = segment_rows(
        causes, (tree.before_minor + tree.ads_before, tree.now_minor + tree.ads_now), events, currency
    )
    found = [(causes.conditions(each.part), row) for each, row in zip(causes.departures, rows, strict=False)]
    change = totals[1] - totals[0]
    return WhyResult(
        headline=headline(
            params, periods, totals, rows=rows, drivers=tree.rows, usual=usual, events=events, templates=SENTENCES
        ),
        caveats=(
            *(usual.assumption if usual else ()),
            *_seasons(causes),
            *tree.caveats,
            *_caveats(params, periods, counted, currency),
        ),
        first_day=periods.now.start,
        last_day=periods.now.last_day,
        first_day_before=periods.before.start,
        last_day_before=periods.before.last_day,
        before=totals[0],
        now=totals[1],
        change=change,
        relative_change=Rate(change.minor / totals[0].minor) if totals[0].minor > 0 else None,
        usual_change=usual.reach if usual else None,
        ordinary_change=usual.ordinary if usual else None,
        waterfall=waterfall(tree.before_minor, tree.now_minor, rows, tree.ads_now - tree.ads_before, currency),
        driver_chart=_driver_chart(tree),
        drivers=tree.rows,
        segments=rows,
        effects=effects,
        events=event_rows(causes, events, currency),
        next_steps=next_steps(
            (part, row.title, row.own.estimate.minor, affecting(events, part)) for part, row in found
        ),
    )


def members(warehouse: Warehouse, params: WhyParams, value: str) -> ir.Table:
    """The orders behind one segment, of both periods; 0 means everything else."""
    import ibis

    periods = compared(warehouse, params, _first_sale(warehouse, params))
    causes = find_causes(warehouse, params, periods, known_events(warehouse, periods, params.channel))
    first, end = min(periods.before.start, periods.now.start), periods.now.end
    lines = counted_lines(warehouse, SalesParams(start=first, end=end, channel=params.channel))
    day = lines.ordered_day
    lines = lines.filter((day >= periods.now.start) | ((day >= periods.before.start) & (day < periods.before.end)))
    inside = [holds(lines, each.part, causes.axes) for each in causes.departures]
    number = int(value) - 1 if value.isdigit() else len(inside)
    for condition in inside[:number] if number >= 0 else inside:
        lines = lines.filter(~condition)
    if number >= 0:
        lines = lines.filter(inside[number] if number < len(inside) else ibis.literal(value=False))
    orders = lines.select("channel", "order_id").distinct()
    return orders.select(kind=ibis.literal("order"), id=orders.channel + " " + orders.order_id)


def _first_sale(warehouse: Warehouse, params: WhyParams) -> date | None:
    lines = warehouse.table("sale_lines")
    lines = lines if params.channel is None else lines.filter(lines.channel == params.channel)
    (row,) = warehouse.fetch(lines.aggregate(first=lines.ordered_day.min())).to_pylist()
    first: date | None = row["first"]
    return first


def _counted(warehouse: Warehouse, params: WhyParams, periods: Compared) -> SalesCounted:
    """How much is counted now; refuses profit where it is not known in one of the periods."""
    needs_costs = params.metric != "net_sales" and params.margin is None
    found = [
        sales_counted(warehouse, params.within(each))
        for each in ((periods.before, periods.now) if needs_costs else (periods.now,))
    ]
    if needs_costs and any(each.lines_without_cost for each in found):
        raise profit_not_known(next(each for each in found if each.lines_without_cost))
    return found[-1]


def _caveats(params: WhyParams, periods: Compared, counted: SalesCounted, currency: str) -> tuple[Sentence, ...]:
    said = []
    if periods.before.days != periods.now.days:
        said.append(sentence("lengths_differ", now=periods.now.days, before=periods.before.days))
    if params.compare == "last_year":
        said.append(sentence("year_is_long"))
    gaps = profit_gaps(counted, params.margin) if params.metric != "net_sales" else ()
    return (*said, *left_out(counted, currency), *gaps)


def _seasons(causes: Causes) -> tuple[Sentence, ...]:
    """What moved at this time last year is expected to move again."""
    titles = [causes.title(causes.conditions(part)) for part in causes.seasonal]
    names = Words(zh="、".join(each.zh for each in titles), en=", ".join(each.en for each in titles))
    return (sentence("season_expected", names=names),) if titles else ()


def _driver_chart(tree: DriverTree) -> Bars:
    return Bars(
        title=Words(zh="各驱动因素的贡献", en="Parts of the drivers"),
        unit="money",
        labels=tuple(row.driver for row in tree.rows),
        values=tuple(float(row.part.major) for row in tree.rows),
    )


SENTENCES: dict[str, Words] = {
    **HEADLINES,
    **DRIVER_SENTENCES,
    **EVENT_SENTENCES,
    **STEP_SENTENCES,
    **USUAL_SENTENCES,
    "season_expected": Words(
        zh="{names}去年这时（按节日对齐）占比也这样变过，今年照样预期，不算原因；其他部分与扣除它之后的情况相比。",
        en="At this time last year, aligned on festivals, the share of {names} moved as well; as much is expected again, is no cause, and is "
        "taken out of what other parts are compared with.",
    ),
    "lengths_differ": Words(
        zh="本期 {now} 天，之前 {before} 天，天数不同；各部分仍与其余部分的涨跌相比。",
        en="There are {now} days now and {before} before; parts are still judged by what the rest did.",
    ),
    "year_is_long": Words(
        zh="与去年比时，平时波动按相邻时段估计，一年里慢慢发生的变化会显得像是原因。",
        en="Against last year, what is usual is judged by periods one after the other, so what came about slowly may look like "
        "a cause.",
    ),
    **LEFT_OUT,
    **PROFIT_GAPS,
}
CAPABILITY = Capability(
    name="goals.why",
    title=Words(zh="为什么变了", en="Why it moved"),
    question=Words(
        zh="这个数字为什么变了：哪些驱动因素、哪些部分、哪些事件，怎么办？",
        en="Why did the number move: which drivers, which parts of the shop, which events, and what to do?",
    ),
    params=WhyParams,
    result=WhyResult,
    run=run,
    sentences=SENTENCES,
    tables={"orders": ("ordered_at",)},
    ids=("A11", "J1", "J4"),
    members=Members(field="segments", key="segment", kind="order", find=members),
)
