"""How is a shop backed up and brought back without anybody waiting for it?

What is restored is always a new folder beside the shop's; the shop that serves is never touched.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhanggui.app.keeping import kept
from zhanggui.app.keeping.backup import backup
from zhanggui.app.keeping.restore import restore
from zhanggui.books import jobs
from zhanggui.books.people import Actor
from zhanggui.core.errors import Busy, ZhangguiError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.app.shop import Shop

BACKUP, RESTORE = "backup", "restore"
MOST_LISTED = 10


def queue_backup(shop: Shop, *, actor: Actor) -> jobs.Job:
    """Put a backup in line; once it is done it is kept, sealed, and can be fetched."""
    return jobs.enqueue(shop.books, BACKUP, {"actor": _plain_actor(actor)}, at=shop.clock.now())


def queue_restore(shop: Shop, file: Path, folder: str, *, actor: Actor, is_sent: bool) -> jobs.Job:
    """Put a restoring in line, of a kept backup or of one that was sent, into a new folder beside the shop's.

    Raises BackupFolderNotUsable; what was sent is deleted then and when it is restored or refused.
    """
    payload = {"file": str(file), "folder": folder, "is_sent": is_sent, "actor": _plain_actor(actor)}
    try:
        kept.new_folder(shop, folder)
    except ZhangguiError:
        _let_go(payload)
        raise
    return jobs.enqueue(shop.books, RESTORE, payload, at=shop.clock.now())


def make(shop: Shop, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Back the shop up, sealed, and let what is too old go."""
    made = backup(shop, kept.new_file(shop), actor=Actor(**payload["actor"]), sealed=True)
    expired = kept.expire(shop)
    return {
        "backup": made.file.name,
        "size_bytes": made.size_bytes,
        "sha256": made.sha256,
        "files": made.files,
        "snapshot": made.snapshot,
        "position": made.position,
        "expired": list(expired),
    }


def bring_back(shop: Shop, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Restore into the new folder and prove it; what was sent is deleted either way."""
    file, actor = Path(payload["file"]), Actor(**payload["actor"])
    try:
        target = kept.new_folder(shop, payload["folder"])
        back = restore(file, target, actor=actor, clock=shop.clock, only=shop.facts.id)
    except ZhangguiError as refusal:
        if not isinstance(refusal, Busy):  # else it is tried again
            _let_go(payload)
        raise
    _let_go(payload)
    return {
        "folder": back.folder.name,
        "name": back.name,
        "made_at": back.made_at.isoformat(),
        "files": back.files,
        "metrics": back.metrics,
        "position": back.position,
        "snapshot": back.snapshot,
        "erased_again": back.erased_again,
    }


def recent(shop: Shop) -> tuple[jobs.Job, ...]:
    """The latest backups and restorings that were asked for, newest first."""
    found = [each for kind in (BACKUP, RESTORE) for each in jobs.latest(shop.books, kind, MOST_LISTED)]
    return tuple(sorted(found, key=lambda job: (job.created_at, job.id), reverse=True)[:MOST_LISTED])


def find_job(shop: Shop, job_id: str) -> jobs.Job:
    """A backup or a restoring by its id. Raises NoSuchJob, also where the job is another kind of work."""
    job = jobs.find(shop.books, job_id)
    if job.kind not in {BACKUP, RESTORE}:
        raise jobs.NoSuchJob(job=job_id)
    return job


def plain(job: jobs.Job) -> dict[str, Any]:
    """The job as JSON values, without where anything lies."""
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "folder": job.payload.get("folder"),
        "created_at": job.created_at.isoformat(),
        "finished_at": job.finished_at.isoformat() if job.finished_at else None,
        "outcome": job.outcome,
    }


def _let_go(payload: Mapping[str, Any]) -> None:
    if payload["is_sent"]:
        Path(payload["file"]).unlink(missing_ok=True)


def _plain_actor(actor: Actor) -> dict[str, str]:
    return {"id": actor.id, "role": actor.role, "kind": actor.kind}
