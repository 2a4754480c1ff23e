"""How are axes, items, figures and changes of competitors' cards shown?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhanggui.analyses.market.cards.judged import Judged, Note
from zhanggui.analyses.market.cards.measured import Figure
from zhanggui.analyses.market.cards.result import AxisRow, ChangeRow, FigureRow, ItemRow
from zhanggui.analyses.market.cards.words import AXES, FIGURES, STATES
from zhanggui.analyses.market.sides import whose
from zhanggui.core.charts import Matrix
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words


def axis_rows(items: Sequence[Judged]) -> Iterator[AxisRow]:
    """Every axis of every competitor that somebody noted anything on."""
    for competitor, axis in sorted({(each.competitor, each.axis) for each in items}):
        its = [each for each in items if (each.competitor, each.axis) == (competitor, axis)]
        told = [each.lead for each in its if each.lead is not None]
        days = [each.theirs.day for each in its if each.theirs]
        yield AxisRow(
            competitor=competitor,
            axis=AXES[axis],
            lead=sum(told) / len(told) if told else None,
            compared=len(told),
            ahead=sum(lead > 0 for lead in told),
            behind=sum(lead < 0 for lead in told),
            untold=len(its) - len(told),
            last_noted=max(days, default=None),
        )


def leads(rows: Sequence[AxisRow]) -> Matrix:
    """The mean leads, a competitor a row and an axis a column."""
    names = sorted({row.competitor for row in rows})
    known = {(row.competitor, row.axis): row.lead for row in rows}
    return Matrix(
        title=Words(zh="平均领先（本店 − 竞品，分）", en="Mean lead (ours − theirs, points)"),
        unit="multiple",
        row_title=Words(zh="竞争店铺", en="Competitor"),
        column_title=Words(zh="方面", en="Axis"),
        rows=tuple(names),
        columns=tuple(AXES.values()),
        values=tuple(tuple(known.get((name, axis)) for axis in AXES.values()) for name in names),
    )


def item_row(each: Judged) -> ItemRow:
    """One judged item with the evidence of both sides."""
    return ItemRow(
        competitor=each.competitor,
        axis=AXES[each.axis],
        item=each.item,
        state=STATES[each.state],
        lead=each.lead,
        ours=each.ours.points if each.ours else None,
        theirs=each.theirs.points if each.theirs else None,
        their_finding=_finding(each.theirs),
        our_finding=_finding(each.ours),
    )


def figure_row(each: Figure) -> FigureRow:
    """One counted figure."""
    return FigureRow(
        competitor=each.competitor,
        axis=AXES[each.axis],
        figure=FIGURES[each.code],
        verdict=STATES[each.verdict],
        ours=each.ours,
        theirs=each.theirs,
        evidence=each.evidence,
    )


def change_row(note: Note) -> ChangeRow:
    """One score that differs from the one before."""
    return ChangeRow(
        whose=whose(note.competitor),
        axis=AXES[note.axis],
        item=note.item,
        day_before=note.day_before,
        before=note.points_before,
        day=note.day,
        after=note.points,
        finding=note.finding,
    )


def _finding(note: Note | None) -> Sentence:
    if note is None:
        return sentence("not_noted")
    if note.finding is None:
        return sentence("noted_bare", day=f"{note.day}")
    if note.link is None:
        return sentence("noted", day=f"{note.day}", finding=note.finding)
    return sentence("noted_at", day=f"{note.day}", finding=note.finding, link=note.link)
