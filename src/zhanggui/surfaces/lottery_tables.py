"""How do lotteries and their prizes read as tables?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described
from zhanggui.core.moments import when
from zhanggui.core.money import Money
from zhanggui.core.quantity import RateInterval
from zhanggui.core.words import Words
from zhanggui.surfaces.presentation import table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.app.loyalty.lotteries import LotteryStanding
    from zhanggui.checkout.members.lotteries import OwedPrize
    from zhanggui.core.words import Language
    from zhanggui.surfaces.presentation import Table

_LOTTERIES, _PRIZES = Words(zh="抽奖", en="Lotteries"), Words(zh="奖项与公布概率", en="Prizes and declared odds")
_OWED = Words(zh="待发奖品", en="Prizes to hand over")
_ENDLESS = Words(zh="不限", en="no limit")
_LIMITS = {
    "both": Words(zh="每人最多 {most} 抽，每天最多 {day} 抽", en="at most {most} a member, {day} a day"),
    "most": Words(zh="每人最多 {most} 抽", en="at most {most} a member"),
    "day": Words(zh="每人每天最多 {day} 抽", en="at most {day} a day for a member"),
    "none": Words(zh="次数不限", en="as often as points allow"),
}
STATES = {
    "coming": Words(zh="未开始", en="not yet"),
    "running": Words(zh="进行中", en="running"),
    "over": Words(zh="已结束", en="over"),
    "closed": Words(zh="已提前关闭", en="closed early"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LotteryRow:
    """One lottery."""

    title: Annotated[Words, described("抽奖", "Lottery")]
    name: Annotated[str, described("编号", "Id")]
    state: Annotated[Words, described("状态", "State")]
    until: Annotated[str, described("到", "Until")]
    draws: Annotated[int, described("抽奖次数", "Draws", unit="count")]
    cost: Annotated[Money, described("奖品成本", "Cost so far", unit="money")]
    owed: Annotated[int, described("待发奖品", "Prizes owed", unit="count")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeRow:
    """One prize."""

    title: Annotated[Words, described("奖项", "Prize")]
    odds: Annotated[str, described("公布概率", "Declared odds")]
    drawn: Annotated[int, described("抽中", "Drawn", unit="count")]
    observed: Annotated[RateInterval | None, described("实际频率", "Observed", unit="so_far")]
    given: Annotated[int, described("发出", "Given", unit="count")]
    left: Annotated[str, described("还剩", "Left")]
    value: Annotated[Money | None, described("每份价值", "Value of one", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedRow:
    """A prize that waits."""

    won: Annotated[str, described("中奖于", "Won")]
    title: Annotated[Words, described("奖品", "Prize")]
    goods: Annotated[str, described("商品", "Goods")]
    draw: Annotated[str, described("抽奖号", "Draw")]
    customer: Annotated[str, described("顾客假名", "Customer, pseudonym")]


def lotteries_table(found: Sequence[LotteryStanding], zone: str, language: Language) -> Table | None:
    """All lotteries, the newest first; None without any."""
    rows = tuple(
        LotteryRow(
            title=each.declared.title,
            name=each.declared.lottery,
            state=STATES[each.declared.state],
            until=when(each.declared.ends_at, zone),
            draws=each.draws,
            cost=each.cost,
            owed=each.owed,
        )
        for each in found
    )
    return table_of("lotteries", rows, _LOTTERIES, {}, language) if rows else None


def owed_table(prizes: Sequence[OwedPrize], zone: str, language: Language) -> Table | None:
    """Prizes that wait to be handed over, the oldest first; None without any."""
    rows = tuple(
        OwedRow(
            won=when(each.won_at, zone),
            title=each.title,
            goods=f"{each.sku} × {each.units}",
            draw=each.draw,
            customer=each.customer,
        )
        for each in prizes
    )
    return table_of("prizes_owed", rows, _OWED, {}, language) if rows else None


def prizes_table(found: LotteryStanding, language: Language) -> Table:
    """The prizes with declared and observed odds, and what is left."""
    declared = {each.prize: each.chance for each in found.declared.prizes}
    rows = tuple(
        PrizeRow(
            title=line.title,
            odds=odds_text(declared[line.prize], found.declared.odds_total),
            drawn=line.drawn,
            observed=line.observed,
            given=line.given,
            left=_ENDLESS.text(language) if line.left is None else f"{line.left:,}",
            value=line.value,
        )
        for line in found.prizes
    )
    return table_of("prizes", rows, _PRIZES, {}, language)


def odds_text(chance: int, out_of: int) -> str:
    """Declared odds as a share and as they were declared; the rarest prize is not rounded away.

    >>> odds_text(20, 10_000), odds_text(1, 1_000_000)
    ('0.2 % = 20 / 10,000', '0.0001 % = 1 / 1,000,000')
    """
    return f"{100 * chance / out_of:.4g} % = {chance:,} / {out_of:,}"


def limits_text(found: LotteryStanding, language: Language) -> str:
    """How often a member may draw."""
    most, day = found.declared.most_per_member, found.declared.most_a_day
    name = {(True, True): "both", (True, False): "most", (False, True): "day"}.get((bool(most), bool(day)), "none")
    return _LIMITS[name].filled(language, most=most, day=day)
