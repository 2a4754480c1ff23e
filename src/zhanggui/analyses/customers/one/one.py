"""What is known of one customer: what happened, where they stand, and what could be done next?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import PARTLY_COSTED, MarginParams, contribution, sums_of
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.customers.lifecycle_result import STATES
from zhanggui.analyses.customers.one.ahead import NEXT_BEST, ahead, next_best
from zhanggui.analyses.customers.one.result import BoughtRow, EventRow, OneCustomerResult
from zhanggui.analyses.customers.one.timeline import KINDS, Happened, lines_of, timeline
from zhanggui.analyses.customers.own_rhythm import Levels, learnt_levels, purchase_days, states
from zhanggui.analyses.customers.reorder import FEW_RETURNS, ReorderParams, waits_of
from zhanggui.analyses.customers.reorder_result import Waits
from zhanggui.analyses.customers.rfm import RfmParams, in_segments
from zhanggui.analyses.customers.segments import SEGMENTS
from zhanggui.analyses.next_step import ActionRow
from zhanggui.core.capability import Capability
from zhanggui.core.described import described
from zhanggui.core.errors import NotFound
from zhanggui.core.money import Money
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called, named
from zhanggui.metrics.kinds import is_sold
from zhanggui.metrics.registry import dimension

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.model import FittedModel
    from zhanggui.warehouse.protocol import Warehouse

MOST_PRODUCTS = 50
WIN_BACK, REORDER, SEGMENT = "customers.win_back", "customers.reorder", "customers.segment"


class NoSuchCustomer(NotFound):
    """Nobody of that pseudonym ever ordered anything; what was asked is not repeated, as it may be a name."""

    sentence = Words(
        zh="没有这个假名的顾客下过单。假名在各分析的名单里，例如：zhanggui run customers.rfm",
        en="No customer of that pseudonym ever ordered anything. Pseudonyms stand in the lists of analyses such as: zhanggui "
        "run customers.rfm",
    )


class OneCustomerParams(MarginParams):
    """Whom to look at."""

    customer: Annotated[
        str,
        Field(min_length=1, max_length=64, pattern=r"^[a-z][0-9A-Za-z_.:-]*$"),
        described("顾客（假名）", "Customer (pseudonym)", about_zh="名单里的假名", about_en="As it stands in lists"),
    ]
    events: Annotated[
        int,
        Field(ge=1, le=1_000),
        described("最多事件数", "Most events", about_zh="只列最近的这么多", about_en="Only the latest so many"),
    ] = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a customer stands by their own rhythm."""

    state: str
    earlier: int
    rhythm_days: int


def run(
    warehouse: Warehouse, params: OneCustomerParams, models_customer_value: FittedModel | None = None
) -> OneCustomerResult:
    """Gather what the tables say of one pseudonym; the state is that of `customers.lifecycle` on the last day.

    A product is due where the days since it was bought lie within the middle half of the intervals after which
    customers of this shop bought it again (at least 30 returns). What is to come is asked of the customer value model
    that the shop keeps.
    """
    sums = _sums(warehouse, params.customer)
    days = purchase_days(warehouse, SalesParams())
    levels = learnt_levels(warehouse, days) if sums["purchase_days"] else None
    standing = _standing(warehouse, params.customer, days, levels)
    bought = tuple(_bought(warehouse, params.customer))
    found = ahead(warehouse, params.customer, models_customer_value) if sums["purchase_days"] else None
    result = OneCustomerResult(
        headline=sentence("nothing_paid"),
        caveats=(),
        last_day=warehouse.as_of,
        customer=params.customer,
        state=STATES[standing.state][0] if standing else None,
        segment=_segment(warehouse, params.customer),
        purchase_days=sums["purchase_days"],
        net_sales=Money(sums["net_sales"], warehouse.currency),
        contribution_profit=contribution(
            {name: sums[name] for name in PARTLY_COSTED}, params.margin, warehouse.currency
        ),
        first_purchase=sums["first_day"],
        last_purchase=sums["last_day"],
        days_away=(warehouse.as_of - sums["last_day"]).days if sums["last_day"] else None,
        cooling_after=_late_after(standing, levels, "cooling"),
        lapsed_after=_late_after(standing, levels, "lapsed"),
        still_there=found.told.still_there if found else None,
        purchases_ahead=found.told.purchases if found else None,
        profit_ahead=found.told.value if found else None,
        comes_soon=found.comes_soon if found else None,
        next_purchase_by=found.next_by if found else None,
        service=found.tier.route if found else None,
        next_best=next_best(standing.state if standing else None, bought, found),
        actions=tuple(_actions(standing, bought)),
        bought=bought,
        timeline=_events(warehouse, timeline(warehouse, params.customer, params.events)),
    )
    return _with_headline(result)


def _sums(warehouse: Warehouse, customer: str) -> Mapping[str, Any]:
    lines = lines_of(warehouse, customer)
    paid = lines.filter(lines.is_paid)
    purchased = counted_sales.purchases(paid) == 1
    sums = paid.aggregate(
        purchase_days=paid.ordered_day.nunique(where=purchased),
        first_day=paid.ordered_day.min(where=purchased),
        last_day=paid.ordered_day.max(where=purchased),
        **sums_of(paid, *PARTLY_COSTED),
    )
    (found,) = warehouse.fetch(sums).to_pylist()
    if not found["purchase_days"] and not warehouse.fetch(lines.limit(1)).num_rows:
        raise NoSuchCustomer
    return {
        name: value if isinstance(value, date) or name.endswith("_day") else int(value or 0)
        for name, value in found.items()
    }


def _standing(warehouse: Warehouse, customer: str, days: ir.Table, levels: Levels | None) -> Standing | None:
    if levels is None:
        return None
    mine = days.filter(days.customer == customer)
    rows = warehouse.fetch(states(warehouse, mine, levels, [warehouse.as_of])).to_pylist()
    past = warehouse.fetch(mine.filter(mine.next_day.isnull())).to_pylist()
    if not rows or not past:
        return None
    known = (past[0]["ordered_day"] - past[0]["first_day"]).days
    return Standing(state=rows[0]["state"], earlier=past[0]["earlier"], rhythm_days=known)


def _late_after(standing: Standing | None, levels: Levels | None, what: str) -> int | None:
    if standing is None or levels is None:
        return None
    level = levels.cooling if what == "cooling" else levels.lapsed
    return round(levels.rhythm.wait_until(standing.earlier, standing.rhythm_days, level))


def _segment(warehouse: Warehouse, customer: str) -> Words | None:
    scored = in_segments(warehouse, RfmParams())
    found = warehouse.fetch(scored.filter(scored.customer == customer).select("segment"))["segment"].to_pylist()
    return next((group.name for group in SEGMENTS if found and group.code == found[0]), None)


def _bought(warehouse: Warehouse, customer: str) -> Iterator[BoughtRow]:
    """What they bought, the latest first, with the interval after which others buy it again."""
    import ibis

    lines = lines_of(warehouse, customer)
    lines = lines.filter(lines.is_paid, is_sold(lines), lines.sku.notnull())
    sums = lines.group_by("sku").aggregate(
        product_name=lines.product_name.max(),
        category=lines.category.max(),
        units=(lines.quantity - lines.returned_quantity).sum(),
        net=lines.net_sales_minor.sum(),
        last_day=lines.ordered_day.max(),
    )
    rows = warehouse.fetch(sums.order_by(ibis.desc("last_day"), "sku").limit(MOST_PRODUCTS)).to_pylist()
    waits = waits_of(warehouse, ReorderParams(by="sku"), [row["sku"] for row in rows])
    for row in rows:
        yield _bought_row(warehouse, row, waits.get(row["sku"]))


def _bought_row(warehouse: Warehouse, row: Mapping[str, Any], waits: Waits | None) -> BoughtRow:
    away = (warehouse.as_of - row["last_day"]).days
    due = waits.due if waits and sum(waits.ended.values()) >= FEW_RETURNS else None
    return BoughtRow(
        sku=row["sku"],
        product_name=row["product_name"] or row["sku"],
        category=row["category"],
        units=int(row["units"] or 0),
        net_sales=Money(int(row["net"] or 0), warehouse.currency),
        last_day=row["last_day"],
        days_since=away,
        from_days=due[0] if due else None,
        to_days=due[1] if due else None,
        is_due=due is not None and int(row["units"] or 0) > 0 and due[0] <= away <= due[1],
    )


def _actions(standing: Standing | None, bought: Sequence[BoughtRow]) -> Iterator[ActionRow]:
    """What the facts suggest: refills that are due, then what their state asks for."""
    for row in [each for each in bought if each.is_due][:3]:
        yield ActionRow(what=sentence("remind_of", product=row.product_name, days=row.days_since), where=REORDER)
    if standing is not None:
        where = WIN_BACK if standing.state in {"cooling", "lapsed"} else SEGMENT
        yield ActionRow(what=sentence(f"do_{standing.state}"), where=where)


def _events(warehouse: Warehouse, found: Sequence[Happened]) -> tuple[EventRow, ...]:
    names = called(warehouse, dimension("channel"))
    return tuple(
        EventRow(
            when=f"{each.at:%Y-%m-%d %H:%M}",
            kind=KINDS[each.kind],
            channel=named(names, each.channel) if each.channel else None,
            about=each.about,
            number=each.number,
            amount=None if each.amount_minor is None else Money(each.amount_minor, warehouse.currency),
        )
        for each in found
    )


def _with_headline(result: OneCustomerResult) -> OneCustomerResult:
    if not result.purchase_days:
        return result
    return replace(result, headline=_headline(result))


def _headline(result: OneCustomerResult) -> Sentence:
    facts: dict[str, Argument] = {"days": result.purchase_days, "sales": result.net_sales, "away": result.days_away}
    if result.state is None:
        return sentence("headline", **facts)
    return sentence("with_state", **facts, state=result.state, cooling=result.cooling_after, lapsed=result.lapsed_after)


CAPABILITY = Capability(
    name="customers.one",
    title=Words(zh="一位顾客", en="One customer"),
    question=Words(
        zh="这位顾客买过什么、处在哪一步、接下来可以做什么？",
        en="What did this customer buy, where do they stand, and what could be done next?",
    ),
    params=OneCustomerParams,
    result=OneCustomerResult,
    run=run,
    sentences={
        "headline": Words(
            zh="买过 {days} 天，净销售额 {sales}，上次购买是 {away} 天前。",
            en="Bought on {days} days for {sales} net; the last time was {away} days ago.",
        ),
        "with_state": Words(
            zh="{state}：买过 {days} 天，净销售额 {sales}，上次购买是 {away} 天前；按自己的节奏，{cooling} 天后算降温，{lapsed} 天后算沉睡。",
            en="{state}: bought on {days} days for {sales} net, the last time {away} days ago; by their own rhythm they cool after "
            "{cooling} days and lapse after {lapsed}.",
        ),
        "nothing_paid": Words(zh="下过单，没有付款。", en="Ordered, but never paid for anything."),
        "remind_of": Words(
            zh="“{product}”买了 {days} 天，正是别人再买的时候：提醒补货。",
            en="'{product}' was bought {days} days ago, when others buy it again: remind them of a refill.",
        ),
        **NEXT_BEST,
        **{f"do_{state}": advice for state, (_, advice) in STATES.items()},
    },
    tables={"orders": ("customer",)},
    ids=("D1", "D2", "B9", "D12"),
    needs=("models.customer_value",),
)
