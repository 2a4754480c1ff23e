"""How soon do customers buy again, and who is due now?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from zhanggui.analyses import counted_sales
from zhanggui.analyses.counted_sales import SalesCounted, SalesParams
from zhanggui.analyses.customers.reorder_result import ReorderResult, ReorderRow, Waits, curves, row_of
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.errors import UnknownName
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.kinds import is_sold

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

LAST_PART = 4
PARTS: Mapping[str, Words] = {
    "1": Words(zh="第 1 次购买之后", en="After the 1st purchase"),
    "2": Words(zh="第 2 次购买之后", en="After the 2nd purchase"),
    "3": Words(zh="第 3 次购买之后", en="After the 3rd purchase"),
    "4": Words(zh="第 4 次及以后", en="After the 4th and later"),
}
FEW_RETURNS = 30


class ReorderParams(SalesParams):
    """After which purchases, and what counts as the same again."""

    by: Annotated[
        Literal["purchase", "category", "sku"],
        described(
            "按什么看",
            "Returns to",
            about_zh="purchase 第几次购买之后再买任何商品；category 同一类目再买；sku 同一商品再买",
            about_en="purchase: anything, after the n-th purchase; category: the same category; sku: the same product",
        ),
    ] = "purchase"
    limit: Annotated[
        int,
        Field(ge=1, le=200),
        described("最多行数", "Most rows", about_zh="回购最多的排前", about_en="Those with most returns first"),
    ] = 20


def run(warehouse: Warehouse, params: ReorderParams) -> ReorderResult:
    """Follow every purchase until the next of the same kind; one that has not come yet counts as long as it was seen.

    share(t) = 1 − Π (1 − d_u / n_u) over u ≤ t, with d_u returns after u days and n_u purchases followed for at least u
    days (Kaplan and Meier 1958). Purchases of the days asked for begin a wait; it is followed to the last complete day.
    Where customers have several waits in a row, the intervals count customers, not purchases.
    """
    counted = counted_sales.sales_counted(warehouse, SalesParams(channel=params.channel))
    followed = _followed(warehouse, params)
    parts = warehouse.fetch(_largest(followed, params.limit)).to_pylist()
    found = _waits(warehouse, params, followed, parts)
    return _result(warehouse, params, counted, found)


def members(warehouse: Warehouse, params: ReorderParams, value: str) -> ir.Table:
    """The customers who are due: their last such purchase lies within the usual interval."""
    import ibis

    followed = _followed(warehouse, params)
    chosen = followed.filter(followed.part == value)
    parts = warehouse.fetch(_largest(chosen, 1)).to_pylist()
    if not parts:
        near = ", ".join(PARTS) if params.by == "purchase" else "-"
        listing = f"zhanggui run customers.reorder --by {params.by}"
        raise UnknownName(kind=Words(zh="购买", en="purchase"), name=value, near=near, listing=listing)
    (waits,) = _waits(warehouse, params, chosen, parts)
    first, last = waits.due or (1, 0)
    due = chosen.filter(~chosen.has_ended, chosen.wait >= first, chosen.wait <= last)
    return due.select(kind=ibis.literal("customer"), id=due.customer)


def waits_of(warehouse: Warehouse, params: ReorderParams, names: Sequence[str]) -> Mapping[str, Waits]:
    """The waits after purchases of some products or categories, by their names."""
    followed = _followed(warehouse, params)
    chosen = followed.filter(followed.part.isin(list(names)))
    parts = warehouse.fetch(_largest(chosen, len(names))).to_pylist() if names else []
    return {waits.part: waits for waits in _waits(warehouse, params, chosen, parts)} if parts else {}


def _followed(warehouse: Warehouse, params: ReorderParams) -> ir.Table:
    """One row a purchase: the customer, what they bought, how long until the next and whether that has come."""
    import ibis

    days = _purchases(warehouse, params)
    in_order = ibis.window(group_by=[days.customer, days.kept], order_by=days.ordered_day)
    days = days.mutate(
        next_day=days.ordered_day.lead().over(in_order), number=ibis.row_number().over(in_order).cast("int64") + 1
    )
    days = days.filter(params.span(warehouse.as_of).holds(days.ordered_day))
    part = ibis.least(days.number, LAST_PART).cast("string") if params.by == "purchase" else days.kept
    until = days.next_day.fill_null(ibis.literal(warehouse.as_of))
    return days.select(
        "customer", part=part, wait=until.delta(days.ordered_day, unit="day"), has_ended=days.next_day.notnull()
    )


def _purchases(warehouse: Warehouse, params: ReorderParams) -> ir.Table:
    """Days on which known customers bought, and what of it is looked at: anything, a category, a product."""
    import ibis

    lines = counted_sales.counted_lines(warehouse, SalesParams(channel=params.channel))
    lines = lines.filter(lines.customer.notnull())
    if params.by == "purchase":
        lines = lines.filter(counted_sales.purchases(lines) == 1)
        return lines.select("customer", "ordered_day", kept=ibis.literal("")).distinct()
    lines = lines.filter(is_sold(lines), lines[params.by].notnull())
    return lines.select("customer", "ordered_day", kept=lines[params.by]).distinct()


def _largest(followed: ir.Table, limit: int) -> ir.Table:
    import ibis

    parts = followed.group_by("part").aggregate(
        customers=followed.customer.nunique(), returns=followed.has_ended.ifelse(1, 0).sum()
    )
    return parts.order_by(ibis.desc("returns"), "part").limit(limit)


def _waits(
    warehouse: Warehouse, params: ReorderParams, followed: ir.Table, parts: Sequence[Mapping[str, Any]]
) -> tuple[Waits, ...]:
    names = [row["part"] for row in parts]
    chosen = followed.filter(followed.part.isin(names))
    counts = chosen.group_by("part", "wait", "has_ended").aggregate(purchases=chosen.count())
    ended: dict[str, dict[int, int]] = defaultdict(dict)
    waiting: dict[str, dict[int, int]] = defaultdict(dict)
    for row in warehouse.fetch(counts).to_pylist():
        (ended if row["has_ended"] else waiting)[row["part"]][row["wait"]] = row["purchases"]
    titles = _titles(warehouse, params, names)
    found = (
        Waits(
            part=row["part"],
            title=titles.get(row["part"], row["part"]),
            customers=row["customers"],
            ended=ended[row["part"]],
            waiting=waiting[row["part"]],
        )
        for row in parts
    )
    return tuple(sorted(found, key=lambda each: each.part) if params.by == "purchase" else found)


def _titles(warehouse: Warehouse, params: ReorderParams, names: Iterable[str]) -> Mapping[str, Words | str]:
    if params.by == "purchase":
        return PARTS
    if params.by == "category":
        return {}
    lines = warehouse.table("sale_lines")
    named = lines.filter(lines.sku.isin(list(names)), lines.product_name.notnull())
    rows = warehouse.fetch(named.group_by("sku").aggregate(title=named.product_name.max())).to_pylist()
    return {row["sku"]: row["title"] for row in rows}


def _result(
    warehouse: Warehouse, params: ReorderParams, counted: SalesCounted, found: Sequence[Waits]
) -> ReorderResult:
    rows = tuple(row_of(waits) for waits in found)
    return ReorderResult(
        headline=_headline(params, rows),
        caveats=_caveats(warehouse, params, counted, found),
        first_day=counted.first_day,
        last_day=warehouse.as_of,
        purchases=sum(row.purchases for row in rows),
        rows=rows,
        curves=curves(found),
    )


def _headline(params: ReorderParams, rows: Sequence[ReorderRow]) -> Sentence:
    usable = [row for row in rows if row.usual_days is not None and row.within_90]
    if not usable:
        return sentence("too_early" if rows else "nobody")
    due = sum(row.due_now for row in rows)
    if params.by != "purchase":
        top = usable[0]
        title = top.title if isinstance(top.title, str) else top.part
        assert top.within_90 is not None  # noqa: S101 - usable rows have it
        return sentence(
            "again", title=title, days=top.usual_days, share=top.within_90.estimate, due=top.due_now, parts=len(rows)
        )
    first, last = usable[0], usable[-1]
    facts = {"due": due, "first": first.within_90 and first.within_90.estimate, "days": first.usual_days}
    if last is first:
        return sentence("first_only", **facts)
    return sentence("headline", **facts, last=last.within_90 and last.within_90.estimate, part=last.title)


def _caveats(
    warehouse: Warehouse, params: ReorderParams, counted: SalesCounted, found: Sequence[Waits]
) -> tuple[Sentence, ...]:
    said = []
    few = sum(sum(waits.ended.values()) < FEW_RETURNS for waits in found)
    if few:
        said.append(sentence("few_returns", parts=few, needed=FEW_RETURNS))
    if params.by != "purchase" or len(found) == LAST_PART:
        said.append(sentence("several_waits"))
    if counted.first_day and params.by == "purchase":
        said.append(sentence("counted_from", day=counted.first_day.isoformat()))
    longest = max((waits.longest for waits in found), default=0)
    if found and any(waits.due and waits.due[1] * 2 > longest for waits in found):
        said.append(sentence("short_history", days=longest))
    said += counted_sales.unknown_customers(counted, warehouse.currency)
    return (*said, *counted_sales.left_out(counted, warehouse.currency))


CAPABILITY = Capability(
    name="customers.reorder",
    title=Words(zh="复购间隔", en="Reorder intervals"),
    question=Words(zh="顾客多久会再买，现在该轮到谁？", en="How soon do customers buy again, and who is due now?"),
    params=ReorderParams,
    result=ReorderResult,
    run=run,
    sentences={
        "headline": Words(
            zh="第 1 次购买之后，{first} 的人 90 天内再买（再买的人通常隔 {days} 天）；{part}，{last} 会再买。现在有 {due} 位顾客到了该买的时候。",
            en="{first} buy again within 90 days of their first purchase (those who do, usually after {days} days). {part}: "
            "{last}. {due} customers are due now.",
        ),
        "first_only": Words(
            zh="{first} 的人在 90 天内再买，再买的人通常隔 {days} 天；现在有 {due} 位顾客到了该买的时候。",
            en="{first} buy again within 90 days, those who do usually after {days} days; {due} customers are due now.",
        ),
        "again": Words(
            zh="共 {parts} 行。回购最多的是“{title}”：再买的人通常隔 {days} 天，90 天内有 {share} 再买；现在有 {due} 位顾客该买它了。",
            en="{parts} listed. '{title}' is bought again most: those who do, usually after {days} days, {share} within 90 days; "
            "{due} customers are due for it now.",
        ),
        "too_early": Words(
            zh="数据还不够长，看不出 90 天内有多少人再买。", en="Too early: nobody was followed for 90 days."
        ),
        "nobody": Words(zh="没有已知顾客的购买。", en="No known customer bought anything."),
        "few_returns": Words(
            zh="有 {parts} 行的回购不到 {needed} 次：看区间，别只看数字。",
            en="{parts} of the rows have fewer than {needed} returns: read their ranges, not their figures.",
        ),
        "several_waits": Words(
            zh="同一位顾客的几次间隔彼此相像，区间按顾客数而不是次数计算，只会偏宽。",
            en="The waits of one customer are alike, so the ranges count customers, not purchases: rather too wide.",
        ),
        "counted_from": Words(
            zh="“第几次”从 {day} 的数据开始数：更早买过的人会被数少。",
            en="Purchases are numbered from {day}, where the data begin: who bought before is numbered too low.",
        ),
        "short_history": Words(
            zh="最长只观察了 {days} 天，看不到更长的间隔，“通常间隔”偏短。",
            en="Nobody was followed for more than {days} days; longer waits cannot be seen, so usual intervals are too short.",
        ),
        **counted_sales.UNKNOWN_CUSTOMERS,
        **counted_sales.LEFT_OUT,
    },
    tables={"orders": ("customer",)},
    ids=("D6", "D8", "K3"),
    members=Members(field="rows", key="part", kind="customer", find=members),
)
