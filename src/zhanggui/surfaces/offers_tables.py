"""How does a quote read as tables: its lines with their reasons, the offers that applied, and those that did not?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Language, Words
from zhanggui.offers.sentences import SENTENCES
from zhanggui.surfaces.presentation import Table, table_of

if TYPE_CHECKING:
    from zhanggui.offers.quote import Quote

_LINES = Words(zh="商品", en="Lines")
_APPLIED = Words(zh="生效的优惠", en="Offers applied")
_REFUSED = Words(zh="未生效的优惠", en="Offers not applied")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One line of the basket."""

    line: Annotated[str, described("行号", "Line")]
    sku: Annotated[str, described("商品", "Product")]
    units: Annotated[int, described("件数", "Units", unit="units")]
    list: Annotated[Money, described("原价", "List", unit="money")]
    off: Annotated[Money, described("优惠", "Off", unit="money")]
    due: Annotated[Money, described("应付", "Due", unit="money")]
    why: Annotated[tuple[Sentence, ...], described("原因", "Why")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """One offer and what is said of it."""

    offer: Annotated[str, described("编号", "Id")]
    title: Annotated[Words, described("优惠", "Offer")]
    said: Annotated[tuple[Sentence, ...], described("说明", "Said")]


def quote_tables(quoted: Quote, language: Language) -> tuple[Table, ...]:
    """The tables of a quote that have rows."""
    lines = tuple(
        LineRow(
            line=line.line,
            sku=line.sku,
            units=line.units,
            list=quoted.money(line.list_minor),
            off=quoted.money(line.off_minor),
            due=quoted.money(line.due_minor),
            why=tuple(reason.said for reason in line.reasons),
        )
        for line in quoted.lines
    )
    applied = tuple(OfferRow(offer=each.offer, title=each.title, said=each.said) for each in quoted.applied)
    refused = tuple(OfferRow(offer=each.offer, title=each.title, said=(each.said,)) for each in quoted.refused)
    named = (("lines", lines, _LINES), ("applied", applied, _APPLIED), ("refused", refused, _REFUSED))
    return tuple(table_of(name, rows, title, SENTENCES, language) for name, rows, title in named if rows)


def totals(quoted: Quote) -> tuple[tuple[Words, Money], ...]:
    """The amounts below the lines, those that are nothing left out."""
    shown = (
        (Words(zh="原价合计", en="list"), quoted.list_minor),
        (Words(zh="优惠合计", en="off"), -quoted.off_minor),
        (Words(zh="运费", en="shipping"), quoted.shipping_minor),
        (Words(zh="运费减免", en="off shipping"), -quoted.shipping_off_minor),
        (Words(zh="价外税", en="tax added"), quoted.tax_minor if quoted.tax == "added" else 0),
        (Words(zh="应付合计", en="to pay"), quoted.to_pay_minor),
        (Words(zh="其中含税", en="tax within"), quoted.tax_minor if quoted.tax == "included" else 0),
        (Words(zh="已付定金", en="deposits paid"), quoted.deposit_paid_minor),
        (Words(zh="现在付", en="now"), quoted.pay_now_minor if quoted.pay_now_minor != quoted.to_pay_minor else 0),
        (Words(zh="尾款", en="later"), quoted.pay_later_minor),
    )
    needed = {0, 5}
    return tuple((words, quoted.money(minor)) for at, (words, minor) in enumerate(shown) if minor or at in needed)
