"""How were the coupons of each campaign used: how often, by whom, when, and at what cost?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from zhanggui.analyses.asked_period import PeriodParams
from zhanggui.core.capability import Capability, Members, Result
from zhanggui.core.charts import Bars
from zhanggui.core.described import described
from zhanggui.core.errors import UnknownName
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

NO_CAMPAIGN = "-"  # coupons that name none
CHARTED = 30


class CouponUseParams(PeriodParams):
    """On which days coupons were used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignUse:
    """One campaign's coupons."""

    campaign: Annotated[
        str,
        described("活动编号", "Campaign", about_zh="- 为没有写明活动的券", about_en="-: coupons that name no campaign"),
    ]
    name: Annotated[str, described("活动名称", "Name")]
    starts: Annotated[date | None, described("开始", "From")]
    ends: Annotated[date | None, described("结束", "To")]
    uses: Annotated[int, described("用券次数", "Uses")]
    customers: Annotated[int, described("用券顾客", "Customers who used one", unit="customers")]
    offered: Annotated[
        int | None,
        described("活动的券数", "Coupons of the campaign", about_zh="空表示没有导入", about_en="Empty: not loaded"),
    ]
    used: Annotated[int, described("用过的券数", "Coupons used", about_zh="不同的券", about_en="Different ones")]
    late: Annotated[
        int | None,
        described(
            "期外使用",
            "Used outside its days",
            about_zh="早于开始或晚于结束",
            about_en="Before its start or after its end",
        ),
    ]
    discount: Annotated[
        Money | None,
        described(
            "优惠金额",
            "Discount",
            about_zh="券上的优惠；文件不写则为空",
            about_en="What they took off; empty where the export does not say",
            unit="money",
        ),
    ]
    share: Annotated[Rate | None, described("占全部用券", "Share of all uses", unit="rate")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponUseResult(Result):
    """Uses of coupons, campaign by campaign."""

    uses: Annotated[int, described("用券次数", "Uses")]
    customers: Annotated[int, described("用券顾客", "Customers who used one", unit="customers")]
    discount: Annotated[Money | None, described("优惠金额", "Discount", unit="money")]
    campaigns: Annotated[tuple[CampaignUse, ...], described("各活动", "By campaign")]
    chart: Annotated[Bars, described("各活动用券次数", "Uses by campaign")]


def run(warehouse: Warehouse, params: CouponUseParams) -> CouponUseResult:
    """Count every use on record once, under the campaign that its coupon belongs to."""
    uses = _uses(warehouse, params)
    (whole,) = warehouse.fetch(uses.aggregate(**_sums(uses))).to_pylist()
    rows = warehouse.fetch(_by_campaign(warehouse, uses)).to_pylist()
    ordered = sorted(rows, key=lambda row: (-row["uses"], row["campaign"]))
    campaigns = tuple(_row(row, whole["uses"], warehouse) for row in ordered)
    return CouponUseResult(
        headline=_headline(whole, campaigns),
        caveats=(sentence("no_amounts", count=whole["uses"] - whole["told"]),) if whole["told"] < whole["uses"] else (),
        uses=whole["uses"],
        customers=whole["customers"],
        discount=_money(whole, warehouse),
        campaigns=campaigns,
        chart=Bars(
            title=Words(zh="各活动用券次数", en="Uses by campaign"),
            unit="count",
            labels=tuple(one.campaign for one in campaigns[:CHARTED]),
            values=tuple(float(one.uses) for one in campaigns[:CHARTED]),
        ),
    )


def members(warehouse: Warehouse, params: CouponUseParams, value: str) -> ir.Table:
    """The customers who used a coupon of one campaign."""
    import ibis

    uses = _uses(warehouse, params)
    known = sorted(warehouse.fetch(uses.select("campaign").distinct())["campaign"].to_pylist())
    if value not in known:
        kind, near = Words(zh="活动", en="campaign"), ", ".join(known[:5]) or "-"
        raise UnknownName(kind=kind, name=value, near=near, listing="zhanggui run promotions.coupon_use")
    mine = uses.filter(uses.campaign == value, uses.customer.notnull()).select("customer").distinct()
    return mine.select(kind=ibis.literal("customer"), id=mine.customer)


def _uses(warehouse: Warehouse, params: CouponUseParams) -> ir.Table:
    """Uses within the days asked for, each with a campaign."""
    uses = warehouse.table("coupon_uses")
    span = params.span(warehouse.as_of)
    if span.start is not None:
        uses = uses.filter(uses.used_at >= _midnight(span.start, warehouse))
    if params.end is not None or params.days is not None:
        uses = uses.filter(uses.used_at < _midnight(span.end, warehouse))
    return uses.mutate(campaign=uses.campaign.fill_null(NO_CAMPAIGN))


def _sums(uses: ir.Table) -> dict[str, Any]:
    return {
        "uses": uses.count(),
        "customers": uses.customer.nunique(),
        "used": uses.coupon.nunique(),
        "told": uses.discount_minor.count(),
        "discount": uses.discount_minor.sum(),
    }


def _by_campaign(warehouse: Warehouse, uses: ir.Table) -> ir.Table:
    campaigns = warehouse.table("campaigns").select("channel", "campaign", "campaign_name", "starts_at", "ends_at")
    dated = uses.left_join(campaigns, ["channel", "campaign"])
    is_late = ((dated.used_at < dated.starts_at) | (dated.used_at > dated.ends_at)).ifelse(1, 0)
    found = dated.group_by("channel", "campaign").aggregate(
        **_sums(dated),
        name=dated.campaign_name.max(),
        starts=dated.starts_at.min(),
        ends=dated.ends_at.max(),
        late=is_late.sum(),
    )
    items = warehouse.table("campaign_items")
    offered = items.group_by("channel", "campaign").aggregate(offered=items.coupon.nunique())
    return found.left_join(offered, ["channel", "campaign"]).drop("channel_right", "campaign_right")


def _row(row: Mapping[str, Any], uses: int, warehouse: Warehouse) -> CampaignUse:
    return CampaignUse(
        campaign=row["campaign"],
        name=row["name"] or "",
        starts=_day(row["starts"], warehouse),
        ends=_day(row["ends"], warehouse),
        uses=row["uses"],
        customers=row["customers"],
        offered=row["offered"] or None,
        used=row["used"],
        late=None if row["starts"] is None else int(row["late"] or 0),
        discount=_money(row, warehouse),
        share=Rate(row["uses"] / uses) if uses else None,
    )


def _money(row: Mapping[str, Any], warehouse: Warehouse) -> Money | None:
    return Money(int(row["discount"] or 0), warehouse.currency) if row["told"] else None


def _midnight(day: date, warehouse: Warehouse) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(warehouse.timezone)).astimezone(UTC).replace(tzinfo=None)


def _day(instant: datetime | None, warehouse: Warehouse) -> date | None:
    if instant is None:
        return None
    told = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return told.astimezone(ZoneInfo(warehouse.timezone)).date()


def _headline(whole: Mapping[str, Any], campaigns: tuple[CampaignUse, ...]) -> Sentence:
    if not campaigns:
        return sentence("none_used")
    most = campaigns[0]
    return sentence(
        "headline",
        uses=whole["uses"],
        customers=whole["customers"],
        campaigns=len(campaigns),
        most=most.campaign,
        share=most.share,
    )


CAPABILITY = Capability(
    name="promotions.coupon_use",
    title=Words(zh="用券情况", en="Use of coupons"),
    question=Words(
        zh="每个活动的券被用了多少次，谁在用，花了多少？",
        en="How often were each campaign's coupons used, by whom, and at what cost?",
    ),
    params=CouponUseParams,
    result=CouponUseResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{campaigns} 个活动的券共用了 {uses} 次，{customers} 位顾客；用得最多的是活动 {most}，占 {share}。",
            en="Coupons of {campaigns} {campaigns:campaign|campaigns} were used {uses} {uses:time|times} by {customers} {customers:customer|customers}; "
            "most of them those of campaign {most}: {share}.",
        ),
        "none_used": Words(zh="这些天没有人用券。", en="No coupon was used on these days."),
        "no_amounts": Words(
            zh="{count} 次使用没有写明优惠金额，合计里没有它们。",
            en="{count} {count:use does|uses do} not say what it took off; the sums leave {count:it|them} out.",
        ),
    },
    tables={"coupon_uses": ("coupon",)},
    ids=("H3", "B1"),
    members=Members(field="campaigns", key="campaign", kind="customer", find=members),
)
