"""One small shop for all stories that only read it."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from zhanggui.worlds.tea_shop.generate import generate


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    """A tea shop of size S."""
    return generate(tmp_path_factory.mktemp("tea_shop"), size="S", seed=7)


@pytest.fixture(scope="session")
def ask(shop):
    """Ask the shop's tables in SQL."""
    with duckdb.connect() as engine:
        for name in shop.rows:
            engine.execute(f"CREATE VIEW {name} AS FROM '{shop.tables}/{name}.parquet'")
        yield lambda query: engine.execute(query).fetchall()


@pytest.fixture
def tiny(tmp_path):
    """Make a very small shop of one summer, to change."""

    def make(name="shop", **wishes):
        return generate(tmp_path / name, **{"size": "XS", "seed": 7, "start": date(2026, 6, 1)} | wishes)

    return make
