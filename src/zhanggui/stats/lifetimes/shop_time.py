"""How much of a shop's own time goes by on each day, where some days sell several times what others do?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.season import Floats, ordinary_level

NO_WINDOW = -1
TRUST = (-3.0, 8.0)  # logarithms of how many purchases the common belief may be worth


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopTime:
    """Days as the shop lives them: a day of a sale is several ordinary ones.

    Whoever buys at rate λ on an ordinary day buys at λ g(t) on day t, g being the same for everybody. Then purchases
    are a plain Poisson process in G(t) = Σ g, and every model that counts days may count G instead. `ends` are G at the
    end of each day that is laid out, `today` says which of them is the last known one; before and after them a day is a
    day. Without any, shop time is the calendar. (Operational time: D. R. Cox and V. Isham, Point Processes, 1980.)
    """

    ends: Floats = field(default_factory=lambda: np.zeros(0))
    today: int = 0

    @classmethod
    def of(cls, pace: Floats, today: int) -> ShopTime:
        """From how much each day is worth; `today` is the place of the last known one."""
        return cls(ends=np.cumsum(pace), today=today)

    def since(self, days_ago: Floats) -> Floats:
        """Shop time from the end of the day so many days ago to the end of today; days to come are negative.

        >>> time = ShopTime.of(np.array([1.0, 3.0, 1.0, 2.0]), today=2)
        >>> time.since(np.array([0.0, 1.0, 2.0, 5.0, -1.0, -3.0])).tolist()
        [0.0, 1.0, 4.0, 7.0, -2.0, -4.0]
        """
        days_ago = np.asarray(days_ago, dtype=float)
        if not len(self.ends):
            return days_ago
        at, last = self.today - days_ago, len(self.ends) - 1
        inside = np.interp(at, np.arange(len(self.ends)), self.ends)
        return np.asarray(self.ends[self.today] - inside - np.minimum(at, 0) - np.maximum(at - last, 0))

    def ahead(self, days: float) -> float:
        """How much shop time the coming days are."""
        return -float(self.since(np.array(-days)))

    def before(self, days: int) -> ShopTime:
        """The same time, told so many days earlier."""
        return replace(self, today=self.today - days)

    def histories(self, calendar: Histories) -> Histories:
        """Histories told in calendar days up to today, in shop time."""
        age = self.since(calendar.age)
        return replace(calendar, age=age, latest=age - self.since(calendar.age - calendar.latest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Paces:
    """Of each window: purchases seen on its days, what ordinary days would have brought, and the pace believed."""

    seen: Floats
    ordinary: Floats
    pace: Floats


def paces(purchases: Floats, window: NDArray[np.int_], windows: int) -> Paces:
    """How many ordinary days a day of each window is worth, from purchases by day; one where nothing tells.

    `window` gives each day the number of its window, -1 where it is ordinary. With k purchases seen and e expected of
    ordinary days (the level of the days around, windows left out), k ~ Poisson(e g) and g ~ Gamma(c, c), so that the
    pace believed is (k + c) / (e + c): a window seldom seen counts as an ordinary day. c is what makes all windows
    together most likely (J. S. Maritz and T. Lwin, Empirical Bayes Methods, 1989, §3.3).

    >>> found = paces(np.array([2.0] * 30 + [8.0] * 10 + [2.0] * 30), np.repeat([-1, 0, -1], [30, 10, 30]), 2)
    >>> found.seen.tolist(), found.ordinary.tolist(), bool(3 < found.pace[0] < 4), float(found.pace[1])
    ([80.0, 0.0], [20.0, 0.0], True, 1.0)
    """
    inside = window != NO_WINDOW
    level = ordinary_level(purchases, inside)
    seen, ordinary = (
        np.asarray(np.bincount(window[inside], values[inside], minlength=windows), dtype=float)
        for values in (purchases, level)
    )
    told = ordinary > 0
    trust = _trust(seen[told], ordinary[told])
    return Paces(seen=seen, ordinary=ordinary, pace=np.where(told, (seen + trust) / (ordinary + trust), 1.0))


def _trust(seen: Floats, ordinary: Floats) -> float:
    """The c that makes the counts most likely: k ~ NegativeBinomial(c, c / (c + e))."""
    if not len(seen):
        return float(np.exp(TRUST[1]))

    def unlikely(log_trust: float) -> float:
        c = np.exp(log_trust)
        one = gammaln(c + seen) - gammaln(c) + c * np.log(c / (c + ordinary)) + seen * np.log(ordinary / (c + ordinary))
        return -float(one.sum())

    return float(np.exp(minimize_scalar(unlikely, bounds=TRUST, method="bounded").x))
