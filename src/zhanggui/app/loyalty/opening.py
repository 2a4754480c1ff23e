"""How are files of member programmes checked and published, and members looked up, rewarded and adjusted?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.app.offers import read_file
from zhanggui.app.selling.opening import open_till
from zhanggui.checkout.asked import understood
from zhanggui.checkout.members.asked import AdjustRequest, EarnRequest
from zhanggui.checkout.members.granting import adjust_points, expire_due, reward
from zhanggui.checkout.members.programmes import publish_programme, the_programme
from zhanggui.checkout.members.reading import member_view
from zhanggui.offers.members.checking import check_programme
from zhanggui.offers.members.programme import MemberProgramme
from zhanggui.offers.rules.reading import form_of, read

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor
    from zhanggui.checkout.members.granting import PointsExpired, PointsMoved
    from zhanggui.checkout.members.programmes import ProgrammePublished
    from zhanggui.checkout.members.reading import MemberView
    from zhanggui.offers.members.checking import ProgrammeFlaw

OURS = "cli"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeVerdict:
    """What was found in a programme, and how many tiers it has."""

    tiers: int
    flaws: tuple[ProgrammeFlaw, ...]

    @property
    def may_go_live(self) -> bool:
        """Whether no error was found."""
        return all(flaw.severity != "error" for flaw in self.flaws)


def check_programme_file(file: Path) -> ProgrammeVerdict:
    """Check the programme of a file."""
    return _verdict(read_file(file, MemberProgramme))


def check_programme_text(text: str) -> ProgrammeVerdict:
    """Check a programme that was pasted."""
    return _verdict(_read(text))


def publish_programme_text(shop: Shop, text: str, *, actor: Actor) -> ProgrammePublished:
    """Put a programme that was pasted into force."""
    return publish_programme(shop.books, _read(text), by=actor.id, at=shop.clock.now())


def publish_programme_file(shop: Shop, file: Path, *, actor: Actor) -> ProgrammePublished:
    """Put the programme of a file into force."""
    return publish_programme(shop.books, read_file(file, MemberProgramme), by=actor.id, at=shop.clock.now())


def member_at(shop: Shop, customer: str, at: datetime | None = None) -> MemberView:
    """A member now, or as they stood at an instant."""
    with shop.books.reading() as connection:
        return member_view(connection, customer, at or shop.clock.now())


def programme_at(shop: Shop, at: datetime | None = None) -> MemberProgramme:
    """The programme in force now or at an instant."""
    with shop.books.reading() as connection:
        return the_programme(connection, at)


def earn_points(
    shop: Shop, customer: str, *, occasion: str, subject: str, key: str, integration: str = OURS
) -> tuple[PointsMoved, bool]:
    """Points for a review, a share, an activity."""
    said = {"key": key, "customer": customer, "occasion": occasion, "subject": subject}
    return reward(open_till(shop), understood(EarnRequest, said), integration=integration, at=shop.clock.now())


def adjust_by_hand(
    shop: Shop, customer: str, points: int, *, why: str, key: str, actor: Actor
) -> tuple[PointsMoved, bool]:
    """Points given or taken by a person, with the reason on record."""
    asked = understood(AdjustRequest, {"key": key, "customer": customer, "points": points, "why": why})
    return adjust_points(open_till(shop), asked, integration=OURS, by=actor.id, at=shop.clock.now())


def expire_points(shop: Shop) -> PointsExpired:
    """Post what has expired; balances were right before."""
    return expire_due(shop.books, shop.clock.now())


def _read(text: str) -> MemberProgramme:
    return read(text, form_of(text), MemberProgramme, "programme")


def _verdict(programme: MemberProgramme) -> ProgrammeVerdict:
    return ProgrammeVerdict(tiers=len(programme.tiers.levels), flaws=check_programme(programme))
