"""Which flaws can a set of offers have, and what is said about each?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

from zhanggui.core.described import described
from zhanggui.core.sentence import Argument, Sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.offers.rules.offer import Offer

Severity = Literal["error", "warning"]

ERRORS: Mapping[str, Words] = MappingProxyType(
    {
        "excludes_itself": Words(
            zh="与自己互斥，永远用不上；去掉 excludes 里的自己",
            en="excludes itself and can never apply; take it out of its own excludes",
        ),
        "scope_empty": Words(
            zh="适用与除外写了同样的{what}，没有商品适用",
            en="names the same {what} as held and as left out, so no goods are left",
        ),
        "off_exceeds_threshold": Words(
            zh="满 {threshold} 减 {off}：减得不比门槛少",
            en="takes {off} off {threshold}: no less than the threshold itself",
        ),
        "never_open": Words(
            zh="星期、时段与起止时间没有交集", en="its weekdays and hours never fall between its start and end"
        ),
        "never_applies": Words(
            zh="排在“{other}”之后且与它互斥，而“{other}”总先用上",
            en="comes after '{other}', does not combine with it, and '{other}' always applies first",
        ),
        "no_points_earned": Words(
            zh="没有写 combine.points_per，积分倍数无从乘起",
            en="multiplies points, but combine.points_per does not say how points are earned",
        ),
        "no_product": Words(zh="没有一个商品在范围内", en="no product is in scope"),
        "price_not_lower": Words(
            zh="对 {sku} 的价格不低于标价 {price}", en="its price for {sku} is not below the list price {price}"
        ),
        "sells_at_loss": Words(
            zh="{sku} × {units} 叠加后店铺到手 {received}，成本 {cost}，亏 {loss}",
            en="{units} of {sku}: with all that stacks the shop gets {received} for a cost of {cost}, a loss of {loss}",
        ),
    }
)
WARNINGS: Mapping[str, Words] = MappingProxyType(
    {
        "over": Words(zh="已于 {ends_at} 结束", en="ended at {ends_at}"),
        "code_twice": Words(zh="与“{other}”用同一个券码 {code}", en="shares the code {code} with '{other}'"),
        "limits_cross": Words(zh="每人限额比总限额还多", en="allows one customer more than all customers together"),
        "first_order_again": Words(
            zh="仅限首单，却许每人用 {uses} 次",
            en="is for first orders, yet allows {uses} {uses:use|uses} per customer",
        ),
        "gives_all_away": Words(zh="不设上限地全额减免", en="takes the whole price off without a limit"),
        "balance_before_deposit_ends": Words(
            zh="付定金尚未结束，尾款已经开始", en="the balance is due before deposits end"
        ),
        "budget_too_small": Words(zh="预算 {budget} 不够用一次", en="its budget of {budget} does not cover one use"),
        "too_many_choices": Words(
            zh="可能同时有 {offers} 个优惠可选，最优组合未必能在 {steps} 步内证完",
            en="{offers} {offers:offer|offers} may meet in one basket; {steps} {steps:step|steps} may not prove the best subset",
        ),
        "floor_cuts": Words(
            zh="{sku} × {units}：到底价为止，标的优惠给不足，少减 {cut}",
            en="{units} of {sku}: the floor stops it, customers get {cut} less than it promises",
        ),
        "cost_unknown": Words(
            zh="{unknown} 个商品没有成本，亏不亏无从判断",
            en="{unknown} products have no cost: whether they sell at a loss cannot be told",
        ),
        "no_products": Words(
            zh="没有给商品清单，只查了规则本身", en="without a list of products only the rules themselves were checked"
        ),
    }
)
FLAWS: Mapping[str, Words] = MappingProxyType({**ERRORS, **WARNINGS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing that is wrong, or may be, and which offers it concerns."""

    severity: Annotated[Severity, described("程度", "Severity")]
    offers: Annotated[tuple[str, ...], described("优惠", "Offers")]
    said: Annotated[Sentence, described("问题", "Flaw")]


def flaw(code: str, /, *offers: Offer, **facts: Argument) -> Flaw:
    """A flaw with its facts."""
    return Flaw(
        severity="error" if code in ERRORS else "warning",
        offers=tuple(offer.id for offer in offers),
        said=Sentence(code, facts),
    )
