"""Does the page that everybody opens first come at once?"""

from __future__ import annotations

import os
import secrets
import statistics
from http import HTTPStatus
from typing import TYPE_CHECKING

from benchmarks.measurement import Figure, in_seconds, seconds
from benchmarks.processes import python

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

    from benchmarks.workplace import Workplace

TITLE = "Does the page that everybody opens first come at once?"
HOW = (
    "`zhanggui demo --no-serve` makes both demo shops (the tea shop has size M whatever size is measured), then opens them again. Then the Today "
    "page of the tea shop, asked of the ASGI application in this process by a signed-in owner: the first answer of the process, and the "
    "median of 20 more. Templates, sign-in and compression are part of it, the network is not."
)
REQUESTS = 20
MOST_SECONDS = 0.3
MOST_FOR_THE_DEMO, MOST_FOR_LATER_DEMOS = 300.0, 20.0
SHOP = "tea-shop"


class PageBroken(Exception):
    """The page did not answer as a page."""


def figures(work: Workplace) -> Iterator[Figure]:
    """The demo's two runs, and Today from cold and from cache."""
    folder = work.fresh("demo")
    yield _demo(folder, "`zhanggui demo`, first run", MOST_FOR_THE_DEMO)
    yield _demo(folder, "`zhanggui demo`, later run", MOST_FOR_LATER_DEMOS)
    os.environ["ZHANGGUI_HOME"] = str(folder / "home")
    yield from _today(_visitor(folder))


def _demo(folder: Path, what: str, most: float) -> Figure:
    words = ("-m", "zhanggui", "demo", "--folder", str(folder / "shops"), "--no-serve")
    done = python(*words, env={"ZHANGGUI_HOME": str(folder / "home")})
    return Figure(
        what=what,
        measured=in_seconds(done.seconds),
        beside=f"peak memory {done.peak}",
        promise=f"< {in_seconds(most)}",
        holds=done.seconds < most,
    )


def _visitor(folder: Path) -> TestClient:
    """Somebody who came in by the demo's one-time link."""
    from starlette.testclient import TestClient

    from zhanggui.app.clock import SystemClock
    from zhanggui.app.shop import open_shop
    from zhanggui.surfaces.web.server import create_site

    token = secrets.token_urlsafe(24)
    shops = [open_shop(path.parent, SystemClock()) for path in sorted((folder / "shops").glob("*/shop.toml"))]
    client = TestClient(create_site(shops, demo_token=token))
    client.get("/demo", params={"token": token})
    return client


def _today(client: TestClient) -> Iterator[Figure]:
    yield Figure(what="Today, first answer of the process", measured=in_seconds(seconds(lambda: _ask(client, "zh-CN"))))
    for language in ("zh-CN", "en"):
        _ask(client, language)
        taken = [seconds(lambda: _ask(client, "")) for _ in range(REQUESTS)]
        median, worst = statistics.median(taken), max(taken)
        yield Figure(
            what=f"Today from cache, {language}",
            measured=in_seconds(median),
            beside=f"slowest {in_seconds(worst)}",
            promise=f"≤ {in_seconds(MOST_SECONDS)}",
            holds=median <= MOST_SECONDS,
        )


def _ask(client: TestClient, language: str) -> None:
    """Today once; a language that is named is kept in a cookie from then on."""
    answer = client.get(f"/{SHOP}/", params={"lang": language} if language else {})
    if answer.status_code != HTTPStatus.OK or "/sign-in" in str(answer.url):
        message = f"Today answered {answer.status_code} at {answer.url.path}"
        raise PageBroken(message)
