"""Which lotteries are there, what was declared of each, and what is left of its prizes?"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import TypeAdapter

from zhanggui.books.checkout.inserting import insert_unless_there
from zhanggui.books.checkout.lotteries import close_lottery_row, draws_owed, lottery_row, lottery_rows, prizes_left
from zhanggui.books.events import append, canonical
from zhanggui.books.lottery_schema import LOTTERIES, LOTTERY_PRIZES
from zhanggui.checkout.members.programmes import programme_in_force
from zhanggui.core.described import described
from zhanggui.core.errors import Conflict, NotFound, RequestAtFault
from zhanggui.core.words import Words
from zhanggui.offers.members.lottery import GiftAward, Lottery, PrizeCap
from zhanggui.offers.members.lottery_checking import check_lottery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row

    from zhanggui.books.database import Books
    from zhanggui.offers.members.programme import MemberProgramme

STREAM = "members/lotteries"
State = Literal["coming", "running", "over", "closed"]


class NoSuchLottery(NotFound):
    """No lottery of that name was published."""

    sentence = Words(
        zh="没有抽奖“{lottery}”。用 zhanggui loyalty lottery list 查看。",
        en="There is no lottery '{lottery}'. See them with: zhanggui loyalty lottery list",
    )


class LotteryNotSound(RequestAtFault):
    """A lottery with errors that the check found."""

    sentence = Words(
        zh="抽奖有 {errors} 个错误（{codes}），不能发布。用 zhanggui loyalty lottery check 查看并改正。",
        en="The lottery has {errors} {errors:error|errors} ({codes}) and cannot be published. See: zhanggui loyalty lottery check",
    )


class LotteryDeclared(Conflict):
    """Something else is to be declared under the name of a lottery that members were shown."""

    sentence = Words(
        zh="抽奖“{lottery}”已公布，概率和奖项不再改动。请换一个 id 另发一期，或先关闭它。",
        en="The lottery '{lottery}' was declared, and its odds and prizes stay as they are. Publish another id, or close it.",
    )


class LotteryClosedBefore(Conflict):
    """A lottery that takes no draws any more is to be closed."""

    sentence = Words(zh="抽奖“{lottery}”已经关闭。", en="The lottery '{lottery}' is closed already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotteryPublished:
    """A lottery as it was declared."""

    lottery: Annotated[str, described("抽奖", "Lottery")]
    hash: Annotated[str, described("指纹", "Hash")]
    prizes: Annotated[int, described("奖项数", "Prizes", unit="count")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredPrize:
    """A prize as members are shown it."""

    prize: Annotated[str, described("奖项", "Prize")]
    title: Annotated[Words, described("名称", "Title")]
    kind: Annotated[Literal["points", "gift", "nothing"], described("类型", "Kind")]
    chance: Annotated[
        int, described("中奖份数", "Chance", about_zh="占 odds_total 的份数", about_en="Out of odds_total")
    ]
    value_minor: Annotated[int | None, described("价值", "Value", unit="minor")]
    stock: Annotated[int | None, described("份数", "Stock", unit="count", about_en="None: without limit")]
    left: Annotated[int | None, described("还剩", "Left", unit="count", about_en="None: without limit")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotteryView:
    """A lottery as members are shown it: declared odds, limits, and what is left."""

    lottery: Annotated[str, described("抽奖", "Lottery")]
    title: Annotated[Words, described("名称", "Title")]
    state: Annotated[State, described("状态", "State")]
    currency: Annotated[str, described("币种", "Currency")]
    starts_at: Annotated[datetime, described("开始", "Starts at")]
    ends_at: Annotated[datetime, described("结束", "Ends at")]
    points_per_draw: Annotated[int, described("每抽积分", "Points a draw", unit="points")]
    most_per_member: Annotated[int | None, described("每人最多几抽", "Draws of a member", unit="count")]
    most_a_day: Annotated[int | None, described("每人每天最多几抽", "Draws of a member a day", unit="count")]
    odds_total: Annotated[int, described("总份数", "Odds out of")]
    prizes: Annotated[tuple[DeclaredPrize, ...], described("奖项", "Prizes")]
    when_gone: Annotated[str | None, described("抽完后", "When a prize is gone")]
    cap: Annotated[PrizeCap | None, described("最高奖上限", "Cap on a prize")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedPrize:
    """A gift that was won and waits to be handed over."""

    draw: Annotated[str, described("抽奖号", "Draw")]
    lottery: Annotated[str, described("抽奖", "Lottery")]
    title: Annotated[Words, described("奖品", "Prize")]
    sku: Annotated[str, described("商品", "Product")]
    units: Annotated[int, described("件数", "Units", unit="units")]
    won_at: Annotated[datetime, described("中奖于", "Won at")]
    customer: Annotated[str, described("顾客假名", "Customer, pseudonym")]


def publish_lottery(books: Books, lottery: Lottery, *, by: str, at: datetime) -> LotteryPublished:
    """Declare a lottery, once and for all; the same again stays as it is, another one under its name is refused."""
    text = canonical(lottery.model_dump(mode="json"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    facts = {"lottery": lottery.id, "hash": digest, "prizes": len(lottery.prizes)}
    row = {"id": lottery.id, "hash": digest, "lottery": text, "published_by": by, "published_at": at}
    with books.begin() as connection:
        _sound(lottery, programme_in_force(connection))
        if insert_unless_there(connection, LOTTERIES, {**row, "closed_at": None}):
            append(connection, stream=STREAM, kind="lottery.published", payload=facts, by=by, at=at)
            limited = [prize for prize in lottery.prizes if prize.stock is not None]
            for prize in limited:
                counted = {"lottery": lottery.id, "prize": prize.id, "stock": prize.stock, "given": 0}
                connection.execute(LOTTERY_PRIZES.insert().values(counted))
        elif lottery_row(connection, lottery.id).hash != digest:
            raise LotteryDeclared(lottery=lottery.id)
    return LotteryPublished(lottery=lottery.id, hash=digest, prizes=len(lottery.prizes))


def close_lottery(books: Books, lottery: str, *, by: str, at: datetime) -> None:
    """Take no more draws from now on; what was won stays owed."""
    with books.begin() as connection:
        the_lottery(connection, lottery)
        if not close_lottery_row(connection, lottery, at):
            raise LotteryClosedBefore(lottery=lottery)
        append(connection, stream=STREAM, kind="lottery.closed", payload={"lottery": lottery}, by=by, at=at)


def the_lottery(connection: Connection, lottery: str) -> tuple[Lottery, datetime | None]:
    """A lottery as it was declared, and since when it is closed."""
    row = lottery_row(connection, lottery)
    if row is None:
        raise NoSuchLottery(lottery=lottery)
    return read_lottery(row.lottery), row.closed_at


def lottery_view(connection: Connection, lottery: str, at: datetime) -> LotteryView:
    """One lottery as members are shown it now."""
    the_lottery(connection, lottery)
    return _view(connection, lottery_row(connection, lottery), programme_in_force(connection), at)


def lottery_views(connection: Connection, at: datetime) -> tuple[LotteryView, ...]:
    """All lotteries, the newest first."""
    programme = programme_in_force(connection)
    return tuple(_view(connection, row, programme, at) for row in lottery_rows(connection))


def owed_prizes(connection: Connection) -> Iterator[OwedPrize]:
    """Gifts that wait to be handed over, the oldest first."""
    declared = {row.id: read_lottery(row.lottery) for row in lottery_rows(connection)}
    for row in draws_owed(connection):
        prize = declared[row.lottery].prize(row.prize)
        if isinstance(prize.award, GiftAward):
            what = {"draw": row.id, "lottery": row.lottery, "won_at": row.at, "customer": row.customer}
            yield OwedPrize(**what, title=prize.title, sku=prize.award.sku, units=prize.award.units)


def plain_view(view: LotteryView) -> dict[str, Any]:
    """A lottery as JSON."""
    plain: dict[str, Any] = _views().dump_python(view, mode="json")
    return plain


@functools.lru_cache(maxsize=32)
def read_lottery(text: str) -> Lottery:
    """A lottery from the text that was kept; each text is read once by a process."""
    return Lottery.model_validate_json(text)


def _view(connection: Connection, row: Row[Any], programme: MemberProgramme | None, at: datetime) -> LotteryView:
    said, left = read_lottery(row.lottery), prizes_left(connection, row.id)
    worth = programme.points.worth if programme else None
    prizes = tuple(
        DeclaredPrize(
            prize=prize.id,
            title=prize.title,
            kind=prize.award.kind,
            chance=prize.chance,
            value_minor=prize.value_minor(worth),
            stock=prize.stock,
            left=left.get(prize.id),
        )
        for prize in said.prizes
    )
    return LotteryView(
        lottery=said.id,
        title=said.title,
        state=_state(said, row.closed_at, at),
        currency=said.currency,
        starts_at=said.starts_at,
        ends_at=said.ends_at,
        points_per_draw=said.points_per_draw,
        most_per_member=said.most_per_member,
        most_a_day=said.most_a_day,
        odds_total=said.odds_total,
        prizes=prizes,
        when_gone=said.when_gone,
        cap=said.cap,
    )


def _state(said: Lottery, closed_at: datetime | None, at: datetime) -> State:
    if closed_at is not None and closed_at <= at:
        return "closed"
    if at < said.starts_at:
        return "coming"
    return "running" if said.is_open(at) else "over"


def _sound(lottery: Lottery, programme: MemberProgramme | None) -> None:
    errors = [flaw for flaw in check_lottery(lottery, programme) if flaw.severity == "error"]
    if errors:
        raise LotteryNotSound(errors=len(errors), codes=", ".join(sorted({flaw.said.code for flaw in errors})))


@functools.cache
def _views() -> TypeAdapter[LotteryView]:
    return TypeAdapter(LotteryView)
