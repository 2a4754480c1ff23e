"""How much of a sale goes back with some of its units? What was fixed at the sale, never computed anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words
from zhanggui.offers.clawback import ClawedBack, clawed_back, gifts_due
from zhanggui.offers.engine.splitting import part_of, split
from zhanggui.offers.quote import GiftLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from zhanggui.offers.quote import Quote, QuotedLine
    from zhanggui.offers.rules.benefits import PresaleDeposit


class MoreReturnedThanSold(RequestAtFault):
    """More units of a line come back than are left of it."""

    sentence = Words(
        zh="第 {line} 行还剩 {left} 件可退，不能退 {units} 件。请改小数量。",
        en="{left} units of line {line} are left to return, not {units}. Return fewer.",
    )


class LineNotSold(RequestAtFault):
    """A line comes back that the sale does not have."""

    sentence = Words(
        zh="这笔订单没有第 {line} 行；有：{known}。",
        en="This sale has no line {line}; it has {known}.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundedLine:
    """What goes back for some units of one line."""

    line: Annotated[str, described("行号", "Line")]
    sku: Annotated[str, described("商品", "Product")]
    units: Annotated[int, described("件数", "Units", unit="units")]
    due_minor: Annotated[int, described("退货款", "Goods", unit="minor")]
    tax_minor: Annotated[int, described("税", "Tax", unit="minor")]
    borne_minor: Annotated[tuple[tuple[str, int], ...], described("各方收回", "Taken back by party")]
    clawed_minor: Annotated[
        int,
        described(
            "其中倒扣", "Kept of it", unit="minor", about_zh="留下的商品不再享有的优惠", about_en="For benefits lost"
        ),
    ] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """What goes back in all. Refunds of all units, in whatever steps, add up to the sale exactly."""

    lines: Annotated[tuple[RefundedLine, ...], described("商品", "Lines")]
    money_minor: Annotated[int, described("退款", "Money", unit="minor")]
    points_returned: Annotated[int, described("退回积分", "Points given back", unit="points")]
    points_reversed: Annotated[int, described("收回积分", "Points taken back", unit="points")]
    gifts: Annotated[tuple[GiftLine, ...], described("随之退回的赠品", "Gifts that come back")]
    is_last: Annotated[bool, described("全部退完", "Nothing is left")]
    clawed: Annotated[tuple[ClawedBack, ...], described("倒扣", "Taken back of offers")] = ()
    clawed_tax_minor: Annotated[int, described("倒扣的税", "Tax on it", unit="minor")] = 0

    @property
    def clawed_minor(self) -> int:
        """What all offers together take back."""
        return sum(each.minor for each in self.clawed)


def refund(
    sold: Quote, units: Mapping[str, int], before: Mapping[str, int] | None = None, earlier: Sequence[Refund] = ()
) -> Refund:
    """The allocation of some units of some lines, after those returned before, in the refunds made earlier.

    Of an amount A fixed for n units, units i+1 … i+k carry ⌊A·(i+k)/n⌋ − ⌊A·i/n⌋. What other units cost stays as it is,
    unless an offer declares that it takes its benefit back. Gifts come back with the last unit, or sooner if declared.
    """
    before = before or {}
    known = {line.line for line in sold.lines}
    if unknown := next((line for line in (*units, *before) if line not in known), None):
        raise LineNotSold(line=unknown, known=", ".join(sorted(known)))
    parts = [_line(line, units[line.line], before.get(line.line, 0)) for line in sold.lines if units.get(line.line)]
    clawed, tax = _clawed(sold, before, units, earlier, parts) if parts else ((), 0)
    taken = sum(each.minor for each in clawed) + (tax if sold.tax == "added" else 0)
    used = split(sold.points_used, [_paid_by_points(line) for line in sold.lines])
    earned = split(sold.points_earned, [line.due_minor for line in sold.lines])
    steps = [(line, before.get(line.line, 0), units.get(line.line, 0)) for line in sold.lines]
    settled = [gift for each in earlier for gift in each.gifts]
    return Refund(
        lines=_with_their_share(parts, taken),
        money_minor=sum(_money(sold, part) for part in parts) - taken,
        points_returned=sum(part_of(used[at], line.units, *step) for at, (line, *step) in enumerate(steps)),
        points_reversed=sum(part_of(earned[at], line.units, *step) for at, (line, *step) in enumerate(steps)),
        gifts=gifts_due(sold, before, units, settled) if parts else (),
        is_last=all(before.get(line.line, 0) + units.get(line.line, 0) == line.units for line in sold.lines),
        clawed=clawed,
        clawed_tax_minor=tax,
    )


def deposit_returned(presale: PresaleDeposit, deposit_minor: int, at: datetime, *, is_shops_fault: bool) -> int:
    """How much of a deposit goes back when the balance is never paid: by the offer's rule, all of it or nothing."""
    if is_shops_fault or presale.refund == "always":
        return deposit_minor
    return deposit_minor if presale.refund == "before_final" and at < presale.final_from else 0


def _line(line: QuotedLine, units: int, before: int) -> RefundedLine:
    left = line.units - before
    if not 0 < units <= left:
        raise MoreReturnedThanSold(line=line.line, left=left, units=units)
    return RefundedLine(
        line=line.line,
        sku=line.sku,
        units=units,
        due_minor=part_of(line.due_minor, line.units, before, units),
        tax_minor=part_of(line.tax_minor, line.units, before, units),
        borne_minor=tuple((party, part_of(amount, line.units, before, units)) for party, amount in line.borne_minor),
    )


def _paid_by_points(line: QuotedLine) -> int:
    return sum(reason.off_minor for reason in line.reasons if reason.applied.points)


def _money(sold: Quote, part: RefundedLine) -> int:
    return part.due_minor + (part.tax_minor if sold.tax == "added" else 0)


def _clawed(
    sold: Quote,
    before: Mapping[str, int],
    units: Mapping[str, int],
    earlier: Sequence[Refund],
    parts: Sequence[RefundedLine],
) -> tuple[tuple[ClawedBack, ...], int]:
    """What is taken back, and the tax on it: the share of the whole sale, ⌊tax · taken ÷ due⌋, in steps that cancel."""
    so_far: Counter[str] = Counter()
    for each in earlier:
        so_far.update({clawed.offer: clawed.minor for clawed in each.clawed})
    money, whole = sum(_money(sold, part) for part in parts), sold.due_minor
    if sold.tax == "added" and whole:
        money = money * whole // (whole + sold.tax_minor)
    clawed = clawed_back(sold, before, units, so_far, money)
    if not whole:
        return clawed, 0
    total = so_far.total()
    after = total + sum(each.minor for each in clawed)
    return clawed, after * sold.tax_minor // whole - total * sold.tax_minor // whole


def _with_their_share(parts: Sequence[RefundedLine], taken: int) -> tuple[RefundedLine, ...]:
    """Each returned line with its part of what is taken back, so that lines and order say the same money."""
    if not taken:
        return tuple(parts)
    shares = split(taken, [part.due_minor for part in parts])
    return tuple(replace(part, clawed_minor=share) for part, share in zip(parts, shares, strict=True))
