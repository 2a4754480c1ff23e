"""Every job is done by one worker at a time, and no dead worker keeps one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.books.conftest import NOW
from zhanggui.books.jobs import LEASE, RETRY_AFTER, LeaseLost, NoSuchJob, claim, enqueue, fail, find, finish, renew


def take(books, worker="w1", at=NOW, kinds=("ingest",)):
    return claim(books, worker=worker, kinds=kinds, at=at)


def test_a_job_is_claimed_done_and_reported(books):
    queued = enqueue(books, "ingest", {"file": "a.csv"}, at=NOW)

    held = take(books)
    finish(books, held, {"rows": 3}, at=NOW)

    done = find(books, queued.id)
    assert (held.id, held.payload, held.attempts) == (queued.id, {"file": "a.csv"}, 1)
    assert (done.state, done.outcome, done.finished_at) == ("done", {"rows": 3}, NOW)
    assert take(books) is None


def test_of_forty_workers_one_gets_the_job(books):
    enqueue(books, "ingest", {}, at=NOW)

    with ThreadPoolExecutor(40) as pool:
        held = [job for job in pool.map(lambda number: take(books, f"w{number}"), range(40)) if job]

    assert len(held) == 1


def test_forty_workers_share_forty_jobs(books):
    for number in range(40):
        enqueue(books, "ingest", {"number": number}, at=NOW)

    with ThreadPoolExecutor(40) as pool:
        numbers = [job.payload["number"] for job in pool.map(lambda number: take(books, f"w{number}"), range(40))]

    assert sorted(numbers) == list(range(40))


def test_jobs_wait_for_their_time_their_kind_and_their_turn(books):
    late = enqueue(books, "ingest", {}, at=NOW, run_after=NOW + timedelta(hours=1))
    enqueue(books, "mail", {}, at=NOW)
    early = enqueue(books, "ingest", {}, at=NOW)

    assert take(books).id == early.id
    assert take(books) is None
    assert take(books, at=NOW + timedelta(hours=1)).id in {late.id, early.id}


def test_the_job_of_a_dead_worker_is_taken_over_and_the_dead_cannot_report(books):
    enqueue(books, "ingest", {}, at=NOW)
    dead = take(books, "w1")

    assert take(books, "w2", at=NOW + LEASE - timedelta(seconds=1)) is None
    taken = take(books, "w2", at=NOW + LEASE)

    assert (taken.id, taken.attempts) == (dead.id, 2)
    with pytest.raises(LeaseLost):
        finish(books, dead, {}, at=NOW + LEASE)
    finish(books, taken, {}, at=NOW + LEASE)


def test_a_renewed_lease_keeps_the_job(books):
    enqueue(books, "ingest", {}, at=NOW)
    held = take(books)
    renew(books, held, at=NOW + timedelta(minutes=4))

    assert take(books, "w2", at=NOW + LEASE) is None
    finish(books, held, {}, at=NOW + LEASE)


def test_a_failing_job_is_tried_three_times(books):
    queued = enqueue(books, "ingest", {}, at=NOW)
    at = NOW
    for _ in range(3):
        fail(books, take(books, at=at), {"why": "no"}, at=at)
        at += RETRY_AFTER

    assert find(books, queued.id).state == "failed"
    assert take(books, at=at) is None


def test_a_job_whose_worker_always_dies_is_not_tried_for_ever(books):
    enqueue(books, "ingest", {}, at=NOW)
    for attempt in range(3):
        assert take(books, at=NOW + attempt * LEASE)

    assert take(books, at=NOW + 3 * LEASE) is None


def test_the_same_key_queues_once(books):
    first = enqueue(books, "ingest", {}, at=NOW, key="sha")

    assert enqueue(books, "ingest", {}, at=NOW, key="sha") == first
    with pytest.raises(NoSuchJob):
        find(books, "j0")
