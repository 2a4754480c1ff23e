"""How does an owner back the shop up, take the backup away and bring the shop back, on a page?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from zhanggui.app.jobs import backups
from zhanggui.app.keeping import kept
from zhanggui.app.keeping.backup import last_backup
from zhanggui.core.errors import RequestAtFault, ZhangguiError
from zhanggui.core.moments import when
from zhanggui.core.words import Words
from zhanggui.ingest.limits import readable
from zhanggui.surfaces.files import backup_file
from zhanggui.surfaces.web.rendering import go, show
from zhanggui.surfaces.web.visits import Form, OwnerVisit, Visit

if TYPE_CHECKING:
    from zhanggui.books.jobs import Job

router = APIRouter()
ANSWER_WITHIN = 4.0  # seconds; a small shop is backed up when the page comes
PAGE = "/settings/backups"


class NoBackupChosen(RequestAtFault):
    """No file and no kept backup was named."""

    sentence = Words(zh="请选择一份备份文件。", en="Choose a backup file.")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """One backup or restoring: what it is about, how it stands, and what became of it."""

    what: str
    since: datetime
    state: str
    said: str


@router.get(PAGE)
def page(visit: OwnerVisit) -> Response:
    """What is kept, how far the jobs are, and the forms."""
    return _page(visit)


@router.post(PAGE)
def make(visit: OwnerVisit, form: Form) -> Response:
    """Back the shop up now."""
    job = backups.queue_backup(visit.shop, actor=visit.person.actor)
    return _followed(visit, job, "backup_made")


@router.get(f"{PAGE}/{{backup}}/file")
def fetch(visit: OwnerVisit, backup: str) -> FileResponse:
    """The sealed file."""
    return backup_file(kept.fetch_kept(visit.shop, backup, actor=visit.person.actor))


@router.post(f"{PAGE}/{{backup}}/delete")
def delete(visit: OwnerVisit, form: Form, backup: str) -> Response:
    """Delete a kept backup."""
    try:
        kept.delete_kept(visit.shop, backup, actor=visit.person.actor)
    except ZhangguiError as refusal:
        return _page(visit, refusal)
    return go(visit, PAGE, done="backup_deleted")


@router.post(f"{PAGE}/restore")
def restore(visit: OwnerVisit, form: Form) -> Response:
    """Restore a kept or an uploaded backup into a new folder; the shop that serves stays as it is."""
    sent = form.files("file")
    try:
        if sent:
            file = kept.keep_sent(visit.shop, sent[0].file)
        elif name := form.text("name"):
            file = kept.find_kept(visit.shop, name).file
        else:
            raise NoBackupChosen
        folder, actor = form.text("folder"), visit.person.actor
        job = backups.queue_restore(visit.shop, file, folder, actor=actor, is_sent=bool(sent))
    except ZhangguiError as refusal:
        return _page(visit, refusal)
    return _followed(visit, job, "backup_restored")


def _followed(visit: Visit, job: Job, done: str) -> Response:
    job = visit.house.worker.wait_for(job, ANSWER_WITHIN)
    return go(visit, PAGE, done=done if job.state == "done" else "backup_queued" if job.finished_at is None else "")


def _page(visit: Visit, problem: ZhangguiError | None = None) -> Response:
    jobs = backups.recent(visit.shop)
    return show(
        visit,
        "backups.html",
        page=PAGE,
        status=problem.http_status if problem else 200,
        problem=problem and problem.text(visit.language),
        found=[(each, readable(each.size_bytes)) for each in kept.kept_backups(visit.shop)],
        last=last_backup(visit.shop),
        jobs=[_line(visit, job) for job in jobs],
        is_going_on=any(job.finished_at is None for job in jobs),
        kept_days=kept.KEPT_DAYS,
        most_kept=kept.MOST_KEPT,
        proposed=f"{visit.shop.folder.resolve().name}-restored",
    )


def _line(visit: Visit, job: Job) -> JobLine:
    what = visit.say(f"backup_job_{job.kind}", folder=job.payload.get("folder", ""))
    return JobLine(what=what, since=job.created_at, state=visit.say(f"backup_{job.state}"), said=_said(visit, job))


def _said(visit: Visit, job: Job) -> str:
    if not job.outcome:
        return ""
    if "error" in job.outcome:
        return str(job.outcome["error"]["message"][visit.language])
    if job.kind == backups.BACKUP:
        return visit.say("backup_said", backup=job.outcome["backup"], size=readable(job.outcome["size_bytes"]))
    made = when(datetime.fromisoformat(job.outcome["made_at"]), visit.shop.facts.timezone)
    return visit.say("restore_said", **{**job.outcome, "made": made})
