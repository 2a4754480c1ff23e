"""How is an instant read from a person and shown to one: on the shop's clock, never as a machine writes it?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words

FIRST_YEAR, LAST_YEAR = 1900, 9000  # outside them an instant cannot be told in every zone


class MomentNotUnderstood(RequestAtFault):
    """A text that is no instant, or one too far away to be told in every zone."""

    sentence = Words(
        zh="看不懂时刻“{text}”。写成 2026-11-11 20:00（店铺时区），或带时区的 2026-11-11T20:00:00+08:00；年份从 {first} 起、{last} 之前。",
        en="Cannot read the moment '{text}'. Write 2026-11-11 20:00 (the shop's zone), or with a zone "
        "2026-11-11T20:00:00+08:00, in a year from {first} on and before {last}.",
    )


def when(instant: datetime | None, zone: str) -> str:
    """An instant on the shop's clock.

    >>> from datetime import UTC
    >>> when(datetime(2026, 11, 10, 18, 30, tzinfo=UTC), "Asia/Shanghai"), when(None, "UTC")
    ('2026-11-11 02:30', '—')
    """
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if instant else "—"


def span(starts_at: datetime | None, ends_at: datetime | None, zone: str) -> str:
    """From when until when; an end that is open is left open. Empty where both are.

    >>> from datetime import UTC
    >>> span(None, datetime(2026, 11, 11, 16, tzinfo=UTC), "Asia/Shanghai"), span(None, None, "UTC")
    ('… – 2026-11-12 00:00', '')
    """
    if starts_at is None and ends_at is None:
        return ""
    said = [when(each, zone) if each else "…" for each in (starts_at, ends_at)]
    return " – ".join(said)


def moment(said: str | None, zone: str) -> datetime | None:
    """An instant as a person or a field writes it, on the shop's clock where it names no zone; None: nothing said.

    >>> moment("2026-11-11 20:00", "Asia/Shanghai").isoformat(), moment("", "UTC")
    ('2026-11-11T20:00:00+08:00', None)
    """
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said.strip())
    except ValueError:
        raise _not_understood(said) from None
    return in_calendar(found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone)))


def in_calendar(instant: datetime) -> datetime:
    """The instant itself, if every zone can tell it."""
    if not FIRST_YEAR <= instant.year < LAST_YEAR:
        raise _not_understood(instant.isoformat())
    return instant


def _not_understood(said: str) -> MomentNotUnderstood:
    return MomentNotUnderstood(text=said, first=FIRST_YEAR, last=LAST_YEAR)
