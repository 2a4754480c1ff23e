"""On which days of the test is the bundle on?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

BLOCK_DAYS = 2


def days_on(decision: str, first: date, days: int) -> Sequence[date]:
    """One day of every two, drawn by the decision's own id, so that nobody chooses the better ones.

    >>> len(days_on("d1", date(2026, 3, 2), 28))
    14
    """
    return [first + timedelta(days=BLOCK_DAYS * block + _drawn(decision, block)) for block in range(days // BLOCK_DAYS)]


def _drawn(decision: str, block: int) -> int:
    return hashlib.sha256(f"{decision} {block}".encode()).digest()[0] % BLOCK_DAYS
