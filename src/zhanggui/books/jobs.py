"""What is to be done in the background, and who is doing it?

A worker claims a job by one conditional update and holds it under a lease. A worker that dies lets its lease run out,
and the next one takes the job over; a worker whose lease ran out cannot report any more.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, and_, delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from zhanggui.books.database import Books
from zhanggui.books.events import canonical
from zhanggui.books.schema import JOBS
from zhanggui.core.errors import Conflict, NotFound
from zhanggui.core.words import Words

State = Literal["queued", "running", "done", "failed"]
LEASE = timedelta(minutes=5)
RETRY_AFTER = timedelta(seconds=30)


class LeaseLost(Conflict):
    """The worker took too long and another one has the job."""

    sentence = Words(
        zh="任务“{job}”的租约已到期，已由别的进程接手。",
        en="The lease on job '{job}' has run out; another worker has taken it over.",
    )


class NoSuchJob(NotFound):
    """No job with that id."""

    sentence = Words(zh="没有编号为“{job}”的任务。", en="There is no job with the id '{job}'.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of background work."""

    id: str
    kind: str
    payload: Mapping[str, Any]
    state: State
    run_after: datetime
    attempts: int
    most_attempts: int
    worker: str | None
    leased_until: datetime | None
    outcome: Mapping[str, Any] | None
    created_at: datetime
    finished_at: datetime | None
    key: str | None


def enqueue(
    books: Books,
    kind: str,
    payload: Mapping[str, Any],
    *,
    at: datetime,
    run_after: datetime | None = None,
    most_attempts: int = 3,
    key: str | None = None,
) -> Job:
    """Put work in line; the same key never queues twice."""
    job_id = f"j{secrets.token_hex(8)}"
    row = {"id": job_id, "kind": kind, "payload": canonical(payload), "state": "queued", "attempts": 0, "key": key}
    row |= {"run_after": run_after or at, "most_attempts": most_attempts, "created_at": at}
    try:
        with books.begin() as connection:
            if key is not None and (earlier := connection.execute(select(JOBS).where(JOBS.c.key == key)).first()):
                return _job(earlier)
            connection.execute(JOBS.insert().values(row))
    except IntegrityError:  # PostgreSQL lets two writers look at the same time; the key lets one of them in
        if key is None or not (known := find_key(books, key)):
            raise
        return known
    return find(books, job_id)


def find_key(books: Books, key: str) -> Job | None:
    """The job that was queued under a key, if one was."""
    with books.reading() as connection:
        row = connection.execute(select(JOBS).where(JOBS.c.key == key)).first()
    return None if row is None else _job(row)


def claim(books: Books, *, worker: str, kinds: tuple[str, ...], at: datetime, lease: timedelta = LEASE) -> Job | None:
    """Take the job that has waited longest, or None; no two workers ever hold the same one."""
    free = or_(
        and_(JOBS.c.state == "queued", JOBS.c.run_after <= at),
        and_(JOBS.c.state == "running", JOBS.c.leased_until <= at, JOBS.c.attempts < JOBS.c.most_attempts),
    )
    next_one = (
        select(JOBS.c.id)
        .where(JOBS.c.kind.in_(kinds), free)
        .order_by(JOBS.c.run_after, JOBS.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # PostgreSQL; SQLite has one writer at a time anyway
        .scalar_subquery()
    )
    taken = update(JOBS).where(JOBS.c.id == next_one, free)
    taken = taken.values(state="running", worker=worker, leased_until=at + lease, attempts=JOBS.c.attempts + 1)
    with books.begin() as connection:
        row = connection.execute(taken.returning(JOBS)).first()
    return None if row is None else _job(row)


def renew(books: Books, job: Job, *, at: datetime, lease: timedelta = LEASE) -> None:
    """Say that the work is still going on."""
    _update_held(books, job, at, leased_until=at + lease)


def finish(books: Books, job: Job, outcome: Mapping[str, Any], *, at: datetime) -> None:
    """Report the work as done."""
    _update_held(books, job, at, state="done", outcome=canonical(outcome), finished_at=at)


def fail(books: Books, job: Job, outcome: Mapping[str, Any], *, at: datetime, is_final: bool = False) -> None:
    """Report a failure; unless that is final, the job is tried again until its attempts are used up."""
    if job.attempts < job.most_attempts and not is_final:
        _update_held(books, job, at, state="queued", outcome=canonical(outcome), run_after=at + RETRY_AFTER)
    else:
        _update_held(books, job, at, state="failed", outcome=canonical(outcome), finished_at=at)


def find(books: Books, job_id: str) -> Job:
    """One job by its id."""
    with books.reading() as connection:
        row = connection.execute(select(JOBS).where(JOBS.c.id == job_id)).first()
    if row is None:
        raise NoSuchJob(job=job_id)
    return _job(row)


def latest(books: Books, kind: str, limit: int) -> tuple[Job, ...]:
    """The jobs of one kind that were queued last, newest first."""
    asked = select(JOBS).where(JOBS.c.kind == kind).order_by(JOBS.c.created_at.desc(), JOBS.c.id).limit(limit)
    with books.reading() as connection:
        return tuple(map(_job, connection.execute(asked)))


def drop_unfinished(books: Books) -> int:
    """Forget what waits or is in hand, in books that came back from elsewhere; returns how much that was."""
    with books.begin() as connection:
        return connection.execute(delete(JOBS).where(JOBS.c.state.in_(("queued", "running")))).rowcount


def _update_held(books: Books, job: Job, at: datetime, **values: object) -> None:
    # The number of attempts tells this claim from a later one by the same worker.
    held = (
        JOBS.c.id == job.id,
        JOBS.c.state == "running",
        JOBS.c.worker == job.worker,
        JOBS.c.attempts == job.attempts,
    )
    with books.begin() as connection:
        updated = update(JOBS).where(*held, JOBS.c.leased_until > at).values(**values)
        if connection.execute(updated).rowcount == 0:
            raise LeaseLost(job=job.id)


def _job(row: Row[Any]) -> Job:
    fields = row._asdict()
    outcome = json.loads(row.outcome) if row.outcome else None
    return Job(**{**fields, "payload": json.loads(row.payload), "outcome": outcome})
