"""What should the operator know this morning, on one page?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.app import catalog
from zhanggui.app.measuring import declared_margin
from zhanggui.app.review import BOARD, review_shop
from zhanggui.core.charts import Series
from zhanggui.core.sentence import render
from zhanggui.metrics.registry import EVERY_METRIC
from zhanggui.surfaces.confidential import is_secret, said_to, sees_costs
from zhanggui.surfaces.web.answers import goodness
from zhanggui.surfaces.web.pages.decisions import PAY_OFF_TONES, Card, card
from zhanggui.surfaces.web.rendering import show
from zhanggui.surfaces.web.visits import ViewerVisit, Visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhanggui.app.review import Review
    from zhanggui.core.capability import Result

router = APIRouter()
MOST_DECISIONS = 4
MOST_MOVERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One headline number with how it moved."""

    row: Any
    name: str
    title: str
    trend: str
    healthy: str
    verdict: str
    tone: str
    reason: str
    spark: Sequence[float | None]


@router.get("/")
def today(visit: ViewerVisit) -> Response:
    """The review of the shop."""
    found = review_shop(visit.shop)
    sees = sees_costs(visit.person.role)
    capability = catalog.capability(BOARD)
    result: Any = found.board.result
    role = visit.person.role
    return show(
        visit,
        "today.html",
        room="today",
        review=found,
        headline=render(said_to(result.headline, role), capability.sentences, visit.language),
        notes=[render(said_to(each, role), capability.sentences, visit.language) for each in result.caveats],
        tiles=_tiles(found, visit),
        movers=_rows(result, "relative_change")[:MOST_MOVERS],
        cards=_open(found, visit) if sees else [],
        running=[card(record, visit) for record in found.running] if sees else [],
        measured=[card(record, visit) for record in reversed(found.measured)] if sees else [],
        pay_off_tones=PAY_OFF_TONES,
        margin=declared_margin(visit.shop) if sees else None,
        sees=sees,
    )


def _tiles(found: Review, visit: Visit) -> list[Tile]:
    result: Any = found.board.result
    sentences = catalog.capability(BOARD).sentences
    sparks = {name: values for name, values in _sparks(result)}
    rows = [row for row in _rows(result, "healthy") if sees_costs(visit.person.role) or not is_secret(row.metric)]

    def said(sentence: Any) -> str:
        return render(sentence, sentences, visit.language)

    return [
        Tile(
            row=row,
            name=row.metric,
            title=visit.text(row.title),
            trend=goodness(row.metric, row.change.rate) if row.change else "quiet",
            healthy="" if row.healthy.code == "no_range" else said(row.healthy),
            verdict="" if row.verdict.code == "no_range" else said(row.verdict),
            tone=_TONES.get(row.verdict.code, ""),
            reason="" if row.reason.code == "no_reason" else said(row.reason),
            spark=sparks.get(row.metric, ()),
        )
        for row in rows
    ]


_TONES = {"healthy": "good", "within": "good", "too_low": "bad", "too_high": "bad", "below": "bad", "above": "bad"}


def _open(found: Review, visit: Visit) -> list[Card]:
    return [card(row.record, visit, row.shrunk) for row in found.open[:MOST_DECISIONS]]


def _rows(result: Result, field: str) -> tuple[Any, ...]:
    """The rows of the result's table that has a column of this name."""
    for value in _fields(result):
        if isinstance(value, tuple) and value and hasattr(value[0], field):
            return value
    return ()


def _sparks(result: Result) -> Iterable[tuple[str, Sequence[float | None]]]:
    """The daily course of each metric, from the charts that carry its name."""
    titles = {metric.title: name for name, metric in EVERY_METRIC.items()}
    for value in _fields(result):
        for chart in value if isinstance(value, tuple) else (value,):
            if isinstance(chart, Series) and chart.title in titles:
                yield titles[chart.title], chart.lines[0].values
            elif isinstance(chart, Series):
                yield from ((titles[line.name], line.values) for line in chart.lines if line.name in titles)


def _fields(result: Result) -> list[Any]:
    return [getattr(result, name) for name in result.__dataclass_fields__]
