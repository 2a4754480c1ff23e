"""How does any capability become a page: its knobs, its answer, who is behind a row, and where it comes from?"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.app import answering, asking, catalog, deciding
from zhanggui.app.answering import Standing
from zhanggui.app.jobs import answers
from zhanggui.app.problems import problems_of
from zhanggui.app.sign_in import require
from zhanggui.core.errors import NotFound, NothingLoaded, RequestAtFault
from zhanggui.core.words import Words
from zhanggui.decisions.record import OPEN
from zhanggui.surfaces import places
from zhanggui.surfaces.answers_tables import STATES
from zhanggui.surfaces.confidential import check_knobs, page_for, said_to, sees_costs
from zhanggui.surfaces.files import written
from zhanggui.surfaces.presentation import Column, Table, page
from zhanggui.surfaces.web.drawing import drawn
from zhanggui.surfaces.web.knobs import entries, told_knobs
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import AnalystVisit, Form, ViewerVisit, Visit
from zhanggui.surfaces.web.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.core.capability import Capability
    from zhanggui.core.run import Run
    from zhanggui.surfaces.presentation import Page
    from zhanggui.surfaces.web.drawing import Drawn

router = APIRouter()
PERIOD = ("first_day", "last_day")
MEMBER_ID = Words(zh="编号", en="Id")


class NoSuchTable(NotFound):
    """A result has no table or chart of that name."""

    sentence = Words(zh="这个结果里没有名为“{name}”的表。", en="This result has no table named '{name}'.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page that a row sends its reader to, and how many proposals wait there."""

    href: str
    open: int = 0


@router.get("/analyses")
def index(visit: ViewerVisit) -> Response:
    """All analyses by room, and which of them are answered for this version."""
    found = _standing(visit)
    rooms: dict[str, list[Standing]] = {}
    for each in found:
        rooms.setdefault(_room(each.capability.name), []).append(each)
    states = Counter(each.state for each in found)
    return show(
        visit,
        "analyses.html",
        room="analyses",
        found=rooms,
        states=STATES,
        answered=states["answered"],
        in_line=states["in_line"],
        waiting=states["waiting"] + states["refused"] + states["broke"],
        total=sum(states.values()),
    )


@router.post("/analyses")
def answer_all(visit: AnalystVisit, form: Form) -> Response:
    """Have what is not answered yet worked out in the background."""
    answers.put_in_line(visit.shop, answering.chosen((), visit.person.role))
    visit.house.worker.nudge()
    return go(visit, "/analyses")


def _standing(visit: Visit) -> tuple[Standing, ...]:
    """How the questions that this visitor may ask stand; before the first load they all wait."""
    chosen = answering.chosen((), visit.person.role)
    try:
        return answers.standing(visit.shop, chosen)
    except NothingLoaded:
        return tuple(Standing(capability=each, snapshot="", state="lacking") for each in chosen)


@router.get("/analyses/{name}")
def analysis(visit: ViewerVisit, name: str) -> Response:
    """One analysis with its answer; what cannot be meant is said beside its field."""
    capability = _capability(visit, name)
    told = _told(visit, capability)
    problems = problems_of(capability.params, told)
    problem, answered = None, None
    if not problems:
        try:
            answered = asking.answer(visit.shop, name, told)
        except RequestAtFault as refusal:
            problem = refusal.text(visit.language)
    return show(
        visit,
        "analysis.html",
        status=422 if told and (problems or problem) else 200,  # an empty form may say what it wants
        room="analyses",
        capability=capability,
        knobs=entries(capability.params, told, problems, visit.language, sees_costs=sees_costs(visit.person.role)),
        told=told,
        problem=problem,
        answered=answered and answer_shown(visit, capability, answered, told),
    )


@router.get("/analyses/{name}/files/{table}.{kind}")
def table_file(visit: ViewerVisit, name: str, table: str, kind: str) -> Response:
    """One table or chart of an answer as a file."""
    capability = _capability(visit, name)
    told = _told(visit, capability)
    done = asking.answer(visit.shop, name, told)
    shown = _page(visit, capability, done)
    tables = {each.name: each for each in (*shown.tables, *(each.table for each in _drawn(visit, shown)))}
    if table not in tables:
        raise NoSuchTable(name=table)
    return sent(written(tables[table], kind, f"{name}-{table}-{done.as_of}", visit.language))


@router.get("/analyses/{name}/members")
def members(visit: ViewerVisit, name: str, of: str) -> Response:
    """Who is behind one row, by pseudonym."""
    capability = _capability(visit, name)
    told = _told(visit, capability)
    found = asking.members(visit.shop, name, told, of)
    done = asking.answer(visit.shop, name, told)
    return show(
        visit,
        "members.html",
        room="analyses",
        capability=capability,
        told=told,
        of=of,
        found=found,
        behind=_row_title(capability, done, of, visit),
    )


@router.get("/analyses/{name}/members.{kind}")
def members_file(visit: ViewerVisit, name: str, kind: str, of: str) -> Response:
    """The orders or products behind one row as a file; people are listed on their page alone."""
    capability = _capability(visit, name)
    if capability.members is None or capability.members.kind == "customer":
        raise NoSuchTable(name=of)
    found = asking.members(visit.shop, name, _told(visit, capability), of, most=asking.MOST_MEMBERS_IN_A_FILE)
    column = Column(name="id", label=MEMBER_ID.text(visit.language), about="", unit=None, align="left")
    rows = tuple((each,) for each in found["members"])
    table = Table(name="members", title=of, about=of, columns=(column,), rows=rows, values=rows)
    return sent(written(table, kind, f"{name}-{of}", visit.language))


def sent(file: Any) -> Response:
    """A file as a download."""
    headers = {"Content-Disposition": f'attachment; filename="{_ascii(file.name)}"', "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)


def answer_shown(visit: Visit, capability: Capability, done: Run, told: Mapping[str, str]) -> dict[str, Any]:
    """Everything that a page shows of an answer."""
    shown = _page(visit, capability, done)
    days = {figure.name: figure.text for figure in shown.figures if figure.name in PERIOD}
    return {
        "page": shown,
        "period": list(days.values()),
        "figures": [figure for figure in shown.figures if figure.name not in PERIOD],
        "drawn": _drawn(visit, shown),
        "run": done,
        "members": {table.name: _member_links(visit, capability, done, table, told) for table in shown.tables},
        "command": _command(capability, told),
        "places": _places(visit, shown, told),
    }


def _page(visit: Visit, capability: Capability, done: Run) -> Page:
    role = visit.person.role
    caveats = tuple(said_to(caveat, role) for caveat in done.result.caveats)
    result = dataclasses.replace(done.result, headline=said_to(done.result.headline, role), caveats=caveats)
    return page_for(page(result, capability, visit.language), role)


def _drawn(visit: Visit, shown: Page) -> list[Drawn]:
    currency = visit.shop.facts.currency
    return [drawn(drawing.name, drawing.chart, currency, visit.language) for drawing in shown.drawings]


def _member_links(
    visit: Visit, capability: Capability, done: Run, table: Table, told: Mapping[str, str]
) -> list[str] | None:
    """One address a row, in the order of the result's own rows."""
    behind = capability.members
    if behind is None or table.name != behind.field:
        return None
    path = f"/analyses/{capability.name}/members"
    keys = [getattr(row, behind.key) for row in getattr(done.result, behind.field)]
    return [visit.href(path, told, of=key.code if hasattr(key, "code") else str(key)) for key in keys]


def _places(visit: Visit, shown: Page, told: Mapping[str, str]) -> dict[str, Place]:
    """The pages that rows send their reader to, as far as this visitor may open them."""
    named = {
        values[at]
        for table in shown.tables
        for at, column in enumerate(table.columns)
        if column.unit == places.UNIT
        for values in table.values
    }
    return {name: place for name in sorted(named) if (place := _place(visit, name, told))}


def _place(visit: Visit, name: str, told: Mapping[str, str]) -> Place | None:
    """A page that asks for a product gets the one that was asked about."""
    if not places.is_policy(name):
        capability = catalog.capability(name)
        carried = {"sku": told["sku"]} if told.get("sku") and "sku" in capability.params.model_fields else {}
        is_open = visit.person.role in capability.roles
        return Place(href=visit.href(f"/analyses/{name}", carried)) if is_open else None
    if not visit.may("analyst"):
        return None
    found = deciding.records(visit.shop, statuses=tuple(OPEN), policy=name)
    return Place(href=visit.href("/decisions", policy=name), open=len(found))


def _row_title(capability: Capability, done: Run, of: str, visit: Visit) -> str:
    """What the row is called: its first words, or its key where that is its name."""
    behind = capability.members
    rows = getattr(done.result, behind.field) if behind else ()
    for row in rows:
        key = getattr(row, behind.key) if behind else None
        if str(getattr(key, "code", key)) == of:
            names = (getattr(row, field.name) for field in dataclasses.fields(row))
            return next((visit.text(name) for name in names if isinstance(name, Words)), of)
    return of


def _told(visit: Visit, capability: Capability) -> dict[str, str]:
    told = told_knobs(capability.params, visit.request.query_params)
    check_knobs(told, visit.person.role)
    return told


def _capability(visit: Visit, name: str) -> Capability:
    capability = catalog.capability(name)
    if visit.person.role not in capability.roles:
        require(visit.person.role, capability.roles[-1])  # type: ignore[arg-type]
    return capability


def _command(capability: Capability, told: Mapping[str, str]) -> str:
    knobs = "".join(f" --{name.replace('_', '-')} {value}" for name, value in told.items())
    return f"zhanggui run {capability.name}{knobs}"


def _room(name: str) -> str:
    room = f"room_{name.partition('.')[0]}"
    return room if room in WORDS else "room_more"


def _ascii(name: str) -> str:
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "_" for letter in name)
