"""What is said about an offer that applied, was cut, was refused, or is near?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from zhanggui.core.moments import when
from zhanggui.core.money import Money
from zhanggui.core.sentence import Argument, Sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.offers.engine.state import Refusal

MONEY = "_minor"

APPLIED: Mapping[str, Words] = MappingProxyType(
    {
        "off_line": Words(zh="{title} −{off}", en="{title} −{off}"),
        "off": Words(zh="减 {off}", en="{off} off"),
        "off_times": Words(zh="{times} 次，减 {off}", en="{times} times, {off} off"),
        "off_units": Words(zh="{units} 件，减 {off}", en="{units} {units:unit|units}, {off} off"),
        "off_points": Words(zh="用 {points} 积分抵 {off}", en="{points} points pay {off}"),
        "off_shipping": Words(zh="运费减 {off}", en="{off} off shipping"),
        "gift": Words(zh="赠 {sku} × {units}", en="{units} of {sku} as a gift"),
        "more_points": Words(zh="积分 {times} 倍", en="{times} times the points"),
        "deposit": Words(
            zh="{units} 件，定金 {deposit} 抵 {worth}",
            en="{units} {units:unit|units}, a deposit of {deposit} counts for {worth}",
        ),
        "clawback": Words(
            zh="退货后留下的不足门槛时收回", en="taken back if what is kept after a return no longer reaches it"
        ),
        "clawed": Words(
            zh="留下的商品不足“{title}”的门槛，收回 {amount}",
            en="what is kept no longer reaches '{title}': {amount} is taken back",
        ),
        "unclawed": Words(
            zh="“{title}”此前收回的 {amount} 退还", en="{amount} taken back before for '{title}' is returned"
        ),
        "cut_by_floor": Words(zh="底价所限，少减 {cut}", en="{cut} less, as prices do not fall below their floor"),
        "cut_by_goods": Words(zh="货款已减到零，少减 {cut}", en="{cut} less, as the goods cost no more"),
        "cut_by_budget": Words(zh="预算只剩这些，少减 {cut}", en="{cut} less, as no more of its budget is left"),
        "cut_by_cap": Words(zh="到总优惠上限，少减 {cut}", en="{cut} less, as all discounts are capped"),
        "cut_by_most": Words(zh="到本优惠单笔上限，少减 {cut}", en="{cut} less, as this offer is capped"),
    }
)
REFUSED: Mapping[str, Words] = MappingProxyType(
    {
        "no_goods": Words(zh="没有适用的商品", en="no goods in scope"),
        "not_started": Words(zh="{starts_at} 才开始", en="starts at {starts_at}"),
        "ended": Words(zh="已于 {ends_at} 结束", en="ended at {ends_at}"),
        "not_now": Words(zh="不在适用的星期或时段", en="not on this weekday or at this hour"),
        "other_channel": Words(zh="不适用于此渠道", en="not for this channel"),
        "other_region": Words(zh="不适用于此地区", en="not for this region"),
        "other_tier": Words(zh="仅限会员等级 {tiers}", en="only for tier {tiers}"),
        "other_segment": Words(zh="不适用于此人群", en="not for this segment"),
        "first_orders_only": Words(zh="仅限首单", en="only for a first order"),
        "later_orders_only": Words(zh="不适用于首单", en="not for a first order"),
        "needs_code": Words(zh="需要券码", en="needs a coupon code"),
        "code_used": Words(zh="券码 {code} 已用完", en="code {code} is used up"),
        "code_of_another": Words(zh="券码 {code} 属于另一位顾客", en="code {code} belongs to another customer"),
        "needs_customer": Words(zh="每人限量，须先登录", en="limited per customer: sign in first"),
        "uses_gone": Words(zh="{uses} 次已用完", en="all {uses} {uses:use|uses} {uses:is|are} gone"),
        "own_uses_gone": Words(zh="每人 {uses} 次，已用完", en="{uses} per customer, used up"),
        "units_gone": Words(zh="限量已售完或已达个人限购", en="the quota is sold out or the buyer's limit is reached"),
        "budget_spent": Words(zh="预算已用完", en="its budget is spent"),
        "below_threshold": Words(zh="满 {threshold} 可用，还差 {missing}", en="from {threshold} on: {missing} missing"),
        "too_few_units": Words(
            zh="满 {units} 件可用，还差 {missing} 件", en="from {units} {units:unit|units} on: {missing} missing"
        ),
        "bundle_incomplete": Words(zh="套装没有配齐", en="the bundle is not complete"),
        "bundle_dearer": Words(zh="分开买更便宜", en="the goods cost less apart"),
        "units_taken": Words(
            zh="商品已享受不可叠加的优惠", en="the goods already have an offer that it does not combine with"
        ),
        "excluded_by": Words(zh="不与“{other}”同享", en="not together with '{other}'"),
        "price_not_lower": Words(zh="没有比现价更低", en="its price is not the lowest"),
        "nothing_left": Words(
            zh="没有可减的余地：已到底价、上限或零", en="nothing left to take off: floor, cap or zero is reached"
        ),
        "no_points_wished": Words(zh="顾客没有要用积分", en="no points were asked to be used"),
        "points_short": Words(zh="至少要 {points} 积分", en="needs at least {points} points"),
        "no_points_earned": Words(zh="没有规定怎样得积分", en="the set does not say how points are earned"),
        "no_shipping": Words(zh="没有运费", en="there is no shipping charge"),
        "balance_too_early": Words(zh="尾款 {starts_at} 才开始付", en="the balance is due from {starts_at}"),
        "balance_too_late": Words(
            zh="尾款已于 {ends_at} 截止，定金不再膨胀",
            en="the balance was due until {ends_at}; the deposit counts for nothing more",
        ),
        "better_without": Words(zh="不用它总价更低", en="the basket costs less without it"),
    }
)
HINTS: Mapping[str, Words] = MappingProxyType(
    {
        "add_for_off": Words(zh="再买 {missing} 减 {off}（{title}）", en="add {missing} for {off} off ({title})"),
        "add_for_percent": Words(zh="再买 {missing} 享 {title}", en="add {missing} for {title}"),
        "add_for_gift": Words(
            zh="再买 {missing} 赠 {sku}（{title}）", en="add {missing} for {sku} as a gift ({title})"
        ),
        "add_for_shipping": Words(
            zh="再买 {missing} 运费减 {off}（{title}）", en="add {missing} for {off} off shipping ({title})"
        ),
        "add_units": Words(zh="再买 {missing} 件享 {title}", en="add {missing} {missing:unit|units} for {title}"),
    }
)
SENTENCES: Mapping[str, Words] = MappingProxyType({**APPLIED, **REFUSED, **HINTS})


def refusal_sentence(refusal: Refusal, currency: str, zone: str) -> Sentence:
    """A refusal with its amounts as money, and its instants on the shop's clock.

    >>> from datetime import UTC, datetime
    >>> from zhanggui.offers.engine.state import Refusal
    >>> refusal_sentence(Refusal("below_threshold", {"missing_minor": 500}), "CNY", "UTC").arguments
    {'missing': Money(minor=500, currency='CNY')}
    >>> ended = Refusal("ended", {"ends_at": datetime(2026, 11, 11, 16, tzinfo=UTC)})
    >>> refusal_sentence(ended, "CNY", "Asia/Shanghai").arguments
    {'ends_at': '2026-11-12 00:00'}
    """
    return Sentence(
        refusal.code,
        {name.removesuffix(MONEY): _argument(name, fact, currency, zone) for name, fact in refusal.facts.items()},
    )


def _argument(name: str, fact: object, currency: str, zone: str) -> Argument:
    if name.endswith(MONEY) and isinstance(fact, int):
        return Money(fact, currency)
    if isinstance(fact, datetime):
        return when(fact, zone)
    return fact if isinstance(fact, (int, Words)) else str(fact)
