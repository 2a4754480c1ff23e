"""What is due now, where has it not been sent, and who may be disturbed at this hour?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.app import asking, goals
from zhanggui.app.alerts import alerts_if_any
from zhanggui.app.notify import sending, telling
from zhanggui.app.notify.timing import DailyTime
from zhanggui.books import alerts as kept
from zhanggui.books import notify_targets, settings
from zhanggui.books.notify_targets import NewTarget, NotifyTarget, QuietHours, TargetKind
from zhanggui.core.errors import ZhangguiError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from zhanggui.app.alerts import Alerts
    from zhanggui.app.notify.forms import Message
    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor
    from zhanggui.core.words import Language

SENDER = "notify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What happened at one target: how many alerts and whether the digest went out, what waits, what went wrong."""

    target: NotifyTarget
    alerts: int
    is_digest: bool
    is_quiet: bool
    problem: ZhangguiError | None


def add(
    shop: Shop,
    kind: TargetKind,
    *,
    title: str,
    secret: Mapping[str, Any],
    language: Language,
    quiet: QuietHours,
    actor: Actor,
) -> NotifyTarget:
    """Keep a target and put its host on the owner's list; whoever is no owner is refused."""
    told = NewTarget(
        kind=kind, title=title, host=sending.host_of(kind, secret), language=language, quiet=quiet, secret=secret
    )
    at = shop.clock.now()
    added = notify_targets.add_target(shop.books, shop.key, told, by=actor, at=at)
    declared, version = settings.current(shop.books)
    if added.host not in declared.webhook_hosts:
        listed = declared.model_copy(update={"webhook_hosts": (*declared.webhook_hosts, added.host)})
        settings.change(shop.books, listed, expected_version=version, by=actor.id, at=at)
    return added


def send_trial(shop: Shop, target: str) -> None:
    """Send a message that says nothing but that it arrives."""
    from zhanggui.app.review import shop_title

    found = notify_targets.find_target(shop.books, target)
    _deliver(shop, found, telling.trial_message(shop_title(shop), found.language), shop.clock.now())


def send_due(shop: Shop, *, force_digest: bool = False) -> tuple[Sent, ...]:
    """To every target, outside its quiet hours, the alerts it has not had; from the shop's time on the digest too."""
    found = notify_targets.targets(shop.books)
    if not found:
        return ()
    at, daily = shop.clock.now(), daily_time(shop)
    alerts = alerts_if_any(shop)
    return tuple(_send_to(shop, target, alerts, at, daily, force_digest=force_digest) for target in found)


def daily_time(shop: Shop) -> DailyTime:
    """When the shop's digest goes out each day."""
    declared, _ = settings.current(shop.books)
    return DailyTime.read(declared.digest_at, shop.facts.timezone)


def _send_to(
    shop: Shop, target: NotifyTarget, alerts: Alerts | None, at: datetime, daily: DailyTime, *, force_digest: bool
) -> Sent:
    is_quiet = target.quiet.hold(at.astimezone(daily.zone).hour)
    try:
        told = 0 if is_quiet else send_alerts(shop, target, alerts, at)
        is_due = force_digest or daily.is_due(at, target.created_at, target.quiet)
        is_digest = is_due and _send_digest(shop, target, alerts, at, daily, is_forced=force_digest)
    except ZhangguiError as problem:
        return Sent(target=target, alerts=0, is_digest=False, is_quiet=is_quiet, problem=problem)
    return Sent(target=target, alerts=told, is_digest=is_digest, is_quiet=is_quiet, problem=None)


def send_alerts(shop: Shop, target: NotifyTarget, alerts: Alerts | None, at: datetime) -> int:
    """Send the alerts that nobody took note of and that the target has not had; returns how many."""
    from zhanggui.app.review import shop_title

    rows = {row.key: row for row in (alerts.unnoted if alerts else ())}
    claimed = kept.claim(shop.books, target.id, tuple(rows), by=SENDER, at=at)
    if claimed:
        told = [rows[key] for key in claimed]
        _settled(shop, target, lambda: telling.alert_message(shop_title(shop), told, target.language), claimed, at)
    return len(claimed)


def _send_digest(
    shop: Shop, target: NotifyTarget, alerts: Alerts | None, at: datetime, daily: DailyTime, *, is_forced: bool
) -> bool:
    key = f"{kept.DIGEST}{daily.today(at)}" + (f" {at.isoformat()}" if is_forced else "")
    claimed = kept.claim(shop.books, target.id, (key,), by=SENDER, at=at)
    if not claimed:
        return False
    delay = telling.Delay() if is_forced else _delay(shop, target, at, daily)
    _settled(shop, target, lambda: _digest(shop, alerts, delay, target.language), claimed, at)
    return True


def _delay(shop: Shop, target: NotifyTarget, at: datetime, daily: DailyTime) -> telling.Delay:
    last = kept.last_sent(shop.books, target.id)
    skipped = daily.skipped(at, last.digest_day, target.created_at)
    return telling.Delay(is_late=daily.is_late(at), skipped=skipped)


def _digest(shop: Shop, alerts: Alerts | None, delay: telling.Delay, language: Language) -> Message:
    from zhanggui.app.review import BOARD, shop_title

    board = asking.answer(shop, BOARD, {})
    judged = alerts.run if alerts else None
    return telling.digest_message(shop_title(shop), board, judged, goals.followed(shop), delay=delay, language=language)


def _settled(
    shop: Shop, target: NotifyTarget, message: Callable[[], Message], claimed: tuple[str, ...], at: datetime
) -> None:
    is_sent = False
    try:
        _deliver(shop, target, message(), at)
        is_sent = True
    finally:
        kept.settle(shop.books, target.id, claimed, is_sent=is_sent, by=SENDER, at=at)


def _deliver(shop: Shop, target: NotifyTarget, message: Message, at: datetime) -> None:
    declared, _ = settings.current(shop.books)
    secret = notify_targets.open_secret(shop.books, shop.key, target.id)
    sending.send(target, message, secret, allowed=declared.webhook_hosts, at=at)
