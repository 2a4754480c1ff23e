"""Does a lottery break a cap, cost more than its points, or promise what it cannot keep?"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from zhanggui.core.money import Money
from zhanggui.core.sentence import sentence
from zhanggui.core.words import Words
from zhanggui.offers.members.checking import ProgrammeFlaw
from zhanggui.offers.members.lottery import NoAward

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhanggui.offers.members.lottery import Lottery
    from zhanggui.offers.members.programme import MemberProgramme, Worth

LOTTERY_ERRORS: Mapping[str, Words] = MappingProxyType(
    {
        "prize_above_cap": Words(
            zh="奖项“{prize}”值 {value}，超过上限 {most}：{source}",
            en="The prize '{prize}' is worth {value}, above the cap of {most}: {source}",
        ),
        "draw_costs_more": Words(
            zh="每抽平均送出 {cost}，而一抽的 {points} 积分只值 {worth}：抽得越多亏得越多",
            en="A draw gives away {cost} on average, and its {points} points are worth {worth}: each draw loses money",
        ),
        "fallback_dearer": Words(
            zh="“{prize}”发完后改得“{instead}”，后者更贵（{value} 比 {than}）",
            en="Once '{prize}' is gone '{instead}' is given, which is worth more ({value} against {than})",
        ),
        "other_currency": Words(
            zh="抽奖写的是 {now}，会员规则是 {before}；请用同一币种",
            en="The lottery is in {now}, the programme in {before}; keep one currency",
        ),
        "nothing_to_win": Words(zh="没有任何可中的奖品", en="There is nothing to win"),
    }
)
LOTTERY_WARNINGS: Mapping[str, Words] = MappingProxyType(
    {
        "cap_unknown": Words(
            zh="不知道 {currency} 对应法律的最高奖上限；请查清后写在 own_cap",
            en="The legal cap on prizes where {currency} is paid is not known here; look it up and state it in own_cap",
        ),
        "worth_unknown": Words(
            zh="没有生效的会员规则，积分值多少不知道：一抽的成本没有比较",
            en="No member programme is in force, so what points are worth is unknown: the cost of a draw was not compared",
        ),
        "no_limit": Words(
            zh="没有限制每人抽几次：一个人可以把积分全抽掉",
            en="Draws of a member are not limited: somebody may draw all their points away",
        ),
    }
)
LOTTERY_FLAWS: Mapping[str, Words] = MappingProxyType({**LOTTERY_ERRORS, **LOTTERY_WARNINGS})


def check_lottery(lottery: Lottery, programme: MemberProgramme | None) -> tuple[ProgrammeFlaw, ...]:
    """Everything found, errors first, by what points are worth in the programme. Without errors it may be published."""
    worth = programme.points.worth if programme else None
    found = [*_rest(lottery, programme), *_caps(lottery, worth), *_cost(lottery, worth), *_fallback(lottery, worth)]
    return tuple(sorted(found, key=lambda each: each.severity != "error"))


def _flaw(code: str, /, **facts: Money | Words | int | str) -> ProgrammeFlaw:
    return ProgrammeFlaw(severity="error" if code in LOTTERY_ERRORS else "warning", said=sentence(code, **facts))


def _rest(lottery: Lottery, programme: MemberProgramme | None) -> Iterator[ProgrammeFlaw]:
    if all(isinstance(prize.award, NoAward) for prize in lottery.prizes):
        yield _flaw("nothing_to_win")
    if programme is None:
        yield _flaw("worth_unknown")
    elif programme.currency != lottery.currency:
        yield _flaw("other_currency", now=lottery.currency, before=programme.currency)
    if lottery.most_per_member is None and lottery.most_a_day is None:
        yield _flaw("no_limit")


def _caps(lottery: Lottery, worth: Worth | None) -> Iterator[ProgrammeFlaw]:
    cap = lottery.cap
    if cap is None:
        yield _flaw("cap_unknown", currency=lottery.currency)
        return
    for prize in lottery.prizes:
        value = prize.value_minor(worth)
        if value is not None and value > cap.most_minor:
            most = Money(cap.most_minor, lottery.currency)
            yield _flaw(
                "prize_above_cap",
                prize=prize.title,
                value=Money(value, lottery.currency),
                most=most,
                source=cap.source,
            )


def _cost(lottery: Lottery, worth: Worth | None) -> Iterator[ProgrammeFlaw]:
    cost = lottery.expected_cost(worth)
    if worth and cost is not None and cost * worth.points > lottery.points_per_draw * worth.worth_minor:
        yield _flaw(
            "draw_costs_more",
            cost=Money(round(cost), lottery.currency),
            points=lottery.points_per_draw,
            worth=Money(worth.of(lottery.points_per_draw), lottery.currency),
        )


def _fallback(lottery: Lottery, worth: Worth | None) -> Iterator[ProgrammeFlaw]:
    """What is given instead must not cost more, or the expected cost is not the most that a draw costs."""
    if lottery.when_gone is None:
        return
    instead = lottery.prize(lottery.when_gone)
    value = instead.value_minor(worth)
    for prize in lottery.prizes:
        than = prize.value_minor(worth)
        if prize.stock is not None and value is not None and than is not None and value > than:
            money = {"value": Money(value, lottery.currency), "than": Money(than, lottery.currency)}
            yield _flaw("fallback_dearer", prize=prize.title, instead=instead.title, **money)
