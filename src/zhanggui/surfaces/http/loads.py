"""How do files come in over HTTP, and what became of them?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Path, Query, Request, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from zhanggui.app import loading, maps, uploads
from zhanggui.app.jobs.loads import find_load_job, plain, queue_upload
from zhanggui.app.landed import find_load, quarantine, quarantine_rows
from zhanggui.core.moments import moment
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Analyst, Operator, Viewer
from zhanggui.surfaces.http.once import Key, once
from zhanggui.surfaces.http.shapes import BothLanguages
from zhanggui.warehouse.landing import Load

router = APIRouter(tags=["ingest"])
Files = Annotated[list[UploadFile], File(description="Export files. 导出文件。")]
Source = Annotated[
    str | None, Form(description="Name of the source, when it is not recognised. 数据源名。", max_length=100)
]
Number = Annotated[int, Path(ge=1, le=2**31, description="The load's number. 导入批次。")]


class LoadLine(BaseModel):
    """One file that was loaded."""

    load_id: int
    source: str
    file_name: str
    sha256: str
    exported_at: datetime
    landed_at: datetime
    rows: Annotated[dict[str, int], Field(description="Rows per table. 各表行数。")]
    reconciliation: Annotated[dict[str, Any], Field(description="Read = loaded + quarantined + … 对账。")]
    quarantined_rows: Annotated[int, Field(description="Rows that were not loaded. 未导入的行数。")]


class LoadedAnswer(BaseModel):
    """What became of the files, and the version that was published."""

    files: list[dict[str, Any]]
    snapshot: str | None
    as_of: str | None
    rows: dict[str, int]
    audits: list[Any]


class JobAnswer(BaseModel):
    """Files in line: how it stands, and what became of them."""

    id: str
    state: Annotated[Literal["queued", "running", "done", "failed"], Field(description="How it stands. 状态。")]
    files: Annotated[list[str], Field(description="The names of the files. 文件名。")]
    created_at: datetime
    finished_at: datetime | None
    outcome: Annotated[
        dict[str, Any] | None,
        Field(description="The loads and the version, or `error`; none before. 结果或错误；未完成时为空。"),
    ]


class PreviewAnswer(BaseModel):
    """What loading the files would do."""

    files: list[dict[str, Any]]


class RefusedRow(BaseModel):
    """One row that was not loaded, with its cells masked."""

    source_row: int
    outcome: BothLanguages
    reason: BothLanguages
    column: str
    cells: str


@router.post(
    "/loads",
    status_code=201,
    response_model=None,
    responses={201: {"model": LoadedAnswer}, **errors.described(404, 409, 413)},
    summary="Load files. 导入文件。",
)
def load(
    by: Operator,
    files: Files,
    source: Source = None,
    exported_at: Annotated[datetime | None, Form(description="When they were exported. 导出时间。")] = None,
    key: Key = None,
) -> JSONResponse:
    """Load export files and publish the next version; the same content never counts twice."""
    kept = uploads.keep(by.shop, _streams(files), by=by.actor.id)
    exported = moment(exported_at.isoformat() if exported_at else None, by.shop.facts.timezone)
    try:
        from zhanggui.ingest.reading import fingerprint

        asked = {"files": [fingerprint([file]) for file in kept.files], "source": source}
        return JSONResponse(
            once(
                by,
                key,
                asked,
                lambda: loading.plain(loading.load(by.shop, kept.files, as_format=source, exported_at=exported)),
            ),
            201,
        )
    finally:
        uploads.discard(by.shop, kept.token, by=by.actor.id)


@router.post(
    "/loads/queue",
    status_code=202,
    responses=errors.described(413),
    summary="Load files in the background. 后台导入文件。",
)
def queue(
    by: Operator,
    request: Request,
    files: Files,
    source: Source = None,
    exported_at: Annotated[datetime | None, Form(description="When they were exported. 导出时间。")] = None,
) -> JobAnswer:
    """Put export files in line; ask for the job by its id until it is done or has failed."""
    kept = uploads.keep(by.shop, _streams(files), by=by.actor.id)
    exported = moment(exported_at.isoformat() if exported_at else None, by.shop.facts.timezone)
    job = queue_upload(by.shop, kept, by=by.actor.id, as_format=source, exported_at=exported)
    request.app.state.worker.nudge()
    return JobAnswer.model_validate(plain(job))


@router.get("/jobs/{job_id}", responses=errors.described(404), summary="How does a job stand? 任务进行得怎样？")
def job_by_id(by: Operator, job_id: Annotated[str, Path(max_length=40)]) -> JobAnswer:
    """Waiting, running, done with what became of the files, or failed with the reason."""
    return JobAnswer.model_validate(plain(find_load_job(by.shop, job_id)))


@router.post(
    "/loads/preview",
    response_model=None,
    responses={200: {"model": PreviewAnswer}, **errors.described(404, 409, 413)},
    summary="What would loading do? 导入会怎样？",
)
def preview(by: Operator, files: Files, source: Source = None) -> JSONResponse:
    """The dry run: what was recognised, the mapping, the first rows, masked; nothing is written."""
    kept = uploads.keep(by.shop, _streams(files), by=by.actor.id)
    try:
        shown = loading.preview_files(by.shop, kept.files, as_format=source)
        return JSONResponse(loading.plain_preview(shown))
    finally:
        uploads.discard(by.shop, kept.token, by=by.actor.id)


class ProposalAnswer(BaseModel):
    """What an unknown file probably is, column by column, and the map that says so."""

    file: str
    form: str
    title: dict[str, str]
    columns: list[dict[str, Any]]
    fields: list[dict[str, Any]]
    missing: list[str]
    toml: str


class MapBody(BaseModel):
    """A map to be kept with the shop."""

    toml: Annotated[str, Field(max_length=200_000, description="The map as TOML. 列映射。")]


class MapAnswer(BaseModel):
    """The name under which a map is kept."""

    name: str


@router.post(
    "/loads/propose",
    response_model=None,
    responses={200: {"model": ProposalAnswer}, **errors.described(404, 409, 413)},
    summary="Which map would read an unknown file? 不认识的文件怎样读？",
)
def propose(by: Operator, files: Files, form: Source = None) -> JSONResponse:
    """Propose a map for the first file, with a confidence for each column; nothing is written."""
    kept = uploads.keep(by.shop, _streams(files), by=by.actor.id)
    try:
        return JSONResponse(maps.plain_proposal(maps.propose_map(by.shop, kept.files[0], form=form or "")))
    finally:
        uploads.discard(by.shop, kept.token, by=by.actor.id)


@router.get("/maps", summary="Which maps are the shop's own? 店铺自己的列映射")
def own_maps(by: Viewer) -> list[str]:
    """The names of the maps that lie with the shop."""
    return list(maps.shop_map_names(by.shop))


@router.post("/maps", status_code=201, responses=errors.described(409), summary="Keep a map. 保存列映射。")
def keep_map(by: Operator, body: MapBody) -> MapAnswer:
    """Keep a map with the shop; files that it fits are read by it from now on."""
    return MapAnswer(name=maps.save_map(by.shop, body.toml).stem)


@router.get("/loads", summary="What has been loaded? 导入过什么？")
def listing(by: Viewer) -> list[LoadLine]:
    """Every load, newest first."""
    return [_line(by, each) for each in loading.loads(by.shop)]


@router.get("/loads/{number}", responses=errors.described(404), summary="What became of one file? 一个文件的去向？")
def one(by: Viewer, number: Number) -> LoadLine:
    """One load with its reconciliation."""
    return _line(by, find_load(by.shop, number))


@router.get(
    "/loads/{number}/quarantine",
    responses=errors.described(404),
    summary="Which rows were not loaded? 哪些行没有导入？",
)
def refused(by: Analyst, number: Number, limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000) -> list[RefusedRow]:
    """Rows that were not loaded, with their reasons; cells are masked."""
    found = quarantine(by.shop, find_load(by.shop, number), limit)
    return [
        RefusedRow(
            source_row=row.source_row,
            outcome=BothLanguages.of(row.outcome),
            reason=BothLanguages.of(row.reason),
            column=row.column,
            cells=row.cells,
        )
        for row in found
    ]


def _streams(files: list[UploadFile]) -> list[tuple[str, Any]]:
    return [(file.filename or "", file.file) for file in files]


def _line(by: Viewer, found: Load) -> LoadLine:
    return LoadLine(
        load_id=found.load_id,
        source=found.source,
        file_name=found.file_name,
        sha256=found.sha256,
        exported_at=found.exported_at,
        landed_at=found.landed_at,
        rows=dict(found.rows),
        reconciliation=dict(found.reconciliation),
        quarantined_rows=quarantine_rows(by.shop, found),
    )
