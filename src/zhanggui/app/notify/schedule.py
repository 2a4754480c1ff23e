"""When do the digest and the alerts go out by themselves, and when did they last?

Every process of a service looks every few seconds. What is due is a job with a key (the hour, the version of the
numbers, whether the digest is due): the key lets it be queued once, the lease lets one process send, and each message
to each target is claimed in the books before it leaves. So it goes out once, however many processes look and restart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from zhanggui.app.notify import dispatch
from zhanggui.books import alerts as kept
from zhanggui.books import jobs, notify_targets
from zhanggui.core.errors import Busy
from zhanggui.core.words import LANGUAGES, Words
from zhanggui.warehouse import snapshots

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from zhanggui.app.notify.timing import DailyTime
    from zhanggui.app.shop import Shop
    from zhanggui.books.alerts import LastSent
    from zhanggui.books.notify_targets import NotifyTarget

KIND = "notify"
RUNNING_WITHIN = timedelta(hours=2)  # a running service queues a look every hour


class NotHeardEverywhere(Busy):
    """Some target did not take its message; it is tried again."""

    sentence = Words(
        zh="没有送达：{titles}。稍后会再试；一直不行时用 zhanggui notify test 查原因。",
        en="Not delivered to {titles}. It is tried again; where that does not help, zhanggui notify test says why.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetTimes:
    """One target: what it got last, and which days it got no digest."""

    target: NotifyTarget
    last: LastSent
    skipped: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When messages go out by themselves, whether anybody is there to send them, and what was sent last."""

    digest_at: str
    timezone: str
    next_digest_at: datetime
    looked_at: datetime | None
    is_running: bool
    problem: Mapping[str, str] | None
    targets: tuple[TargetTimes, ...]


def put_in_line(shop: Shop) -> jobs.Job | None:
    """Queue a look at what is due; None where that was done this hour for these numbers, or nobody is to be told."""
    at = shop.clock.now()
    published = snapshots.current(shop.folder)
    if published is None or not notify_targets.targets(shop.books):
        return None
    key = _look(dispatch.daily_time(shop), at, published.stem)
    if jobs.find_key(shop.books, key):
        return None
    return jobs.enqueue(shop.books, KIND, {}, at=at, key=key)


def carry_out(shop: Shop, _payload: Mapping[str, Any]) -> dict[str, Any]:
    """Send what is due; where a target did not take it, the job is tried again and the others get nothing twice."""
    sent = dispatch.send_due(shop)
    deaf = [each.target.title for each in sent if each.problem]
    if deaf:
        raise NotHeardEverywhere(titles=", ".join(deaf))
    return {"alerts": sum(each.alerts for each in sent), "digests": sum(each.is_digest for each in sent)}


def schedule(shop: Shop) -> Schedule:
    """The schedule as it stands."""
    at, daily = shop.clock.now(), dispatch.daily_time(shop)
    looks = jobs.latest(shop.books, KIND, 1)
    looked_at = looks[0].created_at if looks else None
    outcome = looks[0].outcome if looks else None
    return Schedule(
        digest_at=f"{daily.at:%H:%M}",
        timezone=shop.facts.timezone,
        next_digest_at=daily.next(at),
        looked_at=looked_at,
        is_running=looked_at is not None and at - looked_at < RUNNING_WITHIN,
        problem=(outcome or {}).get("error", {}).get("message"),
        targets=tuple(_times(shop, target, at, daily) for target in notify_targets.targets(shop.books)),
    )


def plain(found: Schedule) -> dict[str, Any]:
    """The schedule as JSON values."""
    return {
        "digest_at": found.digest_at,
        "timezone": found.timezone,
        "next_digest_at": found.next_digest_at.isoformat(),
        "looked_at": _iso(found.looked_at),
        "is_running": found.is_running,
        "problem": {language: found.problem[language] for language in LANGUAGES} if found.problem else None,
        "targets": [
            {
                "id": each.target.id,
                "title": each.target.title,
                "last_digest_at": _iso(each.last.digest_at),
                "last_alert_at": _iso(each.last.alert_at),
                "skipped": [day.isoformat() for day in each.skipped],
            }
            for each in found.targets
        ],
    }


def _times(shop: Shop, target: NotifyTarget, at: datetime, daily: DailyTime) -> TargetTimes:
    last = kept.last_sent(shop.books, target.id)
    skipped = daily.skipped(at, last.digest_day, target.created_at)
    return TargetTimes(target=target, last=last, skipped=skipped)


def _look(daily: DailyTime, at: datetime, published: str) -> str:
    """Every hour, with every new version of the numbers, and at the digest's time."""
    local = at.astimezone(daily.zone)
    is_due = at >= daily.on(local.date())
    return f"{KIND} {local:%Y-%m-%d %H} {published} {'after' if is_due else 'before'} {daily.at:%H:%M}"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
