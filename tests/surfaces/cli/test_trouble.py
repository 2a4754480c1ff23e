"""What the command line says when the folder, the disk or another process is in the way: one sentence, exit code 1."""

from __future__ import annotations

import fcntl
import os
import resource
import subprocess
import sys

import pytest
from rich.cells import cell_len

from tests.surfaces.cli.conftest import Terminal

COMMANDS = (
    ("metrics", "net_sales"),
    ("run", "customers.rfm"),
    ("run", "products.pareto"),
    ("review",),
    ("decisions", "propose"),
    ("decisions", "show", "nope"),
    ("decisions", "apply", "nope"),
)


def one_sentence(typed):
    return typed.code == 1 and typed.err.strip().count("\n") == 0 and "Something broke" not in typed.err


@pytest.mark.slow
def test_a_shop_without_data_says_what_to_load(terminal):
    terminal.type("init")

    assert [command for command in COMMANDS if not one_sentence(terminal.type(*command))] == []


@pytest.mark.slow
def test_a_shop_without_data_has_no_decisions_and_says_so(terminal):
    terminal.type("init")

    assert terminal.type("decisions", "list").out == "There are no such decisions.\n"
    assert terminal.type("decisions", "list", "--json").json == []


@pytest.mark.parametrize("text", [b"id = ", b'id = "x"', b"\xff\xfe", b""], ids=["cut", "lacking", "binary", "empty"])
def test_a_damaged_shop_file_is_named(terminal, text):
    terminal.type("init")
    (terminal.folder / "shop.toml").write_bytes(text)
    typed = terminal.type("metrics", "net_sales")

    assert one_sentence(typed)
    assert "shop.toml" in typed.err
    assert "backup" in typed.err


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "shop").write_text("no folder")
    terminal = Terminal(tmp_path / "shop")

    assert one_sentence(terminal.type("init"))
    assert "init" in terminal.type("doctor").err


@pytest.mark.slow
def test_a_shop_that_another_process_writes_asks_for_patience(loaded, tmp_path):
    more = tmp_path / "more.csv"
    more.write_text("order_id,ordered_at,sku,quantity,unit_price\nB1,2026-03-05 10:00,TEA-1,1,30.00\n", "utf-8")
    with (loaded.folder / "warehouse" / "writer.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        typed = loaded.type("ingest", more)

    assert one_sentence(typed)
    assert loaded.type("metrics", "orders", "--json").json["rows"][0]["value"] == 3
    assert loaded.type("ingest", more).code == 0
    assert loaded.type("metrics", "orders", "--json").json["rows"][0]["value"] == 4


@pytest.mark.slow
@pytest.mark.parametrize("most_bytes", [20_000, 100_000, 600_000, 2_000_000])
def test_a_full_disk_is_said_and_loading_again_completes(terminal, orders_file, most_bytes):
    """The system refuses to let any file grow beyond a size, as a full disk would."""
    terminal.type("init")
    many = "".join(f"B{n},2026-03-05 10:00,TEA-{n},1,30.00,c{n},{13900000000 + n},tmall,\n" for n in range(20_000))
    orders_file.write_text(orders_file.read_text("utf-8") + many, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "zhanggui", "--shop", str(terminal.folder), "--lang", "en", "ingest", str(orders_file)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes)),
    )

    assert (done.returncode, done.stderr.strip().count("\n")) == (1, 0)
    assert "the disk is full" in done.stderr
    assert terminal.type("ingest", orders_file).code == 0
    assert terminal.type("metrics", "orders", "--json").json["rows"][0]["value"] == 20_003


@pytest.mark.slow
def test_wide_tables_go_on_below_and_numbers_stay_whole(loaded, monkeypatch):
    for width in (60, 80, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        for language in ("zh-CN", "en"):
            shown = loaded.type("run", "products.pareto", language=language).out
            table = [line for line in shown.splitlines() if line.startswith(("│", "┃"))]

            assert "¥159.90" in shown
            assert any("TEA-1" in line for line in table)
            assert max(map(cell_len, table)) <= width


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_what_is_wrong_with_a_parameter_is_said_in_the_reader_s_language(loaded, language):
    typed = loaded.type("run", "customers.rfm", "--nope", "3", "--bins", "x", language=language)
    told = (
        ("没有这个名称的参数", "须为整数") if language == "zh-CN" else ("no parameter of this name", "a whole number")
    )

    assert typed.code == 1
    assert [words for words in told if words not in typed.err] == []
    assert "high_from" in typed.err


@pytest.mark.slow
def test_missing_columns_of_a_loaded_table_are_named(terminal, tmp_path):
    anonymous = tmp_path / "anonymous.csv"
    anonymous.write_text("order_id,ordered_at,sku,quantity,unit_price\nB1,2026-03-05 10:00,TEA-1,1,30.00\n", "utf-8")
    terminal.type("init")
    terminal.type("ingest", anonymous)

    assert "Orders (Customer)" in terminal.type("run", "customers.rfm").err
    assert "订单（顾客）" in terminal.type("run", "customers.rfm", language="zh-CN").err
