"""Which price holds in which channel from which day on?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence

from zhanggui.core.proposal import Proposal
from zhanggui.stats.demand.price_test import BLOCK_DAYS


def changes(proposal: Proposal) -> Iterator[tuple[int, str, int, int]]:
    """Day (counted from 1), channel, price before and price from then on; a test ends where it began."""
    for channel, now, *then in json.loads(str(proposal.after["_rows"])):
        if len(then) == 1:
            yield 1, channel, now, then[0]
            continue
        before = now
        for day, is_high in high_blocks(proposal.id, channel, proposal.horizon_days):
            yield day, channel, before, then[is_high]
            before = then[is_high]
        yield proposal.horizon_days + 1, channel, before, now


def high_blocks(decision: str, channel: str, days: int) -> Sequence[tuple[int, bool]]:
    """The first day of every fortnight, counted from 1, and whether the higher price holds in it.

    Drawn by the decision's own id, so that nobody chooses; of every two fortnights of a channel one is high.

    >>> drawn = high_blocks("d1", "own_site", 84)
    >>> [day for day, _ in drawn], sum(high for _, high in drawn)
    ([1, 15, 29, 43, 57, 71], 3)
    """
    blocks = days // BLOCK_DAYS
    return [(BLOCK_DAYS * block + 1, _is_high(decision, channel, block)) for block in range(blocks)]


def _is_high(decision: str, channel: str, block: int) -> bool:
    first = hashlib.sha256(f"{decision} {channel} {block // 2}".encode()).digest()[0] % 2
    return (block + first) % 2 == 0
