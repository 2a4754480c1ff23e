"""Books in which nothing has been decided yet."""

from __future__ import annotations

import pytest

from tests.kept import new_books
from zhanggui.books.database import open_books


@pytest.fixture
def books(tmp_path):
    opened = open_books(new_books(tmp_path / "books.sqlite"))
    yield opened
    opened.close()
