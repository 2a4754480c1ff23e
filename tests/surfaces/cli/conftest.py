"""A command line to type at, and a shop with a few orders behind it."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zhanggui.surfaces.cli.main import app

ORDERS = """order_id,ordered_at,sku,quantity,unit_price,customer,phone,channel,refunded
A1,2026-03-01 10:00,TEA-1,2,30.00,ann,13800000001,tmall,
A2,2026-03-02 10:00,TEA-1,1,30.00,bob,13800000002,tmall,30.00
A3,2026-03-02 23:30,TEA-2,1,99.90,ann,13800000001,jd,
"""


@dataclass
class Typed:
    """What a typed command printed and how it left."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


class Terminal:
    """A terminal that always speaks of one shop."""

    def __init__(self, folder: Path):
        self.folder = folder

    def type(self, *words, language="en"):
        done = CliRunner().invoke(app, ["--shop", str(self.folder), "--lang", language, *map(str, words)])
        return Typed(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def terminal(tmp_path):
    return Terminal(tmp_path / "shop")


@pytest.fixture
def orders_file(tmp_path):
    return write_orders(tmp_path)


@pytest.fixture(scope="session")
def _loaded_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loaded")
    terminal = Terminal(folder / "shop")
    assert terminal.type("init").code == 0
    assert terminal.type("ingest", write_orders(folder)).code == 0
    return terminal.folder


@pytest.fixture
def loaded(_loaded_folder, terminal):
    """A fresh copy of the shop with its orders for each test."""
    shutil.copytree(_loaded_folder, terminal.folder)
    return terminal


def write_orders(folder):
    file = folder / "orders.csv"
    file.write_text(ORDERS, "utf-8")
    return file
