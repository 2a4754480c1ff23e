"""Which face value does each group get, so that the budget brings most?"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhanggui.decisions.policies.coupons.cells import Shopper
from zhanggui.decisions.policies.coupons.worth import Outlook
from zhanggui.stats.multiple_choice import Option, choose_within


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """Who gets which face value; what all of it is worth and takes of the budget, and what could be had at most."""

    by_face: Mapping[int, tuple[Shopper, ...]]
    worth_minor: float
    spent_minor: float
    bound_minor: float

    @property
    def gap_minor(self) -> float:
        """How much better the best possible choice could be at most."""
        return max(0.0, self.bound_minor - self.worth_minor)


def allocate(people: Sequence[Shopper], outlook: Outlook, budget_minor: float) -> Allocation:
    """One face value, or none, for a whole group; where money is left, part of one more group, by lot.

    Everybody of a group is offered the same: the choice rests on the group alone. A face value that too few would get
    to measure it, or that would bring too little, is taken out, and the choice is made again without it.
    """
    faces = tuple(sorted(set(outlook.params.face_values_minor)))
    while True:
        found = _allocate(people, outlook, faces, budget_minor)
        rare = [face for face, some in found.by_face.items() if _is_too_little(face, some, outlook)]
        if not rare:
            return found
        fewest = min(rare, key=lambda face: (len(found.by_face[face]), face))
        faces = tuple(face for face in faces if face != fewest)


def _allocate(people: Sequence[Shopper], outlook: Outlook, faces: Sequence[int], budget_minor: float) -> Allocation:
    groups: dict[str, list[Shopper]] = defaultdict(list)
    for one in people:
        if one.cell in outlook.usual and outlook.usual[one.cell].is_known:
            groups[one.cell].append(one)
    cells = sorted(groups)
    options = [_options(cell, len(groups[cell]), outlook, faces) for cell in cells]
    chosen = choose_within(options, budget_minor)
    by_face: dict[int, list[Shopper]] = defaultdict(list)
    worth, left = chosen.worth, budget_minor - chosen.cost
    for cell, choice in zip(cells, chosen.choices, strict=True):
        if choice:
            by_face[choice] += groups[cell]
    rest = [cell for cell, choice in zip(cells, chosen.choices, strict=True) if not choice]
    for cell, face in _by_return(rest, outlook, faces):
        count = min(len(groups[cell]), int(left // outlook.spent(cell, face)))
        if count and not any(one.cell == cell for some in by_face.values() for one in some):
            by_face[face] += sorted(groups[cell], key=_lot)[:count]
            worth += count * outlook.worth(cell, face)
            left -= count * outlook.spent(cell, face)
    return Allocation(
        by_face={face: tuple(some) for face, some in sorted(by_face.items())},
        worth_minor=worth,
        spent_minor=budget_minor - left,
        bound_minor=max(chosen.bound, worth),
    )


def _is_too_little(face: int, people: Sequence[Shopper], outlook: Outlook) -> bool:
    worth = sum(outlook.worth(one.cell, face) for one in people)
    return len(people) < outlook.params.least_customers or worth < outlook.params.least_worth_minor


def _options(cell: str, count: int, outlook: Outlook, faces: Sequence[int]) -> list[Option]:
    return [
        Option(choice=face, worth=count * outlook.worth(cell, face), cost=count * outlook.spent(cell, face))
        for face in faces
    ]


def _by_return(cells: Sequence[str], outlook: Outlook, faces: Sequence[int]) -> list[tuple[str, int]]:
    """What is worth anything, the most for its cost first."""
    every = [(cell, face) for cell in cells for face in faces if outlook.worth(cell, face) > 0]
    return sorted(every, key=lambda one: (-outlook.worth(*one) / outlook.spent(*one), one))


def _lot(one: Shopper) -> bytes:
    return hashlib.sha256(f"coupon/{one.customer}".encode()).digest()
