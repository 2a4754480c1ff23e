"""How is a file loaded without anybody waiting for it?"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhanggui.app import loading, uploads
from zhanggui.books import jobs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhanggui.app.shop import Shop

KIND = "load"
MOST_LISTED = 20


def queue_upload(
    shop: Shop, upload: uploads.Upload, *, by: str, as_format: str | None = None, exported_at: datetime | None = None
) -> jobs.Job:
    """Put an upload in line; its files are deleted once they are loaded or refused."""
    return _queue(shop, upload.files, by=by, as_format=as_format, exported_at=exported_at, upload=upload.token)


def queue_file(shop: Shop, file: Path, *, key: str) -> jobs.Job:
    """Put a file of the watched folder in line, where it stays; the same key never queues twice."""
    return _queue(shop, [file], by="watch", key=key)


def carry_out(shop: Shop, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Load the files of a job and publish; returns what became of them."""
    exported_at = payload["exported_at"] and datetime.fromisoformat(payload["exported_at"])
    try:
        loaded = loading.load(
            shop, [Path(file) for file in payload["files"]], as_format=payload["as_format"], exported_at=exported_at
        )
    finally:
        if payload["upload"]:
            with suppress(uploads.UploadGone):  # an earlier attempt may have come this far
                uploads.discard(shop, payload["upload"], by=payload["by"])
    return {
        "files": [
            {"file": file.file, "outcome": file.outcome, "load_id": file.load_id} for file in loaded.report.files
        ],
        "snapshot": loaded.published.name if loaded.published else None,
    }


def recent_loads(shop: Shop) -> tuple[jobs.Job, ...]:
    """The latest queued loads, newest first: waiting, in hand, done and refused."""
    return jobs.latest(shop.books, KIND, MOST_LISTED)


def find_load_job(shop: Shop, job_id: str) -> jobs.Job:
    """A queued load by its id. Raises NoSuchJob, also where the job is another kind of work."""
    job = jobs.find(shop.books, job_id)
    if job.kind != KIND:
        raise jobs.NoSuchJob(job=job_id)
    return job


def plain(job: jobs.Job) -> dict[str, Any]:
    """A queued load as JSON values, without where its files lie."""
    return {
        "id": job.id,
        "state": job.state,
        "files": list(file_names(job)),
        "created_at": job.created_at.isoformat(),
        "finished_at": job.finished_at.isoformat() if job.finished_at else None,
        "outcome": job.outcome,
    }


def file_names(job: jobs.Job) -> tuple[str, ...]:
    """The names of a job's files, without where they lie."""
    return tuple(Path(file).name for file in job.payload["files"])


def _queue(
    shop: Shop,
    files: Sequence[Path],
    *,
    by: str,
    as_format: str | None = None,
    exported_at: datetime | None = None,
    upload: str | None = None,
    key: str | None = None,
) -> jobs.Job:
    payload = {
        "files": [str(file.resolve()) for file in files],
        "by": by,
        "as_format": as_format,
        "exported_at": exported_at.isoformat() if exported_at else None,
        "upload": upload,
    }
    return jobs.enqueue(shop.books, KIND, payload, at=shop.clock.now(), key=key)
