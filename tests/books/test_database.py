"""The books open anywhere, once, and refuse what they do not understand."""

from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, select

from zhanggui.books.contact_schema import CONTACT_ENTRIES
from zhanggui.books.database import BooksTooNew, open_books
from zhanggui.books.points_schema import POINTS_ENTRIES
from zhanggui.books.schema import ATTEMPTS


def _open(file):
    open_books(file).close()


def test_the_migrations_make_exactly_the_tables_of_the_schema(books):
    with books.reading() as connection:
        for table in (POINTS_ENTRIES, CONTACT_ENTRIES):
            assert compare_metadata(MigrationContext.configure(connection), table.metadata) == []


@pytest.mark.slow
def test_many_processes_may_open_new_books_at_once(file):
    started = [multiprocessing.get_context("spawn").Process(target=_open, args=(file,)) for _ in range(3)]
    for process in started:
        process.start()
    for process in started:
        process.join()

    assert [process.exitcode for process in started] == [0] * 3


def test_a_failed_transaction_leaves_nothing(books):
    def fail():
        with books.begin() as connection:
            connection.execute(ATTEMPTS.insert().values(subject="x", window_started_at=datetime.now(UTC), used=1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    with books.reading() as connection:
        assert connection.execute(select(ATTEMPTS)).all() == []


def test_an_instant_without_a_zone_is_refused(books):
    with pytest.raises(Exception, match="an instant needs a zone"), books.begin() as connection:
        connection.execute(ATTEMPTS.insert().values(subject="x", window_started_at=datetime(2026, 3, 1), used=1))  # noqa: DTZ001


def test_books_of_a_newer_version_are_not_touched(file):
    _open(file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(BooksTooNew) as refusal:
        open_books(file)

    assert refusal.value.facts["found"] == "9999"


def test_a_database_url_opens_the_same_books(books, file):
    again = open_books(f"sqlite:///{file}")

    assert again.engine.url == create_engine(f"sqlite:///{file}").url
    again.close()


def test_books_load_without_the_analytical_stack():
    modules = ["database", "events", "vault", "people", "access", "settings", "jobs", "keys", "pseudonyms", "throttle"]
    script = "import sys\n" + "".join(f"import zhanggui.books.{name}\n" for name in modules)
    script += "print(sorted({'ibis', 'duckdb', 'pyarrow', 'pandas', 'numpy', 'alembic'} & set(sys.modules)))"

    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert said.strip() == "[]"


def test_writers_that_share_a_commit_take_back_their_own_work_alone(books):
    from concurrent.futures import ThreadPoolExecutor

    def write(number):
        def work(connection):
            row = {"subject": f"s{number}", "window_started_at": datetime.now(UTC), "used": number}
            connection.execute(ATTEMPTS.insert().values(row))
            if number % 3 == 0:
                raise ZeroDivisionError
            return number

        try:
            return books.carry_out(work)
        except ZeroDivisionError:
            return None

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(write, range(30)))

    kept = [number for number in range(30) if number % 3]
    assert [number for number in done if number is not None] == kept
    with books.reading() as connection:
        assert sorted(connection.execute(select(ATTEMPTS.c.used)).scalars()) == kept
