"""Which lotteries were declared, how many of each prize are left, and what did each draw get?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, update

from zhanggui.books.lottery_schema import LOTTERIES, LOTTERY_DRAWS, LOTTERY_PRIZES
from zhanggui.books.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection, Row

SETTLED, OWED, HANDED_OVER, UNDONE = "settled", "owed", "handed_over", "undone"

_PRIZES, _DRAWS = LOTTERY_PRIZES.c, LOTTERY_DRAWS.c
_MINE = (_PRIZES.lottery == bindparam("of_lottery"), _PRIZES.prize == bindparam("of_prize"))
_TAKE = Prepared(
    lambda _: update(LOTTERY_PRIZES).where(*_MINE, _PRIZES.given < _PRIZES.stock).values(given=_PRIZES.given + 1)
)
_RETURN = update(LOTTERY_PRIZES).where(*_MINE).values(given=_PRIZES.given - 1)
_LOTTERY = Prepared(lambda _: select(LOTTERIES).where(LOTTERIES.c.id == bindparam("of_lottery")))
_OF_MEMBER = Prepared(
    lambda _: (
        select(_DRAWS.day, func.count().label("draws"))
        .where(_DRAWS.customer == bindparam("of_customer"), _DRAWS.lottery == bindparam("of_lottery"))
        .group_by(_DRAWS.day)
    )
)
_DRAWN = Prepared(lambda _: LOTTERY_DRAWS.insert(), tuple(LOTTERY_DRAWS.columns.keys()))


def take_prize(connection: Connection, lottery: str, prize: str) -> bool:
    """One of a prize of which there is a number; False where none is left. Nothing is checked before it is taken."""
    return _TAKE.change(connection, {"of_lottery": lottery, "of_prize": prize}) == 1


def return_prize(connection: Connection, lottery: str, prize: str) -> None:
    """One more of a prize is there again; of one without limit nothing is counted."""
    connection.execute(_RETURN, {"of_lottery": lottery, "of_prize": prize})


def lottery_row(connection: Connection, lottery: str) -> Row[Any] | Any:
    """A lottery as it was declared; None where none has this name."""
    return _LOTTERY.first(connection, {"of_lottery": lottery})


def lottery_rows(connection: Connection) -> Sequence[Row[Any]]:
    """All lotteries, the newest first."""
    return connection.execute(select(LOTTERIES).order_by(LOTTERIES.c.published_at.desc(), LOTTERIES.c.id)).all()


def prizes_left(connection: Connection, lottery: str) -> Mapping[str, int]:
    """By prize how many are left, for those of which there is a number."""
    rows = connection.execute(select(LOTTERY_PRIZES).where(_PRIZES.lottery == lottery)).all()
    return {row.prize: row.stock - row.given for row in rows}


def draws_of_member(connection: Connection, lottery: str, customer: str) -> Mapping[date, int]:
    """By day how often a member drew, undone draws included: an undone draw brings no further chance."""
    mine = {"of_customer": customer, "of_lottery": lottery}
    return {row.day: row.draws for row in _OF_MEMBER.rows(connection, mine)}


def record_draw(connection: Connection, draw: Mapping[str, Any]) -> None:
    """Write down a draw."""
    _DRAWN.write(connection, draw)


def draw_row(connection: Connection, draw: str, integration: str | None) -> Row[Any] | None:
    """A draw, if it is the integration's own; None for the integration looks at all."""
    wanted = select(LOTTERY_DRAWS).where(_DRAWS.id == draw)
    if integration is not None:
        wanted = wanted.where(_DRAWS.integration == integration)
    return connection.execute(wanted).first()


def end_draw(connection: Connection, found: Row[Any], state: str, at: datetime) -> bool:
    """Move a draw on from the state in which it was read; False where it is in another by now."""
    same = (_DRAWS.id == found.id, _DRAWS.state == found.state, _DRAWS.customer == found.customer)
    changed = update(LOTTERY_DRAWS).where(*same).values(state=state, settled_at=at)
    return connection.execute(changed).rowcount == 1


def close_lottery_row(connection: Connection, lottery: str, at: datetime) -> bool:
    """Take no more draws; False where the lottery was closed before."""
    still = update(LOTTERIES).where(LOTTERIES.c.id == lottery, LOTTERIES.c.closed_at.is_(None))
    return connection.execute(still.values(closed_at=at)).rowcount == 1


def draw_counts(connection: Connection, lottery: str) -> Sequence[Row[Any]]:
    """By what was drawn, what was given and what became of it: draws, points paid and won, value of the prizes."""
    by = (_DRAWS.drawn, _DRAWS.prize, _DRAWS.state)
    amounts = (_DRAWS.points_paid, _DRAWS.points_won, _DRAWS.value_minor)
    sums = (func.sum(amount).label(amount.name) for amount in amounts)
    wanted = select(*by, func.count().label("draws"), *sums).where(_DRAWS.lottery == lottery).group_by(*by)
    return connection.execute(wanted).all()


def draws_owed(connection: Connection) -> Sequence[Row[Any]]:
    """Draws whose prize waits to be handed over, the oldest first."""
    waiting = select(LOTTERY_DRAWS).where(_DRAWS.state == OWED).order_by(_DRAWS.at, _DRAWS.id)
    return connection.execute(waiting).all()


def prizes_owed(connection: Connection) -> tuple[int, int]:
    """How many prizes wait to be handed over, and what they are worth together, minor units."""
    wanted = select(func.count(), func.coalesce(func.sum(_DRAWS.value_minor), 0)).where(_DRAWS.state == OWED)
    draws, value = connection.execute(wanted).one()
    return int(draws), int(value)
