"""Has an integration asked too often this minute, over all processes that serve the shop?

Writing down every request would cost a commit each. A process takes permits from the books in blocks of a fiftieth of
what the integration may ask in a minute, by one conditional update, and spends them from its own memory. So all
processes together never let through more than the limit; near its end a process may refuse a little early, while
another still holds some permits of the same minute.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zhanggui.books.throttle import count
from zhanggui.core.errors import NotAllowed
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.books.database import Books

MINUTE = timedelta(minutes=1)
BLOCKS = 50


class TooManyRequests(NotAllowed):
    """An integration asks more often than it may."""

    http_status = 429
    sentence = Words(
        zh="接入方“{integration}”每分钟最多 {most} 个请求。请在 {retry_after} 秒后再试。",
        en="The integration '{integration}' may send {most} requests a minute. Try again in {retry_after} seconds.",
    )


@dataclass(slots=True)
class _Held:
    minute: datetime
    left: int = 0
    is_spent: bool = False


class Permits:
    """The permits that this process holds; one for each application, used by all its threads."""

    def __init__(self, books: Books) -> None:
        self._books, self._lock, self._held = books, threading.Lock(), dict[str, _Held]()

    def use(self, integration: str, most: int, at: datetime) -> None:
        """Spend a permit of the integration, or raise TooManyRequests."""
        minute = at.replace(second=0, microsecond=0)
        with self._lock:
            held = self._held.get(integration)
            if held is None or held.minute != minute:
                held = self._held[integration] = _Held(minute)
            if not held.left and not held.is_spent:
                held.left = self._taken(integration, most, minute)
                held.is_spent = not held.left
            if held.is_spent:
                wait = max(1, -(-(minute + MINUTE - at) // timedelta(seconds=1)))
                raise TooManyRequests(integration=integration, most=most, retry_after=wait)
            held.left -= 1

    def _taken(self, integration: str, most: int, minute: datetime) -> int:
        """As many as were taken from the books: a block, else the last few one by one, else none."""
        subject = f"checkout:{integration}"
        for amount in dict.fromkeys((max(1, most // BLOCKS), 1)):
            with self._books.begin() as connection:
                if count(connection, subject, most=most, window=MINUTE, at=minute, amount=amount):
                    return amount
        return 0
