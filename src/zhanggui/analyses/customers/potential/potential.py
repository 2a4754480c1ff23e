"""Of which customers is most to come, why, and who is served first?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import PROFIT_GAPS, MarginParams, profit_gaps
from zhanggui.analyses.counted_sales import SalesParams, share_of
from zhanggui.analyses.customers.potential.result import PersonRow, PotentialResult, TierRow
from zhanggui.analyses.customers.value.judging import Judged
from zhanggui.analyses.customers.value.model import AHEAD, CustomerValue
from zhanggui.analyses.customers.value.purchase_days import Cells, customers_in
from zhanggui.analyses.customers.value.result import DearCustomer
from zhanggui.analyses.customers.value.rows import Grouped, dearest_cells, dearest_rows, keys_of
from zhanggui.analyses.customers.value.service import TIERS, Tier, tiers
from zhanggui.core.capability import Capability, Members
from zhanggui.core.charts import Bars
from zhanggui.core.described import described
from zhanggui.core.errors import UnknownName
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.lifetimes.blend import Blend, Groups

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.model import FittedModel
    from zhanggui.warehouse.protocol import Warehouse

LISTED = ("vip", "promising")


class PotentialParams(MarginParams):
    """What money means, and how many are listed."""

    money: Annotated[
        Literal["contribution_profit", "net_sales"],
        described("金额口径", "Money", about_zh="贡献利润，或净销售额", about_en="Contribution profit, or net sales"),
    ] = "contribution_profit"
    limit: Annotated[
        int,
        Field(ge=0, le=500),
        described(
            "每层列出顾客数", "Customers listed a tier", about_zh="最有价值的多少位", about_en="The most valuable"
        ),
    ] = 20


def run(warehouse: Warehouse, params: PotentialParams, models_customer_value: FittedModel) -> PotentialResult:
    """Ask the customer value model of everybody, and draw two lines.

    VIP: the best tenth by value ahead. Promising: of the best three tenths, and worth more within the year ahead than
    they have brought so far. Value ahead is the profit that is expected to come by itself; what service adds to it is
    unknown until it is tested.
    """
    asked = _Asked.of(warehouse, models_customer_value)
    counted = counted_sales.sales_counted(warehouse, SalesParams())
    said = (
        *counted_sales.unknown_customers(counted, warehouse.currency),
        *counted_sales.left_out(counted, warehouse.currency),
        *profit_gaps(counted, params.margin),
    )
    if asked is None:
        return _nothing(warehouse, said)
    rows = asked.tier_rows()
    listed = {code: asked.people_of(code, params.limit) for code in LISTED}
    valued = () if asked.value.judged.worth else (sentence("purchases_only"),)
    return PotentialResult(
        headline=_headline(rows),
        caveats=(sentence("by_itself"), *valued, *said),
        last_day=warehouse.as_of,
        customers=sum(row.customers for row in rows),
        tiers=rows,
        promising=listed["promising"],
        vips=listed["vip"],
        sizes=_sizes(rows),
    )


def members(warehouse: Warehouse, _params: PotentialParams, value: str, models_customer_value: FittedModel) -> ir.Table:
    """The customers of one tier."""
    import ibis

    if value not in TIERS:
        listing = "zhanggui run customers.potential"
        raise UnknownName(kind=Words(zh="层级", en="tier"), name=value, near=", ".join(TIERS), listing=listing)
    asked = _Asked.of(warehouse, models_customer_value)
    if asked is None:
        nobody = warehouse.table("orders").filter(ibis.literal(False))
        return nobody.select(kind=ibis.literal("customer"), id=nobody.customer)
    chosen = customers_in(asked.people, keys_of(asked.cells, asked.cells_in(value)))
    return chosen.select(kind=ibis.literal("customer"), id=chosen.customer)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The model, and what it says of everybody of the shop."""

    warehouse: Warehouse
    value: CustomerValue
    people: ir.Table
    cells: Cells
    judged: Judged
    blend: Blend
    tier: Groups

    @classmethod
    def of(cls, warehouse: Warehouse, fitted: FittedModel) -> _Asked | None:
        value = CustomerValue.of(fitted, warehouse.currency)
        if value is None or value.judged.blend is None:
            return None
        people = value.people(warehouse, warehouse.as_of)
        cells = value.cells(warehouse, people, warehouse.as_of)
        judged = value.judged.of_cells(cells, AHEAD)
        tier = tiers(cells, judged, value.cuts)
        return cls(
            warehouse=warehouse,
            value=value,
            people=people,
            cells=cells,
            judged=judged,
            blend=value.judged.blend,
            tier=tier,
        )

    def cells_in(self, tier: str) -> Groups:
        return np.flatnonzero(self.tier == list(TIERS).index(tier))

    def tier_rows(self) -> tuple[TierRow, ...]:
        grouped = Grouped.of(
            self.cells, self.judged, self.blend, self.tier, len(TIERS), outlook=AHEAD, scale=self.value.scale
        )
        return tuple(self._tier_row(at, tier, grouped) for at, tier in enumerate(TIERS.values()))

    def people_of(self, tier: str, limit: int) -> tuple[PersonRow, ...]:
        """The most valuable of a tier, each with the reasons."""
        among = self.cells_in(tier)
        if not limit or not len(among):
            return ()
        which = among[dearest_cells(self.cells.take(among), self.judged.value[among], limit)]
        people = customers_in(self.people, keys_of(self.cells, which))
        rows = {row["customer"]: row for row in self.warehouse.fetch(people.order_by("customer")).to_pylist()}
        some = self.judged.only(which)
        scale = self.value.scale
        dear = dearest_rows(list(rows.values()), self.cells.take(which), some, self.blend, outlook=AHEAD, scale=scale)
        return tuple(self._person(each, rows[each.customer]) for each in dear[:limit])

    def _tier_row(self, at: int, tier: Tier, grouped: Grouped) -> TierRow:
        people = float(grouped.totals.customers[at])
        worth = grouped.totals.worth
        brought = float(((self.cells.repeat_worth + self.cells.first_worth) * (self.tier == at)).sum())
        return TierRow(
            tier=tier.code,
            name=tier.name,
            rule=tier.rule,
            route=tier.route,
            customers=round(people),
            share_of_customers=share_of(people, float(grouped.totals.customers.sum())),
            brought=self._money(brought),
            purchases=grouped.purchases[at],
            value=grouped.value[at],
            share_of_value=share_of(float(worth[at]), float(worth.sum())),
            advice=tier.advice,
        )

    def _person(self, each: DearCustomer, row: Mapping[str, Any]) -> PersonRow:
        facts = {
            "days": each.purchase_days,
            "away": (self.warehouse.as_of - each.last_day).days,
            "since": (self.warehouse.as_of - row["first_day"]).days,
        }
        return PersonRow(
            customer=each.customer,
            value=each.value,
            brought=self._money(float(row["repeat_worth"] or 0) + float(row["first_worth"] or 0)),
            still_there=each.still_there,
            purchases=each.purchases,
            why=sentence("why", **facts),
        )

    def _money(self, minor: float) -> Money | None:
        return Money(round(minor), self.warehouse.currency) if self.value.judged.worth else None


def _headline(rows: tuple[TierRow, ...]) -> Sentence:
    vip, promising, _ = rows
    facts = {"vip": vip.customers, "share": vip.share_of_value, "promising": promising.customers}
    if promising.value is None:
        return sentence("by_purchases", **facts)
    return sentence("headline", **facts, value=promising.value)


def _nothing(warehouse: Warehouse, said: tuple[Sentence, ...]) -> PotentialResult:
    return PotentialResult(
        headline=sentence("cannot_tell"),
        caveats=said,
        last_day=warehouse.as_of,
        customers=0,
        tiers=(),
        promising=(),
        vips=(),
        sizes=_sizes(()),
    )


def _sizes(rows: tuple[TierRow, ...]) -> Bars:
    return Bars(
        title=Words(zh="各层级今后价值占比", en="Share of value ahead by tier"),
        unit="rate",
        labels=tuple(row.name for row in rows),
        values=tuple(row.share_of_value.rate if row.share_of_value else None for row in rows),
    )


CAPABILITY = Capability(
    name="customers.potential",
    title=Words(zh="高潜力顾客与 VIP", en="Promising customers and VIPs"),
    question=Words(
        zh="哪些顾客今后最值得投入，谁来咨询要优先接待？",
        en="Of which customers is most to come, and whose requests come first?",
    ),
    params=PotentialParams,
    result=PotentialResult,
    run=run,
    sentences={
        "headline": Words(
            zh="前一成 {vip} 位 VIP 占今后一年价值的 {share}；另有 {promising} 位高潜力顾客，今后一年预计带来 {value}，比他们至今带来的还多。",
            en="The {vip} VIPs of the best tenth make {share} of the value of the year ahead; {promising} more are promising: {value} "
            "is expected of them, more than they have brought so far.",
        ),
        "by_purchases": Words(
            zh="按预期购买次数，前一成 {vip} 位顾客占 {share}；不知道利润，分不出高潜力（{promising} 位）。",
            en="By purchases expected the {vip} customers of the best tenth make {share}; without profit nobody can be called "
            "promising ({promising}).",
        ),
        "cannot_tell": Words(
            zh="复购的人不到 10 位：推断不出谁今后值得投入。",
            en="Fewer than 10 customers came again: nobody can tell yet.",
        ),
        "why": Words(
            zh="{since} 天前第一次买，一共 {days} 天买过，上次是 {away} 天前。",
            en="First bought {since} {since:day|days} ago, on {days} {days:day|days} in all, the last {away} {away:day|days} ago.",
        ),
        "by_itself": Words(
            zh="今后价值是不做任何事也预计会来的利润：优先服务能多带来多少，要试了才知道。",
            en="The value ahead is expected to come by itself: what better service adds to it is unknown until it is tested.",
        ),
        "purchases_only": Words(
            zh="没有成本也没有声明毛利区间：只按预期购买次数排序。",
            en="Without costs and without a declared margin, customers are ranked by purchases expected.",
        ),
        **counted_sales.UNKNOWN_CUSTOMERS,
        **counted_sales.LEFT_OUT,
        **PROFIT_GAPS,
    },
    tables={"orders": ("customer",)},
    ids=("D12", "D13"),
    needs=("models.customer_value",),
    members=Members(field="tiers", key="tier", kind="customer", find=members),
    roles=("owner", "operator", "analyst"),
)
