"""Who buys by habit, who compares, who follows an impulse, who wants something new, and of whom can it not be told?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from zhanggui.analyses import counted_sales
from zhanggui.analyses.asked_period import DayParams
from zhanggui.analyses.contribution import sums_of
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.customers.types.evidence import Usual, counts, facts_of, typed, usual_in
from zhanggui.analyses.customers.types.kinds import CANNOT_TELL, FACTS, TYPES, UNTOLD
from zhanggui.analyses.customers.types.result import Group, TypeRow, TypesResult, fact_rows, sizes, type_rows
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.errors import UnknownName
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse


class TypesParams(DayParams):
    """On which day, and how sure it has to be."""

    least_confidence: Annotated[
        float,
        Field(ge=0.3, le=0.99),
        described(
            "最低把握",
            "At least so sure",
            about_zh="不到这个把握就说看不出来",
            about_en="Below, nothing is said of a customer",
        ),
    ] = 0.6


def run(warehouse: Warehouse, params: TypesParams) -> TypesResult:
    """Count for every customer what tells the types apart, and name a type where its conditions hold surely enough.

    How sure = Π over the conditions of a type of P(condition | the customer's purchases), each from few or many
    purchases beside what is usual in the shop (empirical Bayes); of fewer than three nothing is told. Types that rest
    on visits are told of signed-in visitors alone.
    """
    day = params.last_day(warehouse.as_of)
    counted = counts(warehouse, day)
    usual = usual_in(warehouse, counted)
    groups = _groups(warehouse, typed(counted, usual, params.least_confidence), day)
    rows = type_rows(groups, warehouse.currency)
    everybody = sum(row.customers for row in rows)
    told = sum(row.customers for row in rows if row.type != CANNOT_TELL)
    return TypesResult(
        headline=_headline(rows, everybody, told),
        caveats=_caveats(warehouse, params, usual, everybody),
        last_day=day,
        customers=everybody,
        told=told,
        types=rows,
        facts=fact_rows(usual),
        sizes=sizes(rows),
    )


def members(warehouse: Warehouse, params: TypesParams, value: str) -> ir.Table:
    """The customers of one type, or those of whom none can be told."""
    import ibis

    names = [kind.code for kind in (*TYPES, UNTOLD)]
    if value not in names:
        listing = "zhanggui run customers.types"
        raise UnknownName(kind=Words(zh="类型", en="type"), name=value, near=", ".join(names), listing=listing)
    people = type_of(warehouse, params.last_day(warehouse.as_of), params.least_confidence)
    chosen = people.filter(people.type == value)
    return chosen.select(kind=ibis.literal("customer"), id=chosen.customer)


def type_of(warehouse: Warehouse, day: date, least: float = TypesParams().least_confidence) -> ir.Table:
    """One row a customer who bought: their type at the end of a day, or that none can be told."""
    counted = counts(warehouse, day)
    return typed(counted, usual_in(warehouse, counted), least).select("customer", "type")


def _groups(warehouse: Warehouse, people: ir.Table, day: date) -> Mapping[str, Group]:
    lines = counted_sales.counted_lines(warehouse, SalesParams(end=day + timedelta(days=1)))
    sales = lines.filter(lines.customer.notnull()).group_by("customer").aggregate(**sums_of(lines, "net_sales"))
    people = people.left_join(sales, "customer")
    sums = {f"{name}_{part}": people[f"{name}_{part}"].sum() for name in FACTS for part in ("k", "n")}
    grouped = people.group_by("type").aggregate(
        customers=people.count(), confidence=people.confidence.mean(), net_minor=people.net_sales.sum(), **sums
    )
    return {
        row["type"]: Group(
            customers=row["customers"],
            confidence=float(row["confidence"]),
            net_minor=int(row["net_minor"] or 0),
            facts=facts_of(row, tuple(FACTS)),
        )
        for row in warehouse.fetch(grouped).to_pylist()
    }


def _headline(rows: tuple[TypeRow, ...], everybody: int, told: int) -> Sentence:
    if not everybody:
        return sentence("nobody")
    if not told:
        return sentence("none_told", customers=everybody)
    most = max(rows[:-1], key=lambda row: row.customers)
    return sentence(
        "headline",
        customers=everybody,
        told=told,
        name=most.name,
        most=most.customers,
        sales=most.share_of_sales,
    )


def _caveats(warehouse: Warehouse, params: TypesParams, usual: Usual, everybody: int) -> tuple[Sentence, ...]:
    said = [sentence("a_typology", sure=f"{params.least_confidence:.0%}")]
    if not usual.customers["views"]:
        said.append(sentence("no_visits"))
    elif everybody:
        said.append(sentence("visits_of_few", known=usual.customers["views"], customers=everybody))
    counted = counted_sales.sales_counted(warehouse, SalesParams())
    said += counted_sales.unknown_customers(counted, warehouse.currency)
    return (*said, *counted_sales.left_out(counted, warehouse.currency))


CAPABILITY = Capability(
    name="customers.types",
    title=Words(zh="购买类型", en="Types of buying"),
    question=Words(
        zh="谁按习惯买，谁要比较，谁一时冲动，谁爱尝新，谁还看不出来？",
        en="Who buys by habit, who compares, who on an impulse, who for something new, and of whom can it not be told?",
    ),
    params=TypesParams,
    result=TypesResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{customers} 位顾客中 {told} 位看得出购买类型；最多的是“{name}”，{most} 位，占净销售额的 {sales}。其余的购买太少，或不像任何一类，不猜。",
            en="Of {customers} customers the type of {told} can be told; most are '{name}': {most}, with {sales} of net sales. The "
            "others bought too little or are like none of them, and nobody guesses.",
        ),
        "none_told": Words(
            zh="{customers} 位顾客购买太少，或不像任何一类，看不出购买类型。",
            en="Of {customers} customers none can be told: they bought too little, or are like no type.",
        ),
        "nobody": Words(zh="没有已知顾客的付款订单。", en="No known customer paid for an order."),
        "a_typology": Words(
            zh="类型是教科书的分法，条件是本系统规定的（见下表）；全部条件成立的把握不到 {sure} 就说看不出来。",
            en="The types are a textbook's and the conditions are ours, as the table says; below {sure} of certainty that all of "
            "them hold, nothing is said.",
        ),
        "no_visits": Words(
            zh="没有登录顾客的浏览记录：理智比较型和情感冲动型看不出来。",
            en="No visits of signed-in customers are loaded: comparing and emotional buyers cannot be told.",
        ),
        "visits_of_few": Words(
            zh="{customers} 位顾客中只有 {known} 位有登录后的浏览记录，理智比较型和情感冲动型只能在他们当中看出来。",
            en="Visits are known of {known} of {customers} customers; comparing and emotional buyers are told among them alone.",
        ),
        **counted_sales.UNKNOWN_CUSTOMERS,
        **counted_sales.LEFT_OUT,
    },
    tables={"orders": ("customer",)},
    ids=("D3",),
    members=Members(field="types", key="type", kind="customer", find=members),
)
