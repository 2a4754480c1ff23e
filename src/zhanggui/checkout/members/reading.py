"""Where does a member stand, who stands where, and what became of the points that were ever given?"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Column, bindparam, case, func, select

from zhanggui.books.checkout.points import EXPIRED, REDEEMED
from zhanggui.books.points_schema import MEMBER_DEEDS, POINTS_ACCOUNTS, POINTS_ENTRIES
from zhanggui.books.prepared import Prepared
from zhanggui.checkout.members.account import account_of, standing_of
from zhanggui.checkout.members.programmes import the_programme
from zhanggui.core.described import described
from zhanggui.core.errors import NotFound
from zhanggui.core.words import Words
from zhanggui.offers.members.lots import Lot, balance_at
from zhanggui.offers.members.tiers import Standing, standing_at

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select

    from zhanggui.checkout.members.account import Account
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
    require_known(connection, account)
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


def require_known(connection: Connection, account: Account) -> None:
    """Refuse a customer who neither has points nor ever did anything that counts."""
    known = select(MEMBER_DEEDS.c.id).where(MEMBER_DEEDS.c.customer == account.customer).limit(1)
    if not account.rows and connection.execute(known).first() is None:
        raise MemberUnknown(customer=account.customer)


def plain_member(member: MemberView) -> dict[str, Any]:
    """A member with tier and points."""
    plain: dict[str, Any] = _member().dump_python(member, mode="json")
    return plain


def standings(connection: Connection, programme: MemberProgramme, at: datetime) -> Iterator[tuple[str, Standing]]:
    """Every member with where they stand, in the order of their pseudonyms; read in one pass."""
    seen = set()
    for customer, deeds in groupby(_ALL_DEEDS.each(connection), key=itemgetter(0)):
        seen.add(customer)
        yield customer, standing_at(programme, deeds, at)  # a row reads as a Deed does
    for customer in connection.execute(select(POINTS_ACCOUNTS.c.customer)).scalars():
        if customer not in seen:
            yield customer, standing_at(programme, (), at)


def fates(connection: Connection, at: datetime) -> Iterator[Fate]:
    """What became of all points by an instant. Points that were taken back or adjusted are in none of it."""
    until = {"until": at}
    for row in _ALL_LOTS.each(connection, until):
        yield from _of_lot(row, at)
    for row in _ALL_USED.each(connection, until):
        if row.used > 0:
            yield Fate(row.customer, int(row.used), "used", max((row.used_at - row.earned_at).days, 0), _until(row))


def _grouped(*columns: Any) -> Select[Any]:
    """Sums by lot up to an instant, with whose it is, when it was earned and when it expires."""
    lot = (_ENTRIES.customer, _ENTRIES.earned_at, _ENTRIES.expires_at)
    by = [column for column in columns if isinstance(column, Column)]
    known = _ENTRIES.at <= bindparam("until", type_=_ENTRIES.at.type)
    return select(*lot, *columns).where(known).group_by(*lot, *by)


_ENTRIES, _DEEDS = POINTS_ENTRIES.c, MEMBER_DEEDS.c
_LAPSED = func.sum(case((_ENTRIES.account == EXPIRED, _ENTRIES.points), else_=0)).label("lapsed")
_USED_AT = func.max(case((_ENTRIES.kind == "redeem", _ENTRIES.at))).label("used_at")
_USED = func.sum(-_ENTRIES.points).label("used")
_ALL_LOTS = Prepared(lambda _: _grouped(_ENTRIES.lot, func.sum(_ENTRIES.points).label("left"), _LAPSED))
_ALL_USED = Prepared(
    lambda _: _grouped(_ENTRIES.lot, _ENTRIES.subject, _USED, _USED_AT).where(_ENTRIES.account == REDEEMED)
)
_ALL_DEEDS = Prepared(
    lambda _: select(
        _DEEDS.customer, _DEEDS.at, _DEEDS.counts_at, _DEEDS.spend_minor, _DEEDS.orders, _DEEDS.points
    ).order_by(_DEEDS.customer)
)


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
