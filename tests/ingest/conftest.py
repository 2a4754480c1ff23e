"""A tiny shop to load files into."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from zhanggui.core.clock import StoppedClock
from zhanggui.ingest.limits import Limits
from zhanggui.ingest.loading import load_files
from zhanggui.ingest.previewing import preview_files
from zhanggui.warehouse.merge import key_occurs_once
from zhanggui.warehouse.tables import LANDED

EXPORTS = Path(__file__).parents[1] / "fixtures" / "exports"
NOW = datetime(2026, 5, 1, tzinfo=UTC)


@dataclass
class Drawer:
    """The least that ingest asks of a vault: a key, and a place for originals."""

    key: bytes = bytes(range(32))
    kept: dict = field(default_factory=dict)

    def put_many(self, kind, values):
        before = len(self.kept.setdefault(kind, {}))
        self.kept[kind] = {**values, **self.kept[kind]}
        return len(self.kept[kind]) - before

    def erased(self):
        return frozenset()


@dataclass
class TinyShop:
    folder: Path
    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    safe: Drawer = field(default_factory=Drawer)

    def facts(self, **more):
        return {
            "folder": self.folder,
            "currency": self.currency,
            "timezone": self.timezone,
            "vault": self.safe,
            "clock": StoppedClock(NOW),
            "limits": Limits(threads=1, memory_bytes=2**30),
            **more,
        }

    def load(self, *files, **options):
        (report,) = load_files(files, **self.facts(**options)).files
        self.check_keys()
        return report

    def check_keys(self):
        """Every landed file that says that no key occurs twice in it is right."""
        with duckdb.connect() as connection:
            for path in self.folder.glob("landing/loads/*/*.parquet"):
                contract = LANDED.get(path.stem)
                if contract and key_occurs_once(connection, contract, [path]):
                    there = {row[0] for row in connection.execute(f"DESCRIBE FROM '{path}'").fetchall()}
                    key = ", ".join(name for name in contract.key if name in there)
                    many = connection.execute(f"SELECT count(*), count(DISTINCT ({key})) FROM '{path}'").fetchone()
                    assert many[0] == many[1], (path.name, key, many)

    def preview(self, *files, **options):
        (preview,) = preview_files(files, **self.facts(**options)).files
        return preview

    def write(self, name, text, encoding="utf-8"):
        path = self.folder / "incoming" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    def copy(self, name):
        """A fixture under another roof, so that its age is known."""
        path = self.folder / "incoming" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(EXPORTS / name, path)
        return path

    def query(self, sql, load_id=1):
        """Ask the landed files; {orders} and the like stand for their paths."""
        folder = self.folder / "landing" / "loads" / f"{load_id:06d}"
        paths = {path.stem: f"read_parquet('{path}')" for path in folder.glob("*.parquet")}
        with duckdb.connect() as connection:
            return connection.execute(sql.format(**paths)).fetchall()

    def landed(self, load_id=1):
        return {path.name for path in (self.folder / "landing" / "loads" / f"{load_id:06d}").iterdir()}


@pytest.fixture
def shop(tmp_path):
    return TinyShop(tmp_path / "shop")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Load a fixture once for all tests of a module: `loaded(name)` gives the shop and the report."""
    known = {}

    def once(name, **options):
        if name not in known:
            shop = TinyShop(tmp_path_factory.mktemp("loaded") / "shop")
            known[name] = (shop, shop.load(EXPORTS / name, **options))
        return known[name]

    return once


def rows_and_money(portion):
    return portion.rows, None if portion.money is None else str(portion.money.major)


def causes(report):
    """Reason, column and rows of the file for everything that was not loaded."""
    return [(cause.reason, cause.column, cause.source_rows) for cause in report.reconciliation.causes]
