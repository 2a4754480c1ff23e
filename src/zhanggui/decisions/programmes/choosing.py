"""Who is written to today by which programme, where somebody is due for several?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhanggui.books.contacts import LATER, Caps, room


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person who is due for one programme and may be reached; `expected_minor` is what a contact should earn."""

    customer: str
    programme: str
    occasion: str
    arm: str
    channel: str
    expected_minor: float


def choose(cases: Iterable[Case], contacted: Mapping[str, Sequence[date]], caps: Caps, day: date) -> tuple[Case, ...]:
    """Of each person's cases those that the caps leave room for, the most profitable programme first.

    The order does not look at the arm, and a holdout takes its place like a message. Whoever is left for later takes
    none. (Greedy by value: with one contact a day it is the best choice; with more it is the best of each place.)

    >>> one = Case(customer="p", programme="a", occasion="x", arm="m", channel="sms", expected_minor=5.0)
    >>> two = Case(customer="p", programme="b", occasion="x", arm="holdout", channel="sms", expected_minor=9.0)
    >>> [case.programme for case in choose([one, two], {}, Caps(day=1, week=1, month=1), date(2026, 3, 1))]
    ['b']
    """
    taken: dict[str, list[date]] = defaultdict(list)
    chosen = []
    for case in sorted(cases, key=lambda each: (each.customer, -each.expected_minor, each.programme, each.occasion)):
        days = [*contacted.get(case.customer, ()), *taken[case.customer]]
        if case.arm == LATER:
            chosen.append(case)
        elif room(days, day, caps):
            taken[case.customer].append(day)
            chosen.append(case)
    return tuple(chosen)
