"""What sets each group of customers apart, told by facts with how many share them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from zhanggui.analyses import counted_sales
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.customers.lifecycle_result import STATES
from zhanggui.analyses.customers.own_rhythm import learnt_levels, purchase_days, states
from zhanggui.analyses.customers.personas.result import (
    LEAST_SUPPORT,
    PersonaRow,
    PersonasResult,
    Sized,
    findings,
    persona_rows,
    set_apart,
    trait_rows,
)
from zhanggui.analyses.customers.personas.traits import counts_by_trait
from zhanggui.analyses.customers.rfm import RfmParams, in_segments
from zhanggui.analyses.customers.segments import SEGMENTS
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.errors import UnknownName
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called
from zhanggui.metrics.registry import dimension

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

GROUPS: Mapping[str, Mapping[str, Words]] = {
    "rfm": {group.code: group.name for group in SEGMENTS},
    "lifecycle": {code: name for code, (name, _) in STATES.items()},
}


class PersonaParams(SalesParams):
    """Which sales, which groups, and how sure a trait must be."""

    by: Annotated[
        Literal["rfm", "lifecycle"],
        described(
            "按什么分组",
            "Groups",
            about_zh="rfm 按最近一次、次数、金额；lifecycle 按生命周期",
            about_en="rfm: recency, frequency, money; lifecycle: new, active, cooling, lapsed, regained",
        ),
    ] = "rfm"
    false_share: Annotated[
        float,
        Field(gt=0, le=0.2),
        described(
            "容许的误报",
            "Chance allowed",
            about_zh="写进画像的特征里，平均至多这么多是偶然",
            about_en="At most this share of the traits told is chance, on average",
            unit="rate",
        ),
    ] = 0.05


def run(warehouse: Warehouse, params: PersonaParams) -> PersonasResult:
    """Compare every trait of a group with that of all other customers, and tell what is clearly more common.

    A trait is one value a customer: that of the middle one of all they bought, or of their member card. share =
    customers of the group with the value ÷ those of the group with any. Told is what at least 30 customers share, is
    1.15 times as common as among all others, and passes a test of two shares with the false discovery rate of
    `false_share` over all traits of all groups (Y. Benjamini, Y. Hochberg 1995). What makes the groups, or grows with
    the number of purchases, is no trait: money, tier, ever having returned something.
    """
    counted = counted_sales.sales_counted(warehouse, params)
    groups = _groups(warehouse, params)
    sized = () if groups is None else _sized(warehouse, params, groups)
    rows = [] if groups is None else warehouse.fetch(counts_by_trait(warehouse, groups, params)).to_pylist()
    apart = set_apart(findings(rows), params.false_share)
    names = called(warehouse, dimension("channel"))
    personas = persona_rows(sized, apart, names, warehouse.currency)
    return PersonasResult(
        headline=_headline(personas, traits=len(apart), is_told=groups is not None),
        caveats=(
            *((sentence("more_common", needed=LEAST_SUPPORT),) if apart else ()),
            *counted_sales.unknown_customers(counted, warehouse.currency),
            *counted_sales.left_out(counted, warehouse.currency),
        ),
        first_day=counted.first_day,
        last_day=counted.last_day,
        customers=sum(each.customers for each in sized),
        personas=personas,
        traits=trait_rows(sized, apart, names),
    )


def members(warehouse: Warehouse, params: PersonaParams, value: str) -> ir.Table:
    """The customers of one group."""
    import ibis

    if value not in GROUPS[params.by]:
        listing = f"zhanggui run customers.personas --by {params.by}"
        kind, near = Words(zh="人群", en="group"), ", ".join(GROUPS[params.by])
        raise UnknownName(kind=kind, name=value, near=near, listing=listing)
    groups = _groups(warehouse, params)
    if groups is None:
        groups = in_segments(warehouse, RfmParams(channel=params.channel)).rename(part="segment")
        groups = groups.filter(ibis.literal(False))
    chosen = groups.filter(groups.part == value)
    return chosen.select(kind=ibis.literal("customer"), id=chosen.customer)


def _groups(warehouse: Warehouse, params: PersonaParams) -> ir.Table | None:
    """One row a customer with their group; None where nothing tells groups apart."""
    if params.by == "rfm":
        asked = RfmParams(start=params.start, end=params.end, days=params.days, channel=params.channel)
        return in_segments(warehouse, asked).select("customer", part="segment")
    span = params.span(warehouse.as_of)
    days = purchase_days(warehouse, SalesParams(channel=params.channel, end=span.end))
    levels = learnt_levels(warehouse, days)
    if levels is None:
        return None
    return states(warehouse, days, levels, [span.last_day]).select("customer", part="state")


def _sized(warehouse: Warehouse, params: PersonaParams, groups: ir.Table) -> tuple[Sized, ...]:
    """Every group that has anybody, in the order of its kind."""
    lines = counted_sales.counted_lines(warehouse, params)
    sales = lines.group_by("customer").aggregate(net=lines.net_sales_minor.sum())
    both = groups.left_join(sales, "customer")
    sums = both.group_by("part").aggregate(customers=both.count(), net=both.net.sum())
    rows = {row["part"]: row for row in warehouse.fetch(sums).to_pylist()}
    return tuple(
        Sized(part=part, name=name, customers=rows[part]["customers"], net_sales_minor=int(rows[part]["net"] or 0))
        for part, name in GROUPS[params.by].items()
        if part in rows
    )


def _headline(personas: Sequence[PersonaRow], *, traits: int, is_told: bool) -> Sentence:
    if not is_told:
        return sentence("no_groups")
    if not personas:
        return sentence("nobody")
    first = max(personas, key=lambda row: row.net_sales.minor)
    return sentence("headline", groups=len(personas), traits=traits, name=first.name, persona=first.persona)


CAPABILITY = Capability(
    name="customers.personas",
    title=Words(zh="顾客画像", en="Personas"),
    question=Words(
        zh="各类顾客有什么不同：买什么、在哪买、何时买、靠不靠优惠？",
        en="What sets each group of customers apart: what they buy, where, when, and for what discount?",
    ),
    params=PersonaParams,
    result=PersonasResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{groups} 类顾客，{traits} 条有依据的特征。销售额最大的“{name}”：{persona}。",
            en="{groups} groups of customers and {traits} facts that set them apart. '{name}', with most sales: {persona}.",
        ),
        "nobody": Words(
            zh="没有已知顾客的购买，无从画像。", en="No known customer bought anything: there is nobody to tell of."
        ),
        "no_groups": Words(
            zh="回购太少，生命周期分不出来；请改按 rfm 分组。",
            en="Too few returns to tell the states of a lifecycle; group by rfm instead.",
        ),
        "more_common": Words(
            zh="特征取自每人全部购买里居中的一件和会员资料；只写至少 {needed} 人共有、且明显比其他顾客常见的；是相关，不是原因。",
            en="Traits are those of the middle one of all that somebody bought, and of their card. Told is what at least {needed} customers share "
            "and what is clearly more common than among all others; it is no cause.",
        ),
        **counted_sales.UNKNOWN_CUSTOMERS,
        **counted_sales.LEFT_OUT,
    },
    tables={"orders": ("customer",)},
    ids=("D1", "D3"),
    members=Members(field="personas", key="part", kind="customer", find=members),
)
