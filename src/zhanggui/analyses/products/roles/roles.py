"""Which products bring people, which bring the money, which are new, and is the mix as wanted?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.analyses.contribution import PROFIT_GAPS, contribution, profit_gaps
from zhanggui.analyses.counted_sales import LEFT_OUT, left_out, sales_counted, share_of
from zhanggui.analyses.products.roles.assigning import ROLES, Usual, role_of
from zhanggui.analyses.products.roles.params import RolesParams
from zhanggui.analyses.products.roles.pull import PARTS, Pull, pulls
from zhanggui.analyses.products.roles.result import MixRow, RoleRow, RolesResult
from zhanggui.analyses.products.roles.words import ROLE_WORDS, SENTENCES, WANTED
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Bars
from zhanggui.core.currency import major
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.proportions import wilson

if TYPE_CHECKING:
    from datetime import date

    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 365
LEVEL = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """One product with its role."""

    pull: Pull
    role: str
    why: str


def run(warehouse: Warehouse, params: RolesParams) -> RolesResult:
    """The role of every product of the last year, by the shop's own medians and declared bounds."""
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period)
    counted = sales_counted(warehouse, asked)
    usual, cast = _cast(warehouse, asked, period)
    cast.sort(key=lambda each: (-each.pull.net_sales_minor, each.pull.sku))
    mix = _mix(cast, warehouse.currency)
    return RolesResult(
        headline=_headline(cast, mix),
        caveats=(
            *_caveats(cast, params),
            *left_out(counted, warehouse.currency),
            *profit_gaps(counted, None),
        ),
        first_day=counted.first_day,
        last_day=counted.last_day,
        products=len(cast),
        usual_margin=Rate(usual.margin) if usual.margin else None,
        usual_first_orders=Rate(usual.first_share) if usual.first_share else None,
        profit_by_role=_bars(mix, warehouse.currency),
        mix=mix,
        rows=tuple(_row(each, usual, period.last_day, warehouse.currency) for each in cast[: params.limit]),
    )


def role_in_mix(warehouse: Warehouse, params: RolesParams, sku: str) -> str:
    """The role of one product as the list tells it, `untold` where it cannot be told."""
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period)
    return next((each.role for each in _cast(warehouse, asked, period)[1] if each.pull.sku == sku), "untold")


def _cast(warehouse: Warehouse, asked: RolesParams, period: Period) -> tuple[Usual, list[Cast]]:
    found = pulls(warehouse, asked)
    usual = Usual.of(found, asked.least_orders)
    return usual, [Cast(pull=each, **_role(each, usual, period.last_day, asked)) for each in found]


def _role(each: Pull, usual: Usual, day: date, params: RolesParams) -> Mapping[str, str]:
    role, why = role_of(each, usual, day, params)
    return {"role": role, "why": why}


def _mix(cast: Sequence[Cast], currency: str) -> tuple[MixRow, ...]:
    whole = sum(each.pull.net_sales_minor for each in cast)
    first = sum(each.pull.first_orders for each in cast)
    return tuple(_mix_row(role, [c.pull for c in cast if c.role == role], whole, first, currency) for role in ROLES)


def _mix_row(role: str, found: Sequence[Pull], whole: int, first: int, currency: str) -> MixRow:
    parts = {name: sum(each.parts[name] for each in found) for name in PARTS}
    share = share_of(parts["net_sales"], whole)
    return MixRow(
        role=sentence(f"role_{role}"),
        products=len(found),
        net_sales=Money(parts["net_sales"], currency),
        sales_share=share,
        contribution_profit=contribution(parts, None, currency),
        first_order_share=share_of(sum(each.first_orders for each in found), first),
        verdict=_verdict(role, share),
    )


def _verdict(role: str, share: Rate | None) -> Sentence:
    if role not in WANTED or share is None:
        return sentence("not_bound")
    low, high = WANTED[role]
    code = "too_little" if share.rate < low else "too_much" if share.rate > high else "as_wanted"
    return sentence(code, low=Rate(low), high=Rate(high))


def _row(each: Cast, usual: Usual, day: date, currency: str) -> RoleRow:
    pull = each.pull
    unit = pull.unit_margin_minor
    return RoleRow(
        sku=pull.sku,
        product_name=pull.name,
        role=sentence(f"role_{each.role}"),
        reason=sentence(each.why, **_facts(each, usual, day, currency)),
        goods_margin=None if pull.goods_margin is None else Rate(pull.goods_margin),
        unit_margin=None if unit is None else Money(round(unit), currency),
        orders=pull.orders,
        first_orders=wilson(pull.first_orders, pull.known_orders, LEVEL),
        attach_rate=Rate(pull.attached / pull.orders),
        net_sales=Money(pull.net_sales_minor, currency),
        contribution_profit=contribution(pull.parts, None, currency),
    )


def _facts(each: Cast, usual: Usual, day: date, currency: str) -> Mapping[str, Argument]:
    pull = each.pull
    if each.why == "why_new" and pull.listed is not None:
        return {"days": (day - pull.listed).days}
    if each.why == "why_few":
        return {"orders": pull.orders}
    if pull.goods_margin is None or pull.unit_margin_minor is None:
        return {}
    facts: dict[str, Argument] = {"margin": Rate(pull.goods_margin)}
    if each.why == "why_unit":
        return facts | {"unit": Money(round(pull.unit_margin_minor), currency)}
    return facts | {"usual": Rate(usual.margin)}


def _headline(cast: Sequence[Cast], mix: Sequence[MixRow]) -> Sentence:
    if not cast:
        return sentence("nothing")
    counts = Counter(each.role for each in cast)
    share = mix[ROLES.index("profit")].sales_share
    return sentence("headline", products=len(cast), share=share or Rate(0.0), **{role: counts[role] for role in ROLES})


def _caveats(cast: Sequence[Cast], params: RolesParams) -> Iterable[Sentence]:
    thin = sum(each.why == "why_thin" for each in cast)
    if thin:
        yield sentence("thin_without_pull", count=thin)
    if any(each.pull.known_orders < each.pull.orders for each in cast):
        yield sentence("unknown_buyers")
    if len(cast) > params.limit:
        yield sentence("not_listed", count=len(cast) - params.limit)


def _bars(mix: Sequence[MixRow], currency: str) -> Bars:
    profits = [row.contribution_profit for row in mix]
    return Bars(
        title=Words(zh="各角色贡献利润", en="Contribution profit by role"),
        unit="money",
        labels=tuple(ROLE_WORDS.values()),
        values=tuple(None if each is None else float(major(each.estimate.minor, currency)) for each in profits),
    )


CAPABILITY = Capability(
    name="products.roles",
    title=Words(zh="商品角色", en="Product roles"),
    question=Words(
        zh="哪些商品引流，哪些赚钱，哪些是新品？结构合适吗？",
        en="Which products bring people, which the money, which are new, and is the mix as wanted?",
    ),
    params=RolesParams,
    result=RolesResult,
    run=run,
    sentences={**SENTENCES, **LEFT_OUT, **PROFIT_GAPS},
    tables={"order_lines": ("sku",)},
    ids=("F14", "A8"),
    roles=("owner", "operator", "analyst"),
)
