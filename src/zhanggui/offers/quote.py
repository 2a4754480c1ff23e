"""What does a basket cost, line by line, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.offers.clawback import Clawback
from zhanggui.offers.rules.stated import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftLine:
    """Something that goes along for nothing."""

    offer: Annotated[str, described("优惠", "Offer")]
    sku: Annotated[str, described("赠品", "Gift")]
    units: Annotated[int, described("件数", "Units", unit="units")]
    worth_minor: Annotated[int, described("每件价值", "Worth a unit", unit="minor")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedOffer:
    """What one offer gave in all: what the books count, and what they post."""

    offer: Annotated[str, described("优惠", "Offer")]
    title: Annotated[Words, described("名称", "Title")]
    currency: Annotated[str, described("币种", "Currency")]
    off_minor: Annotated[int, described("减", "Off", unit="minor")]
    cut_minor: Annotated[int, described("被截去", "Cut", unit="minor")]
    cut_by: Annotated[str, described("被什么截去", "Cut by")]
    shipping_off_minor: Annotated[int, described("运费减", "Off shipping", unit="minor")]
    units: Annotated[int, described("件数", "Units", unit="units")]
    times: Annotated[int, described("次数", "Times", unit="count")]
    code: Annotated[str, described("券码", "Code")]
    points: Annotated[int, described("用掉积分", "Points used", unit="points")]
    bonus_bps: Annotated[int, described("多得积分", "More points", unit="bps")]
    gifts: Annotated[tuple[GiftLine, ...], described("赠品", "Gifts")]
    deposit_minor: Annotated[int, described("定金", "Deposit", unit="minor")]
    deposit_worth_minor: Annotated[int, described("定金抵", "Deposit worth", unit="minor")]
    borne_minor: Annotated[tuple[tuple[str, int], ...], described("各方承担", "Borne by")]
    clawback: Annotated[Clawback | None, described("退货倒扣", "Taken back on returns")] = None

    @property
    def said(self) -> tuple[Sentence, ...]:
        """What the offer did, sentence by sentence."""
        return tuple(told(self))

    def money(self, minor: int) -> Money:
        """An amount with the currency of the sale."""
        return Money(minor, self.currency)


@dataclass(frozen=True, slots=True)
class Reason:
    """What one offer took off one line."""

    applied: Annotated[AppliedOffer, described("优惠", "Offer")]
    off_minor: Annotated[int, described("减", "Off", unit="minor")]

    @property
    def said(self) -> Sentence:
        """The reason as code and arguments."""
        return sentence("off_line", title=self.applied.title, off=self.applied.money(self.off_minor))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLine:
    """One line of the basket with everything decided."""

    line: Annotated[str, described("行号", "Line")]
    sku: Annotated[str, described("商品", "Product")]
    units: Annotated[int, described("件数", "Units", unit="units")]
    list_minor: Annotated[int, described("原价", "List", unit="minor")]
    off_minor: Annotated[int, described("优惠", "Off", unit="minor")]
    due_minor: Annotated[int, described("应付", "Due", unit="minor")]
    tax_minor: Annotated[int, described("税", "Tax", unit="minor")]
    borne_minor: Annotated[tuple[tuple[str, int], ...], described("各方承担", "Borne by")]
    reasons: Annotated[tuple[Reason, ...], described("原因", "Reasons")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedOffer:
    """An offer that did not apply, and why."""

    offer: Annotated[str, described("优惠", "Offer")]
    title: Annotated[Words, described("名称", "Title")]
    said: Annotated[Sentence, described("原因", "Reason")]


class Hint(NamedTuple):
    """What a little more would bring. Hints sort: amounts before units, what asks least first."""

    missing_in: Annotated[Literal["minor", "units"], described("单位", "Unit")]
    missing: Annotated[int, described("还差", "Missing")]
    offer: Annotated[str, described("优惠", "Offer")]
    title: Annotated[Words, described("名称", "Title")]
    currency: Annotated[str, described("币种", "Currency")]
    code: Annotated[str, described("提示", "Hint")]
    off_minor: Annotated[int | None, described("减", "Off", unit="minor")] = None
    sku: Annotated[str, described("赠品", "Gift")] = ""

    @property
    def said(self) -> Sentence:
        """The hint as code and arguments."""
        missing = self.missing if self.missing_in == "units" else Money(self.missing, self.currency)
        facts: dict[str, Argument] = {"title": self.title, "missing": missing}
        if self.off_minor is not None:
            facts["off"] = Money(self.off_minor, self.currency)
        if self.sku:
            facts["sku"] = self.sku
        return Sentence(self.code, facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a basket costs. Lines sum to the totals; all amounts are whole minor units.

    to pay = due + shipping − shipping off + tax added = pay now + deposits paid + pay later.
    """

    currency: Annotated[str, described("币种", "Currency")]
    at: Annotated[str, described("时刻", "At")]
    lines: Annotated[tuple[QuotedLine, ...], described("商品", "Lines")]
    list_minor: Annotated[int, described("原价合计", "List", unit="minor")]
    off_minor: Annotated[int, described("优惠合计", "Off", unit="minor")]
    due_minor: Annotated[int, described("货款", "Due for goods", unit="minor")]
    shipping_minor: Annotated[int, described("运费", "Shipping", unit="minor")]
    shipping_off_minor: Annotated[int, described("运费减免", "Off shipping", unit="minor")]
    tax: Annotated[Literal["included", "added"], described("税", "Tax")]
    tax_minor: Annotated[int, described("税额", "Tax amount", unit="minor")]
    to_pay_minor: Annotated[int, described("应付合计", "To pay", unit="minor")]
    pay_now_minor: Annotated[int, described("现在付", "Pay now", unit="minor")]
    deposit_paid_minor: Annotated[int, described("已付定金", "Deposits paid", unit="minor")]
    pay_later_minor: Annotated[int, described("尾款", "Pay later", unit="minor")]
    gifts: Annotated[tuple[GiftLine, ...], described("赠品", "Gifts")]
    points_used: Annotated[int, described("用掉积分", "Points used", unit="points")]
    points_earned: Annotated[int, described("获得积分", "Points earned", unit="points")]
    applied: Annotated[tuple[AppliedOffer, ...], described("生效优惠", "Applied")]
    refused: Annotated[tuple[RefusedOffer, ...], described("未生效优惠", "Refused")]
    hints: Annotated[tuple[Hint, ...], described("提示", "Hints")]
    steps: Annotated[int, described("搜索步数", "Steps of search", unit="count")]
    is_proven: Annotated[bool, described("已证最优", "Proven best")]

    def money(self, minor: int) -> Money:
        """An amount of the quote with its currency."""
        return Money(minor, self.currency)

    def line(self, name: str) -> QuotedLine:
        """A line by its number."""
        return next(each for each in self.lines if each.line == name)


def told(applied: AppliedOffer) -> Iterator[Sentence]:
    """What an offer did: money, shipping, gifts, points, and what was cut from it."""
    if applied.deposit_minor:
        deposit, worth = (applied.money(each) for each in (applied.deposit_minor, applied.deposit_worth_minor))
        yield sentence("deposit", units=applied.units, deposit=deposit, worth=worth)
    elif applied.off_minor:
        yield _off(applied)
    if applied.shipping_off_minor:
        yield sentence("off_shipping", off=applied.money(applied.shipping_off_minor))
    for gift in applied.gifts:
        yield sentence("gift", units=gift.units, sku=gift.sku)
    if applied.bonus_bps:
        yield sentence("more_points", times=f"{(WHOLE + applied.bonus_bps) / WHOLE:g}")
    if applied.clawback:
        yield sentence("clawback")
    if applied.cut_by:
        yield sentence(applied.cut_by, cut=applied.money(applied.cut_minor))


def _off(applied: AppliedOffer) -> Sentence:
    """What an offer took off, by how it counts."""
    off = applied.money(applied.off_minor)
    if applied.points:
        return sentence("off_points", points=applied.points, off=off)
    if applied.times > 1:
        return sentence("off_times", times=applied.times, off=off)
    if applied.units:
        return sentence("off_units", units=applied.units, off=off)
    return sentence("off", off=off)
