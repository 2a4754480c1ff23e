"""How is a draw paid, made and given its prize, handed over, or undone?

All of a draw is one transaction under the lock of the member's account. The prize is decided by the shop's key and the
number of the draw, which follows from the request: sending a refused request again draws nothing else.
"""

from __future__ import annotations

import hmac
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

from zhanggui.books.checkout.forgetting import is_forgotten
from zhanggui.books.checkout.ledger import Posting, post, posted
from zhanggui.books.checkout.lotteries import (
    HANDED_OVER,
    OWED,
    SETTLED,
    UNDONE,
    draw_row,
    draws_of_member,
    end_draw,
    record_draw,
    return_prize,
    take_prize,
)
from zhanggui.books.events import append
from zhanggui.checkout.members.lotteries import STREAM, the_lottery
from zhanggui.checkout.members.moving import Mover, earn, give_back, locked, spend, take_back
from zhanggui.checkout.members.programmes import the_programme
from zhanggui.checkout.members.reading import MemberUnknown, require_known
from zhanggui.checkout.till import settle
from zhanggui.core.described import described
from zhanggui.core.errors import Conflict, NotFound
from zhanggui.core.words import Words
from zhanggui.offers.members.lottery import GiftAward, PointsAward, drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from zhanggui.checkout.asked import Keyed
    from zhanggui.checkout.members.asked import DrawRequest, HandOverRequest, UndoDrawRequest
    from zhanggui.checkout.till import Till
    from zhanggui.offers.members.lottery import Lottery, Prize

REASON = "activity"  # as the warehouse knows what points were won by or spent on
STATES = {
    SETTLED: Words(zh="已结清", en="settled"),
    OWED: Words(zh="奖品待发", en="prize owed"),
    HANDED_OVER: Words(zh="奖品已发", en="handed over"),
    UNDONE: Words(zh="已撤销", en="undone"),
}


class LotteryNotOpen(Conflict):
    """A draw before a lottery begins, after it ends, or when it was closed."""

    sentence = Words(
        zh="抽奖“{lottery}”现在不能抽：{starts} 开始，{ends} 结束，或已提前关闭。",
        en="The lottery '{lottery}' takes no draws now: it runs from {starts} to {ends}, unless it was closed before.",
    )


class NoDrawsLeft(Conflict):
    """A member who drew as often as the lottery allows."""

    sentence = Words(
        zh="“{lottery}”每人最多抽 {most} 次，已抽满。",
        en="A member draws {most} {most:time|times} at most in '{lottery}', and that is reached.",
    )


class NoDrawsLeftToday(Conflict):
    """A member who drew as often as the lottery allows on one day."""

    sentence = Words(
        zh="“{lottery}”每人每天最多抽 {most} 次，今天已抽满。明天再来。",
        en="A member draws {most} {most:time|times} a day at most in '{lottery}', and that is reached. Come back tomorrow.",
    )


class NoSuchDraw(NotFound):
    """No draw of that number, or another integration's."""

    sentence = Words(zh="没有编号为 {draw} 的抽奖。请核对。", en="There is no draw {draw}. Check the number.")


class NothingToHandOver(Conflict):
    """A draw whose prize does not wait to be handed over."""

    sentence = Words(
        zh="抽奖 {draw} 的状态是“{state}”，没有待发的奖品。",
        en="The draw {draw} has no prize to hand over, as it is: {state}.",
    )


class CannotUndoDraw(Conflict):
    """A draw that is undone, or whose prize was handed over."""

    sentence = Words(
        zh="抽奖 {draw} 的状态是“{state}”，不能撤销。",
        en="The draw {draw} cannot be undone, as it is: {state}.",
    )


class TooLateToUndo(Conflict):
    """A draw that is older than the lottery lets undo."""

    sentence = Words(
        zh="“{lottery}”的抽奖在 {hours} 小时内可撤销，现在不行。",
        en="Draws of '{lottery}' are undone within {hours} {hours:hour|hours}, not now.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What a draw came to. The member is not named: this answer is kept."""

    draw: Annotated[str, described("抽奖编号", "Draw")]
    lottery: Annotated[str, described("抽奖", "Lottery")]
    drawn: Annotated[str, described("抽中", "Drawn", about_zh="按公布的概率", about_en="By the declared odds")]
    prize: Annotated[
        str, described("得到", "Given", about_zh="抽中的发完则为替代奖项", about_en="Another one where it has run out")
    ]
    title: Annotated[dict[str, str], described("名称", "Title")]
    points_paid: Annotated[int, described("花费积分", "Points paid", unit="points")]
    points_won: Annotated[int, described("赢得积分", "Points won", unit="points")]
    sku: Annotated[str | None, described("奖品", "Product")]
    units: Annotated[int, described("件数", "Units", unit="units")]
    state: Annotated[str, described("状态", "State")]
    balance: Annotated[int, described("积分余额", "Points balance", unit="points")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawEnded:
    """What became of a draw."""

    draw: Annotated[str, described("抽奖编号", "Draw")]
    state: Annotated[str, described("状态", "State")]
    points_returned: Annotated[int, described("退回积分", "Points given back", unit="points")] = 0
    points_reversed: Annotated[int, described("收回积分", "Points taken back", unit="points")] = 0


def draw(till: Till, asked: DrawRequest, *, integration: str, at: datetime) -> tuple[Drawn, bool]:
    """Pay with points, draw by the key, take the prize or what is given when it is gone; all of it or nothing."""
    name = draw_name(till.key, integration, asked)

    def work(connection: Connection) -> Mapping[str, Any]:
        lottery, closed_at = the_lottery(connection, asked.lottery)
        if not lottery.is_open(at) or (closed_at is not None and closed_at <= at):
            span = {"starts": lottery.starts_at.isoformat(), "ends": lottery.ends_at.isoformat()}
            raise LotteryNotOpen(lottery=lottery.title, **span)
        mover = _player(connection, asked.customer, name, integration, at)
        _within_limits(connection, lottery, asked.customer, at)
        worth = mover.programme.points.worth
        spend(
            mover,
            lottery.points_per_draw,
            worth.of(lottery.points_per_draw),
            reason=REASON,
            occasion=lottery.id,
        )
        hit = drawn(lottery, till.key, name)
        got = _given(connection, lottery, hit)
        return asdict(_recorded(mover, lottery, integration, hit, got))

    answer, is_repeated = settle(till, "draw", asked, integration=integration, at=at, work=work)
    return Drawn(**answer), is_repeated


def hand_over(
    till: Till, asked: HandOverRequest, *, integration: str, of: str | None, at: datetime
) -> tuple[DrawEnded, bool]:
    """A gift that was won is handed over: it is owed no more. `of` names whose draws may be meant; None for all."""

    def work(connection: Connection) -> Mapping[str, Any]:
        found = _find(connection, asked.draw, of)
        if found.state != OWED or not end_draw(connection, found, HANDED_OVER, at):
            raise NothingToHandOver(draw=found.id, state=STATES[found.state])
        post(connection, f"{found.id}.out", _handed_over(posted(connection, found.id)), at)
        return asdict(DrawEnded(draw=found.id, state=HANDED_OVER))

    answer, is_repeated = settle(till, "hand_over", asked, integration=integration, at=at, work=work)
    return DrawEnded(**answer), is_repeated


def undo_draw(
    till: Till, asked: UndoDrawRequest, *, integration: str, of: str | None, by: str, at: datetime
) -> tuple[DrawEnded, bool]:
    """Points paid go back into their lots, those won are taken back, the prize is there again; the draw counts."""

    def work(connection: Connection) -> Mapping[str, Any]:
        found = _find(connection, asked.draw, of)
        lottery, _ = the_lottery(connection, found.lottery)
        if found.state not in {SETTLED, OWED}:
            raise CannotUndoDraw(draw=found.id, state=STATES[found.state])
        if at >= found.at + timedelta(hours=lottery.undo_hours):
            raise TooLateToUndo(lottery=lottery.title, hours=lottery.undo_hours)
        mover = locked(
            Mover(
                connection=connection,
                programme=the_programme(connection),
                customer=found.customer,
                channel=found.integration,
                at=at,
                subject=found.id,
            )
        )
        if not end_draw(connection, found, UNDONE, at):
            raise CannotUndoDraw(draw=found.id, state=STATES[UNDONE])
        give_back(mover, found.points_paid)
        reversed_points = take_back(mover, found.points_won)
        return_prize(connection, found.lottery, found.prize)
        opposite = (Posting(each.account, each.unit, -each.amount) for each in posted(connection, found.id))
        post(connection, f"{found.id}.undone", opposite, at)
        facts = {"draw": found.id, "why": asked.why}
        append(connection, stream=STREAM, kind="lottery.draw_undone", payload=facts, by=by, at=at)
        ended = DrawEnded(
            draw=found.id, state=UNDONE, points_returned=found.points_paid, points_reversed=reversed_points
        )
        return asdict(ended)

    answer, is_repeated = settle(till, "undo_draw", asked, integration=integration, at=at, work=work)
    return DrawEnded(**answer), is_repeated


def draw_name(key: bytes, integration: str, asked: Keyed) -> str:
    """The number of the draw of a request: the same request always has the same."""
    named = hmac.digest(key, f"draw\n{integration}\n{asked.key}".encode(), "sha256")
    return f"w{named[:10].hex()}"


def _player(connection: Connection, customer: str, name: str, integration: str, at: datetime) -> Mover:
    """A member whom the books know and who was not erased, under the lock of their account."""
    mover = Mover(
        connection=connection,
        programme=the_programme(connection),
        customer=customer,
        channel=integration,
        at=at,
        subject=name,
    )
    if is_forgotten(connection, customer):
        raise MemberUnknown(customer=customer)
    require_known(connection, mover.account())
    return locked(mover)


def _within_limits(connection: Connection, lottery: Lottery, customer: str, at: datetime) -> None:
    days = draws_of_member(connection, lottery.id, customer)
    most, most_a_day = lottery.most_per_member, lottery.most_a_day
    if most is not None and sum(days.values()) >= most:
        raise NoDrawsLeft(lottery=lottery.title, most=most)
    if most_a_day is not None and days.get(at.astimezone(lottery.zone).date(), 0) >= most_a_day:
        raise NoDrawsLeftToday(lottery=lottery.title, most=most_a_day)


def _given(connection: Connection, lottery: Lottery, hit: Prize) -> Prize:
    """The prize that was drawn, or what is declared to be given once it is gone."""
    if hit.stock is None or take_prize(connection, lottery.id, hit.id):
        return hit
    return lottery.prize(lottery.when_gone or hit.id)


def _recorded(mover: Mover, lottery: Lottery, integration: str, hit: Prize, got: Prize) -> Drawn:
    name, award = mover.subject or "", got.award
    won = award.points if isinstance(award, PointsAward) else 0
    gift = award if isinstance(award, GiftAward) else None
    state = OWED if gift else SETTLED
    if won:
        earn(mover, won, reason=REASON, occasion=lottery.id)
    if gift:
        post(mover.connection, name, _promised(gift, lottery.currency), mover.at)
    facts: dict[str, Any] = {
        "lottery": lottery.id,
        "drawn": hit.id,
        "prize": got.id,
        "points_paid": lottery.points_per_draw,
    }
    facts |= {"points_won": won, "state": state}
    kept = {
        "id": name,
        "integration": integration,
        "customer": mover.customer,
        "day": mover.at.astimezone(lottery.zone).date(),
        "value_minor": got.value_minor(mover.programme.points.worth),
        "at": mover.at,
        "settled_at": None if gift else mover.at,
    }
    record_draw(mover.connection, {**facts, **kept})
    return Drawn(
        draw=name,
        title={"zh": got.title.zh, "en": got.title.en},
        sku=gift.sku if gift else None,
        units=gift.units if gift else 0,
        balance=mover.account().balance(mover.at),
        **facts,
    )


def _promised(gift: GiftAward, currency: str) -> Iterator[Posting]:
    """A gift that was won is owed, in units and at its value, until it is handed over."""
    for unit, amount in ((f"sku:{gift.sku}", gift.units), (currency, gift.value_minor)):
        yield Posting("prizes_given", unit, amount)
        yield Posting("prizes_owed", unit, -amount)


def _handed_over(promised: tuple[Posting, ...]) -> Iterator[Posting]:
    for account, unit, amount in promised:
        if account == "prizes_owed":
            yield Posting("prizes_owed", unit, -amount)
            yield Posting("gift_stock" if unit.startswith("sku:") else "prizes_handed_over", unit, amount)


def _find(connection: Connection, name: str, of: str | None) -> Row[Any]:
    found = draw_row(connection, name, of)
    if found is None:
        raise NoSuchDraw(draw=name)
    return found
