"""How likely is a lapsed customer to come back by themselves, and how much do outcomes vary?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import pstdev

from zhanggui.decisions.policies.win_back.lapsed import Lapsed

OVERDUE_STEPS = (3.0, 5.0, 10.0)
PURCHASE_STEPS = (3, 6)
POOLED_WEIGHT = 50
LEAST_CASES = 30

Bucket = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """What the shop's own past says about lapsed customers whom nobody contacted.

    `cases` customers were lapsed one horizon ago; `overall` of them bought again within it; `deviation_minor` is the
    standard deviation of the net sales they brought, those who brought nothing among them.
    """

    cases: int
    overall: float
    by_bucket: Mapping[Bucket, float]
    deviation_minor: float

    def comes_back(self, customer: Lapsed) -> float:
        """The chance of a purchase within the horizon without any contact."""
        return self.by_bucket.get(bucket(customer), self.overall)


def odds(earlier: Sequence[Lapsed]) -> Odds | None:
    """Count what became of those who were lapsed one horizon ago; None with fewer than 30 of them.

    p(bucket) = (came back + 50 · p) / (cases + 50), p the share over all: few cases in a bucket, defined by how overdue
    and how faithful a customer was, move it little from the whole.
    """
    if len(earlier) < LEAST_CASES:
        return None
    cases = Counter(bucket(customer) for customer in earlier)
    back = Counter(bucket(customer) for customer in earlier if customer.came_back)
    overall = back.total() / len(earlier)
    return Odds(
        cases=len(earlier),
        overall=overall,
        by_bucket={
            each: (back[each] + POOLED_WEIGHT * overall) / (count + POOLED_WEIGHT) for each, count in cases.items()
        },
        deviation_minor=pstdev(customer.later_minor for customer in earlier),
    )


def bucket(customer: Lapsed) -> Bucket:
    """How overdue and how faithful: customers of one bucket are taken as alike."""
    return (
        sum(customer.overdue >= step for step in OVERDUE_STEPS),
        sum(customer.purchase_days >= step for step in PURCHASE_STEPS),
    )
