"""Where does a part of the visitors leave more often than the rest, and what does that cost?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from zhanggui.analyses.customers.event_steps import STEP_NAMES
from zhanggui.analyses.customers.funnel_result import EVERYBODY, PartRow
from zhanggui.analyses.customers.order_worth import priced
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.proportions import wilson
from zhanggui.stats.two_proportions import Counted, believable, doubt

if TYPE_CHECKING:
    from zhanggui.analyses.customers.order_worth import Worth

VERDICTS: Mapping[str, Words] = MappingProxyType(
    {
        "worse": Words(zh="确定比其余差", en="surely worse than the rest"),
        "better": Words(zh="确定比其余好", en="surely better than the rest"),
        "alike": Words(zh="看不出差别", en="no sure difference"),
        "alone": Words(zh="没有其余可比", en="no rest to compare with"),
        "start": Words(zh="–", en="–"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drop:
    """One step of one part: those who went on of those who could, in the part and in the rest."""

    part: str
    at: int
    inside: Counted
    outside: Counted


def part_rows(
    steps: Sequence[str], whole: Sequence[int], parts: Mapping[str, Sequence[int]], worth: Worth
) -> tuple[PartRow, ...]:
    """Every step of every part, tested against all visitors who are not of the part.

    The rest at a step is all who reached it less those of the part. Of all tests together at most one in twenty that
    are believed is false on average (Benjamini and Hochberg).
    """
    drops = [drop for part, visitors in parts.items() for drop in _drops(part, visitors, whole)]
    doubts = [doubt(drop.inside, drop.outside) for drop in drops]
    sure = dict(zip(((drop.part, drop.at) for drop in drops), believable(doubts), strict=True))
    told = {(drop.part, drop.at): drop for drop in drops}
    rows = []
    for part, visitors in parts.items():
        for at, step in enumerate(steps):
            drop = told.get((part, at))
            rows.append(_row(part, step, visitors, at, drop, is_sure=sure.get((part, at), False), worth=worth))
    return tuple(rows)


def worst(rows: Sequence[PartRow]) -> Sentence | None:
    """The part and step that costs most among those surely worse than the rest; without prices by visitors."""
    worse = [row for row in rows if row.verdict.code == "worse" and row.lost_more]
    if not worse:
        return sentence("no_part_worse") if len({row.part for row in rows}) > 1 else None
    found = max(
        worse, key=lambda row: (row.profit_lost_more.estimate.minor if row.profit_lost_more else 0, row.lost_more)
    )
    facts: dict[str, Argument] = {
        "part": found.part or "–",
        "step": found.name,
        "lost_more": found.lost_more,
        "points": _points(found.gap),
    }
    if found.profit_lost_more is None:
        return sentence("worst_part", **facts)
    return sentence("worst_part_in_money", **facts, profit_lost_more=found.profit_lost_more)


def _points(gap: Rate | None) -> str:
    return f"{abs(gap.rate) * 100:.1f}" if gap else "–"


def _drops(part: str, visitors: Sequence[int], whole: Sequence[int]) -> list[_Drop]:
    rest = [max(0, everybody - own) for everybody, own in zip(whole, visitors, strict=True)]
    return [
        _Drop(
            part=part,
            at=at,
            inside=Counted(min(after, before), before),
            outside=Counted(min(rest_after, rest_before), rest_before),
        )
        for at, ((before, after), (rest_before, rest_after)) in enumerate(
            zip(pairwise(visitors), pairwise(rest), strict=True), 1
        )
    ]


def _row(
    part: str, step: str, visitors: Sequence[int], at: int, drop: _Drop | None, *, is_sure: bool, worth: Worth
) -> PartRow:
    gap = drop.inside.share - drop.outside.share if drop and drop.outside.trials and drop.inside.trials else None
    lost = visitors[at - 1] - visitors[at] if at else 0
    more = round(-gap * visitors[at - 1]) if gap is not None and gap < 0 else 0
    onward = visitors[-1] / visitors[at] if visitors[at] else 0.0
    return PartRow(
        part=part or None,
        step=step,
        name=STEP_NAMES[step],
        visitors=visitors[at],
        from_previous=wilson(visitors[at], visitors[at - 1]) if at else EVERYBODY,
        from_start=wilson(visitors[at], visitors[0]) if at else EVERYBODY,
        lost=lost,
        gap=None if gap is None else Rate(gap),
        verdict=sentence("start" if not at else _verdict(gap, is_sure=is_sure)),
        lost_more=more,
        profit_lost=priced(lost * onward, worth.of(part)) if at else None,
        profit_lost_more=priced(more * onward, worth.of(part)) if at else None,
    )


def _verdict(gap: float | None, *, is_sure: bool) -> str:
    if gap is None:
        return "alone"
    if not is_sure:
        return "alike"
    return "worse" if gap < 0 else "better"
