"""How does an owner back the shop up and bring it back over HTTP?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Path, Request, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import FileResponse, Response

from zhanggui.app.jobs import backups
from zhanggui.app.keeping import kept
from zhanggui.surfaces.files import backup_file
from zhanggui.surfaces.http import errors
from zhanggui.surfaces.http.callers import Owner

router = APIRouter(tags=["backups"])
Name = Annotated[str, Path(max_length=100, description="From /backups. 备份名。")]
_FOLDER = "A folder that is not there yet; it comes to lie beside the shop's. 还不存在的文件夹名，与本店并列。"


class BackupLine(BaseModel):
    """One backup that lies with the service, sealed with the shop's key."""

    name: str
    size_bytes: int
    made_at: datetime


class BackupJob(BaseModel):
    """A backup or a restoring in line: how it stands, and what became of it."""

    id: str
    kind: Literal["backup", "restore"]
    state: Annotated[Literal["queued", "running", "done", "failed"], Field(description="How it stands. 状态。")]
    folder: Annotated[str | None, Field(description="Where it is restored into. 恢复到哪个文件夹。")]
    created_at: datetime
    finished_at: datetime | None
    outcome: Annotated[
        dict[str, Any] | None,
        Field(description="The backup's name, or what was checked, or `error`. 备份名、核对结果或错误。"),
    ]


class BackupsAnswer(BaseModel):
    """What is kept, for how long, and what was asked for last."""

    kept: list[BackupLine]
    kept_days: int
    most_kept: int
    jobs: list[BackupJob]


class RestoreBody(BaseModel):
    """Where a kept backup is restored into."""

    model_config = ConfigDict(extra="forbid")

    folder: Annotated[str, Field(min_length=1, max_length=60, description=_FOLDER)]


@router.get("/backups", summary="Which backups are kept? 有哪些备份？")
def listing(by: Owner) -> BackupsAnswer:
    """The backups that lie with the service, newest first, and the latest jobs."""
    return BackupsAnswer(
        kept=[
            BackupLine(name=each.name, size_bytes=each.size_bytes, made_at=each.made_at)
            for each in kept.kept_backups(by.shop)
        ],
        kept_days=kept.KEPT_DAYS,
        most_kept=kept.MOST_KEPT,
        jobs=[BackupJob.model_validate(backups.plain(job)) for job in backups.recent(by.shop)],
    )


@router.post("/backups", status_code=202, summary="Back the shop up. 备份本店。")
def make(by: Owner, request: Request) -> BackupJob:
    """Put a backup in line, sealed with the shop's key, which is never in it; the shop goes on serving."""
    return _nudged(request, backups.queue_backup(by.shop, actor=by.actor))


@router.get(
    "/backups/jobs/{job_id}", responses=errors.described(404), summary="How does a backup stand? 备份进行得怎样？"
)
def job_by_id(by: Owner, job_id: Annotated[str, Path(max_length=40)]) -> BackupJob:
    """Waiting, running, done with the backup's name or with what was checked, or failed with the reason."""
    return BackupJob.model_validate(backups.plain(backups.find_job(by.shop, job_id)))


@router.get(
    "/backups/{backup}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}, **errors.described(404)},
    summary="Fetch a backup. 下载备份。",
)
def fetch(by: Owner, backup: Name) -> FileResponse:
    """The sealed file, streamed; who fetched it is on record."""
    return backup_file(kept.fetch_kept(by.shop, backup, actor=by.actor))


@router.delete("/backups/{backup}", status_code=204, responses=errors.described(404), summary="Delete one. 删除备份。")
def delete(by: Owner, backup: Name) -> None:
    """Delete a kept backup; that it was is on record."""
    kept.delete_kept(by.shop, backup, actor=by.actor)


@router.post(
    "/backups/{backup}/restore",
    status_code=202,
    responses=errors.described(404),
    summary="Restore a kept backup. 恢复已有的备份。",
)
def restore_kept(by: Owner, request: Request, backup: Name, into: RestoreBody) -> BackupJob:
    """Put restoring into a new folder in line; the shop that serves stays as it is."""
    file = kept.find_kept(by.shop, backup).file
    return _nudged(request, backups.queue_restore(by.shop, file, into.folder, actor=by.actor, is_sent=False))


@router.post("/backups/restore", status_code=202, summary="Restore a backup that is sent. 上传备份并恢复。")
def restore_sent(
    by: Owner,
    request: Request,
    file: Annotated[UploadFile, File(description="A backup of this shop. 本店的备份文件。")],
    folder: Annotated[str, Form(min_length=1, max_length=60, description=_FOLDER)],
) -> BackupJob:
    """Put restoring an uploaded backup of this shop into a new folder in line; the upload is deleted afterwards."""
    sent = kept.keep_sent(by.shop, file.file)
    return _nudged(request, backups.queue_restore(by.shop, sent, folder, actor=by.actor, is_sent=True))


def _nudged(request: Request, job: Any) -> BackupJob:
    request.app.state.worker.nudge()
    return BackupJob.model_validate(backups.plain(job))
