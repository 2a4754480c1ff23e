"""Which option should each of many groups get, at most one each, so that a budget brings most?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What a group may get: `choice` names it, `worth` is what it brings, `cost` what it takes of the budget."""

    choice: int
    worth: float
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The choice of every group, 0 for none; what it brings and takes, and what no choice at all could exceed."""

    choices: tuple[int, ...]
    worth: float
    cost: float
    bound: float

    @property
    def gap(self) -> float:
        """How much better the best possible choice could be at most."""
        return max(0.0, self.bound - self.worth)


def choose_within(groups: Sequence[Sequence[Option]], budget: float) -> Chosen:
    """Take steps up each group's best options, the step that brings most for its cost first, while they fit.

    max Σ wᵢⱼxᵢⱼ with Σⱼ xᵢⱼ ≤ 1 and Σ cᵢⱼxᵢⱼ ≤ B: the multiple-choice knapsack. On the upper hull of each group's
    options (none among them) worth per cost falls from step to step; filling the budget with all groups' steps in that
    order, the last one in part, solves the relaxation with parts of options and gives the bound. The whole steps of it,
    and whatever still fits afterwards, are the choice; it misses the best by less than one step (P. Sinha and
    A. Zoltners, The multiple-choice knapsack problem, Operations Research 27, 1979).

    >>> tea = [Option(choice=1, worth=6.0, cost=2.0), Option(choice=2, worth=8.0, cost=4.0)]
    >>> cups = [Option(choice=1, worth=5.0, cost=4.0)]
    >>> found = choose_within([tea, cups], 6.0)
    >>> found.choices, found.worth, found.cost, found.bound
    ((1, 1), 11.0, 6.0, 11.0)
    """
    hulls = [hull(options) for options in groups]
    steps = sorted(_steps(hulls), key=lambda step: (-step[0], step[1], step[2]))
    taken = [0] * len(groups)
    left, bound, is_full = budget, sum(each[0].worth for each in hulls), False
    for slope, group, place in steps:
        before, after = hulls[group][place - 1], hulls[group][place]
        cost = after.cost - before.cost
        if not is_full and cost > left + SLACK:
            bound += slope * left
            is_full = True
        if not is_full:
            bound += after.worth - before.worth
        if taken[group] == place - 1 and cost <= left + SLACK:
            taken[group] = place
            left -= cost
    got = [hulls[group][place] for group, place in enumerate(taken)]
    worth = sum(option.worth for option in got)
    return Chosen(
        choices=tuple(option.choice for option in got),
        worth=worth,
        cost=sum(option.cost for option in got),
        bound=max(bound, worth),
    )


def hull(options: Sequence[Option]) -> tuple[Option, ...]:
    """The options that are best for some price of the budget, none first, from cheap to dear.

    >>> [each.choice for each in hull([Option(choice=1, worth=1.0, cost=2.0), Option(choice=2, worth=4.0, cost=4.0)])]
    [0, 2]
    """
    best = [Option(choice=0, worth=0.0, cost=0.0)]
    for option in sorted(options, key=lambda each: (each.cost, -each.worth, each.choice)):
        if option.worth <= best[-1].worth:
            continue
        if option.cost <= best[-1].cost:  # as cheap and worth more
            best.pop()
        while len(best) > 1 and _slope(best[-1], option) >= _slope(best[-2], best[-1]):
            best.pop()
        best.append(option)
    return tuple(best)


def _steps(hulls: Sequence[Sequence[Option]]) -> list[tuple[float, int, int]]:
    return [
        (_slope(steps[place - 1], steps[place]), group, place)
        for group, steps in enumerate(hulls)
        for place in range(1, len(steps))
    ]


def _slope(before: Option, after: Option) -> float:
    cost = after.cost - before.cost
    return (after.worth - before.worth) / cost if cost > 0 else float("inf")
