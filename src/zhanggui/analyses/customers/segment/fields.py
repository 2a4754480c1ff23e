"""What can a rule ask about a customer?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from zhanggui.analyses.customers.journey.stages import STAGES
from zhanggui.analyses.customers.lifecycle_result import STATES
from zhanggui.analyses.customers.segment.rule import Clause
from zhanggui.analyses.customers.segments import SEGMENTS
from zhanggui.analyses.customers.types.kinds import CANNOT_TELL, TYPES
from zhanggui.core.errors import RequestAtFault, UnknownName
from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.catalogue import Customers

Kind = Literal["count", "money", "days", "share", "text", "flag", "bought", "did"]
NUMBERS = frozenset({"count", "money", "days", "share"})
DEEDS = frozenset({"bought", "did"})
YES, NO = frozenset({"yes", "true", "1", "是"}), frozenset({"no", "false", "0", "否"})


class ConditionNotPossible(RequestAtFault):
    """A comparison or a value that does not fit what is asked."""

    sentence = Words(
        zh="“{name}”不能这样比较：{said}。{rule}。",
        en="'{name}' cannot be compared like that: {said}. {rule}.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One fact that a rule may ask about; `column` is where it stands, for an attribute in the table of customers.

    `is_modelled`: it is what the customer value model says, which then has to be there. `choices` are the codes of a
    closed list; `table` is where a value that is not on a list would have to stand.
    """

    name: str
    title: Words
    kind: Kind
    column: str
    is_attribute: bool = False
    is_modelled: bool = False
    choices: tuple[str, ...] = ()
    table: str = "customers"


def _number(name: str, kind: Kind, zh: str, en: str) -> Field:
    return Field(name=name, title=Words(zh=zh, en=en), kind=kind, column=name)


def _modelled(name: str, kind: Kind, zh: str, en: str) -> Field:
    return Field(name=name, title=Words(zh=zh, en=en), kind=kind, column=name, is_modelled=True)


def _listed(name: str, zh: str, en: str, choices: Iterable[str]) -> Field:
    return Field(name=name, title=Words(zh=zh, en=en), kind="text", column=name, choices=tuple(choices))


def _attributes() -> tuple[Field, ...]:
    kinds: Mapping[str, Kind] = {"text": "text", "flag": "flag", "integer": "count"}
    return tuple(
        Field(name=each.name, title=each.title, kind=kinds[each.type], column=each.name, is_attribute=True)
        for each in Customers.columns()
        if each.type in kinds and each.name != "tags"
    )


# Days between purchases, mean, below which somebody comes weekly, monthly, quarterly; beyond, seldom.
BANDS: Mapping[str, float] = MappingProxyType({"weekly": 10.0, "monthly": 45.0, "quarterly": 120.0})
ONCE, SELDOM = "once", "seldom"
_BOUGHT = {
    "category": ("买过类目", "Bought in category"),
    "sku": ("买过商品", "Bought product"),
    "brand": ("买过品牌", "Bought brand"),
    "channel": ("在渠道买过", "Bought on channel"),
    "campaign": ("经活动买过", "Bought through campaign"),
}
FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        field.name: field
        for field in (
            _number("orders", "count", "付款单数", "Paid orders"),
            _number("purchase_days", "count", "购买天数", "Purchase days"),
            _number("units", "count", "件数", "Units"),
            _number("net_sales", "money", "净销售额", "Net sales"),
            _number("sales_per_order", "money", "笔单价", "Net sales per order"),
            _number("first_purchase_days", "days", "距首次购买", "Days since first purchase"),
            _number("last_purchase_days", "days", "距上次购买", "Days since last purchase"),
            _number("discount_share", "share", "店铺让利占比", "Share of discounts borne by the shop"),
            _number(
                "promoted_share", "share", "有店铺优惠的单数占比", "Share of orders with a discount borne by the shop"
            ),
            _number("returned_share", "share", "退货件数占比", "Share of units returned"),
            _modelled("still_there", "share", "还在的概率", "Chance of being there"),
            _modelled("purchases_ahead", "count", "一年内预期购买次数", "Purchases expected in a year"),
            _modelled("profit_ahead", "money", "一年内预期贡献利润", "Contribution profit expected in a year"),
            _modelled("profit_tenth", "count", "今后价值的十分位（1 最高）", "Tenth by profit expected, 1 the best"),
            _listed("frequency", "购买频率", "How often they come", (*BANDS, SELDOM, ONCE)),
            _listed("lifecycle", "生命周期", "Lifecycle", STATES),
            _listed("rfm", "RFM 分层", "RFM segment", (group.code for group in SEGMENTS)),
            _listed("type", "购买类型", "Type of buying", (*(kind.code for kind in TYPES), CANNOT_TELL)),
            _listed(
                "journey", "决策阶段（近 30 天）", "Stage of the journey, 30 days", (stage.code for stage in STAGES)
            ),
            Field(
                name="main_category",
                title=Words(zh="主要类目", en="Main category"),
                kind="text",
                column="main_category",
                table="sale_lines",
            ),
            Field(
                name="main_channel",
                title=Words(zh="主要渠道", en="Main channel"),
                kind="text",
                column="main_channel",
                table="sale_lines",
            ),
            *(
                Field(name=f"bought.{column}", title=Words(zh=zh, en=en), kind="bought", column=column)
                for column, (zh, en) in _BOUGHT.items()
            ),
            Field(name="did", title=Words(zh="做过", en="Did"), kind="did", column="kind_of_event"),
            *_attributes(),
        )
    }
)


def field_of(clause: Clause) -> Field:
    """The fact a condition asks about, after a look at whether it can be asked like that."""
    found = FIELDS.get(clause.name)
    if found is None:
        near = ", ".join(difflib.get_close_matches(clause.name, FIELDS, n=3, cutoff=0.5)) or ", ".join(FIELDS)
        kind = Words(zh="条件", en="condition")
        raise UnknownName(kind=kind, name=clause.name, near=near, listing="zhanggui run customers.segment --help")
    rule = _broken(found, clause)
    if rule is not None:
        said = f"{clause.operator} {'|'.join(clause.values)}"
        raise ConditionNotPossible(name=clause.name, said=said, rule=rule)
    return found


def number_of(value: str, kind: Kind) -> float | None:
    """A number as it is written; shares may be written in percent.

    >>> number_of("25%", "share"), number_of("1,200.50", "money"), number_of("many", "count")
    (0.25, 1200.5, None)
    """
    text = value.replace(",", "").replace("，", "")
    is_percent = text.endswith(("%", "％"))
    try:
        found = float(text[:-1] if is_percent else text)
    except ValueError:
        return None
    if abs(found) > 1e12:  # noqa: PLR2004 - more than any shop ever sold, and still exact
        return None
    return found / 100 if is_percent and kind == "share" else None if is_percent else found


def _broken(field: Field, clause: Clause) -> Words | None:
    """Which rule a condition breaks, if any."""
    if clause.within_days is not None and field.kind not in DEEDS:
        return Words(zh="within 只能用于 bought.… 和 did", en="within goes with bought.… and did alone")
    if field.kind in NUMBERS:
        if any(number_of(value, field.kind) is None for value in clause.values):
            return Words(zh="这里要填数字", en="a number is needed")
        if len(clause.values) > 1 and clause.operator not in {"=", "!="}:
            return Words(zh="多个值只能用 = 或 !=", en="several values go with = or != alone")
        return None
    if clause.operator not in {"=", "!="}:
        return Words(zh="文字只能用 = 或 !=", en="words go with = or != alone")
    if field.choices and not {value.lower() for value in clause.values} <= set(field.choices):
        listed = "、".join(field.choices)
        return Words(zh=f"只有：{listed}", en=f"there are: {', '.join(field.choices)}")
    if field.kind == "flag" and not {value.lower() for value in clause.values} <= YES | NO:
        return Words(zh="请填 yes 或 no", en="say yes or no")
    return None
