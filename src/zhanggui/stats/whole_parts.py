"""How are parts rounded so that they still add up to the whole?"""

from __future__ import annotations

import math
from collections.abc import Sequence


def whole_parts(parts: Sequence[float], total: int) -> tuple[int, ...]:
    """Whole numbers near the parts that add up to the total exactly; of equal remainders the first gets the unit.

    Each part is rounded down, then those with the largest remainders get one more (A. Hamilton 1792; M. Balinski and
    H. P. Young, Fair Representation, 1982, §3). More than rounding that the parts miss
    is spread evenly.

    >>> whole_parts([33.4, 33.3, 33.3], 100), whole_parts([-1.5, 0.5], -1)
    ((34, 33, 33), (-1, 0))
    """
    if not parts:
        return ()
    down = [math.floor(part) for part in parts]
    every, some = divmod(total - sum(down), len(parts))
    by_remainder = sorted(range(len(parts)), key=lambda at: (down[at] - parts[at], at))
    extra = set(by_remainder[:some])
    return tuple(part + every + (at in extra) for at, part in enumerate(down))
