"""What is each customer like, told from one of their purchases and from their member card?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from zhanggui.analyses import counted_sales
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.core.words import Words
from zhanggui.metrics.kinds import is_sold
from zhanggui.warehouse.local_time import local_time

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

SATURDAY = 6
SOME_OFF, MUCH_OFF = 0.02, 0.15
OF_LINES = ("category", "channel", "device", "traffic_source", "province", "brand")
OF_CARD = ("gender", "age_band", "income_band", "household_size")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One way in which customers differ, with the words of its values where they are a closed list."""

    name: str
    title: Words
    values: Mapping[str, Words]


def _words(**values: tuple[str, str]) -> Mapping[str, Words]:
    return MappingProxyType({name: Words(zh=zh, en=en) for name, (zh, en) in values.items()})


_NONE: Mapping[str, Words] = MappingProxyType({})
TRAITS: Mapping[str, Trait] = MappingProxyType(
    {
        trait.name: trait
        for trait in (
            Trait(name="category", title=Words(zh="类目", en="Category"), values=_NONE),
            Trait(name="brand", title=Words(zh="品牌", en="Brand"), values=_NONE),
            Trait(name="channel", title=Words(zh="渠道", en="Channel"), values=_NONE),
            Trait(
                name="device",
                title=Words(zh="设备", en="Device"),
                values=_words(mobile=("手机", "phone"), desktop=("电脑", "computer"), store=("门店", "store")),
            ),
            Trait(name="traffic_source", title=Words(zh="来源", en="Source"), values=_NONE),
            Trait(name="province", title=Words(zh="省份", en="Province"), values=_NONE),
            Trait(
                name="days",
                title=Words(zh="购买日", en="Day of purchase"),
                values=_words(weekend=("周末", "weekend"), weekday=("周一到周五", "Monday to Friday")),
            ),
            Trait(
                name="time",
                title=Words(zh="下单时段", en="Time of day"),
                values=_words(
                    night=("深夜（0–6 点）", "night (0–6)"),
                    morning=("上午（6–12 点）", "morning (6–12)"),
                    afternoon=("下午（12–18 点）", "afternoon (12–18)"),
                    evening=("晚上（18–24 点）", "evening (18–24)"),
                ),
            ),
            Trait(
                name="discount",
                title=Words(zh="优惠", en="Discount"),
                values=_words(
                    none=("原价", "at full price"),
                    some=("省不到 15 %", "less than 15 % off"),
                    much=("省 15 % 以上", "15 % or more off"),
                ),
            ),
            Trait(name="gender", title=Words(zh="性别", en="Gender"), values=_NONE),
            Trait(name="age_band", title=Words(zh="年龄段", en="Age band"), values=_NONE),
            Trait(name="income_band", title=Words(zh="收入段", en="Income band"), values=_NONE),
            Trait(name="household_size", title=Words(zh="家庭人数", en="Household size"), values=_NONE),
        )
    }
)


def counts_by_trait(warehouse: Warehouse, groups: ir.Table, params: SalesParams) -> ir.Table:
    """How many customers of each group have each value of each trait: `trait`, `value`, `part`, `customers`.

    `groups` has one row a customer with their `part`. Who has no value of a trait, such as no known province, is not
    among its counts.
    """
    import ibis

    people = _people(warehouse, params).join(groups.select("customer", "part"), "customer")
    told = []
    for name in TRAITS:
        if name in people.columns:
            known = people.filter(people[name].notnull())
            counted = known.group_by(value=known[name].cast("string"), part=known.part).aggregate(
                customers=known.count()
            )
            told.append(counted.select("part", "value", "customers", trait=ibis.literal(name)))
    return ibis.union(*told, distinct=False)


def _people(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """One row a customer with their traits: those of the middle one of all lines they bought, and of their card.

    One line a customer, because the more somebody buys, the more of everything they have done once, such as buying at a
    weekend. The middle one, because groups are made by when people came last: the latest purchases of those who came
    yesterday were all made on one and the same day of the week.
    """
    import ibis

    lines = counted_sales.counted_lines(warehouse, params)
    lines = lines.filter(lines.customer.notnull(), is_sold(lines) | (counted_sales.purchases(lines) == 1))
    in_order = [lines.ordered_day, lines.order_no, lines.line_id]
    lines = lines.mutate(
        place=ibis.row_number().over(group_by=lines.customer, order_by=in_order),
        bought=lines.count().over(group_by=lines.customer),
    )
    middle = lines.filter(lines.place == lines.bought // 2)
    calendar = warehouse.table("calendar")
    middle = middle.join(calendar.select(ordered_day=calendar.day, weekday=calendar.weekday), "ordered_day")
    people = middle.select(
        "customer",
        *(name for name in OF_LINES if name in warehouse.loaded("sale_lines")),
        days=(middle.weekday >= SATURDAY).ifelse("weekend", "weekday"),
        time=_time_of_day(middle, warehouse.timezone),
        discount=_reliance(middle),
    )
    card = [name for name in OF_CARD if name in warehouse.loaded("customers")]
    if not card:
        return people
    return people.left_join(warehouse.table("customers").select("customer", *card), "customer").drop("customer_right")


def _time_of_day(lines: ir.Table, zone: str) -> Any:
    import ibis

    hour = local_time(lines.ordered_at, zone).hour()
    return ibis.cases((hour < 6, "night"), (hour < 12, "morning"), (hour < 18, "afternoon"), else_="evening")  # noqa: PLR2004 - quarters of a day


def _reliance(lines: ir.Table) -> Any:
    import ibis

    off = (lines.gross_minor - lines.due_minor).cast("float64") / lines.gross_minor.nullif(0)
    return ibis.cases((off < SOME_OFF, "none"), (off < MUCH_OFF, "some"), (off >= MUCH_OFF, "much"))
