"""How long does something usually take, when some of it has not happened yet?"""

from __future__ import annotations

from collections.abc import Mapping


def usual_wait(ended: Mapping[int, int], waiting: Mapping[int, int], share: float) -> int | None:
    """The shortest wait within which this share of all cases ends; None where nothing has ended yet.

    Who still waits counts as long as seen: S(t) = Π (1 − d_u / n_u) over waits u ≤ t, with d_u cases that ended
    after u days and n_u that had waited at least u days; the answer is the first t with S(t) ≤ 1 − share. Where so
    many never end that S stays above, it is the longest wait that did end. `ended` and `waiting` count cases by days.

    E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations, JASA 53, 1958, §2.

    >>> usual_wait({2: 3, 3: 1}, {}, 0.75)
    2
    >>> usual_wait({2: 1, 7: 1}, {1: 5, 9: 3}, 0.9)
    7
    >>> usual_wait({}, {4: 2}, 0.9) is None
    True
    """
    at_risk = sum(ended.values()) + sum(waiting.values())
    left = 1.0
    for days in sorted({*ended, *waiting}):
        left *= 1 - ended.get(days, 0) / at_risk
        if ended.get(days, 0) and left <= 1 - share + 1e-12:
            return days
        at_risk -= ended.get(days, 0) + waiting.get(days, 0)
    return max(ended, default=None)
