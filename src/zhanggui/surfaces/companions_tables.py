"""How do the companions at the cart, and what was taken of them, read as tables?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.checkout.companions.answering import SENTENCES
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Interval, RateInterval
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import named
from zhanggui.stats.proportions import wilson
from zhanggui.surfaces.presentation import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.app.selling.companions import CompanionsNow, CompanionsReadout
    from zhanggui.checkout.companions.answering import CompanionsAnswer
    from zhanggui.core.words import Language
    from zhanggui.surfaces.presentation import Table

_IN_FORCE = Words(zh="现行推荐", en="Companions in force")
_TAKEN = Words(zh="展示与对照", en="Shown and held back")
_ANSWER = Words(zh="这个购物车的推荐", en="Beside this basket")
_SHOWN, _HELD_BACK = Words(zh="展示", en="shown"), Words(zh="对照", en="held back")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionTableRow:
    """One companion in force."""

    beside: Annotated[str, described("购物车里的商品", "Product in the basket")]
    companion: Annotated[str, described("推荐商品", "Companion")]
    sku: Annotated[str, described("SKU", "SKU")]
    together: Annotated[
        str,
        described(
            "同单", "Together", about_zh="同单数 / 购物车商品的订单数", about_en="Orders with both / with the product"
        ),
    ]
    lift: Annotated[Interval, described("扣除口味后的提升", "Lift beyond taste", unit="ratio")]
    channels: Annotated[tuple[Words, ...], described("在售渠道", "Sold on")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmRow:
    """The sales of an arm."""

    arm: Annotated[Words, described("组", "Arm")]
    sales: Annotated[int, described("核销数", "Sales", unit="count")]
    taken: Annotated[int, described("买了推荐商品", "With a companion", unit="count")]
    share: Annotated[RateInterval | None, described("占比", "Share", unit="rate")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """One companion as the checkout answers it."""

    companion: Annotated[str, described("推荐商品", "Companion")]
    sku: Annotated[str, described("SKU", "SKU")]
    price: Annotated[Money | None, described("单价", "Price", unit="money")]
    why: Annotated[tuple[Sentence, ...], described("原因", "Why")]
    bundle: Annotated[str, described("套装", "Bundle")]


def companions_table(now: CompanionsNow, channels: Mapping[str, Words], language: Language) -> Table:
    """What is in force, the best first, channels by their names."""
    rows = tuple(
        CompanionTableRow(
            beside=each.beside_name,
            companion=each.name,
            sku=each.sku,
            together=f"{each.together:,} / {each.orders:,}",
            lift=each.lift,
            channels=tuple(named(channels, channel) for channel in each.channels),
        )
        for each in now.companions
    )
    return table_of("companions", rows, _IN_FORCE, {}, language)


def readout_table(found: CompanionsReadout, language: Language) -> Table:
    """How many sales of each arm hold a companion."""
    counted = ((_SHOWN, found.shown, found.shown_taken), (_HELD_BACK, found.held_back, found.held_back_taken))
    rows = tuple(ArmRow(arm=arm, sales=sales, taken=taken, share=wilson(taken, sales)) for arm, sales, taken in counted)
    return table_of("readout", rows, _TAKEN, {}, language)


def answer_table(answer: CompanionsAnswer, language: Language) -> Table:
    """What a basket is shown, with the reasons."""
    rows = tuple(
        ShownRow(
            companion=each.name,
            sku=each.sku,
            price=None if each.price_minor is None else Money(each.price_minor, answer.currency),
            why=(each.said,),
            bundle=""
            if each.bundle is None
            else f"{each.bundle.title.text(language)} −{Money(each.bundle.off_minor, answer.currency)}",
        )
        for each in answer.companions
    )
    return table_of("answer", rows, _ANSWER, SENTENCES, language)
