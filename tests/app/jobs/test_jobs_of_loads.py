"""Files are loaded while nobody waits: once each, refused with a reason, and never half written ones."""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta

import pytest

from tests.surfaces.shops import generic_orders
from zhanggui.app.clock import SystemClock
from zhanggui.app.jobs.loads import plain, queue_file, queue_upload, recent_loads
from zhanggui.app.jobs.watching import SETTLED, NoFolderToWatch, look
from zhanggui.app.jobs.worker import JobBroke, Worker, do_all, do_next
from zhanggui.app.loading import loads
from zhanggui.app.shop import init_shop
from zhanggui.app.uploads import keep, waiting_room
from zhanggui.books import jobs


@pytest.fixture
def shop(tmp_path):
    return init_shop(tmp_path / "shop", currency="CNY", timezone="Asia/Shanghai", name=None, clock=SystemClock())


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "exports"
    made.mkdir()
    return made


def save(folder, name, content, seconds_ago=60.0):
    file = folder / name
    file.write_bytes(content)
    then = SystemClock().now().timestamp() - seconds_ago
    os.utime(file, (then, then))
    return file


@pytest.mark.slow
def test_a_file_saved_in_the_folder_is_loaded_once_and_stays_there(shop, folder):
    file = save(folder, "三月.csv", generic_orders(2))
    (queued,) = look(shop, folder)
    (done,) = do_all(shop)
    assert (done.id, done.state, done.outcome["files"][0]["outcome"]) == (queued.id, "done", "loaded")
    assert [load.file_name for load in loads(shop)] == ["三月.csv"]
    assert look(shop, folder) == ()
    assert file.exists()


@pytest.mark.slow
def test_a_file_that_changed_is_a_new_one_and_the_same_content_never_counts_twice(shop, folder):
    save(folder, "orders.csv", generic_orders(2))
    look(shop, folder)
    list(do_all(shop))
    save(folder, "orders.csv", generic_orders(3))
    save(folder, "copy.csv", generic_orders(2))
    look(shop, folder)
    assert sorted(done.outcome["files"][0]["outcome"] for done in do_all(shop)) == ["already_loaded", "loaded"]
    assert len(loads(shop)) == 2


def test_what_is_still_being_written_waits(shop, folder):
    save(folder, "fresh.csv", generic_orders(1), seconds_ago=SETTLED / 2)
    save(folder, ".orders.csv", generic_orders(1))
    save(folder, "~$orders.xlsx", b"lock")
    save(folder, "orders.csv.crdownload", generic_orders(1))
    assert look(shop, folder) == ()


def test_a_file_nobody_knows_is_refused_once_with_its_reason(shop, folder):
    save(folder, "odd.csv", b"a,b,c\n1,2,3\n")
    look(shop, folder)
    (refused,) = do_all(shop)
    assert (refused.state, refused.attempts) == ("failed", 1)
    assert "odd.csv" in refused.outcome["error"]["message"]["zh-CN"]
    assert look(shop, folder) == ()


def test_a_folder_that_is_not_there_is_said(shop, folder):
    with pytest.raises(NoFolderToWatch, match="nowhere"):
        look(shop, folder / "nowhere")


def test_while_the_shop_is_being_written_to_a_job_waits_for_its_turn(shop, folder):
    from zhanggui.warehouse.writer import writing

    save(folder, "orders.csv", generic_orders(1))
    look(shop, folder)
    with writing(shop.folder):
        waiting = do_next(shop, "w")
    assert (waiting.state, waiting.attempts) == ("queued", 1)
    assert waiting.run_after > shop.clock.now()


@pytest.mark.slow
def test_an_upload_is_deleted_whether_it_was_loaded_or_not(shop):
    import io

    for content in (generic_orders(1), b"a,b,c\n1,2,3\n"):
        queue_upload(shop, keep(shop, [("orders.csv", io.BytesIO(content))], by="u1"), by="u1")
    assert sorted(job.state for job in do_all(shop)) == ["done", "failed"]
    assert list(waiting_room(shop).iterdir()) == []


def test_a_job_that_breaks_is_tried_again_and_says_so_without_the_failure_s_own_words(shop, folder, monkeypatch):
    def broken(*_):
        raise ValueError("13800000001")

    queue_file(shop, save(folder, "orders.csv", b""), key="k")
    monkeypatch.setattr("zhanggui.app.jobs.worker.WORK", {"load": broken})
    job = do_next(shop, "w")
    assert (job.state, job.outcome["error"]["code"]) == ("queued", JobBroke().code)
    assert "13800000001" not in str(plain(job))


@pytest.mark.slow
def test_a_worker_does_what_is_queued_and_ends_when_told(shop, folder):
    save(folder, "orders.csv", generic_orders(1))
    (queued,) = look(shop, folder)
    worker = Worker(shop)
    assert worker.wait_for(queued, 30).state == "done"
    worker.stop()
    assert [job.state for job in recent_loads(shop)] == ["done"]


@pytest.mark.slow
def test_a_worker_that_watches_loads_what_is_saved(shop, folder):
    save(folder, "orders.csv", generic_orders(1))
    worker = Worker(shop, folder)
    worker.nudge()
    until = time.monotonic() + 30
    while not (found := recent_loads(shop)) and time.monotonic() < until:
        time.sleep(0.02)
    assert worker.wait_for(found[0], 30).state == "done"
    worker.stop()


def test_where_a_file_lies_is_not_answered(shop, folder):
    job = queue_file(shop, save(folder, "orders.csv", b""), key="k")
    assert str(folder) not in str(plain(job))
    assert job.run_after - job.created_at == timedelta(0)


def test_a_long_load_does_not_hold_up_what_people_are_told(shop, folder, monkeypatch):
    ended, told = threading.Event(), threading.Event()
    work = {"load": lambda *_: ended.wait(30) and {}, "notify": lambda *_: told.set() or {}}
    monkeypatch.setattr("zhanggui.app.jobs.worker.WORK", work)
    worker = Worker(shop)
    long_load = queue_file(shop, save(folder, "orders.csv", b""), key="k")
    worker.nudge()
    jobs.enqueue(shop.books, "notify", {}, at=shop.clock.now())
    worker.nudge()
    assert told.wait(20)
    assert jobs.find(shop.books, long_load.id).finished_at is None
    ended.set()
    worker.stop()
    assert jobs.find(shop.books, long_load.id).state == "done"
