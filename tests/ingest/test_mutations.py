"""Whatever happens to a file on its way, it is refused as a whole or every row of it is accounted for."""

from __future__ import annotations

import random
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ingest.conftest import EXPORTS, TinyShop
from zhanggui.core.errors import ZhangguiError

TEXT = (EXPORTS / "generic_orders_zh.csv").read_text("utf-8-sig")
ODD_CELLS = [
    "",
    "-",
    "=1+1",
    "1e12",
    "-1",
    "1,000",
    '"',
    "'",
    "2099-01-01",
    "0000-00-00",
    "\x00",
    "🍵",
    "9" * 30,
    "a\tb",
    '""',
    "'; --",
]


@st.composite
def mutated(draw):
    """The generic sheet after one to three mishaps."""
    lines = TEXT.splitlines()
    for _ in range(draw(st.integers(1, 3))):
        chance = random.Random(draw(st.integers(0, 10**6)))  # noqa: S311 - a mishap, no secret
        row = chance.randrange(1, len(lines))
        cells = lines[row].split(",")
        match draw(st.sampled_from(["cell", "cut", "swap", "repeat", "drop", "glue"])):
            case "cell":
                cells[chance.randrange(len(cells))] = chance.choice(ODD_CELLS)
            case "cut":
                cells = cells[: chance.randrange(1, len(cells) + 1)]
            case "swap":
                chance.shuffle(cells)
            case "repeat":
                lines.insert(row, lines[row])
            case "drop":
                cells = [cell for cell in cells if chance.random() > 0.2]
            case "glue":
                cells.append(chance.choice(ODD_CELLS))
        lines[row] = ",".join(cells)
    text = "\n".join(lines) + draw(st.sampled_from(["\n", "", '\n"']))
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030"])), errors="replace")


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(content=mutated())
def test_a_damaged_file_is_refused_or_balances(content):
    refused_or_balanced(content)


@pytest.mark.slow
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(content=mutated())
def test_many_damaged_files_are_refused_or_balance(content):
    refused_or_balanced(content)


def refused_or_balanced(content):
    with tempfile.TemporaryDirectory() as folder:
        shop = TinyShop(Path(folder) / "shop")
        path = shop.write("damaged.csv", content)
        try:
            balance = shop.load(path).reconciliation
        except ZhangguiError:
            assert not list(shop.folder.rglob("*.parquet"))
            return
        portions = (balance.loaded, balance.quarantined, balance.superseded, balance.set_aside)
        assert sum(portion.rows for portion in portions) == balance.read.rows
        assert sum(portion.money.minor for portion in portions) == pytest.approx(balance.read.money.minor, abs=2)
        ((rows, money),) = shop.query("SELECT count(*), sum(gross_minor) FROM {order_lines}")
        assert rows == balance.loaded.rows
        assert abs(Decimal(money) - balance.loaded.money.minor) <= rows
