"""How are the shop's numbers asked for on a page, and what does each of them mean?"""

from __future__ import annotations

import dataclasses
from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from zhanggui.app.measuring import Asked, ask, declared_margin
from zhanggui.app.sign_in import ROLE_WORDS, RoleTooLow
from zhanggui.core.errors import RequestAtFault, ShopAtFault
from zhanggui.metrics.registry import DIMENSIONS, FAMILIES, METRICS, metric
from zhanggui.surfaces.confidential import is_secret, sees_costs
from zhanggui.surfaces.files import written
from zhanggui.surfaces.metrics_table import metrics_notes, metrics_table
from zhanggui.surfaces.web.answers import answer_charts, value_of
from zhanggui.surfaces.web.pages.analyses import sent
from zhanggui.surfaces.web.rendering import show
from zhanggui.surfaces.web.visits import ViewerVisit, Visit

if TYPE_CHECKING:
    from zhanggui.metrics.answer import Answer
    from zhanggui.metrics.metric import Metric

router = APIRouter()
DEFAULT = ("net_sales", "paid_orders", "aov", "refund_rate")
SPANS = ("7", "28", "90", "365", "all")
GRAINS = ("", "day", "week", "month")
COMPARISONS = ("none", "previous", "last_year", "both")
MOST_GROUPS = 50


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the address asks for."""

    names: tuple[str, ...]
    by: tuple[str, ...]
    where: tuple[str, ...]
    grain: str
    span: str
    first_day: str
    last_day: str
    compare: str

    def query(self) -> dict[str, Any]:
        """The address of the same question."""
        return {
            "name": self.names,
            "by": self.by,
            "where": self.where,
            "grain": self.grain or "none",
            "span": "" if self.first_day or self.last_day else self.span,
            "from": self.first_day,
            "to": self.last_day,
            "compare": self.compare,
        }

    def asked(self, as_of: date) -> Asked:
        """The question, its days worked out from the last complete loaded day."""
        first, last = self.first_day or None, self.last_day or None
        if not (first or last) and self.span != "all":
            first = (as_of - timedelta(days=int(self.span) - 1)).isoformat()
        return Asked(
            names=self.names,
            by=self.by,
            where=self.where,
            grain=self.grain or None,
            first_day=first,
            last_day=last,
            compare=self.compare,
            limit=MOST_GROUPS if self.by else None,
        )


Many = Annotated[list[str] | None, Query()]


@router.get("/metrics")
def metrics(
    visit: ViewerVisit,
    name: Many = None,
    by: Many = None,
    where: Many = None,
    grain: str | None = None,
    span: str = "28",
    first_day: Annotated[str, Query(alias="from")] = "",
    last_day: Annotated[str, Query(alias="to")] = "",
    compare: str = "previous",
) -> Response:
    """Numbers as table and charts; the address holds the whole question."""
    wanted = _wanted(visit, name, by, where, grain, span, first_day, last_day, compare)
    problem, answer = None, None
    try:
        answer = _ask(visit, wanted)
    except (RequestAtFault, ShopAtFault) as refusal:
        if type(refusal).__name__ == "NothingLoaded":
            raise
        problem = refusal.text(visit.language)
    return show(
        visit,
        "metrics.html",
        status=422 if problem else 200,
        room="metrics",
        wanted=wanted,
        families=_families(visit),
        dimensions=DIMENSIONS.values(),
        problem=problem,
        answered=answer and _answered(visit, answer),
        margin=declared_margin(visit.shop) if sees_costs(visit.person.role) else None,
        spans=SPANS,
        grains=GRAINS,
        comparisons=COMPARISONS,
    )


@router.get("/metrics/file.{kind}")
def metrics_file(
    visit: ViewerVisit,
    kind: str,
    name: Many = None,
    by: Many = None,
    where: Many = None,
    grain: str | None = None,
    span: str = "28",
    first_day: Annotated[str, Query(alias="from")] = "",
    last_day: Annotated[str, Query(alias="to")] = "",
    compare: str = "previous",
) -> Response:
    """The same table as a file."""
    wanted = _wanted(visit, name, by, where, grain, span, first_day, last_day, compare)
    answer = _ask(visit, wanted)
    return sent(written(metrics_table(answer, visit.language), kind, f"metrics-{answer.as_of}", visit.language))


@router.get("/metrics/{name}")
def definition(visit: ViewerVisit, name: str) -> Response:
    """What one number means: the page behind every number."""
    from zhanggui.metrics.metric import ADDITIVITIES, DATE_BASES, UNITS

    found = metric(name)
    _check(visit, (name,))
    return show(
        visit,
        "metric.html",
        room="metrics",
        metric=found,
        parts_of=[metric(part) for part in found.parts],
        unit=UNITS[found.unit],
        date_basis=DATE_BASES[found.date_basis],
        additivity=ADDITIVITIES[found.additivity],
    )


def _wanted(  # noqa: PLR0913, PLR0917 - the parts of the address
    visit: Visit,
    name: list[str] | None,
    by: list[str] | None,
    where: list[str] | None,
    grain: str | None,
    span: str,
    first_day: str,
    last_day: str,
    compare: str,
) -> Wanted:
    names = tuple(dict.fromkeys(name or DEFAULT))
    _check(visit, names)
    groups = tuple(each for each in dict.fromkeys(by or ()) if each)
    return Wanted(
        names=names,
        by=groups,
        where=tuple(each.strip() for each in where or () if each.strip()),
        grain=("" if groups else "day") if grain is None else "" if grain == "none" else grain,
        span=span if span in SPANS else "28",
        first_day=first_day.strip(),
        last_day=last_day.strip(),
        compare=compare,
    )


def _check(visit: Visit, names: tuple[str, ...]) -> None:
    if not sees_costs(visit.person.role) and any(map(is_secret, names)):
        raise RoleTooLow(least=ROLE_WORDS["analyst"], own=ROLE_WORDS[visit.person.role])


def _ask(visit: Visit, wanted: Wanted) -> Answer:
    with closing(visit.shop.warehouse()) as warehouse:
        as_of = warehouse.as_of
    return ask(visit.shop, wanted.asked(as_of))


def _families(visit: Visit) -> list[tuple[Any, list[Metric]]]:
    sees = sees_costs(visit.person.role)
    listed = [(title, [each for each in found if each.name in METRICS]) for title, found in FAMILIES.values()]
    return [(title, [each for each in found if sees or not is_secret(each.name)]) for title, found in listed]


def _answered(visit: Visit, answer: Answer) -> dict[str, Any]:
    has_groups = bool(answer.question.by or answer.question.grain)
    figures = []
    if not has_groups:
        figures = [(row, value_of(row, row.metric, answer.currency)) for row in answer.rows]
    return {
        "answer": answer,
        "table": metrics_table(answer, visit.language),
        "drawn": answer_charts(answer, visit.language),
        "figures": figures,
        "notes": metrics_notes(answer, visit.language),
    }
