"""MBG/NBD: what if customers may leave for good after any purchase, the first one included?

E. P. Batislam, M. Denizel and A. Filiztekin, Empirical validation and comparison of models for customer base analysis,
International Journal of Research in Marketing 24, 2007.
"""

from __future__ import annotations

from functools import partial

from zhanggui.stats.lifetimes import geometric_dropout
from zhanggui.stats.lifetimes.model import LifetimeModel

MBG_NBD = LifetimeModel(
    code="mbg_nbd",
    parameters=("r", "alpha", "a", "b"),
    time_power=(0, 1, 0, 0),
    likelihood=partial(geometric_dropout.likelihood, moments=1),
    rate_ahead=partial(geometric_dropout.rate_ahead, moments=1),
    pair_rate_ahead=partial(geometric_dropout.pair_rate_ahead, moments=1),
    count_chance=partial(geometric_dropout.count_chance, moments=1),
)
