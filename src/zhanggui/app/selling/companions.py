"""How do companions come from the shop's own orders to its checkout, and which of those that were shown are taken?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, cast

from zhanggui.app.selling.opening import open_till
from zhanggui.checkout.companions.answering import CompanionsRequest, companions_for
from zhanggui.checkout.companions.publishing import companions_in_force, last_companions, publish_companions
from zhanggui.checkout.companions.table import (
    MOST_COMPANIONS,
    USUAL_HELD_BACK_BPS,
    Companion,
    CompanionProduct,
    CompanionSet,
)
from zhanggui.checkout.companions.told import counts
from zhanggui.core.described import described
from zhanggui.core.errors import NotAllowed
from zhanggui.core.quantity import Interval, RateInterval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.offers.plain import plain_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.analyses.products.companions.result import CompanionRow, CompanionsResult
    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor
    from zhanggui.checkout.companions.answering import CompanionsAnswer
    from zhanggui.checkout.companions.publishing import CompanionsPublished
    from zhanggui.checkout.companions.told import ArmCounts
    from zhanggui.core.run import Run

CAPABILITY = "products.companions"
LEAST_SALES = 30
LEVEL = 0.95
DIGITS = 4
SENTENCES: Mapping[str, Words] = {
    "nothing_told": Words(
        zh="还没有带展示的核销：询问推荐时带 visit，卖出后把答复里的 version、skus 送回 /checkout/companions/showings。",
        en="No sale has told its showing yet: ask with a visit, and after the sale send version and skus of the answer to "
        "/checkout/companions/showings.",
    ),
    "too_few": Words(
        zh="还说不准：两组各要至少 {least} 笔，现在展示 {shown} 笔、对照 {held_back} 笔。",
        en="Cannot tell yet: each arm needs {least} sales; {shown} were shown companions, {held_back} held back.",
    ),
    "more": Words(
        zh="展示多带来了购买：买推荐商品的占 {shown}，对照组 {held_back}，相差 {low} 到 {high}。",
        en="Showing sells more: {shown} of sales hold a companion, {held_back} of those held back; the difference is {low} to {high}.",
    ),
    "less": Words(
        zh="展示反而少卖：买推荐商品的占 {shown}，对照组 {held_back}，相差 {low} 到 {high}。考虑撤下。",
        en="Showing sells less: {shown} of sales hold a companion, {held_back} of those held back; the difference is {low} to "
        "{high}. Consider withdrawing it.",
    ),
    "unclear": Words(
        zh="还说不准：买推荐商品的占 {shown}，对照组 {held_back}，相差 {low} 到 {high}，含零。",
        en="Cannot tell yet: {shown} of sales hold a companion, {held_back} of those held back; the difference, {low} to {high}, "
        "may be nothing.",
    ),
}


class ShowingTakesAPerson(NotAllowed):
    """A program wants to change what customers are shown."""

    sentence = Words(
        zh="推荐只能由登录的人发布或撤下，程序只能查看。",
        en="A signed-in person publishes companions or withdraws them; a program may only look.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCompanion:
    """One companion in force, with its names."""

    beside: Annotated[str, described("购物车里的商品", "Product in the basket")]
    beside_name: Annotated[str, described("名称", "Its name")]
    sku: Annotated[str, described("推荐商品", "Companion")]
    name: Annotated[str, described("推荐名称", "Companion's name")]
    together: Annotated[int, described("同单数", "Orders together", unit="orders")]
    orders: Annotated[int, described("订单数", "Orders with the product", unit="orders")]
    lift: Annotated[Interval, described("提升度", "Lift", unit="ratio")]
    channels: Annotated[tuple[str, ...], described("在售渠道", "Sold on")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionsReadout:
    """Of the sales whose showing was told, by arm: how many hold a companion, and how far apart are they?"""

    shown: Annotated[int, described("展示的核销", "Sales shown", unit="count")]
    shown_taken: Annotated[int, described("其中买了", "With a companion", unit="count")]
    held_back: Annotated[int, described("对照的核销", "Sales held back", unit="count")]
    held_back_taken: Annotated[int, described("其中也买了", "With one anyway", unit="count")]
    difference: Annotated[RateInterval | None, described("差额", "Difference", unit="rate")]
    said: Annotated[Sentence, described("结论", "Verdict")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionsNow:
    """What the checkout shows, since when, by whom, from which orders, and what became of it."""

    version: Annotated[int, described("版本", "Version")]
    by: Annotated[str, described("发布人", "Published by")]
    at: Annotated[datetime, described("发布于", "Published at")]
    first_day: Annotated[date | None, described("首日", "First day")]
    last_day: Annotated[date | None, described("末日", "Last day")]
    orders: Annotated[int, described("订单数", "Orders", unit="orders")]
    held_back_bps: Annotated[int, described("对照比例", "Held back", unit="bps")]
    companions: Annotated[tuple[PublishedCompanion, ...], described("推荐", "Companions")]
    readout: Annotated[CompanionsReadout, described("效果", "Readout")]


def publish_found(
    shop: Shop, raw_params: Mapping[str, Any], *, actor: Actor, held_back_bps: int = USUAL_HELD_BACK_BPS
) -> CompanionsPublished:
    """Work the companions out anew and put them into force: a person does this."""
    from zhanggui.app.asking import answer

    _only_a_person(actor)
    run = answer(shop, CAPABILITY, {**raw_params, "limit": MOST_COMPANIONS})
    found = companion_set(run, shop.facts.currency, held_back_bps)
    return publish_companions(shop.books, found, by=actor.id, at=shop.clock.now())


def withdraw(shop: Shop, *, actor: Actor) -> CompanionsPublished:
    """Show nothing from now on."""
    _only_a_person(actor)
    nothing = CompanionSet(currency=shop.facts.currency)
    return publish_companions(shop.books, nothing, by=actor.id, at=shop.clock.now())


def ask(shop: Shop, asked: CompanionsRequest) -> CompanionsAnswer:
    """What the checkout would answer now."""
    return companions_for(open_till(shop), asked, at=shop.clock.now())


def companions_now(shop: Shop) -> CompanionsNow | None:
    """What is in force; None before the first was published."""
    with shop.books.reading() as connection:
        newest, found = last_companions(connection), companions_in_force(connection)
        if newest is None or found is None:
            return None
        told = counts(connection)
    names = {sku: product.name for sku, product in found.products.items()}
    return CompanionsNow(
        version=newest.version,
        by=newest.published_by,
        at=newest.published_at,
        first_day=found.known.first_day,
        last_day=found.known.last_day,
        orders=found.known.orders,
        held_back_bps=found.known.held_back_bps,
        companions=tuple(
            PublishedCompanion(
                beside=each.beside,
                beside_name=names[each.beside],
                sku=each.sku,
                name=names[each.sku],
                together=each.together,
                orders=each.orders,
                lift=Interval(low=each.lift[0], estimate=each.lift[1], high=each.lift[2], level=0.9),
                channels=found.products[each.sku].channels,
            )
            for each in found.known.companions
        ),
        readout=readout(told[False], told[True]),
    )


def plain_now(now: CompanionsNow) -> dict[str, Any]:
    """What is in force as JSON values, the verdict as code, arguments and both languages."""
    shaped: dict[str, Any] = plain_value(now, SENTENCES)
    return shaped


def companion_set(run: Run, currency: str, held_back_bps: int) -> CompanionSet:
    """The result of the analysis as the checkout keeps it: no costs and no profits, their order alone."""
    result = cast("CompanionsResult", run.result)
    channels: dict[str, list[str]] = {}
    for row in result.sold_on:
        channels.setdefault(row.sku, []).append(row.channel)
    names = {sku: name for row in result.rows for sku, name in ((row.with_sku, row.with_name), (row.sku, row.name))}
    return CompanionSet(
        currency=currency,
        first_day=result.first_day,
        last_day=result.last_day,
        orders=result.orders,
        run=run.id,
        held_back_bps=held_back_bps,
        products=tuple(
            CompanionProduct(sku=sku, name=name[:128], channels=tuple(channels.get(sku, ())))
            for sku, name in sorted(names.items())
        ),
        companions=tuple(map(_companion, result.rows)),
    )


def readout(shown: ArmCounts, held_back: ArmCounts) -> CompanionsReadout:
    """p₁ − p₀ of sales that hold a companion, by Newcombe's interval; "cannot tell" below thirty sales an arm."""
    from zhanggui.stats.two_proportions import Counted, difference

    facts = {
        "shown": shown.sales,
        "shown_taken": shown.taken,
        "held_back": held_back.sales,
        "held_back_taken": held_back.taken,
    }
    if not shown.sales and not held_back.sales:
        return CompanionsReadout(**facts, difference=None, said=sentence("nothing_told"))
    if min(shown.sales, held_back.sales) < LEAST_SALES:
        said = sentence("too_few", least=LEAST_SALES, shown=shown.sales, held_back=held_back.sales)
        return CompanionsReadout(**facts, difference=None, said=said)
    arms = Counted(shown.taken, shown.sales), Counted(held_back.taken, held_back.sales)
    found = RateInterval.of(difference(*arms, level=LEVEL))
    code = "more" if found.low.rate > 0 else "less" if found.high.rate < 0 else "unclear"
    said = sentence(
        code,
        shown=f"{arms[0].share:.1%}",
        held_back=f"{arms[1].share:.1%}",
        low=f"{found.low.rate:+.1%}",
        high=f"{found.high.rate:+.1%}",
    )
    return CompanionsReadout(**facts, difference=found, said=said)


def _only_a_person(actor: Actor) -> None:
    if actor.kind != "person":
        raise ShowingTakesAPerson


def _companion(row: CompanionRow) -> Companion:
    return Companion(
        beside=row.with_sku,
        sku=row.sku,
        together=row.together,
        orders=row.with_orders,
        lift=(round(row.lift.low, DIGITS), round(row.lift.estimate, DIGITS), round(row.lift.high, DIGITS)),
    )
