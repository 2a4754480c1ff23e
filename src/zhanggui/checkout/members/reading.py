"""Where does a member stand, who stands where, and what became of the points that were ever given?"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Column, case, func, select

from zhanggui.books.checkout.points import EXPIRED, REDEEMED
from zhanggui.books.points_schema import MEMBER_DEEDS, POINTS_ACCOUNTS, POINTS_ENTRIES
from zhanggui.checkout.members.account import account_of, as_deeds, standing_of
from zhanggui.checkout.members.programmes import the_programme
from zhanggui.core.described import described
from zhanggui.core.errors import NotFound
from zhanggui.core.words import Words
from zhanggui.offers.members.lots import Lot, balance_at
from zhanggui.offers.members.tiers import Standing, standing_at

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select

    from zhanggui.offers.members.programme import MemberProgramme


class MemberUnknown(NotFound):
    """A customer of whom the books of the checkout know nothing."""

    sentence = Words(
        zh="收银账里没有会员“{customer}”：没有买过，也没有得过积分。请核对假名。",
        en="The books of the checkout know no member '{customer}': no purchase, no points. Check the pseudonym.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """A member at an instant: tier, what is missing to the next, points by lot."""

    customer: Annotated[str, described("顾客假名", "Customer, pseudonym")]
    at: Annotated[datetime, described("时刻", "At")]
    standing: Annotated[Standing, described("等级", "Tier")]
    balance: Annotated[
        int, described("积分余额", "Points balance", unit="points", about_zh="负数为欠", about_en="Below zero: a debt")
    ]
    worth_minor: Annotated[int, described("值", "Worth", unit="minor")]
    currency: Annotated[str, described("币种", "Currency")]
    lots: Annotated[
        tuple[Lot, ...], described("批次", "Lots", about_zh="旧的先用", about_en="The oldest is used first")
    ]


class Fate(NamedTuple):
    """What became of some points of one lot: used or expired after so many days, or they still wait."""

    customer: str
    points: int
    fate: str
    days: int
    until_days: int | None


def member_view(connection: Connection, customer: str, at: datetime) -> MemberView:
    """A member as they stood at an instant, under the programme of that time."""
    programme = the_programme(connection, at)
    account = account_of(connection, customer)
    known = select(MEMBER_DEEDS.c.id).where(MEMBER_DEEDS.c.customer == customer).limit(1)
    if not account.rows and connection.execute(known).first() is None:
        raise MemberUnknown(customer=customer)
    lots = account.lots_at(at)
    balance = balance_at(lots, at)
    return MemberView(
        customer=customer,
        at=at,
        standing=standing_of(connection, programme, customer, at),
        balance=balance,
        worth_minor=programme.points.worth.of(max(balance, 0)),
        currency=programme.currency,
        lots=tuple(lot for lot in lots if lot.is_live(at)),
    )


def plain_member(member: MemberView) -> dict[str, Any]:
    """A member with tier and points."""
    plain: dict[str, Any] = _member().dump_python(member, mode="json")
    return plain


def standings(connection: Connection, programme: MemberProgramme, at: datetime) -> Iterator[tuple[str, Standing]]:
    """Every member with where they stand, in the order of their pseudonyms; read in one pass."""
    deeds = select(MEMBER_DEEDS).order_by(MEMBER_DEEDS.c.customer)
    seen = set()
    for customer, rows in groupby(connection.execute(deeds), key=attrgetter("customer")):
        seen.add(customer)
        yield customer, standing_at(programme, as_deeds(rows), at)
    for customer in connection.execute(select(POINTS_ACCOUNTS.c.customer)).scalars():
        if customer not in seen:
            yield customer, standing_at(programme, (), at)


def fates(connection: Connection, at: datetime) -> Iterator[Fate]:
    """What became of all points by an instant. Points that were taken back or adjusted are in none of it."""
    entries = POINTS_ENTRIES.c
    lapsed = func.sum(case((entries.account == EXPIRED, entries.points), else_=0))
    lots = _grouped(entries.lot, func.sum(entries.points).label("left"), lapsed.label("lapsed"))
    for row in connection.execute(lots.where(entries.at <= at)):
        yield from _of_lot(row, at)
    used_at = func.max(case((entries.kind == "redeem", entries.at)))
    used = _grouped(entries.lot, entries.subject, func.sum(-entries.points).label("used"), used_at.label("used_at"))
    for row in connection.execute(used.where(entries.at <= at, entries.account == REDEEMED)):
        if row.used > 0:
            yield Fate(row.customer, int(row.used), "used", max((row.used_at - row.earned_at).days, 0), _until(row))


def _grouped(*columns: Any) -> Select[Any]:
    """Sums by lot, with whose it is, when it was earned and when it expires."""
    entries = POINTS_ENTRIES.c
    lot = (entries.customer, entries.earned_at, entries.expires_at)
    by = [column for column in columns if isinstance(column, Column)]
    return select(*lot, *columns).group_by(*lot, *by)


def _of_lot(row: Row[Any], at: datetime) -> Iterator[Fate]:
    until, left = _until(row), int(row.left)
    is_live = row.expires_at is None or at < row.expires_at
    if gone := -int(row.lapsed) + (0 if is_live else max(left, 0)):
        yield Fate(row.customer, gone, "expired", max((until or 0) - 1, 0), until)
    if is_live and left:
        yield Fate(row.customer, left, "waiting" if left > 0 else "owed", max((at - row.earned_at).days, 0), until)


def _until(row: Row[Any]) -> int | None:
    return None if row.expires_at is None else (row.expires_at - row.earned_at).days


@functools.cache
def _member() -> TypeAdapter[MemberView]:
    return TypeAdapter(MemberView)
