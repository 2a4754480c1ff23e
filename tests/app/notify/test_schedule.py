"""A running service sends digest and alerts by itself: once, whoever else looks, and it says what it missed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests.app.notify.receivers import messenger
from tests.surfaces.shops import TickingClock, empty_shop, tea_shop
from zhanggui.app.jobs.worker import Worker, do_all
from zhanggui.app.notify import dispatch
from zhanggui.app.notify.schedule import KIND, put_in_line, schedule
from zhanggui.app.shop import open_shop
from zhanggui.books import jobs, settings
from zhanggui.books.notify_targets import QuietHours
from zhanggui.books.people import Actor

NINE = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)  # in Shanghai
DAY = timedelta(days=1)
OWNER = Actor(id="u1", role="owner")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("scheduled") / "tea"
    tea_shop(made).books.close()
    return made


@pytest.fixture
def clock():
    return TickingClock(NINE - DAY)


@pytest.fixture
def shop(folder, tmp_path, clock):
    import shutil

    opened = open_shop(shutil.copytree(folder, tmp_path / "tea"), clock)
    yield opened
    opened.books.close()


def told(shop, there, **more):
    secret = {"url": there.url, "secret": ""}
    quiet = more.get("quiet", QuietHours(start=0, end=0))
    return dispatch.add(shop, "dingtalk", title="运营群", secret=secret, language="en", quiet=quiet, actor=OWNER)


def digests(there):
    texts = [body["markdown"]["text"] for _, body in there.posts]
    return [text for text in texts if "daily digest" in text]


def test_nobody_to_tell_or_nothing_to_tell_queues_nothing(tmp_path):
    with messenger() as there:
        bare = empty_shop(tmp_path / "bare", TickingClock(NINE))
        assert put_in_line(bare) is None
        told(bare, there)
        assert put_in_line(bare) is None
    assert schedule(bare).is_running is False
    bare.books.close()


def test_a_look_is_queued_once_an_hour_and_once_more_when_the_digest_is_due(tmp_path, clock):
    shop = empty_shop(tmp_path / "bare", clock)
    (shop.folder / "warehouse").mkdir(exist_ok=True)
    (shop.folder / "warehouse" / "CURRENT").write_text("000001", encoding="ascii")
    with messenger() as there:
        told(shop, there)
    declared, version = settings.current(shop.books)
    at_half = declared.model_copy(update={"digest_at": "09:30"})
    settings.change(shop.books, at_half, expected_version=version, by="u1", at=clock.now())
    queued = []
    for minutes in range(0, 120, 10):
        clock.instant = NINE + timedelta(minutes=minutes)
        queued += [minutes] if put_in_line(shop) else []
    assert queued == [0, 30, 60]
    found = schedule(shop)
    assert (found.digest_at, found.is_running) == ("09:30", True)
    assert found.next_digest_at == NINE + DAY + timedelta(minutes=30)
    shop.books.close()


@pytest.mark.slow
def test_many_processes_that_look_at_the_same_time_send_one_digest(shop, clock):
    others = [open_shop(shop.folder, clock) for _ in range(4)]

    def look(one):
        put_in_line(one)
        list(do_all(one))

    with messenger() as there:
        told(shop, there)
        clock.instant = NINE
        looking = [threading.Thread(target=look, args=(one,)) for one in others]
        for thread in looking:
            thread.start()
        for thread in looking:
            thread.join()
        clock.instant += timedelta(minutes=1)  # and one that restarts
        look(shop)
    for one in others:
        one.books.close()
    assert len(digests(there)) == 1
    assert "comes late" not in digests(there)[0]
    (times,) = schedule(shop).targets
    assert times.last.digest_at == NINE
    assert times.skipped == ()


@pytest.mark.slow
def test_what_was_missed_is_made_up_the_same_day_and_skipped_days_are_named(shop, clock):
    with messenger() as there:
        told(shop, there)
        clock.instant = NINE
        put_in_line(shop)
        list(do_all(shop))
        clock.instant = NINE + 3 * DAY + timedelta(hours=5)  # the machine was off for two days and a morning
        assert [day.isoformat() for day in schedule(shop).targets[0].skipped] == ["2026-04-02", "2026-04-03"]
        put_in_line(shop)
        list(do_all(shop))
    late = digests(there)[1]
    assert "This comes late" in late
    assert "No digest went out for 2026-04-02 – 2026-04-03" in late
    assert schedule(shop).targets[0].skipped == ()


@pytest.mark.slow
def test_one_that_refuses_is_tried_again_and_the_others_get_nothing_twice(shop, clock):
    with messenger() as there, messenger(b'{"errcode": 1}') as deaf:
        told(shop, there)
        told(shop, deaf)
        clock.instant = NINE
        put_in_line(shop)
        (first,) = do_all(shop)
        clock.instant += jobs.RETRY_AFTER
        (again,) = do_all(shop)
    assert (first.state, again.attempts) == ("queued", 2)
    assert (len(digests(there)), len(digests(deaf))) == (1, 2)
    assert "运营群" in schedule(shop).problem["zh-CN"]


@pytest.mark.slow
def test_the_thread_of_the_service_sends_by_itself(shop, clock):
    import time

    with messenger() as there:
        told(shop, there)
        clock.instant = NINE
        worker = Worker(shop)
        worker.nudge()
        until = time.monotonic() + 30
        while not digests(there) and time.monotonic() < until:
            time.sleep(0.02)
        worker.stop()
    assert len(digests(there)) == 1
    assert jobs.latest(shop.books, KIND, 9)[0].state == "done"
