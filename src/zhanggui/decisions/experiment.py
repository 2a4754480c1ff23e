"""Who is treated and who is left alone, and what did the difference bring?"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhanggui.books.contacts import HOLDOUT, LATER
from zhanggui.decisions.policy import Member
from zhanggui.stats.difference import Arm, Effect, total_effect, without_history

TREATMENT = "treatment"
LEAST_IN_ARM = 2
__all__ = ["HOLDOUT", "LATER", "TREATMENT", "Comparison", "compare", "draw"]


def draw(members: Sequence[Member], experiment: str, shares: Mapping[str, float]) -> dict[str, str]:
    """Put each member into one arm: at random, but the same again for whoever repeats it.

    Within every stratum members are ranked by sha256(experiment ‖ customer), a number nobody can choose, and the
    ranking is cut at the cumulated shares; rounding is carried from stratum to stratum, so that the whole has the
    shares too. Nothing about a customer but the stratum can have a part in it.

    >>> one = Member(customer="p1", stratum="a", expected_minor=0, before_minor=0)
    >>> draw([one], "x", {"treatment": 1.0})
    {'p1': 'treatment'}
    """
    strata: dict[str, list[str]] = defaultdict(list)
    for member in members:
        strata[member.stratum].append(member.customer)
    arms: dict[str, str] = {}
    seen = 0
    for stratum in sorted(strata):
        ranked = sorted(strata[stratum], key=lambda customer: _number(experiment, customer))
        cuts = _cuts(seen, len(ranked), shares)
        seen += len(ranked)
        for arm, (start, end) in cuts.items():
            arms |= dict.fromkeys(ranked[start:end], arm)
    return arms


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The effect on all who were treated, and how many were compared."""

    effect: Effect
    treated: int
    control: int


def compare(members: Sequence[Member], outcome: Mapping[str, float], level: float = 0.95) -> Comparison:
    """What treating brought in total, against the holdout of the same stratum.

    Everyone counts in the arm into which they were drawn, whether or not the message reached them; who bought nothing
    counts with 0. What each brought in before takes chance out of the outcome.
    """
    compared = [member for member in members if member.arm in (TREATMENT, HOLDOUT)]
    values = [outcome.get(member.customer, 0.0) for member in compared]
    adjusted = without_history(values, [float(member.before_minor) for member in compared]) if compared else []
    strata = _merged(compared, adjusted)
    effect = total_effect([(Arm.of(groups[TREATMENT]), Arm.of(groups[HOLDOUT])) for groups in strata], level)
    treated = sum(member.arm == TREATMENT for member in compared)
    return Comparison(effect=effect, treated=treated, control=len(compared) - treated)


def _number(experiment: str, customer: str) -> bytes:
    return hashlib.sha256(f"{experiment}/{customer}".encode()).digest()


def _cuts(seen: int, size: int, shares: Mapping[str, float]) -> dict[str, tuple[int, int]]:
    cuts = {}
    share = 0.0
    start = 0
    for arm, part in shares.items():
        share += part
        end = size if abs(share - 1) < 1e-9 else round((seen + size) * share) - round(seen * share)  # noqa: PLR2004
        end = min(size, max(start, end))
        cuts[arm] = (start, end)
        start = end
    return cuts


def _merged(members: Sequence[Member], values: Sequence[float]) -> list[dict[str, list[float]]]:
    """The outcomes by stratum and arm; strata too small to compare are put together."""
    strata: dict[str, dict[str, list[float]]] = defaultdict(lambda: {TREATMENT: [], HOLDOUT: []})
    for member, value in zip(members, values, strict=True):
        strata[member.stratum][str(member.arm)].append(value)
    enough = [groups for groups in strata.values() if _is_enough(groups)]
    rest = [groups for groups in strata.values() if not _is_enough(groups)]
    together = {arm: [value for groups in rest for value in groups[arm]] for arm in (TREATMENT, HOLDOUT)}
    if _is_enough(together):
        return [*enough, together]
    if not enough or not any(together.values()):
        return enough
    last = {arm: [*enough[-1][arm], *together[arm]] for arm in together}
    return [*enough[:-1], last]


def _is_enough(groups: Mapping[str, Sequence[float]]) -> bool:
    return all(len(values) >= LEAST_IN_ARM for values in groups.values())
