"""Who meets a rule, what are they worth, and how did their number change?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from zhanggui.analyses import counted_sales
from zhanggui.analyses.asked_period import DayParams
from zhanggui.analyses.contribution import PROFIT_GAPS, MarginParams, profit_gaps, profit_parts
from zhanggui.analyses.counted_sales import SalesCounted, SalesParams
from zhanggui.analyses.customers.lifecycle_result import STATES
from zhanggui.analyses.customers.own_rhythm import learnt_levels, month_ends, purchase_days, states
from zhanggui.analyses.customers.rfm import RfmParams, in_segments
from zhanggui.analyses.customers.segment.facts import Asked, judged, needed_tables
from zhanggui.analyses.customers.segment.fields import DEEDS, FIELDS, field_of
from zhanggui.analyses.customers.segment.result import (
    PARTS,
    Overlap,
    Part,
    SegmentResult,
    SizeRow,
    history,
    overlap_rows,
    size_rows,
)
from zhanggui.analyses.customers.segment.rule import Rule, clauses, parse
from zhanggui.analyses.customers.segments import SEGMENTS
from zhanggui.analyses.customers.value.model import CustomerValue
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.errors import UnknownName
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.warehouse.requirements import require_tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.model import FittedModel
    from zhanggui.warehouse.protocol import Warehouse

USUAL_RULE = "orders >= 2 and last_purchase_days > 90"


class SegmentParams(DayParams, MarginParams):
    """The rule, and on which day it is asked."""

    rule: Annotated[
        str,
        Field(min_length=1, max_length=1_000),
        described(
            "规则",
            "Rule",
            about_zh="例：orders >= 3 and (bought.category = 花茶|绿茶 within 180 or net_sales > 500)。可问："
            + "、".join(FIELDS),
            about_en="Such as: orders >= 3 and (bought.category = tea|cups within 180 or net_sales > 500). There are: "
            + ", ".join(FIELDS),
        ),
    ] = USUAL_RULE
    months: Annotated[
        int,
        Field(ge=0, le=24),
        described(
            "历史月数", "Months of history", about_zh="画多少个月末", about_en="So many ends of months are drawn"
        ),
    ] = 6


def run(warehouse: Warehouse, params: SegmentParams, models_customer_value: FittedModel | None = None) -> SegmentResult:
    """Look at every known customer who bought by the facts of that day, and count those who meet the rule.

    Purchases are those of paid orders up to the day, after refunds; the days of `bought.…` and `did` are counted back
    from it. What is to come is what today's customer value model says of what had been bought by then. Attributes of
    customers, such as the tier, are as they are now.
    """
    rule = _understood(warehouse, params)
    day = params.last_day(warehouse.as_of)
    counted = counted_sales.sales_counted(warehouse, SalesParams())
    parts = profit_parts(counted)
    asked = Asked(warehouse=warehouse, rule=rule, day=day, value=_value(warehouse, models_customer_value))
    people = judged(asked, parts)
    found = _parts(warehouse, people, parts)
    rows = size_rows(found, params, warehouse.currency)
    sizes = {day: found["in"].customers, **_past(asked, params, counted)}
    return SegmentResult(
        headline=_headline(params, rows[0]),
        caveats=(*_not_forecast(asked), *_caveats(warehouse, params, rule, counted)),
        last_day=day,
        customers=sum(part.customers for part in found.values()),
        chosen=found["in"].customers,
        sizes=rows,
        overlaps=overlap_rows(tuple(_overlaps(warehouse, people, day))),
        history=history(sizes),
    )


def members(
    warehouse: Warehouse, params: SegmentParams, value: str, models_customer_value: FittedModel | None = None
) -> ir.Table:
    """The customers who meet the rule, or all others."""
    import ibis

    if value not in PARTS:
        listing = "zhanggui run customers.segment"
        raise UnknownName(kind=Words(zh="人群", en="part"), name=value, near=", ".join(PARTS), listing=listing)
    rule = _understood(warehouse, params)
    day, model = params.last_day(warehouse.as_of), _value(warehouse, models_customer_value)
    people = judged(Asked(warehouse=warehouse, rule=rule, day=day, value=model), ())
    chosen = people.filter(people.is_in == (1 if value == "in" else 0))
    return chosen.select(kind=ibis.literal("customer"), id=chosen.customer)


def needs_when(params: SegmentParams) -> tuple[str, ...]:
    """The customer value model, for rules that ask what is to come."""
    is_asked = any(field_of(clause).is_modelled for clause in clauses(parse(params.rule)))
    return ("models.customer_value",) if is_asked else ()


def _value(warehouse: Warehouse, fitted: FittedModel | None) -> CustomerValue | None:
    return CustomerValue.of(fitted, warehouse.currency) if fitted else None


def _understood(warehouse: Warehouse, params: SegmentParams) -> Rule:
    rule = parse(params.rule)
    require_tables(warehouse, needed_tables(rule), CAPABILITY.question)
    return rule


def _parts(warehouse: Warehouse, people: ir.Table, parts: Sequence[str]) -> Mapping[str, Part]:
    names = tuple(dict.fromkeys(("net_sales", *parts)))
    sums = people.group_by("is_in").aggregate(
        customers=people.count(),
        order_count=people.orders.sum(),
        away=people.last_purchase_days.sum(),
        **{name: people[name].sum() for name in names},
    )
    rows = {row["is_in"]: row for row in warehouse.fetch(sums).to_pylist()}
    return {code: _part(rows.get(is_in, {}), names) for code, is_in in (("in", 1), ("out", 0))}


def _part(row: Mapping[str, Any], names: Sequence[str]) -> Part:
    return Part(
        customers=row.get("customers", 0),
        orders=int(row.get("order_count") or 0),
        away=int(row.get("away") or 0),
        sums={name: int(row.get(name) or 0) for name in names},
    )


def _past(asked: Asked, params: SegmentParams, counted: SalesCounted) -> Mapping[date, int]:
    """How many met the rule at the end of each month, by what had been bought until then."""
    found, warehouse = {}, asked.warehouse
    for day in month_ends(params.last_day(warehouse.as_of), params.months):
        if counted.first_day and day >= counted.first_day:
            people = judged(replace(asked, day=day), ())
            found[day] = int(warehouse.fetch(people.aggregate(chosen=people.is_in.sum()))["chosen"][0].as_py() or 0)
    return found


def _overlaps(warehouse: Warehouse, people: ir.Table, day: date) -> Iterator[Overlap]:
    chosen = people.select("customer", "is_in")
    sales = SalesParams(end=day + timedelta(days=1))
    days = purchase_days(warehouse, sales)
    levels = learnt_levels(warehouse, days)
    if levels is not None:
        found = _crossed(warehouse, chosen, states(warehouse, days, levels, [day]).rename(part="state"))
        yield from (_overlap("lifecycle", name, found.get(code)) for code, (name, _) in STATES.items())
    scored = in_segments(warehouse, RfmParams(end=sales.end))
    found = _crossed(warehouse, chosen, scored.rename(part="segment"))
    yield from (_overlap("rfm", group.name, found.get(group.code)) for group in SEGMENTS)


def _crossed(warehouse: Warehouse, chosen: ir.Table, grouped: ir.Table) -> Mapping[str, tuple[int, int]]:
    both = grouped.select("customer", "part").join(chosen, "customer")
    sums = both.group_by("part").aggregate(customers=both.count(), chosen=both.is_in.sum())
    return {row["part"]: (row["customers"], int(row["chosen"])) for row in warehouse.fetch(sums).to_pylist()}


def _overlap(kind: str, name: Words, found: tuple[int, int] | None) -> Overlap:
    customers, chosen = found or (0, 0)
    return Overlap(kind=kind, name=name, customers=customers, chosen=chosen)


def _headline(params: SegmentParams, chosen: SizeRow) -> Sentence:
    if not chosen.customers:
        return sentence("nobody", rule=params.rule)
    return sentence(
        "headline",
        rule=params.rule,
        customers=chosen.customers,
        share=chosen.share_of_customers,
        sales=chosen.share_of_sales,
        days=round(chosen.days_since_purchase or 0),
    )


def _caveats(warehouse: Warehouse, params: SegmentParams, rule: Rule, counted: SalesCounted) -> tuple[Sentence, ...]:
    said = [*_never_seen(warehouse, rule)]
    if any(field_of(clause).is_attribute for clause in clauses(rule)):
        said.append(sentence("attributes_are_of_today"))
    if any(field_of(clause).kind == "did" for clause in clauses(rule)):
        said.append(sentence("only_signed_in"))
    said += counted_sales.unknown_customers(counted, warehouse.currency)
    said += counted_sales.left_out(counted, warehouse.currency)
    return (*said, *profit_gaps(counted, params.margin))


def _not_forecast(asked: Asked) -> Iterator[Sentence]:
    """What is to come of customers, asked where the shop's data do not say."""
    names = {clause.name for clause in asked.conditions if field_of(clause).is_modelled}
    if names and asked.value is None:
        yield sentence("nothing_learnt")
    elif names & {"profit_ahead", "profit_tenth"} and asked.value and asked.value.judged.worth is None:
        yield sentence("profit_not_forecast")


def _never_seen(warehouse: Warehouse, rule: Rule) -> Iterator[Sentence]:
    """Values that nothing sold ever had: most likely a slip of the pen."""
    for clause in dict.fromkeys(clauses(rule)):
        field = field_of(clause)
        if field.kind not in DEEDS and field.kind != "text":
            continue
        if field.choices:
            continue
        table = {"did": "events", "bought": "sale_lines"}.get(field.kind, field.table)
        rows = warehouse.table(table)
        column = rows[field.column.removeprefix("main_")].cast("string").lower()
        wanted = [value.lower() for value in clause.values]
        seen = set(
            warehouse.fetch(rows.filter(column.isin(wanted)).select(value=column).distinct())["value"].to_pylist()
        )
        missing = [value for value in clause.values if value.lower() not in seen]
        if missing:
            yield sentence("never_seen", name=field.title, values="、".join(missing))


CAPABILITY = Capability(
    name="customers.segment",
    title=Words(zh="人群探索", en="Segment explorer"),
    question=Words(
        zh="符合这条规则的顾客有多少，值多少，和其他分组怎样重叠？",
        en="How many customers meet this rule, what are they worth, and how do they overlap with other groups?",
    ),
    params=SegmentParams,
    result=SegmentResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{customers} 位顾客符合“{rule}”，占 {share}，贡献净销售额的 {sales}；平均 {days} 天没来。",
            en="{customers} customers meet '{rule}': {share} of all, with {sales} of net sales; away for {days} days on average.",
        ),
        "nobody": Words(zh="没有顾客符合这条规则：{rule}", en="Nobody meets this rule: {rule}"),
        "never_seen": Words(
            zh="“{name}”里从来没有出现过：{values}。是不是写错了？", en="'{name}' never was: {values}. Is it misspelt?"
        ),
        "nothing_learnt": Words(
            zh="复购的人太少，推断不出今后：问今后的条件没有人符合。",
            en="Too few customers came again to tell what is to come: nobody meets a condition about that.",
        ),
        "profit_not_forecast": Words(
            zh="没有成本也没有声明毛利区间：profit_ahead 没有人符合，profit_tenth 按预期购买次数排。",
            en="Without costs and without a declared margin nobody meets profit_ahead, and profit_tenth goes by purchases expected.",
        ),
        "attributes_are_of_today": Words(
            zh="会员资料是现在的，不是当时的；历史人数只按购买回看。",
            en="Attributes are those of today, also in the history: only purchases are looked at as they were.",
        ),
        "only_signed_in": Words(
            zh="行为只有登录后才知道是谁：没有登录的浏览不算在内。",
            en="What visitors did is known of signed-in customers alone; the rest counts for nobody.",
        ),
        **counted_sales.UNKNOWN_CUSTOMERS,
        **counted_sales.LEFT_OUT,
        **PROFIT_GAPS,
    },
    tables={"orders": ("customer",)},
    ids=("D2", "D1", "D13"),
    needs_when=needs_when,
    members=Members(field="sizes", key="part", kind="customer", find=members),
)
