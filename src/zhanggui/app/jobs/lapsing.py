"""When is what has run out by itself written down: expired points, held goods, deposits whose balance was not paid?

Once on each of the shop's days, by whichever process of the service looks first. The key lets it be queued once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from zhanggui.books import jobs
from zhanggui.checkout.lapsing import Lapsed, lapse
from zhanggui.checkout.members.programmes import programme_in_force
from zhanggui.checkout.publishing import last_published
from zhanggui.core.described import described

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.app.shop import Shop

KIND = "lapse"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastLapse:
    """When it was booked last, and what there was."""

    at: Annotated[datetime, described("时刻", "At")]
    lapsed: Annotated[Lapsed, described("入账的", "Booked")]


def put_in_line(shop: Shop) -> jobs.Job | None:
    """Queue today's booking; None where that was done, or where nothing is sold and nobody is a member."""
    at = shop.clock.now()
    key = f"{KIND} {at.astimezone(ZoneInfo(shop.facts.timezone)):%Y-%m-%d}"
    if jobs.find_key(shop.books, key):
        return None
    with shop.books.reading() as connection:
        if last_published(connection) is None and programme_in_force(connection) is None:
            return None
    return jobs.enqueue(shop.books, KIND, {}, at=at, key=key)


def carry_out(shop: Shop, _payload: Mapping[str, Any]) -> dict[str, Any]:
    """Book what has run out by now."""
    return asdict(lapse_now(shop))


def lapse_now(shop: Shop) -> Lapsed:
    """Book what has run out by now, without waiting for the service."""
    return lapse(shop.books, shop.clock.now())


def last_lapse(shop: Shop) -> LastLapse | None:
    """The service's last booking that came to its end; None before the first."""
    for job in jobs.latest(shop.books, KIND, 7):
        if job.state == "done" and job.finished_at and job.outcome:
            return LastLapse(at=job.finished_at, lapsed=Lapsed(**job.outcome))
    return None
