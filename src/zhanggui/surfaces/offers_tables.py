"""How does a quote read as tables: its lines with their reasons, the offers that applied, and those that did not?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described
from zhanggui.core.moments import span
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Language, Words
from zhanggui.offers.sentences import SENTENCES
from zhanggui.surfaces.presentation import Table, table_of

if TYPE_CHECKING:
    from zhanggui.app.selling.standing import InForceNow, OfferStanding
    from zhanggui.app.selling.trying import CountedOffer, TriedQuote
    from zhanggui.offers.quote import Quote

_LINES = Words(zh="商品", en="Lines")
_APPLIED = Words(zh="生效的优惠", en="Offers applied")
_REFUSED = Words(zh="未生效的优惠", en="Offers not applied")
_COUNTED = Words(zh="账本里的计数", en="Counted by the books so far")
_IN_FORCE = Words(zh="现行优惠", en="Offers in force")
_ALWAYS, _NO_BUDGET = Words(zh="长期", en="always"), Words(zh="不限", en="no limit")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRow:
    """One offer in force and how it stands."""

    title: Annotated[Words, described("优惠", "Offer")]
    id: Annotated[str, described("编号", "Id")]
    kind: Annotated[Words, described("种类", "Kind")]
    time: Annotated[str, described("时间", "Time")]
    uses: Annotated[str, described("已用次数", "Uses")]
    discount: Annotated[Money, described("已优惠", "Discount so far", unit="money")]
    left: Annotated[Money | Words, described("预算剩余", "Budget left")]
    codes_left: Annotated[int, described("未用券次", "Codes not used", unit="count")]
    owed: Annotated[Money, described("未用券负债", "Owed by codes", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedRow:
    """One limited offer and what was used of it before."""

    title: Annotated[Words, described("优惠", "Offer")]
    id: Annotated[str, described("编号", "Id")]
    uses: Annotated[str, described("已用次数", "Uses")]
    units: Annotated[str, described("已用件数", "Units")]
    discount: Annotated[str, described("已优惠", "Discount so far")]


def standing_table(found: InForceNow, zone: str, language: Language) -> Table:
    """Use, budget and codes of each offer in force."""
    rows = tuple(_standing(each, found.currency, zone, language) for each in found.offers)
    return table_of("in-force", rows, _IN_FORCE, {}, language)


def _standing(each: OfferStanding, currency: str, zone: str, language: Language) -> StandingRow:
    limits, starts_at, ends_at = each.offer.limits, each.offer.when.starts_at, each.offer.when.ends_at
    return StandingRow(
        title=each.offer.title,
        id=each.offer.id,
        kind=each.offer.benefit.title,
        time=span(starts_at, ends_at, zone) or _ALWAYS.text(language),
        uses=f"{each.uses:,}{_of(limits.uses)}",
        discount=Money(each.discount_minor, currency),
        left=_NO_BUDGET if each.left_minor is None else Money(each.left_minor, currency),
        codes_left=each.codes_left,
        owed=Money(each.owed_minor, currency),
    )


def counted_table(tried: TriedQuote, language: Language) -> Table:
    """What the books had counted of limited offers before the basket that was tried."""
    rows = tuple(_counted(each, tried.quote.currency) for each in tried.counted)
    return table_of("counted", rows, _COUNTED, {}, language)


def _counted(each: CountedOffer, currency: str) -> CountedRow:
    budget = "" if each.budget_minor is None else f" / {Money(each.budget_minor, currency)}"
    return CountedRow(
        title=each.title,
        id=each.offer,
        uses=f"{each.uses:,}{_of(each.most_uses)}",
        units=f"{each.units:,}{_of(each.most_units)}",
        discount=f"{Money(each.discount_minor, currency)}{budget}",
    )


def _of(most: int | None) -> str:
    return "" if most is None else f" / {most:,}"


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
