"""How does a lottery stand: declared against observed odds, what is left, what is owed, what has it cost?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.books.checkout.lotteries import OWED, UNDONE, draw_counts
from zhanggui.checkout.members.lotteries import (
    LotteryView,
    OwedPrize,
    lottery_view,
    lottery_views,
    owed_prizes,
    the_lottery,
)
from zhanggui.checkout.members.programmes import programme_in_force
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.declared_odds import draws_needed, exact_share, odds_doubt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sqlalchemy import Connection, Row

    from zhanggui.app.shop import Shop
    from zhanggui.offers.members.lottery import Lottery
    from zhanggui.offers.members.programme import Worth

DOUBTFUL = 0.001  # as arms that arrive in another proportion than they were drawn in
SENTENCES: Mapping[str, Words] = {
    "no_draws": Words(zh="还没有人抽过", en="Nobody has drawn yet"),
    "one_outcome": Words(
        zh="只有一种结果，没有概率可核对", en="There is only one outcome, so there are no odds to check"
    ),
    "too_few_draws": Words(
        zh="只抽了 {draws} 次，不到 {needed} 次：与公布的概率是否相符，现在无法判断",
        en="{draws} {draws:draw|draws} so far, fewer than {needed}: whether they agree with the declared odds cannot be told",
    ),
    "odds_hold": Words(
        zh="{draws} 次抽奖与公布的概率没有矛盾（χ² 检验 p = {chance}）",
        en="{draws} draws do not contradict the declared odds (χ² test, p = {chance})",
    ),
    "odds_doubtful": Words(
        zh="{draws} 次抽奖偏离公布的概率，碰巧如此的可能不到千分之一（p = {chance}）：请关闭抽奖，核对密钥与记录",
        en="{draws} draws differ from the declared odds by more than chance, one time in a thousand (p = {chance}): close the lottery "
        "and check key and records",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawCost:
    """What a draw costs in prizes on average, beside what its points are worth; None where no programme is in force."""

    expected: Annotated[Money | None, described("每抽预期成本", "Expected cost of a draw", unit="money")]
    worth: Annotated[Money | None, described("每抽积分值", "Points of a draw are worth", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeLine:
    """One prize: what was declared, and what came of it."""

    prize: Annotated[str, described("奖项编号", "Prize")]
    title: Annotated[Words, described("奖项", "Prize")]
    declared: Annotated[Rate, described("公布概率", "Declared odds", unit="rate")]
    drawn: Annotated[int, described("抽中次数", "Drawn", unit="count")]
    observed: Annotated[
        RateInterval | None,
        described("实际频率", "Observed", unit="rate", about_zh="精确区间，95%", about_en="Exact interval, 95 %"),
    ]
    given: Annotated[
        int, described("发出", "Given", unit="count", about_zh="不含已撤销", about_en="Without undone draws")
    ]
    left: Annotated[int | None, described("还剩", "Left", unit="count", about_en="None: without limit")]
    value: Annotated[Money | None, described("每份价值", "Value of one", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotteryStanding:
    """A lottery as it stands. Amounts leave out what was undone; frequencies count every draw."""

    declared: Annotated[LotteryView, described("公布", "Declared")]
    prizes: Annotated[tuple[PrizeLine, ...], described("奖项", "Prizes")]
    draws: Annotated[int, described("抽奖次数", "Draws", unit="count")]
    undone: Annotated[int, described("已撤销", "Undone", unit="count")]
    points_paid: Annotated[int, described("收回积分", "Points paid", unit="points")]
    points_won: Annotated[int, described("送出积分", "Points won", unit="points")]
    cost: Annotated[
        Money,
        described(
            "奖品成本", "Cost of prizes so far", unit="money", about_zh="含积分奖", about_en="Points won included"
        ),
    ]
    cost_of_draw: Annotated[DrawCost, described("一抽的账", "One draw")]
    owed: Annotated[int, described("待发奖品", "Prizes owed", unit="count")]
    owed_worth: Annotated[Money, described("待发价值", "Worth of prizes owed", unit="money")]
    chance: Annotated[float | None, described("检验概率", "p of the χ² test")]
    said: Annotated[Sentence, described("说明", "In words")]


def lottery_standings(shop: Shop) -> tuple[LotteryStanding, ...]:
    """All lotteries, the newest first."""
    with shop.books.reading() as connection:
        return tuple(_standing(connection, view) for view in lottery_views(connection, shop.clock.now()))


def lottery_standing(shop: Shop, lottery: str) -> LotteryStanding:
    """One lottery."""
    with shop.books.reading() as connection:
        return _standing(connection, lottery_view(connection, lottery, shop.clock.now()))


def prizes_to_hand_over(shop: Shop) -> tuple[OwedPrize, ...]:
    """Gifts that were won and wait, the oldest first, by pseudonym."""
    with shop.books.reading() as connection:
        return tuple(owed_prizes(connection))


def draw_cost(lottery: Lottery, worth: Worth | None) -> DrawCost:
    """What a draw costs on average while no prize is gone, and what its points are worth."""
    expected = lottery.expected_cost(worth)
    paid = worth.of(lottery.points_per_draw) if worth else None
    return DrawCost(
        expected=None if expected is None else Money(round(expected), lottery.currency),
        worth=None if paid is None else Money(paid, lottery.currency),
    )


def _standing(connection: Connection, view: LotteryView) -> LotteryStanding:
    lottery, _ = the_lottery(connection, view.lottery)
    programme = programme_in_force(connection)
    rows = draw_counts(connection, view.lottery)
    kept = [row for row in rows if row.state != UNDONE]
    drawn = _counted(rows, "drawn")
    doubt, said = _verdict(drawn, view)
    owed = [row for row in kept if row.state == OWED]
    return LotteryStanding(
        declared=view,
        prizes=_lines(view, drawn, _counted(kept, "prize")),
        draws=drawn.total(),
        undone=drawn.total() - _sum(kept, "draws"),
        points_paid=_sum(kept, "points_paid"),
        points_won=_sum(kept, "points_won"),
        cost=Money(_sum(kept, "value_minor"), view.currency),
        cost_of_draw=draw_cost(lottery, programme.points.worth if programme else None),
        owed=_sum(owed, "draws"),
        owed_worth=Money(_sum(owed, "value_minor"), view.currency),
        chance=doubt,
        said=said,
    )


def _lines(view: LotteryView, drawn: Counter[str], given: Counter[str]) -> tuple[PrizeLine, ...]:
    return tuple(
        PrizeLine(
            prize=each.prize,
            title=each.title,
            declared=Rate(each.chance / view.odds_total),
            drawn=drawn[each.prize],
            observed=exact_share(drawn[each.prize], drawn.total()),
            given=given[each.prize],
            left=each.left,
            value=None if each.value_minor is None else Money(each.value_minor, view.currency),
        )
        for each in view.prizes
    )


def _verdict(drawn: Counter[str], view: LotteryView) -> tuple[float | None, Sentence]:
    """Whether what was drawn agrees with what was declared; what was given may differ once a prize is gone."""
    draws = drawn.total()
    likely = [each for each in view.prizes if each.chance]
    shares = [each.chance / view.odds_total for each in likely]
    needed = draws_needed(shares)
    if not draws or needed is None:
        return None, sentence("no_draws" if needed else "one_outcome")
    doubt = odds_doubt([drawn[each.prize] for each in likely], shares)
    if doubt is None:
        return None, sentence("too_few_draws", draws=draws, needed=needed)
    shown = f"{doubt:.3f}" if doubt >= DOUBTFUL else f"{doubt:.1e}"
    return doubt, sentence("odds_hold" if doubt >= DOUBTFUL else "odds_doubtful", draws=draws, chance=shown)


def _counted(rows: Sequence[Row[Any]], name: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        found[getattr(row, name)] += int(row.draws)
    return found


def _sum(rows: Sequence[Row[Any]], name: str) -> int:
    return sum(int(getattr(row, name)) for row in rows)
