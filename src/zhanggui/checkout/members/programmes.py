"""Which member programme is in force, since when, and who put it there?"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from sqlalchemy import select

from zhanggui.books.events import append, canonical
from zhanggui.books.points_schema import PROGRAMMES
from zhanggui.books.prepared import Prepared
from zhanggui.books.schema import OFFER_SETS
from zhanggui.core.described import described
from zhanggui.core.errors import Conflict, RequestAtFault, ShopAtFault
from zhanggui.core.words import Words
from zhanggui.offers.members.checking import check_programme
from zhanggui.offers.members.programme import MemberProgramme

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from zhanggui.books.database import Books

STREAM = "members/programme"
_NEWEST = select(PROGRAMMES).order_by(PROGRAMMES.c.version.desc()).limit(1)
_VERSION = Prepared(
    lambda _: select(PROGRAMMES.c.version, PROGRAMMES.c.hash).order_by(PROGRAMMES.c.version.desc()).limit(1)
)


class NoProgramme(ShopAtFault):
    """No member programme is in force."""

    sentence = Words(
        zh="还没有生效的会员规则。先运行：zhanggui loyalty publish 规则文件",
        en="No member programme is in force. Publish one with: zhanggui loyalty publish FILE",
    )


class ProgrammeNotSound(RequestAtFault):
    """A programme with errors that the check found."""

    sentence = Words(
        zh="会员规则有 {errors} 个错误（{codes}），不能生效。用 zhanggui loyalty check 查看并改正。",
        en="The programme has {errors} errors ({codes}) and cannot go into force. See them with: zhanggui loyalty check",
    )


class ProgrammeInAnotherCurrency(Conflict):
    """A programme in another currency than the offers or the programme before."""

    sentence = Words(
        zh="优惠和账目是 {before}，会员规则写的是 {now}。请用同一币种。",
        en="Offers and accounts are in {before}, the programme in {now}. Keep one currency.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePublished:
    """A programme as it went into force."""

    version: Annotated[int, described("版本", "Version")]
    hash: Annotated[str, described("指纹", "Hash")]
    tiers: Annotated[int, described("等级数", "Tiers", unit="count")]
    rights: Annotated[int, described("权益数", "Rights", unit="count")]


def publish_programme(books: Books, programme: MemberProgramme, *, by: str, at: datetime) -> ProgrammePublished:
    """Put a programme into force as the next version; the same again stays the version it is.

    It holds for all that members ever did: who stands where under it is told at once, by counting anew.
    """
    _sound(programme)
    text = canonical(programme.model_dump(mode="json"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    facts: dict[str, Any] = {"hash": digest, "tiers": len(programme.tiers.levels), "rights": len(programme.rights)}
    with books.begin() as connection:
        newest = _newest(connection, None)
        if newest and newest.hash == digest:
            return ProgrammePublished(version=newest.version, **facts)
        _same_currency(connection, newest, programme.currency)
        seen = newest.version if newest else 0
        event = append(
            connection, stream=STREAM, kind="programme.published", payload=facts, by=by, at=at, expected=seen
        )
        row = {"version": event.sequence, "hash": digest, "programme": text}
        connection.execute(PROGRAMMES.insert().values(**row, published_by=by, published_at=at))
    return ProgrammePublished(version=event.sequence, **facts)


def programme_in_force(connection: Connection, at: datetime | None = None) -> MemberProgramme | None:
    """The newest programme, or the one that was in force at an instant; None where there was none."""
    if at is not None:
        row = _newest(connection, at)
        return _read(row.programme) if row else None
    newest = _VERSION.first(connection)
    return programme_of(connection, newest.version, newest.hash) if newest else None


def programme_of(connection: Connection, version: int, digest: str) -> MemberProgramme:
    """One version, told by its hash; its text is read when a process first meets it."""
    kept = _kept(version, digest)
    if not kept:
        text = connection.execute(select(PROGRAMMES.c.programme).where(PROGRAMMES.c.version == version)).scalar_one()
        kept.append(_read(text))
    return kept[0]


def the_programme(connection: Connection, at: datetime | None = None) -> MemberProgramme:
    """The programme in force, where nothing can be said without one."""
    found = programme_in_force(connection, at)
    if found is None:
        raise NoProgramme
    return found


def _newest(connection: Connection, at: datetime | None) -> Row[Any] | Any:
    if at is None:
        return connection.execute(_NEWEST).first()
    return connection.execute(_NEWEST.where(PROGRAMMES.c.published_at <= at)).first()


@functools.lru_cache(maxsize=8)
def _kept(version: int, digest: str) -> list[MemberProgramme]:  # noqa: ARG001 - what it says is known by its digest
    """Where a programme that was read is kept: empty at first."""
    return []


@functools.lru_cache(maxsize=8)
def _read(text: str) -> MemberProgramme:
    return MemberProgramme.model_validate_json(text)


def _sound(programme: MemberProgramme) -> None:
    errors = [flaw for flaw in check_programme(programme) if flaw.severity == "error"]
    if errors:
        raise ProgrammeNotSound(errors=len(errors), codes=", ".join(sorted({flaw.said.code for flaw in errors})))


def _same_currency(connection: Connection, newest: Row[Any] | None, currency: str) -> None:
    offers = connection.execute(select(OFFER_SETS.c.offers).limit(1)).scalar()
    for text in (offers, newest.programme if newest else None):
        if text and (before := json.loads(text)["currency"]) != currency:
            raise ProgrammeInAnotherCurrency(before=before, now=currency)
