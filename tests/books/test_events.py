"""Nothing that happened can be changed or lost without showing."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone

import pytest

from tests.books.conftest import NOW
from zhanggui.books.database import open_books
from zhanggui.books.events import (
    ChainBroken,
    Head,
    KeyUsedForSomethingElse,
    StreamMovedOn,
    append,
    head,
    last,
    read,
    read_anchors,
    read_kinds,
    verify_chain,
    write_anchor,
)


def write(books, number, *, stream="s", key=None, expected=None, kind="counted"):
    with books.begin() as connection:
        return append(
            connection,
            stream=stream,
            kind=kind,
            payload={"number": number, "word": "茶"},
            by="u1",
            at=NOW,
            key=key,
            expected=expected,
        )


def verified(books, anchors=()):
    with books.reading() as connection:
        return verify_chain(connection, anchors)


def tamper(file, statement):
    connection = sqlite3.connect(file)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_events_read_back_in_order_with_what_was_written(books):
    write(books, 1, stream="a")
    write(books, 2, stream="b")
    write(books, 3, stream="a")

    with books.reading() as connection:
        events = read(connection, "a")
        assert [(event.position, event.sequence, event.payload["number"]) for event in events] == [(1, 1, 1), (3, 2, 3)]
        assert events[0].at == NOW
        assert events[0].payload["word"] == "茶"
        assert read(connection, "a", after=1) == events[1:]
        assert last(connection, "a") == events[1]
        assert last(connection, "nothing") is None


def test_events_are_found_by_kind_across_streams(books):
    write(books, 1, kind="decision.proposed", stream="a")
    write(books, 2, kind="decisionless")
    write(books, 3, kind="decision.approved", stream="b")

    with books.reading() as connection:
        assert [event.payload["number"] for event in read_kinds(connection, "decision.")] == [1, 3]


def test_a_repeated_key_returns_the_first_event_and_writes_nothing(books):
    first = write(books, 1, key="k")

    assert write(books, 1, key="k") == first
    assert verified(books) == Head(position=1, hash=first.hash)


@pytest.mark.parametrize("other", [{"number": 2}, {"stream": "t"}, {"kind": "guessed"}])
def test_a_key_that_returns_with_other_content_is_a_conflict(books, other):
    write(books, 1, key="k")

    with pytest.raises(KeyUsedForSomethingElse):
        write(books, **{"number": 1, "key": "k", **other})

    assert verified(books).position == 1


def test_a_writer_who_read_an_old_state_is_told(books):
    write(books, 1, expected=0)

    with pytest.raises(StreamMovedOn) as refusal:
        write(books, 2, expected=0)

    assert refusal.value.facts == {"stream": "s", "expected": 0, "found": 1}


@pytest.mark.slow
def test_the_same_instant_in_another_zone_has_the_same_hash(tmp_path):
    hashes = set()
    for at in (NOW, NOW.astimezone(timezone(timedelta(hours=8)))):
        books = open_books(tmp_path / f"{len(hashes)}.sqlite")
        with books.begin() as connection:
            hashes.add(append(connection, stream="s", kind="k", payload={}, by="u", at=at).hash)
        books.close()

    assert len(hashes) == 1


@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE events SET payload = '{"number":9,"word":"茶"}' WHERE position = 2""",
        """UPDATE events SET "by" = 'somebody else' WHERE position = 2""",
        "UPDATE events SET at = '2026-03-01 09:00:00.000001' WHERE position = 2",
        "DELETE FROM events WHERE position = 2",
        "DELETE FROM events WHERE position = 3",
        "UPDATE events SET position = 4 WHERE position = 3",
    ],
)
def test_a_changed_or_missing_event_breaks_the_chain(books, file, statement):
    for number in (1, 2, 3):
        write(books, number)
    assert verified(books).position == 3

    tamper(file, statement)

    with pytest.raises(ChainBroken):
        verified(books)


def test_a_chain_rewritten_as_a_whole_contradicts_its_anchor(books, tmp_path):
    write(books, 1)
    anchors = tmp_path / "elsewhere" / "anchors.txt"
    with books.reading() as connection:
        write_anchor(anchors, head(connection), NOW)
    other = open_books(tmp_path / "forged.sqlite")
    write(other, 2)

    assert verified(books, read_anchors(anchors)).position == 1
    assert verified(other).position == 1
    with pytest.raises(ChainBroken) as refusal:
        verified(other, read_anchors(anchors))
    assert refusal.value.facts["reason"].en == "it differs from the anchor written outside"
    other.close()


def test_a_chain_cut_off_before_its_anchor_is_found(books, tmp_path, file):
    write(books, 1)
    second = write(books, 2)
    tamper(file, "DELETE FROM events WHERE position = 2")
    tamper(file, "UPDATE chain_head SET position = 1, hash = (SELECT hash FROM events)")

    assert verified(books).position == 1
    with pytest.raises(ChainBroken):
        verified(books, (Head(position=2, hash=second.hash),))


@pytest.mark.slow
def test_forty_threads_make_one_unbroken_chain(books):
    with ThreadPoolExecutor(40) as pool:
        list(pool.map(lambda number: write(books, number, stream=f"s{number % 3}"), range(120)))

    assert verified(books).position == 120
    with books.reading() as connection:
        assert [event.sequence for event in read(connection, "s0")] == list(range(1, 41))


def test_of_forty_writers_with_one_key_one_writes(books):
    with ThreadPoolExecutor(40) as pool:
        positions = set(pool.map(lambda _: write(books, 1, key="once").position, range(40)))

    assert positions == {1}
    assert verified(books).position == 1


APPENDER = """
import sys
from datetime import UTC, datetime
from zhanggui.books.database import open_books
from zhanggui.books.events import append
books = open_books(sys.argv[1])
number = 0
while True:
    number += 1
    with books.begin() as connection:
        append(connection, stream="s", kind="counted", payload={"number": number}, by="u", at=datetime(2026, 3, 1, tzinfo=UTC))
    print(number, flush=True)
"""


def test_a_writer_killed_while_it_writes_leaves_the_chain_whole(file):
    process = subprocess.Popen([sys.executable, "-c", APPENDER, file], stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        confirmed = int(line)
        if confirmed == 25:
            break
    os.kill(process.pid, signal.SIGKILL)
    confirmed = int(([str(confirmed), *process.stdout.read().split()])[-1])
    process.wait()
    process.stdout.close()

    books = open_books(file)
    assert verified(books).position >= confirmed
    write(books, 0)
    assert verified(books).position > confirmed
    books.close()
