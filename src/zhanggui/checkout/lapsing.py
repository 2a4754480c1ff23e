"""What has run out by itself, and how is that written down: points, held goods, deposits without a balance?

Nothing depends on when this runs: points that are over pay nothing, goods whose hold is over are anybody's, and a
deposit counts for nothing after its time. Run twice it finds nothing.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from sqlalchemy import select

from zhanggui.books.checkout.stock import sweep
from zhanggui.books.schema import REDEMPTIONS
from zhanggui.checkout.members.granting import expire_due
from zhanggui.checkout.publishing import in_force
from zhanggui.checkout.sold import adapter, find_sale
from zhanggui.checkout.undoing import cancelled
from zhanggui.core.described import described
from zhanggui.offers.rules.benefits import PresaleDeposit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.books.database import Books
    from zhanggui.checkout.undoing import Cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """What had run out and is booked now."""

    members: Annotated[int, described("会员数", "Members", unit="customers")]
    points: Annotated[int, described("过期积分", "Points expired", unit="points")]
    holds: Annotated[int, described("过期预留", "Holds expired", unit="count")]
    deposits: Annotated[int, described("过期定金", "Deposits whose balance was not paid", unit="count")]
    returned_minor: Annotated[int, described("应退定金", "Deposits that go back", unit="minor")]
    forfeited_minor: Annotated[int, described("不退的定金", "Deposits forfeited", unit="minor")]


def lapse(books: Books, at: datetime) -> Lapsed:
    """Book what has run out by an instant: each member, hold and deposit in a transaction of its own."""
    expired = expire_due(books, at)
    holds = sum(iter(lambda: sweep(books, at), 0))
    undone = list(_withdrawn(books, at))
    return Lapsed(
        members=expired.members,
        points=expired.points,
        holds=holds,
        deposits=len(undone),
        returned_minor=sum(each.money_minor for each in undone),
        forfeited_minor=sum(each.forfeited_minor for each in undone),
    )


def _withdrawn(books: Books, at: datetime) -> Iterator[Cancelled]:
    """Deposits whose balance was never paid, as if the buyer had withdrawn: by the rule of their offer."""
    with books.reading() as connection:
        overdue = list(_overdue(connection, at))
    for redemption, integration in overdue:
        with books.begin() as connection:
            sale = find_sale(connection, redemption, integration=integration, is_locked=True)
            if sale.state == "deposit":  # else it was paid or withdrawn from a moment ago
                yield cancelled(connection, sale, at, is_shops_fault=False)


def _overdue(connection: Connection, at: datetime) -> Iterator[tuple[str, str]]:
    """Open deposits, and whose they are, for all of whose offers the time of the balance is over."""
    columns = (REDEMPTIONS.c.id, REDEMPTIONS.c.integration, REDEMPTIONS.c.version, REDEMPTIONS.c.sold)
    ends = functools.cache(lambda version: _ends_of(connection, version))
    rows = connection.execute(select(*columns).where(REDEMPTIONS.c.state == "deposit").order_by(REDEMPTIONS.c.id)).all()
    for row in rows:
        applied = adapter().validate_json(row.sold).applied
        until = [ends(row.version)[each.offer] for each in applied if each.deposit_minor]
        if until and max(until) <= at:
            yield row.id, row.integration


def _ends_of(connection: Connection, version: int) -> dict[str, datetime]:
    """Until when the balance of each presale offer of a version can be paid."""
    benefits = ((each.offer.id, each.offer.benefit) for each in in_force(connection, version).rules.ready)
    return {offer: benefit.final_until for offer, benefit in benefits if isinstance(benefit, PresaleDeposit)}
