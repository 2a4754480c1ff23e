"""How do files come in by the browser, and what became of them?"""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from zhanggui.app import loading, maps, uploads
from zhanggui.app.jobs.loads import file_names, queue_upload, recent_loads
from zhanggui.app.landed import find_load, quarantine, quarantine_rows
from zhanggui.core.errors import NotFound, ZhangguiError
from zhanggui.core.moments import moment
from zhanggui.core.money import Money
from zhanggui.core.sentence import render
from zhanggui.core.words import Language, Words
from zhanggui.ingest.templates import TEMPLATES
from zhanggui.surfaces.files import MEDIA_TYPES, Written, written
from zhanggui.surfaces.presentation import Column, Table, table_of
from zhanggui.surfaces.web.pages.analyses import sent
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import AnalystVisit, Form, OperatorVisit, ViewerVisit, Visit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhanggui.app.shop import Shop
    from zhanggui.ingest.proposing.proposal import MapProposal
    from zhanggui.ingest.report import FilePreview, MappedColumn
    from zhanggui.ingest.sources import Source
    from zhanggui.warehouse.landing import Load

router = APIRouter()
MOST_SHOWN = 200
ANSWER_WITHIN = 8.0  # seconds; a browser and whoever looks at it wait longer than that only for an explanation
REFUSED_SHOWN = timedelta(days=1)
# Loads that come from no file of a platform.
MADE_HERE = {
    "decisions": Words(zh="决策的执行记录", en="What decisions carried out"),
    "same": Words(zh="同一商品、同一会员的决定", en="What was decided about products and members"),
    "worlds.tea_shop": Words(zh="示例世界：清茗茶铺", en="Example world: the tea shop"),
}
PARTS = ("read", "loaded", "quarantined", "superseded", "set_aside")
_REFUSED = Words(zh="未导入的行", en="Rows that were not loaded")


class NoSuchTemplate(NotFound):
    """A template that does not exist."""

    sentence = Words(zh="没有模板“{kind}”。有：{known}。", en="There is no template '{kind}'. There are: {known}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Which days the shop's data cover."""

    snapshot: str
    as_of: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class InLine:
    """A queued load: which files, how it stands, and why it was refused."""

    files: str
    state: str
    since: Any
    why: str


@router.get("/data")
def data(visit: ViewerVisit) -> Response:
    """Uploads, templates and what has been loaded."""
    return _data(visit)


@router.post("/data/uploads")
def upload(visit: OperatorVisit, form: Form) -> Response:
    """Put files aside and show what loading them would do."""
    files = [(file.filename or "", file.file) for file in form.files("files")]
    try:
        kept = uploads.keep(visit.shop, files, by=visit.person.id)
    except uploads.UploadNotUnderstood as refusal:
        return _data(visit, refusal)
    wanted = {"source": form.text("source"), "exported_at": form.text("exported_at")}
    return go(visit, f"/data/uploads/{kept.token}", **wanted)


@router.get("/data/uploads/{token}")
def preview(visit: OperatorVisit, token: str, source: str = "", exported_at: str = "", form: str = "") -> Response:
    """The dry run: what was recognised, how columns are mapped, the first rows, masked."""
    kept = uploads.find(visit.shop, token, by=visit.person.id)
    problem, shown = None, None
    try:
        moment(exported_at, visit.shop.facts.timezone)
        shown = loading.preview_files(visit.shop, kept.files, as_format=source or None)
    except ZhangguiError as refusal:
        problem = refusal
    proposal = _proposed(visit, kept, form, problem)
    return show(
        visit,
        "preview.html",
        proposal=proposal,
        forms=maps.form_titles() if proposal else {},
        status=problem.http_status if problem else 200,
        room="data",
        token=token,
        source=source,
        exported_at=exported_at,
        sources=_sources(),
        problem=problem and _said(problem, visit),
        files=[_preview(file, visit) for file in shown.files] if shown else [],
        names=[path.name for path in kept.files],
    )


def _proposed(visit: Visit, kept: uploads.Upload, form: str, problem: ZhangguiError | None) -> MapProposal | None:
    """A map for a file that no map knows; None where the file itself is at fault."""
    from zhanggui.ingest.errors import HeadersUnknown

    if not isinstance(problem, HeadersUnknown):
        return None
    try:
        unknown = next((path for path in kept.files if path.name == problem.facts.get("file")), kept.files[0])
        return maps.propose_map(visit.shop, unknown, form=form)
    except ZhangguiError:
        return None


@router.post("/data/uploads/{token}/map")
def keep_map(visit: OperatorVisit, form: Form, token: str) -> Response:
    """Keep the map as the person chose it, column by column, and look at the file again by it."""
    kept = uploads.find(visit.shop, token, by=visit.person.id)
    unknown = next((path for path in kept.files if path.name == form.text("file")), kept.files[0])
    headers = [column.header for column in maps.propose_map(visit.shop, unknown, form=form.text("form")).columns]
    chosen = {header: form.text(f"column-{place}") for place, header in enumerate(headers)}
    proposal = maps.propose_map(visit.shop, unknown, form=form.text("form"), chosen=chosen)
    maps.save_map(visit.shop, proposal.toml)
    return go(visit, f"/data/uploads/{token}", exported_at=form.text("exported_at"))


@router.post("/data/uploads/{token}/load")
def load(visit: OperatorVisit, form: Form, token: str) -> Response:
    """Put in line what was looked at: a small file is there when the page comes, a large one is loaded meanwhile."""
    kept = uploads.find(visit.shop, token, by=visit.person.id)
    exported = moment(form.text("exported_at"), visit.shop.facts.timezone)
    source = form.text("source") or None
    job = queue_upload(visit.shop, kept, by=visit.person.id, as_format=source, exported_at=exported)
    job = visit.house.worker.wait_for(job, ANSWER_WITHIN)
    if job.outcome is None or job.finished_at is None:
        return go(visit, "/data", done="queued")
    if "error" in job.outcome:
        return _data(visit, job.outcome["error"]["message"][visit.language])
    new = [file["load_id"] for file in job.outcome["files"] if file["load_id"]]
    if len(new) == 1:
        is_new = any(file["outcome"] == "loaded" for file in job.outcome["files"])
        return go(visit, f"/data/loads/{new[0]}", done="loaded" if is_new else "already_loaded")
    return go(visit, "/data", done="loaded")


@router.post("/data/uploads/{token}/discard")
def discard(visit: OperatorVisit, form: Form, token: str) -> Response:
    """Delete an upload that nobody wants."""
    uploads.discard(visit.shop, token, by=visit.person.id)
    return go(visit, "/data", done="discarded")


@router.get("/data/loads/{number}")
def one_load(visit: ViewerVisit, number: int) -> Response:
    """What became of one file: rows and money read, loaded and quarantined."""
    found = find_load(visit.shop, number)
    refused = None
    if visit.may("analyst"):
        rows = quarantine(visit.shop, found, MOST_SHOWN)
        refused = table_of("quarantine", rows, _REFUSED, {}, visit.language) if rows else None
    return show(
        visit,
        "load.html",
        room="data",
        load=found,
        reconciliation=balance_of(found),
        refused=refused,
        refused_count=quarantine_rows(visit.shop, found),
        source_title=_source_titles().get(found.source),
        tables=_table_titles(found.rows),
    )


@router.get("/data/loads/{number}/quarantine.{kind}")
def quarantine_file(visit: AnalystVisit, number: int, kind: str) -> Response:
    """All rows of a load that were not loaded, masked, as a file."""
    found = find_load(visit.shop, number)
    rows = quarantine(visit.shop, found)
    if rows:
        table = table_of("quarantine", rows, _REFUSED, {}, visit.language)
    else:
        table = Table(name="quarantine", title=visit.text(_REFUSED), about="", columns=(), rows=(), values=())
    return sent(written(table, kind, f"quarantine-{number}", visit.language))


@router.get("/data/templates/{template}.{kind}")
def template_file(visit: ViewerVisit, template: str, kind: str) -> Response:
    """A template to fill in."""
    if template not in TEMPLATES or kind not in MEDIA_TYPES:
        raise NoSuchTemplate(kind=f"{template}.{kind}", known=", ".join(TEMPLATES))
    with tempfile.TemporaryDirectory() as folder:
        path = loading.write_template_file(template, Path(folder) / f"{template}.{kind}", visit.language)
        content = path.read_bytes()
    return sent(Written(name=f"{template}.{kind}", media_type=MEDIA_TYPES[kind], content=content))


def _data(visit: Visit, problem: ZhangguiError | str | None = None) -> Response:
    in_line = _in_line(visit)
    return show(
        visit,
        "files.html",
        status=problem.http_status if isinstance(problem, ZhangguiError) else 409 if problem else 200,
        room="data",
        problem=_said(problem, visit) if isinstance(problem, ZhangguiError) else problem,
        in_line=in_line,
        is_going_on=any(line.state in {"queued", "running"} for line in in_line),
        sources=_sources(),
        titles=_source_titles(),
        endings=",".join(uploads.ENDINGS),
        templates=TEMPLATES,
        loads=[(each, balance_of(each)) for each in loading.loads(visit.shop)],
        fresh=freshness(visit.shop),
    )


def _in_line(visit: Visit) -> list[InLine]:
    """Loads that wait, are in hand, or were refused within a day."""
    since = visit.shop.clock.now() - REFUSED_SHOWN
    shown = [
        job
        for job in recent_loads(visit.shop)
        if job.state in {"queued", "running"} or (job.state == "failed" and job.created_at >= since)
    ]
    return [
        InLine(
            files=", ".join(file_names(job)),
            state=job.state,
            since=job.created_at,
            why=job.outcome["error"]["message"][visit.language] if job.outcome else "",
        )
        for job in shown
    ]


def freshness(shop: Shop) -> Freshness | None:
    """The current version and its last complete day; None before the first file."""
    if not shop.has_data:
        return None
    with closing(shop.warehouse()) as warehouse:
        return Freshness(snapshot=warehouse.snapshot, as_of=warehouse.as_of)


def balance_of(load: Load) -> dict[str, Any]:
    """The reconciliation of a load; a part that its source did not state is empty."""
    told = load.reconciliation
    parts = {part: {"rows": 0, "money": None, **told.get(part, {})} for part in PARTS}
    return {**parts, "rounding": told.get("rounding"), "causes": told.get("causes", [])} if told else {}


def _said(problem: ZhangguiError, visit: Visit) -> str:
    from zhanggui.surfaces.http.errors import shown

    return shown(problem).text(visit.language)


def _sources() -> tuple[Source, ...]:
    from zhanggui.ingest.sources import sources

    return sources()


def _source_titles() -> dict[str, Words]:
    return {**{each.name: each.title for each in _sources()}, **MADE_HERE}


def _table_titles(rows: Mapping[str, int]) -> list[tuple[Words, str, int]]:
    from zhanggui.warehouse.contracts.register import CONTRACTS

    unknown = Words(zh="", en="")
    return [(CONTRACTS[name].title if name in CONTRACTS else unknown, name, count) for name, count in rows.items()]


def _preview(file: FilePreview, visit: Visit) -> dict[str, Any]:
    from zhanggui.ingest.report import SENTENCES

    language, currency = visit.language, visit.shop.facts.currency
    return {
        "report": file.report,
        "notes": [render(note, SENTENCES, language) for note in file.report.notes],
        "mapping": _mapping(file.mapping, language),
        "unused": file.unused,
        "first_rows": [
            _first_rows(rows.table, rows.columns, rows.rows, currency, language) for rows in file.first_rows
        ],
    }


def _mapping(mapped: Sequence[MappedColumn], language: Language) -> Table | None:
    if not mapped:
        return None
    return table_of("mapping", tuple(mapped), Words(zh="列映射", en="Column mapping"), {}, language)


def _first_rows(
    table: str, columns: Sequence[str], rows: Sequence[Sequence[str]], currency: str, language: Language
) -> Table:
    from zhanggui.warehouse.contracts.register import CONTRACTS

    contract = CONTRACTS[table]
    asked = [contract.column(each) for each in columns]
    heads = tuple(
        Column(
            name=each.name,
            label=each.title.text(language),
            about=each.name,
            unit=None,
            align="right" if each.type in {"money", "integer", "ratio"} else "left",
        )
        for each in asked
    )
    is_money = [each.type == "money" for each in asked]
    cells = tuple(tuple(map(_first_cell, row, is_money, [currency] * len(row))) for row in rows)
    title = contract.title.text(language)
    return Table(name=f"rows-{table}", title=title, about="", columns=heads, rows=cells, values=cells)


def _first_cell(value: object, is_money: bool, currency: str) -> str:  # noqa: FBT001 - mapped over a row
    text = str(value)
    return str(Money(int(text), currency)) if is_money and text.lstrip("-").isdecimal() else text
