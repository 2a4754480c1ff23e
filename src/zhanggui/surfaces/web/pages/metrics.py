"""How are the shop's numbers asked for on a page, and what does each of them mean?"""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, field_validator
from starlette.responses import Response

from zhanggui.app.measuring import Asked, ask, declared_margin
from zhanggui.app.sign_in import ROLE_WORDS, RoleTooLow
from zhanggui.core.errors import NothingLoaded, RequestAtFault, ShopAtFault
from zhanggui.metrics.amount import amount_within
from zhanggui.metrics.registry import DIMENSIONS, FAMILIES, METRICS, metric
from zhanggui.surfaces.confidential import is_secret, sees_costs
from zhanggui.surfaces.files import written
from zhanggui.surfaces.metrics_table import metrics_notes, metrics_table
from zhanggui.surfaces.web.answers import answer_charts
from zhanggui.surfaces.web.pages.analyses import sent
from zhanggui.surfaces.web.rendering import show
from zhanggui.surfaces.web.visits import ViewerVisit, Visit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhanggui.metrics.answer import Answer
    from zhanggui.metrics.metric import Metric

router = APIRouter()
DEFAULT = ("net_sales", "paid_orders", "aov", "refund_rate")
SPANS = ("7", "28", "90", "365", "all")
GRAINS = ("none", "day", "week", "month")
COMPARISONS = ("none", "previous", "last_year", "both")
MOST_GROUPS = 50


class Wanted(BaseModel):
    """What the address asks for; what it leaves out is filled in sensibly."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    names: Annotated[list[str], Field(alias="name")] = list(DEFAULT)
    by: list[str] = []
    where: list[str] = []
    grain: str = ""
    span: str = "28"
    first_day: Annotated[str, Field(alias="from")] = ""
    last_day: Annotated[str, Field(alias="to")] = ""
    compare: str = "previous"

    @field_validator("names", "by", "where")
    @classmethod
    def _each_once(cls, told: list[str]) -> list[str]:
        return list(dict.fromkeys(each.strip() for each in told if each.strip()))

    @property
    def per(self) -> str:
        """One row a day unless something else is wanted; groups are compared over the whole period."""
        return self.grain or ("none" if self.by else "day")

    def query(self) -> dict[str, Any]:
        """The address of the same question."""
        has_days = bool(self.first_day or self.last_day)
        return {
            "name": self.names,
            "by": self.by,
            "where": self.where,
            "grain": self.per,
            "span": "" if has_days else self.span,
            "from": self.first_day,
            "to": self.last_day,
            "compare": self.compare,
        }

    def asked(self, as_of: date) -> Asked:
        """The question, its days worked out from the last complete loaded day."""
        first, last = self.first_day or None, self.last_day or None
        if not (first or last) and self.span != "all":
            days = int(self.span) if self.span in SPANS else 28
            first = (as_of - timedelta(days=days - 1)).isoformat()
        return Asked(
            names=self.names,
            by=self.by,
            where=self.where,
            grain=None if self.per == "none" else self.per,
            first_day=first,
            last_day=last,
            compare=self.compare,
            limit=MOST_GROUPS if self.by else None,
        )


@router.get("/metrics")
def metrics(visit: ViewerVisit, wanted: Annotated[Wanted, Query()]) -> Response:
    """Numbers as table and charts; the address holds the whole question."""
    _check(visit, wanted.names)
    problem, answer = None, None
    try:
        answer = _ask(visit, wanted)
    except NothingLoaded:
        raise
    except (RequestAtFault, ShopAtFault) as refusal:
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
def metrics_file(visit: ViewerVisit, kind: str, wanted: Annotated[Wanted, Query()]) -> Response:
    """The same table as a file."""
    _check(visit, wanted.names)
    answer = _ask(visit, wanted)
    return sent(written(metrics_table(answer, visit.language), kind, f"metrics-{answer.as_of}", visit.language))


@router.get("/metrics/{name}")
def definition(visit: ViewerVisit, name: str) -> Response:
    """What one number means: the page behind every number."""
    from zhanggui.metrics.metric import ADDITIVITIES, DATE_BASES, UNITS
    from zhanggui.warehouse.contracts.register import CONTRACTS

    found = metric(name)
    _check(visit, [name])
    return show(
        visit,
        "metric.html",
        room="metrics",
        metric=found,
        needs=[(CONTRACTS[table].title, table) for table in found.needs],
        parts_of=[metric(part) for part in found.parts],
        beside=[metric(other) for other in found.beside],
        unit=UNITS[found.unit],
        date_basis=DATE_BASES[found.date_basis],
        additivity=ADDITIVITIES[found.additivity],
    )


def _check(visit: Visit, names: Iterable[str]) -> None:
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
        figures = [(row, amount_within(row, answer.currency)) for row in answer.rows]
    return {
        "answer": answer,
        "table": metrics_table(answer, visit.language),
        "drawn": answer_charts(answer, visit.language),
        "figures": figures,
        "notes": metrics_notes(answer, visit.language),
    }
