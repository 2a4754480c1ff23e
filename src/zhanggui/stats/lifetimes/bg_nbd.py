"""BG/NBD: what if customers may leave for good after any purchase but the first?

P. S. Fader, B. G. S. Hardie and K. L. Lee, "Counting your customers" the easy way, Marketing Science 24, 2005.
"""

from __future__ import annotations

from functools import partial

from zhanggui.stats.lifetimes import geometric_dropout
from zhanggui.stats.lifetimes.model import LifetimeModel

BG_NBD = LifetimeModel(
    code="bg_nbd",
    parameters=("r", "alpha", "a", "b"),
    time_power=(0, 1, 0, 0),
    likelihood=partial(geometric_dropout.likelihood, moments=0),
    rate_ahead=partial(geometric_dropout.rate_ahead, moments=0),
    pair_rate_ahead=partial(geometric_dropout.pair_rate_ahead, moments=0),
    count_chance=partial(geometric_dropout.count_chance, moments=0),
)
