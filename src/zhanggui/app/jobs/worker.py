"""Who carries out what was put in line, and what is said when it cannot be done?"""

from __future__ import annotations

import json
import logging
import os
import secrets
import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from zhanggui.app.jobs import answers, backups, lapsing
from zhanggui.app.jobs.loads import KIND as LOAD
from zhanggui.app.jobs.loads import carry_out
from zhanggui.app.jobs.watching import NoFolderToWatch, look
from zhanggui.app.keeping import kept
from zhanggui.app.notify import schedule
from zhanggui.app.trouble import place_of
from zhanggui.books import jobs
from zhanggui.core.errors import Busy, ZhangguiError
from zhanggui.core.words import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from zhanggui.app.shop import Shop

WORK: Mapping[str, Callable[[Shop, Mapping[str, Any]], Mapping[str, Any]]] = {
    LOAD: carry_out,
    backups.BACKUP: backups.make,
    backups.RESTORE: backups.bring_back,
    schedule.KIND: schedule.carry_out,
    lapsing.KIND: lapsing.carry_out,
    answers.KIND: answers.carry_out,
}
# What may take hours, and what must not wait for it: each line has a thread of its own.
LINES = ((LOAD, backups.BACKUP, backups.RESTORE, lapsing.KIND), (schedule.KIND,), (answers.KIND,))
RENEW_EVERY = jobs.LEASE.total_seconds() / 5
LOOK_EVERY = 5.0
ASK_EVERY = 0.05
_log = logging.getLogger("zhanggui.jobs")


class JobBroke(ZhangguiError):
    """The program itself failed at a job."""

    sentence = Words(
        zh="程序在处理时出错了，数据没有改变。服务日志记下了出错的位置；请稍后再试。",
        en="The program failed at this; the data are unchanged. The service log names the place; try again later.",
    )


def do_next(shop: Shop, worker: str, kinds: tuple[str, ...] | None = None) -> jobs.Job | None:
    """Take the job that has waited longest, carry it out and report; None where nothing waits.

    What the file or the request is at fault for is final; a shop that is being written to is tried again later.
    """
    job = jobs.claim(shop.books, worker=worker, kinds=kinds or tuple(WORK), at=shop.clock.now())
    if job is None:
        return None
    try:
        with _kept_held(shop, job):
            outcome = WORK[job.kind](shop, job.payload)
    except ZhangguiError as refusal:
        jobs.fail(shop.books, job, _told(refusal), at=shop.clock.now(), is_final=not isinstance(refusal, Busy))
    except Exception as failure:  # noqa: BLE001 - whatever breaks, the next job is done and somebody is told
        _log.error("job broke: %s", json.dumps({"job": job.id, **place_of(failure)}))
        jobs.fail(shop.books, job, _told(JobBroke()), at=shop.clock.now())
    else:
        jobs.finish(shop.books, job, outcome, at=shop.clock.now())
    return jobs.find(shop.books, job.id)


def do_all(shop: Shop, *kinds: str) -> Iterator[jobs.Job]:
    """Carry out whatever is due now, or what of these kinds is, one after the other."""
    worker = _own_name()
    while job := do_next(shop, worker, kinds):
        yield job


class Worker:
    """The threads of a running service, ended with it: for files and books, for what it tells people, for answers.

    However long a file takes, the digest and the alerts go out at their time; however long answers take, files come in.
    """

    def __init__(self, shop: Shop, watched: Path | None = None) -> None:
        """`watched` is a folder whose new files are put in line as they come."""
        self._shop = shop
        files, messages, questions = LINES
        self._lines = (
            _Line(shop, files, lambda: _look_at_files(shop, watched)),
            _Line(shop, messages, lambda: schedule.put_in_line(shop)),
            _Line(shop, questions),
        )

    def nudge(self) -> None:
        """Look for work now, and from now on."""
        for line in self._lines:
            line.nudge()

    def wait_for(self, job: jobs.Job, seconds: float) -> jobs.Job:
        """Have a job done, and wait for it no longer than this; returns it as it stands then."""
        self.nudge()
        give_up = time.monotonic() + seconds
        while (found := jobs.find(self._shop.books, job.id)).finished_at is None and time.monotonic() < give_up:
            time.sleep(ASK_EVERY)
        return found

    def stop(self) -> None:
        """Finish the jobs in hand, if any, and take no others."""
        for line in self._lines:
            line.end()
        for line in self._lines:
            line.join()


class _Line:
    """One thread that looks for work of some kinds and does it, one job after the other."""

    def __init__(self, shop: Shop, kinds: tuple[str, ...], look: Callable[[], object] = lambda: None) -> None:
        self._shop, self._kinds, self._look, self._name = shop, kinds, look, _own_name()
        self._wanted, self._ended = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def nudge(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name=f"zhanggui-{self._kinds[0]}", daemon=True)
                self._thread.start()
        self._wanted.set()

    def end(self) -> None:
        self._ended.set()
        self._wanted.set()

    def join(self) -> None:
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._wanted.clear()
            with suppress(NoFolderToWatch, Busy, jobs.LeaseLost):  # it may be back, or free, at the next look
                self._look()
                while not self._ended.is_set() and do_next(self._shop, self._name, self._kinds):
                    pass
            self._wanted.wait(LOOK_EVERY)


def _look_at_files(shop: Shop, watched: Path | None) -> None:
    kept.expire(shop)
    lapsing.put_in_line(shop)
    if watched:
        look(shop, watched)


@contextmanager
def _kept_held(shop: Shop, job: jobs.Job) -> Iterator[None]:
    """Renew the lease while the work goes on, however long a large file takes."""
    done = threading.Event()

    def renew() -> None:
        with suppress(jobs.LeaseLost):
            while not done.wait(RENEW_EVERY):
                jobs.renew(shop.books, job, at=shop.clock.now())

    renewing = threading.Thread(target=renew, daemon=True)
    renewing.start()
    try:
        yield
    finally:
        done.set()
        renewing.join()


def _told(refusal: ZhangguiError) -> dict[str, Any]:
    return {"error": {"code": refusal.code, "message": {language: refusal.text(language) for language in LANGUAGES}}}


def _own_name() -> str:
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
