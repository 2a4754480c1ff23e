"""What should the operator know this morning, on one page?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.app import catalog
from zhanggui.app.daily import daily
from zhanggui.app.measuring import declared_margin
from zhanggui.app.review import BOARD, review_shop
from zhanggui.core.money import WIDE, Money, MoneyInterval
from zhanggui.core.quantity import Interval, RateInterval
from zhanggui.core.sentence import render
from zhanggui.core.sentence import show as shown
from zhanggui.surfaces.confidential import is_secret, said_to, sees_costs
from zhanggui.surfaces.presentation import cell, signed
from zhanggui.surfaces.web.answers import goodness
from zhanggui.surfaces.web.pages.alerts import alert_rows, crossing_rows
from zhanggui.surfaces.web.pages.decisions import PAY_OFF_TONES, Card, card
from zhanggui.surfaces.web.pages.goals import goal_card
from zhanggui.surfaces.web.rendering import show
from zhanggui.surfaces.web.visits import ViewerVisit, Visit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.app.review import Review

router = APIRouter()
_OUTSIDE = ("below", "above", "below_usual", "above_usual")
_JUDGED = ("within", "usual", *_OUTSIDE)
MOST_DECISIONS = 4
MOST_MOVERS = 8
HEROES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One headline number: what it is, how it moved, whether that is healthy."""

    name: str
    title: str
    value: str
    is_known: bool
    bounds: str
    change: str
    change_last_year: str
    trend: str
    compared: str
    verdict: str
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
    tiles = _tiles(found, visit)
    known = [tile for tile in tiles if tile.is_known]
    return show(
        visit,
        "today.html",
        room="today",
        review=found,
        headline=render(said_to(result.headline, role), capability.sentences, visit.language),
        notes=[render(said_to(each, role), capability.sentences, visit.language) for each in result.caveats],
        days=result.last_day.toordinal() - result.first_day.toordinal() + 1,
        heroes=known[:HEROES],
        tiles=known[HEROES:],
        unknown=[tile for tile in tiles if not tile.is_known],
        alerts=[row for row in alert_rows(found.alerts, visit) if row["noted"] is None] if found.alerts else [],
        crossings=[row for row in crossing_rows(found.alerts, visit) if row["noted"] is None] if found.alerts else [],
        goals=[
            goal_card(each, visit)
            for each in found.goals
            if each.is_worrying and (sees or not is_secret(each.goal.terms.metric))
        ],
        movers=_rows(found, "changes")[:MOST_MOVERS],
        cards=_open(found, visit) if sees else [],
        running=[card(record, visit) for record in found.running] if sees else [],
        measured=[card(record, visit) for record in reversed(found.measured)] if sees else [],
        pay_off_tones=PAY_OFF_TONES,
        margin=declared_margin(visit.shop) if sees else None,
        sees=sees,
    )


def _tiles(found: Review, visit: Visit) -> list[Tile]:
    rows = [row for row in _rows(found, "kpis") if sees_costs(visit.person.role) or not is_secret(row.metric)]
    courses = daily(visit.shop, [row.metric for row in rows], snapshot=found.snapshot, as_of=found.as_of)
    return [_tile(row, courses.get(row.metric, ()), visit) for row in rows]


def _tile(row: Any, course: Sequence[float | None], visit: Visit) -> Tile:
    def said(sentence: Any) -> str:
        return render(sentence, catalog.capability(BOARD).sentences, visit.language)

    value, bounds = _value(row.value, visit)
    is_judged = row.verdict.code in _JUDGED
    return Tile(
        name=row.metric,
        title=visit.text(row.title),
        value=value,
        is_known=row.value is not None,
        bounds=bounds,
        change=signed(row.change.rate) if row.change else "",
        change_last_year=signed(row.change_last_year.rate) if row.change_last_year else "",
        trend=goodness(row.metric, row.change.rate) if row.change else "quiet",
        compared=_compared(row, said(row.healthy), visit) if is_judged else "",
        verdict=f"today_{row.verdict.code}" if row.verdict.code in _OUTSIDE else "",
        reason=said(row.reason) if row.reason.code.startswith("reason_") else "",
        spark=course,
    )


def _compared(row: Any, bounds: str, visit: Visit) -> str:
    """The range the number is compared with; that of its own history says so itself and is not called healthy."""
    return bounds if row.healthy.code == "own_between" else visit.say("today_healthy", range=bounds)


def _value(value: Any, visit: Visit) -> tuple[str, str]:
    """The number at a glance, and its bounds where it rests on an assumption."""
    match value:
        case MoneyInterval():
            low, estimate, high = value.said
            return estimate, f"{low} … {high}"
        case RateInterval() | Interval():
            low, high = (shown(bound, visit.language) for bound in (value.low, value.high))
            return shown(value.estimate, visit.language), f"{low} … {high}"
        case Money():
            return value.whole if abs(value.major) >= WIDE else str(value), ""
        case float() if abs(value) >= WIDE:
            return shown(round(value), visit.language), ""
        case _:
            return cell(value, None, {}, visit.language), ""


def _open(found: Review, visit: Visit) -> list[Card]:
    return [card(row.record, visit, row.shrunk) for row in found.open[:MOST_DECISIONS]]


def _rows(found: Review, field: str) -> tuple[Any, ...]:
    rows: tuple[Any, ...] = getattr(found.board.result, field)
    return rows
