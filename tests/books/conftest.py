"""Books of a shop that opened a moment ago."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.kept import new_books
from zhanggui.books.database import open_books
from zhanggui.books.people import accept_invitation, invite_first_owner

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "books.sqlite"


@pytest.fixture
def books(file):
    opened = open_books(new_books(file))
    yield opened
    opened.close()


@pytest.fixture
def owner(books):
    token = invite_first_owner(books, at=NOW)
    return accept_invitation(books, token, login="Owner", password="correct horse", at=NOW)
