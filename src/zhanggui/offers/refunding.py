"""How much of a sale goes back with some of its units? What was fixed at the sale, never computed anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words
from zhanggui.offers.engine.splitting import split
from zhanggui.offers.quote import GiftLine

if TYPE_CHECKING:
    from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """What goes back in all. Refunds of all units, in whatever steps, add up to the sale exactly."""

    lines: Annotated[tuple[RefundedLine, ...], described("商品", "Lines")]
    money_minor: Annotated[int, described("退款", "Money", unit="minor")]
    points_returned: Annotated[int, described("退回积分", "Points given back", unit="points")]
    points_reversed: Annotated[int, described("收回积分", "Points taken back", unit="points")]
    gifts: Annotated[tuple[GiftLine, ...], described("随之退回的赠品", "Gifts that come back")]
    is_last: Annotated[bool, described("全部退完", "Nothing is left")]


def refund(sold: Quote, units: Mapping[str, int], before: Mapping[str, int] | None = None) -> Refund:
    """The allocation of some units of some lines, after those returned before.

    Of an amount A fixed for n units, units i+1 … i+k carry ⌊A·(i+k)/n⌋ − ⌊A·i/n⌋. What other units cost stays as it is:
    nothing is clawed back because a threshold is no longer reached. Gifts come back with the last unit.
    """
    before = before or {}
    known = {line.line for line in sold.lines}
    if unknown := next((line for line in (*units, *before) if line not in known), None):
        raise LineNotSold(line=unknown, known=", ".join(sorted(known)))
    lines = [line for line in sold.lines if units.get(line.line)]
    parts = [_line(line, units[line.line], before.get(line.line, 0)) for line in lines]
    is_last = all(units.get(line.line, 0) + before.get(line.line, 0) == line.units for line in sold.lines)
    used = split(sold.points_used, [_paid_by_points(line) for line in sold.lines])
    earned = split(sold.points_earned, [line.due_minor for line in sold.lines])
    steps = [(line, before.get(line.line, 0), units.get(line.line, 0)) for line in sold.lines]
    return Refund(
        lines=tuple(parts),
        money_minor=sum(part.due_minor + (part.tax_minor if sold.tax == "added" else 0) for part in parts),
        points_returned=sum(part_of(used[at], line.units, *step) for at, (line, *step) in enumerate(steps)),
        points_reversed=sum(part_of(earned[at], line.units, *step) for at, (line, *step) in enumerate(steps)),
        gifts=sold.gifts if is_last else (),
        is_last=is_last,
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


def part_of(amount: int, whole: int, before: int, units: int) -> int:
    """What units i+1 … i+k carry of an amount fixed for n units: ⌊A·(i+k)/n⌋ − ⌊A·i/n⌋."""
    return amount * (before + units) // whole - amount * before // whole


def _paid_by_points(line: QuotedLine) -> int:
    return sum(reason.off_minor for reason in line.reasons if reason.applied.points)
